//! Names of things: cases, accounts, events. Each is a type of its own, so that one is never taken for another.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is no id. Each message is a plain sentence for the person who typed or followed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is not an id at all.
    #[error(
        "“{given}” is not a {what} number. It has 36 characters, like 0198c0de-0000-7000-8000-000000000000. Copy it whole, or find the case in the worklist."
    )]
    NotAnId {
        /// What was looked for, for example `case`.
        what: &'static str,
        /// What was given, cut to 60 characters.
        given: String,
    },
    /// The text is a UUID that this system never gave out.
    #[error(
        "“{given}” was not given out by this system, so no {what} has that number. Check where it was copied from."
    )]
    NotOurs {
        /// What was looked for, for example `case`.
        what: &'static str,
        /// What was given.
        given: String,
    },
}

fn parse(what: &'static str, text: &str) -> Result<Uuid, IdError> {
    let text = text.trim();
    // Only the hyphenated form: one thing has one name, also in a log or an address.
    if text.len() != 36 {
        return Err(IdError::NotAnId { what, given: text.chars().take(60).collect() });
    }
    let uuid = Uuid::try_parse(text).map_err(|_| IdError::NotAnId { what, given: text.chars().take(60).collect() })?;
    check(what, uuid)
}

fn check(what: &'static str, uuid: Uuid) -> Result<Uuid, IdError> {
    if uuid.get_version_num() == 7 { Ok(uuid) } else { Err(IdError::NotOurs { what, given: uuid.to_string() }) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from a moment and ten random bytes, both handed in: this crate has no clock and no dice.
            /// A moment before 1970 counts as 1970.
            pub fn from_parts(at: Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Takes a UUID that must be of version 7.
            pub fn new(uuid: Uuid) -> Result<Self, IdError> {
                check($what, uuid).map(Self)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse($what, text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

id!(
    /// One case: one injury of one person. A UUID of version 7, written with hyphens.
    CaseId,
    "case"
);
id!(
    /// One account of a person who signs in.
    AccountId,
    "account"
);

/// The number of an event in its case: the first is 1. As a *version* of a case it is the number of its last event, and
/// 0 means that nothing has happened yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Nothing has happened yet.
    pub const NONE: Self = Self(0);

    /// The number after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which event: its case and its number there. Written `CASE#NUMBER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId {
    /// The case.
    pub case: CaseId,
    /// The number in the case, from 1.
    pub seq: Seq,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.case, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_writing_and_reading() {
        let id = CaseId::from_parts("2026-03-01T10:00:00Z".parse().unwrap(), [7; 10]);
        assert_eq!(id.to_string().parse::<CaseId>().unwrap(), id);
        assert_eq!(serde_json::from_str::<CaseId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        assert_eq!(EventId { case: id, seq: Seq(3) }.to_string(), format!("{id}#3"));
    }

    #[test]
    fn a_wrong_id_is_a_plain_sentence() {
        let wrong = "abc".parse::<CaseId>().unwrap_err().to_string();
        assert!(wrong.starts_with("“abc” is not a case number."), "{wrong}");
        let v4 = "9f1c2f6e-8f3e-4d0a-9d3a-0a4b5c6d7e8f".parse::<CaseId>().unwrap_err();
        assert!(matches!(v4, IdError::NotOurs { .. }), "{v4:?}");
        // The same 16 bytes without hyphens would be a second name for one case.
        let id = CaseId::from_parts(Timestamp::UNIX_EPOCH, [1; 10]);
        assert!(id.uuid().simple().to_string().parse::<CaseId>().is_err());
        assert!("é".repeat(18).parse::<CaseId>().is_err());
    }
}
