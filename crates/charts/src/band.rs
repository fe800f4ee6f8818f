//! A probability as a range: between the two bounds of its calculation, with the 95 % interval around them.

use crate::shape::num;
use crate::svg::{About, Anchor, Canvas, WIDTH, path, rect, segment, text, width_of};

/// The words in [`probability_band`]. An empty string leaves its label out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandLabels<'a> {
    /// Name and description; the description should say both ranges in words.
    pub about: About<'a>,
    /// Beside the thick band: the range between the two bounds, with its numbers.
    pub range: &'a str,
    /// Beside the thin line: the 95 % interval, with its numbers.
    pub interval: &'a str,
    /// A sentence below (such as the pre-test setting and its source).
    pub caption: &'a str,
}

/// A scale from 0 to 100 with the range `low`–`high` and its 95 % interval `lower95`–`upper95`, all in percent.
///
/// The four numbers are clamped to 0–100 and put in order; one that is not a number widens its end to the end of the
/// scale, because an unknown bound must never look like a narrow one. 320 units wide; readable from 280 px.
pub fn probability_band(lower95: f64, low: f64, high: f64, upper95: f64, labels: &BandLabels<'_>) -> String {
    let fix = |v: f64, unknown: f64| if v.is_nan() { unknown } else { v.clamp(0.0, 100.0) };
    let mut v = [fix(lower95, 0.0), fix(low, 0.0), fix(high, 100.0), fix(upper95, 100.0)];
    v.sort_by(f64::total_cmp);
    let [l95, lo, hi, u95] = v;

    let mut c = Canvas::new(&labels.about, "ill-band-figure", WIDTH, 0.0);
    let (left, right) = (20.0, WIDTH - 22.0);
    let x = |p: f64| left + (right - left) * p / 100.0;
    let y = 34.0;
    c.add(&rect("ill-track", left, y - 16.0, right - left, 32.0, 6.0));
    c.add(&rect("ill-interval", x(l95), y - 5.0, (x(u95) - x(l95)).max(2.0), 10.0, 2.0));
    for end in [l95, u95] {
        c.add(&segment("ill-interval-end", (x(end), y - 10.0), (x(end), y + 10.0)));
    }
    // A range narrower than the eye can see is still drawn.
    let w = (x(hi) - x(lo)).max(4.0);
    c.add(&rect("ill-range", (x(lo) + x(hi) - w) / 2.0, y - 14.0, w, 28.0, 3.0));
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        c.add(&segment("ill-axis", (x(tick), y + 16.0), (x(tick), y + 23.0)));
        let s = num(tick);
        let half = width_of(&s) / 2.0;
        let at = x(tick).clamp(half, WIDTH - half);
        c.add(&text("ill-text ill-small-muted", at, y + 39.0, 60.0, Anchor::Middle, &s).0);
    }
    let mut bottom = y + 66.0;
    for (key, s, class) in [(0, labels.range, "ill-text ill-strong"), (1, labels.interval, "ill-text")] {
        let (t, h) = text(class, 48.0, bottom, WIDTH - 56.0, Anchor::Start, s);
        if h > 0.0 {
            if key == 0 {
                c.add(&rect("ill-range", 14.0, bottom - 13.0, 24.0, 16.0, 3.0));
            } else {
                c.add(&rect("ill-interval", 14.0, bottom - 9.0, 24.0, 8.0, 2.0));
                c.add(&path("ill-interval-end", &format!("M14 {0}v16M38 {0}v16", num(bottom - 13.0))));
            }
            c.add(&t);
            bottom += h + 7.0;
        }
    }
    let (t, h) = text("ill-text ill-small-muted", 14.0, bottom, WIDTH - 22.0, Anchor::Start, labels.caption);
    c.add(&t);
    c.set_height(bottom + h - 8.0);
    c.finish()
}
