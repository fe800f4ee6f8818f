//! The codes that say something about a missed rupture, read from `knowledge/notes/codes.toml`: what a visit is filed under
//! at first, what names the rupture or acts on it later, and the medicines.

use std::collections::HashMap;

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
    known: Vec<HashMap<String, (usize, usize)>>,
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
                uris.insert(uri.to_lowercase(), number);
            }
        }
        let mut known = vec![HashMap::new(); file.system.len()];
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
        Ok(Self { systems: file.system, groups: file.group, drugs: file.drug, uris, known })
    }

    /// The groups, in the order of the file.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The medicines.
    pub fn drugs(&self) -> &[Drug] {
        &self.drugs
    }

    /// A code as a record gives it. Without a system, or with one that is not known, every system is looked through.
    pub fn find(&self, system: Option<&str>, code: &str) -> Option<Found<'_>> {
        let code = normal(code);
        let named = system.filter(|system| !system.is_empty()).map(|system| self.uris.get(&system.to_lowercase()));
        match named {
            Some(Some(number)) => self.at(*number, &code),
            // A system that is named and not known is another list: its codes may mean something else.
            Some(None) => None,
            None => (0..self.systems.len()).find_map(|number| self.at(number, &code)),
        }
    }

    fn at(&self, system: usize, code: &str) -> Option<Found<'_>> {
        let (group, place) = *self.known[system].get(code)?;
        let group = &self.groups[group];
        Some(Found { system: &self.systems[system], group, display: &group.codes[place].1 })
    }

    /// The class of the medicine that a text names, if it is one that counts.
    pub fn drug(&self, text: &str) -> Option<&Drug> {
        let text = text.to_lowercase();
        self.drugs.iter().find(|drug| drug.names.iter().any(|name| text.contains(name.as_str())))
    }
}

/// Codes are written with and without their dots, in capitals and not.
fn normal(code: &str) -> String {
    code.trim().chars().filter(|c| *c != '.').flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_are_compiled_in_are_sound() {
        let codes = Codes::new(BUILT_IN).unwrap();
        assert_eq!(codes.groups().iter().map(|group| group.codes.len()).sum::<usize>(), 180);
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
    }

    #[test]
    fn a_code_twice_is_refused() {
        let text = BUILT_IN.replace("[\"S93.402A\"", "[\"S93.401A\"");
        assert!(Codes::new(&text).unwrap_err().to_string().contains("twice"));
    }
}
