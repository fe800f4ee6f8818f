//! What the examination found and what pictures showed. Every test can be `not done`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaseError, in_range};

/// A finding with a fixed list of results, of which the last is the default `not_done`.
macro_rules! finding {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $id)] $variant,)+
            /// Not done, or not recorded. Never the same as a normal result.
            #[default]
            #[serde(rename = "not_done")]
            NotDone,
        }

        impl $name {
            /// Every result, `not_done` last.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+ Self::NotDone];

            /// The id used in case files and forms.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ Self::NotDone => "not_done" }
            }

            /// Finds a result by its id.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|result| result.id() == id)
            }

            /// Whether the test was done at all.
            pub const fn is_done(self) -> bool {
                !matches!(self, Self::NotDone)
            }
        }
    };
}

finding! {
    /// The calf squeeze (Thompson, Simmonds). The words positive and negative are not used: they are read both ways.
    Squeeze {
        /// The foot moves as on the other side.
        FootMoves = "foot_moves",
        /// The foot moves less than on the other side. Counts as abnormal until shown otherwise.
        FootMovesLess = "foot_moves_less",
        /// The foot does not move.
        FootDoesNotMove = "foot_does_not_move",
    }
}
finding! {
    /// The resting angle of the foot, lying face down with the knees bent (Matles).
    RestingAngle {
        /// The same as the other side.
        Same = "same",
        /// The foot hangs less pointed than the other side.
        LessPointed = "less_pointed",
        /// Cannot tell.
        Unsure = "unsure",
    }
}
finding! {
    /// A gap felt in the tendon.
    Gap {
        /// No gap felt.
        Absent = "absent",
        /// A gap felt.
        Present = "present",
        /// Cannot tell, for example for swelling.
        Unsure = "unsure",
    }
}
finding! {
    /// The strength of pushing the foot down, against the other side.
    PushOffStrength {
        /// The same as the other side.
        Same = "same",
        /// Weaker than the other side.
        Weak = "weak",
        /// Cannot tell, for example for pain.
        Unsure = "unsure",
    }
}
finding! {
    /// How far the foot can gently be brought up, against the other side.
    PassiveDorsiflexion {
        /// The same as the other side.
        Same = "same",
        /// Further than the other side.
        Increased = "increased",
        /// Cannot tell.
        Unsure = "unsure",
    }
}
finding! {
    /// Rising on the toes of the injured leg alone. Being able to never speaks against a rupture.
    HeelRise {
        /// Can.
        Able = "able",
        /// Cannot.
        Unable = "unable",
        /// Cannot tell.
        Unsure = "unsure",
    }
}
finding! {
    /// What ultrasound or MRI says of the tendon.
    TearImage {
        /// A complete tear.
        Complete = "complete",
        /// Read as a partial tear.
        Partial = "partial",
        /// No tear seen.
        NoTear = "no_tear",
        /// Done, but nobody can say.
        Inconclusive = "inconclusive",
    }
}
finding! {
    /// X-ray of ankle, foot or heel.
    Xray {
        /// No fracture seen. Says nothing about the tendon.
        NoFracture = "no_fracture",
        /// A fracture of ankle or foot.
        Fracture = "fracture",
        /// A piece of the heel bone torn off.
        HeelAvulsion = "heel_avulsion",
    }
}
finding! {
    /// Ultrasound of the leg veins.
    VeinScan {
        /// No clot seen. Says nothing about the tendon.
        NoClot = "no_clot",
        /// A clot.
        Clot = "clot",
    }
}

/// What the examination found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Examination {
    /// Calf squeeze.
    pub calf_squeeze: Squeeze,
    /// Resting angle.
    pub resting_angle: RestingAngle,
    /// Gap in the tendon.
    pub gap: Gap,
    /// Push-off strength.
    pub push_off_strength: PushOffStrength,
    /// Passive dorsiflexion.
    pub passive_dorsiflexion: PassiveDorsiflexion,
    /// Heel rise.
    pub heel_rise: HeelRise,
    /// Where the gap is felt, in millimetres above the heel bone, 0 to 300.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 300))]
    pub gap_above_heel_mm: Option<u16>,
    /// Resting angle of the injured side, in degrees, -30 to 120, when measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -30, max = 120))]
    pub resting_angle_deg: Option<i16>,
    /// Resting angle of the other side, in degrees, -30 to 120, when measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -30, max = 120))]
    pub resting_angle_other_deg: Option<i16>,
}

impl Examination {
    pub(super) fn check_ranges(&self) -> Result<(), CaseError> {
        in_range("The place of the gap (mm above the heel)", self.gap_above_heel_mm.map(i64::from), 0, 300)?;
        in_range("The resting angle (degrees)", self.resting_angle_deg.map(i64::from), -30, 120)?;
        in_range("The resting angle of the other side (degrees)", self.resting_angle_other_deg.map(i64::from), -30, 120)
    }
}

/// What pictures showed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Imaging {
    /// Ultrasound of the tendon.
    pub ultrasound: TearImage,
    /// MRI of the tendon.
    pub mri: TearImage,
    /// X-ray.
    pub xray: Xray,
    /// Ultrasound of the leg veins.
    pub vein_scan: VeinScan,
    /// Gap on ultrasound with the foot pointing down, in millimetres, 0 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 200))]
    pub ultrasound_gap_mm: Option<u16>,
}

impl Imaging {
    pub(super) fn check_ranges(&self) -> Result<(), CaseError> {
        in_range("The gap on ultrasound (mm)", self.ultrasound_gap_mm.map(i64::from), 0, 200)
    }
}
