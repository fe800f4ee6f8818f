//! No number reaches a patient unless it was read at its source or worked out from numbers that were (P12). Checked over
//! every sentence, claim and protocol that a patient can be shown.

use heelrise_evidence::summary::Answer;
use heelrise_knowledge::protocol::Status as ProtocolStatus;
use heelrise_knowledge::wording::{Reader, SOURCE_LANGUAGE};

use super::PropertyResult;
use crate::Care;

/// The name of the space.
pub const SPACE: &str = "every number in every text that a patient can be shown";

/// The properties checked here.
pub const IDS: [&str; 1] = ["P12"];

/// Walks every text.
pub fn run(care: &Care, _wanted: &dyn Fn(&str) -> bool, report: &mut dyn FnMut(PropertyResult)) {
    let knowledge = care.knowledge();
    let mut checked = 0u128;
    let mut wrong: Option<String> = None;
    let mut say = |what: String| {
        wrong.get_or_insert(what);
    };
    // Claims: every digit of what we say stands in a listed number, and each of those may reach a patient.
    for claim in knowledge.claims.iter() {
        let mut rest = claim.we_say.clone();
        for number in &claim.numbers {
            checked += 1;
            if claim.we_say.contains(&number.text) {
                let known = knowledge.sources.get(&number.source);
                if !number.status.may_reach_patient() || known.is_none() {
                    say(format!(
                        "claim {} tells a patient “{}”, which is {}",
                        claim.id,
                        number.text,
                        number.status.word()
                    ));
                }
                rest = rest.replace(&number.text, "");
            }
        }
        if let Some(digit) = rest.chars().find(char::is_ascii_digit) {
            say(format!("claim {} has the digit {digit} in what we say, and no number is listed for it", claim.id));
        }
        checked += 1;
    }
    // The catalogs: patients read no digits in them but those of addresses, dates and counts that are handed in.
    for language in knowledge.wording.languages() {
        for message in knowledge.wording.messages(language).filter(|m| m.reader == Reader::Patient) {
            checked += 1;
            if language == SOURCE_LANGUAGE && message.text.contains('%') {
                say(format!("the sentence {} states a percentage: percentages come from claims only", message.id));
            }
        }
    }
    // Protocols: whoever is shown to patients without a signature was read, not passed on or remembered.
    for protocol in knowledge.protocols.iter() {
        checked += 1;
        if protocol.for_patients() && protocol.status != ProtocolStatus::Read {
            say(format!("the protocol {} is shown to patients, but was not read", protocol.id));
        }
    }
    // Trials: every arm behind a number for patients was read or worked out.
    match care.evidence().patient_numbers() {
        Ok(numbers) => {
            for answer in numbers.iter().flat_map(|outcome| &outcome.options).map(|option| &option.answer) {
                let Answer::Known(number) = answer else { continue };
                for arm in &number.behind {
                    checked += 1;
                    if !arm.status.may_reach_patients() {
                        say(format!("a number for patients rests on {}, which is {}", arm.label, arm.status.word()));
                    }
                }
            }
        }
        Err(error) => say(format!("the numbers for patients cannot be worked out: {error}")),
    }
    // Bedside counts explain a range to clinicians only; they still have to be read or worked out.
    for test in &knowledge.accuracy.tests {
        checked += 1;
        if !test.status.may_reach_patient() {
            say(format!("the counts of {} are {}", test.id.word(), test.status.word()));
        }
    }
    report(PropertyResult {
        id: "P12",
        title: "no number reaches a patient unless it was read, or derived from what was read",
        space: SPACE,
        checked,
        stands_for: checked,
        sampled: false,
        counter_example: wrong,
    });
}
