//! A QR code as the shape of one SVG path, one unit a module.

use qrcode::{Color, EcLevel, QrCode};

/// The path and the number of modules a side; none when the text is too long for any code.
pub fn path(text: &str) -> Option<(String, usize)> {
    use std::fmt::Write as _;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (i, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let _ = write!(path, "M{} {}h1v1h-1z", i % width, i / width);
    }
    Some((path, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let (path, width) = path("https://example.org/clinic/new#h1.AAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert!((21..=45).contains(&width));
        for (x, y) in [(0, 0), (width - 1, 0), (0, width - 1)] {
            assert!(path.contains(&format!("M{x} {y}h1")), "{x},{y}");
        }
        assert!(!path.contains("M7 7h1"), "the corner's edge is light");
    }
}
