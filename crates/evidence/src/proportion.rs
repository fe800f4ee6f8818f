//! The share of people in one arm who had an event: Jeffreys and Wilson intervals, and shares of several arms pooled on
//! the logit scale.

use serde::Serialize;
use statrs::function::beta::inv_beta_reg;

use crate::pool::{Interval, PoolError, Pooled, pool};
use crate::special::normal_quantile;
use crate::tau2::Tau2;

/// A share of people with its interval, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Events over people.
    pub estimate: f64,
    /// Lower end.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// Jeffreys interval: the middle of the Beta posterior under Beta(½, ½), from 0 for no events and to 1 for only events.
pub fn jeffreys(events: u32, people: u32, level: f64) -> Option<Share> {
    if people == 0 || events > people {
        return None;
    }
    let (x, n) = (f64::from(events), f64::from(people));
    let tail = 0.5 * (1.0 - level);
    let at = |p| inv_beta_reg(x + 0.5, n - x + 0.5, p);
    let lo = if events == 0 { 0.0 } else { at(tail) };
    let hi = if events == people { 1.0 } else { at(1.0 - tail) };
    Some(Share { estimate: x / n, lo, hi })
}

/// Wilson's score interval.
pub fn wilson(events: u32, people: u32, level: f64) -> Option<Share> {
    if people == 0 || events > people {
        return None;
    }
    let (x, n) = (f64::from(events), f64::from(people));
    let (p, z) = (x / n, normal_quantile(0.5 * (1.0 + level)));
    let z2 = z * z;
    let mid = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let reach = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Share { estimate: p, lo: (mid - reach).max(0.0), hi: (mid + reach).min(1.0) })
}

/// Shares of several arms pooled on the logit scale, a half added to events and to others where an arm has none.
pub fn pool_logits(arms: &[(u32, u32)], tau2: Tau2, interval: Interval, level: f64) -> Result<Pooled, PoolError> {
    let (mut y, mut v) = (Vec::with_capacity(arms.len()), Vec::with_capacity(arms.len()));
    for (events, people) in arms.iter().filter(|(e, n)| *n > 0 && e <= n) {
        let add = if *events == 0 || events == people { 0.5 } else { 0.0 };
        let (a, b) = (f64::from(*events) + add, f64::from(people - events) + add);
        y.push((a / b).ln());
        v.push(1.0 / a + 1.0 / b);
    }
    pool(&y, &v, tau2, interval, level)
}

/// Turns a logit into a share.
pub fn from_logit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Turns a share into a logit.
pub fn to_logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}
