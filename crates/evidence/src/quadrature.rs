//! Nodes and weights of two quadratures.

/// Nodes and weights of Gauss–Hermite quadrature for the weight exp(-u²/2) / sqrt(2π).
pub(crate) fn hermite(n: usize) -> Vec<(f64, f64)> {
    // Newton on the orthonormal Hermite functions, roots found from the largest inwards.
    let value = |x: f64| {
        let (mut p1, mut p2) = (1.0, 0.0);
        for j in 0..n {
            let p3 = p2;
            p2 = p1;
            p1 = (x * p2 - (j as f64).sqrt() * p3) / ((j + 1) as f64).sqrt();
        }
        (p1, (n as f64).sqrt() * p2)
    };
    // The roots of the polynomial of degree n lie within ±sqrt(4n + 2): look for changes of sign.
    let edge = ((4 * n + 2) as f64).sqrt();
    let steps = 40 * n;
    let mut out = Vec::with_capacity(n);
    let place = |i: usize| -edge + 2.0 * edge * (i as f64 + 0.5) / steps as f64;
    for i in 0..steps {
        let (mut a, mut b) = (place(i), place(i + 1));
        if value(a).0 * value(b).0 > 0.0 {
            continue;
        }
        for _ in 0..200 {
            let m = 0.5 * (a + b);
            if value(a).0 * value(m).0 <= 0.0 {
                b = m;
            } else {
                a = m;
            }
        }
        let x = 0.5 * (a + b);
        let slope = value(x).1;
        out.push((x, n as f64 / (slope * slope) / n as f64));
    }
    let total: f64 = out.iter().map(|(_, w)| w).sum();
    for (_, w) in &mut out {
        *w /= total;
    }
    out
}

/// Nodes and weights of Gauss–Legendre quadrature on −1 to 1.
pub(crate) fn legendre(n: usize) -> Vec<(f64, f64)> {
    (0..n)
        .map(|i| {
            let mut x = -(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..100 {
                let (mut p1, mut p2) = (1.0, 0.0);
                for j in 0..n {
                    let p3 = p2;
                    p2 = p1;
                    let j = j as f64;
                    p1 = ((2.0 * j + 1.0) * x * p2 - j * p3) / (j + 1.0);
                }
                slope = n as f64 * (x * p1 - p2) / (x * x - 1.0);
                let step = p1 / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadratures_are_exact_for_polynomials() {
        let hermite: f64 = hermite(7).iter().map(|(x, w)| w * x.powi(12)).sum();
        assert!((hermite / 10_395.0 - 1.0).abs() < 1e-9, "{hermite}");
        let legendre: f64 = legendre(16).iter().map(|(x, w)| w * x.powi(30)).sum();
        assert!((legendre * 31.0 / 2.0 - 1.0).abs() < 1e-9, "{legendre}");
    }
}
