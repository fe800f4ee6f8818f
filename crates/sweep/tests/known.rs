//! Who counts as known: a code or a follow-up must not hide a person who was sent home.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::collections::BTreeMap;

use heelrise_sweep::worklist::{Band, Entry, Flag, Standing};
use heelrise_sweep::{Knowledge, Map, Options, Worklist, sweep};

/// Sweeps visits: person, visit, day, code, note.
fn swept(visits: &[[&str; 5]]) -> Worklist {
    within(Some(14), visits)
}

/// Of the last so many days, or of the whole history.
fn within(days: Option<u16>, visits: &[[&str; 5]]) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("visits.csv");
    let row = |[person, visit, day, code, note]: &[&str; 5]| format!("{person},{visit},{day},{code},\"{note}\"\n");
    let text = "p,v,d,c,t\n".to_owned() + &visits.iter().map(row).collect::<String>();
    std::fs::write(&path, text).unwrap();
    let options = Options {
        inputs: vec![path],
        kind: None,
        map: Some(Map::read("patient=p,encounter=v,date=d,code=c,note=t").unwrap()),
        today: "2026-11-20".parse().unwrap(),
        days,
        sentences: false,
        threads: 1,
        output: dir.path().join("worklist.json"),
        fresh: false,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

fn by_visit(list: &Worklist) -> BTreeMap<&str, &Entry> {
    list.people.iter().chain(&list.already_known).map(|entry| (entry.encounter.as_str(), entry)).collect()
}

#[test]
fn the_code_named_a_strain_hides_nobody_with_whom_nobody_acted() {
    let home = [
        "Felt a pop, palpable gap, no movement on calf squeeze. Home with tubigrip.",
        "?Achilles rupture. Felt a pop. Imp: calf strain. Home, no follow up.",
        "Achilles rupture unlikely. Imp: Achilles strain. Felt a pop. Home.",
        "Snap in the calf, palpable gap. Imp: Achilles strain. Home.",
    ];
    let acted = [
        "Felt a pop, palpable gap. Achilles rupture. Equinus boot, referred to the fracture clinic.",
        "Felt a pop. ?Achilles rupture. Discussed with orthopaedics, referred to fracture clinic.",
        "Achilles rupture. Crutches.",
    ];
    let visits: Vec<[String; 2]> = home
        .iter()
        .enumerate()
        .map(|(n, note)| [format!("home{n}"), (*note).to_owned()])
        .chain(acted.iter().enumerate().map(|(n, note)| [format!("acted{n}"), (*note).to_owned()]))
        .collect();
    let visits: Vec<[&str; 5]> =
        visits.iter().map(|[id, note]| [id.as_str(), id.as_str(), "2026-11-18", "S86.011A", note.as_str()]).collect();
    let list = swept(&visits);
    let found = by_visit(&list);
    for (id, entry) in &found {
        let wanted = if id.starts_with("home") { Standing::Miscoded } else { Standing::AlreadyKnown };
        assert_eq!(entry.standing, wanted, "{id}: {entry:#?}");
    }
    assert_eq!(found.len(), visits.len());
    // A code that names a rupture by itself is believed.
    let list = swept(&[["p", "v", "2026-11-18", "S86.021A", "Felt a pop, palpable gap. Home."]]);
    assert!(list.people.is_empty() && list.already_known.len() == 1, "{list:#?}");
}

#[test]
fn new_signs_after_a_known_rupture_are_listed() {
    let list = swept(&[
        ["left", "a", "2026-10-20", "S86.011A", "Right achilles rupture. Boot, fracture clinic."],
        [
            "left",
            "other-leg",
            "2026-11-18",
            "S93.402A",
            "Left leg now: felt a pop in the calf, no movement on calf squeeze. Home.",
        ],
        ["again", "b", "2026-10-20", "S86.011A", "Achilles rupture. Boot, fracture clinic."],
        [
            "again",
            "in-the-boot",
            "2026-11-18",
            "",
            "Felt a pop in the boot, cannot push off, palpable gap. Home, reassured.",
        ],
        ["follow", "c", "2026-10-20", "S86.011A", "Achilles rupture. Boot, fracture clinic."],
        [
            "follow",
            "follow-up",
            "2026-11-18",
            "",
            "Achilles rupture 4 weeks ago. Palpable gap still. Boot, fracture clinic in 2/52.",
        ],
        ["early", "first", "2026-11-10", "S93.402A", "Felt a pop, palpable gap. Home."],
        ["early", "named", "2026-11-16", "S86.011A", "Achilles rupture. Boot, fracture clinic."],
    ]);
    let found = by_visit(&list);
    for id in ["other-leg", "in-the-boot"] {
        let entry = found[id];
        assert_eq!(entry.standing, Standing::CallBack, "{entry:#?}");
        assert!(entry.flags.contains(&Flag::SignsAgain) && entry.known.is_some() && entry.rank.is_some());
    }
    for id in ["follow-up", "first", "named"] {
        assert_eq!(found[id].standing, Standing::AlreadyKnown, "{id}");
    }
}

#[test]
fn who_came_late_is_named_though_only_a_code_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Condition.ndjson");
    let code = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/P-4"},"recordedDate":"2026-11-18","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"S86.011D"}]}}"#;
    std::fs::write(&path, format!("{code}\n")).unwrap();
    let options = Options {
        inputs: vec![path],
        kind: None,
        map: None,
        today: "2026-11-20".parse().unwrap(),
        days: None,
        sentences: false,
        threads: 1,
        output: dir.path().join("worklist.json"),
        fresh: false,
    };
    let list = sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist;
    assert_eq!(list.audit.unwrap().truly_late[0].patient, "P-4");
}

#[test]
fn who_came_late_is_told_by_the_words_of_the_note() {
    let list = within(
        None,
        &[
            [
                "P1",
                "late",
                "2026-11-10",
                "S86.011A",
                "Fell 5/52 ago, did not see anybody. Gap. TA rupture. Boot for 8 weeks.",
            ],
            [
                "P2",
                "soon",
                "2026-11-10",
                "S86.011A",
                "Pop 3 days ago. Gap. TA rupture. Boot for 8 weeks, clinic in 2 weeks.",
            ],
            [
                "P3",
                "told",
                "2026-11-10",
                "S86.011A",
                "Injury 5/52 ago, previously diagnosed with ankle sprain. TA rupture.",
            ],
            [
                "P5",
                "old",
                "2026-11-11",
                "S86.0",
                "Accident 2 months ago. Squeeze: no movement. Old rupture of the Achilles tendon.",
            ],
            ["P4", "first", "2026-10-08", "S93.401A", "Fell today. Ankle sprain."],
            ["P4", "again", "2026-11-10", "S86.011A", "Injury 33 days ago. Gap. TA rupture."],
        ],
    );
    let audit = list.audit.unwrap();
    let late: Vec<&str> = audit.truly_late.iter().map(|case| case.encounter.as_str()).collect();
    assert_eq!(late, ["late", "old"]);
    assert_eq!((audit.at_once, audit.missed.len(), audit.miscoded.len()), (2, 1, 0), "{audit:?}");
}

#[test]
fn visits_of_one_person_on_the_list_name_each_other() {
    let pop = "Felt a pop in the calf. No movement on calf squeeze. Home.";
    let mut list = swept(&[
        ["p1", "v1", "2026-11-10", "", pop],
        ["p1", "v2", "2026-11-15", "", "Still cannot heel raise. Palpable gap. Calf strain, home."],
        ["p2", "v3", "2026-11-15", "", pop],
        ["", "v4", "2026-11-15", "", pop],
        ["", "v5", "2026-11-16", "", pop],
    ]);
    let visits = by_visit(&list);
    let (one, two) = (visits["v1"], visits["v2"]);
    assert_eq!(one.other_visits.len(), 1, "{one:?}");
    assert_eq!((&*one.other_visits[0].encounter, one.other_visits[0].date), ("v2", two.date));
    assert_eq!(Some(one.other_visits[0].rank), two.rank);
    assert_eq!(two.other_visits[0].encounter, "v1");
    for alone in ["v3", "v4", "v5"] {
        assert!(visits[alone].other_visits.is_empty(), "nobody is taken for another: {alone}");
    }
    heelrise_sweep::export::Pseudonyms::new(&[7; 32]).unwrap().apply(&mut list);
    assert!(!list.json().unwrap().contains("\"v2\""));
}

#[test]
fn a_rupture_of_before_hides_no_new_one() {
    let again = "In boot for R TA rupture. Today L leg felt a pop, Simmonds L positive, gap L. Imp: sprain, home.";
    let fresh = "Felt a pop in the L calf. Simmonds positive. Imp: ankle sprain, home.";
    let follow_up = "R TA rupture, felt a pop 8 weeks ago. Out of the boot. Simmonds: some movement.";
    let list = swept(&[
        ["a", "a1", "2026-09-20", "S86.011A", "R TA rupture. Boot, fracture clinic."],
        ["a", "a2", "2026-11-15", "S93.402A", again],
        // What is left behind by an old one, beside a sprain of today.
        ["b", "b1", "2026-11-15", "S86.011S S93.402A", fresh],
        // A follow-up is one.
        ["c", "c1", "2026-09-20", "S86.011A", "R TA rupture. Boot, fracture clinic."],
        ["c", "c2", "2026-11-15", "S86.011D", follow_up],
    ]);
    let listed: Vec<&str> = list.people.iter().map(|entry| entry.encounter.as_str()).collect();
    assert_eq!(
        {
            let mut sorted = listed.clone();
            sorted.sort_unstable();
            sorted
        },
        ["a2", "b1"],
        "{listed:?}"
    );
    let all = by_visit(&list);
    assert!(
        all["a2"].flags.contains(&Flag::SignsAgain)
            && all["a2"].known.as_ref().is_some_and(|known| known.encounter == "a1")
    );
    assert_eq!(all["c2"].standing, Standing::AlreadyKnown);
}

#[test]
fn the_look_back_counts_the_same_leg_and_no_old_rupture() {
    let home = "Felt a pop in the calf. Imp: ankle sprain, home.";
    let named = "TA rupture. Boot, fracture clinic.";
    let list = within(
        None,
        &[
            // The left ankle, and then the right tendon.
            ["a", "a1", "2026-10-01", "S93.402A", "Inversion injury. Imp: ankle sprain, home."],
            ["a", "a2", "2026-11-01", "S86.011A", named],
            ["b", "b1", "2026-10-01", "S93.401A", home],
            ["b", "b2", "2026-11-01", "S86.011A", named],
            ["c", "c1", "2026-10-01", "S93.409A", home],
            ["c", "c2", "2026-11-01", "S86.011A", named],
            // First seen for what an old one left behind: neither late nor found at once.
            ["d", "d1", "2026-11-01", "S86.011S", "Old TA rupture, weak push off."],
        ],
    );
    let audit = list.audit.unwrap();
    let missed: Vec<&str> = audit.missed.iter().map(|one| one.first.encounter.as_str()).collect();
    assert_eq!(missed, ["b1", "c1"]);
    assert_eq!((audit.truly_late.len(), audit.at_once), (0, 1));
}

#[test]
fn an_examination_that_is_read_as_feared_or_past_is_still_looked_at() {
    let list = swept(&[
        ["a", "a1", "2026-11-15", "S93.409A", "Explained that Simmonds test positive suggests a torn tendon. Home."],
        ["b", "b1", "2026-11-15", "S93.409A", "Previously gap in the Achilles. Imp: sprain."],
        // Advice, and nothing else.
        ["c", "c1", "2026-11-15", "S93.409A", "Return if you feel a pop or cannot stand on tiptoe. Home."],
    ]);
    let all = by_visit(&list);
    assert_eq!(all.keys().copied().collect::<Vec<_>>(), ["a1", "b1"]);
    assert!(all.values().all(|entry| entry.band == Band::Low), "it says nothing of the rank");
}
