//! Quantiles and tail areas of the normal, t and chi-squared distributions, on top of statrs. Quantiles are polished by
//! Newton steps on the distribution function, so that they hold to about 1e-12.

use statrs::function::beta::beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Area of the standard normal distribution below `x`.
pub fn normal_below(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

/// Height of the standard normal distribution at `x`.
pub fn normal_height(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// The value that a standard normal variable does not exceed with probability `p` (between 0 and 1, else NaN).
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    let mut x = -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p);
    // One step on the side where nothing cancels.
    if x < 0.0 {
        x -= (normal_below(x) - p) / normal_height(x);
    } else {
        x += (normal_below(-x) - (1.0 - p)) / normal_height(x);
    }
    x
}

/// Probability that a standard normal variable lies farther from zero than `z`.
pub fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Probability that a t variable with `df` degrees of freedom lies farther from zero than `t`.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 || t.is_nan() {
        return f64::NAN;
    }
    beta_reg(0.5 * df, 0.5, df / (df + t * t))
}

/// The value that a t variable with `df` degrees of freedom does not exceed with probability `p`; NaN outside 0 to 1.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    if p < 0.5 {
        return -t_quantile(1.0 - p, df);
    }
    if (df - 1.0).abs() < 1e-12 {
        return (std::f64::consts::PI * (p - 0.5)).tan();
    }
    if (df - 2.0).abs() < 1e-12 {
        let a = 4.0 * p * (1.0 - p);
        return 2.0 * (p - 0.5) * (2.0 / a).sqrt();
    }
    // Cornish–Fisher start, then Halley steps on the tail area.
    let z = normal_quantile(p);
    let z2 = z * z;
    let g1 = (z2 + 1.0) / 4.0;
    let g2 = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let mut t = z * (1.0 + g1 / df + g2 / (df * df) + g3 / (df * df * df));
    let ln_scale = ln_gamma(0.5 * (df + 1.0)) - ln_gamma(0.5 * df) - 0.5 * (df * std::f64::consts::PI).ln();
    let want = 1.0 - p;
    for _ in 0..20 {
        let height = (ln_scale - 0.5 * (df + 1.0) * (t * t / df).ln_1p()).exp();
        let step = (0.5 * t_two_sided(t, df) - want) / height;
        let curve = -(df + 1.0) * t / (df + t * t);
        let step = step / (1.0 + 0.5 * step * curve).max(0.5);
        t += step;
        if step.abs() < 1e-9 * t.abs().max(1.0) {
            break;
        }
    }
    t
}

/// Probability that a chi-squared variable with `df` degrees of freedom exceeds `x`.
pub fn chi2_above(x: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 { 1.0 } else { gamma_ur(0.5 * df, 0.5 * x) }
}

/// The value that a chi-squared variable with `df` degrees of freedom does not exceed with probability `p`.
pub fn chi2_quantile(p: f64, df: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    // Wilson–Hilferty start; Newton on the area below, kept inside a bracket.
    let h = 2.0 / (9.0 * df);
    let start = df * (1.0 - h + normal_quantile(p) * h.sqrt()).powi(3);
    let ln_scale = -0.5 * df * std::f64::consts::LN_2 - ln_gamma(0.5 * df);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut x = if start > 0.0 { start } else { 1e-3 };
    for _ in 0..200 {
        let off = gamma_lr(0.5 * df, 0.5 * x) - p;
        if off > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let height = (ln_scale + (0.5 * df - 1.0) * x.ln() - 0.5 * x).exp();
        let mut next = x - off / height;
        if !(next > low && next < high) {
            next = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * x };
        }
        let done = (next - x).abs() <= 1e-14 * x;
        x = next;
        if done {
            break;
        }
    }
    x
}

/// Two-sided p-value of Fisher's exact test for `a` of `n1` against `c` of `n2`: tables no likelier than this one.
pub fn fisher_two_sided(a: u32, n1: u32, c: u32, n2: u32) -> f64 {
    let ln_choose =
        |n: u32, k: u32| ln_gamma(f64::from(n) + 1.0) - ln_gamma(f64::from(k) + 1.0) - ln_gamma(f64::from(n - k) + 1.0);
    if a > n1 || c > n2 {
        return f64::NAN;
    }
    let events = a + c;
    let all = ln_choose(n1 + n2, events);
    let chance = |x: u32| (ln_choose(n1, x) + ln_choose(n2, events - x) - all).exp();
    let here = chance(a);
    let sum: f64 = (events.saturating_sub(n2)..=events.min(n1)).map(chance).filter(|p| *p <= here * (1.0 + 1e-7)).sum();
    sum.min(1.0)
}
