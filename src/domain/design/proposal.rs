//! Changes that a model, a colleague's file or another version proposes, until the user accepts or discards
//! them: nothing of the document changes before.
//!
//! A proposal keeps the answer as it came. What it proposes is read from it anew against the document as it
//! is now, so that an edit in between neither loses nor misplaces anything.

use std::collections::HashSet;

use super::{
    Millis, Outcome,
    change::{Change, Document},
    outline::same_concept,
    section::{Digest, Origin, Section, key, prose_lines, sections},
};

/// So many turns of a conversation are kept.
pub const TURNS: usize = 100;

/// An answer that waits for the user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// What was asked for; empty for a version that came by itself.
    pub instruction: String,
    /// The answer as it came.
    pub answer: String,
    /// Who wrote it.
    pub origin: Origin,
    /// How the run that brought it ended.
    pub outcome: Outcome,
    /// The heading of the only section that was asked for, if it was one.
    pub about: Option<String>,
    /// Titles of sections of which a proposed text was accepted.
    pub accepted: Vec<String>,
    /// What was discarded, by title and digest of the text.
    pub discarded: Vec<(String, Digest)>,
}

/// A proposal that is settled, as the conversation keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// When it was asked.
    pub at: Millis,
    /// What was asked for.
    pub instruction: String,
    /// The model that answered.
    pub model: String,
    /// Titles of sections of which the proposed text was accepted.
    pub accepted: Vec<String>,
    /// Titles of those of which it was not.
    pub discarded: Vec<String>,
}

/// One proposed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The heading, as it is to be.
    pub title: String,
    /// What it does.
    pub action: Action,
    /// The section's text, as it is to be; empty when it is to go.
    pub text: String,
    /// Whether the section that it concerns is locked, so that it cannot be accepted.
    pub locked: bool,
    /// Whether it seems to leave out what was there ("… unchanged").
    pub elided: bool,
}

/// What a proposed change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Gives the section at that place another text.
    Rewrite(usize),
    /// Puts a section in at that place.
    Insert(usize),
    /// Takes the section at that place out.
    Remove(usize),
}

impl Item {
    /// What names the item as long as the answer is the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.text)
    }

    /// The change of the document that it stands for.
    #[must_use]
    pub fn change(&self, document: &Document) -> Option<Change> {
        let base = |at: usize| sections(&document.text).get(at).map(Section::digest);
        Some(match self.action {
            Action::Rewrite(at) => Change::Rewrite {
                at,
                base: base(at)?,
                text: self.text.clone(),
            },
            Action::Insert(at) => Change::Insert {
                at,
                text: self.text.clone(),
            },
            Action::Remove(at) => Change::Remove {
                at,
                base: base(at)?,
            },
        })
    }
}

/// What a section of an answer holds that is to be taken out.
pub const REMOVED: &str = "<!-- remove -->";

impl Proposal {
    /// What it still proposes for a document. Empty when everything is settled, or when the answer keeps to
    /// no form that could be understood.
    #[must_use]
    pub fn items(&self, document: &Document) -> Vec<Item> {
        let discarded: HashSet<_> = self.discarded.iter().map(|(_, digest)| digest).collect();
        let mut items = read(&self.answer, document, self.about.as_deref());
        items.retain(|item| {
            let settled = match item.action {
                Action::Insert(_) => self.accepted.contains(&item.title),
                _ => false,
            };
            !settled && !discarded.contains(&item.digest())
        });
        items
    }

    /// Whether the answer proposed something at all, settled or not.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.accepted.is_empty()
            || !self.discarded.is_empty()
            || !parts(&self.answer, self.about.as_deref(), &[]).is_empty()
    }

    /// The turn that it was, once it is settled.
    #[must_use]
    pub fn turn(self) -> Turn {
        Turn {
            at: self.origin.at,
            instruction: self.instruction,
            model: self.origin.by,
            accepted: self.accepted,
            discarded: self.discarded.into_iter().map(|(title, _)| title).collect(),
        }
    }
}

/// What an answer proposes for a document. `about` is the heading of the only section that was asked for.
#[must_use]
pub fn read(answer: &str, document: &Document, about: Option<&str>) -> Vec<Item> {
    let present = sections(&document.text);
    let answer = parts(answer, about, &present);
    let mut taken = vec![false; present.len()];
    let mut next = present.len();
    let mut items = Vec::new();
    for part in answer {
        let target = target(&part, &present, &taken);
        let is_removal = part.body().contains(REMOVED);
        if let Some(at) = target {
            taken[at] = true;
            next = at + 1;
        }
        let action = match target {
            Some(at) if is_removal => Action::Remove(at),
            Some(at) if present[at].text == part.text => continue,
            Some(at) => Action::Rewrite(at),
            None if is_removal => continue,
            None => Action::Insert(next),
        };
        items.push(Item {
            locked: target.is_some_and(|at| document.is_locked(at)),
            elided: !is_removal && part.is_elided(),
            title: part.title,
            action,
            text: if is_removal { String::new() } else { part.text },
        });
    }
    items
}

/// A section of an answer.
struct Part {
    title: String,
    is_opening: bool,
    text: String,
}

impl Part {
    fn body(&self) -> &str {
        self.text.split_once('\n').map_or("", |(_, body)| body)
    }

    /// Whether a line stands for what the model did not care to repeat.
    fn is_elided(&self) -> bool {
        prose_lines(&self.text).any(|(_, line)| {
            let line = line.trim().trim_matches([
                '*', '_', '(', ')', '[', ']', '（', '）', '<', '>', '!', '-', ' ',
            ]);
            let line = line.to_lowercase();
            let short = line.chars().count() < 80;
            line == "..."
                || line == "…"
                || short
                    && (line.starts_with("...")
                        || line.starts_with('…')
                        || line.starts_with("rest of")
                        || line.starts_with("其余"))
                    && ["unchanged", "same", "remain", "不变", "同上", "保持"]
                        .iter()
                        .any(|word| line.contains(word))
        })
    }
}

/// The section that a part is about.
fn target(part: &Part, present: &[Section<'_>], taken: &[bool]) -> Option<usize> {
    if part.is_opening {
        return present.iter().position(|section| section.is_opening);
    }
    let wanted = key(&part.title);
    let named = |at: &usize| !present[*at].is_opening && present[*at].key() == wanted;
    let all = || 0..present.len();
    // Of several of one name each is meant once, in order; said once more, the last is meant again.
    all()
        .find(|at| named(at) && !taken[*at])
        .or_else(|| all().rev().find(named))
        .or_else(|| {
            all().find(|at| {
                !present[*at].is_opening
                    && !taken[*at]
                    && same_concept(present[*at].title, &part.title)
            })
        })
}

/// The sections of an answer, whatever it has around them.
fn parts(answer: &str, about: Option<&str>, present: &[Section<'_>]) -> Vec<Part> {
    let answer = closed(unwrapped(answer.trim()));
    let answer = match about {
        Some(about) => headed(&answer, about),
        None => leveled(&answer, present),
    };
    let cut = sections(&answer);
    cut.iter()
        // Chatter in front; a new opening has the document's title.
        .filter(|section| !section.is_opening || section.text.starts_with("# "))
        .map(|section| Part {
            title: section.title.to_owned(),
            is_opening: section.is_opening,
            text: section.text.to_owned(),
        })
        .collect()
}

/// An answer without the fence that it is wrapped in.
fn unwrapped(answer: &str) -> &str {
    let first = answer.lines().next().unwrap_or_default();
    let mark = [
        "```markdown",
        "```md",
        "~~~markdown",
        "````markdown",
        "````md",
    ];
    if !mark.contains(&first.trim()) {
        return answer;
    }
    let fence = &first[..first.len() - first.trim_start_matches(['`', '~']).len()];
    let body = answer[first.len()..].trim_start_matches(['\r', '\n']);
    body.trim_end().strip_suffix(fence).unwrap_or(body)
}

/// A text with its open fence closed.
fn closed(text: &str) -> String {
    let mut text = text.trim_end().to_owned();
    if let Some(fence) = open_fence(&text) {
        text.push('\n');
        text.push_str(&fence);
    }
    text
}

/// The fence that a text leaves open.
#[must_use]
pub fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<&str> = None;
    for line in text.lines() {
        let start = line.trim_start();
        let mark = start
            .chars()
            .next()
            .filter(|mark| ['`', '~'].contains(mark));
        let Some(mark) = mark else { continue };
        let run = start.len() - start.trim_start_matches(mark).len();
        match open {
            None if run >= 3 && !(mark == '`' && start[run..].contains('`')) => {
                open = Some(&start[..run]);
            }
            Some(fence)
                if fence.starts_with(mark)
                    && run >= fence.len()
                    && start[run..].trim().is_empty() =>
            {
                open = None;
            }
            _ => {}
        }
    }
    open.map(str::to_owned)
}

/// An answer about one section begins with that section's heading, whatever the model wrote there.
fn headed(answer: &str, about: &str) -> String {
    let heading = prose_lines(answer).find(|(_, line)| heading_of(line).is_some());
    let is_own = |line: &str| heading_of(line).is_some_and(|(level, _)| level <= 2);
    match heading {
        Some((start, line)) if is_own(line) => {
            let rest = &answer[start + line.len()..];
            format!("## {about}{rest}")
        }
        _ if answer.is_empty() => String::new(),
        _ => format!("## {about}\n\n{answer}"),
    }
}

/// An answer whose sections have headings of another level gets second-level ones.
fn leveled(answer: &str, present: &[Section<'_>]) -> String {
    let headings = || prose_lines(answer).filter_map(|(_, line)| heading_of(line));
    let names_section = |title: &str| {
        let mut sections = present.iter();
        sections.any(|section| !section.is_opening && section.key() == key(title))
    };
    let top = if headings().any(|(level, title)| level == 1 && names_section(title)) {
        1
    } else if headings().any(|(level, _)| level == 2)
        || headings().filter(|(level, _)| *level == 1).count() == 1
    {
        // A lone first-level heading is the document's: a new opening.
        2
    } else {
        headings().map(|(level, _)| level).min().unwrap_or(2)
    };
    if top == 2 {
        return answer.to_owned();
    }
    let mut text = String::with_capacity(answer.len());
    let mut end = 0;
    for (start, line) in prose_lines(answer) {
        if let Some((level, title)) = heading_of(line) {
            text.push_str(&answer[end..start]);
            text.push_str(&"#".repeat((level + 2 - top).min(6)));
            text.push(' ');
            text.push_str(title);
            end = start + line.len();
        }
    }
    text.push_str(&answer[end..]);
    text
}

/// Level and text of a heading line.
fn heading_of(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && rest.starts_with(' ')).then(|| (level, rest.trim()))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "proposal_tests.rs"]
mod tests;
