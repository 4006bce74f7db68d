//! In what servers differ from a dialect as its inventor speaks it, without being wrong: a client must
//! read all of it. Each is something that a named server does (see `server.rs`), alone or with others.

/// One deviation. Those that a dialect has no place for change nothing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deviation {
    /// The stream begins with a byte-order mark.
    ByteOrderMark,
    /// Blank lines come first: proxies keep a connection open with them.
    BlankLinesFirst,
    /// A comment stands before every event: what follows the colon.
    Comments(&'static str),
    /// `data:` without a space.
    NoSpace,
    /// The JSON of an event is spread over several `data:` lines.
    DataLines,
    /// No blank line between events, so that their `data:` lines join.
    NoBlankLines,
    /// No `[DONE]`.
    NoDone,
    /// Nothing says why the answer ends; `[DONE]` comes.
    NoFinish,
    /// Where tokens are counted.
    Usage(UsageAt),
    /// The first chunks have empty, null or no `choices` (Azure's filter results).
    EmptyChoices,
    /// Fields that say nothing are null instead of missing.
    NullContent,
    /// The first text is a list of parts (Mistral).
    ContentParts,
    /// Where the model's thoughts are.
    Thoughts(Thoughts),
    /// Only the keys that carry something.
    FewKeys,
    /// A field of random letters that hides the length of a text from listeners (OpenAI).
    Obfuscation,
    /// Events that nobody has heard of stand between the others.
    UnknownEvents,
    /// An event follows the last one.
    AfterEnd,
    /// Thinking comes inside of the text's block (LiteLLM's Anthropic adapter).
    ThinkingInText,
    /// The answer is one JSON document although a stream was asked for.
    WholeBody,
    /// How an error inside the stream looks.
    Error(ErrorForm),
}

/// Where a compatible server counts tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsageAt {
    /// In a chunk of its own with empty choices, if the request asks for it: OpenAI's way.
    NoChoices,
    /// In a chunk of its own that has an empty choice (LiteLLM).
    EmptyChoice,
    /// In the chunk that says why the answer ends (Mistral, DeepSeek).
    Finish,
    /// There, too, but under `x_groq`.
    XGroq,
}

/// Where a compatible server puts the model's thoughts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thoughts {
    /// `delta.reasoning_content`
    ReasoningContent,
    /// `delta.reasoning`
    Reasoning,
    /// In the text, between `<think>` tags that are split across chunks.
    Tags,
    /// In a list of parts in `delta.content`.
    Parts,
}

/// How an error inside a stream looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorForm {
    /// An event that is called `error`.
    Event,
    /// The error in a `data:` line, then `[DONE]` (vLLM).
    ThenDone,
    /// The error beside a choice whose `finish_reason` is `error` (OpenRouter).
    FinishReason,
    /// JSON over several lines that no event frames (Gemini).
    Unframed,
}
