//! Codes and medicines as other houses write them: without a word beside the code, by reference, in other lists, cut short.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::fmt::Write as _;

use heelrise_sweep::worklist::{Entry, Standing};
use heelrise_sweep::{Knowledge, Options, Topic, Worklist, sweep};

const POP: &str = "Felt a pop in the calf. No movement on calf squeeze. Home with tubigrip.";

/// Sweeps files of a bulk export: name and lines.
fn swept(files: &[(&str, String)], threads: usize) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let export = dir.path().join("export");
    std::fs::create_dir(&export).unwrap();
    for (name, lines) in files {
        std::fs::write(export.join(name), lines).unwrap();
    }
    let options = Options {
        inputs: vec![export],
        kind: None,
        map: None,
        today: "2026-11-20".parse().unwrap(),
        days: Some(14),
        sentences: true,
        threads,
        output: dir.path().join("worklist.json"),
        fresh: false,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

fn visit(list: &Worklist, id: &str) -> Entry {
    list.people.iter().chain(&list.already_known).find(|entry| entry.encounter == id).unwrap().clone()
}

/// A visit of person `p{id}` on 2026-11-15 with a note.
fn note(id: &str, text: &str) -> String {
    let data = base64_simd::STANDARD.encode_to_string(text);
    format!(
        r#"{{"resourceType":"DocumentReference","id":"d{id}","subject":{{"reference":"Patient/p{id}"}},"date":"2026-11-15T10:00:00Z","context":{{"encounter":[{{"reference":"Encounter/{id}"}}]}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{data}"}}}}]}}"#
    ) + "\n"
}

fn order(id: &str, medicine: &str) -> String {
    format!(
        r#"{{"resourceType":"MedicationRequest","id":"m{id}","status":"active","subject":{{"reference":"Patient/p{id}"}},"authoredOn":"2026-11-10",{medicine}}}"#
    ) + "\n"
}

fn condition(id: &str, system: &str, code: &str) -> String {
    let system = if system.is_empty() { String::new() } else { format!(r#""system":"{system}","#) };
    format!(
        r#"{{"resourceType":"Condition","id":"c{id}{code}","subject":{{"reference":"Patient/p{id}"}},"encounter":{{"reference":"Encounter/{id}"}},"recordedDate":"2026-11-15","code":{{"coding":[{{{system}"code":"{code}"}}]}}}}"#
    ) + "\n"
}

const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";

#[test]
fn a_medicine_is_known_by_its_code_alone() {
    let coding = |system: &str, code: &str| {
        format!(r#""medicationCodeableConcept":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}"#)
    };
    let cases = [
        ("a", coding(RXNORM, "2551"), "fluoroquinolone"),
        ("b", coding(RXNORM, "82122"), "fluoroquinolone"),
        ("c", coding("urn:oid:2.16.840.1.113883.6.88", "309309"), "fluoroquinolone"),
        ("d", coding("http://www.whocc.no/atc", "J01MA02"), "fluoroquinolone"),
        ("e", coding("http://fhir.de/CodeSystem/bfarm/atc", "H02AB06"), "steroid"),
        ("f", coding(RXNORM, "8640"), "steroid"),
        ("g", coding(RXNORM, "161"), ""),
        ("h", coding("http://www.whocc.no/atc", "J01CA04"), ""),
        ("i", coding("http://snomed.info/sct", "2551"), ""),
    ];
    let notes: String = cases.iter().map(|(id, ..)| note(id, POP)).collect();
    let orders: String = cases.iter().map(|(id, medicine, _)| order(id, medicine)).collect();
    let list = swept(&[("DocumentReference.ndjson", notes), ("MedicationRequest.ndjson", orders)], 1);
    for (id, medicine, drug) in cases {
        let wanted: Vec<&str> = Some(drug).filter(|drug| !drug.is_empty()).into_iter().collect();
        assert_eq!(visit(&list, id).medicines, wanted, "{medicine}");
    }
}

#[test]
fn a_medicine_that_is_referred_to_is_looked_up() {
    let contained = |inner: &str| {
        format!(
            r##""contained":[{{"resourceType":"Patient","id":"x","code":7}},{{"resourceType":"Medication","id":"med",{inner}}}],"medicationReference":{{"reference":"#med"}}"##
        )
    };
    let elsewhere = |id: &str| format!(r#""medicationReference":{{"reference":"Medication/{id}"}}"#);
    let coded = |code: &str| format!(r#""code":{{"coding":[{{"system":"{RXNORM}","code":"{code}"}}]}}"#);
    let cases = [
        ("a", contained(&coded("139462")), "fluoroquinolone"),
        ("b", contained(r#""code":{"text":"Prednisolone 5 mg tablets"}"#), "steroid"),
        ("c", elsewhere("med-1"), "fluoroquinolone"),
        ("d", elsewhere("med-2/_history/3"), "steroid"),
        ("e", elsewhere("med-3"), ""),
        ("f", elsewhere("nowhere"), ""),
    ];
    let medicines = [
        ("med-1", coded("199885")),
        (
            "med-2",
            r#""code":{"text":"Medrol"},"ingredient":[{"itemCodeableConcept":{"text":"methylprednisolone"}}]"#
                .to_owned(),
        ),
        ("med-3", coded("161")),
    ];
    let medicines: String = medicines
        .iter()
        .map(|(id, inner)| format!(r#"{{"resourceType":"Medication","id":"{id}",{inner}}}"#) + "\n")
        .collect();
    let notes: String = cases.iter().map(|(id, ..)| note(id, POP)).collect();
    let orders: String = cases.iter().map(|(id, medicine, _)| order(id, medicine)).collect();
    // The medicines stand before the orders in one export and behind them in another.
    for name in ["Medication.ndjson", "Z-Medication.ndjson"] {
        for threads in [1, 2] {
            let files = [
                ("DocumentReference.ndjson", notes.clone()),
                ("MedicationRequest.ndjson", orders.clone()),
                (name, medicines.clone()),
            ];
            let list = swept(&files, threads);
            assert_eq!(list.read.bad, 0);
            for (id, medicine, drug) in &cases {
                let wanted: Vec<&str> = Some(*drug).filter(|drug| !drug.is_empty()).into_iter().collect();
                assert_eq!(visit(&list, id).medicines, wanted, "{name}: {medicine}");
            }
        }
    }
}

#[test]
fn the_rupture_is_known_in_the_lists_and_spellings_of_others() {
    // Acted on and written down: a code of the rupture then says that it is known.
    let text = "Felt a pop. Achilles rupture. Equinus cast, fracture clinic.";
    let cases = [
        ("http://hl7.org/fhir/sid/icd-9-cm", "727.67"),
        ("http://hl7.org/fhir/sid/icd-9-cm", "72767"),
        ("", "727.67"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "S86.0"),
        ("http://fhir.de/CodeSystem/dimdi/icd-10-gm|2021", "S860"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "S86.01"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "S86.01-"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "S86.011"),
        ("http://hl7.org/fhir/sid/icd-10-cm/", "s86011a"),
        ("https://hl7.org/fhir/sid/icd-10-cm", "S86012A"),
        ("", "S86.01"),
        ("", "S8601"),
        ("", "S86.0"),
        ("http://hl7.org/fhir/sid/icd-10", "S86.011A"),
        ("http://snomed.info/sct/900000000000207008", "429513001"),
    ];
    for (system, code) in cases {
        // Two visits: one with the code, one after it without one, which the code makes a follow-up.
        let files = [("Condition.ndjson", condition("a", system, code)), ("DocumentReference.ndjson", note("a", text))];
        let list = swept(&files, 1);
        let entry = visit(&list, "a");
        assert_eq!(entry.standing, Standing::AlreadyKnown, "{system} {code}");
        assert!(entry.codes_out.iter().any(|seen| seen.code == code), "{system} {code}: {entry:?}");
        assert_eq!(list.read.codes_of_unknown_lists, 0);
    }
}

#[test]
fn the_code_of_the_tendon_beside_a_strain_is_miscoded_in_every_spelling() {
    let text = "Felt a pop. Simmonds not done. Imp: Achilles strain. Home with tubigrip.";
    for (system, code) in [
        ("http://hl7.org/fhir/sid/icd-10-cm", "S86.011A"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "S86.01"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "S86.0"),
        ("", "S86011"),
    ] {
        let files = [("Condition.ndjson", condition("a", system, code)), ("DocumentReference.ndjson", note("a", text))];
        assert_eq!(visit(&swept(&files, 1), "a").standing, Standing::Miscoded, "{system} {code}");
    }
}

#[test]
fn codes_of_lists_that_are_not_known_are_named() {
    let mut conditions = String::new();
    for number in 0..300 {
        let own = if number % 3 == 0 { "http://ward.example/codes" } else { "urn:oid:1.2.3" };
        write!(conditions, "{}", condition(&format!("x{number}"), own, "429513001")).unwrap();
    }
    conditions += &condition("y", "http://snomed.info/sct", "195967001");
    // The same in a list that is known beside it.
    conditions += &condition("z", "http://ward.example/codes", "1")
        .replace(r#""code":"1"}"#, r#""code":"1"},{"system":"http://snomed.info/sct","code":"44465007"}"#);
    let files = [("Condition.ndjson", conditions), ("DocumentReference.ndjson", note("x0", POP))];
    let one = swept(&files, 1);
    assert_eq!(one.read.codes_of_unknown_lists, 300);
    let told: Vec<&str> =
        one.read.remarks.iter().filter(|one| one.about == Topic::List).map(|one| one.what.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("http://ward.example/codes") && told[1].contains("urn:oid:1.2.3"), "{told:?}");
    assert_eq!(visit(&one, "x0").standing, Standing::CallBack, "what another list means is not known");
}

#[test]
fn a_code_without_a_visit_is_that_of_the_visit_of_its_day() {
    let text = "Felt a pop. Simmonds not done. Imp: Achilles strain. Home with tubigrip.";
    let loose = |day: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/pa"}},"recordedDate":"{day}","code":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"S86.011A"}}]}}}}"#
        ) + "\n"
    };
    // No record of the visit itself: the note alone says when it was.
    let files = [("Condition.ndjson", loose("2026-11-15")), ("DocumentReference.ndjson", note("a", text))];
    let entry = visit(&swept(&files, 1), "a");
    assert_eq!(entry.standing, Standing::Miscoded);
    assert_eq!(entry.codes_out.len(), 1);
    // Of a later day, it names the rupture later.
    let files = [("Condition.ndjson", loose("2026-11-18")), ("DocumentReference.ndjson", note("a", text))];
    assert_eq!(visit(&swept(&files, 1), "a").standing, Standing::AlreadyKnown);
}

#[test]
fn a_german_diagnosis_that_is_ruled_out_or_over_hides_nobody() {
    let certainty = |letter: &str| {
        let extension = format!(
            r#""extension":[{{"url":"http://hl7.org/fhir/other","valueString":"x"}},{{"url":"http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit","valueCoding":{{"system":"https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT","code":"{letter}"}}}}],"code":"S86.0""#
        );
        condition("a", "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "S86.0").replace(r#""code":"S86.0""#, &extension)
    };
    let text = "Felt a pop. No movement on calf squeeze. Achilles tendon rupture. Equinus splint.";
    for (letter, note_says, standing) in [
        ("G", text, Standing::AlreadyKnown),
        ("V", text, Standing::AlreadyKnown),
        ("A", POP, Standing::CallBack),
        ("Z", POP, Standing::CallBack),
    ] {
        let files = [("Condition.ndjson", certainty(letter)), ("DocumentReference.ndjson", note("a", note_says))];
        assert_eq!(visit(&swept(&files, 1), "a").standing, standing, "{letter}");
    }
}

#[test]
fn a_diagnosis_that_was_over_or_years_old_is_not_that_of_the_visit() {
    let list_of = "http://hl7.org/fhir/sid/icd-10-cm";
    let told = |more: &str| {
        condition("v", list_of, "S86.011A").replace("\"code\":{\"coding\"", &format!("{more}\"code\":{{\"coding\""))
    };
    let standing = |more: &str| {
        let list = swept(&[("Note.ndjson", note("v", POP)), ("Condition.ndjson", told(more))], 1);
        visit(&list, "v").standing
    };
    for more in [
        r#""onsetDateTime":"2010-05-05","#,
        r#""onsetDateTime":"2010","#,
        r#""onsetDateTime":"2024-01","#,
        r#""onsetDateTime":"2026-09-01","abatementDateTime":"2026-10-01","#,
    ] {
        assert_eq!(standing(more), Standing::CallBack, "{more}");
    }
    // Begun a few weeks ago; over by now, as an export of today says it.
    for more in [r#""onsetDateTime":"2026-10-01","#, r#""abatementDateTime":"2026-11-18","#, ""] {
        assert_ne!(standing(more), Standing::CallBack, "{more}");
    }
}

#[test]
fn what_was_called_off_is_no_order_and_what_was_given_or_taken_is_one() {
    let medicine = r#""medicationCodeableConcept":{"text":"Ciprofloxacin 500 mg"}"#;
    let took = |id: &str, kind: &str, fields: &str| {
        format!(
            r#"{{"resourceType":"{kind}","id":"m{id}","subject":{{"reference":"Patient/p{id}"}},{medicine},{fields}}}"#
        ) + "\n"
    };
    let cases = [
        ("a", took("a", "MedicationStatement", r#""status":"active","effectiveDateTime":"2026-11-10""#), 1),
        ("b", took("b", "MedicationStatement", r#""status":"not-taken","effectiveDateTime":"2026-11-10""#), 0),
        ("c", took("c", "MedicationAdministration", r#""status":"completed","effectiveDateTime":"2026-11-10""#), 1),
        ("d", took("d", "MedicationDispense", r#""status":"completed","whenHandedOver":"2026-11-10""#), 1),
        ("e", took("e", "MedicationRequest", r#""status":"active","doNotPerform":true,"authoredOn":"2026-11-10""#), 0),
        ("f", took("f", "MedicationRequest", r#""status":"active","authoredOn":"2026-11-10""#), 1),
    ];
    let notes: String = cases.iter().map(|(id, ..)| note(id, POP)).collect();
    let orders: String = cases.iter().map(|(_, order, _)| order.as_str()).collect();
    let list = swept(&[("DocumentReference.ndjson", notes), ("Medicines.ndjson", orders)], 1);
    for (id, order, count) in cases {
        assert_eq!(visit(&list, id).medicines.len(), count, "{order}");
    }
}
