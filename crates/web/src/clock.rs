//! The one place in this crate that looks at a clock. Tests put a fixed time in its place.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

/// Where `now` comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock and time zone.
    #[default]
    System,
    /// Always the same moment; for tests.
    Fixed(Zoned),
}

impl Clock {
    /// Now, in the time zone of the machine that serves. A person may live in
    /// another: see [`Clock::latest_date_on_earth`].
    #[expect(clippy::disallowed_methods, reason = "this is the web doors' clock")]
    pub fn now(&self) -> Zoned {
        match self {
            Self::System => Zoned::now(),
            Self::Fixed(at) => at.clone(),
        }
    }

    /// Now, as a moment.
    pub fn timestamp(&self) -> Timestamp {
        self.now().timestamp()
    }

    /// Today where this site is run.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// The latest calendar date it is anywhere on Earth right now (UTC+14). A date after it is in the future for
    /// everybody; a date up to it may be today where the person is.
    pub fn latest_date_on_earth(&self) -> Date {
        let offset = jiff::tz::offset(14);
        self.timestamp().to_zoned(TimeZone::fixed(offset)).date()
    }
}
