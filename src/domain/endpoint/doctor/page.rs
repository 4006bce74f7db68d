//! What a page knows of itself and of its browser, and which of the browser's own rules stand between it
//! and an endpoint.
//!
//! The rules are suspicions: flags, policies and address spaces that no page can see may lift them. So
//! they explain a request that failed and never forbid one.

use std::net::IpAddr;

use super::{Diagnosis, Observations};
use crate::domain::endpoint::{BaseUrl, Reach};

/// The family of a browser, by the engine that makes the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chrome, Edge and their kin.
    Chromium,
    /// Firefox on desktops and Android.
    Firefox,
    /// Safari, and every browser on iOS.
    Safari,
    /// None of these.
    Other,
}

impl Browser {
    /// The family that a user agent string names.
    #[must_use]
    pub fn from_user_agent(text: &str) -> Self {
        let has = |word: &str| text.contains(word);
        if ["FxiOS/", "CriOS/", "EdgiOS/"].into_iter().any(has) {
            Self::Safari
        } else if has("Firefox/") {
            Self::Firefox
        } else if has("Chrome/") || has("Chromium/") {
            Self::Chromium
        } else if has("Safari/") {
            Self::Safari
        } else {
            Self::Other
        }
    }
}

/// The state of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Permission {
    /// The user allowed it.
    Granted,
    /// The browser would ask.
    Prompt,
    /// The user or a policy refused it.
    Denied,
    /// The browser does not know this permission.
    #[default]
    Unknown,
}

/// The permissions to reach this device and the local network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    loopback: Permission,
    local: Permission,
    both: Permission,
}

impl Permissions {
    /// The names to ask the browser for. The last was one for both until Chrome 145.
    pub const NAMES: [&str; 3] = ["loopback-network", "local-network", "local-network-access"];

    /// Notes what the browser says of a name; a name that it rejects need not be told.
    pub fn note(&mut self, name: &str, state: &str) {
        let slot = match name {
            "loopback-network" => &mut self.loopback,
            "local-network" => &mut self.local,
            "local-network-access" => &mut self.both,
            _ => return,
        };
        *slot = match state {
            "granted" => Permission::Granted,
            "prompt" => Permission::Prompt,
            "denied" => Permission::Denied,
            _ => Permission::Unknown,
        };
    }

    /// The permission that a host at this distance wants.
    #[must_use]
    pub fn toward(self, reach: Reach) -> Permission {
        let own = match reach {
            Reach::Browser | Reach::Loopback => self.loopback,
            Reach::Local | Reach::Public => self.local,
        };
        match own {
            Permission::Unknown => self.both,
            known => known,
        }
    }
}

/// A page, as far as it matters to its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// `location.origin`: `null` for a page from a file.
    pub origin: String,
    /// `isSecureContext`.
    pub is_secure: bool,
    /// The browser's family.
    pub browser: Browser,
    /// `navigator.onLine`.
    pub is_online: bool,
    /// The permissions, as they are now.
    pub permissions: Permissions,
}

impl Page {
    /// The origin in the form in which servers compare it, safe to stand in a command; `null` when there
    /// is none that a server could allow by name.
    #[must_use]
    pub fn site(&self) -> String {
        self.url().map_or_else(|| "null".into(), |url| url.origin())
    }

    /// Whether the page was opened from a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.url().is_none()
    }

    /// Whether the page comes from this device's own server, or from a file.
    pub(super) fn is_loopback(&self) -> bool {
        self.url().is_none_or(|url| url.reach() == Reach::Loopback)
    }

    fn url(&self) -> Option<BaseUrl> {
        BaseUrl::parse(&self.origin).ok()
    }

    /// A page from a file is as near as can be.
    fn distance(&self) -> u8 {
        self.url().map_or(0, |url| distance(url.reach()))
    }
}

fn distance(reach: Reach) -> u8 {
    match reach {
        Reach::Browser | Reach::Loopback => 0,
        Reach::Local => 1,
        Reach::Public => 2,
    }
}

/// Whether a request has to state that its target is in the local network (`targetAddressSpace: "local"`):
/// plain http to a name, from an https page. Without it the browser blocks the request before it knows
/// the address behind the name; a name that turns out to be public fails either way.
#[must_use]
pub fn states_local_target(url: &BaseUrl, page_origin: &str) -> bool {
    is_mixed(url, page_origin)
        && url.reach() != Reach::Loopback
        && url.host().parse::<IpAddr>().is_err()
        && !url.host().ends_with(".local")
}

/// Plain http from an https page.
pub(super) fn is_mixed(url: &BaseUrl, page_origin: &str) -> bool {
    page_origin.starts_with("https:") && !url.is_https() && !url.is_built_in()
}

/// Whether the request goes from a farther network into a nearer one, as far as names tell.
pub(super) fn goes_inward(seen: &Observations) -> bool {
    if seen.endpoint.base_url.is_built_in() {
        return false;
    }
    let target = match seen.endpoint.base_url.reach() {
        Reach::Public if states_local_target(&seen.endpoint.base_url, &seen.page.origin) => {
            Reach::Local
        }
        reach => reach,
    };
    distance(target) < seen.page.distance()
}

pub(super) fn permission(seen: &Observations) -> Permission {
    seen.page.permissions.toward(seen.endpoint.base_url.reach())
}

/// The rule that explains why the browser let no request through.
pub(super) fn blocked(seen: &Observations) -> Option<Diagnosis> {
    let reach = seen.endpoint.base_url.reach();
    if is_listen_address(seen.endpoint.base_url.host()) {
        return Some(Diagnosis::ListenAddress);
    }
    if !seen.page.is_online && reach != Reach::Loopback {
        return Some(Diagnosis::Offline);
    }
    let inward = goes_inward(seen);
    if inward && !seen.page.is_secure && seen.page.browser == Browser::Chromium {
        return Some(Diagnosis::InsecurePage);
    }
    blocked_as_mixed(seen, reach).or_else(|| match permission(seen) {
        Permission::Prompt if inward => Some(Diagnosis::PermissionPending),
        Permission::Denied if inward => Some(Diagnosis::PermissionDenied),
        _ => None,
    })
}

fn blocked_as_mixed(seen: &Observations, reach: Reach) -> Option<Diagnosis> {
    let page = &seen.page;
    if !is_mixed(&seen.endpoint.base_url, &page.origin) {
        return None;
    }
    if reach == Reach::Loopback {
        return (page.browser == Browser::Safari).then_some(Diagnosis::SafariLoopback);
    }
    // Only a browser that asks for the local network makes an exception for it.
    let asks = page.browser == Browser::Chromium && permission(seen) != Permission::Unknown;
    let may_be_local =
        reach == Reach::Local || states_local_target(&seen.endpoint.base_url, &page.origin);
    let unclear = reach == Reach::Public && permission(seen) == Permission::Prompt;
    (!asks || !may_be_local || unclear).then_some(Diagnosis::MixedContent)
}

/// `0.0.0.0` and `::` are where a server listens, not where it can be called.
fn is_listen_address(host: &str) -> bool {
    host.parse::<IpAddr>()
        .is_ok_and(|address| address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_their_engine() {
        for (text, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36",
                Browser::Chromium,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36 Edg/145.0.0.0",
                Browser::Chromium,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
                Browser::Firefox,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                Browser::Safari,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/145.0 Mobile/15E148 Safari/604.1",
                Browser::Safari,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/146.0 Mobile/15E148 Safari/605.1.15",
                Browser::Safari,
            ),
            ("Lynx/2.9", Browser::Other),
            ("", Browser::Other),
        ] {
            assert_eq!(Browser::from_user_agent(text), expected, "{text}");
        }
    }

    #[test]
    fn a_permission_is_found_under_its_new_or_its_old_name() {
        let mut new = Permissions::default();
        new.note("loopback-network", "granted");
        new.note("local-network", "denied");
        new.note("camera", "prompt");
        assert_eq!(new.toward(Reach::Loopback), Permission::Granted);
        assert_eq!(new.toward(Reach::Local), Permission::Denied);
        let mut old = Permissions::default();
        old.note("local-network-access", "prompt");
        assert_eq!(old.toward(Reach::Loopback), Permission::Prompt);
        assert_eq!(old.toward(Reach::Public), Permission::Prompt);
        let none = Permissions::default();
        assert_eq!(none.toward(Reach::Local), Permission::Unknown);
    }

    #[test]
    fn only_plain_http_to_a_name_states_where_its_target_is() {
        for (url, page, expected) in [
            ("http://nas.example:11434", "https://p.example", true),
            ("http://nas:11434", "https://p.example", true),
            ("http://nas.local:11434", "https://p.example", false),
            ("http://192.168.1.50:11434", "https://p.example", false),
            ("http://[fd00::1]:11434", "https://p.example", false),
            ("http://localhost:11434", "https://p.example", false),
            ("http://127.0.0.1:11434", "https://p.example", false),
            ("https://nas.example", "https://p.example", false),
            ("http://nas.example:11434", "http://localhost:8080", false),
            ("http://nas.example:11434", "null", false),
            (BaseUrl::BUILT_IN, "https://p.example", false),
        ] {
            let address = BaseUrl::parse(url).unwrap();
            assert_eq!(states_local_target(&address, page), expected, "{url}");
        }
    }
}
