//! Node-splitting: does the direct evidence on two treatments agree with what the rest of the network says about them?

use serde::Serialize;

use crate::effect::Measure;
use crate::network::{NetworkError, consistent, contrasts, gls};
use crate::posterior::ArmCounts;
use crate::special::normal_two_sided;

/// Direct against indirect evidence on two treatments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Split {
    /// One treatment.
    pub treatment: usize,
    /// The other.
    pub with: usize,
    /// Log ratio of the trials that compare the two.
    pub direct: f64,
    /// Log ratio that the others imply.
    pub indirect: f64,
    /// Direct less indirect.
    pub difference: f64,
    /// Its standard error.
    pub se: f64,
    /// Its p-value.
    pub p: f64,
    /// Variance between trials in the split model.
    pub tau2: f64,
}

/// Splits every comparison that has both kinds of evidence. In a trial that has both treatments, the difference is shared
/// evenly between them, so that a trial with further arms takes no side. Comparisons without both are passed over.
pub fn splits(trials: &[Vec<ArmCounts>], treatments: usize, measure: Measure) -> Result<Vec<Split>, NetworkError> {
    let c = contrasts(trials, treatments, measure)?;
    let (base, size) = (consistent(&c), treatments - 1);
    let mut out = Vec::new();
    for with in 0..treatments {
        for treatment in with + 1..treatments {
            let has = |trial: usize, t: usize| {
                c.of.iter().zip(&c.trial).any(|(of, i)| *i == trial && (of.0 == t || of.1 == t))
            };
            // Half of the difference goes to each of the two arms.
            let share = |t: usize| match t {
                t if t == treatment => 0.5,
                t if t == with => -0.5,
                _ => 0.0,
            };
            let p = size + 1;
            let mut x = vec![0.0; c.y.len() * p];
            let mut direct = false;
            for i in 0..c.y.len() {
                x[i * p..i * p + size].copy_from_slice(&base[i * size..(i + 1) * size]);
                if has(c.trial[i], treatment) && has(c.trial[i], with) {
                    direct = true;
                    x[i * p + size] = share(c.of[i].1) - share(c.of[i].0);
                }
            }
            if !direct {
                continue;
            }
            // Without indirect evidence the difference cannot be told from the effect, and the fit fails.
            let g = match gls(&c, &x, p) {
                Ok(g) => g,
                Err(NetworkError::NotConnected) => continue,
                Err(e) => return Err(e),
            };
            let of = |t: usize| if t == 0 { 0.0 } else { g.beta[t - 1] };
            let indirect = of(treatment) - of(with);
            let (difference, se) = (g.beta[size], g.cov[size * p + size].sqrt());
            out.push(Split {
                treatment,
                with,
                direct: indirect + difference,
                indirect,
                difference,
                se,
                p: normal_two_sided(difference / se),
                tau2: g.tau2,
            });
        }
    }
    Ok(out)
}
