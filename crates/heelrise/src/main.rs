//! heelrise
fn main() {}
