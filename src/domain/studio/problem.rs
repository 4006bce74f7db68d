//! What is wrong with a site's configuration: the place, what is there, and what to write instead.
//!
//! Whoever reads this wrote JSON by hand a minute ago, or uses a site whose team did.

use crate::domain::{
    endpoint::{EndpointError, Preset},
    locale::Locale,
    persona::PersonaError,
    problem::place,
};

/// One problem of the configuration. What it is about has its default; the rest of the file counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer to the place; empty for the file as a whole.
    pub pointer: String,
    /// The 1-based line of the file, where known.
    pub line: Option<u32>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The facts of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is larger than any configuration.
    TooLarge,
    /// The file is no JSON from this column of the line on.
    NotJson {
        /// The 1-based column.
        column: usize,
    },
    /// A key that means nothing here.
    UnknownKey {
        /// The key that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A key is written twice; the last one counts.
    Twice,
    /// Something else must stand here.
    Expected(Expected),
    /// An address that cannot be used.
    Address(EndpointError),
    /// A list with more entries than are read.
    TooMany {
        /// How many are.
        most: usize,
    },
    /// A text that is too long.
    TooLong {
        /// How many characters it may have.
        most: usize,
    },
    /// The default is none of the endpoints.
    NoSuchEndpoint,
    /// Only listed endpoints are allowed, and none is listed.
    NothingAllowed,
    /// A file that the configuration names is of no use.
    File {
        /// Its path.
        path: String,
        /// Why.
        fault: FileFault,
    },
}

/// What must stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// An object.
    Object,
    /// A list.
    List,
    /// A text that is not empty.
    Text,
    /// A text, or an object with `en` and `zh`.
    Words,
    /// `true` or `false`.
    Flag,
    /// `1`.
    Version,
    /// `en` or `zh`.
    Language,
    /// The id of a preset.
    Preset,
    /// A path below the site's own folder.
    Path,
    /// A number of tokens.
    Tokens,
    /// A name or a position.
    Which,
    /// A model's id, with a `*` at its end or none.
    Model,
    /// Three capital letters.
    Currency,
    /// A price.
    Rate,
}

/// Why a file that the configuration names is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// It is too large.
    TooLarge,
    /// It is no agent file.
    NotAPersona,
}

impl From<PersonaError> for FileFault {
    fn from(_: PersonaError) -> Self {
        Self::NotAPersona
    }
}

impl Problem {
    /// Where it is, as people read it: `endpoints › 0 › preset, line 7`.
    #[must_use]
    pub fn place(&self, locale: Locale) -> String {
        let at = match self.pointer.as_str() {
            "" => locale.studio_problem_whole().to_owned(),
            pointer => place(pointer),
        };
        match self.line {
            Some(line) => locale.studio_problem_at(at, line),
            None => at,
        }
    }

    /// What is wrong and what to write instead.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        let t = locale;
        match &self.kind {
            ProblemKind::TooLarge => t.studio_problem_too_large().into(),
            ProblemKind::NotJson { column } => t.studio_problem_not_json(column),
            ProblemKind::UnknownKey { nearest: None } => t.studio_problem_unknown_key().into(),
            ProblemKind::UnknownKey {
                nearest: Some(nearest),
            } => t.studio_problem_slip(nearest),
            ProblemKind::Twice => t.studio_problem_twice().into(),
            ProblemKind::Expected(expected) => expected.message(t),
            ProblemKind::Address(error) => {
                t.studio_problem_address(error.message(t), t.studio_expected_address())
            }
            ProblemKind::TooMany { most } => t.studio_problem_too_many(most),
            ProblemKind::TooLong { most } => t.studio_problem_too_long(most),
            ProblemKind::NoSuchEndpoint => t.studio_problem_no_such_endpoint().into(),
            ProblemKind::NothingAllowed => t.studio_problem_nothing_allowed().into(),
            ProblemKind::File { path, fault } => match fault {
                FileFault::Missing => t.studio_problem_file_missing(path),
                FileFault::TooLarge => t.studio_problem_file_too_large(path),
                FileFault::NotAPersona => t.studio_problem_file_not_a_persona(path),
            },
        }
    }
}

impl Expected {
    fn message(self, t: Locale) -> String {
        let words = match self {
            Self::Object => t.studio_expected_object(),
            Self::List => t.studio_expected_list(),
            Self::Text => t.studio_expected_text(),
            Self::Words => t.studio_expected_words(),
            Self::Flag => t.studio_expected_flag(),
            Self::Version => t.studio_expected_version(),
            Self::Language => t.studio_expected_language(),
            Self::Preset => {
                let ids = Preset::ALL.map(Preset::id).join(", ");
                return t.studio_expected_preset(ids);
            }
            Self::Path => t.studio_expected_path(),
            Self::Tokens => t.studio_expected_tokens(),
            Self::Which => t.studio_expected_which(),
            Self::Model => t.studio_expected_model(),
            Self::Currency => t.studio_expected_currency(),
            Self::Rate => t.studio_expected_rate(),
        };
        words.to_owned()
    }
}
