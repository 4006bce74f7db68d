//! The fields of a brief: their stable names, what kind of value each takes, and the words beside it.

use crate::domain::locale::Locale;

/// A field that may be filled in beside the free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Users and clients.
    Users,
    /// Core entities and operations.
    Domain,
    /// Requests a second on average.
    AverageRate,
    /// Requests a second at the peak.
    PeakRate,
    /// Users at the same time.
    ConcurrentUsers,
    /// How large a request or answer is.
    Payload,
    /// The part of the requests that only read.
    ReadShare,
    /// How much data there is.
    DataVolume,
    /// How much data comes each month.
    Growth,
    /// How many copies of the data are kept.
    Copies,
    /// Half of the requests are answered in this time.
    P50,
    /// 95 % of the requests are.
    P95,
    /// 99 % of the requests are.
    P99,
    /// The part of the time, or of the requests, that it must work for.
    Availability,
    /// Security and compliance.
    Security,
    /// Systems that are there already.
    Existing,
    /// Who builds and runs it.
    Team,
    /// Stack and cloud, wanted or ruled out.
    Stack,
    /// What cannot be changed.
    Constraints,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takes {
    /// Words.
    Words,
    /// Requests in a time.
    Rate,
    /// How many of something.
    Count,
    /// An amount of data.
    Size,
    /// An amount of data in a time.
    Growth,
    /// A part of the whole, as percentage or ratio.
    Share,
    /// A duration.
    Duration,
}

/// Where in the form a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Users, clients, entities, operations.
    Domain,
    /// How much.
    Load,
    /// How well.
    Targets,
    /// What surrounds it.
    Surroundings,
}

impl Field {
    /// All fields, in the order of the form and of the prompt.
    pub const ALL: [Self; 19] = [
        Self::Users,
        Self::Domain,
        Self::AverageRate,
        Self::PeakRate,
        Self::ConcurrentUsers,
        Self::Payload,
        Self::ReadShare,
        Self::DataVolume,
        Self::Growth,
        Self::Copies,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Availability,
        Self::Security,
        Self::Existing,
        Self::Team,
        Self::Stack,
        Self::Constraints,
    ];

    /// The stable name, used in storage and in the starters' files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Domain => "domain",
            Self::AverageRate => "average-rate",
            Self::PeakRate => "peak-rate",
            Self::ConcurrentUsers => "concurrent-users",
            Self::Payload => "payload",
            Self::ReadShare => "read-share",
            Self::DataVolume => "data-volume",
            Self::Growth => "growth",
            Self::Copies => "copies",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Availability => "availability",
            Self::Security => "security",
            Self::Existing => "existing",
            Self::Team => "team",
            Self::Stack => "stack",
            Self::Constraints => "constraints",
        }
    }

    /// What it takes.
    #[must_use]
    pub fn takes(self) -> Takes {
        match self {
            Self::AverageRate | Self::PeakRate => Takes::Rate,
            Self::ConcurrentUsers | Self::Copies => Takes::Count,
            Self::Payload | Self::DataVolume => Takes::Size,
            Self::Growth => Takes::Growth,
            Self::ReadShare | Self::Availability => Takes::Share,
            Self::P50 | Self::P95 | Self::P99 => Takes::Duration,
            Self::Users
            | Self::Domain
            | Self::Security
            | Self::Existing
            | Self::Team
            | Self::Stack
            | Self::Constraints => Takes::Words,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::Users | Self::Domain => Group::Domain,
            Self::AverageRate
            | Self::PeakRate
            | Self::ConcurrentUsers
            | Self::Payload
            | Self::ReadShare
            | Self::DataVolume
            | Self::Growth
            | Self::Copies => Group::Load,
            Self::P50 | Self::P95 | Self::P99 | Self::Availability => Group::Targets,
            Self::Security | Self::Existing | Self::Team | Self::Stack | Self::Constraints => {
                Group::Surroundings
            }
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Users => locale.brief_field_users(),
            Self::Domain => locale.brief_field_domain(),
            Self::AverageRate => locale.brief_field_average_rate(),
            Self::PeakRate => locale.brief_field_peak_rate(),
            Self::ConcurrentUsers => locale.brief_field_concurrent_users(),
            Self::Payload => locale.brief_field_payload(),
            Self::ReadShare => locale.brief_field_read_share(),
            Self::DataVolume => locale.brief_field_data_volume(),
            Self::Growth => locale.brief_field_growth(),
            Self::Copies => locale.brief_field_copies(),
            Self::P50 => locale.brief_field_p50(),
            Self::P95 => locale.brief_field_p95(),
            Self::P99 => locale.brief_field_p99(),
            Self::Availability => locale.brief_field_availability(),
            Self::Security => locale.brief_field_security(),
            Self::Existing => locale.brief_field_existing(),
            Self::Team => locale.brief_field_team(),
            Self::Stack => locale.brief_field_stack(),
            Self::Constraints => locale.brief_field_constraints(),
        }
    }

    /// What belongs into it, in one line.
    #[must_use]
    pub fn hint(self, locale: Locale) -> &'static str {
        match self {
            Self::Users => locale.brief_hint_users(),
            Self::Domain => locale.brief_hint_domain(),
            Self::AverageRate => locale.brief_hint_average_rate(),
            Self::PeakRate => locale.brief_hint_peak_rate(),
            Self::ConcurrentUsers => locale.brief_hint_concurrent_users(),
            Self::Payload => locale.brief_hint_payload(),
            Self::ReadShare => locale.brief_hint_read_share(),
            Self::DataVolume => locale.brief_hint_data_volume(),
            Self::Growth => locale.brief_hint_growth(),
            Self::Copies => locale.brief_hint_copies(),
            Self::P50 => locale.brief_hint_p50(),
            Self::P95 => locale.brief_hint_p95(),
            Self::P99 => locale.brief_hint_p99(),
            Self::Availability => locale.brief_hint_availability(),
            Self::Security => locale.brief_hint_security(),
            Self::Existing => locale.brief_hint_existing(),
            Self::Team => locale.brief_hint_team(),
            Self::Stack => locale.brief_hint_stack(),
            Self::Constraints => locale.brief_hint_constraints(),
        }
    }

    /// What somebody else would write.
    #[must_use]
    pub fn example(self, locale: Locale) -> &'static str {
        match self {
            Self::Users => locale.brief_example_users(),
            Self::Domain => locale.brief_example_domain(),
            Self::AverageRate => locale.brief_example_average_rate(),
            Self::PeakRate => locale.brief_example_peak_rate(),
            Self::ConcurrentUsers => locale.brief_example_concurrent_users(),
            Self::Payload => locale.brief_example_payload(),
            Self::ReadShare => locale.brief_example_read_share(),
            Self::DataVolume => locale.brief_example_data_volume(),
            Self::Growth => locale.brief_example_growth(),
            Self::Copies => locale.brief_example_copies(),
            Self::P50 => locale.brief_example_p50(),
            Self::P95 => locale.brief_example_p95(),
            Self::P99 => locale.brief_example_p99(),
            Self::Availability => locale.brief_example_availability(),
            Self::Security => locale.brief_example_security(),
            Self::Existing => locale.brief_example_existing(),
            Self::Team => locale.brief_example_team(),
            Self::Stack => locale.brief_example_stack(),
            Self::Constraints => locale.brief_example_constraints(),
        }
    }
}

impl Group {
    /// All groups, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Domain, Self::Load, Self::Targets, Self::Surroundings];

    /// The stable name, used in `data-group`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Load => "load",
            Self::Targets => "targets",
            Self::Surroundings => "surroundings",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Domain => locale.brief_group_domain(),
            Self::Load => locale.brief_group_load(),
            Self::Targets => locale.brief_group_targets(),
            Self::Surroundings => locale.brief_group_surroundings(),
        }
    }

    /// Its fields.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .into_iter()
            .filter(move |field| field.group() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::brief::quantity::read;

    #[test]
    fn fields_stand_where_they_are_kept_and_have_names_of_their_own() {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, at);
            let same = Field::ALL.iter().filter(|it| it.name() == field.name());
            assert_eq!(same.count(), 1);
        }
        let grouped: usize = Group::ALL.iter().map(|group| group.fields().count()).sum();
        assert_eq!(grouped, Field::ALL.len());
    }

    #[test]
    fn every_example_is_one() {
        for locale in Locale::ALL {
            for field in Field::ALL {
                if field.takes() == Takes::Words {
                    continue;
                }
                let example = field.example(locale);
                for example in example.split(
                    [" or ", " 或 "]
                        .iter()
                        .find(|it| example.contains(**it))
                        .unwrap_or(&"|"),
                ) {
                    assert!(read(field.takes(), example).is_ok(), "{example}");
                }
            }
        }
    }
}
