//! The lower leg seen from the inner side and a little from behind, with the calf muscle, the tendon and the heel bone.

use crate::leg;
use crate::shape::{Place, Pt, blob, line};
use crate::svg::{About, Anchor, Canvas, LEADING, WIDTH, leader, path, segment, text};

/// Which tendon to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anatomy {
    /// The tendon in one piece.
    Intact,
    /// Two frayed ends, with the gap between them a few centimetres above the heel bone.
    Ruptured,
}

/// The words in [`anatomy`]. An empty string leaves its label out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnatomyLabels<'a> {
    /// Name and description.
    pub about: About<'a>,
    /// Calf muscle.
    pub calf_muscle: &'a str,
    /// Achilles tendon.
    pub tendon: &'a str,
    /// The gap between the ends; drawn only when ruptured.
    pub gap: &'a str,
    /// Heel bone.
    pub heel_bone: &'a str,
}

// The gap lies 2–6 cm above the heel bone (5 units a centimetre, heel bone from y = 6).
const GAP_TOP: f64 = -24.0;
const GAP_END: f64 = -6.0;
/// A ring around the gap.
const RING: &str = "M-33 -15A19 15 0 0 1 5 -15A19 15 0 0 1 -33 -15Z";

/// Draws the lower leg with the tendon intact or ruptured. 320 units wide; readable from 280 px.
pub fn anatomy(kind: Anatomy, labels: &AnatomyLabels<'_>) -> String {
    let height = 384.0;
    let mut c = Canvas::new(&labels.about, "ill-anatomy", WIDTH, height);
    let place = Place::facing_left((133.0, 314.0), 1.24);
    let skin = leg::union(&[leg::bare(&leg::shank()), leg::bare(&leg::foot())]);
    let tendon = match kind {
        Anatomy::Intact => intact(),
        Anatomy::Ruptured => ruptured(),
    };
    let inner =
        skin + &leg::bones() + &leg::foot_bones() + &leg::muscle() + &leg::heel_bone() + &tendon + &leg::foot_lines();
    let ground = segment("ill-ground", (0.0, 366.5), (WIDTH, 366.5));
    c.panel(2.0, 2.0, WIDTH - 4.0, height - 4.0, &(ground + &place.wrap(&inner)));

    let mut label = |s: &str, at: Pt, y: f64, strong: bool| {
        let class = if strong { "ill-text ill-strong" } else { "ill-text" };
        let (t, h) = text(class, 216.0, y, WIDTH - 216.0 - 8.0, Anchor::Start, s);
        if h > 0.0 {
            c.add(&leader((212.0, y - 5.0 + (h - LEADING) / 2.0), place.at(at)));
            c.add(&t);
        }
    };
    label(labels.calf_muscle, (-32.0, -150.0), 110.0, false);
    match kind {
        Anatomy::Intact => label(labels.tendon, (-13.5, -40.0), 232.0, false),
        Anatomy::Ruptured => {
            label(labels.tendon, (-15.5, -58.0), 206.0, false);
            label(labels.gap, (-33.0, GAP_TOP.midpoint(GAP_END)), 276.0, true);
        }
    }
    label(labels.heel_bone, (-20.0, 22.0), 342.0, false);
    c.finish()
}

fn intact() -> String {
    let cord = blob(&[
        (-34.0, -112.0),
        (-26.0, -90.0),
        (-20.5, -66.0),
        (-16.5, -40.0),
        (-16.5, -18.0),
        (-22.0, 0.0),
        (-27.5, 14.0),
        (-25.0, 20.0),
        (-20.0, 8.0),
        (-12.0, -10.0),
        (-10.0, -26.0),
        (-9.5, -44.0),
        (-12.5, -68.0),
        (-17.0, -92.0),
    ]);
    path("ill-tendon", &cord)
        + &path("ill-tendon-fibre", &line(&[(-22.0, -84.0), (-15.0, -50.0), (-13.5, -22.0), (-23.0, 10.0)]))
        + &path("ill-tendon-fibre", &line(&[(-18.5, -84.0), (-12.5, -50.0), (-12.0, -22.0), (-20.0, 4.0)]))
}

fn ruptured() -> String {
    // The upper end is drawn up a little and both ends are frayed, as they are found.
    let upper = "M-34 -112C-29 -100 -24 -84 -21 -68C-19 -56 -18.6 -44 -19.4 -36L-20.6 -26L-17.6 -32L-17.2 -23\
                 L-14.6 -31L-12.6 -24.5L-11.6 -32L-8.4 -28.5L-8.6 -40C-8.6 -52 -11 -64 -13 -72C-15 -82 -16 -88 -17 -92\
                 C-20 -104 -28 -112 -34 -112Z";
    let lower = "M-27.5 14C-25 9 -21.6 1 -20 -4L-20.4 -9.5L-17 -5.4L-15.4 -11L-13.4 -5.6L-9.6 -8.6L-10.6 0\
                 C-14 6 -20 12 -25 20C-28 19 -28.5 17 -27.5 14Z";
    let bruise = blob(&[
        (-22.5, -16.0),
        (-20.5, -28.0),
        (-12.0, -31.0),
        (-5.0, -22.0),
        (-6.5, -8.0),
        (-14.0, -2.0),
        (-21.0, -5.0),
    ]);
    path("ill-bleed", &bruise)
        + &path("ill-tendon", upper)
        + &path("ill-tendon-fibre", &line(&[(-22.0, -84.0), (-16.5, -56.0), (-15.0, -36.0)]))
        + &path("ill-tendon-fibre", &line(&[(-18.5, -84.0), (-13.0, -56.0), (-11.5, -38.0)]))
        + &path("ill-tendon", lower)
        + &path("ill-gap-halo", RING)
        + &path("ill-gap", RING)
}
