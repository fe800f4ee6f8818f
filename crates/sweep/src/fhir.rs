//! A line of a FHIR R4 bulk export. Only the fields a sweep needs are read, without copying; the rest is checked to be JSON
//! and passed over.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Deserialize;

use crate::reader::{Reader, Text};

/// A string that is borrowed from the line where it can be.
#[derive(Debug, Deserialize)]
struct Str<'a>(#[serde(borrow)] Cow<'a, str>);

impl Str<'_> {
    fn text<'s>(part: Option<&'s Str<'_>>) -> &'s str {
        part.map_or("", |text| &text.0)
    }
}

#[derive(Debug, Deserialize)]
struct Reference<'a> {
    #[serde(borrow)]
    reference: Option<Str<'a>>,
    #[serde(borrow)]
    display: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Coding<'a> {
    #[serde(borrow)]
    system: Option<Str<'a>>,
    #[serde(borrow)]
    code: Option<Str<'a>>,
    #[serde(borrow)]
    display: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Concept<'a> {
    #[serde(borrow, default)]
    coding: Vec<Coding<'a>>,
    #[serde(borrow)]
    text: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Period<'a> {
    #[serde(borrow)]
    start: Option<Str<'a>>,
    #[serde(borrow)]
    end: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Attachment<'a> {
    #[serde(borrow, rename = "contentType")]
    content_type: Option<Str<'a>>,
    #[serde(borrow)]
    data: Option<Str<'a>>,
    #[serde(borrow)]
    url: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    attachment: Option<Attachment<'a>>,
}

#[derive(Debug, Deserialize)]
struct Kind<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
}

#[derive(Debug, Deserialize)]
struct Encounter<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
    #[serde(borrow)]
    subject: Option<Reference<'a>>,
    #[serde(borrow)]
    period: Option<Period<'a>>,
    #[serde(borrow, default, rename = "reasonCode")]
    reasons: Vec<Concept<'a>>,
}

#[derive(Debug, Deserialize)]
struct Context<'a> {
    #[serde(borrow, default)]
    encounter: Vec<Reference<'a>>,
    #[serde(borrow)]
    period: Option<Period<'a>>,
}

#[derive(Debug, Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
    #[serde(borrow)]
    subject: Option<Reference<'a>>,
    #[serde(borrow)]
    date: Option<Str<'a>>,
    #[serde(borrow, default)]
    author: Vec<Reference<'a>>,
    #[serde(borrow)]
    context: Option<Context<'a>>,
    #[serde(borrow, default)]
    content: Vec<Content<'a>>,
}

/// Conditions, procedures, imaging, reports and referrals: something with codes, a day, a person and perhaps a visit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Coded<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
    #[serde(borrow)]
    verification_status: Option<Concept<'a>>,
    #[serde(borrow)]
    subject: Option<Reference<'a>>,
    #[serde(borrow)]
    encounter: Option<Reference<'a>>,
    #[serde(borrow)]
    code: Option<Concept<'a>>,
    #[serde(borrow, default)]
    procedure_code: Vec<Concept<'a>>,
    #[serde(borrow, default)]
    conclusion_code: Vec<Concept<'a>>,
    #[serde(borrow)]
    onset_date_time: Option<Str<'a>>,
    #[serde(borrow)]
    recorded_date: Option<Str<'a>>,
    #[serde(borrow)]
    performed_date_time: Option<Str<'a>>,
    #[serde(borrow)]
    performed_period: Option<Period<'a>>,
    #[serde(borrow)]
    started: Option<Str<'a>>,
    #[serde(borrow)]
    effective_date_time: Option<Str<'a>>,
    #[serde(borrow)]
    effective_period: Option<Period<'a>>,
    #[serde(borrow)]
    issued: Option<Str<'a>>,
    #[serde(borrow)]
    authored_on: Option<Str<'a>>,
    #[serde(borrow)]
    medication_codeable_concept: Option<Concept<'a>>,
    #[serde(borrow)]
    medication_reference: Option<Reference<'a>>,
    #[serde(borrow, default)]
    presented_form: Vec<Attachment<'a>>,
    #[serde(borrow)]
    conclusion: Option<Str<'a>>,
}

/// The day of a FHIR date or time, as it is written there. A year or a month alone is no day.
fn day(text: Option<&Str<'_>>) -> Option<Date> {
    text.and_then(|text| text.0.get(..10)).and_then(|day| day.parse().ok())
}

/// The id in a reference: without its type, its server and its version.
fn id(reference: Option<&Reference<'_>>) -> String {
    let text = reference.map_or("", |reference| Str::text(reference.reference.as_ref()));
    let text = text.split("/_history/").next().unwrap_or_default();
    text.rsplit('/').next().unwrap_or_default().trim_start_matches("urn:uuid:").to_owned()
}

/// What the parser says, with the place in the line and without the line that it counts itself.
fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    if error.is_eof() {
        format!("the line ends in the middle of the record, at column {}", error.column())
    } else if error.is_syntax() {
        format!("this is not JSON at column {}: {text}", error.column())
    } else {
        format!("a field is not as FHIR has it at column {}: {text}", error.column())
    }
}

/// The resource type, where it stands at the front, as exports write it.
fn peek(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"resourceType\"")?;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    rest.get(..memchr::memchr(b'"', rest)?)
}

/// Reads one line.
pub fn read(line: &[u8], reader: &mut Reader<'_>) -> Result<(), String> {
    let parsed;
    let kind = if let Some(kind) = peek(line) {
        kind
    } else {
        parsed = serde_json::from_slice::<Kind<'_>>(line).map_err(|error| wrong(&error))?;
        parsed.resource_type.0.as_bytes()
    };
    match kind {
        b"DocumentReference" => document(&parse::<Document<'_>>(line)?, reader),
        b"Encounter" => {
            encounter(&parse::<Encounter<'_>>(line)?, reader);
            Ok(())
        }
        b"Condition" | b"Procedure" | b"ImagingStudy" | b"DiagnosticReport" | b"ServiceRequest"
        | b"MedicationRequest" => coded(&parse::<Coded<'_>>(line)?, reader),
        _ => parse::<Kind<'_>>(line).map(|_| ()),
    }
}

fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| wrong(&error))
}

fn withdrawn(status: Option<&Str<'_>>) -> bool {
    matches!(Str::text(status), "entered-in-error" | "cancelled" | "not-done")
}

fn concept(concept: &Concept<'_>, encounter: &str, patient: &str, date: Option<Date>, reader: &mut Reader<'_>) {
    for coding in &concept.coding {
        let system = Str::text(coding.system.as_ref());
        reader.code(system, Str::text(coding.code.as_ref()), encounter, patient, date);
    }
}

fn encounter(one: &Encounter<'_>, reader: &mut Reader<'_>) {
    if withdrawn(one.status.as_ref()) {
        reader.counts.withdrawn += 1;
        return;
    }
    let patient = id(one.subject.as_ref());
    let from = one.period.as_ref().and_then(|period| day(period.start.as_ref()));
    let to = one.period.as_ref().and_then(|period| day(period.end.as_ref()));
    reader.visit(&one.id.0, &patient, from, to);
    for reason in &one.reasons {
        concept(reason, &one.id.0, &patient, from, reader);
    }
}

fn document(one: &Document<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    if withdrawn(one.status.as_ref()) {
        reader.counts.withdrawn += 1;
        return Ok(());
    }
    let period = one.context.as_ref().and_then(|context| context.period.as_ref());
    let date = day(one.date.as_ref()).or_else(|| period.and_then(|period| day(period.start.as_ref())));
    if !reader.wants(date) {
        return Ok(());
    }
    let meta = || Text {
        encounter: id(one.context.as_ref().and_then(|context| context.encounter.first())),
        patient: id(one.subject.as_ref()),
        date,
        document: Str::text(one.id.as_ref()).to_owned(),
        author: id(one.author.first()),
    };
    let attachments: Vec<&Attachment<'_>> = one.content.iter().filter_map(|c| c.attachment.as_ref()).collect();
    attached(&attachments, &meta, reader)
}

fn attached(all: &[&Attachment<'_>], meta: &dyn Fn() -> Text, reader: &mut Reader<'_>) -> Result<(), String> {
    let is_plain = |one: &&&Attachment<'_>| {
        let kind = Str::text(one.content_type.as_ref());
        kind.is_empty() || kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/plain"))
    };
    let Some(_) = all.iter().find(is_plain) else {
        reader.counts.not_text += u64::from(!all.is_empty());
        return Ok(());
    };
    for one in all.iter().filter(is_plain) {
        match &one.data {
            Some(data) => {
                let latin1 = Str::text(one.content_type.as_ref()).to_ascii_lowercase().contains("8859-1");
                reader.encoded(&data.0, latin1, meta)?;
            }
            None if one.url.is_some() => reader.counts.elsewhere += 1,
            None => {}
        }
    }
    Ok(())
}

fn coded(one: &Coded<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    let refuted = one.verification_status.iter().flat_map(|concept| &concept.coding);
    let mut refuted = refuted.filter_map(|coding| coding.code.as_ref());
    if withdrawn(one.status.as_ref()) || refuted.any(|code| matches!(&*code.0, "refuted" | "entered-in-error")) {
        reader.counts.withdrawn += 1;
        return Ok(());
    }
    let start = |period: &Option<Period<'_>>| period.as_ref().and_then(|period| day(period.start.as_ref()));
    // The day it was written down comes before the day it began: a code is filed at a visit.
    let date = day(one.recorded_date.as_ref())
        .or_else(|| day(one.onset_date_time.as_ref()))
        .or_else(|| day(one.performed_date_time.as_ref()))
        .or_else(|| start(&one.performed_period))
        .or_else(|| day(one.started.as_ref()))
        .or_else(|| day(one.effective_date_time.as_ref()))
        .or_else(|| start(&one.effective_period))
        .or_else(|| day(one.issued.as_ref()))
        .or_else(|| day(one.authored_on.as_ref()));
    if !reader.wants(date) {
        return Ok(());
    }
    let (visit, patient) = (id(one.encounter.as_ref()), id(one.subject.as_ref()));
    for codes in one.code.iter().chain(&one.procedure_code).chain(&one.conclusion_code) {
        concept(codes, &visit, &patient, date, reader);
    }
    let medicine = one.medication_codeable_concept.iter().flat_map(|concept| {
        concept.text.iter().chain(concept.coding.iter().filter_map(|coding| coding.display.as_ref()))
    });
    let medicine = medicine.chain(one.medication_reference.iter().filter_map(|reference| reference.display.as_ref()));
    for name in medicine {
        if reader.order(&name.0, &visit, &patient, date) {
            break;
        }
    }
    let meta = || Text {
        encounter: visit.clone(),
        patient: patient.clone(),
        date,
        document: Str::text(one.id.as_ref()).to_owned(),
        author: String::new(),
    };
    if let Some(conclusion) = &one.conclusion {
        reader.note(&conclusion.0, &meta);
    }
    if one.presented_form.is_empty() {
        Ok(())
    } else {
        attached(&one.presented_form.iter().collect::<Vec<_>>(), &meta, reader)
    }
}
