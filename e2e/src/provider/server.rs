//! The servers that people have, as table: which dialect each speaks, under which path, and in what it
//! deviates. A client that reads all of them reads what is out there.

use super::{Cors, Deviation, Dialect, ErrorForm, Framing, Script, UsageAt};

/// A server by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// OpenAI, Chat Completions.
    OpenAi,
    /// OpenAI, Responses.
    OpenAiResponses,
    /// Azure's v1 path.
    Azure,
    /// Anthropic.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama's own protocol.
    Ollama,
    /// LM Studio.
    LmStudio,
    /// llama.cpp's server.
    LlamaCpp,
    /// vLLM.
    Vllm,
    /// OpenRouter.
    OpenRouter,
    /// Mistral.
    Mistral,
    /// DeepSeek.
    DeepSeek,
    /// Groq.
    Groq,
    /// A LiteLLM proxy, spoken to as to OpenAI.
    LiteLlm,
    /// A LiteLLM proxy, spoken to as to Anthropic: it answers with a document though asked to stream.
    LiteLlmMessages,
    /// A LiteLLM proxy before a model that thinks, spoken to as to Anthropic.
    LiteLlmAdapter,
}

impl Server {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::OpenAi,
        Self::OpenAiResponses,
        Self::Azure,
        Self::Anthropic,
        Self::Gemini,
        Self::Ollama,
        Self::LmStudio,
        Self::LlamaCpp,
        Self::Vllm,
        Self::OpenRouter,
        Self::Mistral,
        Self::DeepSeek,
        Self::Groq,
        Self::LiteLlm,
        Self::LiteLlmMessages,
        Self::LiteLlmAdapter,
    ];

    /// What a user chooses in the list of providers.
    #[must_use]
    pub fn preset(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::OpenAiResponses => "OpenAI (Responses)",
            Self::Azure => "Azure OpenAI",
            Self::Anthropic | Self::LiteLlmMessages | Self::LiteLlmAdapter => "Anthropic",
            Self::Gemini => "Google Gemini",
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::LlamaCpp => "llama.cpp",
            Self::Vllm => "vLLM",
            Self::OpenRouter => "OpenRouter",
            Self::Mistral => "Mistral",
            Self::DeepSeek => "DeepSeek",
            Self::Groq => "Groq",
            Self::LiteLlm => "LiteLLM",
        }
    }

    /// The way in which it speaks.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::OpenAiResponses => Dialect::OpenAiResponses,
            Self::Anthropic | Self::LiteLlmMessages | Self::LiteLlmAdapter => Dialect::Anthropic,
            Self::Gemini => Dialect::Gemini,
            Self::Ollama => Dialect::Ollama,
            _ => Dialect::OpenAi,
        }
    }

    /// What follows the origin in the address that a user configures.
    #[must_use]
    pub fn base_path(self) -> &'static str {
        match self {
            Self::OpenRouter => "/api/v1",
            Self::Azure | Self::Groq => "/openai/v1",
            // Its documentation leaves the version out.
            Self::DeepSeek => "",
            _ => self.dialect().base_path(),
        }
    }

    /// Another path at which it answers as well.
    pub(super) fn other_base_path(self) -> &'static str {
        match self {
            Self::DeepSeek => "/v1",
            _ => self.base_path(),
        }
    }

    /// The header that carries the key, and what stands before the key in it.
    #[must_use]
    pub fn key_header(self) -> (&'static str, &'static str) {
        match (self, self.dialect()) {
            (Self::Azure, _) => ("api-key", ""),
            (_, Dialect::Anthropic) => ("x-api-key", ""),
            (_, Dialect::Gemini) => ("x-goog-api-key", ""),
            _ => ("authorization", "Bearer "),
        }
    }

    /// Whether it answers nobody without a key.
    #[must_use]
    pub fn wants_key(self) -> bool {
        !matches!(
            self,
            Self::Ollama
                | Self::LmStudio
                | Self::LlamaCpp
                | Self::Vllm
                | Self::LiteLlm
                | Self::LiteLlmMessages
                | Self::LiteLlmAdapter
        )
    }

    /// The headers that browsers may send to it; `None` is whatever they ask for.
    pub(super) fn allowed_headers(self) -> Option<&'static str> {
        match self {
            Self::Azure => Some("api-key, content-type"),
            Self::LmStudio | Self::Vllm => Some("*"),
            Self::LlamaCpp | Self::LiteLlm | Self::LiteLlmMessages | Self::LiteLlmAdapter => None,
            _ => Some(self.dialect().allowed_headers()),
        }
    }

    /// In what it differs from its dialect.
    #[must_use]
    pub fn deviations(self) -> Vec<Deviation> {
        use Deviation::*;
        match self {
            Self::OpenAi => vec![Obfuscation],
            Self::OpenAiResponses => vec![UnknownEvents, AfterEnd],
            Self::Azure => vec![EmptyChoices],
            Self::Anthropic => vec![UnknownEvents],
            Self::Gemini | Self::Ollama => Vec::new(),
            Self::LmStudio => vec![FewKeys],
            Self::LlamaCpp => vec![Comments(""), NullContent],
            Self::Vllm => vec![
                Thoughts(super::Thoughts::Reasoning),
                Error(ErrorForm::ThenDone),
            ],
            Self::OpenRouter => vec![
                Comments(" OPENROUTER PROCESSING"),
                Thoughts(super::Thoughts::Reasoning),
                Error(ErrorForm::FinishReason),
            ],
            Self::Mistral => vec![
                Thoughts(super::Thoughts::Parts),
                ContentParts,
                Usage(UsageAt::Finish),
            ],
            Self::DeepSeek => vec![
                BlankLinesFirst,
                Comments(" keep-alive"),
                NoSpace,
                NullContent,
                Usage(UsageAt::Finish),
            ],
            Self::Groq => vec![Thoughts(super::Thoughts::Tags), Usage(UsageAt::XGroq)],
            Self::LiteLlm => vec![Usage(UsageAt::EmptyChoice)],
            Self::LiteLlmMessages => vec![WholeBody],
            Self::LiteLlmAdapter => vec![ThinkingInText],
        }
    }

    /// A good answer as this server sends it.
    #[must_use]
    pub fn script(self, text: impl Into<String>) -> Script {
        Script {
            deviations: self.deviations(),
            cors: match self {
                Self::Vllm => Cors::MissingOnErrors,
                _ => Cors::Allowed,
            },
            // LiteLLM's own answers come in three characters at a time.
            delta: match self {
                Self::LiteLlm => 3,
                _ => 24,
            },
            ..Script::text(text)
        }
    }
}

/// Deviations that no one server is known for, but that proxies and frameworks before any of them bring;
/// each is a way of its own.
#[must_use]
pub fn ways_of_proxies() -> Vec<(&'static str, Script)> {
    use Deviation::*;
    let with = |deviations: &[Deviation], framing| Script {
        deviations: deviations.to_vec(),
        framing,
        ..Script::default()
    };
    vec![
        ("CRLF (sse-starlette)", with(&[], Some(Framing::CrLf))),
        (
            "CR and a byte-order mark",
            with(&[ByteOrderMark], Some(Framing::Cr)),
        ),
        (
            "data over several lines",
            with(&[DataLines], Some(Framing::CrLf)),
        ),
        ("no blank lines", with(&[NoBlankLines], None)),
        ("no [DONE]", with(&[NoDone], None)),
        ("no finish reason", with(&[NoFinish], None)),
        ("unknown events", with(&[UnknownEvents, AfterEnd], None)),
        ("one document", with(&[WholeBody, BlankLinesFirst], None)),
        (
            "few keys and tags",
            with(
                &[FewKeys, NoSpace, Thoughts(super::Thoughts::Tags)],
                Some(Framing::CrLf),
            ),
        ),
        (
            "all at once",
            with(
                &[
                    ByteOrderMark,
                    BlankLinesFirst,
                    Comments(" keep-alive"),
                    NoSpace,
                    EmptyChoices,
                    NullContent,
                    ContentParts,
                    Thoughts(super::Thoughts::Parts),
                    Usage(UsageAt::EmptyChoice),
                    UnknownEvents,
                    NoDone,
                    AfterEnd,
                ],
                Some(Framing::CrLf),
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_is_in_the_table_once() {
        for (number, server) in Server::ALL.into_iter().enumerate() {
            assert_eq!(server as usize, number, "{server:?}");
            assert!(!server.preset().is_empty());
        }
    }
}
