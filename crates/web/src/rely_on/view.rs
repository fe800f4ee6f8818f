//! Claims, sources and rules as a reader sees them.

use heelrise_knowledge::claim::Claim;
use heelrise_knowledge::decision::{Cell, Decision, Rule};
use heelrise_knowledge::signature::{SignOff, Subject};
use heelrise_knowledge::source::Source;
use pulldown_cmark::{Event, Options, Parser};

use crate::site::Page;

/// A name that can be opened, when there is a page for it.
#[derive(Debug)]
pub struct Link {
    /// The name.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A few words about it.
    pub more: Option<String>,
}

/// One claim.
pub struct ClaimView {
    /// Its id.
    pub id: String,
    /// What the public page says, or leaves out.
    pub paraphrase: String,
    /// The verdict's word in message ids.
    pub verdict: &'static str,
    /// Whether leaving it out can cost a leg or a life.
    pub safety_gap: bool,
    /// What we say.
    pub we_say: String,
    /// What the evidence says, when all its numbers may reach a patient.
    pub note: Option<String>,
    /// The sources.
    pub evidence: Vec<Link>,
    /// What embodies it here.
    pub bound_to: Vec<Link>,
}

impl ClaimView {
    /// One claim for a reader.
    pub fn of(page: &Page, claim: &Claim) -> Self {
        Self {
            id: claim.id.clone(),
            paraphrase: claim.paraphrase.clone(),
            verdict: claim.verdict.word(),
            safety_gap: claim.safety_gap,
            we_say: page.translated(&claim.we_say),
            note: claim.note_for_patient().map(str::to_owned),
            evidence: claim.evidence.iter().map(|id| because(page, id)).collect(),
            bound_to: claim.bound_to.iter().map(|binding| bound(page, binding)).collect(),
        }
    }
}

/// One source.
pub struct SourceView {
    /// Its id.
    pub id: String,
    /// The citation.
    pub citation: String,
    /// Where to read it.
    pub link: Option<String>,
    /// The status's word in message ids.
    pub status: &'static str,
    /// Whether some of its numbers are better checked than that.
    pub mixed: bool,
    /// Whether only a part could be read.
    pub part: bool,
    /// Whether the title is from memory.
    pub title_recalled: bool,
    /// What to know before using it.
    pub note: Option<String>,
    /// Claims that rest on it.
    pub claims: Vec<Link>,
    /// Rules that rest on it.
    pub rules: Vec<Link>,
}

impl SourceView {
    /// One source for a reader.
    pub fn of(page: &Page, source: &Source) -> Self {
        let knowledge = page.app().knowledge();
        let claims = knowledge
            .claims
            .iter()
            .filter(|claim| claim.evidence.contains(&source.id))
            .map(|claim| because(page, &claim.id))
            .collect();
        let rules = knowledge
            .decisions
            .values()
            .flat_map(|decision| &decision.rules)
            .filter(|rule| rule.because.contains(&source.id))
            .map(|rule| rule_link(page, &rule.id))
            .collect();
        Self {
            id: source.id.clone(),
            citation: source.citation.clone(),
            link: source.link(),
            status: source.status.word(),
            mixed: source.mixed,
            part: source.part,
            title_recalled: source.title_recalled,
            note: source.note.clone(),
            claims,
            rules,
        }
    }
}

/// One rule of a decision.
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// The decision's title.
    pub decision: String,
    /// What it says in words, when there are words.
    pub sentence: Option<String>,
    /// The outcome in words.
    pub outcome: String,
    /// What it asks for: a name and the values it accepts.
    pub asks: Vec<(String, String)>,
    /// What it rests on.
    pub because: Vec<Link>,
    /// The heading it stands under.
    pub heading: String,
    /// The reason, as HTML.
    pub prose: String,
    /// Examples in which it fires.
    pub examples: Vec<String>,
    /// Who has signed the decision.
    pub signed: Option<String>,
    /// When the decision was last looked through.
    pub reviewed: String,
}

impl RuleView {
    /// Finds a rule by its id, in any decision.
    pub fn find(page: &Page, id: &str) -> Option<Self> {
        let same = |rule: &&Rule| rule.id.eq_ignore_ascii_case(id);
        let decisions = page.app().knowledge().decisions.values();
        decisions.filter_map(|d| Some((d, d.rules.iter().find(same)?))).map(|(d, r)| Self::of(page, d, r)).next()
    }

    fn of(page: &Page, decision: &Decision, rule: &Rule) -> Self {
        let index = decision.rules.iter().position(|r| r.id == rule.id);
        let group = decision.groups.iter().find(|g| index.is_some_and(|i| g.rules.contains(&i)));
        let asks = decision
            .inputs
            .iter()
            .zip(&rule.cells)
            .filter(|(_, cell)| **cell != Cell::Any)
            .map(|(input, cell)| (input_name(page, &input.id), cell.text()))
            .collect();
        let outcome = decision.outcomes.get(rule.outcome).map_or("", String::as_str);
        let title_id = format!("{}-{}-title", decision.id.replace('_', "-"), outcome.replace('_', "-"));
        Self {
            id: rule.id.clone(),
            decision: decision.title.clone(),
            sentence: sentence(page, &rule.id),
            outcome: if page.has(&title_id) { page.say(&title_id) } else { outcome.replace('_', " ") },
            asks,
            because: rule.because.iter().map(|id| because(page, id)).collect(),
            heading: group.map(|g| g.heading.clone()).unwrap_or_default(),
            prose: group.map(|g| html_of(&g.prose)).unwrap_or_default(),
            examples: decision
                .examples
                .iter()
                .filter(|example| example.rules.contains(&rule.id))
                .map(|example| example.text.clone())
                .collect(),
            signed: signed(page, decision),
            reviewed: page.date(decision.reviewed_on),
        }
    }
}

/// Who has signed a decision or a protocol as it stands now, in words; none when nobody has.
pub fn signed<'a>(page: &Page, subject: impl Into<Subject<'a>>) -> Option<String> {
    match page.app().knowledge().sign_off(subject) {
        SignOff::Signed(s) => {
            Some(page.say_with(
                "check-signed",
                &[("by", s.by.as_str()), ("role", s.role.as_str()), ("date", &page.date(s.on))],
            ))
        }
        SignOff::Cleared(_) | SignOff::Unsigned => None,
    }
}

/// A claim or source as a link: a claim with its verdict and what we say, a source with its status and citation.
pub fn because(page: &Page, id: &str) -> Link {
    let knowledge = page.app().knowledge();
    let more = if let Some(claim) = knowledge.claims.get(id) {
        let verdict = page.say(format!("rely-verdict-{}", claim.verdict.word().replace('_', "-")));
        Some(format!("{verdict}. {}", page.translated(&claim.we_say)))
    } else {
        knowledge.sources.get(id).map(|source| {
            let status = page.say(format!("rely-status-{}", source.status.word().replace('_', "-")));
            format!("{} ({status})", source.citation)
        })
    };
    Link { text: id.to_owned(), href: more.is_some().then(|| format!("/rely-on/{id}")), more }
}

fn rule_link(page: &Page, id: &str) -> Link {
    Link { text: id.to_owned(), href: Some(format!("/rely-on/{id}")), more: sentence(page, id) }
}

fn sentence(page: &Page, rule: &str) -> Option<String> {
    let rule = rule.to_lowercase();
    ["reason", "why"].iter().map(|prefix| format!("{prefix}-{rule}")).find(|id| page.has(id)).map(|id| page.say(id))
}

/// The name of an input: a reported sign's short name, else the finding's name, else the id with spaces.
fn input_name(page: &Page, id: &str) -> String {
    let stem = id.replace('_', "-");
    [format!("sign-{stem}-short"), format!("find-{stem}-name")]
        .iter()
        .find(|message| page.has(message))
        .map_or_else(|| id.replace('_', " "), |message| page.say(message))
}

/// What a claim is bound to, with a page where there is one.
fn bound(page: &Page, binding: &str) -> Link {
    let (kind, name) = binding.split_once(':').unwrap_or(("", binding));
    let rule = || {
        name.rsplit([':', '/', '#'])
            .find(|part| page.app().knowledge().decisions.values().any(|d| d.rule(part).is_some()))
            .map(|part| format!("/rely-on/{part}"))
    };
    let href = match kind {
        "screen" if name.starts_with('/') && !name.contains(':') => Some(name.to_owned()),
        "decision" | "rule" => rule(),
        _ => None,
    };
    Link { text: binding.replace(':', ": ").replace('_', " "), href, more: None }
}

/// Markdown as HTML. Raw HTML in it is shown as text: a clinic's own knowledge folder is not code.
fn html_of(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::empty()).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::html_of;

    #[test]
    fn html_in_markdown_is_text() {
        assert_eq!(html_of("a <script>x</script> *b*").trim(), "<p>a &lt;script&gt;x&lt;/script&gt; <em>b</em></p>");
    }
}
