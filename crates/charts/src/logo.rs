//! The mark: a heel that rises off the ground, and the arc it has come through.

use crate::svg::{About, Canvas, path};

/// Leg and foot on tiptoe in a field of 48 by 48.
const FOOT: &str = "M18.5 3C18.2 10 16 15 12.6 20.4C10 24.4 10.6 28.2 14 30C16.6 31.4 19.4 31.6 22 33.2C24.6 34.8 27 38.4 \
                    30.4 40.4C33.4 42 39.6 42 42.4 41.4C45 40.8 45.2 37.8 43 36.4C37.6 33 31.8 27.4 28.8 21.8C27.4 19 \
                    28.6 10 29.4 3Z";
const ARC: &str = "M4.6 42C4.6 37.6 5.6 34 7.6 30.6";

/// The mark as a drawing that takes its colours from the page.
pub fn logo(about: &About<'_>) -> String {
    let mut c = Canvas::new(about, "ill-logo", 48.0, 48.0);
    c.add(&path("ill-logo-foot", FOOT));
    c.add(&path("ill-logo-arc", ARC));
    c.add(&path("ill-logo-ground", "M4 45.5H44"));
    c.finish()
}

/// A file of its own for the browser's tab. It cannot see the page's style sheet and so carries its colours, which hold
/// on light and dark.
pub fn favicon() -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\">\
         <rect width=\"48\" height=\"48\" rx=\"10\" fill=\"#0b6b57\"/>\
         <g transform=\"translate(5.5 4) scale(.78)\"><path d=\"{FOOT}\" fill=\"#ffffff\"/>\
         <path d=\"{ARC}\" fill=\"none\" stroke=\"#f2b134\" stroke-width=\"4.5\" stroke-linecap=\"round\"/>\
         <path d=\"M4 46.5H44\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linecap=\"round\"/></g></svg>"
    )
}
