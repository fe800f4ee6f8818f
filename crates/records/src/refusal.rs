//! Why a change was not recorded. Each is a plain sentence with what to do next; nothing is half-written.

use crate::ids::{CaseId, Seq};

/// Why a change was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case moved on after the form was shown.
    #[error(
        "This page was out of date: while it was open, the case was changed ({changes}). Nothing of this form was saved. Open the case again, read the change, and enter yours once more."
    )]
    Stale {
        /// The version the form was made from.
        expected: Seq,
        /// The version the case has now.
        found: Seq,
        /// What happened in between, for example `1 entry by Dr Weber`.
        changes: String,
    },
    /// The form's key was used before, with other content or for another case.
    #[error(
        "This form was already sent once, with other answers, and those were saved. Nothing of the second sending was saved. Open the case again and enter the change there."
    )]
    SentBefore {
        /// The case that the first sending went to.
        case: CaseId,
    },
    /// No such case.
    #[error("There is no case with the number {case}. Check the number, or find the case in the worklist.")]
    NoSuchCase {
        /// The number.
        case: CaseId,
    },
    /// The case exists already.
    #[error("The case is open already. Open it from the worklist.")]
    AlreadyOpened,
    /// The case is closed.
    #[error("The case is closed, so this cannot be added. Reopen the case first, then enter it again.")]
    CaseClosed,
    /// The case is not closed.
    #[error("The case is not closed, so there is nothing to reopen.")]
    NotClosed,
    /// P8: no rupture found, and no day to look again.
    #[error(
        "“No rupture found” needs a day to look at the leg again, later than the day of the assessment. Set a recheck date and save again."
    )]
    RecheckMissing,
    /// P8: the day to look again is not after the assessment.
    #[error("The recheck on {recheck} is not after the assessment on {assessed}. Choose a later day.")]
    RecheckTooEarly {
        /// The day set.
        recheck: jiff::civil::Date,
        /// The day of the assessment.
        assessed: jiff::civil::Date,
    },
    /// P8: the recheck was done or the case is to be closed, and nothing says how it goes on.
    #[error(
        "The verdict was “no rupture found”, and there is neither a recheck date nor an outcome. Record the outcome, assess again, or set a new recheck date, and save it together with this."
    )]
    OpenEnd,
    /// There is no recheck to do.
    #[error("No recheck is waiting on this case. Record what was found as an examination.")]
    NoRecheckWaiting,
    /// A plan is running.
    #[error(
        "The plan “{protocol}” is running. The rules of two protocols never mix: change the plan, with a reason, instead of adopting a second one."
    )]
    PlanRunning {
        /// The running protocol.
        protocol: String,
    },
    /// No plan is running.
    #[error("No plan is running on this case. Choose a protocol first.")]
    NoPlan,
    /// A correction points nowhere.
    #[error(
        "The correction points at entry {corrects}, but the case has {last} entries. Choose the entry that was wrong."
    )]
    NothingToCorrect {
        /// What it points at.
        corrects: Seq,
        /// The last entry.
        last: Seq,
    },
    /// A correction that changes nothing.
    #[error("The correction changes nothing. Enter the right value, or add a note.")]
    EmptyCorrection,
    /// A field that may not be empty.
    #[error("“{field}” is empty. Fill it in and save again.")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// A text that is too long or has control characters.
    #[error(
        "“{field}” is longer than {limit} characters or has characters that cannot be printed. Shorten it and save again."
    )]
    BadText {
        /// The field.
        field: &'static str,
        /// The most characters.
        limit: usize,
    },
    /// A list with too many entries.
    #[error("“{field}” has more than {limit} entries. Shorten the list and save again.")]
    TooMany {
        /// The list.
        field: &'static str,
        /// The most entries.
        limit: usize,
    },
    /// Facts that are no JSON object.
    #[error(
        "The “{field}” sent are not a set of named values (a JSON object). Send them as in the case file's example."
    )]
    NotAnObject {
        /// The field.
        field: &'static str,
    },
    /// A document that is too large or nests too deep.
    #[error(
        "The entry is too large to be kept (more than {limit_kib} KiB, or nested too deeply). Shorten it and save again."
    )]
    TooLarge {
        /// The most kibibytes.
        limit_kib: usize,
    },
    /// A command with nothing in it.
    #[error("There was nothing to save.")]
    Nothing,
}
