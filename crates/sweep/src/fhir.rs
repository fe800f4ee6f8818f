//! A line of a FHIR R4 bulk export. Only the fields a sweep needs are read, without copying; the rest is checked to be JSON
//! and passed over.

mod medicine;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::attached::{self, Part};
use crate::reader::Reader;
use crate::record::{About, Version};
use crate::shape::{Shape, is_clean};
use crate::wrong::wrong;

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
    #[serde(borrow, default)]
    extension: Vec<Extension<'a>>,
}

/// Something more that is said of a code.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension<'a> {
    #[serde(borrow)]
    url: Option<Str<'a>>,
    #[serde(borrow)]
    value_coding: Option<Value<'a>>,
}

/// A code that stands as the value of an extension.
#[derive(Debug, Deserialize)]
struct Value<'a> {
    #[serde(borrow)]
    code: Option<Str<'a>>,
}

/// How sure a German diagnosis is: `G` certain, `V` suspected, `Z` a state after it, `A` ruled out.
const CERTAINTY: &str = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit";

impl Coding<'_> {
    /// Whether the diagnosis is said to be ruled out or over.
    fn is_not_now(&self) -> bool {
        let of = self.extension.iter().filter(|one| Str::text(one.url.as_ref()) == CERTAINTY);
        let mut codes = of.filter_map(|one| one.value_coding.as_ref());
        codes.any(|value| matches!(Str::text(value.code.as_ref()), "A" | "Z"))
    }
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
    #[serde(borrow)]
    creation: Option<Str<'a>>,
}

/// A text, or something else, to which documents refer.
#[derive(Debug, Deserialize)]
struct Binary<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow, rename = "contentType")]
    content_type: Option<Str<'a>>,
    #[serde(borrow)]
    data: Option<Str<'a>>,
}

impl Binary<'_> {
    fn plain(&self) -> Part<'_> {
        Part {
            content_type: Str::text(self.content_type.as_ref()),
            data: self.data.as_ref().map(|data| data.0.as_bytes()),
            address: "",
        }
    }
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

/// What a server says of a record.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(borrow)]
    last_updated: Option<Str<'a>>,
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
    #[serde(borrow, rename = "docStatus")]
    doc_status: Option<Str<'a>>,
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
    meta: Option<Meta<'a>>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
    #[serde(default)]
    do_not_perform: bool,
    #[serde(borrow)]
    verification_status: Option<Concept<'a>>,
    #[serde(borrow)]
    subject: Option<Reference<'a>>,
    #[serde(borrow)]
    encounter: Option<Reference<'a>>,
    /// The visit of a medicine that was given or taken.
    #[serde(borrow)]
    context: Option<Reference<'a>>,
    #[serde(borrow)]
    code: Option<Concept<'a>>,
    #[serde(borrow, default)]
    procedure_code: Vec<Concept<'a>>,
    #[serde(borrow, default)]
    conclusion_code: Vec<Concept<'a>>,
    #[serde(borrow)]
    onset_date_time: Option<Str<'a>>,
    #[serde(borrow)]
    abatement_date_time: Option<Str<'a>>,
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
    when_handed_over: Option<Str<'a>>,
    #[serde(borrow)]
    when_prepared: Option<Str<'a>>,
    #[serde(borrow)]
    medication_codeable_concept: Option<Concept<'a>>,
    #[serde(borrow)]
    medication_reference: Option<Reference<'a>>,
    #[serde(borrow, default)]
    contained: Vec<medicine::Inner<'a>>,
    #[serde(borrow, default)]
    presented_form: Vec<Attachment<'a>>,
    #[serde(borrow)]
    conclusion: Option<Str<'a>>,
}

/// The day of a FHIR date or time, as it is written there. A year or a month alone is no day.
fn day(text: Option<&Str<'_>>) -> Option<Date> {
    text.and_then(|text| day_of(&text.0))
}

/// The same of a bare string.
pub fn day_of(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    if let [a, b, c, d, b'-', e, f, b'-', g, h] = *day.as_bytes()
        && [a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit)
    {
        let two = |ten: u8, one: u8| (ten - b'0') * 10 + (one - b'0');
        let (century, year) = (i16::from(two(a, b)), i16::from(two(c, d)));
        return Date::new(century * 100 + year, two(e, f).cast_signed(), two(g, h).cast_signed()).ok();
    }
    day.parse().ok()
}

/// The id in a reference: without its type, its server and its version.
fn id<'s>(reference: Option<&'s Reference<'_>>) -> &'s str {
    id_of(reference.map_or("", |reference| Str::text(reference.reference.as_ref())))
}

fn id_of(text: &str) -> &str {
    let mut parts = text.rsplit('/');
    let last = parts.next().unwrap_or_default();
    // “Patient/1/_history/2” is the second version of the first patient.
    let id = if parts.next() == Some("_history") { parts.next().unwrap_or_default() } else { last };
    id.strip_prefix("urn:uuid:").unwrap_or(id)
}

/// The resource type, where it stands at the front, as exports write it.
pub fn kind(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"resourceType\"")?;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    rest.get(..memchr::memchr(b'"', rest)?)
}

/// Records that hold no notes, diagnoses or orders: that they are passed over need not be said.
const HOLDS_NOTHING: [&[u8]; 26] = [
    b"Account",
    b"AllergyIntolerance",
    b"Appointment",
    b"AuditEvent",
    b"CareTeam",
    b"Coverage",
    b"Device",
    b"Endpoint",
    b"Goal",
    b"Group",
    b"HealthcareService",
    b"Immunization",
    b"List",
    b"Location",
    b"OperationOutcome",
    b"Organization",
    b"Parameters",
    b"Patient",
    b"Person",
    b"Practitioner",
    b"PractitionerRole",
    b"Provenance",
    b"RelatedPerson",
    b"Schedule",
    b"Slot",
    b"Specimen",
];

/// Reads one line.
pub fn read(line: &[u8], reader: &mut Reader<'_>) -> Result<(), String> {
    let parsed;
    let kind = if let Some(kind) = kind(line) {
        kind
    } else if !line.starts_with(b"{") {
        return Err("this is not a record: each line holds one, and begins with a brace (NDJSON)".to_owned());
    } else {
        parsed = serde_json::from_slice::<Kind<'_>>(line).map_err(|error| wrong(&error))?;
        parsed.resource_type.0.as_bytes()
    };
    match kind {
        b"DocumentReference" => {
            if quick(line, reader) {
                return Ok(());
            }
            let full = parse::<Document<'_>>(line)?;
            let plain = full.plain();
            Shape::learn(line, &plain, &mut reader.memory.shapes);
            document(&plain, reader)
        }
        b"Encounter" => {
            encounter(&parse::<Encounter<'_>>(line)?, reader);
            Ok(())
        }
        b"Condition"
        | b"Procedure"
        | b"ImagingStudy"
        | b"DiagnosticReport"
        | b"ServiceRequest"
        | b"MedicationRequest"
        | b"MedicationStatement"
        | b"MedicationAdministration"
        | b"MedicationDispense" => {
            let one = parse::<Coded<'_>>(line)?;
            reader.version = one.version(kind);
            let read = coded(&one, reader);
            reader.version = None;
            read
        }
        b"Bundle" => {
            let mut wrong = None;
            for one in bundled(line)? {
                reader.counts.records += 1;
                wrong = wrong.or(read(&one, reader).err());
            }
            wrong.map_or(Ok(()), |what| Err(format!("in a record of this Bundle: {what}")))
        }
        b"Binary" => {
            let one = parse::<Binary<'_>>(line)?;
            attached::read_binary(Str::text(one.id.as_ref()), &one.plain(), reader)
        }
        b"Medication" => {
            medicine::read(&parse::<medicine::Medication<'_>>(line)?, reader);
            Ok(())
        }
        other => {
            parse::<Kind<'_>>(line)?;
            if !HOLDS_NOTHING.contains(&other) {
                reader.unread_kind(&String::from_utf8_lossy(other));
            }
            Ok(())
        }
    }
}

/// Reads a document whose line differs from one read before only in its strings; false when it has to be read in full.
fn quick(line: &[u8], reader: &mut Reader<'_>) -> bool {
    let shapes = std::mem::take(&mut reader.memory.shapes);
    let plain = shapes.iter().find_map(|shape| shape.read(line));
    reader.memory.shapes = shapes;
    let Some(plain) = plain else { return false };
    // Data that is decoded is known to be sound afterwards; other data has to be looked at.
    let decoded = !plain.is_withdrawn() && reader.rules.window.has(plain.date());
    let unseen = plain.parts.iter().filter(|part| !(decoded && part.is_plain())).filter_map(|part| part.data);
    if !unseen.into_iter().all(is_clean) {
        return false;
    }
    let before = (reader.counts, reader.lines.0.len());
    reader.memory.strict = true;
    let read = document(&plain, reader);
    reader.memory.strict = false;
    if read.is_err() {
        reader.counts = before.0;
        reader.lines.0.truncate(before.1);
    }
    read.is_ok()
}

fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| wrong(&error))
}

fn withdrawn(status: Option<&Str<'_>>) -> bool {
    is_withdrawn(Str::text(status))
}

fn is_withdrawn(status: &str) -> bool {
    matches!(status, "entered-in-error" | "cancelled" | "not-done" | "not-taken" | "revoked" | "declined")
}

fn concept(concept: &Concept<'_>, encounter: &str, patient: &str, date: Option<Date>, reader: &mut Reader<'_>) {
    for coding in &concept.coding {
        if coding.is_not_now() {
            reader.counts.withdrawn += 1;
            continue;
        }
        let system = Str::text(coding.system.as_ref());
        reader.code(system, Str::text(coding.code.as_ref()), encounter, patient, date);
    }
    // Where the same is said in a list that is known, the others are not missed.
    let codes = reader.rules.codes;
    let mut strange = concept.coding.iter().map(|coding| Str::text(coding.system.as_ref()));
    if let Some(list) = strange.next().filter(|list| !codes.knows(list))
        && strange.all(|list| !codes.knows(list))
    {
        reader.strange(list, date);
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
    reader.visit(&one.id.0, patient, from, to);
    for reason in &one.reasons {
        concept(reason, &one.id.0, patient, from, reader);
    }
}

/// What is read of a document, bare: the strings as they are, where a field is not there nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain<'a> {
    pub id: &'a str,
    pub status: &'a str,
    pub doc_status: &'a str,
    pub subject: &'a str,
    pub date: &'a str,
    /// When the first of its notes was made.
    pub created: &'a str,
    pub author: &'a str,
    pub encounter: &'a str,
    pub start: &'a str,
    pub parts: Vec<Part<'a>>,
}

impl Plain<'_> {
    fn date(&self) -> Option<Date> {
        [self.date, self.start, self.created].into_iter().find_map(day_of)
    }

    /// What is written where no day is.
    fn part_of_a_day(&self) -> &str {
        let written = [self.date, self.start, self.created].into_iter().find(|text| !text.is_empty());
        written.filter(|_| self.date().is_none()).unwrap_or_default()
    }

    fn is_withdrawn(&self) -> bool {
        is_withdrawn(self.status) || is_withdrawn(self.doc_status)
    }
}

impl Attachment<'_> {
    fn plain(&self) -> Part<'_> {
        // `data:text/plain;base64,RmVs…`
        let inside = Str::text(self.url.as_ref()).strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        if let (None, Some((kind, data))) = (&self.data, inside) {
            return Part { content_type: kind, data: Some(data.as_bytes()), address: "" };
        }
        Part {
            content_type: Str::text(self.content_type.as_ref()),
            data: self.data.as_ref().map(|data| data.0.as_bytes()),
            address: Str::text(self.url.as_ref()),
        }
    }
}

impl Document<'_> {
    fn plain(&self) -> Plain<'_> {
        fn bare<'s>(reference: Option<&'s Reference<'_>>) -> &'s str {
            reference.map_or("", |one| Str::text(one.reference.as_ref()))
        }
        let context = self.context.as_ref();
        let period = context.and_then(|context| context.period.as_ref());
        let attached = || self.content.iter().filter_map(|content| content.attachment.as_ref());
        Plain {
            id: Str::text(self.id.as_ref()),
            status: Str::text(self.status.as_ref()),
            doc_status: Str::text(self.doc_status.as_ref()),
            subject: bare(self.subject.as_ref()),
            date: Str::text(self.date.as_ref()),
            created: attached().find_map(|one| one.creation.as_ref()).map_or("", |made| &made.0),
            author: bare(self.author.first()),
            encounter: bare(context.and_then(|context| context.encounter.first())),
            start: Str::text(period.and_then(|period| period.start.as_ref())),
            parts: attached().map(Attachment::plain).collect(),
        }
    }
}

fn document(one: &Plain<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    if one.is_withdrawn() {
        reader.counts.withdrawn += 1;
        attached::pass_over(&one.parts, reader);
        return Ok(());
    }
    let date = one.date();
    let written = one.part_of_a_day();
    if !reader.wants(date) || !reader.may_want(written) {
        attached::pass_over(&one.parts, reader);
        return Ok(());
    }
    let meta = About {
        encounter: id_of(one.encounter),
        patient: id_of(one.subject),
        date,
        document: one.id,
        author: id_of(one.author),
    };
    attached::read(&one.parts, &meta, reader)
}

/// The records of a Bundle that stands in one line.
fn bundled(line: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    #[derive(Deserialize)]
    struct Bundle {
        #[serde(default)]
        entry: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        resource: Option<serde_json::Value>,
    }
    let all = parse::<Bundle>(line)?.entry.into_iter().filter_map(|entry| entry.resource);
    Ok(all.filter_map(|resource| serde_json::to_vec(&resource).ok()).collect())
}

/// What the records of a line hold, for showing one of their notes again.
pub fn all_held(line: &[u8]) -> Vec<Held> {
    if kind(line) == Some(b"Bundle") {
        let all = bundled(line).unwrap_or_default();
        return all.iter().filter_map(|one| held(one)).collect();
    }
    held(line).into_iter().collect()
}

/// A record with the notes it holds, for showing one of them again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The record's id.
    pub id: String,
    /// The person.
    pub patient: String,
    /// The texts in the order in which a sweep reads them.
    pub texts: Vec<String>,
}

/// What [`read`] reads notes from; nothing when the line is no record that holds notes.
pub fn held(line: &[u8]) -> Option<Held> {
    let parsed;
    let kind = if let Some(kind) = kind(line) {
        kind
    } else {
        parsed = parse::<Kind<'_>>(line).ok()?;
        parsed.resource_type.0.as_bytes()
    };
    let (id, subject, first, parts);
    let (document, coded, binary);
    match kind {
        b"Binary" => {
            binary = parse::<Binary<'_>>(line).ok()?;
            (id, subject, first, parts) = (Str::text(binary.id.as_ref()), "", None, vec![binary.plain()]);
        }
        b"DocumentReference" => {
            document = parse::<Document<'_>>(line).ok()?;
            let plain = document.plain();
            (id, subject, first, parts) = (plain.id, plain.subject, None, plain.parts);
        }
        b"Condition" | b"Procedure" | b"ImagingStudy" | b"DiagnosticReport" | b"ServiceRequest"
        | b"MedicationRequest" => {
            coded = parse::<Coded<'_>>(line).ok()?;
            id = Str::text(coded.id.as_ref());
            subject = coded.subject.as_ref().map_or("", |one| Str::text(one.reference.as_ref()));
            first = coded.conclusion.as_ref().map(|text| text.0.to_string());
            parts = coded.forms();
        }
        _ => return None,
    }
    let mut texts = Vec::from_iter(first);
    attached::texts(&parts, &mut texts);
    Some(Held { id: id.to_owned(), patient: id_of(subject).to_owned(), texts })
}

impl Coded<'_> {
    /// The notes that it holds.
    fn forms(&self) -> Vec<Part<'_>> {
        self.presented_form.iter().map(Attachment::plain).collect()
    }

    /// Which version this is, where the record says so.
    fn version(&self, kind: &[u8]) -> Option<Version<'static>> {
        let made = Str::text(self.meta.as_ref()?.last_updated.as_ref()).parse::<Timestamp>().ok()?;
        let id = &self.id.as_ref()?.0;
        let id = format!("{}/{id}", String::from_utf8_lossy(kind)).into();
        Some(Version { id, made: made.as_millisecond(), withdrawn: false })
    }
}

/// Whether a diagnosis was over, or years old, when it was written down at a visit: it is not what the visit was for.
fn is_old(one: &Coded<'_>) -> bool {
    let Some(written) = day(one.recorded_date.as_ref()) else { return false };
    // A year alone says enough here.
    let year = |text: &Str<'_>| text.0.get(..4).and_then(|year| year.parse::<i16>().ok());
    let began = one.onset_date_time.as_ref();
    let long_ago = match day(began) {
        Some(began) => written.since(began).is_ok_and(|ago| ago.get_days() > YEAR),
        None => began.and_then(year).is_some_and(|year| year < written.year() - 1),
    };
    long_ago || day(one.abatement_date_time.as_ref()).is_some_and(|over| over < written)
}

/// A diagnosis that began more days than this before it was written down is an old one.
const YEAR: i32 = 366;

fn coded(one: &Coded<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    let refuted = one.verification_status.iter().flat_map(|concept| &concept.coding);
    let mut refuted = refuted.filter_map(|coding| coding.code.as_ref());
    let stopped = withdrawn(one.status.as_ref()) || one.do_not_perform;
    if stopped || refuted.any(|code| matches!(&*code.0, "refuted" | "entered-in-error")) {
        reader.withdraw(id(one.encounter.as_ref()), id(one.subject.as_ref()));
        attached::pass_over(&one.forms(), reader);
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
        .or_else(|| day(one.authored_on.as_ref()))
        .or_else(|| day(one.when_handed_over.as_ref()))
        .or_else(|| day(one.when_prepared.as_ref()));
    if !reader.wants(date) {
        attached::pass_over(&one.forms(), reader);
        return Ok(());
    }
    if is_old(one) {
        reader.counts.withdrawn += 1;
        return Ok(());
    }
    let (visit, patient) = (id(one.encounter.as_ref().or(one.context.as_ref())), id(one.subject.as_ref()));
    for codes in one.code.iter().chain(&one.procedure_code).chain(&one.conclusion_code) {
        concept(codes, visit, patient, date, reader);
    }
    medicine::ordered(one, visit, patient, date, reader);
    let meta = About { encounter: visit, patient, date, document: Str::text(one.id.as_ref()), author: "" };
    if let Some(conclusion) = &one.conclusion {
        reader.note(&conclusion.0, &meta);
    }
    if one.presented_form.is_empty() { Ok(()) } else { attached::read(&one.forms(), &meta, reader) }
}

#[cfg(test)]
mod tests;
