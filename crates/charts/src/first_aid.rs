//! Until a clinician has decided: toes down in a splint, crutches, no weight.

use crate::leg;
use crate::shape::{Place, blob, line, num, turn};
use crate::svg::{About, Anchor, Canvas, WIDTH, circle, leader, path, rect, segment, text};

/// The words in [`first_aid`]. An empty string leaves its label out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstAidLabels<'a> {
    /// Name and description.
    pub about: About<'a>,
    /// The splint.
    pub splint: &'a str,
    /// The toes point down.
    pub toes_down: &'a str,
    /// No weight on this leg.
    pub no_weight: &'a str,
    /// The crutches.
    pub crutches: &'a str,
}

/// Degrees the splinted foot points down in the drawing; a picture, not a setting.
const EQUINUS: f64 = 34.0;

/// A splint behind the leg and under the foot, held by bandages, on a leg whose foot points down by `deg`.
pub(crate) fn splint(deg: f64) -> String {
    let o = (0.0, 0.0);
    let sole = |p| turn(p, o, deg);
    let mut pts =
        vec![(-34.0, -168.0), (-44.0, -168.0), (-52.0, -148.0), (-48.0, -116.0), (-36.0, -86.0), (-25.0, -48.0)];
    pts.extend([(-30.0, -4.0), (-43.0, 18.0), (-38.0, 44.0), (-18.0, 49.0), (40.0, 48.0), (96.0, 49.0)].map(sole));
    pts.extend([(98.0, 42.0), (60.0, 40.0), (10.0, 41.0), (-22.0, 40.0), (-32.0, 24.0), (-24.0, 0.0)].map(sole));
    pts.extend([(-15.0, -46.0), (-24.0, -84.0), (-36.0, -118.0), (-40.0, -146.0)]);
    let slab = path("ill-cast", &blob(&pts));
    let band = |pts: &[(f64, f64)]| path("ill-band-line", &line(pts)) + &path("ill-band", &line(pts));
    slab + &band(&[(-48.0, -140.0), (-8.0, -132.0), (29.0, -144.0)])
        + &band(&[(-44.0, -108.0), (-8.0, -100.0), (26.0, -110.0)])
        + &band(&[(-28.0, -62.0), (0.0, -56.0), (22.0, -62.0)])
        + &band(&[sole((-34.0, 8.0)), sole((0.0, -6.0)), sole((24.0, -12.0))])
        + &band(&[sole((50.0, 46.0)), sole((54.0, 26.0)), sole((49.0, 4.0))])
}

fn crutch(foot_x: f64, top_x: f64, floor: f64) -> String {
    let at = |t: f64| (foot_x + (top_x - foot_x) * t, floor - 12.0 - (floor + 8.0) * t);
    let (grip, low) = (at(0.72), at(0.0));
    segment("ill-crutch-line", low, at(1.0))
        + &segment("ill-crutch", low, at(1.0))
        + &segment("ill-grip", grip, (grip.0 - 34.0, grip.1 - 1.0))
        + &rect("ill-ferrule", low.0 - 8.0, floor - 22.0, 16.0, 21.0, 4.0)
}

/// Draws the injured leg in a splint with its toes down and off the floor, the other leg standing, and crutches.
/// 320 units wide; readable from 280 px.
pub fn first_aid(labels: &FirstAidLabels<'_>) -> String {
    let height = 372.0;
    let floor = 332.0;
    let mut c = Canvas::new(&labels.about, "ill-first-aid", WIDTH, height);
    let good = Place::upright((50.0, floor - 41.0 * 0.86), 0.86);
    let ankle = (120.0, 198.0);
    let injured = Place::upright((0.0, 0.0), 0.92).wrap(&(leg::still(EQUINUS) + &splint(EQUINUS)));
    let no = (160.0, floor - 25.0);
    let inner = rect("ill-floor", -10.0, floor, WIDTH + 20.0, 60.0, 0.0)
        + &segment("ill-ground", (0.0, floor), (WIDTH, floor))
        + &format!("<g class=\"ill-far\">{}</g>", good.wrap(&leg::still(0.0)))
        + &crutch(270.0, 284.0, floor)
        + &crutch(301.0, 312.0, floor)
        + &format!("<g transform=\"translate({} {}) rotate(7)\">{injured}</g>", num(ankle.0), num(ankle.1))
        // No weight: an arrow on to the floor, struck out.
        + &circle("ill-no-disc", no, 20.0)
        + &segment("ill-no-arrow", (no.0, no.1 - 11.0), (no.0, no.1 + 4.0))
        + &path("ill-no-head", &format!("M{} {}l7 -9h-14z", num(no.0), num(no.1 + 12.0)))
        + &circle("ill-no", no, 20.0)
        + &segment("ill-no", turn((no.0 + 20.0, no.1), no, 45.0), turn((no.0 + 20.0, no.1), no, 225.0));
    c.panel(2.0, 2.0, WIDTH - 4.0, height - 4.0, &inner);
    let mut label = |s: &str, x: f64, y: f64, max: f64, from: (f64, f64), to: (f64, f64)| {
        let (t, h) = text("ill-text", x, y, max, Anchor::Start, s);
        if h > 0.0 {
            c.add(&leader((x + from.0, y + from.1), to));
            c.add(&t);
        }
    };
    label(labels.crutches, 182.0, 40.0, 78.0, (30.0, 8.0), (280.0, 68.0));
    label(labels.splint, 186.0, 138.0, 72.0, (-4.0, -5.0), (142.0, 112.0));
    label(labels.toes_down, 192.0, 206.0, 66.0, (-4.0, -3.0), (160.0, 250.0));
    label(labels.no_weight, 124.0, floor + 25.0, WIDTH - 132.0, (24.0, -13.0), (no.0 - 6.0, no.1 + 19.0));
    c.finish()
}
