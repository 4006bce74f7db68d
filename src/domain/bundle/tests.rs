//! The same design makes the same files; what others changed or made in a folder is never touched.

use proptest::prelude::*;

use super::*;
use crate::domain::design::tests::sample;

const TEXT: &str = "# Shop\n\n## Service boundaries\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n\
```mermaid\nflowchart LR\n  b --> c\n```\n\n## APIs\n\n```yaml\nopenapi: 3.1.0\ninfo:\n  title: \"Orders API\"\n```\n\n\
```yaml\nname: not a contract\n```\n\n```protobuf\nsyntax = \"proto3\";\npackage shop.v1;\n```\n\n\
```graphql\ntype Query { a: Int }\n```\n\n## Trade-offs\n\n### ADR-1: Use one database\n\n- Status: accepted\n- Decision: one.\n";

fn design() -> Design {
    Design {
        text: TEXT.into(),
        brief: "A shop.".into(),
        ..sample()
    }
}

fn paths(design: &Design) -> Vec<String> {
    files(design).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_design_is_a_folder_of_files() {
    assert_eq!(
        paths(&design()),
        [
            "design.md",
            "brief.md",
            "diagrams/service-boundaries.mmd",
            "diagrams/service-boundaries-2.mmd",
            "contracts/orders-api.yaml",
            "contracts/shop-v1.proto",
            "contracts/apis.graphql",
            "decisions/0001-use-one-database.md",
        ]
    );
    let files = files(&design());
    assert_eq!(files[0].1, share::markdown(&design()));
    assert_eq!(files[2].1, "flowchart LR\n  a --> b\n");
    assert!(
        files
            .iter()
            .all(|(path, text)| is_ours(path) && text.ends_with('\n'))
    );
}

#[test]
fn a_manifest_is_read_as_it_was_written_and_leads_nowhere_else() {
    let plan = plan(&design(), &Manifest::default(), &BTreeMap::new());
    assert_eq!(Manifest::read(&plan.manifest.write()), Some(plan.manifest));
    let hostile = r#"{"version":1,"design":"d","files":{"../x":"a","/etc/x":"a","src/main.rs":"a",
        ".git/config":"a","decisions/../x":"a","contracts/.x":"a","design.md":"b","brief.md":7}}"#;
    let read = Manifest::read(hostile).unwrap();
    assert_eq!(
        read.files,
        BTreeMap::from([("design.md".into(), "b".into())])
    );
    for other in ["", "{}", "[]", r#"{"version":2,"design":"d","files":{}}"#] {
        assert_eq!(Manifest::read(other), None, "{other}");
    }
}

/// A folder in memory.
#[derive(Default)]
struct Folder(BTreeMap<String, String>);

impl Folder {
    fn present(&self) -> BTreeMap<String, String> {
        let digests = self
            .0
            .iter()
            .map(|(path, text)| (path.clone(), digest(text)));
        digests.collect()
    }

    /// Does what a plan says; returns the manifest that is in force then, and what was changed.
    fn sync(&mut self, design: &Design, manifest: &Manifest) -> (Manifest, Vec<String>) {
        let plan = plan(design, manifest, &self.present());
        if !plan.changed.is_empty() {
            return (manifest.clone(), plan.changed);
        }
        self.0.extend(plan.write);
        for path in plan.remove {
            self.0.remove(&path);
        }
        (plan.manifest, Vec::new())
    }
}

#[test]
fn only_what_changed_is_written_and_only_what_was_written_is_removed() {
    let mut folder = Folder::default();
    folder.0.insert("README.md".into(), "theirs".into());
    let (manifest, _) = folder.sync(&design(), &Manifest::default());
    assert_eq!(folder.0.len(), 9);
    let again = plan(&design(), &manifest, &folder.present());
    assert!(again.write.is_empty() && again.remove.is_empty() && again.changed.is_empty());

    let shorter = Design {
        text: TEXT.replace("\n```graphql\ntype Query { a: Int }\n```\n", ""),
        ..design()
    };
    let next = plan(&shorter, &manifest, &folder.present());
    assert_eq!(next.remove, ["contracts/apis.graphql"]);
    let written: Vec<_> = next.write.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(written, ["design.md"]);

    // Somebody changed a file that is to go: it stays.
    folder.0.insert(
        "contracts/apis.graphql".into(),
        "type Query { b: Int }\n".into(),
    );
    assert!(
        plan(&shorter, &manifest, &folder.present())
            .remove
            .is_empty()
    );
    // Somebody changed one that is to be written: nothing happens until it was looked at.
    folder.0.insert("design.md".into(), "# Theirs\n".into());
    assert_eq!(
        plan(&shorter, &manifest, &folder.present()).changed,
        ["design.md"]
    );
    // And one that was there before us is not ours.
    let mut other = Folder::default();
    other.0.insert("brief.md".into(), "their brief".into());
    let (_, changed) = other.sync(&design(), &Manifest::default());
    assert_eq!(changed, ["brief.md"]);
    assert_eq!(other.0.len(), 1);
}

proptest! {
    /// Whatever others do in a folder between two writes, nothing of theirs is replaced or removed.
    #[test]
    fn what_others_wrote_stays(
        steps in proptest::collection::vec((0..4_u8, 0..9_usize, "[a-c]{0,3}"), 1..30)
    ) {
        let mut folder = Folder::default();
        let mut manifest = Manifest::default();
        let mut design = design();
        let mut theirs: BTreeMap<String, String> = BTreeMap::new();
        for (step, which, text) in steps {
            let mut names = paths(&design);
            names.push("README.md".into());
            let name = names[which % names.len()].clone();
            match step {
                0 => {
                    folder.0.insert(name.clone(), text.clone());
                    theirs.insert(name, text);
                }
                1 => design.text = format!("{TEXT}\n## {text}\n\n```mermaid\n{text}\n```\n"),
                _ => (manifest, _) = folder.sync(&design, &manifest),
            }
            for (name, text) in &theirs {
                prop_assert_eq!(folder.0.get(name), Some(text), "{}", name);
            }
        }
    }
}
