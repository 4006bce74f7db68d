//! The page's addresses. All are hash routes, so that any static host serves them.

/// A place in the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// `#/`: the library.
    #[default]
    Library,
    /// `#/new`: the brief of a new design.
    New,
    /// `#/design/<id>`: a design of this browser.
    Design(String),
    /// `#/design/<id>/compare/<from>..<to>`: two revisions of a design.
    Compare {
        /// The design.
        id: String,
        /// The number of the older one, as a rule.
        from: u32,
        /// The number of the other.
        to: u32,
    },
    /// `#/settings`: the endpoint, the language, the look.
    Settings,
    /// `#/persona`: what the expert knows.
    Persona,
    /// `#/v1/<payload>`: a design carried by the link itself, read-only.
    Shared(String),
    /// Anything else.
    Unknown(String),
}

impl Route {
    /// Reads a location's hash, with or without its `#`.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let path = hash.strip_prefix('#').unwrap_or(hash);
        let path = path.strip_prefix('/').unwrap_or(path);
        match path.split_once('/').unwrap_or((path, "")) {
            ("", "") => Self::Library,
            ("new", "") => Self::New,
            ("settings", "") => Self::Settings,
            ("persona", "") => Self::Persona,
            ("design", rest) if rest.contains("/compare/") => {
                comparison(rest).unwrap_or_else(|| Self::Unknown(path.to_owned()))
            }
            ("design", id) if !id.is_empty() => Self::Design(id.to_owned()),
            ("v1", payload) if !payload.is_empty() => Self::Shared(payload.to_owned()),
            _ => Self::Unknown(path.to_owned()),
        }
    }

    /// The hash of this place, with its `#`.
    #[must_use]
    pub fn hash(&self) -> String {
        match self {
            Self::Library => "#/".to_owned(),
            Self::New => "#/new".to_owned(),
            Self::Design(id) => format!("#/design/{id}"),
            Self::Compare { id, from, to } => format!("#/design/{id}/compare/{from}..{to}"),
            Self::Settings => "#/settings".to_owned(),
            Self::Persona => "#/persona".to_owned(),
            Self::Shared(payload) => format!("#/v1/{payload}"),
            Self::Unknown(path) => format!("#/{path}"),
        }
    }

    /// The design of this browser that the place is about.
    #[must_use]
    pub fn design(&self) -> Option<&str> {
        match self {
            Self::Design(id) | Self::Compare { id, .. } => Some(id),
            _ => None,
        }
    }
}

fn comparison(rest: &str) -> Option<Route> {
    let (id, numbers) = rest.split_once("/compare/")?;
    let (from, to) = numbers.split_once("..")?;
    (!id.is_empty()).then_some(Route::Compare {
        id: id.to_owned(),
        from: from.parse().ok()?,
        to: to.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for (hash, route) in [
            ("#/", Route::Library),
            ("#/new", Route::New),
            ("#/design/d-1", Route::Design("d-1".into())),
            (
                "#/design/d-1/compare/3..7",
                Route::Compare {
                    id: "d-1".into(),
                    from: 3,
                    to: 7,
                },
            ),
            (
                "#/design/d-1/compare/3..x",
                Route::Unknown("design/d-1/compare/3..x".into()),
            ),
            (
                "#/design//compare/3..4",
                Route::Unknown("design//compare/3..4".into()),
            ),
            ("#/settings", Route::Settings),
            ("#/persona", Route::Persona),
            ("#/v1/abc_-", Route::Shared("abc_-".into())),
            ("#/nowhere/else", Route::Unknown("nowhere/else".into())),
            ("#/design/", Route::Unknown("design/".into())),
        ] {
            assert_eq!(Route::parse(hash), route);
            assert_eq!(route.hash(), hash);
        }
        assert_eq!(Route::parse(""), Route::Library);
    }
}
