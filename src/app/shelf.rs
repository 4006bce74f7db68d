//! The designs in memory: the open one, the one that a run writes, and those that were touched in this
//! visit. A dozen at most, so they are looked through.

use crate::domain::design::Design;

/// Designs by key: their id, or `shared/<id>` for one that came by a link.
#[derive(Default)]
pub(super) struct Shelf(Vec<(String, Design)>);

impl Shelf {
    /// The design under a key.
    pub fn get(&self, key: &str) -> Option<&Design> {
        let mut designs = self.0.iter();
        designs.find_map(|(known, design)| (known == key).then_some(design))
    }

    /// The design under a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Design> {
        let mut designs = self.0.iter_mut();
        designs.find_map(|(known, design)| (known == key).then_some(design))
    }

    /// Puts a design under a key, in place of the one that was there.
    pub fn put(&mut self, key: &str, design: Design) {
        match self.get_mut(key) {
            Some(place) => *place = design,
            None => self.0.push((key.to_owned(), design)),
        }
    }

    /// Takes a design away.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }

    /// The designs that belong to this library, not those of links.
    pub fn own(&self) -> impl Iterator<Item = &Design> {
        let own = |(key, design): &&(String, Design)| *key == design.id;
        self.0.iter().filter(own).map(|(_, design)| design)
    }
}
