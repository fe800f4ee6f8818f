//! Documents people keep: calendars, and the knowledge book as HTML and PDF.

pub mod book;
pub mod calendar;
