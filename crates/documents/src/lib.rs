//! Documents people keep: calendars, and the knowledge book as HTML and PDF.

pub mod book;
pub mod calendar;

/// Noto Sans, regular (SIL Open Font License; `assets/fonts/OFL.txt`), as a TrueType file.
pub static FONT_REGULAR: &[u8] = include_bytes!("../assets/fonts/NotoSans-Regular.ttf");
/// Noto Sans, bold.
pub static FONT_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSans-Bold.ttf");
