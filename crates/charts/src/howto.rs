//! How each bedside test is done: where the hands go, what moves, and what the two possible findings look like.
//!
//! The drawing rests in its end state, with the start state as a dashed outline; the style sheet animates from the one
//! to the other twice and stops (nothing at all moves where reduced motion is asked for).

use crate::leg::{self, BALL};
use crate::shape::{Place, Pt, blob, line, num, turn};
use crate::svg::{
    About, Anchor, Canvas, WIDTH, arc_arrow, arrow, caution_note, circle, leader, path, rect, segment, shift, text,
};
use crate::{hand, shape};

/// A bedside test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Calf squeeze (Thompson, Simmonds). Panels: the foot moves; the foot does not move.
    CalfSqueeze,
    /// Resting angle (Matles): both feet compared, face down with the knees bent.
    RestingAngle,
    /// A finger runs along the tendon and feels for a gap.
    Gap,
    /// The foot pushes down against a hand.
    PushOffStrength,
    /// How far the foot goes up by itself, compared gently with the other side.
    PassiveDorsiflexion,
    /// Rising on the toes of one leg. Never excludes a rupture.
    HeelRise,
}

impl Test {
    /// All tests, the squeeze first.
    pub const ALL: [Self; 6] = [
        Self::CalfSqueeze,
        Self::RestingAngle,
        Self::Gap,
        Self::PushOffStrength,
        Self::PassiveDorsiflexion,
        Self::HeelRise,
    ];
}

/// The words in [`test_howto`]. An empty string leaves its label out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestLabels<'a> {
    /// Name and description.
    pub about: About<'a>,
    /// Under the first panel. Squeeze: the tendon pulls, the foot points. Resting angle and passive dorsiflexion: the
    /// other side. One-panel tests: what to do.
    pub first: &'a str,
    /// Under the second panel. Squeeze: the foot does not move. Resting angle and passive dorsiflexion: the injured
    /// side. One-panel tests: what it means, under [`TestLabels::first`].
    pub second: &'a str,
    /// Beside a leader line in the drawing: the place of the squeeze, the gap, or the hand's resistance.
    pub mark: &'a str,
    /// A caution strip below, with a warning sign (passive dorsiflexion: gently; heel rise: never excludes).
    pub caution: &'a str,
}

/// Draws how `test` is done. 320 units wide; readable from 280 px.
pub fn test_howto(test: Test, labels: &TestLabels<'_>) -> String {
    let mut c = Canvas::new(&labels.about, "ill-test", WIDTH, 0.0);
    let bottom = match test {
        Test::CalfSqueeze => squeeze(&mut c, labels),
        Test::RestingAngle => resting(&mut c, labels),
        Test::Gap => gap(&mut c, labels),
        Test::PushOffStrength => push(&mut c, labels),
        Test::PassiveDorsiflexion => passive(&mut c, labels),
        Test::HeelRise => rise(&mut c, labels),
    };
    let (note, h) = caution_note(bottom, labels.caution);
    c.add(&note);
    c.set_height(bottom + if h > 0.0 { h + 4.0 } else { 0.0 });
    c.finish()
}

/// A text under a panel; returns where the next thing may start.
fn caption(c: &mut Canvas, x: f64, y: f64, w: f64, s: &str, strong: bool) -> f64 {
    let class = if strong { "ill-text ill-strong" } else { "ill-text" };
    let (t, h) = text(class, x + w / 2.0, y + 17.0, w - 8.0, Anchor::Middle, s);
    c.add(&t);
    y + if h > 0.0 { h + 10.0 } else { 6.0 }
}

fn one_panel(c: &mut Canvas, labels: &TestLabels<'_>, h: f64, inner: &str, over: &str) -> f64 {
    c.panel(2.0, 2.0, WIDTH - 4.0, h, inner);
    c.add(over);
    let y = caption(c, 0.0, h + 4.0, WIDTH, labels.first, true);
    if labels.second.trim().is_empty() { y } else { caption(c, 0.0, y - 8.0, WIDTH, labels.second, false) }
}

fn mark(labels: &TestLabels<'_>, x: f64, y: f64, max: f64, to: Pt) -> String {
    let (t, h) = text("ill-text", x, y, max, Anchor::Start, labels.mark);
    if h > 0.0 { t + &leader((x + 14.0, y + h - 11.0), to) } else { String::new() }
}

/// The edge of an examination couch from the left, its top at `y`, ending at `x`.
fn couch(x: f64, y: f64) -> String {
    rect("ill-couch", -20.0, y, x + 20.0, 22.0, 8.0)
        + &rect("ill-couch-leg", -20.0, y + 22.0, x - 4.0, 7.0, 2.0)
        + &rect("ill-couch-leg", x - 70.0, y + 29.0, 9.0, 200.0, 2.0)
}

fn squeeze(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let h = 190.0;
    let mut y = 2.0;
    for (i, words) in [labels.first, labels.second].into_iter().enumerate() {
        let whole = i == 0;
        let ankle = (216.0, y + 96.0);
        let place = Place::prone(ankle, 0.8);
        // A foot that hangs free rests a little pointed; the squeeze adds to that.
        let body = if whole { leg::pointing(18.0, 43.0) } else { leg::still(18.0) };
        let inner = couch(200.0, ankle.1 + 29.0)
            + &place.wrap(&(body + &tendon_hint(whole)))
            + &shift(98.0, ankle.1 - 31.0, &format!("<g class=\"ill-move ill-squeeze\">{}</g>", hand::grip()))
            + &if whole {
                arc_arrow(ankle, 98.0, 68.0, 40.0)
            } else {
                segment("ill-still", (ankle.0 + 70.0, ankle.1 + 50.0), (ankle.0 + 88.0, ankle.1 + 42.0))
                    + &segment("ill-still", (ankle.0 + 74.0, ankle.1 + 60.0), (ankle.0 + 92.0, ankle.1 + 52.0))
            };
        c.panel(2.0, y, WIDTH - 4.0, h, &inner);
        if whole {
            let (t, used) = text("ill-text", 12.0, y + 22.0, 72.0, Anchor::Start, labels.mark);
            if used > 0.0 {
                c.add(&(t + &leader((40.0, y + used + 9.0), (82.0, ankle.1 - 24.0))));
            }
        }
        y = caption(c, 0.0, y + h, WIDTH, words, true) + if whole { 6.0 } else { 0.0 };
    }
    y
}

/// The tendon through the skin, whole or with its gap.
fn tendon_hint(whole: bool) -> String {
    if whole {
        path(
            "ill-tendon",
            &blob(&[(-24.0, -84.0), (-14.5, -44.0), (-14.0, -20.0), (-10.0, -20.0), (-10.0, -44.0), (-18.0, -84.0)]),
        )
    } else {
        path(
            "ill-tendon",
            "M-24 -84C-18 -66 -15 -52 -15 -42L-15.5 -34L-13 -38L-11.5 -33L-10 -40C-11 -54 -14 -70 -18 -84Z",
        ) + &path("ill-tendon", "M-15 -13L-14 -18L-12.5 -14L-10.5 -17L-10 -10L-13 -6L-17 -2Z")
            + &circle("ill-gap-halo", (-13.0, -25.0), 15.0)
            + &circle("ill-gap", (-13.0, -25.0), 15.0)
    }
}

fn resting(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let (w, h) = (156.0, 250.0);
    let mut bottom: f64 = 0.0;
    for (i, words) in [labels.first, labels.second].into_iter().enumerate() {
        let injured = i == 1;
        let x = 2.0 + (w + 4.0) * if injured { 1.0 } else { 0.0 };
        let deg = if injured { 8.0 } else { 34.0 };
        let ankle = (x + 68.0, 88.0);
        let place = Place::raised(ankle, 0.56);
        let lines = format!("<g transform=\"rotate({})\">{}</g>", num(deg), leg::foot_lines());
        let foot =
            leg::union(&[leg::bare(&bent_leg()), leg::bare(&leg::foot_at(deg))]) + &lines + &tendon_hint(!injured);
        let ghost = if injured { path("ill-ghost", &leg::foot_at(34.0)) } else { String::new() };
        let toe = place.at(turn((128.0, 34.0), (0.0, 0.0), deg));
        let level = (ankle.0 + 66.0, ankle.1);
        let mut inner =
            rect("ill-couch", x - 20.0, ankle.1 + 133.0, w + 60.0, 40.0, 6.0) + &place.wrap(&(foot + &ghost));
        inner.push_str(&segment("ill-guide", ankle, level));
        inner.push_str(&segment("ill-guide ill-guide-strong", ankle, toe));
        inner.push_str(&path(
            "ill-guide ill-guide-strong",
            &shape::arc(ankle, 46.0, 0.0, (toe.1 - ankle.1).atan2(toe.0 - ankle.0).to_degrees()),
        ));
        c.panel(x, 2.0, w, h, &inner);
        bottom = bottom.max(caption(c, x, h + 2.0, w, words, true));
    }
    if labels.mark.trim().is_empty() { bottom } else { caption(c, 0.0, bottom - 6.0, WIDTH, labels.mark, false) }
}

/// Lower leg and thigh of somebody lying face down with the knee bent to a right angle, ankle at the origin.
fn bent_leg() -> String {
    blob(&[
        (12.0, 12.0),
        (20.0, -12.0),
        (19.5, -30.0),
        (22.0, -70.0),
        (27.0, -120.0),
        (31.0, -170.0),
        (38.0, -204.0),
        (38.0, -226.0),
        (24.0, -238.0),
        (0.0, -238.0),
        (-60.0, -236.0),
        (-140.0, -238.0),
        (-240.0, -240.0),
        (-240.0, -150.0),
        (-150.0, -150.0),
        (-90.0, -156.0),
        (-54.0, -166.0),
        (-41.0, -172.0),
        (-42.0, -160.0),
        (-46.0, -146.0),
        (-43.0, -118.0),
        (-32.0, -90.0),
        (-22.5, -66.0),
        (-17.5, -40.0),
        (-16.5, -18.0),
        (-8.0, 10.0),
    ])
}

fn gap(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let h = 240.0;
    let ankle = (190.0, 112.0);
    let place = Place::prone(ankle, 1.12);
    // With a rupture the skin dips where the tendon is missing.
    let dip = path("ill-dip", &line(&[(-17.2, -42.0), (-15.4, -32.0), (-11.0, -24.0), (-14.4, -14.0), (-17.0, -8.0)]));
    let inner = couch(164.0, ankle.1 + 45.0)
        + &place.wrap(&(leg::still(18.0) + &tendon_hint(false) + &dip))
        + &shift(ankle.0 - 25.0, ankle.1 - 18.0, &format!("<g class=\"ill-move ill-stroke\">{}</g>", hand::pointer()))
        + &arrow((ankle.0 - 96.0, ankle.1 - 50.0), (ankle.0 - 38.0, ankle.1 - 34.0));
    let over = mark(labels, 14.0, 24.0, 130.0, place.at((-18.0, -42.0)));
    one_panel(c, labels, h, &inner, &over)
}

/// A flat hand on the ball of the foot of somebody on their back, going with the foot.
fn hand_on_ball(ankle: Pt, scale: f64, from: f64, to: f64) -> String {
    let ball = Place::supine((0.0, 0.0), scale).at((70.0, 43.0));
    shift(ankle.0, ankle.1, &leg::swing(from, to, &shift(ball.0 + 2.0, ball.1, &hand::flat())))
}

fn push(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let h = 236.0;
    let ankle = (176.0, 166.0);
    let (from, to) = (-6.0, 14.0);
    let inner = rect("ill-couch", -20.0, ankle.1 + 41.0, WIDTH + 40.0, 60.0, 8.0)
        + &Place::supine(ankle, 0.92).wrap(&leg::pointing(from, to))
        + &hand_on_ball(ankle, 0.92, from, to)
        + &arc_arrow(ankle, 116.0, -94.0, -72.0)
        + &arrow((ankle.0 + 134.0, ankle.1 - 92.0), (ankle.0 + 90.0, ankle.1 - 84.0));
    let over = mark(labels, 12.0, 26.0, 150.0, (ankle.0 - 8.0, ankle.1 - 108.0));
    one_panel(c, labels, h, &inner, &over)
}

fn passive(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let h = 206.0;
    let limit = -10.0;
    let from = 15.0;
    let mut y = 2.0;
    for (i, words) in [labels.first, labels.second].into_iter().enumerate() {
        let injured = i == 1;
        let ankle = (184.0, y + 154.0);
        let place = Place::supine(ankle, 0.82);
        let to = if injured { -25.0 } else { limit };
        let on = |r: f64| place.at(turn((r, 0.0), (0.0, 0.0), limit));
        let inner = rect("ill-couch", -20.0, ankle.1 + 36.0, WIDTH + 40.0, 60.0, 8.0)
            + &place.wrap(&(leg::pointing(from, to) + &tendon_hint(!injured)))
            // The other side's limit stands in both panels, so that the eye can compare.
            + &segment("ill-guide ill-guide-strong", on(24.0), on(150.0))
            + &hand_on_ball(ankle, 0.82, from, to)
            + &arc_arrow(ankle, 130.0, -75.0, -90.0 + to + if injured { 0.0 } else { 4.0 });
        c.panel(2.0, y, WIDTH - 4.0, h, &inner);
        y = caption(c, 0.0, y + h, WIDTH, words, true) + if injured { 0.0 } else { 6.0 };
    }
    if labels.mark.trim().is_empty() { y } else { caption(c, 0.0, y - 6.0, WIDTH, labels.mark, false) }
}

fn rise(c: &mut Canvas, labels: &TestLabels<'_>) -> f64 {
    let h = 296.0;
    let deg = 25.0;
    let ankle = (124.0, 236.0);
    let place = Place::upright(ankle, 1.0);
    // The leg stays upright and goes up with the ankle while the foot turns about its ball; the toes stay down.
    let up = turn((0.0, 0.0), BALL, deg);
    let toes = blob(&[
        (70.0, 17.0),
        (84.0, 21.0),
        (95.0, 24.5),
        (102.0, 29.0),
        (102.5, 35.0),
        (97.0, 40.5),
        (84.0, 41.0),
        (72.0, 41.5),
        (64.0, 32.0),
    ]);
    let spin = |s: &str| shift(BALL.0, BALL.1, &leg::swing(0.0, deg, &shift(-BALL.0, -BALL.1, s)));
    let lift = |s: &str| {
        format!("<g class=\"ill-move ill-rise-leg\" transform=\"translate({} {})\">{s}</g>", num(up.0), num(up.1))
    };
    let rear = blob(&[
        (0.0, -27.0),
        (17.0, -23.0),
        (25.0, -12.0),
        (37.0, -3.0),
        (52.0, 6.0),
        (68.0, 15.0),
        (80.0, 22.0),
        (86.0, 34.0),
        (76.0, 41.5),
        (60.0, 38.0),
        (42.0, 33.5),
        (22.0, 37.0),
        (2.0, 41.0),
        (-17.0, 41.0),
        (-29.0, 35.0),
        (-33.5, 23.0),
        (-27.0, 3.0),
        (-16.0, -18.0),
    ]);
    let body = leg::union(&[lift(&leg::bare(&leg::shank())), leg::bare(&toes), spin(&leg::bare(&rear))])
        + &lift(&(leg::shank_shade() + &leg::shank_lines()))
        + &spin(&path("ill-skin-detail", &line(&[(-7.0, 3.0), (-3.0, -7.0), (6.0, -7.0), (9.0, 1.0)])))
        + &path("ill-skin-detail", &line(&[(94.0, 27.0), (98.0, 28.5), (100.5, 32.0)]))
        + &path("ill-ghost", &leg::foot());
    let heel = place.at(turn((-26.0, 36.0), BALL, deg));
    let inner = rect("ill-floor", -10.0, ankle.1 + 42.5, WIDTH + 20.0, 60.0, 0.0)
        + &segment("ill-ground", (0.0, ankle.1 + 42.5), (WIDTH, ankle.1 + 42.5))
        + &place.wrap(&body)
        + &arrow((heel.0 - 22.0, ankle.1 + 34.0), (heel.0 - 22.0, heel.1 - 20.0));
    let over = mark(labels, 12.0, 122.0, 78.0, (heel.0 + 6.0, heel.1 - 10.0));
    one_panel(c, labels, h, &inner, &over)
}
