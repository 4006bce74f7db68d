//! A design as a folder of files, for a git working copy: the document, the brief, each contract, diagram
//! and decision. Names and contents depend on the design alone, so that what did not change makes no diff.
//!
//! A folder may hold other files, and ours may be edited there. The manifest says what was written, so that
//! nothing else is ever replaced or removed. This file must not know how folders are reached.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    design::{
        Design, decision, file_stem,
        lines::{Kind, lines},
        section::Digest,
    },
    share,
};

/// The document's file.
pub const DOCUMENT: &str = "design.md";
/// The file that says what was written.
pub const MANIFEST: &str = ".backend-architect.json";
/// A manifest names no more files.
const MOST_FILES: usize = 2_000;

/// The files of a design, by path, in a fixed order.
#[must_use]
pub fn files(design: &Design) -> Vec<(String, String)> {
    let mut files = Files::default();
    files.add(DOCUMENT, share::markdown(design));
    let brief = design.brief.prompt(design.locale);
    if !brief.trim().is_empty() {
        files.add("brief.md", ended(brief));
    }
    for fence in fences(&design.text) {
        if let Some(path) = fence.path() {
            files.add(&path, ended(fence.source));
        }
    }
    for (name, text) in decision::files(design) {
        files.add(&format!("decisions/{name}"), ended(text));
    }
    files.0
}

#[derive(Default)]
struct Files(Vec<(String, String)>);

impl Files {
    /// Adds a file; one whose name is taken gets a number.
    fn add(&mut self, path: &str, content: String) {
        let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
        let numbered = (2..).map(|number| format!("{stem}-{number}.{extension}"));
        let mut names = std::iter::once(path.to_owned()).chain(numbered);
        let is_free = |name: &String| self.0.iter().all(|(taken, _)| taken != name);
        if let Some(name) = names.find(is_free) {
            self.0.push((name, content));
        }
    }
}

/// A text file ends with a line end.
fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// A fence of a document, and the heading that it stands under.
struct Fence<'a> {
    info: &'a str,
    source: String,
    heading: &'a str,
}

fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut fences = Vec::new();
    let (mut heading, mut open) = ("", None);
    for line in lines(text) {
        match line.kind {
            Kind::Heading(_, title) => heading = title,
            Kind::Open(info) => {
                open = Some(Fence {
                    info: info.split_whitespace().next().unwrap_or_default(),
                    source: String::new(),
                    heading,
                });
            }
            Kind::Code => {
                if let Some(fence) = &mut open {
                    fence.source.push_str(line.text);
                    fence.source.push('\n');
                }
            }
            Kind::Close => fences.extend(open.take()),
            Kind::Text => {}
        }
    }
    fences
}

impl Fence<'_> {
    /// Where it goes; `None` for code that is no file of its own.
    fn path(&self) -> Option<String> {
        let first = |prefix: &str| self.source.trim_start().starts_with(prefix);
        match self.info.to_lowercase().as_str() {
            "mermaid" => Some(format!(
                "diagrams/{}.mmd",
                file_stem(self.heading, "diagram")
            )),
            "graphql" | "gql" => Some(format!(
                "contracts/{}.graphql",
                file_stem(self.heading, "schema")
            )),
            "proto" | "protobuf" => {
                let package = self.value("package ").map(|it| it.trim_end_matches(';'));
                let stem = file_stem(package.unwrap_or(self.heading), "service");
                Some(format!("contracts/{stem}.proto"))
            }
            "yaml" | "yml" | "openapi" | "asyncapi" if first("openapi:") || first("asyncapi:") => {
                let title = self.value("title:").map(|it| it.trim_matches(['"', '\'']));
                let stem = file_stem(title.unwrap_or(self.heading), "api");
                Some(format!("contracts/{stem}.yaml"))
            }
            _ => None,
        }
    }

    /// What stands behind the first line that begins so.
    fn value(&self, start: &str) -> Option<&str> {
        let mut lines = self.source.lines();
        lines.find_map(|line| Some(line.trim_start().strip_prefix(start)?.trim()))
    }
}

/// What was written into a folder: paths and digests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The design.
    pub design: String,
    /// Digests of the files as they were written, by path.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads a manifest; `None` when it is none of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value["version"] != 1 {
            return None;
        }
        let files = value["files"].as_object()?;
        let file = |(path, digest): (&String, &Value)| {
            is_ours(path).then(|| Some((path.clone(), digest.as_str()?.to_owned())))?
        };
        Some(Self {
            design: value["design"].as_str()?.to_owned(),
            files: files.iter().take(MOST_FILES).filter_map(file).collect(),
        })
    }

    /// The manifest's own text.
    #[must_use]
    pub fn write(&self) -> String {
        let value = json!({ "version": 1, "design": self.design, "files": self.files });
        // One file a line, so that a change of one is a diff of one line.
        ended(serde_json::to_string_pretty(&value).unwrap_or_default())
    }
}

/// Whether a path is one that a bundle can have: a manifest that was edited leads nowhere else.
fn is_ours(path: &str) -> bool {
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    plain && ["", "contracts", "diagrams", "decisions"].contains(&folder)
}

/// What tells the content of a file from another.
#[must_use]
pub fn digest(content: &str) -> String {
    Digest::of(content).as_str().to_owned()
}

/// What is to be done with a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Files to write, by path.
    pub write: Vec<(String, String)>,
    /// Files of ours that the design has no more.
    pub remove: Vec<String>,
    /// Files that were changed in the folder: while there are any, nothing is to be done.
    pub changed: Vec<String>,
    /// What the folder holds of ours afterwards.
    pub manifest: Manifest,
}

/// Compares what a design is with what a folder holds: `present` has the digests of those files that the
/// manifest or the design names and that are there.
#[must_use]
pub fn plan(design: &Design, manifest: &Manifest, present: &BTreeMap<String, String>) -> Plan {
    let ours = files(design);
    let mut plan = Plan {
        manifest: Manifest {
            design: design.id.clone(),
            files: BTreeMap::new(),
        },
        ..Plan::default()
    };
    for (path, content) in ours {
        let digest = digest(&content);
        plan.manifest.files.insert(path.clone(), digest.clone());
        let there = present.get(&path);
        if there == Some(&digest) {
            continue;
        }
        if there.is_some() && there != manifest.files.get(&path) {
            plan.changed.push(path.clone());
        }
        plan.write.push((path, content));
    }
    for (path, written) in &manifest.files {
        if plan.manifest.files.contains_key(path) {
            continue;
        }
        match present.get(path) {
            Some(there) if there == written => plan.remove.push(path.clone()),
            // Somebody works on it, or has removed it already: it is theirs now.
            _ => {}
        }
    }
    plan
}
