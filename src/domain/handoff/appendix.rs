//! A colleague's answer as an appendix of the design: one section, whatever the answer looks like.

use super::{excerpt, lines};
use crate::domain::{
    design::lines::Kind,
    design::{
        change::{Change, Refused},
        section::{self, Section},
    },
    locale::Locale,
};

/// Whether a design has that colleague's answer already.
#[must_use]
pub fn attached(text: &str, colleague: &str) -> bool {
    section::sections(text)
        .iter()
        .any(|section| is_of(section, colleague))
}

/// The change that attaches a colleague's answer to a design, in place of an earlier one.
///
/// # Errors
/// When the answer says nothing.
pub fn attach(
    text: &str,
    colleague: &str,
    answer: &str,
    locale: Locale,
) -> Result<Change, Refused> {
    let body = excerpt::demoted(&unwrapped(answer), 3);
    if body.is_empty() {
        return Err(Refused::Missing);
    }
    let title = match locale {
        Locale::En => format!("Appendix: {colleague}"),
        Locale::Zh => format!("附录：{colleague}"),
    };
    let text_of_section = format!("## {title}\n\n{body}");
    let sections = section::sections(text);
    let known = sections
        .iter()
        .position(|section| is_of(section, colleague));
    Ok(match known {
        Some(at) => Change::Rewrite {
            at,
            base: sections[at].digest(),
            text: text_of_section,
        },
        None => Change::Insert {
            at: sections.len(),
            text: text_of_section,
        },
    })
}

fn is_of(section: &Section<'_>, colleague: &str) -> bool {
    lines::colleague_of_appendix(section.title) == Some(colleague)
}

/// An answer out of the fence that some models wrap a whole document in.
fn unwrapped(answer: &str) -> String {
    let lines = lines::lines(answer);
    let mut said = lines.iter().filter(|line| !line.is_blank());
    let first = said.next().map(|line| line.kind);
    let last = said.next_back().map(|line| line.kind);
    let is_document = matches!(first, Some(Kind::Open(info)) if info == "markdown" || info == "md");
    let only_one = lines
        .iter()
        .filter(|line| matches!(line.kind, Kind::Open(_)))
        .count()
        == 1;
    if !(is_document && only_one && last == Some(Kind::Close)) {
        return answer.to_owned();
    }
    let inner = lines.iter().filter(|line| line.kind == Kind::Code);
    inner.map(|line| format!("{}\n", line.text)).collect()
}
