//! `accuracy.toml`: what is known of each bedside test and of imaging, as counts, and how common a rupture is in each
//! setting. The probability itself is worked out elsewhere; this module makes sure that the counts say what the source
//! printed.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::source::{Sources, Status};
use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The file this module reads.
pub const FILE: &str = "accuracy.toml";

/// A bedside test whose accuracy was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestId {
    /// Calf squeeze (Thompson, Simmonds).
    Squeeze,
    /// Resting angle with the knee bent (Matles).
    RestingAngle,
    /// A gap felt in the tendon.
    Gap,
}

impl TestId {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Squeeze, Self::RestingAngle, Self::Gap];

    /// The id in the file, for example `resting_angle`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Squeeze => "squeeze",
            Self::RestingAngle => "resting_angle",
            Self::Gap => "gap",
        }
    }
}

/// The 2×2 counts of one bedside test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestAccuracy {
    /// Which test.
    pub id: TestId,
    /// Ruptures in which the test was abnormal.
    pub tp: u32,
    /// Ruptures in which the test was normal.
    pub fn_: u32,
    /// Intact tendons in which the test was normal.
    pub tn: u32,
    /// Intact tendons in which the test was abnormal.
    pub fp: u32,
    /// Where the counts come from.
    pub source: String,
    /// How well they were checked.
    pub status: Status,
    /// What to say beside them.
    pub caveat: String,
}

impl TestAccuracy {
    /// Share of ruptures in which the test was abnormal, 0 to 1.
    pub fn sensitivity(&self) -> f64 {
        share(self.tp, self.tp + self.fn_)
    }

    /// Share of intact tendons in which the test was normal, 0 to 1.
    pub fn specificity(&self) -> f64 {
        share(self.tn, self.tn + self.fp)
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// How many.
    pub number: u32,
    /// Of how many; more than none.
    pub total: u32,
}

impl Of {
    /// As a share, 0 to 1.
    pub fn share(self) -> f64 {
        share(self.number, self.total)
    }
}

/// A result without a full table: it explains, and is never used to work out a probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reported {
    /// Short stable name, for example `two_or_more_signs`.
    pub id: String,
    /// What was counted.
    pub what: String,
    /// The counts, when they were printed.
    pub of: Option<Of>,
    /// The proportion as printed, when only that is known.
    pub proportion: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How well it was checked.
    pub status: Status,
    /// What to say beside it.
    pub caveat: String,
}

/// A share with its 95 % interval, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// A kind of imaging with pooled accuracy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Imaging {
    /// Short stable name, for example `ultrasound_complete`.
    pub id: String,
    /// What for.
    pub what: String,
    /// Share of ruptures that it shows.
    pub sensitivity: Interval,
    /// Share of intact tendons that it shows to be intact.
    pub specificity: Interval,
    /// Number of studies pooled.
    pub studies: u32,
    /// Number of patients in them.
    pub patients: u32,
    /// Where it comes from.
    pub source: String,
    /// How well it was checked.
    pub status: Status,
    /// What to say beside it.
    pub caveat: String,
}

/// How likely a rupture is before anything was examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Pretest {
    /// Counted in a setting.
    Counted {
        /// Ruptures among the people seen.
        of: Of,
        /// Where the count comes from.
        source: String,
        /// A second source, when the share was worked out from two.
        also: Vec<String>,
        /// How well it was checked.
        status: Status,
        /// What to say beside it.
        caveat: String,
    },
    /// The clinician states it.
    Own,
}

/// A choice of setting for the pre-test probability. It is never hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PretestSetting {
    /// Short stable name, for example `specialist`.
    pub id: String,
    /// Who it is about, for the clinician who chooses.
    pub what: String,
    /// The share, or that it is the clinician's own.
    pub pretest: Pretest,
}

impl PretestSetting {
    /// The pre-test probability, 0 to 1; none for the clinician's own estimate.
    pub fn probability(&self) -> Option<f64> {
        match &self.pretest {
            Pretest::Counted { of, .. } => Some(of.share()),
            Pretest::Own => None,
        }
    }
}

/// Everything in `accuracy.toml`.
#[derive(Debug, Clone, Default)]
pub struct Accuracy {
    /// Bedside tests with their counts.
    pub tests: Vec<TestAccuracy>,
    /// Results without a full table.
    pub reported: Vec<Reported>,
    /// Imaging.
    pub imaging: Vec<Imaging>,
    /// Settings for the pre-test probability, in the order they are offered.
    pub settings: Vec<PretestSetting>,
    /// The setting a new assessment starts with.
    pub default_setting: String,
}

impl Accuracy {
    /// The counts of one bedside test.
    pub fn test(&self, id: TestId) -> Option<&TestAccuracy> {
        self.tests.iter().find(|t| t.id == id)
    }

    /// The setting with this id.
    pub fn setting(&self, id: &str) -> Option<&PretestSetting> {
        self.settings.iter().find(|s| s.id == id)
    }

    /// The imaging with this id.
    pub fn imaging(&self, id: &str) -> Option<&Imaging> {
        self.imaging.iter().find(|i| i.id == id)
    }

    /// The reported result with this id.
    pub fn reported(&self, id: &str) -> Option<&Reported> {
        self.reported.iter().find(|r| r.id == id)
    }
}

fn share(number: u32, total: u32) -> f64 {
    if total == 0 { 0.0 } else { f64::from(number) / f64::from(total) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    default_setting: Spanned<String>,
    test: Vec<RawTest>,
    #[serde(default)]
    reported: Vec<RawReported>,
    #[serde(default)]
    imaging: Vec<RawImaging>,
    setting: Vec<RawSetting>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTest {
    id: Spanned<TestId>,
    tp: u32,
    #[serde(rename = "fn")]
    fn_: u32,
    tn: u32,
    fp: u32,
    /// People with a rupture in the series: tp + fn.
    ruptures: Spanned<u32>,
    /// People with an intact tendon in the series: tn + fp.
    intact: Spanned<u32>,
    printed: RawPrinted,
    source: Spanned<String>,
    status: Spanned<Status>,
    caveat: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrinted {
    sensitivity: Spanned<String>,
    specificity: Spanned<String>,
    /// The source cut the number off instead of rounding it.
    #[serde(default)]
    sensitivity_cut: bool,
    #[serde(default)]
    specificity_cut: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReported {
    id: Spanned<String>,
    what: Spanned<String>,
    of: Option<Spanned<Of>>,
    proportion: Option<Spanned<String>>,
    source: Spanned<String>,
    status: Spanned<Status>,
    caveat: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawImaging {
    id: Spanned<String>,
    what: Spanned<String>,
    sensitivity: Spanned<Interval>,
    specificity: Spanned<Interval>,
    studies: u32,
    patients: u32,
    source: Spanned<String>,
    status: Spanned<Status>,
    caveat: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    id: Spanned<String>,
    what: Spanned<String>,
    of: Option<Spanned<Of>>,
    source: Option<Spanned<String>>,
    #[serde(default)]
    also: Vec<Spanned<String>>,
    status: Option<Spanned<Status>>,
    caveat: Option<Spanned<String>>,
    #[serde(default)]
    own: bool,
}

/// Reads `accuracy.toml`; reports every problem.
pub fn load(files: &KnowledgeFiles, sources: &Sources, problems: &mut Vec<Problem>) -> Accuracy {
    let Some(doc) = TomlDoc::open(files, FILE, problems) else { return Accuracy::default() };
    let Some(raw) = doc.parse::<RawFile>(problems) else { return Accuracy::default() };
    doc.refuse_duplicates(raw.reported.iter().map(|r| &r.id), problems);
    doc.refuse_duplicates(raw.imaging.iter().map(|i| &i.id), problems);
    doc.refuse_duplicates(raw.setting.iter().map(|s| &s.id), problems);
    if !raw.setting.iter().any(|s| s.id.get_ref() == raw.default_setting.get_ref() && !s.own) {
        problems.push(doc.problem(
            raw.default_setting.span(),
            "unknown-setting",
            format!("The default setting \"{}\" is not a counted setting of this file.", raw.default_setting.get_ref()),
            "Name one of the settings that have a count.",
        ));
    }
    let (mut tests, mut reported, mut imaging, mut settings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut seen = Vec::new();
    for test in raw.test {
        if seen.contains(test.id.get_ref()) {
            problems.push(doc.problem(
                test.id.span(),
                "duplicate-id",
                format!("The test \"{}\" is counted twice.", test.id.get_ref().word()),
                "Keep one table of counts for each test.",
            ));
        }
        seen.push(*test.id.get_ref());
        tests.push(load_test(&doc, test, sources, problems));
    }
    for missing in TestId::ALL.into_iter().filter(|id| !seen.contains(id)) {
        problems.push(Problem::new(
            FILE,
            0,
            "test-missing",
            format!("The test \"{}\" has no counts.", missing.word()),
            "Add its [[test]] with tp, fn, tn and fp.",
        ));
    }
    for item in raw.reported {
        reported.push(load_reported(&doc, item, sources, problems));
    }
    for item in raw.imaging {
        imaging.push(load_imaging(&doc, item, sources, problems));
    }
    for item in raw.setting {
        settings.extend(load_setting(&doc, item, sources, problems));
    }
    Accuracy { tests, reported, imaging, settings, default_setting: raw.default_setting.into_inner() }
}

fn load_test(doc: &TomlDoc<'_>, raw: RawTest, sources: &Sources, problems: &mut Vec<Problem>) -> TestAccuracy {
    sources.check_number(doc, &raw.source, &raw.status, problems);
    doc.refuse_empty("caveat", &raw.caveat, problems);
    let name = raw.id.get_ref().word();
    for (what, total, one, other) in
        [("ruptures", &raw.ruptures, raw.tp, raw.fn_), ("intact tendons", &raw.intact, raw.tn, raw.fp)]
    {
        if u64::from(one) + u64::from(other) != u64::from(*total.get_ref()) {
            problems.push(doc.problem(
                total.span(),
                "arithmetic",
                format!("{name} has {one} and {other} {what}, which is not {}.", total.get_ref()),
                "Correct the counts against the source: tp + fn are the ruptures, tn + fp the intact tendons.",
            ));
        }
    }
    let pairs = [
        ("sensitivity", &raw.printed.sensitivity, raw.printed.sensitivity_cut, raw.tp, raw.fn_),
        ("specificity", &raw.printed.specificity, raw.printed.specificity_cut, raw.tn, raw.fp),
    ];
    for (what, printed, cut, right, wrong) in pairs {
        let total = u64::from(right) + u64::from(wrong);
        if !prints_as(u64::from(right), total, printed.get_ref(), cut) {
            problems.push(doc.problem(
                printed.span(),
                "arithmetic",
                format!(
                    "The {what} of {name} is printed as {}, but {right} of {total} is not that.",
                    printed.get_ref()
                ),
                "Correct the counts or the printed number against the source.",
            ));
        }
    }
    TestAccuracy {
        id: raw.id.into_inner(),
        tp: raw.tp,
        fn_: raw.fn_,
        tn: raw.tn,
        fp: raw.fp,
        source: raw.source.into_inner(),
        status: raw.status.into_inner(),
        caveat: raw.caveat.into_inner(),
    }
}

/// Whether `right / total` prints as `printed` (such as `0.96`), rounded half up, or cut off after the last digit. In
/// whole numbers, so that no rounding of the machine decides.
fn prints_as(right: u64, total: u64, printed: &str, cut: bool) -> bool {
    let Some((whole, decimals)) = printed.split_once('.') else { return false };
    if decimals.is_empty() || decimals.len() > 6 || total == 0 {
        return false;
    }
    let scale = 10_u64.pow(u32::try_from(decimals.len()).unwrap_or(6));
    let (Ok(whole), Ok(decimals)) = (whole.parse::<u64>(), decimals.parse::<u64>()) else { return false };
    let expected = if cut { right * scale / total } else { (2 * right * scale + total) / (2 * total) };
    whole.checked_mul(scale).and_then(|w| w.checked_add(decimals)) == Some(expected)
}

fn load_reported(doc: &TomlDoc<'_>, raw: RawReported, sources: &Sources, problems: &mut Vec<Problem>) -> Reported {
    sources.check_number(doc, &raw.source, &raw.status, problems);
    doc.refuse_empty("what", &raw.what, problems);
    doc.refuse_empty("caveat", &raw.caveat, problems);
    if raw.of.is_some() == raw.proportion.is_some() {
        problems.push(doc.problem(
            raw.id.span(),
            "count-or-proportion",
            format!("{} must give either counts or a printed proportion.", raw.id.get_ref()),
            "Write of = { number = …, total = … }, or proportion = \"0.80\" when no counts were printed.",
        ));
    }
    if let Some(of) = &raw.of {
        check_of(doc, of, problems);
    }
    Reported {
        id: raw.id.into_inner(),
        what: raw.what.into_inner(),
        of: raw.of.map(Spanned::into_inner),
        proportion: raw.proportion.map(Spanned::into_inner),
        source: raw.source.into_inner(),
        status: raw.status.into_inner(),
        caveat: raw.caveat.into_inner(),
    }
}

fn check_of(doc: &TomlDoc<'_>, of: &Spanned<Of>, problems: &mut Vec<Problem>) {
    let Of { number, total } = *of.get_ref();
    if total == 0 || number > total {
        problems.push(doc.problem(
            of.span(),
            "arithmetic",
            format!("{number} of {total} is not a share."),
            "The total has to be above zero and at least as large as the number.",
        ));
    }
}

fn load_imaging(doc: &TomlDoc<'_>, raw: RawImaging, sources: &Sources, problems: &mut Vec<Problem>) -> Imaging {
    sources.check_number(doc, &raw.source, &raw.status, problems);
    doc.refuse_empty("caveat", &raw.caveat, problems);
    for (what, interval) in [("sensitivity", &raw.sensitivity), ("specificity", &raw.specificity)] {
        let Interval { value, low, high } = *interval.get_ref();
        if !(0.0 <= low && low <= value && value <= high && high <= 1.0) {
            problems.push(doc.problem(
                interval.span(),
                "arithmetic",
                format!("The {what} of {} does not lie inside its interval, or not between 0 and 1.", raw.id.get_ref()),
                "Write shares between 0 and 1, with low at most value and value at most high.",
            ));
        }
    }
    Imaging {
        id: raw.id.into_inner(),
        what: raw.what.into_inner(),
        sensitivity: raw.sensitivity.into_inner(),
        specificity: raw.specificity.into_inner(),
        studies: raw.studies,
        patients: raw.patients,
        source: raw.source.into_inner(),
        status: raw.status.into_inner(),
        caveat: raw.caveat.into_inner(),
    }
}

fn load_setting(
    doc: &TomlDoc<'_>,
    raw: RawSetting,
    sources: &Sources,
    problems: &mut Vec<Problem>,
) -> Option<PretestSetting> {
    doc.refuse_empty("what", &raw.what, problems);
    let pretest = match (raw.own, raw.of, raw.source, raw.status, raw.caveat) {
        (true, None, None, None, None) => Pretest::Own,
        (false, Some(of), Some(source), Some(status), Some(caveat)) => {
            check_of(doc, &of, problems);
            for id in std::iter::once(&source).chain(&raw.also) {
                sources.check_number(doc, id, &status, problems);
            }
            Pretest::Counted {
                of: of.into_inner(),
                source: source.into_inner(),
                also: raw.also.into_iter().map(Spanned::into_inner).collect(),
                status: status.into_inner(),
                caveat: caveat.into_inner(),
            }
        }
        _ => {
            problems.push(doc.problem(
                raw.id.span(),
                "setting-incomplete",
                format!("The setting {} needs a count, a source, a status and a caveat.", raw.id.get_ref()),
                "Add of, source, status and caveat; or, for the clinician's own estimate, only own = true.",
            ));
            return None;
        }
    };
    Some(PretestSetting { id: raw.id.into_inner(), what: raw.what.into_inner(), pretest })
}

#[cfg(test)]
#[path = "accuracy_tests.rs"]
mod tests;
