//! Knowledge bound to the path: loaded once, asked by every face. The same case and the same knowledge version give the
//! same result, byte for byte.

use heelrise_knowledge::decision::{Fired, Point};
use heelrise_knowledge::{Decision, Knowledge, KnowledgeFiles, Problem};
use serde::Serialize;

use crate::case::{Case, CaseError, Report};
use crate::diagnosis::probability::{Likelihoods, Probability, ProbabilityInputs, probability};
use crate::diagnosis::{Verdict, VerdictInputs, VerdictOutcome, VerdictTable};
use crate::evidence::Evidence;
use crate::first_aid::{self, FirstHour, LetterContent, Shelf};
use crate::urgency::{Urgency, UrgencyResult, UrgencyTable};

/// Knowledge bound to the path.
#[derive(Debug)]
pub struct Care {
    knowledge: Knowledge,
    urgency: (Decision, UrgencyTable),
    verdict: (Decision, VerdictTable),
    first_hour: Decision,
    likelihoods: Likelihoods,
    evidence: Evidence,
}

/// Everything the path says of one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The knowledge it was made with.
    pub knowledge_version: String,
    /// The case's name inside a batch, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_id: Option<String>,
    /// Whole days since the injury, when both dates are known.
    pub days_since_injury: Option<u32>,
    /// How soon to be seen.
    pub urgency: UrgencyResult,
    /// What the examination amounts to.
    pub verdict: Verdict,
    /// How likely a rupture is.
    pub probability: Probability,
    /// What happens in the first hour.
    pub first_hour: FirstHour,
}

impl Care {
    /// Loads and checks knowledge files and binds them.
    pub fn load(files: KnowledgeFiles) -> Result<Self, Vec<Problem>> {
        Self::new(heelrise_knowledge::load(files)?)
    }

    /// Binds loaded knowledge. Tables that do not fit what a case holds are problems.
    pub fn new(knowledge: Knowledge) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let find = |id: &str, problems: &mut Vec<Problem>| {
            let decision = knowledge.decision(id).cloned();
            if decision.is_none() {
                problems.push(Problem::new(
                    format!("decisions/{id}.md"),
                    0,
                    "missing-file",
                    format!("The decision `{id}` is missing."),
                    "Restore it.",
                ));
            }
            decision
        };
        let (urgency, verdict) = (find("urgency", &mut problems), find("verdict", &mut problems));
        let first_hour = find("first_hour", &mut problems);
        let (Some(urgency), Some(verdict), Some(first_hour)) = (urgency, verdict, first_hour) else {
            return Err(problems);
        };
        first_aid::check_decision(&first_hour, &mut problems);
        crate::plan::require_words(&knowledge.wording, &mut problems);
        let urgency_table = UrgencyTable::bind(&urgency, &mut problems);
        let verdict_table = VerdictTable::bind(&verdict, &mut problems);
        let likelihoods = Likelihoods::new(&knowledge.accuracy);
        let evidence = Evidence::load(&knowledge.files).map_err(|found| problems.extend(found));
        if let (Ok(evidence), true) = (evidence, problems.is_empty()) {
            Ok(Self {
                evidence,
                urgency: (urgency, urgency_table),
                verdict: (verdict, verdict_table),
                first_hour,
                likelihoods,
                knowledge,
            })
        } else {
            Err(problems)
        }
    }

    /// The knowledge.
    pub const fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// What trials say of operating or not.
    pub const fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The urgency decision as it is used.
    pub const fn urgency_decision(&self) -> &Decision {
        &self.urgency.0
    }

    /// The verdict decision as it is used.
    pub const fn verdict_decision(&self) -> &Decision {
        &self.verdict.0
    }

    /// How soon, and which rules fired, without words.
    #[inline]
    pub fn urgency_level(&self, report: &Report) -> (Urgency, Fired) {
        self.urgency.1.level(&self.urgency.0, report)
    }

    /// The point of a report in the urgency table.
    pub fn urgency_point(&self, report: &Report) -> Point {
        self.urgency.1.point(report)
    }

    /// The point of counted inputs in the verdict table.
    pub fn verdict_point(&self, inputs: VerdictInputs) -> Point {
        self.verdict.1.point(inputs)
    }

    /// Replaces the urgency or the verdict decision without the loader's checks, so that tests can plant a wrong rule and
    /// see the proofs catch it. No face calls this.
    pub fn with_decision_unchecked(mut self, decision: Decision) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        match decision.id.as_str() {
            "urgency" => self.urgency = (decision.clone(), UrgencyTable::bind(&decision, &mut problems)),
            _ => self.verdict = (decision.clone(), VerdictTable::bind(&decision, &mut problems)),
        }
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// How soon, why, and what to do until then.
    pub fn urgency(&self, report: &Report) -> UrgencyResult {
        self.urgency.1.result(&self.urgency.0, report)
    }

    /// The outcome of counted inputs, without words.
    #[inline]
    pub fn verdict_outcome(&self, inputs: VerdictInputs) -> (VerdictOutcome, Fired) {
        self.verdict.1.outcome(&self.verdict.0, inputs)
    }

    /// What the examination amounts to.
    pub fn verdict(&self, case: &Case) -> Verdict {
        self.verdict.1.verdict(&self.verdict.0, case)
    }

    /// How likely a rupture is.
    pub fn probability(&self, case: &Case) -> Probability {
        probability(&self.knowledge.accuracy, &self.likelihoods, ProbabilityInputs::of(case))
    }

    /// What happens in the first hour, given the verdict.
    pub fn first_hour(&self, case: &Case, verdict: &Verdict) -> FirstHour {
        let shelf = Shelf {
            decision: &self.first_hour,
            scores: &self.knowledge.scores,
            mimics: &self.knowledge.mimics,
            codes: &self.knowledge.codes,
            benchmarks: &self.knowledge.benchmarks,
        };
        first_aid::first_hour_from(shelf, case, verdict.outcome)
    }

    /// The letter to paste, as plain text.
    pub fn letter(&self, case: &Case, assessment: &Assessment, lang: &str) -> String {
        let content = LetterContent {
            case,
            verdict: &assessment.verdict,
            first_hour: &assessment.first_hour,
            knowledge_version: &assessment.knowledge_version,
            signed: self.knowledge.is_signed(),
        };
        first_aid::letter(&self.knowledge.wording, content, lang)
    }

    /// Everything the path says of one case.
    pub fn assess(&self, case: &Case) -> Result<Assessment, CaseError> {
        case.check()?;
        let verdict = self.verdict(case);
        let first_hour = self.first_hour(case, &verdict);
        Ok(Assessment {
            knowledge_version: self.knowledge.version.clone(),
            case_id: case.id.clone(),
            days_since_injury: case.days_since_injury(),
            urgency: self.urgency(&case.report),
            verdict,
            probability: self.probability(case),
            first_hour,
        })
    }
}
