//! What the path says of a case, in a clinician's words: the panel beside the form, the letter, the page for the
//! patient. Everything is asked of `heelrise_care`; nothing is decided here.

use heelrise_care::Assessment;
use heelrise_care::case::Case;
use heelrise_care::diagnosis::probability::Probability;
use heelrise_care::first_aid::Standing;
use heelrise_care::urgency::Reason;
use heelrise_knowledge::accuracy::Pretest;
use heelrise_records::event;
use jiff::civil::Date;
use serde_json::Value;

use super::fields::{self, dashed};
use super::first_hour::{due, mimic, orders, referral, trip, wells};
use super::form::{case_of, look};
use super::view::Setting;
use super::words::date_short;
use crate::site::Page;

/// A source or claim that something rests on.
pub struct Ground {
    /// What it says, or how it is cited.
    pub text: String,
    /// Where it can be read.
    pub link: Option<String>,
    /// How well it was checked.
    pub status: &'static str,
}

/// A rule that fired.
pub struct Why {
    /// Its id, for the page.
    pub id: String,
    /// Its name in the decision.
    pub rule: String,
    /// What it says.
    pub text: String,
    /// What it rests on.
    pub grounds: Vec<Ground>,
}

/// One order.
pub struct Order {
    /// Its id, for the page.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Why.
    pub why: String,
    /// Whether it is an emergency.
    pub emergency: bool,
    /// What it rests on.
    pub grounds: Vec<Ground>,
}

/// How likely, as a range.
pub struct Likely {
    /// “94 to 99 %”.
    pub range: String,
    /// The 95 % interval, in words.
    pub interval: String,
    /// The probability before the tests, in words.
    pub pretest: String,
    /// What to say beside the setting.
    pub setting_caveat: String,
    /// Each test that counted.
    pub used: Vec<String>,
    /// Tests whose result was left out.
    pub left_out: Vec<String>,
    /// A drawing of it.
    pub chart: Option<String>,
    /// What the numbers rest on.
    pub caveats: Vec<String>,
}

/// One mimic that is not excluded.
pub struct Mimic {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: String,
    /// `emergency-now`, `points-to` or `open`.
    pub class: &'static str,
    /// What would point to it.
    pub towards: String,
}

/// A code.
pub struct CodeLine {
    /// The system.
    pub system: String,
    /// The code.
    pub code: String,
    /// Its term.
    pub term: String,
}

/// One thing that is missing.
pub struct Missing {
    /// What.
    pub text: String,
    /// Where on the page it is entered.
    pub href: String,
}

/// What stays in sight of the answer: one line.
pub struct Bar {
    /// The next thing missing.
    pub next: Option<String>,
    /// Where it is entered.
    pub href: String,
    /// What is due, and by when.
    pub due: Option<String>,
}

/// The panel.
pub struct Answer {
    /// Why there is no answer yet; everything else is empty then.
    pub problem: Option<String>,
    /// One sentence for a screen reader.
    pub summary: String,
    /// `rupture`, `suspected`, `cannot-say-yet` or `no-rupture-found`.
    pub verdict: String,
    /// The verdict.
    pub verdict_title: String,
    /// What to do with it.
    pub verdict_lead: String,
    /// On which day the leg was examined, when that was not today.
    pub examined: Option<String>,
    /// `emergency`, `same-day` or `soon`.
    pub urgency: &'static str,
    /// How soon.
    pub urgency_title: String,
    /// The rules of the verdict, then those of the urgency.
    pub whys: Vec<Why>,
    /// The rules of the urgency.
    pub urgency_whys: Vec<Why>,
    /// What is missing, the squeeze first.
    pub missing: Vec<Missing>,
    /// The line that stays in sight.
    pub bar: Bar,
    /// The ids of the orders, by which parts of the page become relevant.
    pub ordered: Vec<String>,
    /// How many of the mimics something points to.
    pub pointing: usize,
    /// How likely.
    pub likely: Option<Likely>,
    /// What is not excluded.
    pub mimics: Vec<Mimic>,
    /// The first hour.
    pub orders: Vec<Order>,
    /// The referral with its date.
    pub referral: Vec<String>,
    /// Ottawa ankle rules.
    pub ottawa: Vec<String>,
    /// Wells.
    pub wells: Vec<String>,
    /// TRiP(cast), each reading.
    pub trip: Vec<String>,
    /// The codes.
    pub codes: Vec<CodeLine>,
    /// What to say beside them.
    pub code_notes: Vec<String>,
    /// The letter.
    pub letter: String,
    /// What the person is told, line by line.
    pub handout: Vec<String>,
    /// Whether a named person signed the content.
    pub signed: bool,
    /// The knowledge.
    pub version: String,
}

impl Answer {
    /// There is no answer yet.
    pub fn waits(page: &Page, why: Option<String>) -> Self {
        let problem = page.say1("answer-problem", "why", why.unwrap_or_default());
        Self {
            summary: problem.clone(),
            problem: Some(problem),
            verdict: String::new(),
            verdict_title: String::new(),
            verdict_lead: String::new(),
            examined: None,
            urgency: "soon",
            urgency_title: String::new(),
            whys: vec![],
            urgency_whys: vec![],
            missing: vec![],
            bar: Bar { next: None, href: String::new(), due: None },
            ordered: vec![],
            pointing: 0,
            likely: None,
            mimics: vec![],
            orders: vec![],
            referral: vec![],
            ottawa: vec![],
            wells: vec![],
            trip: vec![],
            codes: vec![],
            code_notes: vec![],
            letter: String::new(),
            handout: vec![],
            signed: false,
            version: page.version(),
        }
    }
}

/// The answer to a case document, read as of `today` when it names no day.
pub fn of(page: &Page, facts: &Value, today: Date) -> Answer {
    let assessed = case_of(facts, today)
        .map_err(|_| page.say("wrong-choice"))
        .and_then(|case| page.app().care.assess(&case).map(|result| (case, result)).map_err(|e| e.to_string()));
    let (case, result) = match assessed {
        Ok(both) => both,
        Err(why) => return Answer::waits(page, Some(why)),
    };
    let verdict = dashed(result.verdict.outcome.id());
    let urgency = result.urgency.level.message_stem();
    let verdict_title = page.say(format!("verdict-{verdict}-title"));
    let missing: Vec<Missing> = result.verdict.missing.iter().map(|id| missing(page, id)).collect();
    let first = &result.first_hour;
    let mimics: Vec<Mimic> =
        first.mimics.iter().filter(|m| m.standing != Standing::LookedFor).map(|m| mimic(page, m)).collect();
    Answer {
        problem: None,
        summary: match missing.first() {
            Some(next) => page.say2("answer-summary-missing", "verdict", &verdict_title, "missing", &next.text),
            None => page.say1("answer-summary", "verdict", &verdict_title),
        },
        verdict_lead: page.say(format!("verdict-{verdict}-lead")),
        examined: case.assessed_on.and_then(|on| examined(page, facts, on, today)),
        verdict_title,
        urgency,
        urgency_title: page.say(format!("clinic-urgency-{urgency}")),
        whys: result.verdict.rules.iter().map(|reason| why(page, reason, "why")).collect(),
        urgency_whys: result.urgency.reasons.iter().map(|reason| why(page, reason, "reason")).collect(),
        bar: Bar {
            next: missing.first().map(|next| next.text.clone()),
            href: missing.first().map(|next| next.href.clone()).unwrap_or_default(),
            due: due(page, first),
        },
        missing,
        ordered: first.orders.iter().map(|order| order.id.clone()).collect(),
        pointing: mimics.iter().filter(|mimic| mimic.class != "open").count(),
        likely: Some(likely(page, &result.probability)),
        mimics,
        orders: orders(page, first),
        referral: referral(page, first),
        ottawa: first
            .ottawa
            .films
            .iter()
            .map(|film| {
                let need = page.say(format!("ottawa-{}", dashed(film.need.id())));
                page.say2("change-to", "what", page.say(format!("ottawa-{}", film.film)), "value", &need)
            })
            .collect(),
        wells: wells(page, &first.wells),
        trip: trip(page, first),
        codes: first
            .codes
            .icd10cm
            .iter()
            .map(|code| (page.say("code-icd10cm"), code))
            .chain(first.codes.snomed.iter().map(|code| (page.say("code-snomed"), code)))
            .map(|(system, code)| CodeLine { system, code: code.code.clone(), term: code.term.clone() })
            .collect(),
        code_notes: first.codes.notes.iter().map(|id| page.say(id)).collect(),
        letter: page.app().care.letter(&case, &result, page.lang()),
        handout: first.handout.do_now.iter().chain(&first.handout.do_not).map(|id| page.say(id)).collect(),
        signed: page.app().knowledge().is_signed(),
        version: page.version(),
        verdict,
    }
}

/// From which day the facts are, when that is an earlier one.
fn examined(page: &Page, facts: &Value, on: Date, today: Date) -> Option<String> {
    let days = (today - on).get_days();
    let seen = look(facts, "examination").and_then(Value::as_object).is_some_and(|found| !found.is_empty());
    let id = match (days, seen) {
        (..1, _) => return None,
        (1, true) => "answer-examined-yesterday",
        (1, false) => "answer-recorded-yesterday",
        (_, true) => "answer-examined-days",
        (_, false) => "answer-recorded-days",
    };
    Some(page.say2(id, "date", date_short(page, on), "days", days.to_string()))
}

fn missing(page: &Page, id: &str) -> Missing {
    let (sign, other) = (format!("find-{}-name", dashed(id)), format!("missing-{}", dashed(id)));
    let text = if page.has(&other) { page.say(&other) } else { page.say(&sign) };
    let wanted = if id == "injury_date" { "injury.date" } else { id };
    let field = fields::all().find(|field| field.path == wanted || field.leaf() == wanted);
    let href = field.map_or_else(|| "#s-history".to_owned(), |field| format!("#f-{}", dashed(&field.path)));
    Missing { text, href }
}

fn why(page: &Page, reason: &Reason, prefix: &str) -> Why {
    let rule = reason.rule.to_lowercase();
    Why {
        id: format!("{prefix}-{rule}"),
        text: page.say(format!("{prefix}-{rule}")),
        rule: reason.rule.clone(),
        grounds: grounds(page, &reason.because),
    }
}

/// Claims and sources in words.
pub fn grounds(page: &Page, because: &[String]) -> Vec<Ground> {
    let knowledge = page.app().knowledge();
    because
        .iter()
        .filter_map(|id| {
            if let Some(claim) = knowledge.claims.get(id) {
                return Some(Ground {
                    text: claim.paraphrase.clone(),
                    link: Some(format!("/rely-on#{}", claim.id)),
                    status: claim.verdict.word(),
                });
            }
            knowledge.sources.get(id).map(|source| Ground {
                text: source.citation.clone(),
                link: source.link(),
                status: source.status.word(),
            })
        })
        .collect()
}

/// A share as a whole per cent; never 0 and never 100.
fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    if whole < 1.0 {
        "<1".to_owned()
    } else if whole > 99.0 {
        ">99".to_owned()
    } else {
        format!("{whole}")
    }
}

fn likely(page: &Page, probability: &Probability) -> Likely {
    let accuracy = &page.app().knowledge().accuracy;
    let setting = accuracy.setting(&probability.setting);
    let mut caveats: Vec<String> = probability.used.iter().map(|used| used.caveat.clone()).collect();
    caveats.dedup();
    let (low, high) = (percent(probability.low), percent(probability.high));
    let name = |test: &String| page.say(format!("find-{}-name", dashed(test)));
    let range = if low == high {
        page.say1("answer-probability-one", "percent", &low)
    } else {
        page.say2("answer-probability-range", "low", &low, "high", &high)
    };
    let (low95, high95) = (percent(probability.low95), percent(probability.high95));
    let interval = page.say2("answer-probability-interval", "low", &low95, "high", &high95);
    Likely {
        pretest: page.say2(
            "answer-pretest",
            "percent",
            percent(probability.pretest),
            "setting",
            setting.map_or("", |setting| setting.what.as_str()),
        ),
        setting_caveat: match setting.map(|setting| &setting.pretest) {
            Some(Pretest::Counted { caveat, .. }) => caveat.clone(),
            _ => String::new(),
        },
        used: probability
            .used
            .iter()
            .map(|used| {
                let ratio = used.likelihood_ratio.to_string();
                page.say2("answer-ratio", "test", name(&used.test), "ratio", &ratio)
            })
            .collect(),
        left_out: probability.left_out.iter().map(|test| page.say1("answer-left-out", "test", name(test))).collect(),
        chart: Some(super::drawings::band(page, probability, &range, &interval)),
        range,
        interval,
        caveats,
    }
}

fn assessed(page: &Page, facts: &Value, today: Date) -> Result<(Case, Assessment), String> {
    let case = case_of(facts, today).map_err(|_| page.say("wrong-choice"))?;
    let result = page.app().care.assess(&case).map_err(|error| error.to_string())?;
    Ok((case, result))
}

/// The letter of a recorded case.
pub fn letter(page: &Page, facts: &Value, today: Date) -> Result<String, String> {
    let (case, result) = assessed(page, facts, today)?;
    Ok(page.app().care.letter(&case, &result, page.lang()))
}

/// The page for the patient.
pub struct Handout {
    /// The heading.
    pub title: String,
    /// What to do.
    pub do_now: Vec<String>,
    /// What not to do.
    pub do_not: Vec<String>,
    /// What to come back for at once.
    pub danger: Vec<String>,
    /// What it is and is not.
    pub closing: Vec<String>,
    /// The knowledge.
    pub version: String,
}

/// The page for the patient of a recorded case.
pub fn handout(page: &Page, facts: &Value, today: Date) -> Result<Handout, String> {
    let (_, result) = assessed(page, facts, today)?;
    let handout = &result.first_hour.handout;
    let say = |ids: &[&'static str]| ids.iter().map(|id| page.say(id)).collect();
    Ok(Handout {
        title: page.say(handout.title),
        do_now: say(&handout.do_now),
        do_not: say(&handout.do_not),
        danger: say(&handout.danger),
        closing: say(&handout.closing),
        version: page.version(),
    })
}

/// The pre-test settings that can be chosen, each with its share; the clinician's own estimate has a field of its own.
pub fn settings(page: &Page) -> Vec<Setting> {
    let all = &page.app().knowledge().accuracy.settings;
    all.iter()
        .map(|setting| {
            let name = match setting.probability() {
                Some(share) => page.say2("form-setting-option", "what", &setting.what, "percent", percent(share)),
                None => setting.what.clone(),
            };
            Setting { id: setting.id.clone(), name }
        })
        .collect()
}

/// An assessment as the record keeps it.
pub fn to_record(result: &Assessment, today: Date) -> event::Assessment {
    event::Assessment {
        verdict: result.verdict.outcome.id().to_owned(),
        rules: result.verdict.rules.iter().map(|reason| reason.rule.clone()).collect(),
        knowledge_version: result.knowledge_version.clone(),
        on: today,
        recheck_required: result.verdict.recheck_required,
        result: serde_json::to_value(result).unwrap_or(Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn nothing_is_certain() {
        assert_eq!(percent(0.0), "<1");
        assert_eq!(percent(0.004), "<1");
        assert_eq!(percent(0.266), "27");
        assert_eq!(percent(0.998), ">99");
        assert_eq!(percent(1.0), ">99");
    }
}
