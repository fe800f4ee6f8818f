//! The named sets of trials: what each is for, and which may reach patients.

use serde::Serialize;

use super::{Desk, SetView};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};

/// One set, for `--json`.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    set: SetView,
    shape: heelrise_evidence::sets::Shape,
    trials: Vec<String>,
}

/// Runs it.
pub fn run(desk: Desk<'_>, json: bool) -> Result<Exit, Failure> {
    let mut page = desk.page();
    let mut outcomes: Vec<&str> = Vec::new();
    for definition in &desk.evidence.sets.sets {
        if !outcomes.contains(&definition.outcome.as_str()) {
            outcomes.push(&definition.outcome);
        }
    }
    for outcome in outcomes {
        page.heading(&format!("{} ({outcome})", desk.outcome(outcome)));
        for definition in desk.evidence.sets.sets.iter().filter(|set| set.outcome == outcome) {
            let set = desk.resolve(&definition.id)?;
            let view = SetView::of(&set);
            let labels: Vec<String> = set.trials.iter().map(|trial| trial.label.clone()).collect();
            if json {
                put(&json_line(&Line { set: view, shape: set.shape, trials: labels })?)?;
                continue;
            }
            let (name, why) = (desk.words.translated(&set.name), desk.words.translated(&set.why));
            page.bullet(&format!("{}: {name}", set.id)).under(&why);
            page.under(&format!("{}: {}", desk.say("trials-trials"), labels.join(", ")));
            page.under(&desk.patients(&set));
            let standing = desk.status(set.least_certain());
            page.under(&format!("{}: {standing}", desk.say("trials-least-certain")));
        }
    }
    if !json {
        desk.close(page)?;
    }
    Ok(Exit::Ok)
}
