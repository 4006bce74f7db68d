//! What models cost and what a run did cost. Whole numbers only: money is not a matter of rounding errors.

use crate::domain::wire::Usage;

/// Prices are stated per so many tokens.
const TOKENS: u128 = 1_000_000;

/// The price of a model. Rates are in millionths of the currency's unit for a million tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The model's id, or the beginning of ids followed by `*`.
    pub model: String,
    /// The currency's three letters.
    pub currency: String,
    /// For tokens of the request.
    pub input: u64,
    /// For tokens of the request that came from a cache; as `input` unless stated.
    pub cached_input: u64,
    /// For tokens of the answer, reasoning included.
    pub output: u64,
}

impl Price {
    /// How well the entry fits a model: the more, the better; `None` if it is about others.
    pub(super) fn fit(&self, model: &str) -> Option<usize> {
        match self.model.strip_suffix('*') {
            Some(start) => model.starts_with(start).then_some(start.len()),
            None => (self.model == model).then_some(usize::MAX),
        }
    }
}

/// What a run cost, in millionths of the price's currency; `None` when the provider counted nothing.
///
/// Writing to a cache counts as ordinary input, although some providers charge a little more for it.
#[must_use]
pub fn cost(usage: Usage, price: &Price) -> Option<u64> {
    if usage.input.is_none() && usage.output.is_none() {
        return None;
    }
    let input = usage.input.unwrap_or_default();
    let cached = usage.cached.unwrap_or_default().min(input);
    let part = |tokens: u64, rate: u64| u128::from(tokens) * u128::from(rate);
    let sum = part(input - cached, price.input)
        .saturating_add(part(cached, price.cached_input))
        .saturating_add(part(usage.output.unwrap_or_default(), price.output))
        .saturating_add(TOKENS / 2);
    Some(u64::try_from(sum / TOKENS).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(input: u64, cached_input: u64, output: u64) -> Price {
        Price {
            model: "m".into(),
            currency: "USD".into(),
            input,
            cached_input,
            output,
        }
    }

    #[test]
    fn a_run_costs_what_its_tokens_cost() {
        let usage = |input, cached, output| Usage {
            reasoning: None,
            input,
            output,
            cached,
        };
        // 1.25, 0.125 and 10 for a million tokens.
        let usual = price(1_250_000, 125_000, 10_000_000);
        for (usage, price, expected) in [
            (usage(Some(1_000_000), None, Some(0)), &usual, 1_250_000),
            (usage(Some(8_000), None, Some(12_000)), &usual, 130_000),
            (
                usage(Some(8_000), Some(6_000), Some(12_000)),
                &usual,
                123_250,
            ),
            // More from the cache than there was: the provider's slip, not ours.
            (usage(Some(100), Some(200), None), &usual, 13),
            (usage(None, None, Some(1)), &usual, 10),
            // Half a millionth is rounded up, less than that down.
            (usage(Some(1), None, None), &price(500_000, 0, 0), 1),
            (usage(Some(1), None, None), &price(499_999, 0, 0), 0),
            (
                usage(Some(u64::MAX), None, Some(u64::MAX)),
                &price(u64::MAX, 0, u64::MAX),
                u64::MAX,
            ),
        ] {
            assert_eq!(cost(usage, price), Some(expected), "{usage:?}");
        }
        assert_eq!(cost(usage(None, Some(5), None), &usual), None);
    }
}
