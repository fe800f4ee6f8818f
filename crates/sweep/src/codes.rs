//! The codes that say something about a missed rupture, read from `knowledge/notes/codes.toml`: what a visit is filed under
//! at first, what names the rupture or acts on it later, and the medicines.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::SweepError;

/// What a code says about a missed rupture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A benign label that ruptures are sent home under.
    Index,
    /// A label with many causes.
    IndexWeak,
    /// Another diagnosis that hides one.
    IndexMimic,
    /// Says where the complaint was, no more.
    Context,
    /// The rupture, named or repaired.
    Answer,
    /// An operation for a rupture that was found late.
    AnswerLate,
    /// The rupture at a later visit: looks back.
    Late,
    /// Somebody imaged or splinted the leg.
    Acted,
    /// Looks like one of these and is none.
    Distractor,
    /// A kind of note.
    NoteType,
}

impl Role {
    /// Whether the code is what a visit was filed under while the rupture was not named.
    pub const fn is_in(self) -> bool {
        matches!(self, Self::Index | Self::IndexWeak | Self::IndexMimic | Self::Context)
    }

    /// Whether the code names the rupture.
    pub const fn names(self) -> bool {
        matches!(self, Self::Answer | Self::AnswerLate | Self::Late)
    }

    /// Whether the code says nothing a sweep keeps.
    pub const fn is_kept(self) -> bool {
        !matches!(self, Self::Distractor | Self::NoteType)
    }
}

/// Whether somebody held a group's codes against an official list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Held against the list that `source` names.
    Checked,
    /// From general knowledge, not yet held against a list.
    ToBeChecked,
}

/// A code system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The id that groups use.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The identifiers that records give it.
    pub uris: Vec<String>,
    /// The system to look in for a code that is not in this one.
    #[serde(default)]
    pub like: Option<String>,
    /// Whether a code without its dot is only one of this system where the system is named.
    #[serde(default)]
    pub dotted: bool,
}

/// Codes of one system that say the same.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The id.
    pub id: String,
    /// The system's id.
    pub system: String,
    /// What the codes say.
    pub role: Role,
    /// Why, for a reader.
    pub about: String,
    /// Where the codes are from, and their licence where one has to be named.
    pub source: String,
    /// Whether they were checked.
    pub status: Status,
    /// Whether a mere strain is filed here too.
    #[serde(default)]
    pub strain: bool,
    /// Each code with its description; empty where that is not ours to ship.
    pub codes: Vec<(String, String)>,
}

/// A class of medicines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drug {
    /// The id.
    pub id: String,
    /// Why it counts.
    pub about: String,
    /// How many days before the visit an order still counts.
    pub days: i32,
    /// Names, in lower case.
    pub names: Vec<String>,
    /// What its codes in the ATC begin with.
    #[serde(default)]
    pub atc: Vec<String>,
    /// Its codes in RxNorm, each with the substance.
    #[serde(default)]
    pub rxnorm: Vec<(String, String)>,
    /// Where the codes are from.
    #[serde(default)]
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    system: Vec<System>,
    group: Vec<Group>,
    drug: Vec<Drug>,
}

/// A code that was found in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// Its system.
    pub system: &'a System,
    /// Its group.
    pub group: &'a Group,
    /// What it stands for; empty where the description is not ours to ship.
    pub display: &'a str,
}

impl PartialEq for System {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for System {}
impl PartialEq for Group {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for Group {}

/// The codes, ready to look up.
#[derive(Debug)]
pub struct Codes {
    systems: Vec<System>,
    groups: Vec<Group>,
    drugs: Vec<Drug>,
    uris: HashMap<String, usize>,
    /// Normalised code to group and place in it, for each system.
    known: Vec<BTreeMap<String, (usize, usize)>>,
    /// RxNorm's codes of medicines.
    rxnorm: HashMap<String, usize>,
}

/// The file that is compiled in.
pub const BUILT_IN: &str = include_str!("../../../knowledge/notes/codes.toml");

impl Codes {
    /// Reads the codes. The error names what is wrong.
    pub fn new(text: &str) -> Result<Self, SweepError> {
        let wrong = |what: String| SweepError::Knowledge(format!("notes/codes.toml: {what}"));
        let file: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut uris = HashMap::new();
        for (number, system) in file.system.iter().enumerate() {
            for uri in system.uris.iter().chain([&system.id, &system.name]) {
                uris.insert(address(uri), number);
            }
            if let Some(like) = system.like.as_ref().filter(|like| file.system.iter().all(|other| other.id != **like)) {
                return Err(wrong(format!("`{}` is like `{like}`, which is not there. Add it.", system.id)));
            }
        }
        let mut known = vec![BTreeMap::new(); file.system.len()];
        for (number, group) in file.group.iter().enumerate() {
            let system = file.system.iter().position(|system| system.id == group.system);
            let system = system.ok_or_else(|| {
                wrong(format!("group `{}` is of the system `{}`, which is not there. Add it.", group.id, group.system))
            })?;
            for (place, (code, _)) in group.codes.iter().enumerate() {
                if known[system].insert(normal(code), (number, place)).is_some() {
                    return Err(wrong(format!("the code {code} stands twice. Take one out.")));
                }
            }
        }
        let mut rxnorm = HashMap::new();
        for (number, drug) in file.drug.iter().enumerate() {
            for (code, _) in &drug.rxnorm {
                if rxnorm.insert(code.clone(), number).is_some() {
                    return Err(wrong(format!("the medicine's code {code} stands twice. Take one out.")));
                }
            }
        }
        Ok(Self { systems: file.system, groups: file.group, drugs: file.drug, uris, known, rxnorm })
    }

    /// The groups, in the order of the file.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The medicines.
    pub fn drugs(&self) -> &[Drug] {
        &self.drugs
    }

    /// Whether a system is one that is known; one that is not named is.
    pub fn knows(&self, system: &str) -> bool {
        system.trim().is_empty() || self.system(system).is_some()
    }

    /// A code as a record gives it. Without a system, every one is looked through.
    pub fn find(&self, system: Option<&str>, code: &str) -> Option<Found<'_>> {
        let dotted = code.contains('.');
        let code = normal(code);
        if let Some(system) = system.filter(|system| !system.trim().is_empty()) {
            // A system that is named and not known is another list: its codes may mean something else.
            let number = self.system(system)?;
            return self.at(number, &code).or_else(|| {
                let like = self.systems[number].like.as_ref()?;
                self.at(self.systems.iter().position(|system| system.id == *like)?, &code)
            });
        }
        let meant = |number: &usize| dotted || !self.systems[*number].dotted;
        (0..self.systems.len()).filter(meant).find_map(|number| self.at(number, &code))
    }

    fn system(&self, named: &str) -> Option<usize> {
        let named = address(named);
        let edition = || named.starts_with(SNOMED).then(|| self.uris.get(SNOMED)).flatten();
        self.uris.get(&named).or_else(edition).copied()
    }

    fn at(&self, system: usize, code: &str) -> Option<Found<'_>> {
        if let Some((group, place)) = self.known[system].get(code) {
            let group = &self.groups[*group];
            return Some(Found { system: &self.systems[system], group, display: &group.codes[*place].1 });
        }
        let group = self.cut_short(system, code)?;
        Some(Found { system: &self.systems[system], group, display: "" })
    }

    /// The group of a code of ICD-10 that lacks its last characters (the side, the encounter), where all that begin with it
    /// say the same; the rupture at a later visit is still the rupture. Categories say too little: only some of their codes are
    /// in the list.
    fn cut_short(&self, system: usize, code: &str) -> Option<&Group> {
        let is_letter = |at: usize| code.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase);
        if code.len() < 5 || !code.is_ascii() || !is_letter(0) || is_letter(1) {
            return None;
        }
        let from = self.known[system].range(code.to_owned()..);
        let mut groups = from.take_while(|(known, _)| known.starts_with(code)).map(|(_, (group, _))| *group);
        let first = groups.next()?;
        let same = |group: usize| {
            let (one, other) = (self.groups[first].role, self.groups[group].role);
            one == other || (one.names() && other.names())
        };
        let mut least = first;
        for group in groups {
            if !same(group) {
                return None;
            }
            // The first in the file is the one of the first visit.
            least = least.min(group);
        }
        Some(&self.groups[least])
    }

    /// The class of the medicine that a code stands for, if it is one that counts. Codes of the ATC are known by their form;
    /// numbers of RxNorm only where it is named.
    pub fn drug_code(&self, system: &str, code: &str) -> Option<&Drug> {
        let code = code.trim();
        let is = |id: &str| self.system(system).is_some_and(|number| self.systems[number].id == id);
        if is("rxnorm") {
            return self.rxnorm.get(code).map(|number| &self.drugs[*number]);
        }
        if is("atc") || (system.trim().is_empty() && is_atc(code)) {
            let code = code.to_uppercase();
            return self.drugs.iter().find(|drug| drug.atc.iter().any(|front| code.starts_with(front.as_str())));
        }
        None
    }

    /// The class of the medicine that a text names, if it is one that counts.
    pub fn drug(&self, text: &str) -> Option<&Drug> {
        let text = text.to_lowercase();
        self.drugs.iter().find(|drug| drug.names.iter().any(|name| text.contains(name.as_str())))
    }
}

/// The address of SNOMED CT; those of its editions and versions begin with it.
const SNOMED: &str = "snomed.info/sct";

/// Codes are written with and without their dots, in capitals and not; in books with a dash for what is still to come, and
/// with the marks of ICD-10's pairs.
fn normal(code: &str) -> String {
    let marks = ['.', '-', '+', '*', '!', '†'];
    code.trim().chars().filter(|c| !marks.contains(c)).flat_map(char::to_uppercase).collect()
}

/// What a system is called, without what makes no difference.
fn address(system: &str) -> String {
    let low = system.trim().to_lowercase();
    let bare = low.split('|').next().unwrap_or_default().trim_end_matches('/');
    let fronts = ["http://", "https://", "urn:oid:"];
    fronts.iter().find_map(|front| bare.strip_prefix(front)).unwrap_or(bare).to_owned()
}

/// Whether a code has the form of the ATC: J01MA02.
fn is_atc(code: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match at {
        0 | 3 | 4 => byte.is_ascii_alphabetic(),
        _ => byte.is_ascii_digit(),
    };
    code.len() == 7 && code.bytes().enumerate().all(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_are_compiled_in_are_sound() {
        let codes = Codes::new(BUILT_IN).unwrap();
        assert_eq!(codes.groups().iter().map(|group| group.codes.len()).sum::<usize>(), 187);
        for group in codes.groups().iter().filter(|group| ["cpt", "icd10"].contains(&group.system.as_str())) {
            assert_eq!(group.status, Status::ToBeChecked, "{}", group.id);
        }
        let cpt = codes.groups().iter().filter(|group| group.system == "cpt");
        assert!(cpt.flat_map(|group| &group.codes).all(|(_, description)| description.is_empty()));
    }

    #[test]
    fn a_code_is_found_as_it_is_written() {
        let codes = Codes::new(BUILT_IN).unwrap();
        let role = |system, code| codes.find(system, code).map(|found| found.group.role);
        assert_eq!(role(Some("http://hl7.org/fhir/sid/icd-10-cm"), "S93.401A"), Some(Role::Index));
        assert_eq!(role(None, "s93401a"), Some(Role::Index));
        assert_eq!(role(Some("http://snomed.info/sct"), "429513001"), Some(Role::Answer));
        assert_eq!(role(Some("ICD-10"), "S86.0"), Some(Role::Answer));
        assert_eq!(role(Some("urn:of:another:list"), "429513001"), None);
        assert_eq!(role(None, "S00.0"), None);
        // Cut short; and too short to say anything.
        assert_eq!(role(Some("ICD-10-CM"), "S86.01"), Some(Role::Answer));
        assert_eq!(role(Some("ICD-10-CM"), "S86.01-"), Some(Role::Answer));
        assert_eq!(role(Some("ICD-10-CM"), "S93.4"), Some(Role::Index));
        assert_eq!(role(Some("ICD-10-CM"), "S86"), None);
        assert_eq!(role(Some("ICD-10-CM"), "M66.8"), None, "any tendon");
        // The title of the category is that of the four characters of the WHO.
        assert!(codes.find(Some("ICD-10-CM"), "S86.0").is_some_and(|found| found.group.strain));
        // Numbers that may be those of another list, where none is named.
        assert_eq!((role(None, "727.67"), role(None, "72767")), (Some(Role::Answer), None));
        assert_eq!(role(Some("urn:oid:2.16.840.1.113883.6.103"), "72767"), Some(Role::Answer));
    }

    #[test]
    fn a_code_twice_is_refused() {
        let text = BUILT_IN.replace("[\"S93.402A\"", "[\"S93.401A\"");
        assert!(Codes::new(&text).unwrap_err().to_string().contains("twice"));
    }
}
