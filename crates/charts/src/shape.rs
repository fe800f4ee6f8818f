//! Small geometry kit: smooth outlines through points, and the affine placements used to reuse one leg in every view.

use std::fmt::Write as _;

/// A point in drawing units.
pub(crate) type Pt = (f64, f64);

/// Writes a coordinate with at most one decimal, so that the same drawing is the same bytes everywhere.
pub(crate) fn num(v: f64) -> String {
    let r = (v * 10.0).round() / 10.0;
    // `-0` and `0` must not differ in the output.
    if r == 0.0 { "0".to_owned() } else { format!("{r}") }
}

/// Length of the Bézier handles relative to the chord; found by eye on round forms.
const HANDLE: f64 = 0.36;

fn unit(a: Pt, b: Pt) -> Pt {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let len = dx.hypot(dy);
    if len < 1e-9 { (0.0, 0.0) } else { (dx / len, dy / len) }
}

fn curve(d: &mut String, from: Pt, to: Pt, tan_from: Pt, tan_to: Pt) {
    let chord = (to.0 - from.0).hypot(to.1 - from.1) * HANDLE;
    let _ = write!(
        d,
        "C{} {} {} {} {} {}",
        num(from.0 + tan_from.0 * chord),
        num(from.1 + tan_from.1 * chord),
        num(to.0 - tan_to.0 * chord),
        num(to.1 - tan_to.1 * chord),
        num(to.0),
        num(to.1)
    );
}

/// A closed smooth outline through `pts`.
pub(crate) fn blob(pts: &[Pt]) -> String {
    let n = pts.len();
    let Some(first) = pts.first() else { return String::new() };
    let tangent = |i: usize| unit(pts[(i + n - 1) % n], pts[(i + 1) % n]);
    let mut d = format!("M{} {}", num(first.0), num(first.1));
    for i in 0..n {
        let j = (i + 1) % n;
        curve(&mut d, pts[i], pts[j], tangent(i), tangent(j));
    }
    d.push('Z');
    d
}

/// An open smooth line through `pts`.
pub(crate) fn line(pts: &[Pt]) -> String {
    let n = pts.len();
    let Some(first) = pts.first() else { return String::new() };
    let tangent = |i: usize| unit(pts[i.saturating_sub(1)], pts[(i + 1).min(n - 1)]);
    let mut d = format!("M{} {}", num(first.0), num(first.1));
    for i in 0..n.saturating_sub(1) {
        curve(&mut d, pts[i], pts[i + 1], tangent(i), tangent(i + 1));
    }
    d
}

/// A closed polygon with straight sides.
pub(crate) fn poly(pts: &[Pt]) -> String {
    let mut d = String::new();
    for (i, p) in pts.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, num(p.0), num(p.1));
    }
    d.push('Z');
    d
}

/// Turns `p` about `centre` by `deg` degrees, clockwise on the screen.
pub(crate) fn turn(p: Pt, centre: Pt, deg: f64) -> Pt {
    let (sin, cos) = deg.to_radians().sin_cos();
    let (x, y) = (p.0 - centre.0, p.1 - centre.1);
    (centre.0 + x * cos - y * sin, centre.1 + x * sin + y * cos)
}

/// An open circular arc about `centre`; degrees clockwise from the direction of +x.
pub(crate) fn arc(centre: Pt, r: f64, from: f64, to: f64) -> String {
    let a = turn((centre.0 + r, centre.1), centre, from);
    let b = turn((centre.0 + r, centre.1), centre, to);
    let large = u8::from((to - from).abs() > 180.0);
    let sweep = u8::from(to > from);
    format!("M{} {}A{} {} 0 {large} {sweep} {} {}", num(a.0), num(a.1), num(r), num(r), num(b.0), num(b.1))
}

/// A placement: `x' = a x + c y + e`, `y' = b x + d y + f`, as in SVG's `matrix(a b c d e f)`.
#[derive(Clone, Copy)]
pub(crate) struct Place(pub(crate) [f64; 6]);

impl Place {
    /// As drawn (toes to the right, knee up), scaled by `s`, ankle at `at`.
    pub(crate) fn upright(at: Pt, s: f64) -> Self {
        Self([s, 0.0, 0.0, s, at.0, at.1])
    }

    /// Toes to the left, knee up.
    pub(crate) fn facing_left(at: Pt, s: f64) -> Self {
        Self([-s, 0.0, 0.0, s, at.0, at.1])
    }

    /// Lying face down, knee to the left, calf up.
    pub(crate) fn prone(at: Pt, s: f64) -> Self {
        Self([0.0, s, s, 0.0, at.0, at.1])
    }

    /// Lying on the back, knee to the left, toes up.
    pub(crate) fn supine(at: Pt, s: f64) -> Self {
        Self([0.0, -s, s, 0.0, at.0, at.1])
    }

    /// Knee down, sole up: the lower leg of somebody lying face down with the knee bent.
    pub(crate) fn raised(at: Pt, s: f64) -> Self {
        Self([s, 0.0, 0.0, -s, at.0, at.1])
    }

    /// Where a point of the leg comes to lie in the drawing.
    pub(crate) fn at(self, p: Pt) -> Pt {
        let m = self.0;
        (m[0] * p.0 + m[2] * p.1 + m[4], m[1] * p.0 + m[3] * p.1 + m[5])
    }

    /// Wraps `inner`, which is in the leg's own units.
    pub(crate) fn wrap(self, inner: &str) -> String {
        let m: Vec<String> = self.0.iter().map(|v| format!("{}", (v * 1000.0).round() / 1000.0)).collect();
        format!("<g transform=\"matrix({})\">{inner}</g>", m.join(" "))
    }
}
