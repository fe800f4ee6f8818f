//! Small dense linear algebra (up to some twenty rows): Cholesky factors, solving, inverting. Matrices are row after row
//! in one slice.

/// A symmetric positive definite matrix, factored.
#[derive(Debug, Clone)]
pub struct Cholesky {
    n: usize,
    /// Lower triangle, row after row.
    l: Vec<f64>,
}

impl Cholesky {
    /// Factors an `n` × `n` matrix; `None` when it is not positive definite.
    pub fn of(a: &[f64], n: usize) -> Option<Self> {
        if a.len() != n * n {
            return None;
        }
        let mut l = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
                let rest = a[i * n + j] - dot;
                if i == j {
                    if rest.is_nan() || rest <= 1e-14 * a[i * n + i].abs() {
                        return None;
                    }
                    l[i * n + i] = rest.sqrt();
                } else {
                    l[i * n + j] = rest / l[j * n + j];
                }
            }
        }
        Some(Self { n, l })
    }

    /// Solves for one right-hand side.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut x = self.forward(b);
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.l[k * n + i] * x[k]).sum();
            x[i] = (x[i] - dot) / self.l[i * n + i];
        }
        x
    }

    /// Solves with the lower triangle only.
    pub fn forward(&self, b: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut x = b.to_vec();
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| self.l[i * n + k] * x[k]).sum();
            x[i] = (x[i] - dot) / self.l[i * n + i];
        }
        x
    }

    /// The lower triangle times a vector.
    pub fn times(&self, z: &[f64], out: &mut [f64]) {
        for (row, out) in self.l.chunks_exact(self.n).zip(out) {
            *out = row.iter().zip(z).map(|(l, z)| l * z).sum();
        }
    }

    /// The inverse of the matrix.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        let mut out = vec![0.0; n * n];
        let mut unit = vec![0.0; n];
        for j in 0..n {
            unit[j] = 1.0;
            for (i, x) in self.solve(&unit).into_iter().enumerate() {
                out[i * n + j] = x;
            }
            unit[j] = 0.0;
        }
        out
    }

    /// The logarithm of the determinant.
    pub fn ln_det(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * self.l[i * self.n + i].ln()).sum()
    }
}

/// Second derivatives of `f` at `x` by fourth-order differences with step `h`.
pub fn hessian(f: &impl Fn(&[f64]) -> f64, x: &[f64], h: f64) -> Vec<f64> {
    let n = x.len();
    let mut out = vec![0.0; n * n];
    let at = |moves: &[(usize, f64)]| {
        let mut p = x.to_vec();
        for (i, by) in moves {
            p[*i] += by;
        }
        f(&p)
    };
    let here = f(x);
    for i in 0..n {
        let one = at(&[(i, h)]) + at(&[(i, -h)]);
        let two = at(&[(i, 2.0 * h)]) + at(&[(i, -2.0 * h)]);
        out[i * n + i] = (16.0 * one - two - 30.0 * here) / (12.0 * h * h);
        for j in 0..i {
            let cross = |h: f64| {
                (at(&[(i, h), (j, h)]) - at(&[(i, h), (j, -h)]) - at(&[(i, -h), (j, h)]) + at(&[(i, -h), (j, -h)]))
                    / (4.0 * h * h)
            };
            let mixed = (4.0 * cross(h) - cross(2.0 * h)) / 3.0;
            out[i * n + j] = mixed;
            out[j * n + i] = mixed;
        }
    }
    out
}

fn gradient(f: &impl Fn(&[f64]) -> f64, x: &[f64], h: f64) -> Vec<f64> {
    let mut p = x.to_vec();
    (0..x.len())
        .map(|i| {
            let mut at = |by: f64| {
                p[i] = x[i] + by;
                let y = f(&p);
                p[i] = x[i];
                y
            };
            (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)
        })
        .collect()
}

/// The place of a maximum of `f` to about `tolerance`, by Newton steps on differences, damped until they lead upwards.
/// `None` when it does not settle.
pub fn maximise(f: &impl Fn(&[f64]) -> f64, start: &[f64], tolerance: f64) -> Option<Vec<f64>> {
    let n = start.len();
    let mut x = start.to_vec();
    let mut here = f(&x);
    for _ in 0..200 {
        let g = gradient(f, &x, 1e-3);
        let mut down: Vec<f64> = hessian(f, &x, 2e-3).iter().map(|h| -h).collect();
        let mut ridge = 0.0;
        let step = loop {
            if let Some(c) = Cholesky::of(&down, n) {
                break c.solve(&g);
            }
            // Not a hilltop here: lean towards steepest ascent.
            ridge = if ridge == 0.0 { 1e-3 } else { ridge * 10.0 };
            (0..n).for_each(|i| down[i * n + i] += ridge);
            if ridge > 1e9 || !ridge.is_finite() {
                return None;
            }
        };
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        if !longest.is_finite() {
            return None;
        }
        let mut share = (1.0 / longest).min(1.0);
        loop {
            let next: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x + share * s).collect();
            let there = f(&next);
            if there >= here - 1e-12 * here.abs() {
                x = next;
                here = there;
                break;
            }
            share *= 0.5;
            if share < 1e-6 {
                // No way up that the arithmetic can still see.
                return (longest < 1e3 * tolerance).then_some(x);
            }
        }
        if longest < tolerance {
            return Some(x);
        }
    }
    None
}

/// The place of a maximum of `f` to about `tolerance`, by steps along one axis after another that are halved where none
/// leads upwards. Slow, but it asks nothing of the function and always ends.
pub fn search(f: &impl Fn(&[f64]) -> f64, start: &[f64], tolerance: f64) -> Vec<f64> {
    let mut x = start.to_vec();
    let mut here = f(&x);
    let mut step = 1.0;
    for _ in 0..2000 {
        let mut moved = false;
        for i in 0..x.len() {
            for by in [step, -step] {
                let from = x[i];
                x[i] = from + by;
                let there = f(&x);
                if there > here {
                    here = there;
                    moved = true;
                    break;
                }
                x[i] = from;
            }
        }
        if !moved {
            step *= 0.5;
        }
        if step < tolerance {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_along_the_axes_finds_the_peak_that_steps_on_differences_find() {
        // A ridge askew to both axes.
        let f = |x: &[f64]| -(x[0] - 1.5).powi(2) - 3.0 * (x[1] + 0.25).powi(2) - 2.0 * (x[0] - 1.5) * (x[1] + 0.25);
        let newton = maximise(&f, &[-4.0, 6.0], 1e-6).expect("a peak");
        let plain = search(&f, &[-4.0, 6.0], 1e-4);
        for ((a, b), true_one) in newton.iter().zip(&plain).zip([1.5, -0.25]) {
            assert!((a - true_one).abs() < 1e-5 && (b - true_one).abs() < 2e-3, "{newton:?} {plain:?}");
        }
        // A roof has no second derivatives to step on.
        let roof = search(&|x: &[f64]| -(x[0] - 0.3).abs() - (x[1] - 7.0).abs(), &[0.0, 0.0], 1e-4);
        assert!((roof[0] - 0.3).abs() < 2e-3 && (roof[1] - 7.0).abs() < 2e-3, "{roof:?}");
    }
}
