//! What a number in a brief amounts to: `1.5k/s`, `20 GB`, `99.95%`, `每天 100 万次`, `2万`.
//!
//! Reads leniently, says in words what it cannot read, and says what it read, so that nobody is misunderstood
//! in silence. Of a range it takes the larger end.

use thiserror::Error;

use super::{
    Brief, Field,
    field::Takes,
    numerals::{bytes, exact, leading, multiplier, plain},
};
use crate::domain::locale::Locale;

/// Seconds in the times that rates are given in. A month has thirty days, as in every derived number.
const TIMES: [(f64, &[&str]); 7] = [
    (
        1.0,
        &["s", "sec", "secs", "second", "seconds", "秒", "秒钟"],
    ),
    (
        60.0,
        &["min", "mins", "minute", "minutes", "m", "分", "分钟"],
    ),
    (3_600.0, &["h", "hr", "hour", "hours", "小时", "时"]),
    (86_400.0, &["d", "day", "days", "daily", "天", "日"]),
    (604_800.0, &["w", "wk", "week", "weeks", "周", "星期"]),
    (MONTH, &["mo", "month", "months", "monthly", "月", "个月"]),
    (31_536_000.0, &["y", "yr", "year", "years", "yearly", "年"]),
];

const MONTH: f64 = 2_592_000.0;

/// Why a value cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// There is no number at its start.
    #[error("it does not begin with a number")]
    Unreadable,
    /// The number says nothing without a unit.
    #[error("the unit is missing")]
    NoUnit,
    /// The unit is none that is known.
    #[error("the unit {0} is not known")]
    UnknownUnit(String),
    /// No such value exists.
    #[error("it is out of range")]
    OutOfRange,
}

impl QuantityError {
    /// What is wrong with a value, and how one is written.
    #[must_use]
    pub fn message(&self, takes: Takes, locale: Locale) -> String {
        let example = match takes {
            Takes::Rate => locale.brief_write_rate(),
            Takes::Count => locale.brief_write_count(),
            Takes::Size => locale.brief_write_size(),
            Takes::Growth => locale.brief_write_growth(),
            Takes::Share => locale.brief_write_share(),
            Takes::Duration | Takes::Words => locale.brief_write_duration(),
        };
        match self {
            Self::Unreadable => locale.brief_unreadable(example),
            Self::NoUnit => locale.brief_no_unit(example),
            Self::UnknownUnit(unit) => locale.brief_unknown_unit(example, unit),
            Self::OutOfRange => locale.brief_out_of_range(example),
        }
    }
}

impl Brief {
    /// What a field amounts to, in requests a second, bytes, bytes a month, percent or milliseconds; `None`
    /// when it was left out or takes words.
    #[must_use]
    pub fn quantity(&self, field: Field) -> Option<Result<f64, QuantityError>> {
        let text = self.get(field);
        if text.trim().is_empty() || field.takes() == Takes::Words {
            return None;
        }
        Some(read(field.takes(), text))
    }

    /// The same, when it can be read.
    #[must_use]
    pub fn number(&self, field: Field) -> Option<f64> {
        self.quantity(field)?.ok()
    }
}

/// What was read, in words, for whoever wants to know how he was understood.
#[must_use]
pub fn told(takes: Takes, value: f64, locale: Locale) -> String {
    match takes {
        Takes::Rate => locale.brief_told_rate(exact(value)),
        Takes::Count | Takes::Words => exact(value),
        Takes::Size => bytes(value),
        Takes::Growth => locale.brief_told_growth(bytes(value)),
        Takes::Share => format!("{}%", exact(value)),
        Takes::Duration => format!("{} ms", exact(value)),
    }
}

/// Reads a value.
///
/// # Errors
/// When it is no number, or its unit is missing or unknown.
pub fn read(takes: Takes, text: &str) -> Result<f64, QuantityError> {
    let text = plain(text);
    let (text, before) = without_lead(&text);
    if takes == Takes::Share
        && let Some(share) = ratio(text)
    {
        return share.ok_or(QuantityError::OutOfRange);
    }
    let letters = matches!(takes, Takes::Rate | Takes::Count);
    let (first, rest) = scaled(text, letters).ok_or(QuantityError::Unreadable)?;
    let (value, rest) = match second(rest).and_then(|rest| scaled(rest, letters)) {
        Some((other, rest)) => (first.max(other), rest),
        None => (first, rest),
    };
    // What stands behind a comma or in parentheses is a remark.
    let unit = rest
        .split([',', ';', '('])
        .next()
        .unwrap_or_default()
        .trim();
    let value = match takes {
        Takes::Rate => value / per(unit, before, 1.0)?,
        Takes::Count | Takes::Words => value,
        Takes::Size => value * size(unit)?,
        Takes::Growth => {
            let (unit, time) = split_time(unit);
            value * size(unit)? / per(time, before, MONTH)? * MONTH
        }
        Takes::Share => share(value, unit, text)?,
        Takes::Duration => value * milliseconds(unit)?,
    };
    let fits = value.is_finite() && value < 1e21;
    fits.then_some(value).ok_or(QuantityError::OutOfRange)
}

/// A text without the words that may stand before its number, and the time that they name (`每天 100 万`).
fn without_lead(text: &str) -> (&str, &str) {
    const WORDS: [&str; 32] = [
        "~",
        "≈",
        "<",
        ">",
        "≤",
        "≥",
        "=",
        "about",
        "approximately",
        "approx.",
        "approx",
        "around",
        "ca.",
        "up to",
        "at most",
        "at least",
        "max",
        "under",
        "below",
        "over",
        "less than",
        "大约",
        "约",
        "大概",
        "不超过",
        "小于",
        "低于",
        "最多",
        "最高",
        "至少",
        "峰值",
        "平均",
    ];
    const TIMES: [&str; 7] = ["每秒", "每分钟", "每小时", "每天", "每日", "每月", "每年"];
    let (mut rest, mut time) = (text, "");
    loop {
        rest = rest.trim_start();
        if let Some(word) = TIMES.iter().find(|word| rest.starts_with(**word)) {
            (time, rest) = (word.trim_start_matches('每'), &rest[word.len()..]);
        } else if let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
            rest = &rest[word.len()..];
        } else {
            return (rest, time);
        }
    }
}

/// A number with its multiplier, and what follows.
fn scaled(text: &str, letters: bool) -> Option<(f64, &str)> {
    let (number, rest) = leading(text)?;
    let (factor, rest) = multiplier(rest, letters);
    Some((number * factor, rest))
}

/// What follows the sign of a range.
fn second(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let signs = ["-", "~", "to ", "至", "到", "..."];
    let after = signs.iter().find_map(|sign| rest.strip_prefix(sign))?;
    Some(after.trim_start())
}

/// `9:1` and `90/10`: the part of the first; `None` inside when both are nothing.
fn ratio(text: &str) -> Option<Option<f64>> {
    let (first, rest) = leading(text)?;
    let rest = rest.trim_start().strip_prefix([':', '/', '比'])?;
    let (second, rest) = leading(rest.trim_start())?;
    let whole = first + second;
    rest.trim()
        .is_empty()
        .then(|| (whole > 0.0).then(|| first / whole * 100.0))
}

fn share(value: f64, unit: &str, text: &str) -> Result<f64, QuantityError> {
    let share = match unit {
        "%" | "percent" | "pct" | "per cent" => value,
        // 3 nines, 3个9, 三个九.
        "nines" | "nine" | "个9" | "个九" if (1.0..=12.0).contains(&value) => {
            100.0 - 10_f64.powf(2.0 - value.round())
        }
        "" if value <= 1.0 && text.contains('.') => value * 100.0,
        "" => value,
        other => return Err(QuantityError::UnknownUnit(other.to_owned())),
    };
    let fits = (0.0..=100.0).contains(&share);
    fits.then_some(share).ok_or(QuantityError::OutOfRange)
}

fn size(unit: &str) -> Result<f64, QuantityError> {
    let binary = unit.ends_with("ib");
    let letter = match unit {
        "" => return Err(QuantityError::NoUnit),
        "b" | "byte" | "bytes" | "字节" => return Ok(1.0),
        "k" | "kb" | "kib" | "千字节" => 1,
        "m" | "mb" | "mib" | "兆" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        other => return Err(QuantityError::UnknownUnit(other.to_owned())),
    };
    Ok(if binary { 1024_f64 } else { 1000_f64 }.powi(letter))
}

fn milliseconds(unit: &str) -> Result<f64, QuantityError> {
    Ok(match unit {
        "" | "ms" | "msec" | "millisecond" | "milliseconds" | "毫秒" => 1.0,
        "us" | "µs" | "μs" | "微秒" => 0.001,
        other => {
            1000.0 * time(other).ok_or_else(|| QuantityError::UnknownUnit(other.to_owned()))?
        }
    })
}

/// `gb/month` apart.
fn split_time(unit: &str) -> (&str, &str) {
    let at = [
        "/", " per ", " a ", " an ", " each ", "每", " monthly", " daily",
    ]
    .iter()
    .filter_map(|sign| unit.find(sign))
    .min();
    let (unit, time) = unit.split_at(at.unwrap_or(unit.len()));
    (unit.trim(), time.trim())
}

/// The seconds of the time that a rate is given in: what the unit says, else what stood before the number,
/// else the usual one.
fn per(unit: &str, before: &str, usual: f64) -> Result<f64, QuantityError> {
    const COUNTED: [&str; 24] = [
        "requests",
        "request",
        "reqs",
        "req",
        "calls",
        "call",
        "messages",
        "message",
        "msgs",
        "msg",
        "events",
        "event",
        "writes",
        "reads",
        "queries",
        "transactions",
        "orders",
        "hits",
        "次请求",
        "请求",
        "人次",
        "次",
        "个",
        "条",
    ];
    match unit {
        "rps" | "qps" | "tps" | "hz" => return Ok(1.0),
        "rpm" => return Ok(60.0),
        _ => {}
    }
    let mut rest = unit;
    for word in COUNTED {
        if let Some(after) = rest.strip_prefix(word) {
            rest = after.trim_start();
            break;
        }
    }
    for sign in ["/", "per ", "an ", "a ", "each ", "every ", "每"] {
        if let Some(after) = rest.strip_prefix(sign) {
            rest = after.trim_start();
            break;
        }
    }
    if rest.is_empty() {
        return Ok(time(before).unwrap_or(usual));
    }
    time(rest).ok_or_else(|| QuantityError::UnknownUnit(unit.to_owned()))
}

fn time(word: &str) -> Option<f64> {
    let known = TIMES.iter().find(|(_, words)| words.contains(&word));
    known.map(|(seconds, _)| *seconds)
}

#[cfg(test)]
mod tests;
