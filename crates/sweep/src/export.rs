//! What leaves the list: a table, and ids replaced by keyed hashes. No text of a note is in either unless it was asked for.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::civil::Date;
use sha2::Sha256;

use crate::SweepError;
use crate::audit::Audit;
use crate::name::Name;
use crate::worklist::{Band, CodeSeen, Entry, Known, Standing, Worklist};

/// The shortest key.
pub const KEY: usize = 16;

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// Keyed hashes for ids: the same id and key give the same name, and without the key nobody gets back.
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// With a key of at least [`KEY`] bytes.
    pub fn new(key: &[u8]) -> Result<Self, SweepError> {
        if key.len() < KEY {
            return Err(SweepError::Input(format!(
                "The key has {} bytes and needs at least {KEY}. Make one with: head -c 32 /dev/urandom > FILE",
                key.len()
            )));
        }
        let mac = Hmac::new_from_slice(key);
        mac.map(Self).map_err(|_| SweepError::Input("The key cannot be used. Make another.".to_owned()))
    }

    /// The name for an id. `kind` keeps a person and a visit with the same id apart. Nothing stays nothing.
    pub fn name(&self, kind: &str, id: &str) -> String {
        if id.is_empty() {
            return String::new();
        }
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(b"\0");
        mac.update(id.as_bytes());
        // 128 bits: no two ids of a hospital will meet.
        hex(&mac.finalize().into_bytes()).chars().take(32).collect()
    }

    /// Replaces every id, and takes out names of files and places in them.
    pub fn apply(&self, list: &mut Worklist) {
        list.made.pseudonyms = true;
        list.read.inputs.clear();
        list.read.passed_over.clear();
        for bad in &mut list.read.bad_lines {
            bad.file.clear();
            // The sentence may name the file's own columns or cells.
            "withheld".clone_into(&mut bad.what);
        }
        for unread in &mut list.read.unread {
            unread.file.clear();
            "withheld".clone_into(&mut unread.why);
        }
        for remark in &mut list.read.remarks {
            remark.file.clear();
            "withheld".clone_into(&mut remark.what);
        }
        for entry in list.people.iter_mut().chain(&mut list.already_known) {
            self.entry(entry);
        }
        let Some(audit) = &mut list.audit else { return };
        for missed in &mut audit.missed {
            self.entry(&mut missed.first);
            missed.named.encounter = self.name("encounter", &missed.named.encounter);
        }
        for case in audit.miscoded.iter_mut().chain(&mut audit.truly_late) {
            case.patient = self.name("patient", &case.patient);
            case.encounter = self.name("encounter", &case.encounter);
        }
    }

    fn entry(&self, entry: &mut Entry) {
        entry.patient = self.name("patient", &entry.patient);
        entry.encounter = self.name("encounter", &entry.encounter);
        if let Some(known) = &mut entry.known {
            known.encounter = self.name("encounter", &known.encounter);
        }
        for other in &mut entry.other_visits {
            other.encounter = self.name("encounter", &other.encounter);
        }
        for note in &mut entry.notes {
            note.document = self.name("document", &note.document);
            note.author = self.name("author", &note.author);
            note.file = Name::default();
            (note.line, note.byte) = (0, 0);
        }
    }
}

/// The word of a value that is written as a word.
pub fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A sign as it is told: `gap`, `gap (absent)`, `pop (historical)`.
pub fn told(entry: &Entry) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for sign in entry.notes.iter().flat_map(|note| &note.signs) {
        let mut more = Vec::new();
        if sign.says != heelrise_notes::Says::Present {
            more.push(word(&sign.says).replace('_', " "));
        }
        if sign.when != heelrise_notes::When::Recent {
            more.push(word(&sign.when));
        }
        if sign.who != heelrise_notes::Who::Patient {
            more.push("somebody else".to_owned());
        }
        let name = sign.sign.replace('_', " ");
        let one = if more.is_empty() { name } else { format!("{name} ({})", more.join(", ")) };
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told
}

/// The list as a table: people first, then those already known; of a look back also which visit was missed, miscoded or late,
/// how many days went by and what it was called, and last the visits of it that are on neither list. Sentences only when the list holds them.
pub fn csv(list: &Worklist) -> Result<Vec<u8>, SweepError> {
    let failed = |error: csv::Error| SweepError::Input(format!("The table could not be made: {error}."));
    let mut to = csv::Writer::from_writer(Vec::new());
    let mut head = vec![
        "rank",
        "standing",
        "band",
        "score",
        "patient",
        "encounter",
        "date",
        "filed_as",
        "named_or_acted_on",
        "signs",
        "flags",
        "medicines",
        "known_by",
        "known_on",
    ];
    if list.audit.is_some() {
        head.extend(["look_back", "look_back_days", "look_back_called"]);
    }
    if list.made.sentences {
        head.push("sentences");
    }
    to.write_record(&head).map_err(failed)?;
    let back = list.audit.as_ref().map(looked_back).unwrap_or_default();
    // Where each visit stands in it; the first last, because it is taken first.
    let mut places: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, one) in back.iter().enumerate().rev() {
        places.entry((one.case.0, one.case.1)).or_default().push(at);
    }
    let mut told = vec![false; back.len()];
    for entry in list.people.iter().chain(&list.already_known) {
        let at = places.get_mut(&(&*entry.patient, &*entry.encounter)).and_then(Vec::pop);
        if let Some(told) = at.and_then(|at| told.get_mut(at)) {
            *told = true;
        }
        to.write_record(row(list, entry, at.and_then(|at| back.get(at)))).map_err(failed)?;
    }
    // Those of the look back whose visit has no place of its own on the list.
    for (one, _) in back.iter().zip(told).filter(|(_, told)| !told) {
        let case = Entry { known: one.named.cloned(), ..one.entry() };
        let mut cells = row(list, &case, Some(one));
        if one.first.is_none() {
            // Neither rank nor score is known of them.
            for cell in cells.iter_mut().take(4) {
                cell.clear();
            }
        }
        to.write_record(&cells).map_err(failed)?;
    }
    to.into_inner().map_err(|error| SweepError::Input(format!("The table could not be made: {error}.")))
}

/// A visit of the look back.
struct Looked<'l> {
    kind: &'static str,
    days: Option<i32>,
    called: &'l [CodeSeen],
    case: (&'l str, &'l str, Option<Date>),
    first: Option<&'l Entry>,
    named: Option<&'l Known>,
}

impl Looked<'_> {
    /// The visit as on a list.
    fn entry(&self) -> Entry {
        if let Some(first) = self.first {
            return first.clone();
        }
        let (patient, encounter, date) = self.case;
        Entry {
            rank: None,
            standing: Standing::AlreadyKnown,
            band: Band::Low,
            score: 0,
            reach: 0,
            parts: Vec::new(),
            patient: patient.to_owned(),
            encounter: encounter.to_owned(),
            date,
            flags: Vec::new(),
            codes_in: Vec::new(),
            codes_out: self.called.to_vec(),
            medicines: Vec::new(),
            notes: Vec::new(),
            known: None,
            other_visits: Vec::new(),
        }
    }
}

fn looked_back(audit: &Audit) -> Vec<Looked<'_>> {
    let missed = audit.missed.iter().map(|one| Looked {
        kind: "missed",
        days: Some(one.days),
        called: &one.first.codes_in,
        case: (&one.first.patient, &one.first.encounter, one.first.date),
        first: Some(&one.first),
        named: Some(&one.named),
    });
    let cases = [("miscoded", &audit.miscoded), ("late", &audit.truly_late)].into_iter().flat_map(|(kind, cases)| {
        cases.iter().map(move |case| Looked {
            kind,
            days: None,
            called: &case.codes,
            case: (&case.patient, &case.encounter, case.date),
            first: None,
            named: None,
        })
    });
    missed.chain(cases).collect()
}

fn codes(codes: &[CodeSeen]) -> String {
    codes.iter().map(|code| format!("{} {}", code.system, code.code)).collect::<Vec<_>>().join("; ")
}

/// What a visit was called: its codes in words, where they have some.
fn called(codes: &[CodeSeen]) -> String {
    let name = |code: &CodeSeen| if code.display.is_empty() { code.code.clone() } else { code.display.clone() };
    codes.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn row(list: &Worklist, entry: &Entry, looked: Option<&Looked<'_>>) -> Vec<String> {
    let known = entry.known.as_ref();
    let mut row = vec![
        entry.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        word(&entry.standing),
        word(&entry.band),
        entry.score.to_string(),
        tame(&entry.patient),
        tame(&entry.encounter),
        entry.date.map(|date| date.to_string()).unwrap_or_default(),
        codes(&entry.codes_in),
        codes(&entry.codes_out),
        told(entry).join("; "),
        entry.flags.iter().map(word).collect::<Vec<_>>().join("; "),
        entry.medicines.join("; "),
        known.map(|known| known.by.clone()).unwrap_or_default(),
        known.and_then(|known| known.date).map(|date| date.to_string()).unwrap_or_default(),
    ];
    if list.audit.is_some() {
        row.push(looked.map(|one| one.kind.to_owned()).unwrap_or_default());
        row.push(looked.and_then(|one| one.days).map(|days| days.to_string()).unwrap_or_default());
        row.push(looked.map(|one| tame(&called(one.called))).unwrap_or_default());
    }
    if list.made.sentences {
        let mut sentences: Vec<&str> = Vec::new();
        for text in entry.notes.iter().flat_map(|note| &note.signs).filter_map(|sign| sign.text.as_deref()) {
            if !sentences.contains(&text) {
                sentences.push(text);
            }
        }
        row.push(tame(&sentences.join(" | ")));
    }
    row
}

/// A cell that a spreadsheet does not take for a formula.
fn tame(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_needs_the_key() {
        let name = |key: &[u8], kind, id| Pseudonyms::new(key).unwrap().name(kind, id);
        let (one, two) = ([7_u8; 32], [8_u8; 32]);
        assert_eq!(name(&one, "patient", "1"), name(&one, "patient", "1"));
        assert_ne!(name(&one, "patient", "1"), name(&two, "patient", "1"));
        assert_ne!(name(&one, "patient", "1"), name(&one, "encounter", "1"));
        assert_eq!(name(&one, "patient", "1").len(), 32);
        assert_eq!(name(&one, "patient", ""), "");
        assert!(Pseudonyms::new(&[0; 15]).is_err());
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(["=1+1", "-2", "S93.4"].map(tame), ["'=1+1", "'-2", "S93.4"]);
    }
}
