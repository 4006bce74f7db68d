//! The stored form of the runs of a design (version 2). Never changed once released.

use serde_json::{Value, json};

use crate::domain::{
    design::{
        Outcome,
        run_log::{REMEMBERED, RunRecord},
    },
    wire::Usage,
};

pub(super) fn write(runs: &[RunRecord]) -> Value {
    runs.iter().map(write_one).collect()
}

fn write_one(run: &RunRecord) -> Value {
    json!({
        "started": run.started,
        "provider": run.provider,
        "model": run.model,
        "outcome": run.outcome.name(),
        "input": run.usage.input,
        "output": run.usage.output,
        "cached": run.usage.cached,
        "reasoning": run.usage.reasoning,
        "output_tokens": run.output_tokens,
        "estimated": run.estimated,
        "first_token_ms": run.first_token_ms,
        "elapsed_ms": run.elapsed_ms,
        "tokens_per_second": run.tokens_per_second,
        "requests": run.requests,
        "continuations": run.continuations,
    })
}

/// The runs that can be read; a damaged entry costs no design.
pub(super) fn read(value: &Value) -> Vec<RunRecord> {
    let entries = value.as_array().into_iter().flatten();
    entries.filter_map(read_one).take(REMEMBERED).collect()
}

fn read_one(value: &Value) -> Option<RunRecord> {
    let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
    let number = |field: &str| value[field].as_u64();
    Some(RunRecord {
        started: number("started")?,
        provider: text("provider"),
        model: text("model"),
        outcome: Outcome::named(value["outcome"].as_str()?)?,
        usage: Usage {
            input: number("input"),
            output: number("output"),
            cached: number("cached"),
            reasoning: number("reasoning"),
        },
        output_tokens: number("output_tokens").unwrap_or(0),
        estimated: value["estimated"].as_bool().unwrap_or(true),
        first_token_ms: number("first_token_ms"),
        elapsed_ms: number("elapsed_ms").unwrap_or(0),
        tokens_per_second: number("tokens_per_second"),
        requests: number("requests").unwrap_or(1),
        continuations: number("continuations").unwrap_or(0),
    })
}
