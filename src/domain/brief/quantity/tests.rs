//! Numbers as people write them, with what they amount to, and what is said of those that cannot be read.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(takes: Takes, text: &str, value: f64) {
    let read = read(takes, text).unwrap();
    assert!((read - value).abs() <= value.abs() * 1e-9, "{text}: {read}");
}

#[test]
fn rates_are_read() {
    for (text, value) in [
        ("1500", 1500.0),
        ("1.5k/s", 1500.0),
        ("1,500 requests/s", 1500.0),
        ("1.5k rps", 1500.0),
        ("2kqps", 2000.0),
        ("2000 QPS", 2000.0),
        ("～２０００／ｓ", 2000.0),
        ("about 200 per second", 200.0),
        ("60/min", 1.0),
        ("90 rpm", 1.5),
        ("8.64M/day", 100.0),
        ("8.64 million requests a day", 100.0),
        ("每天 864 万次", 100.0),
        ("每秒2000", 2000.0),
        ("2万", 20_000.0),
        ("2万次/秒", 20_000.0),
        ("3w", 30_000.0),
        ("两千次/秒", 2000.0),
        ("1.2亿次/月", 1.2e8 / 2_592_000.0),
        ("100-200/s", 200.0),
        ("1k to 2k per second", 2000.0),
        ("500/s, three times that in December", 500.0),
        ("7200/小时", 2.0),
        ("0", 0.0),
    ] {
        check(Takes::Rate, text, value);
    }
}

#[test]
fn counts_and_sizes_are_read() {
    for (text, value) in [
        ("5000", 5000.0),
        ("5k users", 5000.0),
        ("5 万人", 50_000.0),
        ("3x", 3.0),
        ("2 million", 2e6),
        ("3 份", 3.0),
    ] {
        check(Takes::Count, text, value);
    }
    for (text, value) in [
        ("20 GB", 2e10),
        ("20g", 2e10),
        ("1.5 TiB", 1.5 * 1024_f64.powi(4)),
        ("2KB", 2000.0),
        ("512 bytes", 512.0),
        ("５００ＭＢ", 5e8),
        ("4 KiB (JSON)", 4096.0),
        ("2-4 kB", 4000.0),
    ] {
        check(Takes::Size, text, value);
    }
    for (text, value) in [
        ("20 GB", 2e10),
        ("20 GB/month", 2e10),
        ("1 GB a day", 3e10),
        ("1GB/天", 3e10),
        ("每天 1 GB", 3e10),
        ("365 GB per year", 3e10),
        ("每月 50 GB", 5e10),
    ] {
        check(Takes::Growth, text, value);
    }
}

#[test]
fn shares_and_durations_are_read() {
    for (text, value) in [
        ("99.95%", 99.95),
        ("99.95", 99.95),
        ("９９．９５％", 99.95),
        ("0.999", 99.9),
        ("three nines", f64::NAN),
        ("4 nines", 99.99),
        ("3个9", 99.9),
        ("三个九", 99.9),
        ("9:1", 90.0),
        ("80/20", 80.0),
        ("9：1", 90.0),
        ("90 %", 90.0),
        ("≥ 99.9 %", 99.9),
    ] {
        if value.is_nan() {
            assert_eq!(read(Takes::Share, text), Err(QuantityError::Unreadable));
        } else {
            check(Takes::Share, text, value);
        }
    }
    for (text, value) in [
        ("200", 200.0),
        ("200ms", 200.0),
        ("< 200 ms", 200.0),
        ("1.5 s", 1500.0),
        ("2秒", 2000.0),
        ("300 毫秒", 300.0),
        ("800µs", 0.8),
        ("5 min", 300_000.0),
        ("1 minute", 60_000.0),
    ] {
        check(Takes::Duration, text, value);
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    use QuantityError::{NoUnit, OutOfRange, Unreadable};
    let unknown = |unit: &str| QuantityError::UnknownUnit(unit.into());
    for (takes, text, error) in [
        (Takes::Rate, "a lot", Unreadable),
        (Takes::Rate, "很多", Unreadable),
        (Takes::Rate, "-5", Unreadable),
        (Takes::Rate, "5 per blink", unknown("per blink")),
        (Takes::Size, "20", NoUnit),
        (Takes::Growth, "20", NoUnit),
        (Takes::Size, "20 bananas", unknown("bananas")),
        (Takes::Growth, "5%", unknown("%")),
        (Takes::Share, "120%", OutOfRange),
        (Takes::Share, "0:0", OutOfRange),
        (Takes::Share, "99 x", unknown("x")),
        (Takes::Duration, "3 furlongs", unknown("furlongs")),
        (Takes::Count, "99999999999999999999999", OutOfRange),
    ] {
        assert_eq!(read(takes, text), Err(error), "{text}");
    }
    for locale in Locale::ALL {
        let unit = unknown("bananas").message(Takes::Size, locale);
        assert!(unit.contains("bananas") && unit.contains("GB"), "{unit}");
    }
    assert_eq!(Brief::default().quantity(Field::P95), None);
}

#[test]
fn what_was_read_is_said() {
    for (takes, text, english, chinese) in [
        (
            Takes::Rate,
            "1.5k/s",
            "1,500 requests a second",
            "每秒 1,500 次请求",
        ),
        (Takes::Growth, "1 GB a day", "30 GB a month", "每月 30 GB"),
        (Takes::Share, "9:1", "90%", "90%"),
        (Takes::Duration, "1.5s", "1,500 ms", "1,500 ms"),
        (Takes::Count, "2万", "20,000", "20,000"),
        (Takes::Size, "1 TiB", "1.1 TB", "1.1 TB"),
    ] {
        let value = read(takes, text).unwrap();
        assert_eq!(told(takes, value, Locale::En), english);
        assert_eq!(told(takes, value, Locale::Zh), chinese);
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_read_is_a_number(text in "\\PC*|[0-9.,kmbGB/s%万 -]*") {
        for takes in [Takes::Rate, Takes::Count, Takes::Size, Takes::Growth, Takes::Share, Takes::Duration] {
            if let Ok(value) = read(takes, &text) {
                prop_assert!(value.is_finite() && value >= 0.0);
            }
        }
    }

    #[test]
    fn what_is_said_is_read_again(value in 0_u64..1_000_000_000) {
        let value = value as f64;
        prop_assert_eq!(read(Takes::Rate, &told(Takes::Rate, value, Locale::En)), Ok(value));
        prop_assert_eq!(read(Takes::Rate, &told(Takes::Rate, value, Locale::Zh)), Ok(value));
    }
}
