//! Where the top-level blocks of a text are, and what each defines and refers to. It must not make HTML.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Facts, Primed, normal_label, options};
use crate::render::document::labels::Link;

/// Cuts a text into its top-level blocks, at line starts and without gaps.
///
/// Blank lines and link reference definitions belong to the block after them: a definition and the text
/// below it are one paragraph to the parser. Blocks that share a line, such as a footnote's definition
/// in the line of another's, share a cut. The last block reaches to the end. A text without blocks has
/// no cuts.
#[must_use]
pub fn cut(text: &str) -> Vec<Range<usize>> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_u32;
    let mut start = 0;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(_) => {
                depth += 1;
                continue;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let end = line_end(text, range.end);
            // The range of a block's end can reach over blank lines below its own.
            if !is_blank(&text[start..end.max(start)]) {
                cuts.push(start..end);
                start = end;
            }
        }
    }
    if let Some(last) = cuts.last_mut() {
        last.end = text.len();
    }
    cuts
}

/// The code fences of a text: info string and what stands within, in order.
#[must_use]
pub fn fences(text: &str) -> Vec<(String, String)> {
    let mut fences = Vec::new();
    let mut open: Option<(String, String)> = None;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some((info.into_string(), String::new()));
            }
            Event::Text(line) => {
                if let Some((_, source)) = &mut open {
                    source.push_str(&line);
                }
            }
            Event::End(TagEnd::CodeBlock) => fences.extend(open.take()),
            _ => {}
        }
    }
    fences
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// The start of the first line at or after `at`.
fn line_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if at == 0 || matches!(bytes.get(at - 1), Some(b'\n')) {
        return at.min(text.len());
    }
    let mut at = at;
    // A lone carriage return ends a line too.
    if bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) != Some(&b'\n') {
        return at;
    }
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\n' => return at,
            b'\r' if bytes.get(at) != Some(&b'\n') => return at,
            _ => {}
        }
    }
    text.len()
}

/// What a block defines and refers to.
#[must_use]
pub fn facts(source: &str) -> Facts {
    let primed = Primed::new(source);
    let mut wanted = Vec::new();
    let mut facts = Facts::default();
    {
        let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            wanted.push(normal_label(&link.reference));
            None
        };
        let parser = Parser::new_with_broken_link_callback(&primed.text, options(), Some(callback));
        let mut definitions: Vec<_> = parser
            .reference_definitions()
            .iter()
            .map(|(label, definition)| {
                let link = Link {
                    target: definition.dest.to_string(),
                    title: definition.title.as_deref().unwrap_or("").to_owned(),
                };
                (definition.span.start, normal_label(label), link)
            })
            .collect();
        definitions.sort_by_key(|(start, ..)| *start);
        facts.definitions = definitions
            .into_iter()
            .map(|(_, label, link)| (label, link))
            .collect();
        let mut reader = Reader::default();
        for (event, range) in parser.into_offset_iter() {
            if primed.within(&range).is_some() {
                reader.read(event, &mut facts);
            }
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    facts.wanted = wanted;
    facts
}

/// Walks the events of one block.
#[derive(Default)]
struct Reader {
    depth: u32,
    heading: Option<String>,
}

impl Reader {
    fn read(&mut self, event: Event<'_>, facts: &mut Facts) {
        match event {
            Event::Start(tag) => {
                self.start(&tag, facts);
                self.depth += 1;
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                if let TagEnd::Heading(_) = tag {
                    facts.headings.extend(self.heading.take());
                }
            }
            Event::FootnoteReference(label) => facts.note_references.push(normal_label(&label)),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                if let Some(heading) = &mut self.heading {
                    heading.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut self.heading {
                    heading.push(' ');
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, facts: &mut Facts) {
        facts.container |= self.depth == 0
            && matches!(
                tag,
                Tag::List(_)
                    | Tag::BlockQuote(_)
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
            );
        match tag {
            Tag::Heading { level, .. } => {
                if self.depth == 0 && *level == HeadingLevel::H2 && facts.section.is_none() {
                    facts.section = Some(facts.headings.len());
                }
                self.heading = Some(String::new());
            }
            Tag::FootnoteDefinition(label) => facts.notes.push(normal_label(label)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_at_line_starts_and_leave_no_gap() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n\n", &[]),
            ("[a]: /x\n", &[]),
            ("a\n\nb", &["a\n", "\nb"]),
            ("# h\ntext\n", &["# h\n", "text\n"]),
            ("[a]: /x\n    text\n", &["[a]: /x\n    text\n"]),
            ("- a\n\n- b\n\nc\n", &["- a\n\n- b\n", "\nc\n"]),
            ("```\n# x\n```\ny", &["```\n# x\n```\n", "y"]),
            ("a\r\rb", &["a\r", "\rb"]),
            ("---\n***", &["---\n", "***"]),
        ] {
            let parts: Vec<_> = cut(text).into_iter().map(|range| &text[range]).collect();
            // Where blank lines go does not matter; that nothing is lost does.
            assert_eq!(
                parts.iter().map(|part| part.trim()).collect::<Vec<_>>(),
                expected.iter().map(|part| part.trim()).collect::<Vec<_>>(),
                "{text:?}"
            );
            if !parts.is_empty() {
                assert_eq!(parts.concat(), text);
            }
        }
    }

    #[test]
    fn a_block_says_what_it_defines_and_wants() {
        let facts = facts("[A  b]: https://a 'T'\nsee [x][Y], [a B] and [^N]\n");
        assert_eq!(facts.definitions[0].0, "A B");
        assert_eq!(facts.definitions[0].1.target, "https://a");
        assert_eq!(facts.wanted, ["Y"]);
        assert_eq!(facts.note_references, ["N"]);
        assert!(facts.notes.is_empty());
    }
}
