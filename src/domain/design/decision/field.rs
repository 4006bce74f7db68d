//! What a decision says, part by part, with the place of each in the text.

use std::ops::Range;

use super::{
    head::Head,
    mark::{known_part, mark_at_start, mark_within},
};
use crate::domain::design::lines::{self, Kind, Line};

/// What a field of a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Where it stands.
    Status,
    /// When it was taken.
    Date,
    /// Who took it.
    Deciders,
    /// The forces.
    Context,
    /// What it had to satisfy.
    Drivers,
    /// What is done.
    Decision,
    /// Why.
    Rationale,
    /// What was considered beside it.
    Alternatives,
    /// What follows.
    Consequences,
    /// What follows and is good.
    Gain,
    /// What follows and is bad.
    Cost,
    /// How one sees that it is kept.
    Confirmation,
    /// When to look at it again.
    Revisit,
    /// A field of the model's own.
    Other,
    /// What stands in no field.
    Text,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is about.
    pub part: Part,
    /// Its name as written; empty for what stands in no field.
    pub name: String,
    /// What it says: Markdown, as it would stand on its own.
    pub value: String,
    /// The place of the value in the text, from behind the name.
    pub place: Range<usize>,
    /// Where the line begins that the name stands on.
    pub line: usize,
    /// How it is written.
    pub form: Form,
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// At the start of a line, perhaps as an item of a list.
    Line,
    /// Within a line.
    Inline,
    /// A heading of its own.
    Heading,
    /// A row of a table.
    Row,
    /// No field.
    Loose,
}

/// The fields of a decision, in order.
pub(super) fn read(text: &str, lines: &[Line<'_>], head: &Head) -> Vec<Field> {
    let mut reader = Reader {
        text,
        fields: Vec::new(),
        indent: None,
    };
    reader.open(Part::Text, "", head.end, head.end, Form::Loose);
    let (first, rest) = (head.lines.start, head.lines.start + 1..head.lines.end);
    if head.level.is_none() {
        reader.inline(&lines[first], head.end - lines[first].range.start);
    }
    for line in &lines[rest] {
        reader.line(line);
    }
    reader.finish(super::text_end(lines, &head.lines));
    reader.fields
}

struct Reader<'a> {
    text: &'a str,
    fields: Vec<Field>,
    /// How far the first field is indented: what is further in belongs to a field.
    indent: Option<usize>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>) {
        let start = line.range.start;
        match line.kind {
            Kind::Heading(_, title) => {
                let part = known_part(title).unwrap_or(Part::Other);
                self.open(part, title, start, line.end(), Form::Heading);
            }
            // These say one thing; what follows after a blank line is not part of it.
            Kind::Text if line.is_blank() && self.is_short() => {
                self.open(Part::Text, "", start, start, Form::Loose);
            }
            Kind::Text => {
                let under_heading = self.form() == Form::Heading;
                let mark = mark_at_start(line.text).filter(|mark| {
                    let indent = line.text.len() - line.text.trim_start().len();
                    let outermost = indent <= self.indent.unwrap_or(indent);
                    // An unknown name is a field only among fields.
                    let among = mark.part != Part::Other || self.indent.is_some();
                    outermost && among && !under_heading
                });
                if let Some(mark) = &mark {
                    let indent = line.text.len() - line.text.trim_start().len();
                    self.indent.get_or_insert(indent);
                    let name = &line.text[mark.name.clone()];
                    self.open(mark.part, name, start, start + mark.value, mark.form);
                }
                let loose = matches!(self.form(), Form::Loose | Form::Inline);
                match mark {
                    Some(mark) if mark.form == Form::Line => self.inline(line, mark.value),
                    None if loose => self.inline(line, 0),
                    _ => {}
                }
            }
            Kind::Open(_) | Kind::Code | Kind::Close => {}
        }
    }

    /// Opens the fields that begin within a line, from a byte of it on.
    fn inline(&mut self, line: &Line<'_>, from: usize) {
        let start = line.range.start;
        let mut from = from;
        while let Some(mark) = mark_within(line.text, from) {
            from = mark.value;
            // Whoever names every part in one paragraph begins the first with one.
            let name = &line.text[mark.name.clone()];
            self.open(
                mark.part,
                name,
                start + mark.name.start,
                start + mark.value,
                Form::Inline,
            );
        }
    }

    fn form(&self) -> Form {
        self.fields.last().map_or(Form::Loose, |field| field.form)
    }

    fn is_short(&self) -> bool {
        let last = self.fields.last();
        last.is_some_and(|field| {
            matches!(field.part, Part::Status | Part::Date) && field.form != Form::Heading
        })
    }

    fn open(&mut self, part: Part, name: &str, line: usize, value: usize, form: Form) {
        let ends = if form == Form::Inline {
            before_marks(self.text, line)
        } else {
            line
        };
        self.finish(ends);
        self.fields.push(Field {
            part,
            name: lines::plain(name)
                .trim_end_matches([':', '：'])
                .trim()
                .to_owned(),
            value: String::new(),
            place: value..value,
            line,
            form,
        });
    }

    /// Ends the last field.
    fn finish(&mut self, end: usize) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        let value = &self.text[field.place.start..end.max(field.place.start)];
        let value = match field.form {
            Form::Row => value
                .lines()
                .next()
                .unwrap_or_default()
                .trim_end()
                .trim_end_matches('|'),
            _ => value,
        };
        let said = match value.trim() {
            // A status says a word; a listing is no status.
            listing if field.part == Part::Status && listing.starts_with(['`', '~']) => "",
            said => said,
        };
        let from = match said {
            "" => field.place.start,
            _ => field.place.start + (value.len() - value.trim_start().len()),
        };
        let value = said;
        field.place = from..from + value.len();
        field.value = dedented(value);
        if field.form == Form::Loose && field.value.is_empty() {
            self.fields.pop();
        }
    }
}

/// The place before the marks of emphasis that open an inline field.
fn before_marks(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches(['*', '_']).len()
}

/// The first line of a status that says something, without the mark that ends a sentence.
pub(super) fn one_line(text: &str, place: Range<usize>) -> Range<usize> {
    let line = text[place.clone()].lines().next().unwrap_or_default();
    let line = line
        .trim_end()
        .trim_end_matches(['.', '。', ';', '；', ',', '，']);
    place.start..place.start + line.len()
}

/// A value of several lines without the indentation that its list gives it.
fn dedented(value: &str) -> String {
    let indents = value.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indent = indents
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min();
    let Some(indent) = indent.filter(|indent| *indent > 0) else {
        return value.replace("\r\n", "\n");
    };
    let mut lines = value.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push('\n');
        text.push_str(line.get(indent..).unwrap_or_default());
    }
    text
}
