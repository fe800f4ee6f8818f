//! What the person reports, and what makes a rupture more likely: each with four answers.

use heelrise_knowledge::Answer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A named set of four-answer fields, with an enum of their names beside it, so that no name is written twice.
macro_rules! answers {
    ($(#[$set_doc:meta])* $set:ident, $(#[$name_doc:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $field:ident,)+ }) => {
        $(#[$name_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are asked.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The id used in `knowledge/`, in case files and in forms.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => stringify!($field),)+ }
            }

            /// Finds a name by its id.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|name| name.id() == id)
            }
        }

        $(#[$set_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $set {
            $($(#[$doc])* #[serde(default, skip_serializing_if = "Answer::is_not_asked_ref")] pub $field: Answer,)+
        }

        impl $set {
            /// The answer to one question.
            pub const fn get(&self, name: $name) -> Answer {
                match name { $($name::$variant => self.$field,)+ }
            }

            /// Records the answer to one question.
            pub const fn set(&mut self, name: $name, answer: Answer) {
                match name { $($name::$variant => self.$field = answer,)+ }
            }

            /// Every question with its answer, in the order in which they are asked.
            pub fn iter(&self) -> impl Iterator<Item = ($name, Answer)> + '_ {
                $name::ALL.iter().map(|name| (*name, self.get(*name)))
            }
        }
    };
}
pub(crate) use answers;

answers! {
    /// What the person reports.
    Report,
    /// A reported sign.
    ReportedSign {
        /// Short of breath, or pain in the chest.
        BreathlessChestPain = breathless_chest_pain,
        /// The foot is cold, pale or numb.
        ColdNumbFoot = cold_numb_foot,
        /// Pain far worse than expected, with a hard, tight calf.
        SevereTenseCalf = severe_tense_calf,
        /// An open wound over the tendon or the back of the leg.
        OpenWound = open_wound,
        /// A hard bony lump at the heel, or heel skin that is white or stretched tight.
        BonyLumpSkin = bony_lump_skin,
        /// A sudden pop or snap in the back of the calf or heel, in sport or in a sudden movement.
        Pop = pop,
        /// The feeling of a kick or blow to the back of the leg with nobody there.
        Kick = kick,
        /// Pushing off or rising on the toes has become weak.
        WeakPushOff = weak_push_off,
        /// A gap or dent can be felt above the heel.
        GapFelt = gap_felt,
        /// Bruising or swelling behind the heel after a sudden injury.
        HeelBruiseSwelling = heel_bruise_swelling,
        /// The trouble began in one moment: a step, jump, slip, fall or sudden pain.
        SuddenStart = sudden_start,
        /// Swelling, warmth or tenderness of the whole calf or leg, on one side.
        CalfClotSigns = calf_clot_signs,
        /// Cannot take four steps.
        CannotWalk = cannot_walk,
        /// Took a fluoroquinolone antibiotic in about the last 60 days, or takes steroid tablets.
        TendonMedicine = tendon_medicine,
        /// Can walk. Never lowers urgency.
        CanWalk = can_walk,
        /// Can rise on tiptoe. Never lowers urgency.
        CanTiptoe = can_tiptoe,
        /// Can point the foot down. Never lowers urgency.
        CanPointFoot = can_point_foot,
    }
}

answers! {
    /// What makes a rupture more likely when there are symptoms.
    Risk,
    /// A risk factor.
    RiskFactor {
        /// A fluoroquinolone antibiotic now or in about the last 60 days.
        Fluoroquinolone = fluoroquinolone,
        /// Steroid tablets.
        OralSteroid = oral_steroid,
        /// A steroid injection near the tendon. Recorded as possible: the evidence is weak.
        InjectedSteroid = injected_steroid,
        /// Earlier trouble with this Achilles tendon.
        PastTendonTrouble = past_tendon_trouble,
        /// An earlier rupture, on either side.
        PastRupture = past_rupture,
    }
}
