//! Examining hands in gloves, so that they never pass for a part of the patient.
//!
//! Fingers are thick round-ended strokes, drawn first in the outline colour and then, thinner, in the glove's.

use crate::shape::{Pt, blob, line};
use crate::svg::path;

fn finger(pts: &[Pt]) -> String {
    let d = line(pts);
    path("ill-finger-line", &d) + &path("ill-finger", &d)
}

fn sleeve(pts: &[Pt]) -> String {
    path("ill-sleeve", &blob(pts))
}

/// A hand from above that grips what lies below y = 0: four fingers on the near side, the thumb behind. The arm leaves
/// towards the upper right.
pub(crate) fn grip() -> String {
    let arm = sleeve(&[(26.0, -50.0), (48.0, -56.0), (96.0, -150.0), (60.0, -160.0)]);
    let back = blob(&[
        (-30.0, 4.0),
        (-32.0, -8.0),
        (-18.0, -22.0),
        (4.0, -34.0),
        (22.0, -58.0),
        (42.0, -66.0),
        (50.0, -54.0),
        (42.0, -34.0),
        (34.0, -14.0),
        (31.0, 4.0),
        (10.0, 10.0),
        (-12.0, 10.0),
    ]);
    let fingers = [
        finger(&[(24.0, -6.0), (27.0, 14.0), (22.0, 31.0)]),
        finger(&[(8.0, -6.0), (10.0, 18.0), (6.0, 38.0)]),
        finger(&[(-8.0, -6.0), (-7.0, 18.0), (-9.0, 36.0)]),
        finger(&[(-23.0, -4.0), (-24.0, 12.0), (-24.0, 27.0)]),
    ];
    arm + &path("ill-hand", &back) + &fingers.concat()
        // The knuckles belong to the back of the hand: no line crosses where the fingers begin.
        + &path("ill-hand-fill", &blob(&[(-28.0, 0.0), (-24.0, -10.0), (0.0, -20.0), (26.0, -12.0), (30.0, 0.0), (0.0, 4.0)]))
        + &path("ill-hand-detail", &line(&[(-15.5, 0.0), (-15.5, 12.0)]))
        + &path("ill-hand-detail", &line(&[(0.5, 0.0), (1.0, 14.0)]))
        + &path("ill-hand-detail", &line(&[(16.5, 0.0), (18.0, 12.0)]))
}

/// A hand whose index finger points down to the origin; the arm leaves towards the upper right.
pub(crate) fn pointer() -> String {
    let arm = sleeve(&[(50.0, -62.0), (72.0, -46.0), (140.0, -104.0), (118.0, -130.0)]);
    let palm = blob(&[
        (16.0, -26.0),
        (24.0, -42.0),
        (40.0, -54.0),
        (58.0, -64.0),
        (72.0, -58.0),
        (70.0, -44.0),
        (56.0, -30.0),
        (44.0, -14.0),
        (30.0, -12.0),
    ]);
    arm + &finger(&[(40.0, -24.0), (32.0, -10.0), (40.0, -5.0)])
        + &finger(&[(34.0, -30.0), (22.0, -12.0), (30.0, -6.0)])
        + &path("ill-hand", &palm)
        + &finger(&[(30.0, -40.0), (13.0, -24.0), (1.0, -7.0)])
        + &path(
            "ill-hand-fill",
            &blob(&[(22.0, -30.0), (28.0, -42.0), (44.0, -52.0), (52.0, -40.0), (40.0, -24.0), (30.0, -22.0)]),
        )
        + &finger(&[(48.0, -26.0), (36.0, -20.0), (24.0, -24.0)])
}

/// A flat hand seen from the thumb's side, palm towards −x on the line x = 0, fingers towards −y; the arm leaves
/// towards +x, +y.
pub(crate) fn flat() -> String {
    let arm = sleeve(&[(24.0, 42.0), (44.0, 34.0), (104.0, 92.0), (84.0, 116.0)]);
    let palm = blob(&[
        (1.0, -8.0),
        (8.0, -16.0),
        (17.0, -8.0),
        (22.0, 12.0),
        (44.0, 32.0),
        (34.0, 48.0),
        (22.0, 46.0),
        (6.0, 30.0),
        (0.0, 12.0),
    ]);
    arm + &finger(&[(9.0, 0.0), (8.0, -24.0), (7.0, -46.0)])
        + &path("ill-hand", &palm)
        + &path("ill-hand-fill", &blob(&[(3.0, -14.0), (9.0, -22.0), (14.5, -12.0), (16.0, 4.0), (6.0, 4.0)]))
        + &finger(&[(18.0, 22.0), (8.0, 8.0), (5.0, -8.0)])
}
