//! The decision aid: the engine's numbers and no others, every option in the same detail, nothing recommended, nothing
//! kept, and nothing shown that was not read.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use heelrise_care::Care;
use heelrise_evidence::posterior::Priors;
use heelrise_evidence::summary::{Answer, Certainty, Number, OptionSummary, Unit};
use heelrise_knowledge::aid::{Group, Met, Strength};
use heelrise_knowledge::{KnowledgeFiles, Problem};
use heelrise_web::{App, Config, router};
use tower::ServiceExt as _;

fn site() -> (Router, Arc<Care>) {
    site_of(heelrise_pack::embedded())
}

fn site_of(files: KnowledgeFiles) -> (Router, Arc<Care>) {
    let care = Arc::new(Care::load(files).expect("the knowledge is good"));
    (router(App::new(Config::default(), Arc::clone(&care))), care)
}

async fn send(site: &Router, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, String) {
    let response = site.clone().oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 1 << 22).await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(!text.contains('⟦'), "a message is missing: {:?}", text.split('⟦').nth(1).map(|t| &t[..40.min(t.len())]));
    (status, headers, text)
}

async fn page(site: &Router) -> String {
    let (status, _, text) = send(site, Request::get("/decide").body(Body::empty()).expect("a request")).await;
    assert_eq!(status, StatusCode::OK);
    text
}

async fn post(site: &Router, form: &'static str) -> (StatusCode, axum::http::HeaderMap, String) {
    let request = Request::post("/decide").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(site, request.body(Body::from(form)).expect("a request")).await
}

/// What stands between two texts, the first time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).map_or(rest, |(part, _)| part)
}

/// The number as the page has to say it, worked out here anew from the engine's.
fn said(number: &Number) -> String {
    let n = number.value.round().abs();
    match number.unit {
        Unit::PeoplePer100 if n < 1.0 => "fewer than 1 in 100".to_owned(),
        Unit::PeoplePer100 => format!("about {n:.0} in 100"),
        Unit::Points => format!("{n:.0} points"),
        Unit::Days => format!("{n:.0} days"),
    }
}

#[tokio::test]
async fn the_numbers_on_the_page_are_the_engines() {
    let (site, care) = site();
    let page = page(&site).await;
    let found = care.evidence().patient_numbers().expect("numbers");
    let rows: Vec<&str> =
        page.split("<tr role=\"row\" id=\"row-").skip(1).filter(|r| !r.starts_with("weeks")).collect();
    assert_eq!(rows.len(), found.len(), "every outcome has its row");
    let (mut known, mut unknown) = (0, 0);
    for (outcome, row) in found.iter().zip(rows) {
        let (row, more) = row.split_once("<tr role=\"row\" class=\"decide-row-more\"").expect("what it rests on");
        let more: Vec<&str> = between(more, "decide-opened", "</details>").split("<div data-option").skip(1).collect();
        assert_eq!(more.len(), outcome.options.len(), "{:?}: every option opens", outcome.outcome);
        let cells: Vec<&str> = row.split("<td role=\"cell\"").skip(1).collect();
        if outcome.options.iter().all(|option| matches!(option.answer, Answer::NotKnown(_))) {
            unknown += outcome.options.len();
            assert_eq!(cells.len(), 1);
            assert!(cells[0].contains("Not known from trials we could check, for any of the four"), "{row}");
            continue;
        }
        assert_eq!(cells.len(), outcome.options.len(), "{:?}: every option has its cell", outcome.outcome);
        for ((option, cell), more) in outcome.options.iter().zip(cells).zip(more) {
            match &option.answer {
                Answer::Known(number) => {
                    known += 1;
                    let about = between(cell, "decide-about\">", "</strong>");
                    assert_eq!(about, said(number), "{:?} {:?}", outcome.outcome, option.option);
                    let exact = format!("<dd>{:.1}", number.value);
                    assert!(more.contains(&exact) || number.interval.is_none(), "{exact} in {more}");
                    if let Some((low, high)) = number.interval {
                        let range = format!("({:.0} to {:.0})", low.round().abs(), high.round());
                        assert_eq!(between(cell, "decide-range\">", "</span>"), range);
                    }
                    for behind in &number.behind {
                        assert!(behind.status.may_reach_patients(), "{behind:?}");
                        assert!(more.contains(&behind.label), "{} in {more}", behind.label);
                    }
                }
                Answer::NotKnown(_) => {
                    unknown += 1;
                    assert!(cell.contains("Not known from trials we could check"), "{cell}");
                    assert!(between(more, "<p>", "</p>").len() > 20, "a reason stands behind it: {more}");
                    let words = between(cell, "decide-unknown\">", "</span>");
                    assert!(!words.contains(|c: char| c.is_ascii_digit()), "{words}");
                    assert!(!cell.contains("<svg") && !cell.contains("decide-about"), "{cell}");
                }
            }
        }
    }
    assert!(known > 8 && unknown > 8, "{known} known, {unknown} not");
}

#[tokio::test]
async fn the_drawings_show_the_engines_numbers_both_ways_round() {
    let (site, care) = site();
    let page = page(&site).await;
    let found = care.evidence().patient_numbers().expect("numbers");
    let both = found[0].surgery_or_not.as_ref().expect("a comparison");
    for (side, number) in [("surgery", &both.surgery), ("none", &both.none)] {
        let part = between(&page, &format!("data-side=\"{side}\""), "</article>");
        let drawing = between(part, "<svg", "</svg>");
        let n = number.value.round();
        let figures = |class: &str| drawing.matches(&format!("<path class=\"{class}\"")).count();
        let (hit, may, no) = (figures("ill-person-hit"), figures("ill-person-may"), figures("ill-person"));
        // One more of each kind stands in the legend.
        assert_eq!(hit + may + no, 103, "{side}");
        assert_eq!(format!("{}", hit - 1), format!("{n:.0}"), "{side}");
        let (_, high) = number.interval.expect("an interval");
        assert_eq!(format!("{}", hit + may - 2), format!("{:.0}", high.round()), "{side}");
        assert!(part.contains(&format!("About {n:.0} of 100 people tear it again.")), "{side}");
        assert!(part.contains(&format!("About {:.0} of 100 do not.", 100.0 - n)), "{side}");
    }
    let (middle, low, high) = both.difference;
    assert!(high < 0.0, "the trials tell them apart; else this test has to say otherwise");
    let words = between(&page, "class=\"decide-difference\"><strong>", "</strong>");
    for n in [-middle, -high, -low] {
        assert!(words.contains(&format!(" {:.0} ", n.round())), "{n}: {words}");
    }
}

#[tokio::test]
async fn another_count_changes_the_page() {
    let before = page(&site().0).await;
    let mut files = heelrise_pack::embedded();
    let trials = files.get("evidence/trials.csv").expect("the trials").to_owned();
    let line = trials
        .lines()
        .find(|l| l.starts_with("myhrvold2022,2022,nonoperative") && l.contains(",rerupture,11,"))
        .expect("the largest trial's row");
    files.set("evidence/trials.csv", trials.replace(line, &line.replacen(",rerupture,11,", ",rerupture,13,", 1)));
    let after = page(&site_of(files).0).await;
    for part in ["id=\"tear\"", "id=\"row-rerupture\""] {
        assert_ne!(between(&before, part, "</details>"), between(&after, part, "</details>"), "{part}");
    }
}

/// The cards of the four ways, as text.
fn cards(page: &str) -> Vec<String> {
    let cards = page.split("<details class=\"card decide-opens decide-option\"").skip(1);
    cards.map(|card| card.split("</details>").next().unwrap_or(card).to_owned()).collect()
}

#[tokio::test]
async fn no_sentence_stands_still_when_the_numbers_turn() {
    let before = page(&site().0).await;
    let (with, without) = ("fewer people had a new tear than with", "more people had a new tear than after");
    let said = |page: &str, sentence: &str| cards(page).iter().filter(|card| card.contains(sentence)).count();
    assert_eq!((said(&before, with), said(&before, without)), (2, 2));
    // The same trials with their arms exchanged: everything that was said of one side holds for the other.
    let mut files = heelrise_pack::embedded();
    let trials = files.get("evidence/trials.csv").expect("the trials").to_owned();
    let turned: Vec<String> = trials
        .lines()
        .map(|line| {
            if !line.contains("rerupture,") {
                return line.to_owned();
            }
            let mut fields: Vec<&str> = line.splitn(5, ',').collect();
            fields[3] = match fields[3] {
                "open" => "nonop_functional",
                "nonop_functional" => "open",
                "mis" => "nonop_cast",
                "nonop_cast" => "mis",
                other => other,
            };
            fields.join(",")
        })
        .collect();
    files.set("evidence/trials.csv", turned.join("\n") + "\n");
    let after = page(&site_of(files).0).await;
    let answer = between(&after, "id=\"answer\"", "</section>");
    assert!(answer.contains(" more of 100 people have a new tear"), "{answer}");
    assert!(answer.contains("less than 1 in 100 sure") && !answer.contains("fewer is less sure"), "{answer}");
    assert_eq!((said(&after, with), said(&after, without)), (0, 0));
    let (with, without) = ("more people had a new tear than with", "fewer people had a new tear than after");
    assert_eq!((said(&after, with), said(&after, without)), (2, 2));
}

#[tokio::test]
async fn a_difference_that_is_not_told_apart_is_said_on_no_side() {
    let mut files = heelrise_pack::embedded();
    let trials = files.get("evidence/trials.csv").expect("the trials").to_owned();
    // As many new tears with an operation as without, in the trial with the most people.
    let turned = trials
        .replace(",rerupture,1,,176,", ",rerupture,16,,176,")
        .replace(",rerupture,1,,172,", ",rerupture,15,,172,");
    assert_ne!(turned, trials);
    files.set("evidence/trials.csv", turned);
    let after = page(&site_of(files).0).await;
    assert!(between(&after, "id=\"answer\"", "</section>").contains("cannot tell which has fewer"));
    for card in cards(&after) {
        assert!(card.contains("The trials cannot tell") && !card.contains("people had a new tear than"), "{card}");
    }
}

#[tokio::test]
async fn the_page_states_the_choice_and_gives_every_option_the_same_detail() {
    let page = page(&site().0).await;
    let options: Vec<&str> = page.split("<details class=\"card decide-opens decide-option\"").skip(1).collect();
    assert_eq!(options.len(), 4);
    let words: Vec<usize> = options
        .iter()
        .map(|option| {
            let option = option.split("</details>").next().unwrap_or(option);
            assert_eq!(option.matches("<dd>").count(), 5, "{option}");
            option.split("<dd>").skip(1).map(|d| d.split("</dd>").next().unwrap_or(d).split_whitespace().count()).sum()
        })
        .collect();
    let (least, most) = (words.iter().min().expect("words"), words.iter().max().expect("words"));
    assert!(most * 3 <= least * 4, "the longest has at most a third more words than the shortest: {words:?}");
    for id in
        ["answer", "decision", "options", "tear", "table", "months", "you", "disagree", "values", "questions", "about"]
    {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for claim in ["C40", "C43"] {
        let point = between(&page, "id=\"disagree\"", "</section>");
        assert!(point.contains(&format!("href=\"/rely-on/{claim}\"")), "{claim}");
    }
    assert_eq!(between(&page, "id=\"months\"", "</ul>").matches("<li>").count(), 6);
}

fn known_number(option: &OptionSummary) -> Option<&Number> {
    match &option.answer {
        Answer::Known(number) => Some(number),
        Answer::NotKnown(_) => None,
    }
}

#[tokio::test]
async fn the_main_answer_stands_before_everything_else() {
    let (site, care) = site();
    let page = page(&site).await;
    let both = care.evidence().patient_numbers().expect("numbers")[0].surgery_or_not.clone().expect("a comparison");
    let main = between(&page, "<main", "</main>");
    let answer = between(main, "id=\"answer\"", "</section>");
    assert!(answer.contains(&format!("about {:.0} fewer of 100 people", -both.difference.0)), "{answer}");
    assert!(both.fewer_with_surgery > 0.99 && answer.contains("more than 99 in 100 sure"), "{answer}");
    let before = main.split("id=\"answer\"").next().unwrap_or(main);
    assert!(!before.contains("<p") && !before.contains("<h2"), "nothing but the title comes first: {before}");
    let steps = between(main, "id=\"steps\"", "</nav>");
    let hrefs: Vec<&str> = steps.split("href=\"#").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(hrefs.len(), 5);
    for part in hrefs.windows(2) {
        let place = |id: &str| main.find(&format!("id=\"{id}\"")).expect("the step leads somewhere");
        assert!(place(part[0]) < place(part[1]), "the steps are in the page's order: {part:?}");
    }
}

#[tokio::test]
async fn how_the_numbers_are_made_is_told_in_one_place() {
    let (site, care) = site();
    let page = page(&site).await;
    let how = between(&page, "id=\"how\"", "</section>");
    let priors = Priors::default();
    for (name, value) in [
        ("effect", priors.effect_sd),
        ("spread", priors.tau_scale),
        ("risk", priors.baseline_sd),
        ("mean", -priors.baseline_mean),
    ] {
        assert!(how.contains(&format!("{value:.1}")), "{name}");
    }
    assert!(how.contains("let chance decide") && how.contains("Only counts that we read or worked out"));
    // The rule in words is the rule of the engine, held on every number that it pooled.
    let figures = [
        "at least 4 trials that agree, at least 30 people with it, and a range no wider than 10 in 100",
        "at least 2 trials, or at least 10 people with it, and a range no wider than 30 in 100",
    ];
    assert!(figures.iter().all(|text| how.contains(text)), "{how}");
    assert!(how.contains("In 3 of them it cannot rule out"), "what other choices leave open: {how}");
    let found = care.evidence().patient_numbers().expect("numbers");
    let mut seen = 0;
    for number in found[0].options.iter().filter_map(known_number) {
        let (trials, events) = (number.behind.len(), number.behind.iter().filter_map(|b| b.events).sum::<u32>());
        let most = match (trials, events, number.width()) {
            (4.., 30.., ..=10.0) => Certainty::Moderate,
            (2.., _, ..=30.0) | (_, 10.., ..=30.0) => Certainty::Low,
            _ => Certainty::VeryLow,
        };
        // Trials that disagree lower it further.
        assert!(number.certainty <= most, "{trials} trials, {events} events, {:?}", number.interval);
        seen += 1;
    }
    assert_eq!(seen, 4);
    // Names of sets and methods come from the page's language, never from the engine's own words.
    for number in found.iter().flat_map(|o| &o.options).filter_map(known_number) {
        assert!(!page.contains(&number.method), "{}", number.method);
        if let Some(set) = &number.set {
            let files = heelrise_pack::embedded();
            let catalogs = ["wording/en/patient/decide.ftl", "wording/en/patient/decide_summary.ftl"];
            let catalog = catalogs.map(|name| files.get(name).expect("the catalog").to_owned()).join("\n");
            assert!(catalog.contains(&format!("\ndecide-set-{} = ", set.to_lowercase())), "{set}");
        }
    }
}

#[tokio::test]
async fn places_come_with_their_uncertainty_and_disagreements_are_said() {
    let page = page(&site().0).await;
    let ranks = between(&page, "id=\"ranks\"", "</details>");
    assert_eq!(ranks.matches("Fewest: ").count(), 4);
    assert_eq!(ranks.matches(" sure. Most: ").count(), 4);
    let apart = between(ranks, "decide-apart\">", "</p>");
    assert!(apart.contains("Open repair") && apart.contains("Boot with early movement"), "{apart}");
}

#[tokio::test]
async fn claims_on_the_page_are_bound_to_it() {
    let (site, care) = site();
    let page = page(&site).await;
    let claims = &care.knowledge().claims;
    let bound: Vec<&str> = claims.bound_to("screen:/decide").map(|claim| claim.id.as_str()).collect();
    assert_eq!(bound.len(), 10);
    for id in &bound {
        assert!(page.contains(&format!("href=\"/rely-on/{id}\"")), "{id}");
    }
    for href in page.split("href=\"/rely-on/C").skip(1).filter_map(|part| part.split('"').next()) {
        assert!(bound.contains(&format!("C{href}").as_str()), "C{href}");
    }
}

#[tokio::test]
async fn every_number_opens_to_its_trials_and_every_source_is_there() {
    let (site, care) = site();
    let page = page(&site).await;
    let found = care.evidence().patient_numbers().expect("numbers");
    let known = found.iter().flat_map(|o| &o.options).filter(|o| matches!(o.answer, Answer::Known(_))).count();
    // Three more for the two sides of the first comparison and their difference.
    assert_eq!(page.matches("<dl class=\"decide-more\">").count(), known + 3);
    assert_eq!(page.matches("<details class=\"why\">").count(), found.len() + 2, "each row and each side opens");
    // On paper nothing opens: every number stands there with its set, its method's certainty and its trials.
    for paper in page.split("decide-behind\">").skip(1).map(|part| part.split("</p>").next().unwrap_or(part)) {
        assert!(paper.contains(" of ") || paper.contains("people"), "{paper}");
        assert!(paper.contains(" sure"), "{paper}");
    }
    for outcome in found {
        for behind in outcome.options.iter().filter_map(known_number).flat_map(|number| &number.behind) {
            let paper: String = page.split("decide-behind\">").skip(1).filter_map(|p| p.split("</p>").next()).collect();
            assert!(paper.contains(&behind.label), "{} on paper", behind.label);
        }
    }
    let knowledge = care.knowledge();
    for href in page.split("href=\"/rely-on/").skip(1).filter_map(|part| part.split('"').next()) {
        assert!(knowledge.sources.contains(href) || knowledge.claims.get(href).is_some(), "{href}");
    }
    assert!(!knowledge.aid.modifiers.is_empty());
    for modifier in &knowledge.aid.modifiers {
        assert_eq!(modifier.strength == Strength::Conflict, !modifier.against.is_empty(), "{}", modifier.id);
        assert_eq!(modifier.strength == Strength::Unknown, modifier.finding.is_empty(), "{}", modifier.id);
        for finding in modifier.finding.iter().chain(&modifier.against) {
            assert!(finding.sources.iter().all(|id| knowledge.sources.contains(id)), "{finding:?}");
            for (name, number) in &finding.numbers {
                assert!(between(&page, "id=\"you\"", "</section>").contains(number.as_str()), "{name} = {number}");
            }
        }
    }
}

fn refused(file: &str, from: &str, to: &str) -> Vec<Problem> {
    let mut files = heelrise_pack::embedded();
    let text = files.get(file).expect("the file").to_owned();
    assert!(text.contains(from), "{file} has no {from}");
    files.set(file, text.replacen(from, to, 1));
    Care::load(files).err().unwrap_or_default()
}

#[test]
fn a_modifier_that_was_not_read_or_is_one_sided_is_refused() {
    let file = "evidence/modifiers.toml";
    for (from, to, check) in [
        ("status = \"read\"", "status = \"secondary\"", "not-read"),
        ("sources = [\"westin2016\"]", "sources = [\"nobody\"]", "unknown-source"),
        ("strength = \"conflict\"", "strength = \"fair\"", "one-sided"),
        ("strength = \"fair\"", "strength = \"unknown\"", "one-sided"),
        ("strength = \"unknown\"", "strength = \"weak\"", "one-sided"),
        ("decide-mod-gap-tear", "decide-mod-gap-none", "missing-wording"),
    ] {
        let problems = refused(file, from, to);
        assert!(problems.iter().any(|p| p.file == file && p.check == check && p.line > 0), "{check}: {problems:?}");
    }
    let problems = refused("ipdas.toml", "place = \"decision\"\n", "");
    assert!(problems.iter().any(|p| p.check == "neither-met-nor-unmet"), "{problems:?}");
    let problems = refused("ipdas.toml", "number = 28\n", "number = 27\n");
    assert!(problems.iter().any(|p| p.check == "item-missing"), "{problems:?}");
}

#[tokio::test]
async fn what_matters_is_reflected_and_nothing_is_recommended_or_kept() {
    let (site, _) = site();
    let before = page(&site).await;
    assert!(!before.contains("id=\"reflected\""));
    let (status, headers, marked) = post(&site, "tear=lot&work=little&operation=lot").await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers.get(header::SET_COOKIE).is_none() && headers.get(header::LOCATION).is_none());
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    let told = between(&marked, "id=\"reflected\"", "</section>");
    let order: Vec<&str> = told.split("data-told=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(order, ["tear", "operation", "work"], "by weight, then as in the form");
    for option in ["Open repair", "Repair through small cuts", "Boot with early movement", "Plaster cast"] {
        assert_eq!(told.matches(&format!("<li>{option}:")).count(), 2, "{option} stands with each fact");
    }
    assert_eq!(marked.matches(" checked>").count(), 3);
    for text in [&before, &marked] {
        let text = text.to_lowercase();
        for word in [
            "recommend",
            "better choice",
            "best choice",
            "you should have",
            "you should choose",
            "best for you",
            "we advise",
            "suits you",
        ] {
            assert!(!text.contains(word), "{word}");
        }
    }
    assert_eq!(page(&site).await, before, "the next person sees nothing of it");
    let (status, _, empty) = post(&site, "").await;
    assert!(status == StatusCode::OK && empty.contains("You have not marked anything yet."));
    for wrong in ["tear=very", "name=lot"] {
        assert_eq!(post(&site, wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn the_page_says_its_dates_and_what_it_does_not_meet() {
    let (site, care) = site();
    let page = page(&site).await;
    let about = between(&page, "id=\"about\"", "</section>");
    assert!(about.contains("22 November 2026") && about.contains("22 November 2027"));
    let list = &care.knowledge().aid.checklist;
    let count = |group| list.items.iter().filter(|item| item.group == group).count();
    assert_eq!((count(Group::Qualifying), count(Group::Certifying), count(Group::Quality)), (6, 10, 28));
    let tests = [
        ("heelrise-web::decide::", include_str!("decide.rs")),
        ("heelrise-pack::reading_age::", include_str!("../../pack/tests/reading_age.rs")),
    ];
    for item in &list.items {
        match &item.met {
            Met::By { place, test } => {
                assert!(page.contains(&format!("id=\"{place}\"")), "{}: no part {place}", item.id);
                let there = tests
                    .iter()
                    .any(|(of, text)| test.strip_prefix(of).is_some_and(|name| text.contains(&format!("fn {name}("))));
                assert!(there, "{}: no test {test}", item.id);
            }
            Met::Not(why) | Met::Outside(why) => assert!(!why.is_empty()),
        }
    }
    let count = |state: &str| about.matches(&format!("data-state=\"{state}\"")).count();
    let unmet = list.items.iter().filter(|item| matches!(item.met, Met::Not(_))).count();
    assert_eq!((count("unmet"), count("outside")), (unmet, 9));
    assert!(unmet > 10, "what is not met is said");
    assert!(about.contains("6 of 6 met") && about.contains("5 of 6 met") && about.contains(" of 23 met"), "{about}");
    assert!(about.contains("reading age of twelve") && about.contains("Flesch and Kincaid"));
}

#[test]
fn every_sentence_of_the_aid_comes_from_the_patients_catalog() {
    // The catalog for patients is the one held to a reading age of twelve.
    let files = heelrise_pack::embedded();
    let catalogs = ["wording/en/patient/decide.ftl", "wording/en/patient/decide_summary.ftl"];
    let catalog = catalogs.map(|name| files.get(name).expect("the catalog").to_owned()).join("\n");
    let templates = [
        include_str!("../templates/decide/page.html"),
        include_str!("../templates/decide/_number.html"),
        include_str!("../templates/decide/_behind.html"),
        include_str!("../templates/decide/_summary.html"),
    ];
    for template in templates {
        for id in template.split("say(\"decide-").skip(1).filter_map(|part| part.split('"').next()) {
            assert!(catalog.contains(&format!("\ndecide-{id} = ")), "{id}");
        }
    }
}
