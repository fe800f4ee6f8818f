//! The items of the three scores, as they are asked. Points and thresholds are knowledge (`knowledge/scores/*.toml`).

use heelrise_knowledge::Answer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::answers;
use super::{CaseError, in_range};

answers! {
    /// Ottawa ankle rules, item by item.
    OttawaAnkle,
    /// An item of the Ottawa ankle rules.
    OttawaItem {
        /// Pain in the malleolar zone.
        MalleolarPain = malleolar_pain,
        /// Bone tenderness at the posterior edge or tip of the lateral malleolus, distal 6 cm.
        LateralMalleolusTender = lateral_malleolus_tender,
        /// Bone tenderness at the posterior edge or tip of the medial malleolus, distal 6 cm.
        MedialMalleolusTender = medial_malleolus_tender,
        /// Pain in the midfoot.
        MidfootPain = midfoot_pain,
        /// Tenderness of the navicular.
        NavicularTender = navicular_tender,
        /// Tenderness of the base of the fifth metatarsal.
        FifthMetatarsalTender = fifth_metatarsal_tender,
        /// Unable to take four steps both at once after the injury and when seen.
        UnableFourSteps = unable_four_steps,
    }
}

answers! {
    /// Wells score for deep vein thrombosis, item by item (two-level version of 2003).
    WellsDvt,
    /// An item of the Wells score.
    WellsItem {
        /// Active cancer.
        ActiveCancer = active_cancer,
        /// Paralysis, paresis or recent plaster of the leg.
        ParalysisOrPlaster = paralysis_or_plaster,
        /// Bedridden for three days or more, or major surgery within twelve weeks.
        BedriddenOrSurgery = bedridden_or_surgery,
        /// Tenderness along the deep veins.
        DeepVeinTenderness = deep_vein_tenderness,
        /// The whole leg swollen.
        WholeLegSwollen = whole_leg_swollen,
        /// Calf at least 3 cm larger than the other.
        CalfThreeCmLarger = calf_three_cm_larger,
        /// Pitting oedema, worse in the symptomatic leg.
        PittingOedema = pitting_oedema,
        /// Collateral superficial veins.
        CollateralVeins = collateral_veins,
        /// An earlier deep vein thrombosis.
        PreviousDvt = previous_dvt,
        /// Another diagnosis at least as likely.
        AlternativeAsLikely = alternative_as_likely,
    }
}

/// How the leg is held still. The score's own words leave a walking boot open, so it is asked, never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Immobilisation {
    /// A cast that includes the thigh.
    UpperLegCast,
    /// A cast below the knee.
    LowerLegCast,
    /// A foot cast with the ankle free, or a semi-rigid support without a sole.
    FootCast,
    /// A walking boot or brace with a sole under the foot. Scored both ways.
    BootWithSole,
    /// Not chosen yet. Scored both ways.
    #[default]
    NotChosen,
}

/// TRiP(cast) score for clots during immobilisation, item by item. Age and sex come from the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TripCast {
    /// How the leg is held still.
    pub immobilisation: Immobilisation,
    /// Body mass index in kg/m², 10 to 80.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 10, max = 80))]
    pub bmi: Option<u8>,
    /// Clots in a first-degree relative.
    pub family_vte: Answer,
    /// An earlier clot, or a known major tendency to clot.
    pub personal_vte: Answer,
    /// Oestrogen, for example in a contraceptive.
    pub oestrogen: Answer,
    /// Cancer within five years.
    pub cancer: Answer,
    /// Pregnancy, or the weeks after birth.
    pub pregnancy: Answer,
    /// Other immobilisation within three months: admission, bedridden, long flight, paralysis.
    pub other_immobilisation: Answer,
    /// Surgery within three months.
    pub surgery: Answer,
    /// Heart failure, rheumatoid disease, chronic kidney disease, COPD or inflammatory bowel disease.
    pub comorbidity: Answer,
    /// Chronic venous insufficiency or varicose veins.
    pub venous_insufficiency: Answer,
}

impl TripCast {
    pub(super) fn check_ranges(&self) -> Result<(), CaseError> {
        in_range("The body mass index (kg/m²)", self.bmi.map(i64::from), 10, 80)
    }
}
