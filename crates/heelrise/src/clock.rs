//! The one place in the command line that looks at a clock. Everything below it gets its dates and times handed in.

use std::time::{Duration, Instant};

use jiff::civil::Date;

/// Today, where this machine is.
#[expect(clippy::disallowed_methods, reason = "this is the command line's clock")]
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

/// This moment.
#[expect(clippy::disallowed_methods, reason = "this is the command line's clock")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A stop-watch.
#[derive(Debug)]
pub struct Watch(Instant);

impl Watch {
    /// Starts it.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it was started or last read; starts it again.
    pub fn lap(&mut self) -> Duration {
        let lap = self.0.elapsed();
        self.0 = Instant::now();
        lap
    }
}
