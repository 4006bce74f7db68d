//! Before and after of every repair, and the laws: repaired sources parse, sound ones stay.
