//! Schema, explanations, the knowledge book, plans and proofs.

use crate::{Said, heelrise, repository, run, run_with};

#[test]
fn the_published_schema_and_example_are_current() {
    let read = |name: &str| std::fs::read_to_string(repository().join("docs").join(name)).unwrap();
    let update = "write it anew: cargo run -- schema case > docs/case.schema.json";
    assert_eq!(run(&["schema", "case"]).out, read("case.schema.json"), "{update}");
    assert_eq!(run(&["schema", "example"]).out, read("case.example.json"));
}

#[test]
fn the_example_fits_the_schema_and_a_wrong_case_does_not() {
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema", "case"]).out).unwrap();
    let example: serde_json::Value = serde_json::from_str(&run(&["schema", "example"]).out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut wrong = example;
    wrong["examination"]["calf_squeeze"] = "positive".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn everything_that_has_an_id_is_explained() {
    for (id, words) in [
        ("same_day", "Be seen today"),
        ("rupture", "Treat as a rupture"),
        ("urgency", "Coverage"),
        ("S1", "not ruled out"),
        ("rule:verdict/V2", "two of the four"),
        ("pop", "Asked as"),
        ("calf-squeeze", "How"),
        ("c53", "We say"),
        ("maffulli1998", "Status"),
        ("p2", "walk"),
        ("reassured_walking", "Controls"),
        ("willits", "To make a plan of it"),
        ("protocol:ukstar", "Listed only: The number of wedges"),
        ("ottawa", "Needed with “Pain in the malleolar zone”"),
        ("wells", "Active cancer: 1"),
        ("trip_cast", "Threshold 7."),
        ("tripcast", "For clinicians only"),
        ("mimic:dvt", "Points away from it"),
        ("limb_ischaemia", "An emergency now"),
    ] {
        let said = run(&["explain", id]);
        assert_eq!(said.code, Some(0), "{id}: {said:?}");
        assert!(said.out.contains(words), "{id}: {words:?} is missing in:\n{}", said.out);
        assert!(!said.out.contains('⟦'), "{id}: a sentence is missing:\n{}", said.out);
    }
}

#[test]
fn an_unknown_id_names_its_neighbours() {
    for (typed, near) in [
        ("mafulli1998", "maffulli1998"),
        ("wilits", "willits"),
        ("weels", "wells"),
        ("ottowa", "ottawa"),
        ("baker", "baker_cyst"),
        ("reassured_walkin", "reassured_walking"),
        ("P15", "P1"),
    ] {
        let said = run(&["explain", typed]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
        assert!(said.err.starts_with(&format!("There is nothing called “{typed}”. Close to it: ")), "{said:?}");
        assert!(said.err.contains(near), "{said:?}");
    }
    let said = run(&["explain", "zzzzzz"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("lists everything that has an id"), "{said:?}");
}

/// Every id of the list, with its kind before it, has a page; and every kind has ids.
#[test]
fn the_list_of_what_can_be_explained_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let list = Said::of(heelrise(dir.path()).arg("explain").output().unwrap());
    assert_eq!(list.code, Some(0), "{list:?}");
    let mut seen: Vec<(String, Vec<String>)> = Vec::new();
    for block in list.out.split("\n\n").skip(1) {
        let (heading, ids) = block.split_once('\n').unwrap();
        let (name, count) = heading.rsplit_once(" (").unwrap();
        let ids: Vec<String> = ids.replace('\n', " ").split(", ").map(|id| id.trim().to_owned()).collect();
        assert_eq!(count.trim_end_matches(')').parse(), Ok(ids.len()), "{heading}");
        seen.push((name.to_owned(), ids));
    }
    let ids = |name: &str| seen.iter().find(|(known, _)| known == name).map(|(_, ids)| ids.clone()).unwrap();
    assert_eq!(seen.len(), 11, "{:?}", seen.iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(ids("Safety properties").len(), 14);
    assert_eq!(ids("Scores"), ["ottawa_ankle", "wells_dvt", "trip_cast"]);
    let files = |folder: &str| std::fs::read_dir(repository().join("knowledge").join(folder)).unwrap().count();
    assert_eq!(ids("Protocols").len(), files("protocols"));
    assert_eq!(ids("Decisions").len(), files("decisions"));
    for (kind, name) in [
        ("outcome", "Levels of urgency and verdicts"),
        ("score", "Scores"),
        ("mimic", "Mimics: what else it could be"),
        ("property", "Safety properties"),
        ("hazard", "Hazards"),
    ] {
        for id in ids(name) {
            let what = format!("{kind}:{id}");
            let said = Said::of(heelrise(dir.path()).args(["explain", &what]).output().unwrap());
            assert_eq!(said.code, Some(0), "{what}: {said:?}");
            assert!(said.out.starts_with(&id) && !said.out.contains('⟦'), "{what}: {}", said.out);
        }
    }
}

#[test]
fn the_knowledge_is_sound_and_says_how_well_it_is_covered() {
    let said = run(&["knowledge", "check"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("urgency") && said.out.contains("verdict"), "{}", said.out);
    assert!(said.out.contains("The knowledge is sound."), "{}", said.out);
}

#[test]
fn the_book_is_written_as_page_and_pdf() {
    let dir = tempfile::tempdir().unwrap();
    let output = heelrise(dir.path()).args(["knowledge", "book", "--html", "b.html", "--pdf", "b.pdf"]).output();
    let said = Said::of(output.unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    let html = std::fs::read_to_string(dir.path().join("b.html")).unwrap();
    for words in ["How soon must this person be seen?", "Is it a rupture?", "Sign-off", "Hazards", "maffulli1998"] {
        assert!(html.contains(words), "{words:?} is missing");
    }
    assert!(!html.contains('⟦') && !html.contains("<script") && !html.contains(" style="));
    let pdf = std::fs::read(dir.path().join("b.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"), "not a PDF");
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing half-written: {names:?}");
    let said = run(&["knowledge", "book", "--html", "no/such/folder/b.html"]);
    assert_eq!(said.code, Some(4), "{said:?}");
}

#[test]
fn protocols_are_listed_with_reasons_and_plans_are_dated() {
    let list = run(&["plan", "--list"]);
    assert_eq!(list.code, Some(0), "{list:?}");
    assert!(list.out.contains("willits") && list.out.contains("These are listed only"), "{}", list.out);
    let plan =
        ["plan", "--protocol", "willits", "--path", "non-operative", "--origin", "injury", "--day0", "2026-02-27"];
    let said = run(&[&plan[..], &["--today", "2026-03-01", "--json"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["week"]["today"]["day"], 2, "28 days in February 2026");
    let page = run(&[&plan[..], &["--today", "2026-03-01"]].concat());
    let spread = page.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(spread.contains("No doctor has signed it off yet."), "{}", page.out);
    let ics = run(&[&plan[..], &["--today", "2026-03-01", "--ics", "-"]].concat());
    assert!(ics.out.starts_with("BEGIN:VCALENDAR"), "{ics:?}");
}

#[test]
fn a_plan_that_cannot_be_made_says_why() {
    for (arguments, words) in [
        (&["plan"][..], "--protocol"),
        (&["plan", "--protocol", "wilits", "--day0", "2026-01-01"], "willits"),
        (&["plan", "--protocol", "willits", "--day0", "2026-02-30"], "2026-02-30"),
        (&["plan", "--protocol", "ukstar", "--day0", "2026-01-01"], "No plan can be made"),
        (&["plan", "--protocol", "willits", "--day0", "2026-01-01"], "--path"),
        (
            &["plan", "--protocol", "willits", "--path", "non-operative", "--origin", "injury", "--day0", "2999-01-01"],
            "date",
        ),
    ] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(words), "{arguments:?}: {said:?}");
    }
}

#[test]
fn questions_and_results_carry_no_message_that_is_missing_in_json_either() {
    let said = run_with(&["assess", "-", "--json"], "{}");
    assert!(!said.out.contains('⟦'), "{}", said.out);
}

#[test]
fn every_property_is_proved_over_its_whole_space() {
    let said = run(&["prove", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["holds"], true);
    let rows = value["properties"].as_array().unwrap();
    for row in rows {
        assert!(row["checked"].as_str().unwrap().parse::<u128>().unwrap() > 0, "{row}");
        let id = row["id"].as_str().unwrap();
        if id.starts_with('P') && id.len() <= 3 {
            assert!(run(&["explain", id]).out.contains("walks the whole space"), "{id}");
        }
    }
    for id in ["P10", "P11"] {
        assert!(rows.iter().all(|row| row["id"] != id), "{id}: say so under `explain`");
    }
}

#[test]
fn one_property_can_be_proved_alone_and_an_unknown_one_is_said_so() {
    let said = run(&["prove", "p12"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("holds  P12"), "{said:?}");
    let said = run(&["prove", "p12", "P99"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.err.starts_with("There is no property “P99”. There are: P1, P2,"), "{said:?}");
    let said = run(&["prove", "nonsense"]);
    assert!(said.code == Some(2) && said.err.starts_with("There is no property “nonsense”."), "{said:?}");
    let said = run(&["prove", "P11"]);
    assert!(said.code == Some(2) && said.err.contains("“heelrise explain P11” says how it is held."), "{said:?}");
}
