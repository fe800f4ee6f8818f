//! What bends the numbers for one person, in words with its strength; and what is said of claims of the public page.

use heelrise_knowledge::aid::{Finding, Modifier};

use crate::site::Page;

/// Something found, with where it was read.
pub struct FindingView {
    /// The sentence.
    pub text: String,
    /// The sources, each with its page.
    pub sources: Vec<String>,
}

/// Something that may bend the numbers.
pub struct ModifierView {
    /// Its name in message ids.
    pub id: String,
    /// Its heading.
    pub name: String,
    /// The word of its strength in message ids.
    pub strength: &'static str,
    /// What was found.
    pub finding: Vec<FindingView>,
    /// What was found against it.
    pub against: Vec<FindingView>,
}

/// A claim of the public page beside what was found.
pub struct Said {
    /// The claim's id.
    pub id: String,
    /// What the page says, in our words.
    pub says: String,
    /// What we say.
    pub found: String,
}

/// All modifiers, in the order of the file.
pub fn modifiers(page: &Page) -> Vec<ModifierView> {
    page.app().knowledge().aid.modifiers.iter().map(|modifier| modifier_view(page, modifier)).collect()
}

fn modifier_view(page: &Page, modifier: &Modifier) -> ModifierView {
    let views = |all: &[Finding]| all.iter().map(|finding| finding_view(page, finding)).collect();
    ModifierView {
        id: modifier.id.clone(),
        name: page.say(format!("decide-mod-{}", modifier.id)),
        strength: modifier.strength.word(),
        finding: views(&modifier.finding),
        against: views(&modifier.against),
    }
}

fn finding_view(page: &Page, finding: &Finding) -> FindingView {
    let numbers: Vec<(&str, &str)> =
        finding.numbers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    FindingView { text: page.say_with(&finding.text, &numbers), sources: finding.sources.clone() }
}

/// Claims by their ids, in that order.
pub fn said(page: &Page, ids: &[&str]) -> Vec<Said> {
    let claims = &page.app().knowledge().claims;
    let found = ids.iter().filter_map(|id| claims.get(id));
    found
        .map(|claim| Said {
            id: claim.id.clone(),
            says: claim.paraphrase.clone(),
            found: page.translated(&claim.we_say),
        })
        .collect()
}
