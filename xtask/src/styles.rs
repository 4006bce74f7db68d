//! Two style sheets for the site: what the first paint needs, and what documents need, which the page loads
//! with the renderer. Trunk writes one file per source; they cost a request each and compress worse apart.

use crate::{
    failure::{Failure, Result},
    worker::short_hash,
};
use std::{fs, path::Path};

/// The sheets of the document; the page finds them where this `meta` element says.
const DOCUMENT_SHEETS: [&str; 7] = [
    "prose", "contract", "diagram", "compare", "print", "section", "records",
];
const DOCUMENT_META: &str = "document-style";

/// Joins the style sheets that index.html names, in its order, into files with content hashes.
pub fn join(folder: &Path) -> Result {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| Failure::io("read", &page, &error))?;
    let (late, early): (Vec<_>, Vec<_>) = links(&html)
        .into_iter()
        .partition(|link| link.is_document());
    let Some(first) = early.first() else {
        return Err(Failure::new("index.html names no style sheet"));
    };
    let style = write_joined(folder, "style", &early)?;
    let document = write_joined(folder, "renderer", &late)?;
    let joined = format!(
        "<link href=./{style} rel=stylesheet><meta name={DOCUMENT_META} content=./{document}>"
    );
    let mut page_text = html.replacen(first.element, &joined, 1);
    for link in early[1..].iter().chain(&late) {
        page_text = page_text.replacen(link.element, "", 1);
    }
    fs::write(&page, page_text).map_err(|error| Failure::io("write", &page, &error))
}

/// Writes the sheets as one file, removes them, and returns the file's name.
fn write_joined(folder: &Path, stem: &str, links: &[Link<'_>]) -> Result<String> {
    let mut sheet = String::new();
    for link in links {
        let path = folder.join(link.file);
        let css = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        sheet.push_str(css.trim());
        sheet.push('\n');
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    let name = format!("{stem}-{}.css", short_hash(sheet.as_bytes()));
    let path = folder.join(&name);
    fs::write(&path, sheet).map_err(|error| Failure::io("write", &path, &error))?;
    Ok(name)
}

/// A style sheet's element in the page and the file that it names.
#[derive(Debug, PartialEq, Eq)]
struct Link<'a> {
    element: &'a str,
    file: &'a str,
}

impl Link<'_> {
    /// Whether it styles documents: its name is a source's, then a hash.
    fn is_document(&self) -> bool {
        DOCUMENT_SHEETS
            .iter()
            .any(|sheet| self.file.starts_with(sheet))
    }
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
    fn the_sheets_become_two_in_their_order() {
        let folder = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let page = "<link rel=icon href=i.svg><link href=./b-1.css rel=stylesheet>\
                    <link href=./prose-1.css rel=stylesheet>\
                    <link rel=\"stylesheet\" href=\"a-2.css\" /><p>";
        for (file, text) in [
            ("index.html", page),
            ("b-1.css", "b{}\n"),
            ("prose-1.css", "p{}"),
            ("a-2.css", "a{}"),
        ] {
            fs::write(folder.join(file), text).expect("writable");
        }
        join(&folder).expect("three sheets");
        let html = fs::read_to_string(folder.join("index.html")).expect("readable");
        let names: Vec<&str> = html
            .split("./")
            .skip(1)
            .filter_map(|rest| rest.split([' ', '>']).next())
            .collect();
        let [style, document] = names.as_slice() else {
            panic!("{html}");
        };
        assert_eq!(
            html,
            format!(
                "<link rel=icon href=i.svg><link href=./{style} rel=stylesheet>\
                 <meta name=document-style content=./{document}><p>"
            )
        );
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("readable");
        assert_eq!(
            (read(style), read(document)),
            ("b{}\na{}\n".into(), "p{}\n".into())
        );
        assert!(!folder.join("b-1.css").exists());
        fs::remove_dir_all(&folder).expect("removable");
    }
}
