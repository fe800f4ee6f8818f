//! The knowledge in the repository, loaded once a test binary.

use std::sync::LazyLock;

use heelrise_care::Care;

/// The knowledge in the repository, bound.
pub static CARE: LazyLock<Care> = LazyLock::new(|| match Care::load(heelrise_pack::embedded()) {
    Ok(care) => care,
    Err(problems) => {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", said.join("\n"));
    }
});
