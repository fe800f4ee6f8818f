//! A score file that says something wrong is refused, by name and by line.

use super::*;

const OTTAWA: &str = include_str!("../../../knowledge/scores/ottawa_ankle.toml");
const WELLS: &str = include_str!("../../../knowledge/scores/wells_dvt.toml");
const TRIP: &str = include_str!("../../../knowledge/scores/tripcast.toml");

fn known() -> Known<'static> {
    Known { source: &|id| ["mdcalc", "wells2003", "nemeth2020"].contains(&id), claim: &|id| id.starts_with('C') }
}

fn files() -> KnowledgeFiles {
    KnowledgeFiles::new(
        [("scores/ottawa_ankle.toml", OTTAWA), ("scores/wells_dvt.toml", WELLS), ("scores/tripcast.toml", TRIP)]
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
    )
}

#[test]
fn the_published_scores_load_with_their_points() {
    let scores = load(&files(), known()).unwrap();
    assert_eq!(scores.wells_dvt.items.iter().map(|i| i.points).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 1, 1, 1, 1, -2]);
    assert_eq!((scores.wells_dvt.threshold, scores.trip_cast.threshold), (2, 7));
    assert_eq!(scores.trip_cast.provenance.status, Standing::Secondary);
    assert_eq!(scores.trip_cast.provenance.audience, Audience::Clinician);
    let total: i16 = scores.trip_cast.items.iter().map(|i| i.points).sum();
    assert_eq!(total, 22, "2 + 4 + 4 + 3 + 3 + 2 + 2 + 1 + 1");
}

#[test]
fn bands_and_open_categories_give_their_points() {
    let trip = load(&files(), known()).unwrap().trip_cast;
    let number = |id: &str| trip.numbers.iter().find(|n| n.id == id).unwrap();
    for (age, points) in [(0, 0), (34, 0), (35, 1), (54, 1), (55, 2), (74, 2), (75, 3), (120, 3)] {
        assert_eq!(number("age").range(Some(age)), (points, points), "age {age}");
    }
    for (bmi, points) in [(10, 0), (24, 0), (25, 1), (34, 1), (35, 2), (80, 2)] {
        assert_eq!(number("bmi").range(Some(bmi)), (points, points), "BMI {bmi}");
    }
    assert_eq!((number("age").range(None), number("bmi").range(None)), ((0, 3), (0, 2)));
    let hold = trip.choices.iter().find(|c| c.id == "immobilisation").unwrap();
    assert_eq!(hold.range(Some("boot_with_sole")), (0, 2), "the boot is read both ways");
    assert_eq!(hold.range(Some("not_chosen")), (0, 3));
    assert_eq!(hold.range(Some("something else")), (0, 3), "an answer nobody knows leaves everything open");
    assert_eq!(hold.range(Some("lower_leg_cast")), (2, 2));
}

/// One wrong edit, the check that has to name it, and a piece of the line at which it has to point.
#[test]
fn each_wrong_edit_is_refused_by_name_and_line() {
    let edits = [
        ("scores/wells_dvt.toml", "\"wells2003\"", "\"globalrph\"", "unknown-source", "source ="),
        ("scores/wells_dvt.toml", "\"C76\"", "\"X76\"", "unknown-claim", "claims ="),
        ("scores/wells_dvt.toml", "status = \"read\"", "status = \"recalled\"", "recalled", "status ="),
        ("scores/wells_dvt.toml", "status = \"read\"", "status = \"certain\"", "not-readable", "status ="),
        ("scores/wells_dvt.toml", "threshold = 2\n", "", "no-threshold", "id = \"wells_dvt\""),
        ("scores/wells_dvt.toml", "threshold = 2", "threshold = 0", "bad-threshold", "threshold ="),
        ("scores/wells_dvt.toml", "below = \"unlikely\"\n", "", "no-bands", "id = \"wells_dvt\""),
        ("scores/wells_dvt.toml", "points = -2\n", "", "no-points", "alternative_as_likely"),
        ("scores/wells_dvt.toml", "points = -2", "points = -20", "bad-points", "alternative_as_likely"),
        ("scores/wells_dvt.toml", "\"previous_dvt\"", "\"previous_clot\"", "unknown-item", "previous_clot"),
        ("scores/wells_dvt.toml", "\"previous_dvt\"", "\"previous_clot\"", "missing-item", "id = \"wells_dvt\""),
        ("scores/wells_dvt.toml", "\"previous_dvt\"", "\"active_cancer\"", "twice", "active_cancer"),
        ("scores/wells_dvt.toml", "id = \"wells_dvt\"", "id = \"wells\"", "wrong-id", "id = \"wells\""),
        ("scores/wells_dvt.toml", "kind = \"points\"", "kind = \"films\"", "wrong-kind", "kind ="),
        ("scores/tripcast.toml", "audience = \"clinician\"", "audience = \"patient\"", "not-for-patients", "status ="),
        (
            "scores/tripcast.toml",
            "either = [\"lower_leg_cast\"",
            "either = [\"cast\"",
            "unknown-category",
            "boot_with_sole",
        ),
        (
            "scores/tripcast.toml",
            "from = 35, points = 1 }, { from = 55",
            "from = 55, points = 1 }, { from = 55",
            "bad-bands",
            "bands = [{ from = 0, points = 0 }, { from = 55",
        ),
        ("scores/tripcast.toml", "{ id = \"high\", points = 3 }", "{ id = \"high\" }", "no-points", "\"high\""),
        ("scores/ottawa_ankle.toml", "id = \"foot\"", "id = \"knee\"", "missing-film", "id = \"ottawa_ankle\""),
        ("scores/ottawa_ankle.toml", "id = \"foot\"", "id = \"knee\"", "unknown-film", "knee"),
        ("scores/ottawa_ankle.toml", "\"navicular_tender\", ", "", "missing-item", "id = \"ottawa_ankle\""),
        (
            "scores/ottawa_ankle.toml",
            "any = [\"navicular_tender\", \"fifth_metatarsal_tender\", \"unable_four_steps\"]",
            "any = []",
            "no-signs",
            "id = \"foot\"",
        ),
    ];
    for (path, from, to, check, place) in edits {
        let mut files = files();
        let before = files.get(path).unwrap().to_owned();
        assert!(before.contains(from), "{path} has no {from}");
        let after = before.replacen(from, to, 1);
        files.set(path, after.clone());
        let problems = load(&files, known()).expect_err(check);
        let found = problems.iter().find(|p| p.check == check);
        let found = found.unwrap_or_else(|| panic!("{check} expected, found {problems:?}"));
        let line = after.lines().nth(found.line - 1).unwrap();
        assert!(line.contains(place), "{check} points at {line:?}");
    }
}

#[test]
fn a_missing_file_and_a_strange_file_are_refused() {
    let mut files = files();
    files.remove("scores/tripcast.toml");
    files.set("scores/ltrip.toml", "id = \"ltrip\"");
    let checks: Vec<_> = load(&files, known()).unwrap_err().into_iter().map(|p| p.check).collect();
    assert_eq!(checks, ["missing-file", "unknown-file"]);
}
