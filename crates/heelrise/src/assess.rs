//! `heelrise assess`: everything known of a case, for a clinician or a program.

use std::path::Path;

use heelrise_care::diagnosis::probability::Probability;
use heelrise_care::diagnosis::{Verdict, VerdictOutcome};
use heelrise_care::first_aid::{FirstHour, Standing};
use heelrise_care::{Assessment, Care};
use jiff::civil::Date;

use crate::args::{Assess, Global};
use crate::cases::{self, Tally};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::{Page, Tone};
use crate::result_page::{foot, stem};
use crate::words::Words;
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: &Assess) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let today = clock::today();
    let words = Words::of(&care, &global.lang);
    let mut tally = Tally::default();
    let mut shown = false;
    for file in &command.files {
        let file: &Path = file;
        cases::each(file, &care, words, today, &mut tally, &mut |case| {
            // The same check let the case through, so this does not happen.
            let assessment = care.assess(&case).map_err(|error| Failure::usage(error.to_string()))?;
            if command.json {
                return put(&json_line(&assessment)?);
            }
            if command.letter {
                let gap = if std::mem::replace(&mut shown, true) { "\n" } else { "" };
                return put(&format!("{gap}{}", care.letter(&case, &assessment, &global.lang)));
            }
            let gap = if std::mem::replace(&mut shown, true) { "\n" } else { "" };
            put(&format!("{gap}{}", page(&care, global, &assessment, today)))
        })?;
    }
    Ok(tally.close(words))
}

fn page(care: &Care, global: &Global, assessment: &Assessment, today: Date) -> String {
    let lang = global.lang.as_str();
    let knowledge = care.knowledge();
    let say = |id: &str| knowledge.wording.say(lang, id);
    let mut page = Page::new(global.color);
    if let Some(id) = &assessment.case_id {
        page.say(Tone::Strong, &format!("{} {id}", say("terminal-case")));
    }
    verdict(&mut page, &say, &assessment.verdict);
    if let Some(days) = assessment.days_since_injury {
        page.gap().pair(&say("terminal-days"), &days.to_string());
    }
    probability(&mut page, care, lang, &assessment.probability);
    let with = |id: &str, arguments: &[(&str, &str)]| knowledge.wording.say_with(lang, id, arguments);
    first_hour(&mut page, &say, &with, &assessment.first_hour);
    let level = assessment.urgency.level.message_stem();
    page.heading(&say("terminal-urgency")).para(&say(&format!("urgency-{level}-title")));
    for reason in assessment.urgency.reasons.iter().filter(|r| r.signs.iter().any(|s| s.answer != "not_asked")) {
        let signs = reason.signs.iter().map(|s| {
            format!("{}: {}", say(&format!("find-{}-name", stem(&s.sign))), say(&format!("answer-{}", stem(&s.answer))))
        });
        page.bullet(&format!("{} ({})", signs.collect::<Vec<_>>().join("; "), reason.rule));
    }
    page.gap().para(&say("terminal-support"));
    page.say(Tone::Faint, &foot(knowledge, lang, "verdict", today));
    page.finish()
}

/// Says a sentence with the values it asks for.
type SayWith<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// The orders, the referral, the scores, what else it could be, and the codes.
fn first_hour(page: &mut Page, say: &dyn Fn(&str) -> String, with: SayWith<'_>, hour: &FirstHour) {
    page.heading(&say("terminal-first-hour"));
    for order in &hour.orders {
        let rules: Vec<&str> = order.reasons.iter().map(|reason| reason.rule.as_str()).collect();
        page.bullet(&say(&format!("order-{}", stem(&order.id))));
        page.under(&format!("{} ({})", say(&format!("order-{}-why", stem(&order.id))), rules.join(", ")));
    }
    let referral = &hour.referral;
    if let Some(by) = referral.by {
        page.gap().pair(&say("terminal-refer-by"), &by.to_string());
        for benchmark in &referral.benchmarks {
            let (hours, date) = (benchmark.hours.to_string(), by.to_string());
            let words = format!("benchmark-{}", stem(&benchmark.id));
            page.under(&with(&words, &[("hours", &hours), ("date", &date)]));
        }
    }
    if let Some(on) = referral.examine_on {
        page.pair(&say("terminal-examine-on"), &on.to_string());
    }
    page.heading(&say("terminal-scores"));
    for film in &hour.ottawa.films {
        page.bullet(&format!(
            "{}: {}",
            say(&format!("ottawa-{}", stem(&film.film))),
            say(&format!("ottawa-{}", stem(film.need.id())))
        ));
    }
    let total = |low: i16, high: i16| if low == high { low.to_string() } else { format!("{low}–{high}") };
    let wells = total(hour.wells.low_total, hour.wells.high_total);
    page.bullet(&with("terminal-wells-total", &[("total", &wells)]));
    let trip = total(hour.trip_cast.range.low_total, hour.trip_cast.range.high_total);
    page.bullet(&with("terminal-trip-total", &[("total", &trip)]));
    for reading in hour.trip_cast.readings.iter().filter(|_| hour.trip_cast.readings.len() > 1) {
        let words = say(&format!("trip-read-{}", stem(&reading.category)));
        page.under(&format!("{words}: {}", total(reading.low_total, reading.high_total)));
    }
    page.heading(&say("terminal-mimics"));
    for mimic in hour.mimics.iter().filter(|mimic| mimic.standing != Standing::LookedFor) {
        let standing = serde_json::to_value(mimic.standing).ok();
        let standing = standing.as_ref().and_then(|v| v.as_str()).unwrap_or_default();
        let words = say(&format!("mimic-standing-{}", stem(standing)));
        page.bullet(&format!("{}: {words}", say(&format!("mimic-{}-name", stem(&mimic.id)))));
    }
    page.heading(&say("terminal-codes"));
    for code in hour.codes.icd10cm.iter().chain(&hour.codes.snomed) {
        page.bullet(&format!("{} {}", code.code, code.term));
    }
    for note in &hour.codes.notes {
        page.under(&say(note));
    }
}

fn verdict(page: &mut Page, say: &dyn Fn(&str) -> String, verdict: &Verdict) {
    let tone = match verdict.outcome {
        VerdictOutcome::Rupture => Tone::Alarm,
        VerdictOutcome::Suspected | VerdictOutcome::CannotSayYet => Tone::Warn,
        VerdictOutcome::NoRuptureFound => Tone::Strong,
    };
    let id = stem(verdict.outcome.id());
    page.say(tone, &say(&format!("verdict-{id}-title"))).para(&say(&format!("verdict-{id}-lead")));
    page.heading(&say("terminal-because"));
    for rule in &verdict.rules {
        let because = rule.because.join(", ");
        page.bullet(&format!("{} ({}; {because})", say(&format!("why-{}", rule.rule.to_lowercase())), rule.rule));
    }
    if !verdict.missing.is_empty() {
        page.heading(&say("terminal-missing"));
        for id in &verdict.missing {
            page.bullet(&missing(say, id));
        }
    }
    if verdict.recheck_required {
        page.gap().say(Tone::Warn, &say("terminal-recheck"));
    }
}

/// A thing that is missing, in words.
fn missing(say: &dyn Fn(&str) -> String, id: &str) -> String {
    match id {
        "story" | "injury_date" | "side" | "ultrasound" => say(&format!("terminal-missing-{}", stem(id))),
        test => say(&format!("find-{}-name", stem(test))),
    }
}

/// A share as whole percent, as it is said: never a bare 0 or 100.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent < 1.0 {
        "< 1".to_owned()
    } else if percent > 99.0 {
        "> 99".to_owned()
    } else {
        format!("{percent:.0}")
    }
}

fn probability(page: &mut Page, care: &Care, lang: &str, probability: &Probability) {
    let wording = &care.knowledge().wording;
    let say = |id: &str| wording.say(lang, id);
    let with = |id: &str, arguments: &[(&str, &str)]| wording.say_with(lang, id, arguments);
    page.heading(&say("terminal-probability"));
    let pretest = percent(probability.pretest);
    if probability.used.is_empty() {
        page.para(&with("terminal-probability-none", &[("pretest", &pretest)]));
    } else {
        let shares = [probability.low, probability.high, probability.low95, probability.high95].map(percent);
        let [low, high, low95, high95] = shares;
        page.para(&with(
            "terminal-probability-range",
            &[("low", &low), ("high", &high), ("low95", &low95), ("high95", &high95), ("pretest", &pretest)],
        ));
    }
    let setting = care.knowledge().accuracy.setting(&probability.setting);
    page.pair(&say("terminal-setting"), setting.map_or(probability.setting.as_str(), |setting| setting.what.as_str()));
    for used in &probability.used {
        let id = if used.abnormal { "terminal-used-abnormal" } else { "terminal-used-normal" };
        let test = say(&format!("find-{}-name", stem(&used.test)));
        page.bullet(&with(id, &[("test", &test), ("ratio", &format!("{:.2}", used.likelihood_ratio))]));
        page.under(&format!("{} ({})", used.caveat, used.source));
    }
    for test in &probability.left_out {
        page.bullet(&with("terminal-left-out", &[("test", &say(&format!("find-{}-name", stem(test))))]));
    }
}
