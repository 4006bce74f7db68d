//! Moments as dates and back, in UTC. No clock: the moment always comes from outside.
//!
//! The day arithmetic is the proleptic Gregorian one of Howard Hinnant, “chrono-compatible low-level
//! date algorithms”, which is exact over the whole range used here.

use super::design::Millis;

const DAY_MS: u64 = 86_400_000;

/// `2026-11-22T15:52:46.123Z`: ISO 8601 in UTC with milliseconds.
#[must_use]
pub fn timestamp(moment: Millis) -> String {
    let seconds = moment % DAY_MS / 1000;
    format!(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        date(moment),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        moment % 1000
    )
}

/// `2026-11-22`: the date in UTC.
#[must_use]
pub fn date(moment: Millis) -> String {
    let days = i64::try_from(moment / DAY_MS).unwrap_or(i64::MAX / 2);
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads what [`timestamp`] wrote. `None` for anything else.
#[must_use]
pub fn parse_timestamp(text: &str) -> Option<Millis> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (clock, millis) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let in_range = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !in_range {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second;
    Some(days(year, month, day) * DAY_MS + seconds * 1000 + millis.parse::<u64>().ok()?.min(999))
}

/// Year, month and day of a day number since 1970-01-01; days before it are negative.
#[must_use]
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Day number since 1970-01-01 of a date from 1970 on.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments() {
        for (moment, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_362_766_123, "2026-11-22T15:52:46.123Z"),
        ] {
            assert_eq!(timestamp(moment), text);
            assert_eq!(parse_timestamp(text), Some(moment));
        }
        for text in [
            "",
            "2026-11-22",
            "2026-13-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "xT1Z",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_survives_the_round_trip(moment in 0_u64..253_402_300_800_000) {
            prop_assert_eq!(parse_timestamp(&timestamp(moment)), Some(moment));
        }
    }
}
