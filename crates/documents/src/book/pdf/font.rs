//! The two fonts of the book, and how wide words are in them.

use std::collections::HashMap;

use krilla::text::Font;
use ttf_parser::Face;

use super::PdfError;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// One font for measuring and one for drawing.
struct Cut {
    face: Face<'static>,
    font: Font,
}

/// Both cuts.
pub struct Fonts {
    regular: Cut,
    bold: Cut,
    widths: HashMap<(bool, char), f32>,
}

impl Cut {
    fn load(data: &'static [u8]) -> Result<Self, PdfError> {
        let face = Face::parse(data, 0).map_err(|_| PdfError::Font)?;
        let font = Font::new(data.into(), 0).ok_or(PdfError::Font)?;
        Ok(Self { face, font })
    }
}

impl Fonts {
    /// Reads the fonts that are built in.
    pub fn load() -> Result<Self, PdfError> {
        Ok(Self {
            regular: Cut::load(crate::FONT_REGULAR)?,
            bold: Cut::load(crate::FONT_BOLD)?,
            widths: HashMap::new(),
        })
    }

    const fn cut(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The font to draw with.
    pub fn font(&self, weight: Weight) -> Font {
        self.cut(weight).font.clone()
    }

    /// The width of a text in points, without kerning, which only ever makes it narrower by a hair.
    pub fn width(&mut self, weight: Weight, size: f32, text: &str) -> f32 {
        let mut sum = 0.0;
        for c in text.chars() {
            let key = (weight == Weight::Bold, c);
            let one = if let Some(width) = self.widths.get(&key) {
                *width
            } else {
                let face = &self.cut(weight).face;
                let advance = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(600);
                let width = f32::from(advance) / f32::from(face.units_per_em());
                self.widths.insert(key, width);
                width
            };
            sum += one;
        }
        sum * size
    }

    /// The text with everything in it that the fonts can draw; what they cannot is written in other signs.
    pub fn drawable(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_control() || c.is_whitespace() {
                out.push(' ');
            } else if self.regular.face.glyph_index(c).is_some() && self.bold.face.glyph_index(c).is_some() {
                out.push(c);
            } else {
                out.push_str(match c {
                    '→' => "->",
                    '≥' => ">=",
                    '≤' => "<=",
                    '−' | '‑' => "-",
                    _ => "?",
                });
            }
        }
        out
    }
}
