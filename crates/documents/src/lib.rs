//! documents

pub mod calendar;
