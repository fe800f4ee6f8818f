//! The four answers. `not asked` is never read as `absent`.

use serde::{Deserialize, Serialize};

/// What is known of one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The sign was asked for, and it is not there.
    Absent,
    /// Nobody asked, or nobody looked. Never the same as `absent`.
    #[default]
    NotAsked,
    /// Asked for, and the person cannot tell. For urgency it counts as present.
    Unsure,
    /// The sign is there.
    Present,
}

impl Answer {
    /// All four, in the order of worry in which urgency may only rise: absent, not asked, unsure, present.
    pub const ALL: [Self; 4] = [Self::Absent, Self::NotAsked, Self::Unsure, Self::Present];

    /// The word used in files and tables.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NotAsked => "not_asked",
            Self::Unsure => "unsure",
            Self::Present => "present",
        }
    }

    /// Reads the word used in files and tables. `not asked` and `not_asked` are the same.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.id() == id.replace(' ', "_"))
    }

    /// `present` or `unsure`: what urgency treats as present.
    pub const fn counts_as_present(self) -> bool {
        matches!(self, Self::Present | Self::Unsure)
    }

    /// Anything but `absent`: the sign has not been ruled out.
    pub const fn not_ruled_out(self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// As [`Self::is_not_asked`], in the form that serialising wants.
    pub const fn is_not_asked_ref(&self) -> bool {
        self.is_not_asked()
    }

    /// Nobody asked or looked.
    pub const fn is_not_asked(self) -> bool {
        matches!(self, Self::NotAsked)
    }
}
