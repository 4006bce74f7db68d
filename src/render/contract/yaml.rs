//! Reads YAML 1.2 with line numbers from the parser's events. Aliases are copied within a budget, so
//! that a "billion laughs" text stays small; a text that breaks gives what stands before the break.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::{
    node::{Entry, Fault, Finding, Map, Node, Parsed, Value, core_scalar, insert},
    yaml_repair,
};
use crate::domain::problem::ProblemKind;

/// How many nodes all aliases of a text may add together.
const ALIAS_BUDGET: usize = 20_000;

/// How many lines are repaired before giving up.
const MAX_REPAIRS: usize = 24;

/// Longer texts are not repaired, as each repair reads the text again.
const MAX_REPAIRED_LENGTH: usize = 512 * 1024;

/// Reads the first document of a YAML text, repairing single lines only where it does not parse.
pub(super) fn parse(source: &str) -> Parsed {
    let parsed = events(source);
    if parsed.fault.is_none() || source.len() > MAX_REPAIRED_LENGTH {
        return parsed;
    }
    repaired(source).unwrap_or(parsed)
}

/// The text with lines repaired until it parses, or nothing when that does not succeed.
fn repaired(source: &str) -> Option<Parsed> {
    let mut text = source.to_owned();
    let mut lines = Vec::new();
    while lines.len() < MAX_REPAIRS {
        let mut parsed = events(&text);
        let Some((line, fault)) = &parsed.fault else {
            let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            let first = lines.iter().copied().min().unwrap_or(0);
            parsed
                .findings
                .push((first, ProblemKind::ContractRepaired { count }));
            return Some(parsed);
        };
        let (line, changed) = yaml_repair::line(&text, *line, fault)?;
        text = changed;
        lines.push(line);
    }
    None
}

fn events(source: &str) -> Parsed {
    let mut tree = Tree::default();
    let options = granit_parser::options! {
        emit_comments: false,
        block_nesting_limit: 120,
        flow_nesting_limit: 120,
    };
    let mut fault = None;
    for event in Parser::new_from_str_with_options(source, options) {
        match event {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, span)) => tree.event(event, line(span.start.line())),
            Err(error) => {
                fault = Some((line(error.marker().line()), plain(&error)));
                break;
            }
        }
    }
    let root = tree.close();
    Parsed {
        root,
        findings: tree.findings,
        fault,
    }
}

fn line(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn plain(error: &ScanError) -> Fault {
    match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => Fault::Tab,
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::MappingKeyNotAllowed => Fault::Indentation,
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => Fault::Colon,
        ErrorKind::UnclosedQuotedScalar => Fault::Quote,
        ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => Fault::Bracket,
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => Fault::Alias,
        ErrorKind::UnexpectedCharacter { character } => Fault::Character(*character),
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => Fault::End,
        ErrorKind::RecursionLimitExceeded => Fault::Depth,
        kind => Fault::Other(kind.to_string()),
    }
}

/// Builds the tree from events.
#[derive(Default)]
struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
    alias_nodes: usize,
    findings: Vec<Finding>,
}

/// A collection whose end has not come yet.
struct Open {
    line: u32,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        map: Map,
        /// The key that waits for its value.
        key: Option<(String, u32)>,
        /// Whether it is written in braces.
        flow: bool,
    },
}

impl Tree {
    fn event(&mut self, event: Event<'_>, line: u32) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let quoted = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let value = if quoted {
                    Value::Text(text.into_owned())
                } else {
                    core_scalar(&text)
                };
                self.finish(Node::new(line, value), anchor);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.start(line, anchor, Content::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Map {
                    map: Map::new(),
                    key: None,
                    flow: style == StructureStyle::Flow,
                };
                self.start(line, anchor, content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let node = self.alias(anchor, line);
                self.place(node);
            }
            _ => {}
        }
    }

    fn start(&mut self, line: u32, anchor: usize, content: Content) {
        self.open.push(Open {
            line,
            anchor,
            content,
        });
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map { mut map, key, flow } => {
                if let Some((key, line)) = key {
                    // The text broke off after a key.
                    let node = Node::new(line, Value::Null);
                    insert(&mut map, key, line, node, &mut self.findings);
                }
                if flow {
                    map = sentences(map, &mut self.findings);
                }
                Value::Map(merged(map))
            }
        };
        self.finish(Node::new(open.line, value), open.anchor);
    }

    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node);
    }

    fn alias(&mut self, anchor: usize, line: u32) -> Node {
        let Some(target) = self.anchors.get(&anchor) else {
            return Node::new(line, Value::Null);
        };
        let size = target.size();
        if self.alias_nodes + size > ALIAS_BUDGET {
            let known = |(_, kind): &Finding| *kind == ProblemKind::ContractBudget;
            if !self.findings.iter().any(known) {
                self.findings.push((line, ProblemKind::ContractBudget));
            }
            return Node::new(line, Value::Null);
        }
        self.alias_nodes += size;
        target.clone()
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { map, key, .. }) => match key.take() {
                None => *key = Some((text_of(&node.value), node.line)),
                Some((key, line)) => insert(map, key, line, node, &mut self.findings),
            },
        }
    }

    /// Ends what is still open after a fault and gives the root.
    fn close(&mut self) -> Node {
        while !self.open.is_empty() {
            self.end();
        }
        self.root.take().unwrap_or(Node::new(1, Value::Null))
    }
}

/// A key's text. Collections as keys have no use in contracts and get a neutral name.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::Text(text) => text.clone(),
        Value::List(_) | Value::Map(_) => "?".into(),
    }
}

/// Applies merge keys (`<<: *base`): YAML 1.1, but written by people and models alike.
fn merged(mut map: Map) -> Map {
    let Some(Entry { node, .. }) = map.shift_remove("<<") else {
        return map;
    };
    let bases = match node.value {
        Value::Map(base) => vec![base],
        Value::List(items) => items
            .into_iter()
            .filter_map(|item| match item.value {
                Value::Map(base) => Some(base),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    for (key, entry) in bases.into_iter().flatten() {
        map.entry(key).or_insert(entry);
    }
    map
}

/// Joins what a comma tore apart: `{description: Safe, never a secret}` is, to YAML, a description
/// "Safe" and a key "never a secret" without a value, which no contract means.
fn sentences(map: Map, findings: &mut Vec<Finding>) -> Map {
    let mut joined = Map::new();
    for (key, entry) in map {
        let torn = entry.node.is_null() && key.contains(' ');
        if torn
            && let Some((name, last)) = joined.last_mut()
            && let "description" | "summary" | "title" = name.as_str()
            && let Value::Text(text) = &mut last.node.value
        {
            text.push_str(", ");
            text.push_str(&key);
            findings.push((entry.line, ProblemKind::ContractRepaired { count: 1 }));
            continue;
        }
        joined.insert(key, entry);
    }
    joined
}
