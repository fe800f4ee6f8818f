//! What we say of each claim is read by patients too, on the page of what we rely on: held to the same reading age.

mod reading;

use reading::{fault, reading_age, sentences};

#[test]
fn everything_we_say_of_a_claim_reads_at_twelve_or_below() {
    let knowledge = heelrise_knowledge::load(heelrise_pack::embedded()).expect("the knowledge is sound");
    let (mut seen, mut faults) = (0_usize, Vec::new());
    for claim in knowledge.claims.iter() {
        for sentence in sentences(&claim.we_say) {
            seen += usize::from(reading_age(sentence).is_some());
            if let Some(what) = fault(sentence) {
                faults.push(format!("{}: {what}: {sentence}", claim.id));
            }
        }
    }
    assert!(seen > 100, "only {seen} sentences were found");
    assert!(faults.is_empty(), "{} of {seen} sentences are too hard:\n{}", faults.len(), faults.join("\n"));
}
