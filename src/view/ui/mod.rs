//! Small parts that know nothing of the product.

pub mod dynamic;
pub mod field;
pub mod icon;
