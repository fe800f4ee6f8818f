//! The few FHIR R4 resources of a bulk export, each written as one line of JSON with its `resourceType` first.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The resources an export holds, in the order their files are written.
pub const RESOURCES: [&str; 8] = [
    "Patient",
    "Encounter",
    "Condition",
    "DocumentReference",
    "Procedure",
    "DiagnosticReport",
    "ImagingStudy",
    "MedicationRequest",
];

/// A JSON string.
pub fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A JSON object with its members in the order given; the values are JSON already.
fn object(members: &[(&str, String)]) -> String {
    let inner: Vec<_> = members.iter().map(|(key, value)| format!("{}:{value}", string(key))).collect();
    format!("{{{}}}", inner.join(","))
}

fn array(of: &[String]) -> String {
    format!("[{}]", of.join(","))
}

fn reference(to: &str) -> String {
    object(&[("reference", string(to))])
}

fn coding(system: &str, code: &str, display: &str) -> String {
    let mut members = vec![("system", string(system)), ("code", string(code))];
    if !display.is_empty() {
        members.push(("display", string(display)));
    }
    object(&members)
}

/// A CodeableConcept from at most one coding and a text; an empty `code` leaves the coding out.
fn concept(system: &str, code: &str, display: &str, text: &str) -> String {
    let mut members = Vec::new();
    if !code.is_empty() {
        members.push(("coding", array(&[coding(system, code, display)])));
    }
    if !text.is_empty() {
        members.push(("text", string(text)));
    }
    object(&members)
}

/// The URI of a code system by the short name used in `codes.tsv`.
pub fn system(short: &str) -> &'static str {
    match short {
        "icd10cm" => "http://hl7.org/fhir/sid/icd-10-cm",
        "icd10" => "http://hl7.org/fhir/sid/icd-10",
        "cpt" => "http://www.ama-assn.org/go/cpt",
        "loinc" => "http://loinc.org",
        _ => "http://snomed.info/sct",
    }
}

/// A coded or merely worded thing: system, code and display; without a code the display is its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// Short system name.
    pub system: String,
    /// The code, or empty.
    pub code: String,
    /// Its title, or the words that stand without a code; empty for a CPT code, whose titles are not ours to ship.
    pub display: String,
}

impl Coded {
    fn concept(&self) -> String {
        concept(system(&self.system), &self.code, &self.display, &self.display)
    }
}

/// Ids and time a resource of a visit needs.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The resource's own id.
    pub id: &'a str,
    /// The patient's id.
    pub patient: &'a str,
    /// The encounter's id.
    pub encounter: &'a str,
    /// When, as FHIR writes it.
    pub at: &'a str,
}

impl Of<'_> {
    fn resource(&self, kind: &str, members: &[(&str, String)]) -> String {
        let mut all = vec![("resourceType", string(kind)), ("id", string(self.id))];
        all.extend_from_slice(members);
        object(&all)
    }

    fn subject(&self) -> (&'static str, String) {
        ("subject", reference(&format!("Patient/{}", self.patient)))
    }

    fn visit(&self) -> (&'static str, String) {
        ("encounter", reference(&format!("Encounter/{}", self.encounter)))
    }

    /// The patient.
    pub fn patient(&self, family: &str, female: bool, birth: &str) -> String {
        let name = object(&[("family", string(family))]);
        let gender = if female { "female" } else { "male" };
        let members = [("name", array(&[name])), ("gender", string(gender)), ("birthDate", string(birth))];
        self.resource("Patient", &members)
    }

    /// The encounter; `class` is `EMER`, `AMB` or `VR`.
    pub fn encounter(&self, class: &str, end: &str) -> String {
        let members = [
            ("status", string("finished")),
            ("class", coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", class, "")),
            self.subject(),
            ("period", object(&[("start", string(self.at)), ("end", string(end))])),
        ];
        self.resource("Encounter", &members)
    }

    /// The diagnosis of the encounter.
    pub fn condition(&self, what: &Coded) -> String {
        let category = coding(
            "http://terminology.hl7.org/CodeSystem/condition-category",
            "encounter-diagnosis",
            "Encounter Diagnosis",
        );
        let members = [
            ("category", array(&[object(&[("coding", array(&[category]))])])),
            ("code", what.concept()),
            self.subject(),
            self.visit(),
            ("recordedDate", string(self.at)),
        ];
        self.resource("Condition", &members)
    }

    /// A note, its text in base64.
    pub fn document(&self, loinc: &str, title: &str, text: &str) -> String {
        let members = [
            ("status", string("current")),
            ("type", concept(system("loinc"), loinc, title, "")),
            self.subject(),
            ("date", string(self.at)),
            ("content", array(&[object(&[("attachment", attachment(text))])])),
            ("context", object(&[("encounter", array(&[reference(&format!("Encounter/{}", self.encounter))]))])),
        ];
        self.resource("DocumentReference", &members)
    }

    /// Something done.
    pub fn procedure(&self, what: &Coded) -> String {
        let members = [
            ("status", string("completed")),
            ("code", what.concept()),
            self.subject(),
            self.visit(),
            ("performedDateTime", string(self.at)),
        ];
        self.resource("Procedure", &members)
    }

    /// An imaging report: its words as the conclusion and as an attachment.
    pub fn report(&self, title: &str, text: &str) -> String {
        let members = [
            ("status", string("final")),
            ("code", concept("", "", "", title)),
            self.subject(),
            self.visit(),
            ("effectiveDateTime", string(self.at)),
            ("conclusion", string(text)),
            ("presentedForm", array(&[attachment(text)])),
        ];
        self.resource("DiagnosticReport", &members)
    }

    /// Pictures taken; `modality` is a DICOM code.
    pub fn imaging(&self, modality: &str, title: &str) -> String {
        let members = [
            ("status", string("available")),
            ("modality", array(&[coding("http://dicom.nema.org/resources/ontology/DCM", modality, "")])),
            self.subject(),
            self.visit(),
            ("started", string(self.at)),
            ("description", string(title)),
        ];
        self.resource("ImagingStudy", &members)
    }

    /// A medicine, in words only.
    pub fn medication(&self, name: &str) -> String {
        let members = [
            ("status", string("active")),
            ("intent", string("order")),
            ("medicationCodeableConcept", concept("", "", "", name)),
            self.subject(),
            self.visit(),
            ("authoredOn", string(self.at)),
        ];
        self.resource("MedicationRequest", &members)
    }
}

fn attachment(text: &str) -> String {
    object(&[("contentType", string("text/plain; charset=utf-8")), ("data", string(&STANDARD.encode(text)))])
}

/// The title of a LOINC note type.
pub fn note_title(loinc: &str) -> &'static str {
    match loinc {
        "34111-5" => "Emergency department Note",
        "34117-2" => "History and physical note",
        "54094-8" => "Emergency department Triage note",
        "18842-5" => "Discharge summary",
        "11488-4" => "Consult note",
        "11506-3" => "Progress note",
        _ => "",
    }
}

/// A day as `YYYY-MM-DD` from its number since 1970-01-01, in the Gregorian calendar, for days from year 0 on.
pub fn date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The number of a day since 1970-01-01, from `YYYY-MM-DD`; `None` when it is not a date.
pub fn day(date_text: &str) -> Option<i64> {
    let year: i64 = date_text.get(..4)?.parse().ok()?;
    let near = (year - 1970) * 365 + (year - 1969).div_euclid(4) - 40;
    (near..near + 460).find(|day| date(*day) == date_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(day("2026-10-31").map(date).as_deref(), Some("2026-10-31"));
        assert_eq!(day("2024-02-30"), None);
        assert_eq!(day("soon"), None);
    }

    #[test]
    fn a_condition_without_a_code_keeps_its_words() {
        let of = Of { id: "c", patient: "p", encounter: "e", at: "2026-01-01T10:00:00Z" };
        let line = of.condition(&Coded { display: "? DVT \"leg\"".into(), ..Coded::default() });
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["code"]["text"], "? DVT \"leg\"");
        assert!(value["code"]["coding"].is_null());
        assert!(line.starts_with("{\"resourceType\":\"Condition\",\"id\":\"c\","));
    }
}
