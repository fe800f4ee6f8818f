//! The four ways on their cards. What is said of new tears and of nerves follows the numbers: no sentence here can stand
//! against them when a trial is added.

use heelrise_evidence::summary::Outcome;

use super::figures::Figures;
use super::numbers::{Direction, key};
use super::{FIELDS, OPTIONS};
use crate::site::Page;

/// One way, with everything that is said of it.
pub struct Card {
    /// Its word in message ids.
    pub option: &'static str,
    /// Each field's word in message ids, with its text.
    pub fields: Vec<(&'static str, String)>,
}

/// Whether a way has an operation.
fn operates(option: &str) -> bool {
    matches!(option, "open" | "mis")
}

/// The four cards.
pub fn cards(page: &Page, figures: &Figures) -> Vec<Card> {
    OPTIONS.into_iter().map(|option| card(page, figures, option)).collect()
}

fn card(page: &Page, figures: &Figures, option: &'static str) -> Card {
    let direction = figures.pair.as_ref().map(|pair| pair.direction);
    let tears = tears(page, direction, operates(option));
    let fields = FIELDS.into_iter().map(|field| {
        let mut text = vec![page.say(format!("decide-opt-{option}-{field}"))];
        if tears.0 == field {
            text.push(tears.1.clone());
        }
        if field == "less" {
            text.push(nerves(page, figures, option));
        }
        (field, text.join(" "))
    });
    Card { option, fields: fields.collect() }
}

/// What the trials say of new tears with this way, and whether that speaks for it or against it.
fn tears(page: &Page, direction: Option<Direction>, operates: bool) -> (&'static str, String) {
    let side = if operates { "with" } else { "without" };
    match direction {
        None => ("less", page.say("decide-card-tear-unknown")),
        Some(Direction::Unsure) => ("less", page.say("decide-card-tear-unsure")),
        Some(direction) => {
            let speaks_for = (direction == Direction::Fewer) == operates;
            let field = if speaks_for { "good" } else { "less" };
            (field, page.say(format!("decide-card-tear-{side}-{}", direction.word())))
        }
    }
}

/// How often a nerve was hurt with this way.
fn nerves(page: &Page, figures: &Figures, option: &str) -> String {
    let row = figures.rows.iter().find(|row| row.key == key(Outcome::NerveInjury));
    let number = row.and_then(|row| row.cells.iter().find(|cell| cell.option == option)?.known.as_ref());
    match number {
        Some(number) => page.say1("decide-card-nerve", "about", &number.about),
        None => page.say("decide-card-nerve-unknown"),
    }
}
