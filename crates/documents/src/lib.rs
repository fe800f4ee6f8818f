//! Documents people keep: the knowledge book as HTML and PDF.

pub mod book;
