//! Heelrise's drawings: pure functions that return SVG.
//!
//! Each drawing is one accessible `<svg role="img">` with a title and a description. It carries classes only, no inline
//! style and no colour, so that a strict Content-Security-Policy holds and one style sheet, [`CSS`], decides light,
//! dark, print, forced colours and motion. Every word comes from the caller and is escaped; the only text a drawing
//! makes itself is digits (phase numbers, the percent scale, degrees on a hinge's dial).
//!
//! The style sheet plays each movement twice within five seconds and stops; the drawing itself rests in the end state
//! with the start state as a dashed outline, and that is what print and reduced motion show.

#![expect(clippy::many_single_char_names, reason = "x, y, w, h, r and t are what a drawing is made of")]

mod anatomy;
mod band;
mod boot;
mod first_aid;
mod hand;
mod howto;
mod icon_array;
mod leg;
mod logo;
mod shape;
mod svg;
mod timeline;

pub use anatomy::{Anatomy, AnatomyLabels, anatomy};
pub use band::{BandLabels, probability_band};
pub use boot::{Boot, BootKind, BootLabels, boot};
pub use first_aid::{FirstAidLabels, first_aid};
pub use howto::{Test, TestLabels, test_howto};
pub use icon_array::{IconArrayLabels, PerHundred, figures, icon_array, range_bar};
pub use logo::{favicon, logo};
pub use svg::About;
pub use timeline::{PhaseState, TimelineLabels, TimelinePhase, timeline, timeline_narrow};

/// The style sheet that every drawing needs; serve it once, under the page's own policy.
pub const CSS: &str = include_str!("illustrations.css");
