//! What the numbers of a brief amount to together, each with the formula that a reader can check: requests a
//! day, bandwidth, storage in a year, requests in flight, error budget. Only what all inputs are there for.
//!
//! Months have thirty days, amounts of data are powers of ten.

use super::{
    Brief, Field,
    numerals::{bytes, exact, exact_bytes, rounded},
};
use crate::domain::locale::Locale;

const DAY_S: f64 = 86_400.0;
const MONTH_S: f64 = 30.0 * DAY_S;
const YEAR_S: f64 = 365.0 * DAY_S;

/// What was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Requests in a day.
    RequestsDay,
    /// Requests in a month.
    RequestsMonth,
    /// How often the average fits into the peak.
    PeakFactor,
    /// Bytes a second at the peak.
    Bandwidth,
    /// Bytes in a month.
    Traffic,
    /// Writes a second.
    Writes,
    /// Writes a second at the peak.
    WritesPeak,
    /// Writes in a day.
    WritesDay,
    /// Bytes in a year's time.
    Storage,
    /// The same with all copies.
    StorageCopies,
    /// Requests under way at once, at the peak.
    InFlight,
    /// The same when all are slow.
    Connections,
    /// Seconds between two requests of one user.
    Pause,
    /// Minutes in a month that it may be down.
    BudgetMonth,
    /// Minutes in a year that it may be down.
    BudgetYear,
    /// Requests in a month that may fail.
    FailedMonth,
    /// Requests in a year that may fail.
    FailedYear,
}

/// A derived number.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// What it is.
    pub figure: Figure,
    /// How much: a count, bytes, bytes a second, seconds or minutes.
    pub value: f64,
    /// What it was worked out of.
    inputs: Inputs,
}

/// The numbers that a brief gives; what is missing is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Inputs {
    average: Option<f64>,
    peak: Option<f64>,
    payload: Option<f64>,
    users: Option<f64>,
    /// The part of the requests that write, in percent.
    writes: Option<f64>,
    volume: Option<f64>,
    growth: Option<f64>,
    copies: Option<f64>,
    /// The typical latency, and which percentile it is.
    typical: Option<(f64, &'static str)>,
    /// The latency of the slow, where it is another one.
    slow: Option<(f64, &'static str)>,
    /// The part that may fail, in percent.
    failing: Option<f64>,
}

impl Inputs {
    fn of(brief: &Brief) -> Self {
        let number = |field| brief.number(field);
        // Nothing divides by nothing, and nobody plans for it.
        let some = |field| number(field).filter(|value| *value > 0.0);
        let latency = |field, name| some(field).map(|value| (value, name));
        let (p50, p95, p99) = (
            latency(Field::P50, "p50"),
            latency(Field::P95, "p95"),
            latency(Field::P99, "p99"),
        );
        let typical = p50.or(p95).or(p99);
        Self {
            average: some(Field::AverageRate),
            peak: some(Field::PeakRate),
            payload: some(Field::Payload),
            users: some(Field::ConcurrentUsers),
            writes: number(Field::ReadShare).map(|share| 100.0 - share),
            volume: number(Field::DataVolume),
            growth: number(Field::Growth),
            copies: some(Field::Copies),
            typical,
            slow: p99.or(p95).filter(|slow| Some(*slow) != typical),
            failing: number(Field::Availability).map(|share| 100.0 - share),
        }
    }

    fn work_out(&self, figure: Figure) -> Option<f64> {
        let writes = self.writes.map(|percent| percent / 100.0);
        let failing = self.failing.map(|percent| percent / 100.0);
        let storage = || Some(self.volume.unwrap_or(0.0) + 12.0 * self.growth?);
        Some(match figure {
            Figure::RequestsDay => self.average? * DAY_S,
            Figure::RequestsMonth => self.average? * MONTH_S,
            Figure::PeakFactor => self.peak? / self.average?,
            Figure::Bandwidth => self.peak? * self.payload?,
            Figure::Traffic => self.average? * self.payload? * MONTH_S,
            Figure::Writes => self.average? * writes?,
            Figure::WritesPeak => self.peak? * writes?,
            Figure::WritesDay => self.average? * writes? * DAY_S,
            Figure::Storage => storage()?,
            Figure::StorageCopies => storage()? * self.copies?,
            Figure::InFlight => self.peak? * self.typical?.0 / 1000.0,
            Figure::Connections => self.peak? * self.slow?.0 / 1000.0,
            Figure::Pause => self.users? / self.peak?,
            Figure::BudgetMonth => failing? * MONTH_S / 60.0,
            Figure::BudgetYear => failing? * YEAR_S / 60.0,
            Figure::FailedMonth => failing? * self.average? * MONTH_S,
            Figure::FailedYear => failing? * self.average? * YEAR_S,
        })
    }
}

impl Figure {
    /// All figures, in the order in which they are shown.
    pub const ALL: [Self; 17] = [
        Self::RequestsDay,
        Self::RequestsMonth,
        Self::PeakFactor,
        Self::Writes,
        Self::WritesPeak,
        Self::WritesDay,
        Self::Bandwidth,
        Self::Traffic,
        Self::Storage,
        Self::StorageCopies,
        Self::InFlight,
        Self::Connections,
        Self::Pause,
        Self::BudgetMonth,
        Self::FailedMonth,
        Self::BudgetYear,
        Self::FailedYear,
    ];

    /// The stable name, used in `data-figure`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RequestsDay => "requests-day",
            Self::RequestsMonth => "requests-month",
            Self::PeakFactor => "peak-factor",
            Self::Bandwidth => "bandwidth",
            Self::Traffic => "traffic",
            Self::Writes => "writes",
            Self::WritesPeak => "writes-peak",
            Self::WritesDay => "writes-day",
            Self::Storage => "storage",
            Self::StorageCopies => "storage-copies",
            Self::InFlight => "in-flight",
            Self::Connections => "connections",
            Self::Pause => "pause",
            Self::BudgetMonth => "budget-month",
            Self::BudgetYear => "budget-year",
            Self::FailedMonth => "failed-month",
            Self::FailedYear => "failed-year",
        }
    }
}

/// Everything that can be worked out of a brief.
#[must_use]
pub fn derive(brief: &Brief) -> Vec<Derived> {
    let inputs = Inputs::of(brief);
    let work_out = |figure| {
        let value = inputs.work_out(figure)?;
        value.is_finite().then_some(Derived {
            figure,
            value,
            inputs,
        })
    };
    Figure::ALL.into_iter().filter_map(work_out).collect()
}

impl Derived {
    /// What it is, in words.
    #[must_use]
    pub fn label(&self, locale: Locale) -> &'static str {
        match self.figure {
            Figure::RequestsDay => locale.brief_figure_requests_day(),
            Figure::RequestsMonth => locale.brief_figure_requests_month(),
            Figure::PeakFactor => locale.brief_figure_peak_factor(),
            Figure::Bandwidth => locale.brief_figure_bandwidth(),
            Figure::Traffic => locale.brief_figure_traffic(),
            Figure::Writes => locale.brief_figure_writes(),
            Figure::WritesPeak => locale.brief_figure_writes_peak(),
            Figure::WritesDay => locale.brief_figure_writes_day(),
            Figure::Storage => locale.brief_figure_storage(),
            Figure::StorageCopies => locale.brief_figure_storage_copies(),
            Figure::InFlight => locale.brief_figure_in_flight(),
            Figure::Connections => locale.brief_figure_connections(),
            Figure::Pause => locale.brief_figure_pause(),
            Figure::BudgetMonth => locale.brief_figure_budget_month(),
            Figure::BudgetYear => locale.brief_figure_budget_year(),
            Figure::FailedMonth => locale.brief_figure_failed_month(),
            Figure::FailedYear => locale.brief_figure_failed_year(),
        }
    }

    /// The value with its unit. Both languages write it so.
    #[must_use]
    pub fn shown(&self) -> String {
        let value = self.value;
        match self.figure {
            Figure::PeakFactor => format!("{}×", rounded(value)),
            Figure::Bandwidth => {
                format!("{}/s ({} Mbit/s)", bytes(value), rounded(value * 8.0 / 1e6))
            }
            Figure::Traffic | Figure::Storage | Figure::StorageCopies => bytes(value),
            Figure::Writes | Figure::WritesPeak => format!("{}/s", rounded(value)),
            Figure::Pause => format!("{} s", rounded(value)),
            Figure::BudgetMonth | Figure::BudgetYear if value > 0.0 && value < 1.0 => {
                format!("{} s", rounded(value * 60.0))
            }
            Figure::BudgetMonth | Figure::BudgetYear => format!("{} min", rounded(value)),
            Figure::InFlight | Figure::Connections if value > 1.0 => rounded(value.ceil()),
            _ => rounded(value),
        }
    }

    /// How it was worked out, in words and in numbers.
    #[must_use]
    pub fn formula(&self, locale: Locale) -> String {
        let number = |value: Option<f64>| exact(value.unwrap_or(0.0));
        let amount = |value: Option<f64>| exact_bytes(value.unwrap_or(0.0));
        let it = &self.inputs;
        let (average, peak) = (number(it.average), number(it.peak));
        let (writes, failing) = (number(it.writes), number(it.failing));
        let latency = |latency: Option<(f64, &'static str)>| {
            latency.map_or_else(Default::default, |(value, name)| (exact(value), name))
        };
        match self.figure {
            Figure::RequestsDay => locale.brief_formula_requests_day(average),
            Figure::RequestsMonth => locale.brief_formula_requests_month(average),
            Figure::PeakFactor => locale.brief_formula_peak_factor(average, peak),
            Figure::Bandwidth => locale.brief_formula_bandwidth(amount(it.payload), peak),
            Figure::Traffic => locale.brief_formula_traffic(average, amount(it.payload)),
            Figure::Writes => locale.brief_formula_writes(average, writes),
            Figure::WritesPeak => locale.brief_formula_writes_peak(peak, writes),
            Figure::WritesDay => locale.brief_formula_writes_day(average, writes),
            Figure::Storage => locale.brief_formula_storage(amount(it.growth), amount(it.volume)),
            Figure::StorageCopies => {
                let copies = number(it.copies);
                locale.brief_formula_storage_copies(copies, amount(it.growth), amount(it.volume))
            }
            Figure::InFlight => {
                let (latency, percentile) = latency(it.typical);
                locale.brief_formula_in_flight(latency, peak, percentile)
            }
            Figure::Connections => {
                let (latency, percentile) = latency(it.slow);
                locale.brief_formula_connections(latency, peak, percentile)
            }
            Figure::Pause => locale.brief_formula_pause(peak, number(it.users)),
            Figure::BudgetMonth => locale.brief_formula_budget_month(failing),
            Figure::BudgetYear => locale.brief_formula_budget_year(failing),
            Figure::FailedMonth => locale.brief_formula_failed_month(average, failing),
            Figure::FailedYear => locale.brief_formula_failed_year(average, failing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(fields: &[(Field, &str)]) -> Brief {
        let mut brief = Brief::default();
        for (field, value) in fields {
            brief.set(*field, (*value).to_owned());
        }
        brief
    }

    fn shop() -> Brief {
        brief(&[
            (Field::AverageRate, "1.5k/s"),
            (Field::PeakRate, "6000/s"),
            (Field::ConcurrentUsers, "3万"),
            (Field::Payload, "4 kB"),
            (Field::ReadShare, "90%"),
            (Field::DataVolume, "200 GB"),
            (Field::Growth, "20 GB/month"),
            (Field::Copies, "3"),
            (Field::P50, "50 ms"),
            (Field::P99, "0.8 s"),
            (Field::Availability, "99.95%"),
        ])
    }

    /// Worked out by hand.
    #[test]
    fn a_whole_brief_gives_every_figure() {
        let derived = derive(&shop());
        let expected = [
            ("requests-day", "129,600,000"),
            ("requests-month", "3,888,000,000"),
            ("peak-factor", "4×"),
            ("writes", "150/s"),
            ("writes-peak", "600/s"),
            ("writes-day", "12,960,000"),
            ("bandwidth", "24 MB/s (192 Mbit/s)"),
            ("traffic", "15.6 TB"),
            ("storage", "440 GB"),
            ("storage-copies", "1.32 TB"),
            ("in-flight", "300"),
            ("connections", "4,800"),
            ("pause", "5 s"),
            ("budget-month", "21.6 min"),
            ("failed-month", "1,944,000"),
            ("budget-year", "263 min"),
            ("failed-year", "23,652,000"),
        ];
        let seen: Vec<_> = derived
            .iter()
            .map(|it| (it.figure.name(), it.shown()))
            .collect();
        let seen: Vec<_> = seen
            .iter()
            .map(|(name, shown)| (*name, shown.as_str()))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn only_what_all_inputs_are_there_for_is_derived() {
        let names = |fields: &[(Field, &str)]| -> Vec<_> {
            derive(&brief(fields))
                .iter()
                .map(|it| it.figure.name())
                .collect()
        };
        assert!(names(&[]).is_empty());
        assert_eq!(
            names(&[(Field::AverageRate, "10/s")]),
            ["requests-day", "requests-month"]
        );
        assert!(names(&[(Field::PeakRate, "10/s")]).is_empty());
        assert_eq!(
            names(&[(Field::Availability, "99.9%")]),
            ["budget-month", "budget-year"]
        );
        // A number that cannot be read, and zero, derive nothing.
        assert!(names(&[(Field::AverageRate, "many"), (Field::PeakRate, "0")]).is_empty());
        // One latency is not two figures.
        let one = [(Field::PeakRate, "10/s"), (Field::P95, "200 ms")];
        assert_eq!(names(&one), ["in-flight"]);
        // Growth alone counts from nothing.
        assert_eq!(names(&[(Field::Growth, "1 GB/day")]), ["storage"]);
        assert!(names(&[(Field::DataVolume, "1 GB")]).is_empty());
    }

    #[test]
    fn small_budgets_are_told_in_seconds_and_none_as_none() {
        let shown = |share: &str| {
            let derived = derive(&brief(&[(Field::Availability, share)]));
            derived.iter().map(Derived::shown).collect::<Vec<_>>()
        };
        assert_eq!(shown("99.999%"), ["25.9 s", "5.26 min"]);
        assert_eq!(shown("100%"), ["0 min", "0 min"]);
        assert_eq!(shown("3个9"), ["43.2 min", "526 min"]);
    }

    #[test]
    fn formulas_have_the_same_numbers_in_both_languages() {
        let numbers = |text: &str| -> Vec<String> {
            let is_number = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
            let words = text.split(|c| !is_number(c));
            words
                .filter(|it| it.contains(|c: char| c.is_ascii_digit()))
                .map(str::to_owned)
                .collect()
        };
        for derived in derive(&shop()) {
            let [en, zh] = Locale::ALL.map(|locale| derived.formula(locale));
            assert_eq!(numbers(&en), numbers(&zh), "{en} / {zh}");
            assert!(en.contains('=') && zh.contains('='), "{en} / {zh}");
            assert!(!derived.label(Locale::En).is_empty());
        }
        let first = &derive(&shop())[0];
        assert_eq!(
            first.formula(Locale::En),
            "average rate × seconds a day = 1,500/s × 86,400 s"
        );
        assert_eq!(
            derive(&shop())[10].formula(Locale::En),
            "Little’s law: peak rate × p50 latency = 6,000/s × 50 ms ÷ 1,000"
        );
    }
}
