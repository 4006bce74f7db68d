//! What a team says about the site that it hosts: `studio.json` beside the page, as the page uses it.
//!
//! The types and the questions that the page asks of them are here and light; reading the file is in
//! `read`, which only a site that has something to say needs. It must not know how the file is fetched.

mod place;
mod price;
mod problem;
mod read;
#[cfg(test)]
mod samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod schema_tests;
#[cfg(test)]
mod tests;

use super::{
    endpoint::{Endpoint, EndpointError},
    locale::Locale,
};

pub use price::{Price, cost};
pub use problem::{Expected, FileFault, Problem, ProblemKind};
pub use read::{Reading, read};

/// The largest configuration that is read, in bytes.
pub const MOST_BYTES: usize = 256 * 1024;

/// The largest file of house rules or of a persona that is taken, in bytes.
pub const MOST_FILE_BYTES: usize = 200 * 1024;

/// The file as it is shipped: it says nothing, and the page need not read it to know that.
const SHIPPED: &str = include_str!("../../public/studio.json");

/// A text, or the path of a file, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    en: String,
    zh: String,
}

impl Bilingual {
    /// From one text for both languages.
    #[must_use]
    pub fn same(text: &str) -> Self {
        Self {
            en: text.to_owned(),
            zh: text.to_owned(),
        }
    }

    /// The one for a language.
    #[must_use]
    pub fn of(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
}

/// An endpoint that the site offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteEndpoint {
    /// What it is called in the list of providers.
    pub name: Bilingual,
    /// Provider, address, and the model to begin with (empty for none).
    pub endpoint: Endpoint,
    /// The models that are offered before the endpoint was asked for its own.
    pub models: Vec<String>,
    /// The context window of its models in tokens, where the site knows it.
    pub context: Option<u64>,
}

impl SiteEndpoint {
    /// Whether another endpoint is this one, whichever model it asks for.
    #[must_use]
    pub fn is(&self, other: &Endpoint) -> bool {
        self.endpoint.preset == other.preset && self.endpoint.base_url == other.base_url
    }
}

/// What a site can switch off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Links that carry a whole design.
    ShareLinks,
    /// Taking files into the library.
    Import,
    /// Saving a design as a page of its own.
    ExportPage,
    /// Keeping keys on the device.
    KeepKeys,
    /// The finished sample in an empty library.
    Sample,
}

impl Feature {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::ShareLinks,
        Self::Import,
        Self::ExportPage,
        Self::KeepKeys,
        Self::Sample,
    ];

    /// The name in the file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ShareLinks => "share_links",
            Self::Import => "import",
            Self::ExportPage => "export_page",
            Self::KeepKeys => "keep_keys",
            Self::Sample => "sample",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::ShareLinks => locale.studio_feature_share_links(),
            Self::Import => locale.studio_feature_import(),
            Self::ExportPage => locale.studio_feature_export_page(),
            Self::KeepKeys => locale.studio_feature_keep_keys(),
            Self::Sample => locale.studio_feature_sample(),
        }
    }
}

/// The configuration of a site. The default is that of a site that says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Studio {
    /// The interface's language for those who have not chosen one.
    pub language: Option<Locale>,
    /// What the team wants its users to know.
    pub notice: Option<Bilingual>,
    /// The endpoints that the site offers, in order.
    pub endpoints: Vec<SiteEndpoint>,
    /// Whether no other endpoint may be used.
    pub endpoints_only: bool,
    /// Which of `endpoints` those begin with who have not chosen one.
    pub default_endpoint: usize,
    /// The path of the text that is appended to the system text.
    pub house_rules: Option<Bilingual>,
    /// The paths of the personas that are offered beside the page's own.
    pub personas: Vec<Bilingual>,
    /// What is switched off.
    pub off: Vec<Feature>,
    /// What models cost.
    pub prices: Vec<Price>,
}

impl Studio {
    /// Whether the file is as it is shipped, or is none at all: hosts that answer every address with the
    /// page answer this one so, too.
    #[must_use]
    pub fn says_nothing(text: &str) -> bool {
        text.trim() == SHIPPED.trim() || is_page(text)
    }

    /// Whether something can be done here.
    #[must_use]
    pub fn allows(&self, feature: Feature) -> bool {
        !self.off.contains(&feature)
    }

    /// Whether an endpoint may be used here.
    ///
    /// # Errors
    /// [`EndpointError::NotAllowed`].
    pub fn admit(&self, endpoint: &Endpoint) -> Result<(), EndpointError> {
        if self.endpoints_only && self.endpoint(endpoint).is_none() {
            return Err(EndpointError::NotAllowed);
        }
        Ok(())
    }

    /// The site's endpoint that another one is: the one with its model, if several are at one address.
    #[must_use]
    pub fn endpoint(&self, endpoint: &Endpoint) -> Option<usize> {
        let at = |same_model: bool| {
            self.endpoints.iter().position(|own| {
                own.is(endpoint) && (!same_model || own.endpoint.model == endpoint.model)
            })
        };
        at(true).or_else(|| at(false))
    }

    /// The endpoint that the page is to change to at its start. `chosen` is what the user chose earlier:
    /// `None` for nothing yet, `Some(None)` for an address that cannot be used.
    #[must_use]
    pub fn starting_endpoint(&self, chosen: Option<Option<&Endpoint>>) -> Option<&SiteEndpoint> {
        let stays = match chosen {
            None => false,
            Some(None) => !self.endpoints_only,
            Some(Some(endpoint)) => self.admit(endpoint).is_ok(),
        };
        if stays {
            return None;
        }
        self.endpoints.get(self.default_endpoint)
    }

    /// The context window that the site states for an endpoint, in tokens.
    #[must_use]
    pub fn context_of(&self, endpoint: &Endpoint) -> Option<u64> {
        self.endpoints.get(self.endpoint(endpoint)?)?.context
    }

    /// What a model costs here: the entry that names it, else the longest beginning that fits.
    #[must_use]
    pub fn price_of(&self, model: &str) -> Option<&Price> {
        let fitting = self.prices.iter().filter_map(|price| {
            let fit = price.fit(model)?;
            Some((fit, price))
        });
        // Of two entries for one model, the first counts.
        fitting
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, price)| price)
    }
}

/// Whether a text is a web page, which hosts answer with where a file is missing.
#[must_use]
pub fn is_page(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html"].iter().any(|page| {
        start
            .get(..page.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(page))
    })
}

/// The text of a file that `studio.json` names.
///
/// # Errors
/// It is too large, or it is the page that some hosts answer with where a file is missing.
pub fn file_text(text: String) -> Result<String, FileFault> {
    if is_page(&text) {
        return Err(FileFault::Missing);
    }
    if text.len() > MOST_FILE_BYTES {
        return Err(FileFault::TooLarge);
    }
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}
