//! `hazards.toml`: what could go wrong, how bad and how likely it is before and after our controls, and for each control
//! the test that proves it. The loader checks the log itself; whether each bound test exists and runs is checked by
//! the test suite, which takes the names from [`Hazards::bound_tests`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The file this module reads.
pub const FILE: &str = "hazards.toml";

/// How bad and how likely a hazard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// From 1 (a nuisance) over 3 (harm that heals) to 5 (death or loss of a limb).
    pub severity: u8,
    /// From 1 (hardly thinkable) over 3 (seen now and then) to 5 (expected often).
    pub likelihood: u8,
}

impl Risk {
    /// Severity times likelihood, 1 to 25, to put hazards in order.
    pub fn score(self) -> u8 {
        self.severity * self.likelihood
    }
}

/// One thing done against a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Control {
    /// What is done, in a sentence.
    pub text: String,
    /// The test that proves it: `package::module::test` (or `package::binary::test`), or `e2e:file::title`.
    pub test: String,
}

/// One hazard with its controls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    /// Short stable name, for example `late_presentation`.
    pub id: String,
    /// What could go wrong.
    pub hazard: String,
    /// Why it could.
    pub cause: String,
    /// What it would do to a person.
    pub effect: String,
    /// Without our controls.
    pub before: Risk,
    /// With our controls.
    pub after: Risk,
    /// What is done against it; at least one.
    pub controls: Vec<Control>,
}

/// The hazard log, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Hazards(Vec<Hazard>);

impl Hazards {
    /// The hazard with this id.
    pub fn get(&self, id: &str) -> Option<&Hazard> {
        self.0.iter().find(|hazard| hazard.id == id)
    }

    /// All hazards, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Hazard> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every test that a control is bound to, with the hazards that rest on it.
    pub fn bound_tests(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut tests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for hazard in &self.0 {
            for control in &hazard.controls {
                tests.entry(&control.test).or_default().insert(&hazard.id);
            }
        }
        tests
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    hazard: Vec<RawHazard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHazard {
    id: Spanned<String>,
    hazard: Spanned<String>,
    cause: Spanned<String>,
    effect: Spanned<String>,
    before: RawRisk,
    after: RawRisk,
    #[serde(default)]
    controls: Vec<RawControl>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRisk {
    severity: Spanned<u8>,
    likelihood: Spanned<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawControl {
    text: Spanned<String>,
    test: Spanned<String>,
}

/// Reads `hazards.toml`; reports every problem.
pub fn load(files: &KnowledgeFiles, problems: &mut Vec<Problem>) -> Hazards {
    let Some(doc) = TomlDoc::open(files, FILE, problems) else { return Hazards::default() };
    let Some(raw) = doc.parse::<RawFile>(problems) else { return Hazards::default() };
    doc.refuse_duplicates(raw.hazard.iter().map(|h| &h.id), problems);
    let mut all = Vec::with_capacity(raw.hazard.len());
    for hazard in raw.hazard {
        check(&doc, &hazard, problems);
        all.push(Hazard {
            id: hazard.id.into_inner(),
            hazard: hazard.hazard.into_inner(),
            cause: hazard.cause.into_inner(),
            effect: hazard.effect.into_inner(),
            before: finish_risk(&hazard.before),
            after: finish_risk(&hazard.after),
            controls: hazard
                .controls
                .into_iter()
                .map(|c| Control { text: c.text.into_inner(), test: c.test.into_inner() })
                .collect(),
        });
    }
    Hazards(all)
}

fn finish_risk(raw: &RawRisk) -> Risk {
    // Out-of-range values were reported; they are bounded here so that the score cannot overflow.
    Risk { severity: (*raw.severity.get_ref()).clamp(1, 5), likelihood: (*raw.likelihood.get_ref()).clamp(1, 5) }
}

fn check(doc: &TomlDoc<'_>, hazard: &RawHazard, problems: &mut Vec<Problem>) {
    let id = hazard.id.get_ref();
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        problems.push(doc.problem(
            hazard.id.span(),
            "bad-id",
            format!("The id \"{id}\" is not made of small letters, digits and underscores."),
            "Use a short id such as late_presentation.",
        ));
    }
    for (name, text) in [("hazard", &hazard.hazard), ("cause", &hazard.cause), ("effect", &hazard.effect)] {
        doc.refuse_empty(name, text, problems);
    }
    let pairs = [
        ("severity", &hazard.before.severity, &hazard.after.severity),
        ("likelihood", &hazard.before.likelihood, &hazard.after.likelihood),
    ];
    for (name, before, after) in pairs {
        for value in [before, after] {
            if !(1..=5).contains(value.get_ref()) {
                problems.push(doc.problem(
                    value.span(),
                    "risk-out-of-range",
                    format!("The {name} {} of {id} is not between 1 and 5.", value.get_ref()),
                    "Use a whole number from 1 to 5.",
                ));
            }
        }
        if after.get_ref() > before.get_ref() {
            problems.push(doc.problem(
                after.span(),
                "risk-grows",
                format!("The {name} of {id} is higher after the controls than before."),
                "A control may not make a hazard worse: correct the numbers, or the control.",
            ));
        }
    }
    if hazard.controls.is_empty() {
        problems.push(doc.problem(
            hazard.id.span(),
            "hazard-without-control",
            format!("Nothing is done against {id}."),
            "Add a control with the test that proves it.",
        ));
    }
    for control in &hazard.controls {
        doc.refuse_empty("text", &control.text, problems);
        if !is_test_name(control.test.get_ref()) {
            problems.push(doc.problem(
                control.test.span(),
                "control-without-test",
                format!("A control of {id} is not bound to a test: \"{}\".", control.test.get_ref()),
                "Name the test as package::module::test, or as e2e:file::title for a browser test.",
            ));
        }
    }
}

fn is_test_name(name: &str) -> bool {
    if let Some(browser) = name.strip_prefix("e2e:") {
        return browser.split_once("::").is_some_and(|(file, title)| !file.is_empty() && !title.trim().is_empty());
    }
    let parts: Vec<_> = name.split("::").collect();
    let word = |p: &&str| !p.is_empty() && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    parts.len() >= 3 && parts.iter().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = include_str!("../../../knowledge/hazards.toml");

    const GOOD: &str = r#"[[hazard]]
id = "late"
hazard = "A late rupture is taken for an old strain."
cause = "Time has passed."
effect = "Treatment is later still."
before = { severity = 3, likelihood = 3 }
after = { severity = 3, likelihood = 2 }
controls = [{ text = "Days do not lower urgency.", test = "heelrise-care::properties::days_never_lower" }]
"#;

    fn load_text(text: &str) -> (Hazards, Vec<Problem>) {
        let mut problems = Vec::new();
        let files = KnowledgeFiles::new([(FILE.to_owned(), text.to_owned())]);
        (load(&files, &mut problems), problems)
    }

    fn found(text: &str) -> Vec<(usize, &'static str)> {
        load_text(text).1.iter().map(|p| (p.line, p.check)).collect()
    }

    #[test]
    fn the_log_loads_clean_and_names_the_hazards_it_must() {
        let (hazards, problems) = load_text(REAL);
        assert_eq!(problems, []);
        assert!(hazards.len() >= 25, "{}", hazards.len());
        for id in [
            "reassured_walking",
            "squeeze_misread",
            "not_done_as_negative",
            "wrong_side",
            "late_presentation",
            "partial_on_ultrasound",
            "clot_missed",
            "achilles_missed_behind_clot",
            "boot_category",
            "plan_by_date_alone",
            "two_protocols",
            "stale_knowledge",
            "wrong_person",
            "printout_undated",
        ] {
            assert!(hazards.get(id).is_some(), "{id}");
        }
        assert!(hazards.iter().all(|h| h.after.score() < h.before.score()));
    }

    #[test]
    fn bound_tests_come_once_with_their_hazards() {
        let other = GOOD.replace("id = \"late\"", "id = \"later\"");
        let (hazards, problems) = load_text(&format!("{GOOD}{other}"));
        assert_eq!(problems, []);
        let tests = hazards.bound_tests();
        assert_eq!(tests.len(), 1);
        assert_eq!(tests["heelrise-care::properties::days_never_lower"], BTreeSet::from(["late", "later"]));
    }

    #[test]
    fn faults_are_named_with_their_line() {
        assert_eq!(found(GOOD), []);
        assert_eq!(
            found(&GOOD.replace("before = { severity = 3", "before = { severity = 6")),
            [(6, "risk-out-of-range")]
        );
        assert_eq!(found(&GOOD.replace("likelihood = 2", "likelihood = 0")), [(7, "risk-out-of-range")]);
        assert_eq!(found(&GOOD.replace("likelihood = 2", "likelihood = 4")), [(7, "risk-grows")]);
        let bare = GOOD.lines().take(7).collect::<Vec<_>>().join("\n");
        assert_eq!(found(&bare), [(2, "hazard-without-control")]);
        assert_eq!(found(&GOOD.replace("heelrise-care::properties::", "")), [(8, "control-without-test")]);
        assert_eq!(found(&GOOD.replace("heelrise-care::properties::days", "e2e:check::days")), []);
        assert_eq!(
            found(&GOOD.replace("heelrise-care::properties::days_never_lower", "e2e:check")),
            [(8, "control-without-test")]
        );
        assert_eq!(found(&GOOD.replace("\"Time has passed.\"", "\"\"")), [(4, "empty-text")]);
        assert_eq!(found(&GOOD.replace("\"late\"", "\"Late\"")), [(2, "bad-id")]);
        assert_eq!(found(&format!("{GOOD}{GOOD}")), [(10, "duplicate-id")]);
        assert_eq!(found(&format!("{GOOD}owner = \"x\"\n")), [(9, "not-readable")]);
    }
}
