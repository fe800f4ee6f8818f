//! Published results against this program's methods: which ones come out as printed, and why the others do not.

use serde::{Deserialize, Serialize};

use crate::effect::{Measure, Table, ZeroRule, effect};
use crate::sensitivity::{Method, pool_set};
use crate::sets::Sets;
use crate::special::{chi2_above, fisher_two_sided, normal_quantile};
use crate::trials::Trials;
use crate::{Interval, Tau2};

/// Outcomes of a decision with their probabilities and how good they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branches {
    probabilities: Vec<f64>,
    utilities: Vec<f64>,
}

/// What is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Mantel–Haenszel risk ratio of a set.
    MantelHaenszelRr,
    /// DerSimonian–Laird risk ratio of a set.
    DersimonianLairdRr,
    /// Probabilities times utilities, two branches.
    ExpectedUtility,
    /// Fisher's exact test, two-sided.
    Fisher,
    /// Chi-squared test without correction.
    ChiSquared,
    /// Two risks in percent and their ratio.
    RisksAndRr,
    /// The ratio of summed counts.
    CrudeRr,
    /// The same for two tables.
    CrudeRrTwice,
    /// Risk ratios of two outcomes.
    RrTwice,
}

/// A published result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Short name.
    pub id: String,
    /// Id of the source.
    pub source: String,
    /// The result in words.
    pub what: String,
    /// Whether it comes out as printed.
    pub reproduced: bool,
    /// Whether only a part of it does.
    #[serde(default)]
    pub partly: bool,
    /// What it rests on, or why it does not come out.
    pub note: String,
    /// What is worked out.
    pub how: Option<How>,
    /// The set it is worked out from.
    pub set: Option<String>,
    #[serde(default)]
    counts: Vec<u32>,
    /// Our numbers in full.
    #[serde(default)]
    pub full: Vec<f64>,
    /// The published numbers as printed, in the same order.
    #[serde(default)]
    pub prints: Vec<String>,
    surgery: Option<Branches>,
    nonoperative: Option<Branches>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    result: Vec<Published>,
}

/// Reads the file of published results.
pub fn parse(text: &str) -> Result<Vec<Published>, String> {
    let file: File = toml::from_str(text).map_err(|e| format!("reproductions.toml cannot be read: {e}"))?;
    Ok(file.result)
}

impl Published {
    /// Works the result out again. `None` where nothing can be worked out.
    pub fn recompute(&self, trials: &Trials, sets: &Sets) -> Option<Vec<f64>> {
        let pooled = |method| {
            let set = sets.get(self.set.as_ref()?, trials).ok()?;
            let p = pool_set(&set, Measure::RiskRatio, method, 0.95).ok()?.pooled;
            Some(vec![p.estimate.exp(), p.lo.exp(), p.hi.exp()])
        };
        let table = |i: usize| {
            let c = self.counts.get(4 * i..4 * i + 4)?;
            Some(Table { a: c[0], n1: c[1], c: c[2], n2: c[3] })
        };
        let ratio = |i: usize| {
            let e = effect(Measure::RiskRatio, table(i)?, ZeroRule::usual(Measure::RiskRatio))?;
            let reach = normal_quantile(0.975) * e.v.sqrt();
            Some(vec![e.y.exp(), (e.y - reach).exp(), (e.y + reach).exp()])
        };
        match self.how? {
            How::MantelHaenszelRr => pooled(Method::MantelHaenszel),
            How::DersimonianLairdRr => pooled(Method::Variance(Tau2::DerSimonianLaird, Interval::Wald)),
            How::ExpectedUtility => {
                let sum = |b: &Branches| b.probabilities.iter().zip(&b.utilities).map(|(p, u)| p * u).sum();
                Some(vec![sum(self.surgery.as_ref()?), sum(self.nonoperative.as_ref()?)])
            }
            How::Fisher => table(0).map(|t| vec![fisher_two_sided(t.a, t.n1, t.c, t.n2)]),
            How::ChiSquared => {
                let [a, b, c, d] = table(0)?.cells();
                let n = a + b + c + d;
                let x = n * (a * d - b * c).powi(2) / ((a + b) * (c + d) * (a + c) * (b + d));
                Some(vec![chi2_above(x, 1.0)])
            }
            How::RisksAndRr => {
                let [a, b, c, d] = table(0)?.cells();
                let mut out = vec![100.0 * a / (a + b), 100.0 * c / (c + d)];
                out.extend(ratio(0)?);
                Some(out)
            }
            How::CrudeRr => ratio(0),
            How::CrudeRrTwice | How::RrTwice => {
                let mut out = ratio(0)?;
                out.extend(ratio(1)?);
                Some(out)
            }
        }
    }
}

/// Whether a number rounds to a printed one, digit for digit.
pub fn prints_as(value: f64, printed: &str) -> bool {
    let printed = printed.trim();
    let decimals = printed.split_once('.').map_or(0, |(_, d)| d.len());
    let ours = format!("{value:.decimals$}");
    let plain = |s: &str| {
        let (sign, rest) = s.strip_prefix('-').map_or(("", s), |r| ("-", r));
        let rest = if rest.starts_with('.') { format!("0{rest}") } else { rest.to_owned() };
        format!("{sign}{rest}")
    };
    plain(&ours) == plain(printed) || (value.abs() < 0.5 * 10f64.powi(-6) && printed.parse() == Ok(0.0))
}
