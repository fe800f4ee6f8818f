//! The letter to paste: the case exactly as recorded, with everything that was not done or not asked said as such. The
//! same case and knowledge give the same text, byte for byte.

use heelrise_knowledge::code::{Code, System};
use heelrise_knowledge::{Answer, Wording};

use super::{FirstHour, ScoreRange, Standing};
use crate::case::{Case, ReportedSign, RiskFactor, Sex, Side};
use crate::diagnosis::Verdict;

/// What the letter is written from.
#[derive(Debug, Clone, Copy)]
pub struct LetterContent<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its verdict.
    pub verdict: &'a Verdict,
    /// Its first hour.
    pub first_hour: &'a FirstHour,
    /// The knowledge version, in full; the letter shows its first twelve digits.
    pub knowledge_version: &'a str,
    /// Whether every decision is signed as it stands.
    pub signed: bool,
}

/// A text that grows line by line.
struct Paper<'a> {
    wording: &'a Wording,
    lang: &'a str,
    text: String,
}

impl Paper<'_> {
    fn say(&self, id: &str) -> String {
        self.wording.say(self.lang, id)
    }

    fn with(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.wording.say_with(self.lang, id, arguments)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, id: &str) {
        let heading = self.say(id);
        self.text.push('\n');
        self.line(&heading);
    }

    fn put(&mut self, id: &str, arguments: &[(&str, &str)]) {
        let line = self.with(id, arguments);
        self.line(&line);
    }

    /// A line with a list, unless the list is empty.
    fn list(&mut self, id: &str, items: &[String]) {
        if !items.is_empty() {
            self.put(id, &[("list", &items.join("; "))]);
        }
    }
}

/// Writes the letter in one language.
pub fn letter(wording: &Wording, content: LetterContent<'_>, lang: &str) -> String {
    let mut paper = Paper { wording, lang, text: String::new() };
    head(&mut paper, content.case);
    history(&mut paper, content.case);
    examination(&mut paper, content.case);
    imaging(&mut paper, content.case);
    verdict(&mut paper, content.verdict);
    not_ruled_out(&mut paper, content.first_hour);
    orders(&mut paper, content.first_hour);
    referral(&mut paper, content.first_hour);
    scores(&mut paper, content.first_hour);
    codes(&mut paper, content.first_hour);
    paper.line("");
    paper.put(if content.signed { "letter-footer-signed" } else { "letter-footer" }, &[]);
    let version = content.knowledge_version.get(..12).unwrap_or(content.knowledge_version);
    // Names are put in as text: as an argument, one of digits only would be written as a number.
    let line = format!("{} {version}", paper.say("letter-knowledge"));
    paper.line(&line);
    paper.put("letter-sign-off", &[]);
    paper.text
}

fn stem(id: &str) -> String {
    id.replace('_', "-")
}

/// Words of a person on one line: a line break in them must not look like a line of the letter.
fn one_line(words: &str) -> String {
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn head(paper: &mut Paper<'_>, case: &Case) {
    paper.put("letter-title", &[]);
    paper.line("");
    paper.put("letter-patient", &[]);
    match case.person.age_years {
        Some(age) => paper.put("letter-age", &[("age", &age.to_string())]),
        None => paper.put("letter-age-not-recorded", &[]),
    }
    let sex = match case.person.sex {
        Sex::Male => "male",
        Sex::Female => "female",
        Sex::NotRecorded => "other",
    };
    paper.put("letter-sex", &[("sex", sex)]);
    let side = match case.injury.side {
        Side::Left => "left",
        Side::Right => "right",
        Side::Both => "both",
        Side::NotRecorded => "other",
    };
    paper.put("letter-side", &[("side", side)]);
    match case.assessed_on {
        Some(date) => paper.put("letter-assessed", &[("date", &date.to_string())]),
        None => paper.put("letter-assessed-not-recorded", &[]),
    }
    match (case.injury.date, case.days_since_injury()) {
        (Some(date), Some(days)) => {
            paper.put("letter-injured-days", &[("date", &date.to_string()), ("days", &days.to_string())]);
        }
        (Some(date), None) => paper.put("letter-injured", &[("date", &date.to_string())]),
        (None, _) => paper.put("letter-injured-not-recorded", &[]),
    }
    if let Some(date) = case.injury.treatment_started {
        paper.put("letter-treatment-started", &[("date", &date.to_string())]);
    }
}

/// Four lines, one an answer, over names with their answers.
fn answers(paper: &mut Paper<'_>, prefix: &str, all: &[(&str, Answer)]) {
    for (answer, id) in [
        (Answer::Present, "present"),
        (Answer::Unsure, "unsure"),
        (Answer::Absent, "absent"),
        (Answer::NotAsked, "not-asked"),
    ] {
        let names: Vec<String> = all
            .iter()
            .filter(|(_, a)| *a == answer)
            .map(|(name, _)| paper.say(&format!("find-{}-name", stem(name))))
            .collect();
        paper.list(&format!("{prefix}{id}"), &names);
    }
}

fn history(paper: &mut Paper<'_>, case: &Case) {
    paper.heading("letter-heading-history");
    if let Some(words) = case.injury.mechanism.as_deref().map(one_line).filter(|w| !w.is_empty()) {
        let line = format!("{} {words}", paper.say("letter-mechanism"));
        paper.line(&line);
    }
    let signs: Vec<(&str, Answer)> = case.report.iter().map(|(sign, a): (ReportedSign, _)| (sign.id(), a)).collect();
    answers(paper, "letter-", &signs);
    let risks: Vec<(&str, Answer)> = case.risk.iter().map(|(risk, a): (RiskFactor, _)| (risk.id(), a)).collect();
    answers(paper, "letter-risk-", &risks);
}

fn examination(paper: &mut Paper<'_>, case: &Case) {
    paper.heading("letter-heading-examination");
    let exam = &case.examination;
    for (test, result) in [
        ("calf-squeeze", exam.calf_squeeze.id()),
        ("resting-angle", exam.resting_angle.id()),
        ("gap", exam.gap.id()),
        ("push-off-strength", exam.push_off_strength.id()),
        ("passive-dorsiflexion", exam.passive_dorsiflexion.id()),
        ("heel-rise", exam.heel_rise.id()),
    ] {
        let name = paper.say(&format!("find-{test}-name"));
        let result = paper.say(&format!("find-{test}-{}", stem(result)));
        paper.put("letter-finding", &[("name", &name), ("result", &result)]);
    }
    if let Some(mm) = exam.gap_above_heel_mm {
        paper.put("letter-gap-height", &[("mm", &mm.to_string())]);
    }
    if let Some(degrees) = exam.resting_angle_deg {
        paper.put("letter-angle", &[("degrees", &degrees.to_string())]);
    }
    if let Some(degrees) = exam.resting_angle_other_deg {
        paper.put("letter-angle-other", &[("degrees", &degrees.to_string())]);
    }
}

fn imaging(paper: &mut Paper<'_>, case: &Case) {
    paper.heading("letter-heading-imaging");
    let imaging = &case.imaging;
    for (name, result) in [
        ("ultrasound", imaging.ultrasound.id()),
        ("mri", imaging.mri.id()),
        ("xray", imaging.xray.id()),
        ("vein-scan", imaging.vein_scan.id()),
    ] {
        let name = paper.say(&format!("letter-image-{name}"));
        let result = paper.say(&format!("letter-image-{}", stem(result)));
        paper.put("letter-finding", &[("name", &name), ("result", &result)]);
    }
    if let Some(mm) = imaging.ultrasound_gap_mm {
        paper.put("letter-ultrasound-gap", &[("mm", &mm.to_string())]);
    }
}

fn verdict(paper: &mut Paper<'_>, verdict: &Verdict) {
    paper.heading("letter-heading-verdict");
    paper.put(&format!("verdict-{}-title", stem(verdict.outcome.id())), &[]);
    for reason in &verdict.rules {
        let why = paper.say(&format!("why-{}", reason.rule.to_lowercase()));
        paper.put("letter-rule", &[("why", &why), ("rule", &reason.rule)]);
    }
    let missing: Vec<String> = verdict.missing.iter().map(|id| missing_name(paper, id)).collect();
    paper.list("letter-missing", &missing);
}

fn missing_name(paper: &Paper<'_>, id: &str) -> String {
    let special = format!("letter-missing-{}", stem(id));
    if paper.wording.has(paper.lang, &special) {
        paper.say(&special)
    } else {
        paper.say(&format!("find-{}-name", stem(id)))
    }
}

fn not_ruled_out(paper: &mut Paper<'_>, first_hour: &FirstHour) {
    paper.heading("letter-heading-mimics");
    for mimic in first_hour.mimics.iter().filter(|m| m.standing != Standing::LookedFor) {
        let name = paper.say(&format!("mimic-{}-name", stem(&mimic.id)));
        let standing = paper.say(match mimic.standing {
            Standing::EmergencyNow => "mimic-standing-emergency-now",
            Standing::PointsTo => "mimic-standing-points-to",
            Standing::Open | Standing::LookedFor => "mimic-standing-open",
        });
        let open = mimic.standing == Standing::Open;
        let id = if !open && !mimic.towards.iter().any(|f| f.answer == Answer::Present) {
            "letter-mimic-unsure"
        } else if mimic.standing == Standing::PointsTo && mimic.away.iter().any(|f| f.answer == Answer::Present) {
            "letter-mimic-both"
        } else {
            "letter-mimic"
        };
        paper.put(id, &[("name", &name), ("standing", &standing)]);
    }
}

fn orders(paper: &mut Paper<'_>, first_hour: &FirstHour) {
    paper.heading("letter-heading-orders");
    for (number, order) in first_hour.orders.iter().enumerate() {
        let words = paper.say(&format!("order-{}", stem(&order.id)));
        let rules: Vec<&str> = order.reasons.iter().map(|r| r.rule.as_str()).collect();
        paper.line(&format!("{}. {words} ({})", number + 1, rules.join(", ")));
    }
}

fn referral(paper: &mut Paper<'_>, first_hour: &FirstHour) {
    paper.heading("letter-heading-referral");
    let referral = &first_hour.referral;
    if referral.to_specialist || first_hour.has("finish_examination") {
        match referral.examine_on {
            Some(date) => paper.put("referral-today", &[("date", &date.to_string())]),
            None => paper.put("referral-today-undated", &[]),
        }
    }
    if referral.to_specialist {
        paper.put("referral-local-pathway", &[]);
        for benchmark in &referral.benchmarks {
            let hours = benchmark.hours.to_string();
            match referral.by {
                Some(by) => {
                    let arguments = [("hours", hours.as_str()), ("date", &by.to_string())];
                    paper.put(&format!("benchmark-{}", stem(&benchmark.id)), &arguments);
                }
                None => paper.put(&format!("benchmark-{}-undated", stem(&benchmark.id)), &[("hours", &hours)]),
            }
        }
    }
    if referral.recheck_required {
        paper.put("referral-recheck", &[]);
    }
}

fn scores(paper: &mut Paper<'_>, first_hour: &FirstHour) {
    paper.heading("letter-heading-scores");
    for film in &first_hour.ottawa.films {
        let name = paper.say(&format!("ottawa-{}", film.film));
        let need = paper.say(&format!("ottawa-{}", stem(film.need.id())));
        paper.put("letter-ottawa", &[("film", &name), ("need", &need)]);
        let missing: Vec<String> =
            film.missing.iter().map(|i| paper.say(&format!("ottawa-item-{}", stem(i)))).collect();
        if !missing.is_empty() {
            paper.put("letter-score-missing", &[("score", &name), ("list", &missing.join("; "))]);
        }
    }
    let wells = &first_hour.wells;
    let band = wells.band.as_deref().unwrap_or("not_known");
    total(paper, "letter-wells", wells, &format!("wells-{}", stem(band)));
    open_items(paper, "letter-wells", "wells", wells);
    if first_hour.has("splint_in_equinus") {
        paper.put("wells-trap", &[]);
    }
    let trip = &first_hour.trip_cast;
    // The band is named only when no reading of the boot would change it.
    let band = trip.range.band.as_deref().filter(|_| !trip.flips).unwrap_or("not_settled");
    total(paper, "letter-trip", &trip.range, &format!("trip-{}", stem(band)));
    if trip.readings.len() > 1 {
        let score = paper.say("letter-trip");
        for reading in &trip.readings {
            let words = paper.say(&format!("trip-read-{}", stem(&reading.category)));
            let (low, high) = (reading.low_total.to_string(), reading.high_total.to_string());
            let threshold = trip.range.threshold.to_string();
            if low == high {
                let arguments =
                    [("score", score.as_str()), ("reading", &words), ("total", &low), ("threshold", &threshold)];
                paper.put("letter-total-reading", &arguments);
            } else {
                let arguments = [
                    ("score", score.as_str()),
                    ("reading", &words),
                    ("low", &low),
                    ("high", &high),
                    ("threshold", &threshold),
                ];
                paper.put("letter-total-reading-range", &arguments);
            }
        }
        paper.put("trip-boot-question", &[]);
    }
    open_items(paper, "letter-trip", "trip", &trip.range);
    paper.put("trip-status", &[]);
}

fn total(paper: &mut Paper<'_>, name: &str, range: &ScoreRange, band: &str) {
    let (score, band) = (paper.say(name), paper.say(band));
    let (low, high) = (range.low_total.to_string(), range.high_total.to_string());
    let threshold = range.threshold.to_string();
    if low == high {
        let arguments = [("score", score.as_str()), ("total", &low), ("threshold", &threshold), ("band", &band)];
        paper.put("letter-total", &arguments);
    } else {
        let arguments =
            [("score", score.as_str()), ("low", &low), ("high", &high), ("threshold", &threshold), ("band", &band)];
        paper.put("letter-total-range", &arguments);
    }
}

fn open_items(paper: &mut Paper<'_>, name: &str, prefix: &str, range: &ScoreRange) {
    let score = paper.say(name);
    for (id, items) in [("letter-score-missing", &range.missing), ("letter-score-unsure", &range.unsure)] {
        let names: Vec<String> = items.iter().map(|i| paper.say(&format!("{prefix}-item-{}", stem(i)))).collect();
        if !names.is_empty() {
            paper.put(id, &[("score", &score), ("list", &names.join("; "))]);
        }
    }
}

fn codes(paper: &mut Paper<'_>, first_hour: &FirstHour) {
    paper.heading("letter-heading-codes");
    let codes = &first_hour.codes;
    for code in codes.icd10cm.iter().chain(&codes.snomed) {
        let line = code_line(paper, code);
        paper.line(&line);
    }
    for note in &codes.notes {
        paper.put(note, &[]);
    }
}

/// A SNOMED CT id is a name: it is put in as text, never formatted as a number.
fn code_line(paper: &Paper<'_>, code: &Code) -> String {
    let system = paper.say(match code.system {
        System::Icd10cm => "code-icd10cm",
        System::Snomed => "code-snomed",
    });
    format!("{system} {} {}", code.code, code.term)
}
