//! One walk over the log, row by row. Each damage is named once, where it is: a row after a bad one is judged again
//! from its own stored hash.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::Hash;
use crate::chain::{self, LogHead, LogRow};
use crate::state::CaseState;
use crate::store::WorklistRow;

use super::Finding;

/// What is known of one case on the way.
#[derive(Default)]
struct OneCase {
    /// Number and hash of the row seen last.
    last: Option<(u64, Option<Hash>)>,
    /// All numbers seen.
    numbers: BTreeSet<u64>,
    /// State so far; none once something is wrong with the case.
    state: Option<CaseState>,
    /// Whether its worklist line is already named as wrong.
    line_named: bool,
}

pub(super) struct Walk<'a> {
    pub(super) position: u64,
    pub(super) events: u64,
    pub(super) findings: Vec<Finding>,
    /// Running hash as stored; none where the row before is missing or out of place.
    log: Option<Hash>,
    cases: BTreeMap<String, OneCase>,
    altered: Vec<LogRow>,
    anchor: Option<&'a LogHead>,
    anchored: bool,
    worklist: &'a BTreeMap<String, WorklistRow>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        anchor: Option<&'a LogHead>,
        worklist: &'a BTreeMap<String, WorklistRow>,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            position: 0,
            events: 0,
            findings,
            log: Some(chain::log_genesis()),
            cases: BTreeMap::new(),
            altered: Vec::new(),
            anchored: anchor.is_none_or(|noted| *noted == LogHead::empty()),
            anchor,
            worklist,
        }
    }

    pub(super) fn case_count(&self) -> u64 {
        self.cases.len() as u64
    }

    pub(super) fn row(&mut self, row: &LogRow) {
        self.events += 1;
        if row.position != self.position + 1 {
            self.findings.push(Finding::LogGap { from: self.position + 1, to: row.position.saturating_sub(1) });
            self.log = None;
        }
        self.position = row.position;

        let hash = Hash::parse(&row.hash);
        let previous = Hash::parse(&row.previous_hash);
        let intact = hash.is_some() && previous.map(|previous| chain::event_hash(row, previous)) == hash;
        if !intact {
            self.altered.push(row.clone());
        }
        self.log_link(row, hash, intact);
        self.case_link(row, hash, previous, intact);
    }

    /// The store-wide chain at this row.
    fn log_link(&mut self, row: &LogRow, hash: Option<Hash>, intact: bool) {
        let stored = Hash::parse(&row.log_hash);
        if self.anchor.is_some_and(|noted| noted.position == row.position && Some(noted.hash) == stored) {
            self.anchored = true;
        }
        let fits = match (self.log, hash, stored) {
            (None, _, Some(_)) => true,
            (Some(before), Some(hash), Some(stored)) => {
                chain::log_hash(before, row.position, &row.case, row.seq, hash) == stored
            }
            _ => false,
        };
        if !fits && intact {
            self.findings.push(Finding::OutOfPlace { position: row.position, case: row.case.clone(), seq: row.seq });
        }
        self.log = if fits { stored } else { None };
    }

    /// The case's own chain, its fold, and its worklist line.
    fn case_link(&mut self, row: &LogRow, hash: Option<Hash>, previous: Option<Hash>, intact: bool) {
        let case = self
            .cases
            .entry(row.case.clone())
            .or_insert_with(|| OneCase { state: row.case.parse().ok().map(CaseState::new), ..OneCase::default() });
        case.numbers.insert(row.seq);
        let before = match case.last {
            _ if row.seq == 1 => Some(chain::case_genesis(&row.case)),
            Some((seq, hash)) if seq + 1 == row.seq => hash,
            _ => None,
        };
        case.last = Some((row.seq, hash));
        if intact && before.is_some() && before != previous {
            self.findings.push(Finding::BrokenLink { case: row.case.clone(), seq: row.seq });
        }
        if !intact {
            case.state = None;
            return;
        }
        match row.event() {
            Err(why) => {
                self.findings.push(Finding::Unreadable { case: row.case.clone(), seq: row.seq, why });
                case.state = None;
            }
            Ok(event) => {
                if event.kind.name() != row.kind {
                    self.altered.push(row.clone());
                }
                if case.state.as_mut().is_some_and(|state| state.apply(&event).is_err()) {
                    case.state = None;
                }
            }
        }
        if let (Some(state), Some(line)) = (&case.state, self.worklist.get(&row.case))
            && state.version == line.version
            && WorklistRow::of(state).as_ref() != Some(line)
        {
            case.line_named = true;
            self.findings.push(Finding::ProjectionDiffers { case: row.case.clone() });
        }
    }

    /// Closes the walk. Gives the cases whose worklist line was behind the log or not there, with the version it should
    /// have: they may have been written meanwhile.
    pub(super) fn finish(&mut self, head: &LogHead) -> Vec<(String, u64)> {
        if self.position < head.position {
            self.findings.push(Finding::LogGap { from: self.position + 1, to: head.position });
        } else if self.log.is_some_and(|hash| hash != head.hash) {
            self.findings.push(Finding::HeadDiffers { kept: head.position, found: self.position });
        }
        if let Some(noted) = self.anchor.filter(|_| !self.anchored) {
            self.findings.push(Finding::AnchorDiffers { noted: noted.to_string() });
        }
        self.name_altered();
        self.name_missing()
    }

    fn name_altered(&mut self) {
        for row in std::mem::take(&mut self.altered) {
            let most = self.cases.get(&row.case).and_then(|case| case.numbers.last().copied()).unwrap_or(0);
            let stored = (Hash::parse(&row.hash), Hash::parse(&row.previous_hash));
            let written = match stored {
                (Some(hash), Some(previous)) => (1..=most + 1).find(|seq| {
                    *seq != row.seq && chain::event_hash(&LogRow { seq: *seq, ..row.clone() }, previous) == hash
                }),
                _ => None,
            };
            let LogRow { position, case, seq, .. } = row;
            self.findings.push(match written {
                Some(written) => Finding::Moved { position, case, seq, written },
                None => Finding::Altered { position, case, seq },
            });
        }
    }

    fn name_missing(&mut self) -> Vec<(String, u64)> {
        let mut behind = Vec::new();
        for (name, case) in &self.cases {
            let known = self.worklist.get(name).map_or(0, |line| line.version.0);
            let most = case.numbers.last().copied().unwrap_or(0);
            let mut expected = 1;
            for number in case.numbers.iter().copied().chain(std::iter::once(known.max(most) + 1)) {
                if number > expected {
                    self.findings.push(Finding::Missing { case: name.clone(), from: expected, to: number - 1 });
                }
                expected = number + 1;
            }
            if known < most && !case.line_named {
                behind.push((name.clone(), most));
            }
        }
        for (name, line) in self.worklist {
            if !self.cases.contains_key(name) {
                self.findings.push(Finding::MissingCase { case: name.clone(), entries: line.version.0 });
            }
        }
        behind
    }
}
