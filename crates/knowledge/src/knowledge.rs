//! The whole knowledge folder, loaded and checked as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::accuracy::Accuracy;
use crate::aid::Aid;
use crate::claim::Claims;
use crate::code::Codes;
use crate::decision::check::Report;
use crate::decision::{self, Decision};
use crate::hazard::Hazards;
use crate::mimic::Mimic;
use crate::protocol::Protocols;
use crate::referral::Benchmark;
use crate::score::Scores;
use crate::sign::{Sign, SignKind};
use crate::signature::{Kind, SignOff, Signatures, Subject};
use crate::source::Sources;
use crate::standing::Known;
use crate::wording::Wording;
use crate::{
    KnowledgeFiles, Problem, accuracy, aid, claim, code, hazard, mimic, protocol, referral, score, sign, signature,
    source, spoken, trial_sets, wording,
};

/// Everything a clinician can read, check and change, loaded and found sound.
#[derive(Debug)]
pub struct Knowledge {
    /// The files it was loaded from.
    pub files: KnowledgeFiles,
    /// SHA-256 of all files but the signatures, 64 hexadecimal digits.
    pub version: String,
    /// Every source.
    pub sources: Sources,
    /// Every claim of the source page.
    pub claims: Claims,
    /// The hazard log.
    pub hazards: Hazards,
    /// How good each test is, and how common a rupture is.
    pub accuracy: Accuracy,
    /// The signs, in the order in which they are asked.
    pub signs: Vec<Sign>,
    /// The decisions, by id.
    pub decisions: BTreeMap<String, Decision>,
    /// What the check of each decision counted.
    pub reports: BTreeMap<String, Report>,
    /// The clinical scores.
    pub scores: Scores,
    /// What else it could be.
    pub mimics: Vec<Mimic>,
    /// Codes beside the diagnosis.
    pub codes: Codes,
    /// Times by which a specialist is expected to see a suspected rupture.
    pub benchmarks: Vec<Benchmark>,
    /// The published protocols.
    pub protocols: Protocols,
    /// What the decision aid holds besides the trials' numbers.
    pub aid: Aid,
    /// Every sentence a person reads.
    pub wording: Wording,
    /// Who has signed what.
    pub signatures: Signatures,
}

impl Knowledge {
    /// The first twelve digits of the version: what pages and papers show.
    pub fn short_version(&self) -> &str {
        self.version.get(..12).unwrap_or(&self.version)
    }

    /// A decision by its id.
    pub fn decision(&self, id: &str) -> Option<&Decision> {
        self.decisions.get(id)
    }

    /// A sign by its id.
    pub fn sign(&self, id: &str) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.id == id)
    }

    /// What holds for the signature of a decision or a protocol as it stands now.
    pub fn sign_off<'a>(&self, subject: impl Into<Subject<'a>>) -> SignOff<'_> {
        self.signatures.of(subject)
    }

    /// Whether every decision is signed as it stands now.
    pub fn is_signed(&self) -> bool {
        self.decisions.values().all(|decision| matches!(self.sign_off(decision), SignOff::Signed(_)))
    }

    /// The day from which the oldest decision counts as stale.
    pub fn valid_until(&self) -> Option<jiff::civil::Date> {
        self.decisions.values().map(|decision| decision.valid_until).min()
    }

    /// The day on which the content was last looked through: the oldest of the decisions.
    pub fn reviewed_on(&self) -> Option<jiff::civil::Date> {
        self.decisions.values().map(|decision| decision.reviewed_on).min()
    }
}

/// The properties that `heelrise prove` checks or that a test holds.
pub const PROPERTIES: [&str; 14] =
    ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14"];

/// The screens that a claim can be bound to. A test of the web crate holds that each of them answers.
pub const SCREENS: [&str; 5] = ["/", "/check", "/decide", "/rely-on", "/clinic"];

/// Loads and checks everything. Whatever is wrong comes back as a list; nothing unsound is ever returned.
pub fn load(files: KnowledgeFiles) -> Result<Knowledge, Vec<Problem>> {
    let mut problems = Vec::new();
    let wording = wording::load(&files, &mut problems);
    require_every_sentence(&wording, &mut problems);
    let sources = source::load(&files, &mut problems);
    let hazards = hazard::load(&files, &mut problems);
    let accuracy = accuracy::load(&files, &sources, &mut problems);
    let mut decisions: BTreeMap<String, Decision> = BTreeMap::new();
    for (path, text) in files.under("decisions", "md") {
        let Some(decision) = decision::parse::parse(path, text, &mut problems) else { continue };
        decisions.insert(decision.id.clone(), decision);
    }
    for id in ["urgency", "verdict", "first_hour"] {
        if !decisions.contains_key(id) {
            problems.push(Problem::new(
                format!("decisions/{id}.md"),
                0,
                "missing-file",
                format!("The decision `{id}` is missing or cannot be read."),
                "Restore it; nothing can be decided without it.",
            ));
        }
    }
    let protocols = protocol::load(&files, &|id| sources.contains(id), &mut problems);
    let signs = sign::load(&files, &mut problems);
    let bindings = bindings(&signs, &decisions, &hazards, &protocols);
    let claims = claim::load(&files, &sources, &bindings, &mut problems);
    let is_reason = |id: &str| claims.get(id).is_some() || sources.contains(id);
    sign::check_reasons(&signs, &is_reason, &mut problems);
    let mut reports = BTreeMap::new();
    for decision in decisions.values() {
        reports.insert(decision.id.clone(), decision::check::check(decision, &is_reason, &mut problems));
        require_decision_wording(decision, &wording, &mut problems);
    }
    require_sign_wording(&signs, &wording, &mut problems);
    let sheets = protocols.iter().flat_map(|p| p.sentences().into_iter().map(|sentence| (sentence, "protocols/")));
    let said = claims.iter().map(|claim| (claim.we_say.as_str(), claim::FILE));
    let sets = trial_sets::sentences(&files);
    let of_sets = sets.iter().map(|sentence| (sentence.as_str(), trial_sets::FILE));
    let settings = decisions.values().flat_map(|decision| decision.settings.clone());
    let wording = wording.with_settings(settings);
    spoken::check(&wording, &claims, &protocols, &mut problems);
    wording::require_sentences(&wording, &sheets.chain(said).chain(of_sets).collect(), &mut problems);
    let known = Known { source: &|id| sources.contains(id), claim: &|id| claims.get(id).is_some() };
    let scores = kept(score::load(&files, known), &mut problems);
    let mimics = kept(mimic::load(&files, known), &mut problems);
    let codes = kept(code::load(&files), &mut problems);
    let benchmarks = kept(referral::load(&files, known), &mut problems);
    let aid = aid::load(&files, &sources, &wording, &mut problems);
    require_first_aid_wording(mimics.as_deref(), benchmarks.as_deref(), &wording, &mut problems);
    let signable = |kind, id: &str| match kind {
        Kind::Decision => decisions.contains_key(id),
        // A protocol with a problem of its own is named there; its signature is not at fault.
        Kind::Protocol => protocols.get(id).is_some() || files.get(&format!("protocols/{id}.toml")).is_some(),
    };
    let signatures = signature::load(&files, &signable, &mut problems);
    if let (true, Some(scores), Some(mimics), Some(codes), Some(benchmarks), Some(aid)) =
        (problems.is_empty(), scores, mimics, codes, benchmarks, aid)
    {
        Ok(Knowledge {
            scores,
            mimics,
            codes,
            benchmarks,
            protocols,
            aid,
            version: files.hash(),
            files,
            sources,
            claims,
            hazards,
            accuracy,
            signs,
            decisions,
            reports,
            wording,
            signatures,
        })
    } else {
        problems.sort();
        Err(problems)
    }
}

/// What was loaded, or nothing with its problems put to the others.
fn kept<T>(loaded: Result<T, Vec<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    loaded.map_err(|found| problems.extend(found)).ok()
}

/// Every mimic and every time of referral has its words.
fn require_first_aid_wording(
    mimics: Option<&[Mimic]>,
    benchmarks: Option<&[Benchmark]>,
    wording: &Wording,
    problems: &mut Vec<Problem>,
) {
    for mimic in mimics.unwrap_or_default() {
        let stem = mimic.id.replace('_', "-");
        let ids = ["name", "towards", "away"].map(|part| format!("mimic-{stem}-{part}"));
        wording::require(wording, "mimics.toml", 0, &ids, problems);
    }
    for benchmark in benchmarks.unwrap_or_default() {
        let stem = benchmark.id.replace('_', "-");
        let ids = [format!("benchmark-{stem}"), format!("benchmark-{stem}-undated")];
        wording::require(wording, "referral.toml", 0, &ids, problems);
    }
}

/// Everything that a claim can be bound to in this release.
fn bindings(
    signs: &[Sign],
    decisions: &BTreeMap<String, Decision>,
    hazards: &Hazards,
    protocols: &Protocols,
) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    all.extend(PROPERTIES.iter().map(|id| format!("property:{id}")));
    all.extend(SCREENS.iter().map(|path| format!("screen:{path}")));
    all.extend(signs.iter().map(|sign| format!("sign:{}", sign.id)));
    all.extend(hazards.iter().map(|hazard| format!("hazard:{}", hazard.id)));
    for decision in decisions.values() {
        all.insert(format!("decision:{}", decision.id));
        all.extend(decision.rules.iter().map(|rule| format!("rule:{}/{}", decision.id, rule.id)));
    }
    all.extend(["score:tripcast", "score:ottawa_ankle", "score:wells_dvt"].map(str::to_owned));
    all.extend(protocols.iter().map(|protocol| format!("protocol:{}", protocol.id)));
    if protocols.runnable().next().is_some() {
        all.extend(["plan:phases", "protocol:*"].map(str::to_owned));
    }
    all
}

/// Every sentence that a page, a document or the terminal can ask for: the list of the built-in catalogs, so that a folder
/// from which one is missing never starts anything. A test keeps the list current.
fn require_every_sentence(wording: &Wording, problems: &mut Vec<Problem>) {
    let ids: Vec<String> = include_str!("messages.txt").lines().map(str::to_owned).collect();
    wording::require(wording, "wording/en", 0, &ids, problems);
}

/// Every sign has its words: a question and a short name for the person, a name for the clinician.
fn require_sign_wording(signs: &[Sign], wording: &Wording, problems: &mut Vec<Problem>) {
    for sign in signs {
        let stem = sign.message_stem();
        let ids: Vec<String> = match sign.kind {
            SignKind::Reported => vec![
                format!("sign-{stem}-question"),
                format!("sign-{stem}-help"),
                format!("sign-{stem}-short"),
                format!("find-{stem}-name"),
            ],
            SignKind::Reassuring => vec![format!("sign-{stem}-short"), format!("find-{stem}-name")],
            SignKind::Examined => vec![format!("find-{stem}-name"), format!("find-{stem}-how")],
            SignKind::Risk => vec![format!("find-{stem}-name")],
        };
        wording::require(wording, "signs.toml", sign.line, &ids, problems);
    }
}

/// Every rule that a person may read has its reason in words.
fn require_decision_wording(decision: &Decision, wording: &Wording, problems: &mut Vec<Problem>) {
    let prefixes: &[&str] = match decision.id.as_str() {
        "urgency" => &["reason"],
        "verdict" => &["why"],
        _ => &[],
    };
    for rule in &decision.rules {
        let ids: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}-{}", rule.id.to_lowercase())).collect();
        wording::require(wording, &decision.file, rule.line, &ids, problems);
    }
    let outcome_prefix = match decision.id.as_str() {
        "urgency" => "urgency",
        "verdict" => "verdict",
        "first_hour" => {
            for outcome in &decision.outcomes {
                let stem = outcome.replace('_', "-");
                let ids = [format!("order-{stem}"), format!("order-{stem}-why")];
                wording::require(wording, &decision.file, 1, &ids, problems);
            }
            return;
        }
        _ => return,
    };
    for outcome in &decision.outcomes {
        let stem = outcome.replace('_', "-");
        let ids = [format!("{outcome_prefix}-{stem}-title"), format!("{outcome_prefix}-{stem}-lead")];
        wording::require(wording, &decision.file, 1, &ids, problems);
    }
}
