//! The closed pages, asked as a browser asks them.

mod cases;
mod doors;
mod papers;
mod people;
mod plans;
mod shared;
mod treatment;
