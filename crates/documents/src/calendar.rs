//! A plan as a calendar (`.ics`): one all-day event for each step and one for each change. Made for a phone: titles say
//! nothing of an injury, and with [`Privacy::Discreet`] nothing of a boot either, because a lock screen is read by others.
//! Civil dates only, so no time zone and no clock change can move an event. The time stamp is handed in.

use heelrise_care::plan::{Plan, Reader, Road, RoadStep, Speech};
use icalendar::{Calendar, Component as _, Event, Property};
use jiff::Timestamp;
use jiff::civil::Date;

/// How much a title gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// "Plan: step 2 of 6". The details stay in the plan.
    #[default]
    Discreet,
    /// "Boot change: 3 wedges → 2", with the day's rules in the description. Never the injury.
    Plain,
}

/// What a calendar needs besides the plan.
#[derive(Debug, Clone)]
pub struct CalendarOptions<'a> {
    /// A name for the plan that means nothing to others and never changes: event ids are built from it, so that a new
    /// download or a refresh moves events instead of doubling them. Letters, digits, `-` and `_`; others are dropped.
    pub plan_id: &'a str,
    /// Time of writing (DTSTAMP).
    pub stamp: Timestamp,
    /// Counts up whenever the plan changes (SEQUENCE).
    pub revision: u32,
    /// How much the titles give away.
    pub privacy: Privacy,
    /// After how many hours a subscribed calendar should look again; at least 1.
    pub refresh_hours: u16,
}

/// Why there is no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The protocol's numbers are not for the person (P12).
    #[error("calendar-error withheld")]
    Withheld,
    /// The text could not be put together.
    #[error("calendar-error not-written")]
    Format,
}

impl CalendarError {
    /// What happened and what to do, as a sentence.
    pub fn say(self, speech: Speech<'_>) -> String {
        speech.say(match self {
            Self::Withheld => "plan-calendar-withheld",
            Self::Format => "plan-calendar-not-written",
        })
    }
}

/// The calendar of a plan as text with CRLF line ends, for a file or for a subscribed address. Its words are the
/// patient's, whoever `speech` speaks to.
pub fn calendar(plan: &Plan, speech: Speech<'_>, options: &CalendarOptions) -> Result<String, CalendarError> {
    let speech = speech.to(Reader::Patient);
    let road = plan.whole_road(speech);
    if road.withheld.is_some() {
        return Err(CalendarError::Withheld);
    }
    let mut calendar = Calendar::empty();
    let name = speech.say(match options.privacy {
        Privacy::Discreet => "plan-calendar-name",
        Privacy::Plain => "plan-calendar-name-plain",
    });
    let refresh = format!("PT{}H", options.refresh_hours.max(1));
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Heelrise//Plan//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", name.as_str()),
        ("X-WR-CALNAME", name.as_str()),
        ("X-PUBLISHED-TTL", refresh.as_str()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    let mut interval = Property::new("REFRESH-INTERVAL", &refresh);
    interval.add_parameter("VALUE", "DURATION");
    calendar.append_property(interval.done());
    for entry in entries(&road, speech, options.privacy) {
        calendar.push(event(&entry, options));
    }
    let mut out = String::new();
    std::fmt::write(&mut out, format_args!("{calendar}")).map_err(|_| CalendarError::Format)?;
    Ok(fold(&out))
}

/// Folds lines to at most 75 octets, the leading space of a continued line counted in (RFC 5545, 3.1). The library folds
/// continued lines one octet too late, which strict readers complain of.
fn fold(text: &str) -> String {
    const WIDTH: usize = 75;
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > WIDTH {
                out.push_str("\r\n ");
                used = 1;
            }
            out.push(c);
            used += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// One event before it is written.
struct Entry {
    uid: String,
    from: Date,
    /// First day after it.
    until: Date,
    summary: String,
    description: String,
    tentative: bool,
}

/// The events of a road, in order. Steps behind a criterion that nobody confirmed have no date and so no event; the
/// check itself has one, marked tentative, on its earliest day.
fn entries(road: &Road, speech: Speech<'_>, privacy: Privacy) -> Vec<Entry> {
    let total = road.steps.len();
    let numbered = |id: &str, number: usize| {
        speech.say_with(id, &[("number", &number.to_string()), ("total", &total.to_string())])
    };
    let mut out = Vec::new();
    for (index, step) in road.steps.iter().enumerate() {
        let number = index + 1;
        let Some(from) = step.phase.from else {
            let on = step.phase.earliest;
            if let Some(until) = next_day(on) {
                out.push(Entry {
                    uid: format!("check{number}"),
                    from: on,
                    until,
                    summary: speech.say("plan-calendar-check"),
                    description: waiting(step, speech, privacy),
                    tentative: true,
                });
            }
            break;
        };
        let Some(morrow) = next_day(from) else { break };
        if index > 0 {
            out.push(Entry {
                uid: format!("change{number}"),
                from,
                until: morrow,
                summary: match privacy {
                    Privacy::Discreet => numbered("plan-calendar-begins", number),
                    Privacy::Plain => step.change_title.clone(),
                },
                description: match privacy {
                    Privacy::Discreet => speech.say("plan-calendar-open"),
                    Privacy::Plain => with_hint(step.changes.clone(), speech),
                },
                tentative: false,
            });
        }
        let waits = road.steps.get(index + 1).filter(|next| next.phase.from.is_none());
        let until = match (step.phase.last.and_then(next_day), waits) {
            (Some(until), _) => until,
            (None, Some(next)) => next.phase.earliest.max(morrow),
            (None, None) => morrow,
        };
        out.push(Entry {
            uid: format!("step{number}"),
            from,
            until,
            summary: match privacy {
                Privacy::Discreet => numbered("plan-calendar-step", number),
                Privacy::Plain if step.phase.open_ended => {
                    speech.say_with("plan-calendar-from-today", &[("title", &step.phase.title)])
                }
                Privacy::Plain => step.phase.title.clone(),
            },
            description: match privacy {
                Privacy::Discreet => speech.say("plan-calendar-open"),
                Privacy::Plain => with_hint(rules(step), speech),
            },
            tentative: false,
        });
    }
    if let Some((from, until)) = road.ends.and_then(|on| Some((on, next_day(on)?))) {
        out.push(Entry {
            uid: "end".to_owned(),
            from,
            until,
            summary: speech.say("plan-calendar-over"),
            description: speech.say("plan-calendar-over-next"),
            tentative: false,
        });
    }
    out
}

fn with_hint(mut lines: Vec<String>, speech: Speech<'_>) -> String {
    lines.push(speech.say("plan-calendar-hint"));
    lines.join("\n")
}

fn rules(step: &RoadStep) -> Vec<String> {
    let p = &step.phase;
    let mut lines = vec![p.device.clone(), p.weight.clone(), p.movement.clone(), p.stretching.text.clone()];
    lines.extend(p.night.clone());
    lines
}

fn waiting(step: &RoadStep, speech: Speech<'_>, privacy: Privacy) -> String {
    match privacy {
        Privacy::Discreet => speech.say("plan-calendar-open"),
        Privacy::Plain => {
            let mut lines = vec![speech.say("plan-calendar-waits")];
            lines.extend(step.phase.enter_when.iter().cloned());
            with_hint(lines, speech)
        }
    }
}

fn event(entry: &Entry, options: &CalendarOptions) -> Event {
    let mut event = Event::new();
    let id: String = options.plan_id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    event.summary(&entry.summary).description(&entry.description);
    for (key, date) in [("DTSTART", entry.from), ("DTEND", entry.until)] {
        let mut property = Property::new(key, date.strftime("%Y%m%d").to_string());
        property.add_parameter("VALUE", "DATE");
        event.append_property(property.done());
    }
    for (key, value) in [
        ("UID", format!("{id}.{}@heelrise", entry.uid)),
        ("DTSTAMP", options.stamp.strftime("%Y%m%dT%H%M%SZ").to_string()),
        ("SEQUENCE", options.revision.to_string()),
        ("STATUS", if entry.tentative { "TENTATIVE" } else { "CONFIRMED" }.to_owned()),
        ("TRANSP", "TRANSPARENT".to_owned()),
        ("CLASS", "PRIVATE".to_owned()),
    ] {
        event.add_property(key, value);
    }
    event.done()
}

fn next_day(date: Date) -> Option<Date> {
    date.tomorrow().ok()
}

#[cfg(test)]
mod tests;
