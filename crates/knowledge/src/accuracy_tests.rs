//! What the loader of `accuracy.toml` accepts and refuses.

use super::*;

const REAL: &str = include_str!("../../../knowledge/accuracy.toml");
const SOURCES: &str = include_str!("../../../knowledge/sources.toml");

fn load_text(text: &str) -> (Accuracy, Vec<Problem>) {
    let mut problems = Vec::new();
    let files =
        KnowledgeFiles::new([(FILE.to_owned(), text.to_owned()), ("sources.toml".to_owned(), SOURCES.to_owned())]);
    let sources = crate::source::load(&files, &mut Vec::new());
    (load(&files, &sources, &mut problems), problems)
}

/// The file with one text replaced, and what the loader then finds, as check and the text of the line it points at.
fn found(from: &str, to: &str) -> Vec<(&'static str, String)> {
    assert!(REAL.contains(from), "{from}");
    let text = REAL.replacen(from, to, 1);
    let line = |n: usize| text.lines().nth(n.wrapping_sub(1)).unwrap_or_default().to_owned();
    load_text(&text).1.iter().map(|p| (p.check, line(p.line))).collect()
}

fn one(check: &'static str, line: &str) -> Vec<(&'static str, String)> {
    vec![(check, line.to_owned())]
}

#[test]
fn the_file_loads_clean_with_the_counts_of_the_source() {
    let (accuracy, problems) = load_text(REAL);
    assert_eq!(problems, []);
    let squeeze = accuracy.test(TestId::Squeeze).unwrap();
    assert_eq!((squeeze.tp, squeeze.fn_, squeeze.tn, squeeze.fp), (167, 7, 26, 2));
    assert!((squeeze.sensitivity() - 0.96).abs() < 0.005 && (squeeze.specificity() - 0.93).abs() < 0.005);
    for test in &accuracy.tests {
        assert_eq!((test.tp + test.fn_, test.tn + test.fp), (174, 28));
    }
    assert_eq!(accuracy.imaging("ultrasound_complete").unwrap().patients, 808);
    assert_eq!(accuracy.reported("partial_scan_complete").unwrap().of, Some(Of { number: 74, total: 91 }));
}

#[test]
fn every_setting_has_its_share_except_the_own_estimate() {
    let (accuracy, _) = load_text(REAL);
    let shares: Vec<_> = accuracy.settings.iter().map(|s| (s.id.as_str(), s.probability())).collect();
    assert_eq!(
        shares,
        [
            ("emergency_ankle", Some(0.01)),
            ("first_contact_clinic", Some(46.0 / 173.0)),
            ("specialist", Some(174.0 / 202.0)),
            ("own_estimate", None),
        ]
    );
    assert!(accuracy.setting(&accuracy.default_setting).is_some());
}

#[test]
fn counts_that_do_not_give_the_printed_number_are_refused() {
    let line = "printed = { sensitivity = \"0.96\", specificity = \"0.93\" }";
    assert_eq!(found("tp = 167", "tp = 160"), one("arithmetic", "ruptures = 174"));
    assert_eq!(found("fp = 2\n", "fp = 0\n").first(), Some(&("arithmetic", "intact = 28".to_owned())));
    assert_eq!(found("tp = 167\nfn = 7", "tp = 165\nfn = 9"), one("arithmetic", line));
    let cut = "printed = { sensitivity = \"0.88\", specificity = \"0.85\" }";
    assert_eq!(found(", specificity_cut = true", ""), one("arithmetic", cut), "0.857 rounds to 0.86");
    assert_eq!(found("number = 46", "number = 460"), one("arithmetic", "of = { number = 460, total = 173 }"));
    let interval = "sensitivity = { value = 0.948, low = 0.959, high = 0.972 }";
    assert_eq!(found("low = 0.913", "low = 0.959"), one("arithmetic", interval));
}

#[test]
fn printing_rounds_or_cuts_in_whole_numbers() {
    assert!(prints_as(24, 28, "0.86", false) && prints_as(24, 28, "0.85", true));
    assert!(!prints_as(24, 28, "0.85", false) && !prints_as(24, 28, "0.86", true));
    assert!(prints_as(1, 1, "1.00", false) && prints_as(1, 8, "0.13", false));
    for nonsense in ["", "1", ".5", "0.", "0.x", "0.1234567", "99999999999999999999.5", "18446744073709551615.5"] {
        assert!(!prints_as(1, 2, nonsense, false), "{nonsense}");
    }
    assert!(!prints_as(0, 0, "0.00", false));
}

#[test]
fn other_faults_are_named_with_their_line() {
    assert_eq!(found("\"aminlari2021\"", "\"aminlari1921\""), one("unknown-source", "source = \"aminlari1921\""));
    let weak = found("source = \"cspfast\"\nstatus = \"derived\"", "source = \"gpnotebook\"\nstatus = \"derived\"");
    assert_eq!(weak, one("source-too-weak", "status = \"derived\""));
    assert_eq!(
        found("id = \"gap\"", "id = \"squeeze\""),
        [("duplicate-id", "id = \"squeeze\"".to_owned()), ("test-missing", String::new()),]
    );
    assert_eq!(found("id = \"gap\"", "id = \"tiptoe\""), one("not-readable", "id = \"tiptoe\""));
    let missing = "default_setting = \"ward\"";
    assert_eq!(found("default_setting = \"first_contact_clinic\"", missing), one("unknown-setting", missing));
    let own = "default_setting = \"own_estimate\"";
    assert_eq!(found("default_setting = \"first_contact_clinic\"", own), one("unknown-setting", own));
    assert_eq!(found("own = true", "own = false"), one("setting-incomplete", "id = \"own_estimate\""));
    assert_eq!(found("proportion = \"0.80\"\n", ""), one("count-or-proportion", "id = \"copeland\""));
}
