//! How long after the injury something was counted: one reading of it for every face. A comparison is said to span what
//! its own trials followed, not what the trials of the table beside it did.

use crate::summary::{Behind, SurgeryOrNot};

/// Shortest and longest follow-up behind a number, in months; nothing where none is stated.
pub fn follow_up<'a>(behind: impl IntoIterator<Item = &'a Behind>) -> Option<(f64, f64)> {
    let months = behind.into_iter().filter_map(|arm| arm.followup_months);
    months.fold(None, |all, m| Some(all.map_or((m, m), |(low, high): (f64, f64)| (low.min(m), high.max(m)))))
}

impl SurgeryOrNot {
    /// Shortest and longest follow-up of the trials of this comparison, in months.
    pub fn months(&self) -> Option<(f64, f64)> {
        follow_up(self.surgery.behind.iter().chain(&self.none.behind))
    }
}
