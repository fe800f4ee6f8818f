//! Mantel–Haenszel and Peto: pooling that works on the counts themselves and adds nothing to a zero in the pooled
//! estimate. Only Q, which compares trials, uses the effects of single trials and so their rule for zeros.

use crate::effect::{Measure, Table, ZeroRule, effect, peto_parts};
use crate::pool::{PoolError, Pooled};
use crate::special::{chi2_above, normal_quantile, normal_two_sided};

/// Pools counts by Mantel–Haenszel; Peto's measure by Peto's method. A trial in which nobody in either group had the
/// event, or everybody in both, is left out of ratios and kept in differences; Q leaves it out of both.
///
/// Variances: Greenland and Robins (1985) for the risk ratio, Robins, Breslow and Greenland (1986) for the odds ratio,
/// Sato, Greenland and Robins (1989) for the risk difference, the hypergeometric variance for Peto.
pub fn mantel_haenszel(measure: Measure, tables: &[Table], level: f64) -> Result<Pooled, PoolError> {
    // What such a trial says nothing about is a ratio; it does speak of a difference.
    let informative = || tables.iter().filter(|t| !measure.is_ratio() || !t.is_double_zero());
    let (estimate, variance) = match measure {
        Measure::RiskRatio => risk_ratio(informative()),
        Measure::OddsRatio => odds_ratio(informative()),
        Measure::RiskDifference => risk_difference(informative()),
        Measure::PetoOddsRatio => {
            let (mut o_e, mut v) = (0.0, 0.0);
            for t in informative() {
                let (o, w) = peto_parts(*t);
                o_e += o;
                v += w;
            }
            (o_e / v, 1.0 / v)
        }
    };
    if !(estimate.is_finite() && variance.is_finite() && variance > 0.0) {
        return Err(PoolError::NoTrials);
    }
    let rule = ZeroRule { add: 0.5, leave_out_double_zero: true };
    let (mut compared, mut q) = (0usize, 0.0);
    for t in informative() {
        if let Some(e) = effect(measure, *t, rule) {
            compared += 1;
            q += (e.y - estimate) * (e.y - estimate) / e.v;
        }
    }
    let q_df = compared.saturating_sub(1);
    let df = q_df as f64;
    let se = variance.sqrt();
    let crit = normal_quantile(0.5 * (1.0 + level));
    let (lo, hi) = (estimate - crit * se, estimate + crit * se);
    Ok(Pooled {
        k: informative().count(),
        estimate,
        se,
        lo,
        hi,
        p: normal_two_sided(estimate / se),
        tau2: 0.0,
        q,
        q_df,
        q_p: chi2_above(q, df),
        i2: if q_df > 0 { (100.0 * (q - df) / q).max(0.0) } else { 0.0 },
        h2: if q_df > 0 { q / df } else { 1.0 },
        prediction: (lo, hi),
    })
}

fn risk_ratio<'a>(tables: impl Iterator<Item = &'a Table>) -> (f64, f64) {
    let (mut r, mut s, mut p) = (0.0, 0.0, 0.0);
    for t in tables {
        let [a, b, c, d] = t.cells();
        let (n1, n2) = (a + b, c + d);
        let n = n1 + n2;
        r += a * n2 / n;
        s += c * n1 / n;
        p += n1 * n2 * (a + c) / (n * n) - a * c / n;
    }
    ((r / s).ln(), p / (r * s))
}

fn odds_ratio<'a>(tables: impl Iterator<Item = &'a Table>) -> (f64, f64) {
    let (mut r, mut s, mut pr, mut ps_qr, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for t in tables {
        let [a, b, c, d] = t.cells();
        let n = a + b + c + d;
        let (ri, si, pi, qi) = (a * d / n, b * c / n, (a + d) / n, (b + c) / n);
        r += ri;
        s += si;
        pr += pi * ri;
        ps_qr += pi * si + qi * ri;
        qs += qi * si;
    }
    ((r / s).ln(), 0.5 * (pr / (r * r) + ps_qr / (r * s) + qs / (s * s)))
}

fn risk_difference<'a>(tables: impl Iterator<Item = &'a Table>) -> (f64, f64) {
    let (mut top, mut weight, mut j, mut half) = (0.0, 0.0, 0.0, 0.0);
    for t in tables {
        let [a, b, c, d] = t.cells();
        let (n1, n2) = (a + b, c + d);
        let n = n1 + n2;
        let (f1, f2) = (n1 / n, n2 / n);
        top += a * f2 - c * f1;
        weight += n1 * f2;
        j += c * f1 * f1 - a * f2 * f2 + f1 * f2 * (n2 - n1) / 2.0;
        half += (a * d + c * b) / n / 2.0;
    }
    let estimate = top / weight;
    (estimate, (estimate * j + half) / (weight * weight))
}
