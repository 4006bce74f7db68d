//! What is wrong with a design, said so that its reader can act on it in either language.
//!
//! A problem carries facts, not sentences; the sentences come from the locale when it is shown.

use serde::{Deserialize, Serialize};

use super::{locale::Locale, preview::Finding};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something does not draw, preview or resolve.
    Error,
    /// Shown, but probably not as meant.
    Warning,
    /// Worth knowing; nothing is wrong.
    Info,
}

impl Severity {
    /// The value of `data-severity`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding about a design document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was found.
    pub kind: ProblemKind,
    /// The 1-based line of the document that it concerns, where known.
    pub line: Option<u32>,
    /// The id of the block element that shows it, for jumping there.
    pub block: Option<String>,
}

/// The facts of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// A Mermaid diagram does not parse; `detail` is the parser's own message.
    DiagramSyntax {
        /// The parser's message.
        detail: String,
    },
    /// A Mermaid diagram parsed only after it was repaired.
    DiagramRepaired {
        /// How many repairs were needed.
        count: u32,
    },
    /// A Mermaid diagram exceeded its time or size budget.
    DiagramBudget,
    /// A Mermaid diagram is of a family that is not drawn here.
    DiagramUnsupported {
        /// The family's name.
        family: String,
    },
    /// A Mermaid diagram draws here, but not in mermaid.js, which code hosts use.
    DiagramNotPortable,
    /// A contract is not valid YAML or JSON.
    ContractSyntax {
        /// The parser's message.
        detail: String,
    },
    /// A `$ref` of a contract leads nowhere.
    ContractUnresolvedRef {
        /// The reference as written.
        reference: String,
    },
    /// A contract departs from its specification at a JSON pointer.
    ContractShape {
        /// JSON pointer to the place.
        pointer: String,
        /// What is expected there, in the specification's terms.
        expected: String,
    },
    /// A contract was read only after it was repaired.
    ContractRepaired {
        /// How many repairs were needed.
        count: u32,
    },
    /// A mapping of a contract has one key twice; mappings are joined, else the later value counts.
    ContractDuplicateKey {
        /// The key as written.
        key: String,
    },
    /// A contract expands beyond what is shown.
    ContractBudget,
    /// A contract does not follow the grammar of its language.
    ContractGrammar {
        /// The language's name.
        language: &'static str,
        /// What is wrong, in the words of the view's language.
        detail: String,
    },
    /// A contract breaks a rule of its language.
    ContractRule {
        /// The rule's stable code.
        code: &'static str,
        /// How much it matters.
        severity: Severity,
        /// What is wrong: a sentence in the words of the view's language.
        detail: String,
    },
    /// Drawing a figure was stopped because it did not end, or because it broke the renderer.
    FigureAbandoned,
    /// A contract departs from the official meta-schema.
    ContractInvalid {
        /// JSON pointer to the place.
        pointer: String,
        /// What is wrong, in one sentence of the view's language.
        sentence: String,
    },
    /// A contract was too large to be checked to its end.
    ContractUnchecked,
    /// A code fence was still open at the end of the document.
    FenceUnclosed,
    /// Raw HTML was shown as text.
    RawHtml,
    /// A link or image was dropped because its target is not allowed.
    LinkDropped {
        /// The target as written.
        target: String,
    },
}

impl Problem {
    /// The stable code of the finding, shown to the user and in `data-code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            ProblemKind::DiagramSyntax { .. } => "D101",
            ProblemKind::DiagramRepaired { .. } => "D102",
            ProblemKind::DiagramBudget => "D103",
            ProblemKind::DiagramUnsupported { .. } => "D104",
            ProblemKind::DiagramNotPortable => "D105",
            ProblemKind::ContractSyntax { .. } => "C101",
            ProblemKind::ContractUnresolvedRef { .. } => "C102",
            ProblemKind::ContractShape { .. } => "C103",
            ProblemKind::ContractRepaired { .. } => "C104",
            ProblemKind::ContractDuplicateKey { .. } => "C105",
            ProblemKind::ContractBudget => "C106",
            ProblemKind::ContractGrammar { .. } => "C110",
            ProblemKind::ContractRule { code, .. } => code,
            ProblemKind::FigureAbandoned => "F101",
            ProblemKind::ContractInvalid { .. } => "C110",
            ProblemKind::ContractUnchecked => "C111",
            ProblemKind::FenceUnclosed => "M101",
            ProblemKind::RawHtml => "M102",
            ProblemKind::LinkDropped { .. } => "M103",
        }
    }

    /// The JSON pointer to the place in a contract, as programs read it.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        match &self.kind {
            ProblemKind::ContractShape { pointer, .. }
            | ProblemKind::ContractInvalid { pointer, .. } => Some(pointer),
            _ => None,
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.kind {
            ProblemKind::DiagramSyntax { .. }
            | ProblemKind::DiagramBudget
            | ProblemKind::FigureAbandoned
            | ProblemKind::ContractSyntax { .. }
            | ProblemKind::ContractGrammar { .. }
            | ProblemKind::ContractUnresolvedRef { .. } => Severity::Error,
            ProblemKind::ContractRule { severity, .. } => severity,
            ProblemKind::DiagramUnsupported { .. }
            | ProblemKind::DiagramNotPortable
            | ProblemKind::ContractShape { .. }
            | ProblemKind::ContractDuplicateKey { .. }
            | ProblemKind::ContractBudget
            | ProblemKind::ContractInvalid { .. }
            | ProblemKind::FenceUnclosed
            | ProblemKind::LinkDropped { .. } => Severity::Warning,
            ProblemKind::DiagramRepaired { .. }
            | ProblemKind::ContractRepaired { .. }
            | ProblemKind::ContractUnchecked
            | ProblemKind::RawHtml => Severity::Info,
        }
    }

    /// The problem in the words of a language.
    #[must_use]
    pub fn finding(&self, locale: Locale) -> Finding {
        Finding {
            code: self.code().to_owned(),
            severity: self.severity(),
            line: self.line,
            block: self.block.clone(),
            message: self.message(locale),
            hint: self.hint(locale).to_owned(),
        }
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        match &self.kind {
            ProblemKind::DiagramSyntax { detail } => locale.problem_diagram_syntax(detail),
            ProblemKind::DiagramRepaired { count } => locale.problem_diagram_repaired(count),
            ProblemKind::DiagramBudget => locale.problem_diagram_budget().into(),
            ProblemKind::DiagramUnsupported { family } => {
                locale.problem_diagram_unsupported(family)
            }
            ProblemKind::DiagramNotPortable => locale.problem_diagram_not_portable().into(),
            ProblemKind::ContractSyntax { detail } => locale.problem_contract_syntax(detail),
            ProblemKind::ContractUnresolvedRef { reference } => {
                locale.problem_contract_unresolved_ref(reference)
            }
            ProblemKind::ContractShape { pointer, expected } => {
                let place = match pointer.as_str() {
                    "" => locale.problem_contract_top().into(),
                    pointer => place(pointer),
                };
                locale.problem_contract_shape(expected, place)
            }
            ProblemKind::ContractRepaired { count } => locale.problem_contract_repaired(count),
            ProblemKind::ContractDuplicateKey { key } => locale.problem_contract_duplicate_key(key),
            ProblemKind::ContractBudget => locale.problem_contract_budget().into(),
            ProblemKind::ContractGrammar { language, detail } => {
                locale.problem_contract_grammar(detail, language)
            }
            ProblemKind::ContractRule { detail, .. } => detail.clone(),
            ProblemKind::FigureAbandoned => locale.problem_figure_abandoned().into(),
            ProblemKind::ContractInvalid { sentence, .. } => sentence.clone(),
            ProblemKind::ContractUnchecked => locale.problem_contract_unchecked().into(),
            ProblemKind::FenceUnclosed => locale.problem_fence_unclosed().into(),
            ProblemKind::RawHtml => locale.problem_raw_html().into(),
            ProblemKind::LinkDropped { target } => locale.problem_link_dropped(target),
        }
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self, locale: Locale) -> &'static str {
        match self.kind {
            ProblemKind::DiagramSyntax { .. } => locale.problem_hint_diagram_syntax(),
            ProblemKind::DiagramRepaired { .. } => locale.problem_hint_diagram_repaired(),
            ProblemKind::DiagramBudget => locale.problem_hint_diagram_budget(),
            ProblemKind::DiagramUnsupported { .. } => locale.problem_hint_diagram_unsupported(),
            ProblemKind::DiagramNotPortable => locale.problem_hint_diagram_not_portable(),
            ProblemKind::ContractSyntax { .. } => locale.problem_hint_contract_syntax(),
            ProblemKind::ContractUnresolvedRef { .. } => {
                locale.problem_hint_contract_unresolved_ref()
            }
            ProblemKind::ContractShape { .. } => locale.problem_hint_contract_shape(),
            ProblemKind::ContractRepaired { .. } => locale.problem_hint_contract_repaired(),
            ProblemKind::ContractDuplicateKey { .. } => {
                locale.problem_hint_contract_duplicate_key()
            }
            ProblemKind::ContractBudget => locale.problem_hint_contract_budget(),
            ProblemKind::ContractGrammar { .. } => locale.problem_hint_contract_grammar(),
            ProblemKind::ContractRule { severity, .. } => match severity {
                Severity::Info => locale.problem_hint_contract_note(),
                _ => locale.problem_hint_contract_rule(),
            },
            ProblemKind::FigureAbandoned => locale.problem_hint_figure_abandoned(),
            ProblemKind::ContractInvalid { .. } => locale.problem_hint_contract_invalid(),
            ProblemKind::ContractUnchecked => locale.problem_hint_contract_unchecked(),
            ProblemKind::FenceUnclosed => locale.problem_hint_fence_unclosed(),
            ProblemKind::RawHtml => locale.problem_hint_raw_html(),
            ProblemKind::LinkDropped { .. } => locale.problem_hint_link_dropped(),
        }
    }
}

/// A JSON pointer as people read it: `paths › /orders/{id} › get`.
#[must_use]
pub fn place(pointer: &str) -> String {
    let parts = pointer.strip_prefix('/').unwrap_or(pointer).split('/');
    let parts = parts.map(|part| part.replace("~1", "/").replace("~0", "~"));
    parts.collect::<Vec<_>>().join(" › ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_as_people_read_them() {
        let shape = |pointer: &str| Problem {
            kind: ProblemKind::ContractShape {
                pointer: pointer.into(),
                expected: "a text".into(),
            },
            line: None,
            block: None,
        };
        let problem = shape("/paths/~1orders~1{id}/get/x~0y");
        assert_eq!(
            problem.message(Locale::En),
            "Expected a text at paths › /orders/{id} › get › x~y."
        );
        assert_eq!(problem.pointer(), Some("/paths/~1orders~1{id}/get/x~0y"));
        assert_eq!(shape("").message(Locale::Zh), "最上层 处应为 a text。");
    }
}
