//! Choosing a protocol, the dated plan, and what the team does with it.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use heelrise_care::Care;
use heelrise_knowledge::KnowledgeFiles;
use heelrise_knowledge::signature::{self, Subject};
use heelrise_records::EventKind;
use jiff::civil::date;

use crate::test_site::{Reply, Site, care, now};

async fn case_with_injury(site: &mut Site) -> String {
    let id = site.open_case("P 1", "left").await;
    let saved = site.save(&id, "save", &[("injury.date", "2026-03-02")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    id
}

async fn send(site: &mut Site, id: &str, step: &str, fields: &[(&str, &str)]) -> Reply {
    let version = site.get(&format!("/clinic/case/{id}")).await.input("version");
    let key = format!("key-{step}-{version}");
    let mut pairs = vec![("version", version.as_str()), ("key", key.as_str())];
    pairs.extend(fields);
    site.post(&format!("/plan/{id}/{step}"), &pairs).await
}

const WILLITS: &[(&str, &str)] =
    &[("protocol", "willits"), ("path", "non_operative"), ("origin", "injury"), ("day0", "2026-03-02")];

async fn kinds(site: &Site, id: &str) -> Vec<EventKind> {
    site.desk.store.events(id.parse().unwrap()).await.unwrap().into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn the_list_shows_what_runs_and_why_the_rest_does_not() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    let list = site.get(&format!("/plan/{id}")).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text.contains("protocol=willits") && !list.text.contains("protocol=glazebrook"));
    assert!(list.text.contains("Listed, but not runnable"));
    assert!(!site.get(&format!("/plan/{id}/draft?protocol=willits")).await.text.contains("9 March"));
    assert_eq!(site.get(&format!("/plan/{id}/draft?protocol=nothing")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_protocol_is_adopted_after_its_dates_were_shown() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    let draft = send(&mut site, &id, "draft", WILLITS).await;
    assert_eq!(draft.status, StatusCode::OK, "{}", draft.text);
    assert!(draft.text.contains("16 March 2026") && draft.text.contains("/adopt"));
    assert_eq!(kinds(&site, &id).await.len(), 2, "a draft keeps nothing");
    let adopted = send(&mut site, &id, "adopt", WILLITS).await;
    assert_eq!(adopted.to(), format!("/plan/{id}?said=saved"), "{}", adopted.text);
    let plan = site.get(&format!("/plan/{id}")).await;
    assert!(
        plan.text.contains("16 March 2026")
            && plan.text.contains("Today")
            && plan.text.contains("aria-current=\"step\"")
    );
    let paper = site.get(&format!("/plan/{id}/print")).await;
    assert!(paper.text.contains("Printed on Tuesday 10 March 2026") && paper.text.contains("left leg"));
    assert!(site.get("/clinic").await.text.contains("day 8"));
    let second = send(&mut site, &id, "adopt", WILLITS).await;
    assert_eq!(second.status, StatusCode::CONFLICT, "two protocols never mix");
}

#[tokio::test]
async fn every_page_of_a_plan_says_that_nobody_has_signed_its_content() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    let waits = "checked against its sources, awaiting clinical sign-off";
    assert!(send(&mut site, &id, "draft", WILLITS).await.text.contains(waits));
    assert!(site.get(&format!("/plan/{id}/draft?protocol=willits")).await.text.contains(waits));
    send(&mut site, &id, "adopt", WILLITS).await;
    assert!(site.get(&format!("/plan/{id}")).await.text.contains(waits));
    assert!(site.get(&format!("/plan/{id}/print")).await.text.contains("No clinician has signed them yet"));
}

#[tokio::test]
async fn a_signed_protocol_is_named_with_who_signed_it_until_it_changes() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    send(&mut site, &id, "adopt", WILLITS).await;

    let mut files = heelrise_pack::embedded();
    let knowledge = care();
    let knowledge = knowledge.knowledge();
    let signature = Subject::from(knowledge.protocols.get("willits").unwrap()).signed(
        "P. Therapist",
        "physiotherapist",
        date(2026, 3, 1),
    );
    files.set(signature::FILE, knowledge.signatures.with(signature).unwrap());
    let again = |files: KnowledgeFiles| {
        let care = Arc::new(Care::load(files).unwrap());
        let mut other = Site::with(care, site.desk.clone(), Site::config(now()));
        other.cookie.clone_from(&site.cookie);
        other
    };
    let mut signed = again(files.clone());
    for page in ["", "/print", "/draft?protocol=willits"] {
        let text = signed.get(&format!("/plan/{id}{page}")).await.text;
        assert!(text.contains("Signed by P. Therapist, physiotherapist, on 1 March 2026"), "{page}: {text}");
        assert!(!text.contains("awaiting clinical sign-off") && !text.contains("No clinician has signed"), "{page}");
    }
    assert!(signed.get(&format!("/plan/{id}/draft?protocol=lamp")).await.text.contains("awaiting clinical sign-off"));

    let text = files.get("protocols/willits.toml").unwrap().to_owned();
    files.set("protocols/willits.toml", format!("{text}\n# Read again.\n"));
    let changed = again(files).get(&format!("/plan/{id}/draft?protocol=willits")).await.text;
    assert!(changed.contains("awaiting clinical sign-off") && !changed.contains("P. Therapist"));
}

#[tokio::test]
async fn the_road_draws_the_boot_of_every_step_and_says_it_once() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    send(&mut site, &id, "adopt", WILLITS).await;
    let plan = site.get(&format!("/plan/{id}")).await.text;
    let road = plan.split("<ol class=\"road\">").nth(1).unwrap().split("</ol>").next().unwrap();
    let steps: Vec<&str> = road.split("<li class=\"road-").skip(1).collect();
    assert!(steps.len() > 4);
    let drawn = steps.iter().filter(|step| step.contains("<svg")).count();
    assert!(drawn + 1 >= steps.len(), "{drawn} of {} steps are drawn", steps.len());
    for step in steps {
        let title = step.split("<h3>").nth(1).unwrap().split("</h3>").next().unwrap();
        assert!(!step.contains(&format!("<dd>{title}.</dd>")), "{title} is said twice");
        assert!(!step.contains(&format!("<li>{title}.</li>")), "{title} is said as a change as well");
    }
    let ids: Vec<&str> = plan.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    assert!(plan.len() < 300_000, "{} bytes", plan.len());
}

#[tokio::test]
async fn what_does_not_fit_is_said_in_words() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    let with = |name: &str, value: &'static str| -> Vec<(&'static str, &'static str)> {
        WILLITS.iter().map(|(n, v)| if *n == name { (*n, value) } else { (*n, *v) }).collect()
    };
    let other_day = send(&mut site, &id, "draft", &with("day0", "2026-03-04")).await;
    assert_eq!(other_day.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other_day.text.contains("records the injury on Monday 2 March 2026"));
    assert_eq!(send(&mut site, &id, "draft", &with("day0", "soon")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let not_runnable = send(&mut site, &id, "adopt", &with("protocol", "glazebrook")).await;
    assert_eq!(not_runnable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kinds(&site, &id).await.len(), 2);
}

#[tokio::test]
async fn a_held_plan_announces_nothing_until_it_is_moved_on() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    send(&mut site, &id, "adopt", WILLITS).await;
    let held = send(&mut site, &id, "hold", &[("on", "2026-03-10"), ("reason", "skin")]).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text);
    let plan = site.get(&format!("/plan/{id}")).await;
    assert!(plan.text.contains("On hold: no date") && !plan.text.contains("16 March 2026 to"));
    let calendar = site.get(&format!("/plan/{id}/plan.ics")).await;
    assert!(!calendar.text.contains("DTSTART;VALUE=DATE:20260316"), "no step is announced: {}", calendar.text);
    let phase = plan.input("phase");
    let not_next =
        send(&mut site, &id, "move-on", &[("phase", "nothing"), ("on", "2026-03-10"), ("reason", "x")]).await;
    assert_eq!(not_next.status, StatusCode::UNPROCESSABLE_ENTITY);
    let on =
        send(&mut site, &id, "move-on", &[("phase", &phase), ("on", "2026-03-10"), ("reason", "skin is fine")]).await;
    assert_eq!(on.status, StatusCode::SEE_OTHER, "{}", on.text);
    let plan = site.get(&format!("/plan/{id}")).await;
    assert!(plan.text.contains("16 March 2026 to"), "the date alone never brings it earlier than the protocol allows");
}

#[tokio::test]
async fn a_protocol_is_changed_with_a_reason_and_both_stay_in_the_history() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    send(&mut site, &id, "adopt", WILLITS).await;
    let lamp = [
        ("protocol", "lamp"),
        ("path", "non_operative"),
        ("origin", "injury"),
        ("day0", "2026-03-02"),
        ("change", "yes"),
    ];
    assert_eq!(
        send(&mut site, &id, "adopt", &lamp).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is needed"
    );
    let mut with = lamp.to_vec();
    with.push(("reason", "other boot"));
    let changed = send(&mut site, &id, "adopt", &with).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    let history = site.get(&format!("/clinic/case/{id}/history")).await;
    assert!(
        history.text.contains("Plan adopted")
            && history.text.contains("Protocol changed")
            && history.text.contains("other boot")
    );
    let stopped = send(&mut site, &id, "stop", &[("reason", "operation")]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    assert!(site.get(&format!("/plan/{id}")).await.text.contains("Choose a protocol"));
}

#[tokio::test]
async fn a_calendar_address_is_shown_once_says_nothing_and_can_be_taken_back() {
    let mut site = Site::signed_in().await;
    let id = case_with_injury(&mut site).await;
    send(&mut site, &id, "adopt", WILLITS).await;
    let made = site.post(&format!("/plan/{id}/feed"), &[]).await;
    let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let path = format!("/calendar/{address}");
    assert!(!site.get(&format!("/plan/{id}")).await.text.contains(&address), "only this once");
    let mut phone = Site::over(site.desk.clone(), Site::config(now()));
    let feed = phone.get(&path).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert!(feed.headers[CONTENT_TYPE].to_str().unwrap().starts_with("text/calendar"));
    assert!(feed.text.contains("BEGIN:VEVENT") && !feed.text.contains(&id));
    for word in ["Achilles", "rupture", "tendon", "P 1"] {
        let titles: Vec<&str> = feed.text.lines().filter(|line| line.starts_with("SUMMARY")).collect();
        assert!(!titles.iter().any(|title| title.contains(word)), "{word}: {titles:?}");
    }
    let other = format!("/calendar/{}.ics", crate::clinic::token::fresh());
    assert_eq!(phone.get(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(phone.get("/calendar/x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post(&format!("/plan/{id}/feed/close"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(phone.get(&path).await.status, StatusCode::NOT_FOUND, "an address that was taken back opens nothing");
}
