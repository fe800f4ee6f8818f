//! What a reader is told of a result, in the reader's language. The sentences stand in the catalogs of the knowledge
//! folder; here is only which of them a result asks for, and with which values.

use crate::effect::Measure;
use crate::pool::Interval;
use crate::sensitivity::Method;
use crate::tau2::Tau2;
use crate::zeros::Zeros;

/// The sentences of one language.
pub trait Words {
    /// The sentence with this id and the values it asks for, each by its name.
    fn say(&self, id: &str, values: &[(&str, &str)]) -> String;
}

fn stem(measure: Measure) -> &'static str {
    match measure {
        Measure::RiskRatio => "rr",
        Measure::OddsRatio => "or",
        Measure::RiskDifference => "rd",
        Measure::PetoOddsRatio => "peto",
    }
}

/// The name of a measure.
pub fn measure(words: &dyn Words, measure: Measure) -> String {
    words.say(&format!("trials-measure-{}", stem(measure)), &[])
}

/// The name of its standard error: ratios are worked on as logarithms.
pub fn standard_error(words: &dyn Words, measure: Measure) -> String {
    words.say(&format!("trials-standard-error-{}", stem(measure)), &[])
}

/// The name of a method, for the measure it is used with.
pub fn method(words: &dyn Words, method: Method, measure: Measure) -> String {
    let name = words.say(&format!("trials-method-{}", method.word(measure)), &[]);
    match method {
        Method::Variance(_, Interval::KnappHartung) => words.say("trials-method-knapp-hartung", &[("method", &name)]),
        Method::Variance(_, Interval::Wald) | Method::MantelHaenszel => name,
    }
}

/// What was done about arms without events.
pub fn zeros(words: &dyn Words, zeros: Zeros) -> String {
    let id = match zeros {
        Zeros::HalfAdded => "trials-zeros-half-added",
        Zeros::HalfAddedAllKept => "trials-zeros-half-added-all-kept",
        Zeros::NotInThePool => "trials-zeros-not-in-the-pool",
        Zeros::NotInThePoolAllKept => "trials-zeros-not-in-the-pool-all-kept",
        Zeros::NothingAdded => "trials-zeros-nothing-added",
    };
    words.say(id, &[])
}

impl Tau2 {
    /// Its word on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Common => "iv",
            Self::DerSimonianLaird => "dl",
            Self::PauleMandel => "pm",
            Self::Reml => "reml",
        }
    }
}
