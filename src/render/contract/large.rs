//! A large contract that is shown in parts: what was read is kept, and an operation or a schema is drawn
//! when it is opened.

use maud::Markup;

use super::{
    node::Node,
    openapi::{Api, edition},
    page_html,
};
use crate::domain::locale::Locale;

/// Contracts with more operations and schemas than this are shown in parts.
const MANY: usize = 160;

/// How much of a contract is drawn at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it: a file has nobody who could draw more.
    Whole,
    /// Of a large one, what is seen while everything is closed.
    Closed,
}

/// A large contract that was read.
#[derive(Debug)]
pub struct Large {
    root: Node,
    id: String,
    locale: Locale,
}

impl Large {
    /// Keeps a contract if it is large.
    pub(super) fn of(root: Node, id: &str, locale: Locale) -> Self {
        Self {
            root,
            id: id.to_owned(),
            locale,
        }
    }

    /// What the disclosure element with this id holds; nothing if there is none.
    #[must_use]
    pub fn open(&self, element: &str) -> Option<Markup> {
        let (kind, number) = element
            .strip_prefix(&self.id)?
            .strip_prefix('-')?
            .split_once('-')?;
        let number: usize = number.parse().ok()?;
        let (edition, version) = edition(&self.root)?;
        let api = Api::read(&self.root, edition, version);
        page_html::part(&api, kind, number, self.locale)
    }
}

/// Whether a contract is shown in parts.
pub(super) fn is_large(api: &Api<'_>) -> bool {
    let operations = usize::try_from(api.operations()).unwrap_or(usize::MAX);
    operations.saturating_add(api.schemas.len()) > MANY
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::render::contract::{Contract, Extent, preview};

    use super::*;

    /// A description with that many paths of two operations each, as JSON of one size for one number.
    fn description(paths: usize) -> String {
        let mut text = String::from(
            "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Large\",\"version\":\"1\"},\n\"paths\":{",
        );
        for number in 0..paths {
            let comma = if number == 0 { "" } else { "," };
            let _ = write!(text, "{comma}\n\"/things{number}/{{id}}\": {{\n");
            for (method, at) in [("get", ","), ("delete", "")] {
                let _ = write!(
                    text,
                    "  \"{method}\": {{\n    \"operationId\": \"{method}{number}\",\n    \"summary\": \"The {method} of thing {number}\",\n    \"description\": \"{}\",\n    \"tags\": [\"t{}\"],\n    \"parameters\": [{{\n      \"name\": \"id\",\n      \"in\": \"path\",\n      \"required\": true,\n      \"schema\": {{\n        \"type\": \"string\"\n      }}\n    }}],\n    \"responses\": {{\n      \"200\": {{\n        \"description\": \"ok\",\n        \"content\": {{\n          \"application/json\": {{\n            \"schema\": {{\n              \"$ref\": \"#/components/schemas/S{number}\"\n            }}\n          }}\n        }}\n      }}\n    }}\n  }}{at}\n",
                    "Words about it. ".repeat(8),
                    number % 40,
                );
            }
            text.push('}');
        }
        text.push_str("},\n\"components\":{\"schemas\":{");
        for number in 0..paths {
            let comma = if number == 0 { "" } else { "," };
            let _ = write!(
                text,
                "{comma}\n\"S{number}\":{{\"type\":\"object\",\"properties\":{{"
            );
            for field in 0..30 {
                let comma = if field == 0 { "" } else { "," };
                let _ = write!(
                    text,
                    "{comma}\n  \"field_{field}\": {{\n    \"type\": \"string\",\n    \"description\": \"What field {field} is\",\n    \"example\": \"value\"\n  }}"
                );
            }
            text.push_str("}}");
        }
        text.push_str("}}}");
        text
    }

    fn shown(source: &str, extent: Extent) -> Contract {
        preview("json", source, "f-0-1", Locale::En, extent).unwrap()
    }

    #[test]
    fn a_large_contract_is_drawn_as_it_is_opened() {
        let source = description(100);
        let contract = shown(&source, Extent::Closed);
        assert_eq!(contract.problems, []);
        assert_eq!(contract.operations, 200);
        let html = contract.html.into_string();
        let large = contract.large.unwrap();
        let lazy = html.matches(" data-lazy").count();
        assert_eq!(lazy, 300);
        assert!(html.contains("The get of thing 99") && !html.contains("curl"));
        let whole = shown(&source, Extent::Whole);
        assert!(whole.large.is_none());
        let whole = whole.html.into_string();
        assert!(!whole.contains(" data-lazy"));
        for id in [
            "f-0-1-op-1",
            "f-0-1-op-200",
            "f-0-1-schema-1",
            "f-0-1-schema-100",
        ] {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
            let part = large.open(id).unwrap().into_string();
            assert!(part.len() > 200, "{id}");
            assert!(whole.contains(&part), "{id}: {part}");
        }
        for id in [
            "f-0-1-op-0",
            "f-0-1-op-201",
            "f-0-2-op-1",
            "f-0-1-op-x",
            "f-0-1",
            "",
        ] {
            assert!(large.open(id).is_none(), "{id}");
        }
    }

    #[test]
    fn a_small_contract_is_drawn_whole() {
        let contract = shown(&description(10), Extent::Closed);
        assert!(contract.large.is_none());
        assert!(!contract.html.into_string().contains(" data-lazy"));
    }
}
