//! How a worklist does against the truth of the cohort: who is found, among how many that have to be looked at, and how
//! far up. Wilson intervals throughout.
//!
//! What is looked for is a *missed* rupture, at the visit that missed it. Whether a rupture that is recognised, late or
//! miscoded stands on the list is told beside it and never counts as found. Later visits (`after`) are no part of it: a
//! department that sweeps this week has not seen them. [`score`] therefore wants the worklist of a cohort written with
//! `--first-visits`, and [`look_back`] the one of the whole cohort.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// One line of `truth.csv`, as far as it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The visit.
    pub encounter: String,
    /// What is true of it.
    pub truth: String,
    /// Under what it is coded.
    pub kind: String,
    /// The story, for a note written as a whole.
    pub story: String,
    /// Whether a true or ambiguous sign is marked in its notes.
    pub signs: bool,
    /// Whether the rupture is coded later in the same cohort.
    pub coded_later: bool,
}

/// Reads `truth.csv`. Lines that are too short are an error, with their number.
pub fn rows(text: &str) -> Result<Vec<Row>, String> {
    text.lines()
        .enumerate()
        .skip(1)
        .map(|(at, line)| {
            let cells: Vec<&str> = line.split(',').collect();
            let [encounter, _, _, truth, kind, _, story, days, signs] = cells[..] else {
                return Err(format!("Line {} of the truth has {} columns, not 9.", at + 1, cells.len()));
            };
            Ok(Row {
                encounter: encounter.to_owned(),
                truth: truth.to_owned(),
                kind: kind.to_owned(),
                story: story.to_owned(),
                signs: signs.split(';').any(|sign| sign.ends_with(['+', '?'])),
                coded_later: !days.is_empty(),
            })
        })
        .collect()
}

/// A part of a whole with its 95 % interval after Wilson.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The part, from 0 to 1; 0 of nothing is 0.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Share {
    /// `count` of `of`.
    #[expect(clippy::cast_precision_loss, reason = "counts of visits are far below 2^52")]
    pub fn of(count: usize, of: usize) -> Self {
        const Z: f64 = 1.959_963_984_540_054;
        if of == 0 {
            return Self { count, of, share: 0.0, low: 0.0, high: 1.0 };
        }
        let (n, p) = (of as f64, count as f64 / of as f64);
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self { count, of, share: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
    }
}

/// How the first places of the list do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Depth {
    /// What is looked at.
    pub name: String,
    /// How many visits that are.
    pub visits: usize,
    /// Missed ruptures found, of all missed ones.
    pub sensitivity: Share,
    /// The same, of those whose notes hold a sign at all.
    pub sensitivity_of_signs: Share,
    /// Missed ruptures among the visits looked at.
    pub ppv: Share,
}

impl Depth {
    /// Visits to look at for one missed rupture, with its interval; nothing when none is found.
    pub fn to_review(&self) -> Option<(f64, f64, f64)> {
        (self.ppv.count > 0).then(|| (1.0 / self.ppv.share, 1.0 / self.ppv.high, 1.0 / self.ppv.low))
    }
}

/// Everything about one worklist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// By how far down is looked.
    pub depths: Vec<Depth>,
    /// By truth and kind of code: how many there are, on the list, in the first hundred, and known by the list.
    pub groups: BTreeMap<String, [usize; 4]>,
    /// Stories of missed ruptures that are not on the list.
    pub not_found: Vec<String>,
}

fn visits(worklist: &Value, list: &str) -> Vec<String> {
    let entries = worklist[list].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().filter_map(|entry| entry["encounter"].as_str().map(str::to_owned)).collect()
}

/// Scores the list against the truth. The worklist is the JSON of `heelrise sweep`.
pub fn score(truth: &[Row], worklist: &Value) -> Scored {
    let rows: BTreeMap<&str, &Row> =
        truth.iter().filter(|row| row.kind != "after").map(|row| (row.encounter.as_str(), row)).collect();
    let ranks: Vec<String> =
        visits(worklist, "people").into_iter().filter(|id| rows.contains_key(id.as_str())).collect();
    let known = visits(worklist, "already_known");
    let missed = |id: &&String| rows.get(id.as_str()).is_some_and(|row| row.truth == "missed");
    let signs = |id: &&String| rows.get(id.as_str()).is_some_and(|row| row.truth == "missed" && row.signs);
    let all = rows.values().filter(|row| row.truth == "missed").count();
    let all_signs = rows.values().filter(|row| row.truth == "missed" && row.signs).count();
    let band = |wanted: &[&str]| {
        let people = worklist["people"].as_array().map(Vec::as_slice).unwrap_or_default();
        people.iter().filter(|entry| entry["band"].as_str().is_some_and(|band| wanted.contains(&band))).count()
    };
    let depth = |name: String, visits: usize| {
        let seen = &ranks[..visits.min(ranks.len())];
        let found = seen.iter().filter(missed).count();
        Depth {
            name,
            visits: seen.len(),
            sensitivity: Share::of(found, all),
            sensitivity_of_signs: Share::of(seen.iter().filter(signs).count(), all_signs),
            ppv: Share::of(found, seen.len()),
        }
    };
    let depths = vec![
        depth("first 50".to_owned(), 50),
        depth("first 100".to_owned(), 100),
        depth("first 200".to_owned(), 200),
        depth("“call back first”".to_owned(), band(&["first"])),
        depth("“call back first” and “look”".to_owned(), band(&["first", "look"])),
        depth("whole list".to_owned(), ranks.len()),
    ];
    let mut groups: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for row in rows.values() {
        let cell = groups.entry(format!("{}, coded as {}", row.truth, row.kind)).or_default();
        let place = ranks.iter().position(|id| *id == row.encounter);
        cell[0] += 1;
        cell[1] += usize::from(place.is_some());
        cell[2] += usize::from(place.is_some_and(|place| place < 100));
        cell[3] += usize::from(known.contains(&row.encounter));
    }
    let mut not_found: Vec<String> = rows
        .values()
        .filter(|row| row.truth == "missed" && !ranks.contains(&row.encounter))
        .map(|row| row.story.clone())
        .collect();
    not_found.sort();
    Scored { depths, groups, not_found }
}

/// How the look back does on a whole cohort: each of its three lists against the truth, apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LookBack {
    /// Name of the list, found of those that belong there, and how much of the list belongs there.
    pub lists: Vec<(String, Share, Share)>,
}

/// Scores the look back; nothing when the worklist has none.
pub fn look_back(truth: &[Row], worklist: &Value) -> Option<LookBack> {
    let audit = worklist.get("audit").filter(|audit| audit.is_object())?;
    let ids = |list: &str, path: &str| -> Vec<String> {
        let cases = audit[list].as_array().map(Vec::as_slice).unwrap_or_default();
        cases.iter().filter_map(|case| case.pointer(path)?.as_str().map(str::to_owned)).collect()
    };
    let against = |name: &str, listed: Vec<String>, belongs: &dyn Fn(&Row) -> bool| {
        let should: Vec<&str> = truth.iter().filter(|row| belongs(row)).map(|row| row.encounter.as_str()).collect();
        let right = listed.iter().filter(|id| should.contains(&id.as_str())).count();
        (name.to_owned(), Share::of(right, should.len()), Share::of(right, listed.len()))
    };
    Some(LookBack {
        lists: vec![
            against("missed, and coded later", ids("missed", "/first/encounter"), &|row| {
                row.truth == "missed" && row.coded_later
            }),
            against("miscoded: a rupture's code on a sore tendon", ids("miscoded", "/encounter"), &|row| {
                row.truth == "miscoded" && row.kind == "rupture"
            }),
            against("truly late", ids("truly_late", "/encounter"), &|row| row.truth == "known_late"),
        ],
    })
}

fn cell(share: Share) -> String {
    format!(
        "{} of {} = {:.1} % ({:.1}–{:.1})",
        share.count,
        share.of,
        100.0 * share.share,
        100.0 * share.low,
        100.0 * share.high
    )
}

/// Both as Markdown tables.
pub fn markdown(scored: &Scored, back: Option<&LookBack>) -> String {
    let mut out = String::from(
        "| looked at | visits | sensitivity (95 %) | of those whose notes hold a sign | PPV (95 %) | to review for one (95 %) |\n|---|---|---|---|---|---|\n",
    );
    for depth in &scored.depths {
        let review = depth
            .to_review()
            .map_or_else(|| "–".to_owned(), |(middle, low, high)| format!("{middle:.1} ({low:.1}–{high:.1})"));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {review} |",
            depth.name,
            depth.visits,
            cell(depth.sensitivity),
            cell(depth.sensitivity_of_signs),
            cell(depth.ppv)
        );
    }
    out.push_str("\n| truth | visits | on the list | in its first 100 | known by the list |\n|---|---|---|---|---|\n");
    for (name, [all, listed, first, known]) in &scored.groups {
        let _ = writeln!(out, "| {name} | {all} | {listed} | {first} | {known} |");
    }
    let _ = writeln!(
        out,
        "\nMissed and not on the list: {}.",
        if scored.not_found.is_empty() { "none".to_owned() } else { scored.not_found.join(", ") }
    );
    if let Some(back) = back {
        out.push_str("\n| look back | found (95 %) | right among those listed (95 %) |\n|---|---|---|\n");
        for (name, found, right) in &back.lists {
            let _ = writeln!(out, "| {name} | {} | {} |", cell(*found), cell(*right));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TRUTH: &str = "encounter,patient,date,truth,kind,voice,story,days_to_rupture_code,signs\n\
        e1,p1,2026-01-01,missed,sprain,v,m01,9,pop+\n\
        e2,p2,2026-01-02,missed,calf,v,m53,,\n\
        e3,p3,2026-01-03,benign,sprain,v,,,\n\
        e4,p1,2026-01-10,recognised,after,v,,,gap+\n\
        e5,p5,2026-01-10,miscoded,rupture,v,x01,,\n\
        e6,p6,2026-01-10,known_late,rupture,v,l01,,gap+\n";

    #[test]
    fn found_by_rank_and_later_visits_left_out() {
        let list = json!({"people": [
            {"encounter": "e4", "band": "first"}, {"encounter": "e3", "band": "first"}, {"encounter": "e1", "band": "low"}
        ], "already_known": [{"encounter": "e6"}]});
        let scored = score(&rows(TRUTH).unwrap(), &list);
        let whole = scored.depths.last().unwrap();
        assert_eq!((whole.visits, whole.sensitivity.count, whole.sensitivity.of), (2, 1, 2));
        assert_eq!((whole.sensitivity_of_signs.count, whole.sensitivity_of_signs.of), (1, 1));
        assert_eq!((whole.ppv.count, whole.ppv.of), (1, 2));
        assert_eq!(scored.not_found, ["m53"]);
        assert_eq!(scored.groups["known_late, coded as rupture"], [1, 0, 0, 1]);
        assert_eq!(scored.groups["missed, coded as sprain"], [1, 1, 1, 0]);
        assert!(markdown(&scored, None).contains("Missed and not on the list: m53."));
    }

    #[test]
    fn the_three_lists_of_the_look_back_are_kept_apart() {
        let list = json!({"audit": {"missed": [{"first": {"encounter": "e1"}}, {"first": {"encounter": "e3"}}],
            "miscoded": [{"encounter": "e5"}], "truly_late": []}});
        let back = look_back(&rows(TRUTH).unwrap(), &list).unwrap();
        let counts: Vec<_> = back.lists.iter().map(|(_, a, b)| (a.count, a.of, b.of)).collect();
        assert_eq!(counts, [(1, 1, 2), (1, 1, 1), (0, 1, 0)]);
        assert!(look_back(&rows(TRUTH).unwrap(), &json!({})).is_none());
    }

    #[test]
    fn wilson_as_in_the_textbook() {
        // Newcombe 1998, example 1: 81 of 263.
        let share = Share::of(81, 263);
        assert!((share.low - 0.2553).abs() < 5e-5 && (share.high - 0.3662).abs() < 5e-5, "{share:?}");
        assert!(Share::of(0, 20).low.abs() < 1e-12);
    }

    #[test]
    fn a_short_line_is_named() {
        assert!(rows("head\na,b\n").unwrap_err().contains("Line 2"));
    }
}
