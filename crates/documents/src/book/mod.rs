//! The knowledge book: everything the system believes as one document to review and sign. [`of`] gathers it from the
//! knowledge, [`html()`] and [`pdf()`] set the same blocks for a screen and for paper.

mod blocks;
mod contents;
mod frame;
mod html;
mod pdf;
mod reference;

pub use blocks::{Block, Book, Span, Style, Text, led, plain};
pub use contents::of;
pub use html::html;
pub use pdf::{PdfError, pdf, sheet};
