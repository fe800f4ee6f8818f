//! Drawings as PNG, for slides and papers that take no SVG. The font is built in, so that a picture is the same on every
//! machine; nothing is read from the disk or from the network.

use heelrise_documents::{FONT_BOLD, FONT_REGULAR};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Pixels for each unit of the drawing: sharp on paper at its usual size.
const SCALE: f32 = 2.0;

/// A drawing as a picture on white. `None` for a text that is no drawing or has no size.
pub fn png(svg: &str) -> Option<Vec<u8>> {
    let mut options = Options { font_family: "Noto Sans".to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(FONT_REGULAR.to_vec());
    fonts.load_font_data(FONT_BOLD.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    // The font has no minus sign: a dash of its width stands for it, as on paper, where nothing would be drawn.
    let tree = Tree::from_str(&svg.replace('\u{2212}', "–"), &options).ok()?;
    let size = tree.size().to_int_size().scale_by(SCALE)?;
    let mut picture = Pixmap::new(size.width(), size.height())?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_becomes_a_picture_with_its_words_and_nothing_else_does() {
        let svg = |inside: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 40\" font-family=\"sans-serif\">{inside}</svg>"
            )
        };
        let dark = |svg: &str| {
            let picture = Pixmap::decode_png(&png(svg).expect("a picture")).expect("a PNG file");
            assert_eq!((picture.width(), picture.height()), (200, 80));
            assert!(picture.pixels().iter().all(|p| p.alpha() == 255), "no part is see-through");
            picture.pixels().iter().filter(|p| p.red() < 128).count()
        };
        assert_eq!(dark(&svg("")), 0);
        // Letters, and the signs that the plots use, come from the font that is built in.
        let words = |text: &str| dark(&svg(&format!("<text x=\"4\" y=\"24\" fill=\"currentColor\">{text}</text>")));
        for text in ["Trial", "\u{2212}1", "τ²", "I²"] {
            assert!(words(text) > 20, "{text}");
        }
        assert_eq!(png(&svg("<text y=\"24\">\u{2212}</text>")), png(&svg("<text y=\"24\">–</text>")));
        assert!(words("\u{2212}") > 5, "a minus is seen");
        assert!(png("no drawing").is_none() && png("").is_none());
    }
}
