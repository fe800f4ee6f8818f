//! Days and moments in words, from the wording: the same on every closed page and on every plan.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::site::Page;

/// “Monday 2 March 2026”.
pub(crate) fn date_long(page: &Page, date: Date) -> String {
    let weekday = page.say(format!("weekday-{}", date.weekday().to_monday_one_offset()));
    page.say2("date-weekday", "weekday", weekday, "date", page.date(date))
}

/// “2 March 2026”.
pub(crate) fn date_short(page: &Page, date: Date) -> String {
    page.date(date)
}

/// “2 March 2026, 14:05”, in the time zone of the site.
pub(crate) fn moment(page: &Page, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    format!("{}, {:02}:{:02}", page.date(local.date()), local.hour(), local.minute())
}

/// A day without its year, for a line that has to stay short: “25 November”.
pub fn day_and_month(page: &Page, date: Date) -> String {
    page.say2("bar-date", "day", date.day(), "month", page.say(format!("month-{}", date.month())))
}
