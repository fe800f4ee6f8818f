//! What holds the foot at each phase of a plan: cast, splint, boot with its wedges or its hinge, shoe with a heel lift.
//!
//! The drawings show the device as it is set. They claim no angle of the ankle or the tendon: a wedge count, a hinge
//! setting and the angle of the bones are three different things.

use crate::first_aid::splint;
use crate::leg::{self, BALL};
use crate::shape::{Place, Pt, arc, blob, line, num, poly, turn};
use crate::svg::{About, Anchor, Canvas, WIDTH, circle, leader, path, rect, segment, shift, text, width_of};

/// The device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BootKind {
    /// A plaster or fibreglass cast from below the knee to the toes.
    Cast,
    /// A slab behind the leg held by bandages.
    Splint,
    /// A rigid boot with wedges under the heel.
    WedgeBoot,
    /// A rigid boot with one heel lift.
    LiftBoot {
        /// Height of the lift in millimetres; drawn to at most 40.
        lift_mm: u8,
    },
    /// A boot with a hinge at the ankle, set to a range.
    HingedBoot,
    /// An ordinary shoe with a heel lift.
    Shoe {
        /// Height of the lift in millimetres; drawn to at most 40.
        lift_mm: u8,
    },
}

/// A device and its setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boot {
    /// The device.
    pub kind: BootKind,
    /// Wedges under the heel, 0 to 5; more are drawn as 5. Only a wedge boot shows them. `None` when the plan gives no
    /// number: then no wedge is drawn.
    pub wedges: Option<u8>,
    /// The hinge's range in degrees of plantarflexion on its own scale, 0 to 60, in either order. Only a hinged boot
    /// shows it.
    pub hinge: Option<(u8, u8)>,
}

/// The words in [`boot`]. An empty string leaves its label out. None of them may claim an angle of the ankle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootLabels<'a> {
    /// Name and description.
    pub about: About<'a>,
    /// The device, at its top.
    pub device: &'a str,
    /// The setting, beside wedges, dial or lift (such as “3 wedges” or “10 mm lift”).
    pub setting: &'a str,
    /// A sentence below the drawing.
    pub caption: &'a str,
}

/// Drawn height of one wedge at the heel, in leg units. Chosen to be counted at 280 px, not to scale.
const WEDGE: f64 = 8.0;
const MAX_WEDGES: u8 = 5;
const PANEL: f64 = 320.0;

/// Draws a device with its setting: the exact number of wedges, or the hinge's range. 320 units wide; readable from
/// 280 px.
pub fn boot(boot: Boot, labels: &BootLabels<'_>) -> String {
    let mut c = Canvas::new(&labels.about, "ill-boot-figure", WIDTH, PANEL);
    let floor = 288.0;
    let s = 1.02;
    let standing = Place::upright((88.0, floor - 66.0 * s), s);
    let hanging = Place::upright((92.0, 196.0), s);
    let (inner, target): (String, Pt) = match boot.kind {
        BootKind::Cast => (hanging.wrap(&cast()), hanging.at((60.0, 46.0))),
        BootKind::Splint => (hanging.wrap(&(leg::still(26.0) + &splint(26.0))), hanging.at((52.0, 62.0))),
        BootKind::WedgeBoot => {
            let n = boot.wedges.unwrap_or(0).min(MAX_WEDGES);
            (ground(floor) + &standing.wrap(&wedge_boot(n)), standing.at((2.0, 41.0 - f64::from(n) * WEDGE * 0.5)))
        }
        BootKind::LiftBoot { lift_mm } => {
            let raise = raise_of(lift_mm);
            (ground(floor) + &standing.wrap(&lift_boot(raise)), standing.at((2.0, 41.0 - raise * 0.5)))
        }
        BootKind::HingedBoot => (hinged(boot.hinge, hanging), hanging.at((16.0, 6.0))),
        BootKind::Shoe { lift_mm } => {
            let raise = raise_of(lift_mm);
            let place = Place::upright((96.0, floor - 60.0 * s), s);
            (ground(floor) + &place.wrap(&shoe(raise)), place.at((-4.0, 42.0 - raise * 0.5)))
        }
    };
    c.panel(2.0, 2.0, WIDTH - 4.0, PANEL - 4.0, &inner);
    // A shoe sits low: its name stands lower and nearer.
    let (x, y, to) = match boot.kind {
        BootKind::Shoe { .. } => (232.0, 236.0, (186.0, 252.0)),
        BootKind::WedgeBoot | BootKind::LiftBoot { .. } | BootKind::HingedBoot => (196.0, 40.0, (128.0, 60.0)),
        BootKind::Cast | BootKind::Splint => (196.0, 40.0, (108.0, 57.0)),
    };
    let (t, h) = text("ill-text", x, y, WIDTH - x - 8.0, Anchor::Start, labels.device);
    if h > 0.0 {
        c.add(&(leader((x - 4.0, y - 5.0), to) + &t));
    }
    let dial = matches!(boot.kind, BootKind::HingedBoot) && boot.hinge.is_some();
    let y = if dial { 220.0 } else { 166.0 };
    let (t, h) = text("ill-text ill-strong", 224.0, y, WIDTH - 232.0, Anchor::Start, labels.setting);
    if h > 0.0 {
        if !dial {
            c.add(&leader((220.0, y + h - 19.0), target));
        }
        c.add(&t);
    }
    let (t, h) = text("ill-text", WIDTH / 2.0, PANEL + 16.0, WIDTH - 12.0, Anchor::Middle, labels.caption);
    c.add(&t);
    c.set_height(PANEL + if h > 0.0 { h + 8.0 } else { 0.0 });
    c.finish()
}

fn ground(y: f64) -> String {
    rect("ill-floor", -10.0, y, WIDTH + 20.0, 60.0, 0.0) + &segment("ill-ground", (0.0, y), (WIDTH, y))
}

fn strap(a: Pt, mid: Pt, b: Pt) -> String {
    let d = line(&[a, mid, b]);
    path("ill-strap", &d) + &rect("ill-buckle", mid.0 - 7.0, mid.1 - 6.5, 14.0, 13.0, 2.5)
}

/// A leg standing on a heel that is `raise` above the ball, moved back so that the ankle stays over the same place.
/// Returns the drawing and where the ball of the foot is.
fn raised_leg(raise: f64) -> (String, f64) {
    let deg = (raise / 93.0).clamp(0.0, 0.7).asin().to_degrees();
    let ankle = turn((0.0, 0.0), BALL, deg);
    let inner = shift(0.0, ankle.1, &leg::still(deg));
    (inner, BALL.0 - ankle.0)
}

/// How far a heel lift raises the drawn heel, in leg units. Drawn at three units a centimetre above scale, so that a
/// small lift is still seen.
fn raise_of(lift_mm: u8) -> f64 {
    f64::from(lift_mm.min(40)) * 0.6
}

fn wedge_boot(n: u8) -> String {
    let wedge = |k: u8, ball: f64| {
        let (k, front) = (f64::from(k), ball - 22.0 - 6.0 * f64::from(k));
        wedge("ill-wedge", k * WEDGE, (k + 1.0) * WEDGE, front, ball)
    };
    rigid_boot(f64::from(n) * WEDGE, |ball| (0..n).map(|k| wedge(k, ball)).collect())
}

fn lift_boot(raise: f64) -> String {
    let lift = |ball: f64| wedge("ill-lift", 0.0, raise, ball - 16.0, ball);
    rigid_boot(raise, |ball| if raise > 0.0 { lift(ball) } else { String::new() })
}

/// A rigid boot whose heel is raised by `raise`; `inserts` draws what raises it, given where the ball of the foot is.
fn rigid_boot(raise: f64, inserts: impl Fn(f64) -> String) -> String {
    let shell = blob(&[
        (38.0, -166.0),
        (35.0, -110.0),
        (34.0, -50.0),
        (42.0, -22.0),
        (76.0, -4.0),
        (106.0, 10.0),
        (116.0, 28.0),
        (110.0, 43.0),
        (70.0, 46.0),
        (0.0, 46.0),
        (-38.0, 45.0),
        (-47.0, 30.0),
        (-43.0, -10.0),
        (-44.0, -60.0),
        (-53.0, -110.0),
        (-55.0, -164.0),
        (-20.0, -158.0),
        (10.0, -160.0),
    ]);
    let sole = blob(&[
        (-50.0, 42.0),
        (0.0, 41.5),
        (70.0, 41.5),
        (114.0, 38.0),
        (123.0, 44.0),
        (110.0, 57.0),
        (66.0, 65.5),
        (10.0, 66.0),
        (-36.0, 63.0),
        (-52.0, 53.0),
    ]);
    let (leg, ball) = raised_leg(raise);
    path("ill-boot-lining", &shell)
        + &inserts(ball)
        + &leg
        + &path("ill-boot-shell", &shell)
        + &path("ill-boot", &sole)
        + &path("ill-tread", &line(&[(-40.0, 55.0), (10.0, 57.5), (66.0, 57.0), (104.0, 49.0)]))
        + &strap((-52.0, -136.0), (-6.0, -131.0), (37.0, -138.0))
        + &strap((-46.0, -86.0), (-4.0, -80.0), (35.0, -86.0))
        + &strap((-43.0, -34.0), (2.0, -30.0), (36.0, -38.0))
        + &strap((66.0, 41.0), (73.0, 22.0), (70.0, -6.0))
}

/// A piece under the heel that lies between two heights at the heel and reaches to x = `front`; it thins out towards
/// the ball of the foot at x = `ball`.
fn wedge(class: &str, low: f64, high: f64, front: f64, ball: f64) -> String {
    let (back, floor) = (-37.0, 42.0);
    let at = |x: f64, height: f64| (x, floor - height * (ball - x) / (ball + 20.0));
    path(class, &poly(&[at(back, low), at(front, low), at(front, high), at(back, high)]))
}

fn cast() -> String {
    let deg = 24.0;
    let o = (0.0, 0.0);
    let mut pts = vec![(37.0, -172.0), (33.0, -120.0), (27.0, -60.0)];
    let foot = [
        (27.0, -22.0),
        (40.0, -9.0),
        (62.0, 4.0),
        (76.0, 10.0),
        (80.0, 26.0),
        (78.0, 48.0),
        (40.0, 44.0),
        (0.0, 50.0),
        (-28.0, 47.0),
        (-42.0, 30.0),
        (-37.0, 4.0),
    ];
    pts.extend(foot.map(|p| turn(p, o, deg)));
    pts.extend([(-27.0, -44.0), (-32.0, -72.0), (-44.0, -104.0), (-54.0, -146.0), (-52.0, -174.0)]);
    let turns = [
        line(&[(-53.0, -140.0), (-8.0, -128.0), (35.0, -146.0)]),
        line(&[(-49.0, -112.0), (-8.0, -100.0), (32.0, -116.0)]),
        line(&[(-40.0, -84.0), (-6.0, -74.0), (29.0, -88.0)]),
        line(&[(-29.0, -52.0), (-2.0, -46.0), (26.0, -58.0)]),
        line(&[turn((-39.0, 8.0), o, deg), turn((-2.0, 4.0), o, deg), (25.0, -26.0)]),
        line(&[turn((-22.0, 48.0), o, deg), turn((18.0, 24.0), o, deg), turn((36.0, -12.0), o, deg)]),
        line(&[turn((34.0, 44.0), o, deg), turn((56.0, 26.0), o, deg), turn((60.0, 3.0), o, deg)]),
    ];
    leg::still(deg)
        + &path("ill-cast", &blob(&pts))
        + &turns.iter().map(|d| path("ill-cast-turn", d)).collect::<String>()
        + &path("ill-cast-edge", &line(&[(-53.0, -168.0), (-10.0, -160.0), (37.0, -168.0)]))
}

fn hinged(range: Option<(u8, u8)>, place: Place) -> String {
    let (lo, hi) = range.map_or((0.0, 0.0), |(a, b)| (f64::from(a.min(b).min(60)), f64::from(a.max(b).min(60))));
    let cuff = blob(&[
        (39.0, -166.0),
        (35.0, -110.0),
        (32.0, -60.0),
        (30.0, -34.0),
        (0.0, -24.0),
        (-28.0, -34.0),
        (-36.0, -64.0),
        (-52.0, -110.0),
        (-55.0, -164.0),
        (-20.0, -158.0),
        (10.0, -160.0),
    ]);
    let tray = blob(&[
        (28.0, -14.0),
        (48.0, -4.0),
        (80.0, 10.0),
        (108.0, 22.0),
        (114.0, 36.0),
        (104.0, 47.0),
        (40.0, 48.0),
        (-24.0, 49.0),
        (-44.0, 40.0),
        (-46.0, 14.0),
        (-34.0, -10.0),
        (-12.0, -18.0),
    ]);
    let sole =
        blob(&[(-46.0, 44.0), (20.0, 44.0), (106.0, 43.0), (114.0, 49.0), (66.0, 60.0), (0.0, 60.0), (-40.0, 57.0)]);
    let swing = |s: &str| leg::swing(lo, hi, s);
    let tray_all = path("ill-boot-shell", &tray)
        + &path("ill-boot", &sole)
        + &segment("ill-bar", (0.0, 0.0), (4.0, 44.0))
        + &strap((62.0, 45.0), (68.0, 26.0), (66.0, 4.0));
    let legs = leg::union(&[leg::bare(&leg::shank()), swing(&leg::bare(&leg::foot()))])
        + &leg::shank_shade()
        + &leg::shank_lines()
        + &swing(&leg::foot_lines());
    let outline = path("ill-ghost", &tray) + &path("ill-ghost", &sole);
    let start = format!("<g transform=\"rotate({})\">{outline}</g>", num(lo));
    let boot = path("ill-boot-lining", &cuff)
        + &swing(&path("ill-boot-lining", &tray))
        + &legs
        + &swing(&tray_all)
        + &path("ill-boot-shell", &cuff)
        + &segment("ill-bar", (0.0, 0.0), (-4.0, -120.0))
        + &strap((-52.0, -136.0), (-6.0, -131.0), (37.0, -138.0))
        + &strap((-45.0, -86.0), (-4.0, -80.0), (34.0, -86.0))
        + if hi > lo { &start } else { "" }
        + &circle("ill-hinge", (0.0, 0.0), 15.0)
        + &circle("ill-hinge-pin", (0.0, 0.0), 5.0);
    let dial = if range.is_some() { dial(lo, hi) } else { String::new() };
    place.wrap(&boot) + &dial
}

/// The hinge's own scale, large: level is to the right, toes down is clockwise.
fn dial(lo: f64, hi: f64) -> String {
    let c = (222.0, 138.0);
    let r = 50.0;
    let on = |deg: f64, r: f64| turn((c.0 + r, c.1), c, deg);
    let mut out = circle("ill-dial", c, r + 8.0);
    if hi > lo {
        let (a, b) = (on(lo, r), on(hi, r));
        out += &path(
            "ill-dial-range",
            &format!(
                "M{} {}L{} {}A{} {} 0 0 1 {} {}Z",
                num(c.0),
                num(c.1),
                num(a.0),
                num(a.1),
                num(r),
                num(r),
                num(b.0),
                num(b.1)
            ),
        );
    }
    out += &path("ill-dial-scale", &arc(c, r, 0.0, 60.0));
    for k in 0..=6u8 {
        let deg = f64::from(k) * 10.0;
        out += &segment("ill-dial-scale", on(deg, r - 6.0), on(deg, r));
    }
    let mut stops = vec![lo];
    if hi > lo {
        stops.push(hi);
    }
    for (i, deg) in stops.iter().enumerate() {
        out += &segment("ill-dial-stop", on(10.0_f64.min(*deg).max(*deg), 12.0), on(*deg, r));
        // Two close stops must not print on each other: the upper moves up, the lower down.
        let spread = if hi - lo < 16.0 && hi > lo { if i == 0 { -6.0 } else { 8.0 } } else { 0.0 };
        let at = on(*deg + spread, r + 13.0);
        let label = format!("{}°", num(*deg));
        let (t, _) = text("ill-text ill-strong", at.0, at.1 + 5.0, width_of(&label) + 20.0, Anchor::Start, &label);
        out += &t;
    }
    out + &circle("ill-hinge", c, 9.0) + &circle("ill-hinge-pin", c, 3.0)
}

fn shoe(raise: f64) -> String {
    let (leg, ball) = raised_leg(raise);
    let upper = blob(&[
        (30.0, -8.0),
        (48.0, 2.0),
        (76.0, 12.0),
        (102.0, 20.0),
        (112.0, 32.0),
        (106.0, 45.0),
        (60.0, 47.0),
        (0.0, 47.0),
        (-34.0, 46.0),
        (-43.0, 30.0),
        (-38.0, 4.0),
        (-31.0, -14.0),
        (-14.0, -2.0),
        (8.0, 2.0),
    ]);
    let sole = blob(&[
        (-44.0, 43.0),
        (0.0, 42.5),
        (70.0, 42.5),
        (108.0, 39.0),
        (117.0, 44.0),
        (108.0, 55.0),
        (66.0, 60.0),
        (10.0, 60.0),
        (-36.0, 60.0),
        (-48.0, 52.0),
    ]);
    let pad = if raise > 0.0 {
        path("ill-lift", &poly(&[(-36.0, 42.5), (ball - 16.0, 42.5), (-36.0, 42.5 - raise)]))
    } else {
        String::new()
    };
    path("ill-shoe-lining", &upper)
        + &pad
        + &leg
        + &path("ill-shoe", &upper)
        + &path("ill-boot", &sole)
        + &[(46.0, 6.0), (56.0, 11.0), (66.0, 15.0)]
            .iter()
            .map(|p| segment("ill-lace", *p, (p.0 - 12.0, p.1 + 10.0)))
            .collect::<String>()
}
