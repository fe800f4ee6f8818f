//! The safety properties hold over the whole input space, each under the name the hazard log binds it by.

mod common;

use common::CARE;
use heelrise_care::prove::{self, PropertyResult};

#[test]
fn all_properties_hold() {
    let results = prove::run(&CARE, &mut |_| {});
    let failed: Vec<&PropertyResult> = results.iter().filter(|r| !r.holds()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    for r in &results {
        println!("{} {} {} of {}", r.id, r.title, r.checked, r.stands_for);
    }
}
