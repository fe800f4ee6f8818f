//! Orders that name their medicine by reference to a record of its own, as some exports do. That record may stand in front of
//! the order or behind it, in another file, read by another thread: so both are kept in the journal, and brought together when
//! all is read.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::SweepError;
use crate::codes::Drug;
use crate::journal;
use crate::line::Lines;
use crate::record::Order;

/// The letter of a medicine that counts.
const MEDICINE: u8 = b'M';
/// The letter of an order that names its medicine by reference.
const REFERRED: u8 = b'P';

/// Whether a line of the journal is one of these.
pub fn is_own(line: &[u8]) -> bool {
    matches!(line.first(), Some(&(MEDICINE | REFERRED)))
}

/// Keeps a medicine that counts: its id, its class, and how many days it counts.
pub fn medicine(lines: &mut Lines, id: &str, drug: &Drug) {
    line(lines, MEDICINE, &(id, &drug.id, drug.days));
}

/// Keeps an order of a medicine with this id.
pub fn order(lines: &mut Lines, id: &str, order: Order<'_>) {
    line(lines, REFERRED, &(id, order));
}

fn line(lines: &mut Lines, letter: u8, value: &impl serde::Serialize) {
    lines.0.push(letter);
    // Writing these types to memory cannot fail; if it ever did, reading says that the journal is damaged.
    let _ = serde_json::to_writer(&mut lines.0, value);
    lines.0.push(b'\n');
}

/// Adds to a complete journal the orders whose medicines are known now. They stand behind its last place that is complete, so
/// a sweep that goes on with it reads them off again.
pub fn bring_together(journal: &Path) -> Result<(), SweepError> {
    let mut known: HashMap<String, (String, i32)> = HashMap::new();
    journal::raw(journal, &[MEDICINE], |line| {
        let (id, drug, days) = serde_json::from_slice(line.get(1..)?).ok()?;
        known.insert(id, (drug, days));
        Some(())
    })?;
    if known.is_empty() {
        return Ok(());
    }
    let mut lines = Lines::default();
    let add = OpenOptions::new().append(true).open(journal).map_err(SweepError::writing(journal))?;
    let mut add = BufWriter::new(add);
    let mut written = Ok(());
    // What is added has another letter: reading on into it finds no more of these.
    journal::raw(journal, &[REFERRED], |line| {
        let (id, mut order): (String, Order<'_>) = serde_json::from_slice(line.get(1..)?).ok()?;
        if let Some((drug, days)) = known.get(&id).filter(|_| written.is_ok()) {
            (order.drug, order.days) = (drug.as_str().into(), *days);
            lines.order(&order);
            written = add.write_all(&lines.0);
            lines.0.clear();
        }
        Some(())
    })?;
    written.and_then(|()| add.flush()).map_err(SweepError::writing(journal))
}
