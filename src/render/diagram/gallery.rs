use super::*;
#[test]
#[ignore = "writes pages to look at"]
fn dump() {
    let mut paths: Vec<_> = vec![];
    for d in ["tests/fixtures/diagrams/transcripts", "tests/fixtures/diagrams/families"] {
        if let Ok(r) = std::fs::read_dir(d) { paths.extend(r.map(|e| e.unwrap().path())); }
    }
    paths.sort();
    for p in paths {
        let s = std::fs::read_to_string(&p).unwrap();
        let name = p.file_stem().unwrap().to_str().unwrap().to_owned();
        match draw::svg(&s, &name) {
            Ok(svg) => std::fs::write(format!("/tmp/gallery/{name}.svg"), svg).unwrap(),
            Err(e) => println!("{name}: {e:?}"),
        }
        match draw::parse(&s) {
            Ok(m) => std::fs::write(format!("/tmp/gallery/{name}.json"), format!("{} {}", m.family, serde_json::to_string_pretty(&m.model).unwrap())).unwrap(),
            Err(e) => println!("{name}: parse {e:?}"),
        }
    }
}
