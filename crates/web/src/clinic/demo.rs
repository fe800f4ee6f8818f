//! A dozen invented cases at different stages, for a throw-away site. They are made through the same commands as real
//! ones, so that nothing can stand in the demonstration that the rules would refuse.

use heelrise_care::Care;
use heelrise_care::plan::{PlanChoice, make_plan};
use heelrise_knowledge::protocol::{Origin, Path};
use heelrise_records::{Author, CaseId, Command, Recheck, Request, Seq, StoreError, submit};
use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};
use serde_json::{Value, json};

use super::answer::to_record;
use super::desk::Desk;
use super::form::case_of;
use super::seat::fresh_case_id;

/// Why the invented cases could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The path refused a case.
    #[error("The invented case “{label}” is not sound: {why}")]
    Case {
        /// Its label.
        label: String,
        /// What the path said.
        why: String,
    },
}

/// One invented case while it is being made.
struct Story<'a> {
    care: &'a Care,
    desk: &'a Desk,
    now: &'a Zoned,
    label: String,
    case: CaseId,
    version: Seq,
    facts: Value,
}

/// The day so many days ago.
fn ago(now: &Zoned, days: i64) -> Date {
    now.date().checked_sub(days.days()).unwrap_or(now.date())
}

impl<'a> Story<'a> {
    fn new(care: &'a Care, desk: &'a Desk, now: &'a Zoned, label: &str) -> Self {
        let case = fresh_case_id(now.timestamp());
        Self { care, desk, now, label: label.to_owned(), case, version: Seq::NONE, facts: json!({}) }
    }

    fn unsound(&self, why: impl ToString) -> DemoError {
        DemoError::Case { label: self.label.clone(), why: why.to_string() }
    }

    async fn keep(&mut self, days_ago: i64, command: Command) -> Result<(), DemoError> {
        let at = self.now.checked_sub(days_ago.days()).unwrap_or_else(|_| self.now.clone()).timestamp();
        let author =
            Author::Person { account: None, name: "Dr A. Weber, invented".to_owned(), role: "clinician".to_owned() };
        let knowledge_version = self.care.knowledge().version.clone();
        let request = Request { at, author, knowledge_version, expected: self.version, key: None };
        self.version = submit(self.desk.store.as_ref(), self.case, &request, &command).await?.version;
        Ok(())
    }

    /// Opens the case with what is known of person, injury and report.
    async fn open(&mut self, days_ago: i64, mut facts: Value) -> Result<(), DemoError> {
        merge(&mut facts, &json!({"assessed_on": ago(self.now, days_ago).to_string()}));
        merge(&mut self.facts, &facts);
        self.keep(days_ago, Command::Open { label: self.label.clone(), facts }).await
    }

    async fn examine(&mut self, days_ago: i64, mut facts: Value) -> Result<(), DemoError> {
        merge(&mut facts, &json!({"assessed_on": ago(self.now, days_ago).to_string()}));
        merge(&mut self.facts, &facts);
        self.keep(days_ago, Command::Examine { facts }).await
    }

    async fn image(&mut self, days_ago: i64, facts: Value) -> Result<(), DemoError> {
        merge(&mut self.facts, &facts);
        self.keep(days_ago, Command::Image { facts }).await
    }

    /// Records the verdict that the path gives, and a recheck where one is set.
    async fn assess(&mut self, days_ago: i64, recheck_in: Option<i64>) -> Result<(), DemoError> {
        let on = ago(self.now, days_ago);
        let case = case_of(&self.facts, on).map_err(|why| self.unsound(why))?;
        let result = self.care.assess(&case).map_err(|why| self.unsound(why))?;
        let recheck = recheck_in.map(|days| Recheck {
            on: ago(self.now, days_ago - days),
            reason: "Calf squeeze and push-off again".to_owned(),
        });
        self.keep(days_ago, Command::Assess { assessment: to_record(&result, on), recheck }).await
    }

    /// Adopts a protocol that counts from the injury.
    async fn plan(&mut self, days_ago: i64, protocol: &str) -> Result<(), DemoError> {
        let Some(protocol) = self.care.knowledge().protocols.get(protocol) else {
            return Err(self.unsound(format!("no protocol “{protocol}”")));
        };
        let adopted_on = ago(self.now, days_ago);
        let injury = self.facts.pointer("/injury/date").and_then(Value::as_str).and_then(|day| day.parse().ok());
        let choice = PlanChoice {
            day0: injury.unwrap_or(adopted_on),
            origin: Origin::Injury,
            path: Path::NonOperative,
            adopted_on,
            treatment_started: None,
            parameters: protocol.parameters.iter().map(|p| (p.id.clone(), p.min)).collect(),
            checked_against_original: None,
        };
        let chosen = Command::Decide {
            option: "non_operative".to_owned(),
            on: adopted_on,
            who: "the patient with Dr A. Weber, invented".to_owned(),
            note: String::new(),
        };
        self.keep(days_ago, chosen).await?;
        make_plan(protocol, &choice).map_err(|why| self.unsound(why))?;
        let adopted = crate::plan_pages::adoption(protocol, &choice);
        self.keep(days_ago, Command::AdoptPlan(adopted)).await
    }
}

fn merge(facts: &mut Value, patch: &Value) {
    match (facts, patch) {
        (Value::Object(facts), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(facts.entry(key.clone()).or_insert(json!({})), value);
            }
        }
        (facts, patch) => *facts = patch.clone(),
    }
}

/// A person with a fresh story of a pop, every sign asked.
fn pop(now: &Zoned, days_ago: i64, age: u8, side: &str) -> Value {
    json!({
        "injury": {"date": ago(now, days_ago).to_string(), "side": side, "mechanism": "Pushed off at badminton, felt a kick"},
        "person": {"age_years": age, "sex": "male"},
        "report": {
            "pop": "present", "kick": "present", "weak_push_off": "present", "gap_felt": "unsure",
            "heel_bruise_swelling": "absent", "sudden_start": "present", "can_walk": "present",
            "breathless_chest_pain": "absent", "cold_numb_foot": "absent", "severe_tense_calf": "absent",
            "open_wound": "absent", "bony_lump_skin": "absent", "calf_clot_signs": "absent"
        },
        "risk": {"fluoroquinolone": "absent", "oral_steroid": "absent", "past_rupture": "absent"}
    })
}

/// A quiet story: everything asked, nothing found.
fn quiet(now: &Zoned, days_ago: i64) -> Value {
    let mut facts = pop(now, days_ago, 29, "right");
    for sign in ["pop", "kick", "weak_push_off", "gap_felt", "sudden_start"] {
        merge(&mut facts, &json!({"report": {sign: "absent"}}));
    }
    merge(
        &mut facts,
        &json!({"injury": {"mechanism": "Sore after a long run"}, "report": {"tendon_medicine": "absent", "cannot_walk": "absent"}}),
    );
    facts
}

fn torn() -> Value {
    json!({"examination": {"calf_squeeze": "foot_does_not_move", "gap": "present", "resting_angle": "less_pointed",
        "push_off_strength": "weak", "passive_dorsiflexion": "increased", "heel_rise": "not_done"}})
}

fn whole() -> Value {
    json!({"examination": {"calf_squeeze": "foot_moves", "gap": "absent", "resting_angle": "same",
        "push_off_strength": "same", "passive_dorsiflexion": "same", "heel_rise": "able"}})
}

/// Makes the invented cases. Gives how many.
pub async fn demo_cases(care: &Care, desk: &Desk, now: &Zoned) -> Result<usize, DemoError> {
    let new = |label: &str| Story::new(care, desk, now, label);

    let mut pop_today = new("Demo 01 · pop today, not examined");
    pop_today.open(0, pop(now, 0, 41, "left")).await?;

    let mut not_squeezed = new("Demo 02 · squeeze not done");
    not_squeezed.open(1, pop(now, 2, 52, "right")).await?;
    not_squeezed.examine(1, json!({"examination": {"gap": "unsure", "push_off_strength": "unsure"}})).await?;
    not_squeezed.assess(1, None).await?;

    let mut torn_case = new("Demo 03 · rupture found, no plan yet");
    torn_case.open(0, pop(now, 1, 38, "left")).await?;
    torn_case.examine(0, torn()).await?;
    torn_case.assess(0, None).await?;

    let mut clot = new("Demo 04 · clot beside");
    clot.open(3, pop(now, 9, 66, "right")).await?;
    clot.examine(3, torn()).await?;
    clot.keep(
        3,
        Command::RecordRisk {
            facts: json!({"wells_dvt": {"whole_leg_swollen": "present", "calf_three_cm_larger": "present",
        "deep_vein_tenderness": "present", "active_cancer": "absent", "previous_dvt": "absent"}}),
        },
    )
    .await?;
    clot.image(3, json!({"imaging": {"vein_scan": "clot"}})).await?;
    merge(
        &mut clot.facts,
        &json!({"wells_dvt": {"whole_leg_swollen": "present", "calf_three_cm_larger": "present", "deep_vein_tenderness": "present"}}),
    );
    clot.assess(3, None).await?;

    let mut overdue = new("Demo 05 · recheck overdue");
    overdue.open(12, quiet(now, 14)).await?;
    overdue.examine(12, whole()).await?;
    overdue.assess(12, Some(7)).await?;

    let mut waiting = new("Demo 06 · recheck in three days");
    waiting.open(4, quiet(now, 6)).await?;
    waiting.examine(4, whole()).await?;
    waiting.assess(4, Some(7)).await?;

    let mut on_plan = new("Demo 07 · plan, week 4");
    on_plan.open(23, pop(now, 24, 45, "left")).await?;
    on_plan.examine(23, torn()).await?;
    on_plan.assess(23, None).await?;
    on_plan.plan(23, "willits").await?;

    let mut held = new("Demo 08 · plan held, week 8");
    held.open(51, pop(now, 52, 33, "right")).await?;
    held.examine(51, torn()).await?;
    held.assess(51, None).await?;
    held.plan(51, "vaco5").await?;
    held.keep(2, Command::HoldPlan { on: ago(now, 2), reason: "Skin over the heel is sore".to_owned() }).await?;

    let mut late = new("Demo 09 · late presentation");
    late.open(2, pop(now, 26, 58, "left")).await?;
    late.examine(
        2,
        json!({"examination": {"calf_squeeze": "foot_moves_less", "gap": "absent", "push_off_strength": "weak",
        "passive_dorsiflexion": "increased", "resting_angle": "less_pointed"}}),
    )
    .await?;
    late.assess(2, None).await?;

    let mut partial = new("Demo 10 · read as partial, plan week 1");
    partial.open(4, pop(now, 5, 36, "right")).await?;
    partial.examine(
        4,
        json!({"examination": {"calf_squeeze": "foot_does_not_move", "gap": "unsure", "push_off_strength": "unsure"}}),
    )
    .await?;
    partial.image(3, json!({"imaging": {"ultrasound": "partial"}})).await?;
    partial.assess(3, None).await?;
    partial.plan(3, "willits").await?;

    let mut corrected = new("Demo 11 · side corrected, plan week 12");
    corrected.open(79, pop(now, 80, 27, "left")).await?;
    corrected.examine(79, torn()).await?;
    corrected
        .keep(
            78,
            Command::Correct {
                corrects: Seq(1),
                reason: "The right leg was written down as the left".to_owned(),
                facts: json!({"injury": {"side": "right"}}),
                label: None,
            },
        )
        .await?;
    merge(&mut corrected.facts, &json!({"injury": {"side": "right"}}));
    corrected.assess(78, None).await?;
    corrected.plan(78, "lamp").await?;

    let mut finished = new("Demo 12 · closed, treatment completed");
    finished.open(200, pop(now, 201, 49, "left")).await?;
    finished.examine(200, torn()).await?;
    finished.assess(200, None).await?;
    finished.plan(200, "lamp").await?;
    finished.keep(20, Command::StopPlan { on: ago(now, 20), reason: "Protocol completed".to_owned() }).await?;
    finished
        .keep(
            20,
            Command::RecordOutcome { outcome: "rupture_treated".to_owned(), on: ago(now, 20), note: String::new() },
        )
        .await?;
    finished.keep(20, Command::Close { on: ago(now, 20), reason: "Back at work, follow-up done".to_owned() }).await?;
    Ok(12)
}
