//! Medicines in a FHIR export: ordered by their name or their code, in the order itself, in what it holds, or in a record of
//! their own.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Coded, Coding, Concept, Str, id_of, withdrawn};
use crate::codes::{Codes, Drug};
use crate::reader::Reader;

/// What a record holds inside: of these only medicines are looked at, and others may have anything in these fields.
#[derive(Debug, Deserialize)]
pub struct Inner<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    code: Option<Any<'a>>,
}

/// A concept, or something else.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Any<'a> {
    Concept(#[serde(borrow)] Concept<'a>),
    Other(serde::de::IgnoredAny),
}

#[derive(Debug, Deserialize)]
pub struct Medication<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
    #[serde(borrow)]
    code: Option<Concept<'a>>,
    #[serde(borrow, default)]
    ingredient: Vec<Ingredient<'a>>,
}

#[derive(Debug, Deserialize)]
struct Ingredient<'a> {
    #[serde(borrow, rename = "itemCodeableConcept")]
    item: Option<Concept<'a>>,
}

/// The medicine of an order: named, or by its code, here or in what the record holds, or in a record of its own.
pub fn ordered(one: &Coded<'_>, visit: &str, patient: &str, date: Option<Date>, reader: &mut Reader<'_>) {
    let reference = one.medication_reference.as_ref();
    let inner = |at: &str| {
        let same = one.contained.iter().find(|inner| inner.id.as_ref().is_some_and(|id| id.0 == at));
        same.and_then(|inner| match &inner.code {
            Some(Any::Concept(concept)) => Some(concept),
            _ => None,
        })
    };
    let referred = reference.map_or("", |reference| Str::text(reference.reference.as_ref()));
    let concepts = one.medication_codeable_concept.iter().chain(referred.strip_prefix('#').and_then(inner));
    let named = reference.and_then(|reference| reference.display.as_ref());
    let codes = reader.rules.codes;
    let drug = named.and_then(|name| codes.drug(&name.0)).or_else(|| drug(codes, concepts));
    match drug {
        Some(drug) => reader.order(drug, visit, patient, date),
        None if referred.is_empty() || referred.starts_with('#') => {}
        None => reader.order_of(id_of(referred), visit, patient, date),
    }
}

/// The class of a medicine by its words or its codes.
fn drug<'d, 'c: 'd>(codes: &'c Codes, mut of: impl Iterator<Item = &'d Concept<'d>>) -> Option<&'c Drug> {
    of.find_map(|concept| {
        let mut words = concept.text.iter().chain(concept.coding.iter().filter_map(|coding| coding.display.as_ref()));
        words.find_map(|word| codes.drug(&word.0)).or_else(|| {
            let code = |coding: &Coding<'_>| {
                codes.drug_code(Str::text(coding.system.as_ref()), Str::text(coding.code.as_ref()))
            };
            concept.coding.iter().find_map(code)
        })
    })
}

/// A medicine in a record of its own.
pub fn read(one: &Medication<'_>, reader: &mut Reader<'_>) {
    if withdrawn(one.status.as_ref()) {
        reader.counts.withdrawn += 1;
        return;
    }
    let concepts = one.code.iter().chain(one.ingredient.iter().filter_map(|part| part.item.as_ref()));
    if let Some(drug) = drug(reader.rules.codes, concepts) {
        reader.medicine(Str::text(one.id.as_ref()), drug);
    }
}
