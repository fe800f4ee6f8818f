//! Binomial–normal models against metafor (which calls lme4, or integrates itself for CM.EL).

use heelrise_evidence::binomial_normal::{Model, fit};

use crate::common::{near, reference, set};

#[test]
fn binomial_normal_models_agree_with_metafor() {
    let mut compared = 0;
    let mut made = std::collections::BTreeMap::new();
    for r in reference("glmm.csv") {
        let model = *Model::ALL.iter().find(|m| m.name() == r.method).expect("a model");
        let name = format!("{} {} {}", r.set, r.method, r.quantity);
        let made = made.entry((r.set.clone(), r.method.clone()));
        let ours = made.or_insert_with(|| fit(model, &set(&r.set).tables(), 0.95).expect(&name));
        let value = match r.quantity.as_str() {
            "b" => ours.estimate,
            "se" => ours.se,
            "lo" => ours.lo,
            "hi" => ours.hi,
            "tau2" => ours.tau2,
            "sigma2" if r.value.is_some() => ours.sigma2.expect("a variance of intercepts"),
            "failed" => {
                // metafor searches the logarithm of the variance and runs off where the best variance is zero.
                assert!(ours.at_edge, "{name}: metafor did not converge, and the variance is not zero");
                compared += 1;
                continue;
            }
            _ => continue,
        };
        let theirs = r.value.expect("a number");
        // metafor takes its second derivatives of CM.EL from integrals that are only so good: the estimate holds to 1e-6,
        // what follows from the curve does not.
        if model == Model::CmEl && r.quantity != "b" {
            assert!((value - theirs).abs() < 1e-5, "{name}: {value} here, {theirs} there");
        } else {
            near(value, theirs, &name);
        }
        compared += 1;
    }
    assert!(compared > 170, "only {compared} numbers were compared");
}
