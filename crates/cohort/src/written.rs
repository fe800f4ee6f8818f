//! The written cohort: a bulk export of some thousand visits, and beside it what is true of each.

use crate::compose::Composer;
use crate::fhir::{Coded, Of, RESOURCES, date, note_title};
use crate::note::{Note, finish};
use crate::plan::{Truth, Visit, plan};
use crate::rng::Rng;
use crate::stock::{Region, Stock, Voice};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A cohort, ready to be put into files.
#[derive(Debug, Default)]
pub struct Cohort {
    /// Lines of NDJSON, without line ends, by resource in the order of [`RESOURCES`].
    pub lines: [Vec<String>; 8],
    /// One line per encounter: `encounter,patient,date,truth,kind,voice,story,days_to_rupture_code,signs`.
    pub truth: String,
    /// One line per marked sign: `document,encounter,start,end,sign,state,text`; bytes of the document's text.
    pub spans: String,
}

impl Cohort {
    /// Takes out the visits at which a missed rupture was found later, with all that belongs to them: what a department has
    /// that sweeps in time. `truth` keeps its lines.
    pub fn keep_first_visits(&mut self) {
        let is_later = |line: &&str| line.split(',').nth(4) == Some("after");
        let later: BTreeSet<&str> =
            self.truth.lines().filter(is_later).filter_map(|line| line.split(',').next()).collect();
        let visit_of = |line: &str, is_visit: bool| {
            let mark = if is_visit { "\"id\":\"" } else { "\"Encounter/" };
            let rest = &line[line.find(mark)? + mark.len()..];
            Some(rest[..rest.find('"')?].to_owned())
        };
        for (resource, lines) in self.lines.iter_mut().enumerate() {
            lines.retain(|line| !visit_of(line, resource == 1).is_some_and(|visit| later.contains(visit.as_str())));
        }
    }
}

/// Writes the cohort of a seed: `encounters` first visits, ending on day `until` (days since 1970-01-01).
pub fn write(stock: &Stock, seed: u64, encounters: usize, until: i64) -> Cohort {
    let (people, visits) = plan(stock, seed, encounters, until);
    let mut out = Writer { stock, cohort: Cohort::default(), counts: [0; 8] };
    out.cohort.truth.push_str("encounter,patient,date,truth,kind,voice,story,days_to_rupture_code,signs\n");
    out.cohort.spans.push_str("document,encounter,start,end,sign,state,text\n");
    let mut ids: BTreeMap<usize, String> = BTreeMap::new();
    for (at, visit) in visits.iter().enumerate() {
        let number = ids.len() + 1;
        let is_new = !ids.contains_key(&visit.person);
        let patient = ids.entry(visit.person).or_insert_with(|| format!("p{number:06}")).clone();
        if is_new {
            let person = &people[visit.person];
            let birth = date(visit.day - (person.age * 365 + 120).cast_signed() as i64);
            let of = Of { id: &patient, patient: &patient, encounter: "", at: "" };
            out.cohort.lines[0].push(of.patient(&person.name, person.female, &birth));
        }
        out.visit(visit, &patient, &format!("e{:06}", at + 1), Rng::part(seed, 1_000 + at as u64));
    }
    out.cohort
}

struct Writer<'a> {
    stock: &'a Stock,
    cohort: Cohort,
    counts: [usize; 8],
}

/// Chance in a hundred of an imaging report, by kind.
const REPORTED: [(&str, usize); 10] = [
    ("sprain", 45),
    ("foot", 40),
    ("contusion", 25),
    ("dvt", 60),
    ("calf", 15),
    ("tendon", 20),
    ("knee", 40),
    ("other", 20),
    ("rupture", 40),
    ("after", 80),
];

impl Writer<'_> {
    fn visit(&mut self, visit: &Visit, patient: &str, encounter: &str, mut rng: Rng) {
        let voice = &self.stock.voices[visit.voice];
        let at = format!("{}T{:02}:{:02}:00Z", date(visit.day), visit.minute / 60, visit.minute % 60);
        let of = Of { id: encounter, patient, encounter, at: &at };
        let class = match voice.loinc.as_str() {
            "34111-5" | "54094-8" => "EMER",
            _ if voice.name == "telehealth" => "VR",
            _ => "AMB",
        };
        let left = (visit.minute + rng.range(20, 55)).min(24 * 60 - 1);
        let end = format!("{}T{:02}:{:02}:00Z", date(visit.day), left / 60, left % 60);
        self.cohort.lines[1].push(of.encounter(class, &end));

        let mut said = String::new();
        let mut signs = BTreeSet::new();
        for (loinc, note) in self.notes(visit, voice, &mut rng) {
            let id = self.next(3, "d");
            for span in &note.spans {
                let words = &note.text[span.start..span.end];
                signs.insert(format!("{}{}", span.sign, span.state.mark()));
                let _ = writeln!(
                    self.cohort.spans,
                    "{id},{encounter},{},{},{},{},\"{}\"",
                    span.start,
                    span.end,
                    span.sign,
                    span.state.mark(),
                    words.replace('"', "\"\"")
                );
            }
            let line = Of { id: &id, ..of }.document(&loinc, note_title(&loinc), &note.text);
            self.cohort.lines[3].push(line);
            said.push_str(&note.text);
        }
        self.condition(visit, voice, of, &mut rng);
        self.procedure(visit, voice, of, &mut rng);
        self.report(visit, voice, of, &mut rng);
        self.medicines(of, &said, &mut rng);

        let story = visit.story.map_or("", |at| self.stock.stories[at].id.as_str());
        let days = visit.until_coded.map(|days| days.to_string()).unwrap_or_default();
        let signs: Vec<_> = signs.into_iter().collect();
        let _ = writeln!(
            self.cohort.truth,
            "{encounter},{patient},{},{},{},{},{story},{days},{}",
            date(visit.day),
            visit.truth.word(),
            visit.coded,
            voice.name,
            signs.join(";")
        );
    }

    fn next(&mut self, resource: usize, letter: &str) -> String {
        self.counts[resource] += 1;
        format!("{letter}{:06}", self.counts[resource])
    }

    fn notes(&self, visit: &Visit, voice: &Voice, rng: &mut Rng) -> Vec<(String, Note)> {
        let composer = Composer { stock: self.stock };
        if let Some(at) = visit.story {
            let documents = self.stock.stories[at].documents.iter();
            return documents
                .map(|(loinc, text)| {
                    let loinc = if loinc.is_empty() { &voice.loinc } else { loinc };
                    (loinc.clone(), composer.from(voice, &visit.about, text, rng))
                })
                .collect();
        }
        let mut out = Vec::new();
        if voice.loinc == "34111-5" && rng.chance(30) {
            out.push(("54094-8".to_owned(), composer.from(voice, &visit.about, "{triage}", rng)));
        }
        out.push((voice.loinc.clone(), composer.note(voice, &visit.about, rng)));
        out
    }

    fn condition(&mut self, visit: &Visit, voice: &Voice, of: Of<'_>, rng: &mut Rng) {
        if visit.truth == Truth::Benign && rng.chance(3) {
            return;
        }
        let system = match voice.region {
            Region::Us => "icd10cm",
            Region::Uk if rng.chance(50) => "icd10",
            _ => "sct",
        };
        let fits: Vec<_> = self.stock.codes.iter().filter(|c| c.kind == visit.coded && c.system == system).collect();
        let Some(code) = rng.pick(&fits) else { return };
        let side = if visit.about.right { ("right", &code.right) } else { ("left", &code.left) };
        let what = Coded {
            system: code.system.clone(),
            code: if side.1 == "-" { String::new() } else { side.1.clone() },
            display: code.display.replace("{side}", side.0),
        };
        let id = self.next(2, "c");
        self.cohort.lines[2].push(Of { id: &id, ..of }.condition(&what));
    }

    fn procedure(&mut self, visit: &Visit, voice: &Voice, of: Of<'_>, rng: &mut Rng) {
        let knows = visit.truth == Truth::Recognised
            || visit.truth == Truth::KnownLate
            || (visit.truth == Truth::Miscoded && visit.coded != "rupture");
        let (cpt, words): (&[&str], &[&str]) = match (knows, visit.coded.as_str()) {
            (true, "after") => {
                (&["27654", "29515"], &["Delayed repair of Achilles tendon", "Application of equinus boot"])
            }
            (true, _) => {
                (&["29515", "27650", "29405"], &["Application of equinus plaster", "Repair of Achilles tendon"])
            }
            (false, "sprain") => (&["29540", "73610"], &["Application of tubular bandage", "Supply of crutches"]),
            (false, "foot" | "contusion") => (&["73600"], &["Cleaning and dressing of wound"]),
            (false, "dvt") => (&["93971"], &["Doppler ultrasound of veins of leg"]),
            _ => (&[], &[]),
        };
        if !rng.chance(if knows { 75 } else { 25 }) {
            return;
        }
        let what = if voice.region == Region::Us {
            rng.pick(cpt).map(|code| Coded { system: "cpt".into(), code: (*code).into(), display: String::new() })
        } else {
            rng.pick(words).map(|words| Coded { display: (*words).into(), ..Coded::default() })
        };
        if let Some(what) = what {
            let id = self.next(4, "r");
            self.cohort.lines[4].push(Of { id: &id, ..of }.procedure(&what));
        }
    }

    fn report(&mut self, visit: &Visit, voice: &Voice, of: Of<'_>, rng: &mut Rng) {
        let chance = match visit.truth {
            Truth::KnownLate | Truth::Miscoded => 0,
            // What was missed was filmed for bone, if at all.
            Truth::Missed if !["sprain", "contusion", "foot"].contains(&visit.coded.as_str()) => 0,
            _ => REPORTED.iter().find(|(kind, _)| *kind == visit.coded).map_or(0, |(_, chance)| *chance),
        };
        if !rng.chance(chance) {
            return;
        }
        let composer = Composer { stock: self.stock };
        let report = composer.from(voice, &visit.about, "{report}", rng);
        let report = finish(&report.text, &[], rng).text;
        let (modality, title) = match report.to_lowercase() {
            text if text.starts_with("us") => ("US", "Ultrasound"),
            text if text.starts_with("mri") => ("MR", "MRI"),
            _ => ("DX", "Radiograph"),
        };
        let id = self.next(5, "x");
        self.cohort.lines[5].push(Of { id: &id, ..of }.report(title, &report));
        let id = self.next(6, "i");
        self.cohort.lines[6].push(Of { id: &id, ..of }.imaging(modality, title));
    }

    fn medicines(&mut self, of: Of<'_>, said: &str, rng: &mut Rng) {
        let said = said.to_lowercase();
        let mut names = Vec::new();
        for (word, name) in [
            ("cipro", "Ciprofloxacin 500 mg tablets"),
            ("levoflox", "Levofloxacin 500 mg tablets"),
            ("predniso", "Prednisolone 5 mg tablets"),
            ("apixaban", "Apixaban 5 mg tablets"),
        ] {
            if (said.contains(word) && rng.chance(60)) || rng.below(200) == 0 {
                names.push(name);
            }
        }
        if rng.chance(45) {
            let common =
                ["Ibuprofen 400 mg tablets", "Paracetamol 500 mg tablets", "Naproxen 500 mg tablets", "Codeine 30 mg"];
            names.extend(rng.pick(&common).copied());
        }
        for name in names {
            let id = self.next(7, "m");
            self.cohort.lines[7].push(Of { id: &id, ..of }.medication(name));
        }
    }
}

/// The resource names beside their lines.
pub fn files(cohort: &Cohort) -> impl Iterator<Item = (&'static str, &[String])> {
    RESOURCES.into_iter().zip(cohort.lines.iter().map(Vec::as_slice))
}
