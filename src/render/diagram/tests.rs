//! Laws of the whole module, over the fixtures.
