//! One thing explained: what it is, in words, and everything it rests on.

use heelrise_care::Care;
use heelrise_knowledge::claim::Claim;
use heelrise_knowledge::decision::{Cell, Rule};
use heelrise_knowledge::hazard::{Hazard, Risk};
use heelrise_knowledge::{Decision, Knowledge};

use super::Thing;
use crate::args::Global;
use crate::page::{Page, Tone};
use crate::result_page::stem;
use crate::words::Words;

/// The properties that `heelrise prove` walks. A test holds the list equal to what it prints.
const PROVED: [&str; 12] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P12", "P13", "P14"];

/// What an explanation is written with.
pub(super) struct Writer<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) words: Words<'a>,
    pub(super) page: Page,
}

/// The page for one thing.
pub fn page(care: &Care, global: &Global, thing: &Thing) -> String {
    let knowledge = care.knowledge();
    let words = Words::of(care, &global.lang);
    let mut writer = Writer { knowledge, words, page: Page::new(global.color) };
    writer.thing(thing);
    let version = format!("{} {}.", writer.say("terminal-version"), knowledge.short_version());
    writer.page.gap().say(Tone::Faint, &version);
    writer.page.finish()
}

impl Writer<'_> {
    pub(super) fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// The sentence with this id, if there is one.
    pub(super) fn maybe(&self, id: &str) -> Option<String> {
        self.words.maybe(id)
    }

    pub(super) fn heading(&mut self, id: &str) {
        let text = self.say(id);
        self.page.heading(&text);
    }

    pub(super) fn pair(&mut self, id: &str, text: &str) {
        let name = self.say(id);
        self.page.pair(&name, text);
    }

    fn thing(&mut self, thing: &Thing) {
        let knowledge = self.knowledge;
        match thing {
            Thing::Outcome(decision, outcome) => {
                if let Some(decision) = knowledge.decision(decision) {
                    self.outcome(decision, outcome);
                }
            }
            Thing::Decision(id) => {
                if let Some(decision) = knowledge.decision(id) {
                    self.decision(decision);
                }
            }
            Thing::Rule(decision, rule) => {
                if let Some((decision, rule)) = knowledge.decision(decision).and_then(|d| Some((d, d.rule(rule)?))) {
                    self.rule(decision, rule);
                }
            }
            Thing::Sign(id) => self.sign(id),
            Thing::Claim(id) => {
                if let Some(claim) = knowledge.claims.get(id) {
                    self.claim(claim);
                }
            }
            Thing::Source(id) => self.source_page(id),
            Thing::Property(id) => self.property(id),
            Thing::Protocol(id) => {
                if let Some(protocol) = knowledge.protocols.get(id) {
                    self.protocol(protocol);
                }
            }
            Thing::Score(id) => self.score(id),
            Thing::Mimic(id) => {
                if let Some(mimic) = knowledge.mimics.iter().find(|mimic| mimic.id == *id) {
                    self.mimic(mimic);
                }
            }
            Thing::Hazard(id) => {
                if let Some(hazard) = knowledge.hazards.get(id) {
                    self.hazard(hazard);
                }
            }
        }
    }

    fn outcome(&mut self, decision: &Decision, outcome: &str) {
        let stem = stem(outcome);
        let title = self.maybe(&format!("{}-{stem}-title", decision.id)).unwrap_or_default();
        self.page.say(Tone::Strong, &format!("{outcome}: {title}"));
        if let Some(lead) = self.maybe(&format!("{}-{stem}-lead", decision.id)) {
            self.page.para(&lead);
        }
        self.heading("terminal-rules");
        let index = decision.outcome_index(outcome);
        let mut because: Vec<String> = Vec::new();
        for rule in decision.rules.iter().filter(|rule| Some(rule.outcome) == index) {
            let row = self.row(decision, rule);
            self.page.bullet(&format!("{}: {row}", rule.id));
            because.extend(rule.because.iter().cloned());
        }
        self.rests_on(&because);
    }

    fn decision(&mut self, decision: &Decision) {
        self.page.say(Tone::Strong, &format!("{}: {}", decision.id, decision.title));
        self.page.para(&plain_prose(&decision.intro));
        let outcomes = decision.outcomes.join(", ");
        self.pair("terminal-outcomes", &outcomes);
        if let Some(report) = self.knowledge.reports.get(&decision.id) {
            let counts =
                [report.rules, report.examples, report.mutants, report.caught, report.excepted].map(|n| n.to_string());
            let [rules, examples, mutants, caught, excepted] = &counts;
            let points = report.points.to_string();
            let arguments = [
                ("rules", rules.as_str()),
                ("examples", examples),
                ("points", &points),
                ("mutants", mutants),
                ("caught", caught),
                ("excepted", excepted),
            ];
            let text = self.words.say_with("terminal-coverage-counts", &arguments);
            self.pair("terminal-coverage", &text);
        }
        for group in &decision.groups {
            self.page.heading(&group.heading);
            self.page.para(&plain_prose(&group.prose));
            for rule in group.rules.iter().filter_map(|index| decision.rules.get(*index)) {
                let row = self.row(decision, rule);
                self.page.bullet(&format!("{}: {row}", rule.id));
            }
        }
        self.embodies(&format!("decision:{}", decision.id));
    }

    /// A rule's row in words.
    fn row(&self, decision: &Decision, rule: &Rule) -> String {
        let outcome = decision.outcomes.get(rule.outcome).map_or("", String::as_str);
        let cells: Vec<String> = decision
            .inputs
            .iter()
            .zip(&rule.cells)
            .filter(|(_, cell)| **cell != Cell::Any)
            .map(|(input, cell)| {
                let name = self.maybe(&format!("find-{}-name", stem(&input.id)));
                let name = name.map_or_else(|| input.id.replace('_', " "), |name| format!("“{name}”"));
                format!("{name} {} {}", self.say("terminal-is"), cell.text())
            })
            .collect();
        let then = self.say("terminal-then");
        if cells.is_empty() {
            return format!("{}: {outcome}", self.say("terminal-always"));
        }
        let and = format!(" {} ", self.say("terminal-and"));
        format!("{} {}, {then} {outcome}", self.say("terminal-when"), cells.join(&and))
    }

    fn rule(&mut self, decision: &Decision, rule: &Rule) {
        let title =
            format!("{} {} {} “{}”", self.say("terminal-rule"), rule.id, self.say("terminal-in"), decision.title);
        self.page.say(Tone::Strong, &title);
        let row = self.row(decision, rule);
        self.page.para(&format!("{row}."));
        self.page.say(Tone::Faint, &format!("{}:{}", decision.file, rule.line));
        let id = rule.id.to_lowercase();
        if let Some(words) = self.maybe(&format!("reason-{id}")).or_else(|| self.maybe(&format!("why-{id}"))) {
            self.page.gap();
            self.pair("terminal-said-as", &words);
        }
        let index = decision.rules.iter().position(|r| r.id == rule.id);
        let group = decision.groups.iter().find(|g| g.rules.iter().any(|i| Some(*i) == index));
        if let Some(group) = group {
            self.heading("terminal-why-believed");
            self.page.para(&plain_prose(&group.prose));
        }
        self.rests_on(&rule.because);
        self.embodies(&format!("rule:{}/{}", decision.id, rule.id));
    }

    fn sign(&mut self, id: &str) {
        let knowledge = self.knowledge;
        let Some(sign) = knowledge.sign(id) else { return };
        let stem = stem(id);
        let name = self.say(&format!("find-{stem}-name"));
        self.page.say(Tone::Strong, &format!("{id}: {name}"));
        if let Some(question) = self.maybe(&format!("sign-{stem}-question")) {
            self.pair("terminal-asked-as", &question);
        }
        if let Some(how) = self.maybe(&format!("find-{stem}-how")) {
            self.pair("terminal-how", &how);
        }
        let mut rows = Vec::new();
        for decision in knowledge.decisions.values() {
            let Some(input) = decision.input_index(id) else { continue };
            for rule in &decision.rules {
                if rule.cells.get(input).is_some_and(|cell| *cell != Cell::Any) {
                    rows.push(format!("{} ({}): {}", rule.id, decision.id, self.row(decision, rule)));
                }
            }
        }
        if !rows.is_empty() {
            self.heading("terminal-rules");
            for row in rows {
                self.page.bullet(&row);
            }
        }
        self.rests_on(&sign.because);
        self.embodies(&format!("sign:{id}"));
    }

    fn claim(&mut self, claim: &Claim) {
        let verdict = claim.verdict.word().replace('_', " ");
        self.page.say(Tone::Strong, &format!("{}: {verdict}", claim.id));
        self.pair("terminal-page-says", &claim.paraphrase);
        self.pair("terminal-evidence-says", &claim.note);
        self.pair("terminal-we-say", &self.words.translated(&claim.we_say));
        if !claim.numbers.is_empty() {
            self.heading("terminal-numbers");
            for number in &claim.numbers {
                self.page.bullet(&format!("“{}”: {} ({})", number.text, number.source, number.status));
            }
        }
        self.rests_on(&claim.evidence);
        self.heading("terminal-embodied");
        for binding in &claim.bound_to {
            self.page.bullet(binding);
        }
    }

    fn source_page(&mut self, id: &str) {
        let knowledge = self.knowledge;
        let Some(source) = knowledge.sources.get(id) else { return };
        self.page.say(Tone::Strong, id);
        self.page.para(&source.citation);
        if let Some(link) = source.link() {
            self.page.line(&link);
        }
        let mut status = source.status.to_string();
        for (holds, id) in [(source.mixed, "terminal-status-mixed"), (source.part, "terminal-status-part")] {
            if holds {
                status = format!("{status}; {}", self.say(id));
            }
        }
        self.pair("terminal-status", &status);
        if let Some(note) = &source.note {
            self.page.para(note);
        }
        let mut uses: Vec<String> = Vec::new();
        let is = |other: &String| other == id;
        let words = self.words;
        let used = |kind: &str, id: &str| words.say_with(kind, &[("id", id)]);
        for decision in knowledge.decisions.values() {
            let rules = decision.rules.iter().filter(|rule| rule.because.iter().any(is));
            uses.extend(rules.map(|rule| used("terminal-use-rule", &format!("{} ({})", rule.id, decision.id))));
        }
        let signs = knowledge.signs.iter().filter(|sign| sign.because.iter().any(is));
        uses.extend(signs.map(|sign| used("terminal-use-sign", &sign.id)));
        let cited = |claim: &&Claim| claim.evidence.iter().any(is) || claim.numbers.iter().any(|n| n.source == id);
        uses.extend(knowledge.claims.iter().filter(cited).map(|claim| used("terminal-use-claim", &claim.id)));
        let tests = knowledge.accuracy.tests.iter().filter(|test| test.source == id);
        uses.extend(tests.map(|test| used("terminal-use-accuracy", test.id.word())));
        let protocols = knowledge.protocols.iter().filter(|protocol| protocol.sources.iter().any(is));
        uses.extend(protocols.map(|protocol| used("terminal-use-protocol", &protocol.id)));
        let mimics = knowledge.mimics.iter().filter(|mimic| mimic.sources.iter().any(is));
        uses.extend(mimics.map(|mimic| used("terminal-use-mimic", &mimic.id)));
        let scores = super::shelf::SCORES.iter().filter(|(score, _)| {
            super::shelf::provenance(knowledge, score).is_some_and(|provenance| provenance.source == id)
        });
        uses.extend(scores.map(|(score, _)| used("terminal-use-score", score)));
        self.heading("terminal-used-by");
        if uses.is_empty() {
            let nothing = self.say("terminal-nothing");
            self.page.para(&nothing);
        }
        for one in uses {
            self.page.bullet(&one);
        }
    }

    fn property(&mut self, id: &str) {
        let words = self.say(&format!("property-{}", id.to_lowercase()));
        self.page.say(Tone::Strong, id);
        self.page.para(&words);
        let proved = PROVED.contains(&id);
        let how = self.say(if proved { "terminal-proved-by" } else { "terminal-tested-by" });
        self.page.gap().para(&how);
        self.embodies(&format!("property:{id}"));
    }

    fn hazard(&mut self, hazard: &Hazard) {
        self.page.say(Tone::Strong, &format!("{}: {}", hazard.id, hazard.hazard));
        self.pair("terminal-cause", &hazard.cause);
        self.pair("terminal-effect", &hazard.effect);
        let risk = |risk: Risk| {
            let (severity, likelihood) = (risk.severity.to_string(), risk.likelihood.to_string());
            let arguments = [("severity", severity.as_str()), ("likelihood", likelihood.as_str())];
            self.words.say_with("terminal-risk", &arguments)
        };
        let (before, after) = (risk(hazard.before), risk(hazard.after));
        self.pair("terminal-before", &before);
        self.pair("terminal-after", &after);
        self.heading("terminal-controls");
        for control in &hazard.controls {
            self.page.bullet(&control.text).under(&control.test);
        }
        self.embodies(&format!("hazard:{}", hazard.id));
    }

    /// The claims and sources behind something, and the sources behind the claims.
    pub(super) fn rests_on(&mut self, because: &[String]) {
        if because.is_empty() {
            return;
        }
        let knowledge = self.knowledge;
        self.heading("terminal-rests-on");
        let mut sources: Vec<&str> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for id in because {
            if seen.contains(&id.as_str()) {
                continue;
            }
            seen.push(id);
            if let Some(claim) = knowledge.claims.get(id) {
                self.page.bullet(&format!("{id} ({}): {}", claim.verdict.word().replace('_', " "), claim.note));
                sources.extend(claim.evidence.iter().map(String::as_str));
            } else {
                sources.push(id);
            }
        }
        sources.sort_unstable();
        sources.dedup();
        for source in sources.iter().filter_map(|id| knowledge.sources.get(id)) {
            self.page.bullet(&format!("{} [{}]: {}", source.id, source.status, source.citation));
        }
    }

    /// The claims that are bound to something.
    pub(super) fn embodies(&mut self, binding: &str) {
        let knowledge = self.knowledge;
        let claims: Vec<&Claim> = knowledge.claims.bound_to(binding).collect();
        if claims.is_empty() {
            return;
        }
        self.heading("terminal-embodies");
        for claim in claims {
            self.page.bullet(&format!("{}: {}", claim.id, self.words.translated(&claim.we_say)));
        }
    }
}

/// Markdown prose without its marks, for a terminal.
fn plain_prose(markdown: &str) -> String {
    markdown.replace("**", "").replace('`', "")
}
