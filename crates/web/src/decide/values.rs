//! What matters to a person: marked in a form, shown back with what is known of it, added up nowhere and kept nowhere.

use std::collections::BTreeMap;

use super::numbers::Row;

/// The things to weigh, each with the outcomes that tell of it. An operation itself has no number.
const THINGS: [(&str, &[&str]); 6] = [
    ("tear", &["rerupture"]),
    ("wound", &["deep-infection", "superficial-infection", "wound-infection"]),
    ("nerve", &["nerve-injury"]),
    ("work", &["days-to-work"]),
    ("function", &["function-early", "function-middle", "function-late"]),
    ("operation", &[]),
];

/// How much a thing can matter.
pub const WEIGHTS: [&str; 3] = ["lot", "some", "little"];

/// What a person marked: a thing and how much it matters.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Chosen(BTreeMap<&'static str, &'static str>);

impl Chosen {
    /// Reads a form; none when it holds something that the page does not ask.
    pub fn read(fields: &[(String, String)]) -> Option<Self> {
        let mut chosen = BTreeMap::new();
        for (name, value) in fields {
            let (thing, _) = THINGS.iter().find(|(thing, _)| thing == name)?;
            let weight = WEIGHTS.iter().find(|weight| *weight == value)?;
            chosen.insert(*thing, *weight);
        }
        Some(Self(chosen))
    }
}

/// A thing to weigh, as the form shows it.
pub struct Thing {
    /// Its word in message ids and the name of its field.
    pub id: &'static str,
    weight: Option<&'static str>,
}

impl Thing {
    /// Whether it was marked with this weight.
    pub fn has(&self, weight: &str) -> bool {
        self.weight == Some(weight)
    }
}

/// The things to weigh, with what was marked.
pub fn things(chosen: Option<&Chosen>) -> Vec<Thing> {
    let weight = |id: &str| chosen.and_then(|chosen| chosen.0.get(id).copied());
    THINGS.iter().map(|(id, _)| Thing { id, weight: weight(id) }).collect()
}

/// One outcome of a thing, with every option's number or its absence.
pub struct Fact {
    /// The outcome's word, for a link to its row.
    pub key: &'static str,
    /// The outcome's name.
    pub name: String,
    /// Each option's word with its number; no option is left out.
    pub options: Vec<(&'static str, String)>,
}

/// A thing that was marked, with what is known of it.
pub struct Told {
    /// Its word in message ids.
    pub id: &'static str,
    /// What is known of it.
    pub facts: Vec<Fact>,
}

/// What was marked, by how much it matters, the most first.
pub struct Reflection {
    /// A weight's word in message ids and what was marked with it; weights that were not used are left out.
    pub by_weight: Vec<(&'static str, Vec<Told>)>,
    /// What was left open.
    pub open: Vec<&'static str>,
}

/// What a person marked, shown back. The order is that of the form; nothing is added up.
pub fn reflection(chosen: &Chosen, rows: &[Row]) -> Reflection {
    let told = |weight: &str| -> Vec<Told> {
        let marked = THINGS.iter().filter(|(id, _)| chosen.0.get(id).copied() == Some(weight));
        marked.map(|(id, outcomes)| Told { id, facts: facts(outcomes, rows) }).collect()
    };
    let by_weight =
        WEIGHTS.into_iter().map(|weight| (weight, told(weight))).filter(|(_, told)| !told.is_empty()).collect();
    let open = THINGS.iter().map(|(id, _)| *id).filter(|id| !chosen.0.contains_key(id)).collect();
    Reflection { by_weight, open }
}

fn facts(outcomes: &[&str], rows: &[Row]) -> Vec<Fact> {
    let rows = rows.iter().filter(|row| outcomes.contains(&row.key));
    rows.map(|row| Fact {
        key: row.key,
        name: row.name.clone(),
        options: row
            .cells
            .iter()
            .map(|cell| {
                let number = cell.known.as_ref().map(|known| format!("{} {}", known.about, known.range));
                (cell.option, number.unwrap_or_else(|| cell.not_known.clone()))
            })
            .collect(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Option<Chosen> {
        let fields: Vec<(String, String)> = fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Chosen::read(&fields)
    }

    #[test]
    fn a_form_is_read_whole_or_refused() {
        assert_eq!(read(&[]), Some(Chosen::default()));
        let chosen = read(&[("tear", "lot"), ("work", "little")]).map(|chosen| chosen.0.len());
        assert_eq!(chosen, Some(2));
        assert_eq!(read(&[("tear", "very")]), None);
        assert_eq!(read(&[("name", "lot")]), None);
    }
}
