//! Days and moments in words, from the wording: the same on every closed page and on every plan.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::site::Page;

/// “Monday 2 March 2026”.
pub(crate) fn date_long(page: &Page, date: Date) -> String {
    let weekday = page.say(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
    say_all(page, "date-long", &[
        ("weekday", &weekday),
        ("day", &date.day().to_string()),
        ("month", &page.say(&format!("month-{}", date.month()))),
        ("year", &date.year().to_string()),
    ])
}

/// “2 March 2026”.
pub(crate) fn date_short(page: &Page, date: Date) -> String {
    say_all(page, "date-short", &[
        ("day", &date.day().to_string()),
        ("month", &page.say(&format!("month-{}", date.month()))),
        ("year", &date.year().to_string()),
    ])
}

/// “2 March 2026, 14:05”, in the time zone of the site.
pub(crate) fn moment(page: &Page, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!("{}, {:02}:{:02}", date_short(page, local.date()), local.hour(), local.minute())
}

/// One message with any number of values in it.
pub(crate) fn say_all(page: &Page, id: &str, values: &[(&str, &str)]) -> String {
    page.app().knowledge().wording.say_with(page.lang(), id, values)
}
