//! What a design says: its services with what they own and exchange, its events, its assumptions and open
//! questions, its endpoints and its decisions.
//!
//! Models disobey the form that they are asked for, so each is looked for in several, in English and
//! Chinese, and whatever is not found is simply not there: reading cannot fail.

mod endpoints;
mod notes;
mod services;
mod table;

use super::{
    decision::{self, Decision},
    lines::{self, Line},
};

pub use endpoints::Endpoint;
pub use notes::{Assumption, Basis};
pub use services::{Event, Service, Store};
pub use table::Table;

/// What a design says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// The services, in the order of the text.
    pub services: Vec<Service>,
    /// The events, with who publishes and who consumes them.
    pub events: Vec<Event>,
    /// What the HTTP, GraphQL and gRPC contracts offer.
    pub endpoints: Vec<Endpoint>,
    /// What the design rests on.
    pub assumptions: Vec<Assumption>,
    /// What is not decided.
    pub questions: Vec<String>,
    /// The architecture decisions.
    pub decisions: Vec<Decision>,
}

impl Catalogue {
    /// Reads a design's text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        // What colleagues answered is not what the design says.
        let lines = own_lines(text);
        let tables = table::tables(&lines);
        let services = services::services(&lines, &tables);
        Self {
            events: services::events(&services, &tables),
            endpoints: endpoints::endpoints(&lines),
            assumptions: notes::assumptions(&lines, &tables),
            questions: notes::questions(&lines, &tables),
            decisions: decision::read(text),
            services,
        }
    }

    /// What each service is the only writer of.
    #[must_use]
    pub fn stores(&self) -> Vec<Store> {
        let of = |service: &Service| {
            let owner = service.name.clone();
            let store = move |name: &String| Store {
                name: name.clone(),
                owner: owner.clone(),
            };
            service.owns.iter().map(store).collect::<Vec<_>>()
        };
        self.services.iter().flat_map(of).collect()
    }
}

/// The services of a design's text, when nothing else of it is of interest.
#[must_use]
pub fn services_of(text: &str) -> Vec<Service> {
    let lines = own_lines(text);
    services::services(&lines, &table::tables(&lines))
}

/// The lines without those of colleagues' appendices.
fn own_lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = lines::lines(text);
    let foreign: Vec<_> = lines::sections(&lines)
        .into_iter()
        .filter(|section| lines::colleague_of_appendix(section.title).is_some())
        .map(|section| section.lines)
        .collect();
    let mut at = 0..;
    lines.retain(|_| {
        let at = at.next().unwrap_or_default();
        !foreign.iter().any(|lines| lines.contains(&at))
    });
    lines
}

#[cfg(test)]
mod tests;
