//! People out of a hundred: an array of a hundred figures, the number that is meant filled, those the range adds marked
//! apart, and the range itself drawn to scale below; and the same range as a bar by itself, for a cell of a table.

use std::fmt::Write as _;

use crate::shape::num;
use crate::svg::{About, Anchor, Canvas, WIDTH, circle, path, rect, segment, text, width_of};

/// A number of people out of 100 with its 95 % interval, and the end of the scale the range is drawn to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerHundred {
    /// How many of 100.
    pub value: f64,
    /// The 95 % interval; none when it is not known.
    pub interval: Option<(f64, f64)>,
    /// Where the scale of the range ends, above 0. Drawings that are compared must share it.
    pub scale: f64,
}

/// The words in [`icon_array`]. An empty string leaves its line out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IconArrayLabels<'a> {
    /// Name and description; the description should say the number, the range and the rest.
    pub about: About<'a>,
    /// Beside the filled figure.
    pub hit: &'a str,
    /// Beside the marked figure: how far the range may reach.
    pub may: &'a str,
    /// Beside the plain figure.
    pub no: &'a str,
    /// Beside the scale: the range in words.
    pub range: &'a str,
}

impl PerHundred {
    /// The number, its lower and its upper end, clamped to 0–100 and in order. What is not a number is taken for the
    /// widest it can be.
    fn ends(self) -> (f64, f64, f64) {
        let fix = |v: f64, unknown: f64| if v.is_nan() { unknown } else { v.clamp(0.0, 100.0) };
        let value = fix(self.value, 0.0);
        let (low, high) = self.interval.unwrap_or((self.value, self.value));
        let (low, high) = (fix(low, 0.0), fix(high, 100.0));
        (value, low.min(high).min(value), high.max(low).max(value))
    }

    fn scale(self) -> f64 {
        if self.scale.is_finite() && self.scale > 0.0 { self.scale } else { 100.0 }
    }
}

/// How many of the hundred figures are filled and how many more are marked, for a number and its interval: each rounded to
/// the nearest whole person.
pub fn figures(number: PerHundred) -> (usize, usize) {
    let (value, _, high) = number.ends();
    let reached = |v: f64| (0..100_u32).filter(|i| f64::from(*i) + 0.5 <= v).count();
    (reached(value), reached(high) - reached(value))
}

/// A figure: a head and a body, `x` and `y` its upper left corner, 16 by 22 units.
fn figure(class: &str, x: f64, y: f64) -> String {
    let body = format!("M{} {}a6 6 0 0 1 12 0v6h-12z", num(x + 2.0), num(y + 15.0));
    circle(class, (x + 8.0, y + 4.5), 3.5) + &path(class, &body)
}

/// A hundred figures in ten rows, a legend, and the range on a scale. 320 units wide; readable from 280 px.
pub fn icon_array(number: PerHundred, labels: &IconArrayLabels<'_>) -> String {
    let (hit, may) = figures(number);
    let mut c = Canvas::new(&labels.about, "ill-people", WIDTH, 0.0);
    let class = |i: usize| match i {
        i if i < hit => "ill-person-hit",
        i if i < hit + may => "ill-person-may",
        _ => "ill-person",
    };
    let (step_x, step_y) = (30.0, 27.0);
    let (mut x, mut y) = (18.0, 6.0);
    for i in 0..100_usize {
        c.add(&figure(class(i), x, y));
        if i % 10 == 9 {
            (x, y) = (18.0, y + step_y);
        } else {
            x += step_x;
        }
    }
    let mut bottom = y + 12.0;
    for (kind, s) in [("ill-person-hit", labels.hit), ("ill-person-may", labels.may), ("ill-person", labels.no)] {
        if kind == "ill-person-may" && may == 0 {
            continue;
        }
        let (t, h) = text("ill-text", 48.0, bottom + 15.0, WIDTH - 56.0, Anchor::Start, s);
        if h > 0.0 {
            c.add(&figure(kind, 18.0, bottom));
            c.add(&t);
            bottom += h.max(22.0) + 7.0;
        }
    }
    let y = bottom + 16.0;
    let (left, right) = (20.0, WIDTH - 22.0);
    c.add(&range(number, (left, right), y, 10.0));
    let scale = number.scale();
    for tick in [0.0, scale / 2.0, scale] {
        let at = left + (right - left) * tick / scale;
        c.add(&segment("ill-axis", (at, y + 10.0), (at, y + 16.0)));
        let s = num(tick);
        let half = width_of(&s) / 2.0;
        c.add(&text("ill-text ill-small-muted", at.clamp(half, WIDTH - half), y + 31.0, 60.0, Anchor::Middle, &s).0);
    }
    let (t, h) = text("ill-text", 18.0, y + 54.0, WIDTH - 26.0, Anchor::Start, labels.range);
    c.add(&t);
    c.set_height(y + 46.0 + h);
    c.finish()
}

/// The range as a band with whiskers and the number as a mark, between `left` and `right`, `half` units above and below.
fn range(number: PerHundred, (left, right): (f64, f64), y: f64, half: f64) -> String {
    let (value, low, high) = number.ends();
    let x = |p: f64| left + (right - left) * (p / number.scale()).min(1.0);
    let mut out = rect("ill-track", left, y - half, right - left, 2.0 * half, 3.0);
    if number.interval.is_some() {
        out += &rect("ill-interval", x(low), y - half / 2.0, (x(high) - x(low)).max(1.0), half, 1.0);
        for end in [low, high] {
            out += &segment("ill-interval-end", (x(end), y - half), (x(end), y + half));
        }
    }
    out + &rect("ill-range", x(value) - 2.0, y - half, 4.0, 2.0 * half, 1.0)
}

/// A number with its range as a bar, for beside a text that says both: it is hidden from those who hear the page. The
/// number may be of any unit; `scale` is where the bar ends.
pub fn range_bar(value: f64, interval: Option<(f64, f64)>, scale: f64) -> String {
    let share = |v: f64| 100.0 * v / scale;
    let interval = interval.map(|(low, high)| (share(low), share(high)));
    let number = PerHundred { value: share(value), interval, scale: 100.0 };
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ill ill-bar-figure\" aria-hidden=\"true\" focusable=\"false\" \
         viewBox=\"0 0 160 16\">",
    );
    let _ = write!(out, "{}</svg>", range(number, (3.0, 157.0), 8.0, 6.0));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per(value: f64, interval: Option<(f64, f64)>) -> PerHundred {
        PerHundred { value, interval, scale: 20.0 }
    }

    #[test]
    fn figures_are_whole_people_and_an_unknown_range_is_never_narrow() {
        assert_eq!(figures(per(2.4, Some((0.8, 5.6)))), (2, 4));
        assert_eq!(figures(per(0.4, Some((0.0, 0.4)))), (0, 0));
        assert_eq!(figures(per(0.5, None)), (1, 0));
        assert_eq!(figures(per(100.0, None)), (100, 0));
        assert_eq!(figures(per(250.0, Some((-3.0, f64::INFINITY)))), (100, 0));
        assert_eq!(figures(per(9.0, Some((f64::NAN, f64::NAN)))), (9, 91));
        assert_eq!(figures(per(9.0, Some((12.0, 4.0)))), (9, 3), "order does not matter");
    }

    #[test]
    fn a_bar_survives_any_number() {
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e9] {
            for scale in [0.0, f64::NAN, 5.0] {
                let bar = range_bar(value, Some((value, value)), scale);
                assert!(!bar.contains("NaN") && !bar.contains("inf"), "{value} {scale}: {bar}");
            }
        }
    }
}
