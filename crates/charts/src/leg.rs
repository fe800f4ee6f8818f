//! One leg, seen from the inner side, reused in every drawing.
//!
//! Units: 5 to a centimetre. The ankle joint is the origin, the knee lies towards −y, the toes towards +x, so a positive
//! turn of the foot points the toes down (plantarflexion). [`Place`](crate::shape::Place) puts it upright, prone or on
//! its back. Where two parts move against each other they are drawn twice, first as outlines and then as fills, so that
//! the joint shows no seam.

use crate::shape::{Pt, blob, line, num, turn};
use crate::svg::{group, path};

/// The ball of the foot, about which the foot turns on tiptoe.
pub(crate) const BALL: Pt = (76.0, 41.0);

const FRONT: [Pt; 12] = [
    (12.0, 12.0),
    (20.0, -12.0),
    (19.5, -30.0),
    (21.0, -60.0),
    (25.0, -100.0),
    (28.5, -140.0),
    (30.0, -172.0),
    (32.0, -192.0),
    (40.0, -214.0),
    (42.0, -236.0),
    (47.0, -280.0),
    (52.0, -340.0),
];
const BACK: [Pt; 13] = [
    (-56.0, -340.0),
    (-48.0, -290.0),
    (-36.0, -246.0),
    (-29.0, -218.0),
    (-30.0, -202.0),
    (-40.0, -176.0),
    (-45.0, -150.0),
    (-42.0, -120.0),
    (-32.0, -92.0),
    (-22.5, -66.0),
    (-17.5, -40.0),
    (-16.5, -18.0),
    (-8.0, 10.0),
];
const FOOT: [Pt; 21] = [
    (0.0, -27.0),
    (17.0, -23.0),
    (25.0, -12.0),
    (37.0, -3.0),
    (52.0, 6.0),
    (68.0, 15.0),
    (82.0, 21.0),
    (94.0, 24.5),
    (101.5, 29.0),
    (102.5, 35.0),
    (97.0, 40.0),
    (88.0, 40.0),
    (76.0, 41.5),
    (60.0, 38.0),
    (42.0, 33.5),
    (22.0, 37.0),
    (2.0, 41.0),
    (-17.0, 41.0),
    (-29.0, 35.0),
    (-33.5, 23.0),
    (-27.0, 3.0),
];
/// Closes the foot towards the leg, behind.
const FOOT_TOP: Pt = (-16.0, -18.0);

/// Outline of thigh, knee and lower leg down into the ankle.
pub(crate) fn shank() -> String {
    let mut pts = FRONT.to_vec();
    pts.extend(BACK);
    blob(&pts)
}

fn foot_points() -> Vec<Pt> {
    let mut pts = FOOT.to_vec();
    pts.push(FOOT_TOP);
    pts
}

/// Outline of the foot at rest (sole level).
pub(crate) fn foot() -> String {
    blob(&foot_points())
}

/// Outline of the foot turned by `deg` about the ankle.
pub(crate) fn foot_at(deg: f64) -> String {
    blob(&foot_points().into_iter().map(|p| turn(p, (0.0, 0.0), deg)).collect::<Vec<_>>())
}

/// Skin lines of the foot: ankle bone, big toe nail, arch, heel.
pub(crate) fn foot_lines() -> String {
    let ankle = line(&[(-7.0, 3.0), (-3.0, -7.0), (6.0, -7.0), (9.0, 1.0)]);
    let nail = line(&[(94.0, 27.0), (98.0, 28.5), (100.5, 32.0)]);
    let toe = line(&[(80.0, 32.0), (86.0, 34.5), (90.0, 38.0)]);
    let arch = line(&[(24.0, 30.0), (42.0, 26.0), (58.0, 31.0)]);
    let heel = line(&[(-25.0, 16.0), (-23.0, 25.0), (-17.0, 31.0)]);
    [ankle, nail, toe, arch, heel].iter().map(|d| path("ill-skin-detail", d)).collect()
}

/// Skin lines of the lower leg: the edge of the calf muscle and of the tendon.
pub(crate) fn shank_lines() -> String {
    let calf = line(&[(-18.0, -182.0), (-24.0, -150.0), (-22.0, -118.0), (-12.0, -92.0)]);
    let tendon = line(&[(-11.0, -70.0), (-8.5, -46.0), (-9.0, -22.0)]);
    path("ill-skin-detail", &calf) + &path("ill-skin-detail", &tendon)
}

/// Soft shadow along the back of the leg.
pub(crate) fn shank_shade() -> String {
    let d = blob(&[
        (-30.0, -200.0),
        (-38.0, -176.0),
        (-43.0, -150.0),
        (-40.0, -120.0),
        (-30.5, -92.0),
        (-21.0, -66.0),
        (-16.5, -40.0),
        (-15.5, -20.0),
        (-11.0, -40.0),
        (-14.0, -66.0),
        (-22.0, -94.0),
        (-31.0, -122.0),
        (-34.0, -150.0),
        (-31.0, -176.0),
    ]);
    path("ill-skin-shade", &d)
}

/// Draws skin parts that form one body: outlines first, fills over them. Each part is a path or a moved group of paths
/// without a class of its own.
pub(crate) fn union(parts: &[String]) -> String {
    let all = parts.concat();
    group("ill-skin-line", &all) + &group("ill-skin", &all)
}

/// A path without a class, for [`union`].
pub(crate) fn bare(d: &str) -> String {
    format!("<path d=\"{d}\"/>")
}

/// Something that turns about the origin from `from` to `to` degrees and rests at `to`.
///
/// The style sheet has a class for each step of five degrees up to 45; another step rests at its end without moving.
pub(crate) fn swing(from: f64, to: f64, inner: &str) -> String {
    let step = to - from;
    let (way, size) = if step < 0.0 { ("up-", -step) } else { ("", step) };
    let class = if size > 0.0 && size <= 45.0 && size % 5.0 == 0.0 {
        format!(" class=\"ill-move ill-swing ill-swing-{way}{}\"", num(size))
    } else {
        String::new()
    };
    format!("<g transform=\"rotate({})\"><g{class} transform=\"rotate({})\">{inner}</g></g>", num(from), num(step))
}

/// A whole leg, standing still with the foot turned by `deg`.
pub(crate) fn still(deg: f64) -> String {
    let lines = format!("<g transform=\"rotate({})\">{}</g>", num(deg), foot_lines());
    union(&[bare(&shank()), bare(&foot_at(deg))]) + &shank_shade() + &shank_lines() + &lines
}

/// A whole leg whose foot moves from one angle to another; the start stays as a dashed outline.
pub(crate) fn pointing(from: f64, to: f64) -> String {
    union(&[bare(&shank()), swing(from, to, &bare(&foot()))])
        + &shank_shade()
        + &shank_lines()
        + &swing(from, to, &foot_lines())
        + &path("ill-ghost", &foot_at(from))
}

/// The calf muscle, upper and lower part, as seen through the skin.
pub(crate) fn muscle() -> String {
    let gastrocnemius = blob(&[
        (-18.0, -206.0),
        (-30.0, -190.0),
        (-38.0, -168.0),
        (-40.5, -146.0),
        (-37.0, -120.0),
        (-27.0, -93.0),
        (-20.0, -76.0),
        (-17.0, -84.0),
        (-16.0, -110.0),
        (-14.0, -150.0),
        (-11.0, -185.0),
    ]);
    let soleus = blob(&[
        (-4.0, -170.0),
        (-14.0, -150.0),
        (-20.0, -118.0),
        (-20.0, -92.0),
        (-16.0, -66.0),
        (-12.0, -52.0),
        (-8.0, -66.0),
        (-3.0, -100.0),
        (0.0, -140.0),
    ]);
    let fibres = [
        line(&[(-24.0, -190.0), (-31.0, -150.0), (-27.0, -105.0)]),
        line(&[(-18.0, -190.0), (-23.0, -150.0), (-22.0, -100.0)]),
        line(&[(-33.0, -176.0), (-36.0, -146.0), (-31.0, -112.0)]),
        line(&[(-6.0, -150.0), (-11.0, -110.0), (-12.0, -70.0)]),
    ];
    path("ill-muscle ill-muscle-deep", &soleus)
        + &path("ill-muscle", &gastrocnemius)
        + &fibres.iter().map(|d| path("ill-muscle-fibre", d)).collect::<String>()
}

/// Shin bone and the bones of the foot, with the heel bone named by its own class.
pub(crate) fn bones() -> String {
    let tibia = blob(&[
        (23.0, -205.0),
        (24.0, -170.0),
        (19.0, -120.0),
        (14.0, -60.0),
        (15.0, -24.0),
        (17.0, -10.0),
        (8.0, -7.0),
        (-6.0, -8.0),
        (-5.0, -26.0),
        (3.0, -62.0),
        (6.0, -120.0),
        (4.0, -170.0),
        (-4.0, -205.0),
    ]);
    path("ill-bone", &tibia)
}

/// The bones of the foot in front of the heel bone, and the talus.
pub(crate) fn foot_bones() -> String {
    let talus = blob(&[(-7.0, -2.0), (2.0, -6.0), (14.0, -5.0), (24.0, 2.0), (28.0, 10.0), (18.0, 13.0), (2.0, 11.0)]);
    let midfoot = blob(&[(29.0, 4.0), (38.0, 6.0), (47.0, 12.0), (46.0, 24.0), (36.0, 24.0), (27.0, 18.0)]);
    let metatarsal = blob(&[
        (48.0, 13.0),
        (60.0, 20.0),
        (72.0, 25.0),
        (80.0, 27.0),
        (80.0, 36.0),
        (72.0, 36.0),
        (60.0, 29.0),
        (48.0, 25.0),
    ]);
    let toe = blob(&[(82.0, 28.0), (90.0, 29.0), (98.0, 32.0), (97.0, 36.0), (90.0, 36.0), (82.0, 36.0)]);
    [talus, midfoot, metatarsal, toe].iter().map(|d| path("ill-bone", d)).collect()
}

/// The heel bone.
pub(crate) fn heel_bone() -> String {
    path(
        "ill-bone ill-bone-heel",
        &blob(&[
            (-25.0, 6.0),
            (-14.0, 5.0),
            (0.0, 12.0),
            (14.0, 14.0),
            (26.0, 18.0),
            (24.0, 27.0),
            (10.0, 28.0),
            (-6.0, 34.0),
            (-20.0, 35.0),
            (-28.0, 28.0),
            (-29.0, 16.0),
        ]),
    )
}
