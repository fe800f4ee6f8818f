//! Heelrise's drawings: pure functions that return SVG.

mod anatomy;
mod leg;
mod shape;
mod svg;

pub use anatomy::{Anatomy, AnatomyLabels, anatomy};
pub use svg::About;

/// The style sheet.
pub const CSS: &str = include_str!("illustrations.css");
