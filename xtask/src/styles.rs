//! One style sheet for the site: trunk writes one file per source, which cost a request each and
//! compress worse apart than together.

use crate::{
    failure::{Failure, Result},
    worker::short_hash,
};
use std::{fs, path::Path};

/// Joins the style sheets that index.html names, in its order, into one file with a content hash.
pub fn join(folder: &Path) -> Result {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    let links = links(&html);
    let Some(first) = links.first() else {
        return Err(Failure::new("index.html names no style sheet"));
    };
    let mut sheet = String::new();
    for link in &links {
        let path = folder.join(link.file);
        let css = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        sheet.push_str(css.trim());
        sheet.push('\n');
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    let name = format!("style-{}.css", short_hash(sheet.as_bytes()));
    let joined = format!("<link href=./{name} rel=stylesheet>");
    let mut page_text = html.replacen(first.element, &joined, 1);
    for link in &links[1..] {
        page_text = page_text.replacen(link.element, "", 1);
    }
    let path = folder.join(&name);
    fs::write(&path, sheet).map_err(|error| Failure::io("write", &path, &error))?;
    fs::write(&page, page_text).map_err(|error| Failure::io("write", &page, &error))
}

/// A style sheet's element in the page and the file that it names.
#[derive(Debug, PartialEq, Eq)]
struct Link<'a> {
    element: &'a str,
    file: &'a str,
}

fn links(html: &str) -> Vec<Link<'_>> {
    html.match_indices("<link")
        .filter_map(|(at, _)| {
            let end = html[at..].find('>')?;
            let element = &html[at..=at + end];
            let sheet =
                element.contains("rel=stylesheet") || element.contains("rel=\"stylesheet\"");
            let file = attribute(element, "href")?;
            sheet.then_some(Link {
                element,
                file: file.trim_start_matches("./"),
            })
        })
        .collect()
}

/// The value of an attribute, with or without quotes.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!("{name}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split([' ', '>', '\n']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_become_one_in_their_order() {
        let folder = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let page = "<link rel=icon href=i.svg><link href=./b-1.css rel=stylesheet><link rel=\"stylesheet\" href=\"a-2.css\" /><p>";
        fs::write(folder.join("index.html"), page).expect("writable");
        fs::write(folder.join("b-1.css"), "b{}\n").expect("writable");
        fs::write(folder.join("a-2.css"), "a{}").expect("writable");
        join(&folder).expect("two sheets");
        let html = fs::read_to_string(folder.join("index.html")).expect("readable");
        let name = links(&html)[0].file.to_owned();
        assert_eq!(
            html,
            format!("<link rel=icon href=i.svg><link href=./{name} rel=stylesheet><p>")
        );
        let sheet = fs::read_to_string(folder.join(name)).expect("readable");
        assert_eq!(sheet, "b{}\na{}\n");
        assert!(!folder.join("b-1.css").exists());
        assert!(join(&folder).is_ok(), "one sheet is joined with nothing");
        fs::remove_dir_all(&folder).expect("removable");
    }
}
