//! The case: everything known of one person's leg at one moment. It is what every step of the path reads, what the
//! case file holds, and what a screen fills in. An empty case is valid: nothing in it has been asked.

mod examination;
mod report;
mod scores;

pub use examination::{
    Examination, Gap, HeelRise, Imaging, PassiveDorsiflexion, PushOffStrength, RestingAngle, Squeeze, TearImage,
    VeinScan, Xray,
};
pub use heelrise_knowledge::Answer;
pub use report::{Report, ReportedSign, Risk, RiskFactor};
pub use scores::{Immobilisation, OttawaAnkle, OttawaItem, TripCast, WellsDvt, WellsItem};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the case file this program writes and reads.
pub const CASE_FORMAT: u8 = 1;

fn case_format() -> u8 {
    CASE_FORMAT
}

/// One person's leg at one moment. Fields that are left out have not been asked, done or recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Version of this file format: 1.
    #[serde(default = "case_format")]
    pub heelrise_case: u8,
    /// A name for this case inside a batch. Never needed for the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The day on which this was asked and examined, where the person is. Needed to count days since the injury.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_on: Option<Date>,
    /// The person.
    #[serde(default)]
    pub person: Person,
    /// The injury.
    #[serde(default)]
    pub injury: Injury,
    /// What the person reports.
    #[serde(default)]
    pub report: Report,
    /// What makes a rupture more likely when there are symptoms.
    #[serde(default)]
    pub risk: Risk,
    /// What the examination found.
    #[serde(default)]
    pub examination: Examination,
    /// What pictures showed.
    #[serde(default)]
    pub imaging: Imaging,
    /// Ottawa ankle rules, item by item.
    #[serde(default)]
    pub ottawa_ankle: OttawaAnkle,
    /// Wells score for deep vein thrombosis, item by item.
    #[serde(default)]
    pub wells_dvt: WellsDvt,
    /// TRiP(cast) score for clots during immobilisation, item by item.
    #[serde(default)]
    pub trip_cast: TripCast,
    /// Where the person is seen: the id of a pre-test setting in `knowledge/accuracy.toml`. Left out: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// The clinician's own estimate before examining, in percent, 1 to 99. Used only with the setting `own_estimate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 99))]
    pub own_estimate_percent: Option<u8>,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            heelrise_case: CASE_FORMAT,
            id: None,
            assessed_on: None,
            person: Person::default(),
            injury: Injury::default(),
            report: Report::default(),
            risk: Risk::default(),
            examination: Examination::default(),
            imaging: Imaging::default(),
            ottawa_ankle: OttawaAnkle::default(),
            wells_dvt: WellsDvt::default(),
            trip_cast: TripCast::default(),
            setting: None,
            own_estimate_percent: None,
        }
    }
}

/// The person, as far as it matters for the leg.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Age in years, 0 to 120.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 120))]
    pub age_years: Option<u8>,
    /// Sex, as the clot score asks for it.
    #[serde(default)]
    pub sex: Sex,
}

/// Sex, as the clot score asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not recorded, or neither.
    #[default]
    NotRecorded,
}

/// The injury.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Injury {
    /// The day it happened, where the person was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Which leg.
    #[serde(default)]
    pub side: Side,
    /// What happened, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<String>,
    /// The day treatment began, when it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment_started: Option<Date>,
}

/// Which leg. It has to be chosen; there is no usual side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left leg.
    Left,
    /// The right leg.
    Right,
    /// Both legs.
    Both,
    /// Not recorded yet.
    #[default]
    NotRecorded,
}

/// What is wrong with a case as a whole: it can be read, but it cannot be true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The file says it is of another version.
    #[error("This case file says it is format {0}; this program reads format {CASE_FORMAT}. Use a matching version.")]
    Format(u8),
    /// The injury lies after the day of assessment.
    #[error("The injury is dated {injury}, after the day of assessment, {assessed}. Check both dates.")]
    InjuryInFuture {
        /// The day of the injury as given.
        injury: Date,
        /// The day of assessment as given.
        assessed: Date,
    },
    /// Treatment began before the injury.
    #[error("Treatment is dated {treatment}, before the injury, {injury}. Check both dates.")]
    TreatmentBeforeInjury {
        /// The day treatment began as given.
        treatment: Date,
        /// The day of the injury as given.
        injury: Date,
    },
    /// Nobody is that old.
    #[error("The age {0} is above 120 years. Check it.")]
    Age(u8),
    /// A measurement outside what a body can show.
    #[error("{what} is given as {value}; it has to lie between {min} and {max}. Check it.")]
    OutOfRange {
        /// What was measured.
        what: &'static str,
        /// The value as given.
        value: i64,
        /// The least possible value.
        min: i64,
        /// The greatest possible value.
        max: i64,
    },
}

impl Case {
    /// Checks what no single field can check. The first thing found is returned.
    pub fn check(&self) -> Result<(), CaseError> {
        if self.heelrise_case != CASE_FORMAT {
            return Err(CaseError::Format(self.heelrise_case));
        }
        if let (Some(injury), Some(assessed)) = (self.injury.date, self.assessed_on)
            && injury > assessed
        {
            return Err(CaseError::InjuryInFuture { injury, assessed });
        }
        if let (Some(treatment), Some(injury)) = (self.injury.treatment_started, self.injury.date)
            && treatment < injury
        {
            return Err(CaseError::TreatmentBeforeInjury { treatment, injury });
        }
        if let Some(age) = self.person.age_years
            && age > 120
        {
            return Err(CaseError::Age(age));
        }
        in_range("Your own estimate (percent)", self.own_estimate_percent.map(i64::from), 1, 99)?;
        self.examination.check_ranges()?;
        self.imaging.check_ranges()?;
        self.trip_cast.check_ranges()
    }

    /// Whole days from the injury to the day of assessment; unknown when either date is.
    pub fn days_since_injury(&self) -> Option<u32> {
        let (injury, assessed) = (self.injury.date?, self.assessed_on?);
        u32::try_from((assessed - injury).get_days()).ok()
    }
}

/// Checks one measured value against its possible range.
pub(crate) fn in_range(what: &'static str, value: Option<i64>, min: i64, max: i64) -> Result<(), CaseError> {
    match value {
        Some(value) if !(min..=max).contains(&value) => Err(CaseError::OutOfRange { what, value, min, max }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use heelrise_knowledge::{Knowledge, load};

    use super::*;

    fn knowledge() -> Knowledge {
        load(heelrise_pack::embedded()).unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    /// “Positive” and “negative” are used both ways for this test, and people have been missed for it.
    #[test]
    fn squeeze_words_say_what_the_foot_did() {
        let either = |text: &str| text.to_lowercase().contains("positive") || text.to_lowercase().contains("negative");
        for result in Squeeze::ALL {
            assert!(!either(result.id()), "{}", result.id());
            assert_eq!(*result == Squeeze::NotDone, !result.id().starts_with("foot_"), "{}", result.id());
            assert_eq!(Squeeze::from_id(result.id()), Some(*result));
        }
        // Neither a case file nor a form that says so is read.
        for word in ["positive", "negative", "Positive", "abnormal", "normal", ""] {
            assert_eq!(Squeeze::from_id(word), None, "{word}");
            let file = serde_json::json!({ "examination": { "calf_squeeze": word } });
            assert!(serde_json::from_value::<Case>(file).is_err(), "{word}");
        }
        let knowledge = knowledge();
        let wording = &knowledge.wording;
        for result in Squeeze::ALL {
            let id = format!("find-calf-squeeze-{}", result.id().replace('_', "-"));
            assert!(wording.has("en", &id), "{id}");
        }
        let mut read = 0;
        for message in wording.messages("en").filter(|m| m.id.starts_with("find-calf-squeeze")) {
            read += 1;
            let text = message.text.replace("never “positive” or “negative”", "");
            assert!(!either(&text), "{}: {}", message.id, message.text);
        }
        assert!(read >= 6, "{read}");
        // Nor does any other sentence call a squeeze either of the two.
        for message in wording.messages("en") {
            for sentence in message.text.split(['.', '!', '?']) {
                let told_not_to = sentence.contains("never “positive” or “negative”");
                let of_the_squeeze = sentence.to_lowercase().contains("squeez");
                assert!(told_not_to || !of_the_squeeze || !either(sentence), "{}: {sentence}", message.id);
            }
        }
    }
}
