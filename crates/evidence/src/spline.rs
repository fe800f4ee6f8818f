//! Cubic splines over an even grid, in one and two dimensions: smooth to the second derivative everywhere, so that a search
//! for a peak finds no kinks, and straight beyond their ends.

/// Weights of four neighbouring coefficients at a place `f` between the middle two.
fn basis(f: f64) -> [f64; 4] {
    let g = 1.0 - f;
    let (f2, g2) = (f * f, g * g);
    [g2 * g / 6.0, (4.0 - 3.0 * f2 * (2.0 - f)) / 6.0, (4.0 - 3.0 * g2 * (2.0 - g)) / 6.0, f2 * f / 6.0]
}

/// The derivatives of these weights.
fn slopes(f: f64) -> [f64; 4] {
    let g = 1.0 - f;
    [-0.5 * g * g, f * (1.5 * f - 2.0), g * (2.0 - 1.5 * g), 0.5 * f * f]
}

/// Where a place lies on a grid of `n` points: the first of its four coefficients, how far it is into the cell, and how
/// many steps beyond the grid.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between nothing and the points")]
fn cell(place: f64, from: f64, step: f64, n: usize) -> (usize, f64, f64) {
    let s = (place - from) / step;
    let held = s.clamp(0.0, (n - 1) as f64);
    let whole = (held as usize).min(n - 2);
    (whole, held - whole as f64, s - held)
}

/// The coefficients of the spline through `values` (two or more): two more than values. It bends at neither end.
fn coefficients(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut c = vec![0.0; n + 2];
    c[1] = values[0];
    c[n] = values[n - 1];
    // c(i−1) + 4 c(i) + c(i+1) = 6 f(i): elimination downwards, then back.
    let mut factor = vec![0.0; n];
    for i in 1..n.saturating_sub(1) {
        let pivot = 4.0 - factor[i - 1];
        factor[i] = 1.0 / pivot;
        c[i + 1] = (6.0 * values[i] - c[i]) / pivot;
    }
    for i in (1..n.saturating_sub(1)).rev() {
        c[i + 1] -= factor[i] * c[i + 2];
    }
    c[0] = 2.0 * c[1] - c[2];
    c[n + 1] = 2.0 * c[n] - c[n - 1];
    c
}

fn dot(w: &[f64; 4], c: &[f64]) -> f64 {
    w[0] * c[0] + w[1] * c[1] + w[2] * c[2] + w[3] * c[3]
}

/// A curve.
pub(crate) struct Curve {
    from: f64,
    step: f64,
    c: Vec<f64>,
}

impl Curve {
    /// Through values at `from`, `from + step`, …; at least two of them.
    pub(crate) fn through(from: f64, step: f64, values: &[f64]) -> Self {
        Self { from, step, c: coefficients(values) }
    }

    pub(crate) fn at(&self, x: f64) -> f64 {
        let (i, f, beyond) = cell(x, self.from, self.step, self.c.len() - 2);
        let near = &self.c[i..i + 4];
        let value = dot(&basis(f), near);
        if beyond == 0.0 { value } else { value + beyond * dot(&slopes(f), near) }
    }
}

/// A surface.
pub(crate) struct Surface {
    from: f64,
    step: f64,
    /// Points along each side.
    n: usize,
    /// Row after row.
    c: Vec<f64>,
}

impl Surface {
    /// Through `n` rows of `n` values at `from`, `from + step`, … both ways.
    pub(crate) fn through(from: f64, step: f64, n: usize, values: &[f64]) -> Self {
        let wide = n + 2;
        let rows: Vec<Vec<f64>> = values.chunks_exact(n).map(coefficients).collect();
        let mut c = vec![0.0; wide * wide];
        let mut column = vec![0.0; n];
        for j in 0..wide {
            for (to, row) in column.iter_mut().zip(&rows) {
                *to = row[j];
            }
            for (i, value) in coefficients(&column).into_iter().enumerate() {
                c[i * wide + j] = value;
            }
        }
        Self { from, step, n, c }
    }

    /// The height at row place `x` and column place `y`.
    pub(crate) fn at(&self, x: f64, y: f64) -> f64 {
        let (i, fx, beyond_x) = cell(x, self.from, self.step, self.n);
        let (j, fy, beyond_y) = cell(y, self.from, self.step, self.n);
        let wide = self.n + 2;
        let across = |w: &[f64; 4]| {
            let row = |k: usize| dot(w, &self.c[(i + k) * wide + j..(i + k) * wide + j + 4]);
            [row(0), row(1), row(2), row(3)]
        };
        let rows = across(&basis(fy));
        let mut value = dot(&basis(fx), &rows);
        if beyond_x != 0.0 {
            value += beyond_x * dot(&slopes(fx), &rows);
        }
        if beyond_y != 0.0 {
            value += beyond_y * dot(&basis(fx), &across(&slopes(fy)));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points_smoothly_and_straight_on_beyond_them() {
        let f = |x: f64| (0.7 * x).sin() + 0.1 * x;
        let values: Vec<f64> = (0..=40).map(|i| f(-5.0 + 0.25 * f64::from(i))).collect();
        let curve = Curve::through(-5.0, 0.25, &values);
        for (i, v) in values.iter().enumerate() {
            assert!((curve.at(-5.0 + 0.25 * i as f64) - v).abs() < 1e-12);
        }
        for i in 0..300 {
            let x = -3.0 + 0.02 * f64::from(i);
            assert!((curve.at(x) - f(x)).abs() < 1e-4, "at {x}");
            // Second differences do not jump where two pieces meet.
            let bend = |x: f64| (curve.at(x + 1e-3) - 2.0 * curve.at(x) + curve.at(x - 1e-3)) / 1e-6;
            assert!((bend(x) - bend(x + 2e-3)).abs() < 2e-3, "at {x}");
        }
        let slope = (curve.at(5.0) - curve.at(5.0 - 1e-6)) / 1e-6;
        assert!((curve.at(7.0) - curve.at(5.0) - 2.0 * slope).abs() < 1e-4);
        assert!((curve.at(9.0) - 2.0 * curve.at(7.0) + curve.at(5.0)).abs() < 1e-9);
    }

    #[test]
    fn a_surface_goes_through_its_points_and_straight_on_beyond_them() {
        let f = |x: f64, y: f64| (0.5 * x).cos() * (0.3 * y + 0.2 * x).sin();
        let n = 41;
        let place = |i: usize| -5.0 + 0.25 * i as f64;
        let values: Vec<f64> = (0..n * n).map(|k| f(place(k / n), place(k % n))).collect();
        let surface = Surface::through(-5.0, 0.25, n, &values);
        for (x, y) in [(0.1, -0.3), (2.2, 1.7), (-2.6, 2.9), (1.0, -2.0)] {
            assert!((surface.at(x, y) - f(x, y)).abs() < 1e-4, "at {x} {y}");
        }
        for ((x, y), (dx, dy)) in [((5.0, 1.0), (1.0, 0.0)), ((5.0, -5.0), (1.0, -1.0)), ((0.3, -5.0), (0.0, -1.0))] {
            let at = |t: f64| surface.at(x + t * dx, y + t * dy);
            assert!((at(4.0) - 2.0 * at(2.0) + at(0.0)).abs() < 1e-9, "from {x} {y}");
        }
    }
}
