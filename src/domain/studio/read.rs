//! Reads `studio.json`. A file that is no JSON gives the defaults; anything else gives what can be used of
//! it, and names whatever cannot. `public/studio.schema.json` says the same to editors; the tests hold the
//! two together.

mod value;

use serde_json::{Map, Value};

use super::{
    Bilingual, Expected, Feature, MOST_BYTES, Price, Problem, ProblemKind, SiteEndpoint, Studio,
    place::{Places, below},
};
use crate::domain::{
    endpoint::{Endpoint, Preset},
    locale::Locale,
};

/// How many of each are read, and how long texts may be: more is a slip, not a configuration.
const MOST_ENDPOINTS: usize = 20;
const MOST_MODELS: usize = 200;
const MOST_PERSONAS: usize = 8;
const MOST_PRICES: usize = 500;
const LONGEST_NAME: usize = 80;
const LONGEST_ID: usize = 200;
const LONGEST_ADDRESS: usize = 2_000;
const LONGEST_NOTICE: usize = 1_000;

const KEYS: [&str; 11] = [
    "$schema",
    "version",
    "language",
    "notice",
    "endpoints",
    "endpoints_only",
    "default_endpoint",
    "house_rules",
    "personas",
    "features",
    "prices",
];
const ENDPOINT_KEYS: [&str; 6] = ["name", "preset", "base_url", "model", "models", "context"];
const PRICE_KEYS: [&str; 5] = ["model", "currency", "input", "cached_input", "output"];
const LANGUAGES: [&str; 2] = ["en", "zh"];

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The configuration.
    pub studio: Studio,
    /// What of the file could not be used.
    pub problems: Vec<Problem>,
}

/// Reads a configuration. `origin` is the page's own: an address that begins with a slash is on it.
#[must_use]
pub fn read(text: &str, origin: &str) -> Reading {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole = |line, kind| Reading {
        studio: Studio::default(),
        problems: vec![Problem {
            pointer: String::new(),
            line,
            kind,
        }],
    };
    if text.len() > MOST_BYTES {
        return whole(None, ProblemKind::TooLarge);
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let line = u32::try_from(error.line()).ok();
            let column = error.column();
            return whole(line, ProblemKind::NotJson { column });
        }
    };
    let places = Places::of(text);
    let mut reader = Reader {
        origin,
        problems: Vec::new(),
    };
    for pointer in places.twice() {
        reader.found(pointer, ProblemKind::Twice);
    }
    let studio = reader.studio(&value);
    let mut problems = reader.problems;
    for problem in &mut problems {
        problem.line = places.line(&problem.pointer);
    }
    // In the order of the file, which is how they are mended.
    problems.sort_by_key(|problem| problem.line);
    Reading { studio, problems }
}

struct Reader<'o> {
    origin: &'o str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn found(&mut self, pointer: &str, kind: ProblemKind) {
        self.problems.push(Problem {
            pointer: pointer.to_owned(),
            line: None,
            kind,
        });
    }

    fn studio(&mut self, value: &Value) -> Studio {
        let Some(file) = self.object("", value, &KEYS) else {
            return Studio::default();
        };
        self.member(file, "", "$schema", |it, at, value| {
            it.text(at, value, LONGEST_ADDRESS)
        });
        self.member(file, "", "version", Self::version);
        let endpoints = self.endpoints(file);
        let is_empty = |listed: &Value| listed.as_array().is_some_and(Vec::is_empty);
        let is_listed = file
            .get("endpoints")
            .is_some_and(|listed| !is_empty(listed));
        Studio {
            language: self.member(file, "", "language", Self::language),
            notice: self.member(file, "", "notice", |it, at, value| {
                it.bilingual(at, value, Expected::Words, |it, at, value| {
                    it.text(at, value, LONGEST_NOTICE)
                })
            }),
            endpoints_only: self.endpoints_only(file, is_listed),
            default_endpoint: self.default_endpoint(file, &endpoints),
            endpoints: endpoints.into_iter().map(|(_, own)| own).collect(),
            house_rules: self.member(file, "", "house_rules", Self::paths),
            personas: self.personas(file),
            off: self.features(file),
            prices: self.prices(file),
        }
    }

    /// The endpoints that can be used, each with its position in the file.
    fn endpoints(&mut self, file: &Map<String, Value>) -> Vec<(usize, SiteEndpoint)> {
        let read = |it: &mut Self, at: &str, value: &Value| {
            it.list(at, value, MOST_ENDPOINTS, Self::endpoint)
        };
        let read = self.member(file, "", "endpoints", read);
        read.unwrap_or_default()
    }

    fn endpoint(&mut self, at: &str, value: &Value) -> Option<SiteEndpoint> {
        let entry = self.object(at, value, &ENDPOINT_KEYS)?;
        let preset = self.needed(entry, at, "preset", Expected::Preset, Self::preset);
        let name = self.member(entry, at, "name", |it, at, value| {
            it.bilingual(at, value, Expected::Words, |it, at, value| {
                it.text(at, value, LONGEST_NAME)
            })
        });
        // An address that cannot be used is not the same as none: the entry would be another endpoint.
        let base_url = match entry.contains_key("base_url") {
            true => self.member(entry, at, "base_url", Self::address).map(Some),
            false => Some(None),
        };
        let id = |it: &mut Self, at: &str, value: &Value| it.text(at, value, LONGEST_ID);
        let model = self.member(entry, at, "model", id);
        let models = self.member(entry, at, "models", |it, at, value| {
            it.list(at, value, MOST_MODELS, id)
        });
        let context = self.member(entry, at, "context", Self::tokens);
        let preset = preset?;
        let base_url = base_url?.unwrap_or_else(|| preset.default_base_url().to_owned());
        let model = model.unwrap_or_default();
        let name = name.unwrap_or_else(|| Bilingual {
            en: preset.label(Locale::En).to_owned(),
            zh: preset.label(Locale::Zh).to_owned(),
        });
        let models = models.unwrap_or_default();
        Some(SiteEndpoint {
            name,
            // What was read can be used: `address` asked.
            endpoint: Endpoint::new(preset, &base_url, &model).ok()?,
            models: models.into_iter().map(|(_, model)| model).collect(),
            context,
        })
    }

    fn preset(&mut self, at: &str, value: &Value) -> Option<Preset> {
        let preset = value.as_str().and_then(Preset::from_id);
        self.some(at, preset, Expected::Preset)
    }

    /// An absolute address, or one of our own origin made so.
    fn address(&mut self, at: &str, value: &Value) -> Option<String> {
        let text = self.text(at, value, LONGEST_ADDRESS)?;
        let address = match text.strip_prefix('/') {
            Some(rest) if !rest.starts_with(['/', '\\']) => format!("{}{text}", self.origin),
            _ => text,
        };
        match Endpoint::new(Preset::OtherCompatible, &address, "") {
            Ok(_) => Some(address),
            Err(error) => {
                self.found(at, ProblemKind::Address(error));
                None
            }
        }
    }

    /// A list in which no entry can be used allows none: a slip must not lift the restriction.
    fn endpoints_only(&mut self, file: &Map<String, Value>, is_listed: bool) -> bool {
        let only = self.member(file, "", "endpoints_only", Self::flag) == Some(true);
        if only && !is_listed {
            self.found("/endpoints_only", ProblemKind::NothingAllowed);
        }
        only && is_listed
    }

    fn default_endpoint(
        &mut self,
        file: &Map<String, Value>,
        endpoints: &[(usize, SiteEndpoint)],
    ) -> usize {
        let Some(value) = file.get("default_endpoint") else {
            return 0;
        };
        let at = "/default_endpoint";
        let named = |name: &str| {
            let called = |own: &SiteEndpoint| own.name.en == name || own.name.zh == name;
            endpoints.iter().position(|(_, own)| called(own))
        };
        let found = match (value.as_str(), value::whole(value)) {
            (Some(name), _) if !name.trim().is_empty() => named(name),
            // The position in the file, where entries may stand before it that cannot be used.
            (_, Some(number)) => endpoints
                .iter()
                .position(|(at, _)| u64::try_from(*at) == Ok(number)),
            _ => {
                self.found(at, ProblemKind::Expected(Expected::Which));
                return 0;
            }
        };
        found.unwrap_or_else(|| {
            self.found(at, ProblemKind::NoSuchEndpoint);
            0
        })
    }

    fn personas(&mut self, file: &Map<String, Value>) -> Vec<Bilingual> {
        let read = self.member(file, "", "personas", |it, at, value| {
            it.list(at, value, MOST_PERSONAS, Self::paths)
        });
        let read = read.unwrap_or_default();
        read.into_iter().map(|(_, paths)| paths).collect()
    }

    fn features(&mut self, file: &Map<String, Value>) -> Vec<Feature> {
        let Some(value) = file.get("features") else {
            return Vec::new();
        };
        let at = "/features";
        let Some(features) = self.object(at, value, &Feature::ALL.map(Feature::id)) else {
            return Vec::new();
        };
        let mut off = Vec::new();
        for feature in Feature::ALL {
            if self.member(features, at, feature.id(), Self::flag) == Some(false) {
                off.push(feature);
            }
        }
        off
    }

    fn prices(&mut self, file: &Map<String, Value>) -> Vec<Price> {
        let read = self.member(file, "", "prices", |it, at, value| {
            it.list(at, value, MOST_PRICES, Self::price)
        });
        let read = read.unwrap_or_default();
        read.into_iter().map(|(_, price)| price).collect()
    }

    fn price(&mut self, at: &str, value: &Value) -> Option<Price> {
        let entry = self.object(at, value, &PRICE_KEYS)?;
        let model = self.needed(entry, at, "model", Expected::Model, Self::pattern);
        let currency = self.needed(entry, at, "currency", Expected::Currency, Self::currency);
        let input = self.needed(entry, at, "input", Expected::Rate, Self::rate);
        let output = self.needed(entry, at, "output", Expected::Rate, Self::rate);
        let cached_input = self.member(entry, at, "cached_input", Self::rate);
        Some(Price {
            model: model?,
            currency: currency?,
            input: input?,
            cached_input: cached_input.or(input)?,
            output: output?,
        })
    }
}
