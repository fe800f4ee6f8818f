//! The whole road as a drawing: a strip on a wide page, a stack on a narrow one. The same phases stand on the page as
//! text; the drawing names them too, for those who do not see it.

use heelrise_care::plan::{Plan, Reader};
use heelrise_charts::{About, PhaseState, TimelineLabels, TimelinePhase};
use jiff::civil::Date;

use super::show::{RoadLine, far};
use super::speech;
use crate::site::Page;

/// Both forms of the drawing; the style sheet shows the one that fits. `lines` is the road in words.
pub fn drawing(page: &Page, plan: &Plan, reader: Reader, lines: &[RoadLine], today: Date) -> String {
    let road = plan.whole_road(speech(page, reader));
    let day = |date: Date| (date - road.day0).get_days();
    // A step that waits without a date is drawn where its protocol puts it at the earliest.
    let from: Vec<i32> = road
        .steps
        .iter()
        .map(|step| {
            let date = step.phase.from.unwrap_or(step.phase.earliest);
            if date > far(today) { i32::from(step.phase.first_day) } else { day(date) }
        })
        .collect();
    let states = lines.iter().map(|line| match line.class {
        "past" => PhaseState::Past,
        "now" => PhaseState::Current,
        _ => PhaseState::Future,
    });
    let when: Vec<String> = from
        .iter()
        .enumerate()
        .map(|(n, first)| match from.get(n + 1) {
            Some(next) => page.say2("plan-timeline-days", "from", first, "to", (next - 1).max(*first)),
            None => page.say1("plan-timeline-from", "from", first),
        })
        .collect();
    let phases: Vec<TimelinePhase<'_>> = lines
        .iter()
        .zip(states)
        .enumerate()
        .map(|(n, (line, state))| TimelinePhase {
            label: &line.step.title,
            when: when.get(n).map_or("", String::as_str),
            from_day: from.get(n).copied().unwrap_or_default(),
            to_day: from.get(n + 1).copied(),
            state,
        })
        .collect();
    let title = page.say("plan-paper-road-title");
    let desc = lines.iter().zip(&when).map(|(line, when)| format!("{when}: {}.", line.step.title)).collect::<Vec<_>>();
    let desc = desc.join(" ");
    let flag = page.say("plan-paper-today");
    let today = Some(day(today));
    let labels = |id| TimelineLabels { about: About { id, title: &title, desc: &desc }, today: &flag };
    let wide = heelrise_charts::timeline(&phases, today, &labels("road-wide"));
    let narrow = heelrise_charts::timeline_narrow(&phases, today, &labels("road-narrow"));
    format!("{wide}{narrow}")
}
