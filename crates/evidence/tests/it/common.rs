//! The data of the knowledge folder, and the reference numbers of independent programs.

use heelrise_evidence::{Sets, TrialSet, Trials, Words};
use heelrise_knowledge::{Wording, wording};

pub const TRIALS: &str = include_str!("../../../../knowledge/evidence/trials.csv");
pub const SETS: &str = include_str!("../../../../knowledge/evidence/sets.toml");
pub const MEANS: &str = include_str!("../../../../knowledge/evidence/means.csv");

/// The sentences in English, as the knowledge folder has them.
pub struct English(Wording);

impl English {
    pub fn new() -> Self {
        let mut problems = Vec::new();
        let wording = wording::load(&heelrise_pack::embedded(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        Self(wording)
    }
}

impl Words for English {
    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        assert!(self.0.has(wording::SOURCE_LANGUAGE, id), "no sentence {id}");
        self.0.say_with(wording::SOURCE_LANGUAGE, id, values)
    }
}

pub fn data() -> (Trials, Sets) {
    let trials = Trials::parse(TRIALS).expect("the table of trials");
    let sets = Sets::parse(SETS, &trials).expect("the file of sets");
    (trials, sets)
}

pub fn set(id: &str) -> TrialSet {
    let (trials, sets) = data();
    sets.get(id, &trials).expect("a set")
}

/// One reference number: set, method, measure, quantity, value (`None` where the other program had none).
pub struct Reference {
    pub set: String,
    pub method: String,
    pub measure: String,
    pub quantity: String,
    pub value: Option<f64>,
}

pub fn reference(file: &str) -> Vec<Reference> {
    let path = format!("{}/tests/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("a file of reference numbers");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<Reference> = reader
        .records()
        .map(|r| {
            let r = r.expect("a line of reference numbers");
            Reference {
                set: r[0].into(),
                method: r[1].into(),
                measure: r[2].into(),
                quantity: r[3].into(),
                value: r[4].parse().ok().filter(|v: &f64| !v.is_nan()),
            }
        })
        .collect();
    assert!(!rows.is_empty(), "{file} is empty");
    rows
}

/// Fails unless the two agree to 1e-6, absolutely or in proportion.
pub fn near(ours: f64, theirs: f64, what: &str) {
    let off = (ours - theirs).abs() / theirs.abs().max(1.0);
    assert!(off <= 1e-6, "{what}: {ours} here, {theirs} there");
}

/// The counts that the reference used: set, trial, events and people after surgery, events and people without.
pub fn reference_inputs() -> Vec<(String, String, [u32; 4])> {
    let path = format!("{}/tests/reference/inputs.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).expect("the file of inputs");
    let number = |s: &str| s.parse::<u32>().expect("a count");
    reader
        .records()
        .map(|r| {
            let r = r.expect("a line of inputs");
            (r[0].to_owned(), r[1].to_owned(), [number(&r[3]), number(&r[4]), number(&r[5]), number(&r[6])])
        })
        .collect()
}
