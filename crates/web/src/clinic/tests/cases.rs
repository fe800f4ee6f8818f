//! Opening, filling, saving, correcting and leaving a case.

use axum::http::StatusCode;
use heelrise_care::case::{Answer, Report};
use heelrise_records::EventKind;

use crate::check::answers::{Answers, When};
use crate::check::handover::Handover;
use crate::clinic::demo_cases;
use crate::test_site::{Site, care, now, shown};

const TORN: &[(&str, &str)] = &[
    ("injury.date", "2026-03-09"),
    ("report.pop", "present"),
    ("examination.calf_squeeze", "foot_does_not_move"),
    ("examination.gap", "present"),
    ("examination.push_off_strength", "weak"),
    ("examination.passive_dorsiflexion", "increased"),
];

/// A quiet story and a whole tendon: the verdict is “no rupture found”.
fn quiet() -> Vec<(&'static str, &'static str)> {
    let mut fields = vec![
        ("injury.date", "2026-03-09"),
        ("examination.calf_squeeze", "foot_moves"),
        ("examination.gap", "absent"),
        ("examination.push_off_strength", "same"),
        ("examination.passive_dorsiflexion", "same"),
        ("examination.resting_angle", "same"),
    ];
    for field in crate::clinic::fields::all().filter(|f| f.path.starts_with("report.")) {
        fields.push((field.path.as_str(), "absent"));
    }
    fields
}

async fn kinds(site: &Site, id: &str) -> Vec<EventKind> {
    site.desk.store.events(id.parse().unwrap()).await.unwrap().into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_blank_case_needs_a_label_and_a_side() {
    let mut site = Site::signed_in().await;
    let page = site.get("/clinic/new").await;
    assert!(!page.text.contains("name=\"side\" value=\"left\" required checked"), "the side is never preset");
    let (id, key) = (page.input("id"), page.input("key"));
    let without = site.post("/clinic/open", &[("id", &id), ("key", &key), ("label", "A 1")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains("Choose the leg"));
    let send = [("id", id.as_str()), ("key", key.as_str()), ("label", "A 1"), ("side", "left")];
    assert_eq!(site.post("/clinic/open", &send).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post("/clinic/open", &send).await.status, StatusCode::SEE_OTHER, "sent twice, opened once");
    assert_eq!(kinds(&site, &id).await.len(), 1);
    let page = site.get(&format!("/clinic/case/{id}")).await;
    assert!(page.text.contains("left leg") && page.text.contains("age not recorded"));
}

#[tokio::test]
async fn a_code_is_shown_and_confirmed_before_it_becomes_a_case() {
    let mut site = Site::signed_in().await;
    let report = Report { pop: Answer::Present, can_walk: Answer::Absent, ..Report::default() };
    let answers = Answers { report, when: When::Yesterday };
    let made_at = now().timestamp();
    let code = Handover { answers, made_at, knowledge: site.app.knowledge().short_version().to_owned() }.encode();
    let link = format!("https://example.org/clinic/new#{code}");
    let confirm = site.post("/clinic/new", &[("code", &link)]).await;
    assert_eq!(confirm.status, StatusCode::OK);
    assert!(confirm.text.contains("Pop or snap") && confirm.text.contains("9 March 2026"));
    assert!(!confirm.text.contains(" checked"), "neither side nor confirmation is preset");
    let (id, key) = (confirm.input("id"), confirm.input("key"));
    let mut send = vec![("id", id.as_str()), ("key", &key), ("code", &link), ("label", "QR 1"), ("side", "right")];
    let refused = site.post("/clinic/open", &send).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("the person in front of you"));
    send.push(("confirmed", "yes"));
    assert_eq!(site.post("/clinic/open", &send).await.status, StatusCode::SEE_OTHER);
    let EventKind::Opened { facts, .. } = &kinds(&site, &id).await[0] else { panic!() };
    let expected = serde_json::json!({"assessed_on": "2026-03-10", "injury": {"date": "2026-03-09", "side": "right"},
        "report": {"can_walk": "absent", "pop": "present"}});
    assert_eq!(*facts, expected, "what was not asked is not written down");
}

#[tokio::test]
async fn a_damaged_code_is_said_in_words() {
    let mut site = Site::signed_in().await;
    for code in ["h1.AAAA", "nonsense", "", "h1.ÄÖ"] {
        let reply = site.post("/clinic/new", &[("code", code)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(reply.text.contains("cannot be read"), "{code}");
    }
}

#[tokio::test]
async fn findings_are_saved_as_entries_and_answered() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let reply = site.save(&id, "save", TORN).await;
    assert_eq!(reply.to(), format!("/clinic/case/{id}?said=saved"), "{}", reply.text);
    let names: Vec<&str> = kinds(&site, &id).await.iter().map(EventKind::name).collect();
    assert_eq!(names, ["opened", "reported", "examined"]);
    let page = site.get(reply.to()).await;
    assert!(page.text.contains("Treat as a rupture") && page.text.contains("Saved."));
    assert!(shown(&page.text).contains(&("examination.calf_squeeze".to_owned(), "foot_does_not_move".to_owned())));
    assert_eq!(site.save(&id, "save", &[]).await.to(), format!("/clinic/case/{id}?said=nothing"));
}

#[tokio::test]
async fn the_answer_follows_what_is_typed_without_keeping_it() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let preview = site.post(&format!("/clinic/case/{id}/preview"), TORN).await;
    assert!(preview.text.contains("Treat as a rupture") && !preview.text.contains("<html"), "{}", preview.text);
    let first = site.post(&format!("/clinic/case/{id}/preview"), &[("injury.side", "left")]).await;
    let missing = first.text.find("missing-list").unwrap();
    assert!(first.text[missing..].find(">Calf squeeze").is_some_and(|at| at < 80), "the squeeze is asked for first");
    let bad = site.post(&format!("/clinic/case/{id}/preview"), &[("person.age_years", "old")]).await;
    assert_eq!(bad.status, StatusCode::OK);
    assert!(bad.text.contains("The answer waits"));
    assert_eq!(kinds(&site, &id).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_true_is_named_and_everything_typed_stays() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let reply = site
        .save(&id, "save", &[("injury.date", "2026-03-11"), ("injury.mechanism", "slipped"), ("report.pop", "present")])
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("dated 2026-03-11") && reply.text.contains("slipped"));
    assert!(shown(&reply.text).contains(&("report.pop".to_owned(), "present".to_owned())));
    let reply = site.save(&id, "save", &[("person.age_years", "130")]).await;
    assert!(reply.text.contains("Give a whole number from 0 to 120"));
    assert_eq!(kinds(&site, &id).await.len(), 1, "nothing is half-written");
}

#[tokio::test]
async fn a_changed_entry_asks_why_and_a_wrong_one_becomes_a_correction() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    site.save(&id, "save", &[("examination.calf_squeeze", "foot_moves")]).await;
    let asks = site.save(&id, "save", &[("examination.calf_squeeze", "foot_does_not_move")]).await;
    assert_eq!(asks.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asks.text.contains("Foot moves as on the other side") && asks.text.contains("entry 2"));
    let wrong = site
        .save(
            &id,
            "save",
            &[("examination.calf_squeeze", "foot_does_not_move"), ("why", "wrong"), ("why_reason", "other leg")],
        )
        .await;
    assert_eq!(wrong.to(), format!("/clinic/case/{id}?said=saved"), "{}", wrong.text);
    let Some(EventKind::Corrected { corrects, reason, .. }) = kinds(&site, &id).await.pop() else { panic!() };
    assert_eq!((corrects.0, reason.as_str()), (2, "other leg"));
    let later = site.save(&id, "save", &[("examination.calf_squeeze", "foot_moves_less"), ("why", "later")]).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
    assert_eq!(kinds(&site, &id).await.pop().unwrap().name(), "examined");
    let history = site.get(&format!("/clinic/case/{id}/history")).await;
    assert!(history.text.contains("corrects entry 2") && history.text.contains("corrected by entry 3"));
}

#[tokio::test]
async fn no_rupture_found_demands_a_recheck_and_stands_on_the_worklist() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("Quiet 7", "right").await;
    let fields = quiet();
    let refused = site.save(&id, "assess", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.to());
    assert!(refused.text.contains("needs a day to look at the leg again"));
    assert_eq!(kinds(&site, &id).await.len(), 1);
    let with = |day| {
        let mut with = fields.clone();
        with.push(("recheck_on", day));
        with
    };
    assert_eq!(site.save(&id, "assess", &with("2026-03-10")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = site.save(&id, "assess", &with("2026-03-14")).await;
    assert_eq!(kept.to(), format!("/clinic/case/{id}?said=verdict"), "{}", kept.text);
    let list = site.get("/clinic").await;
    assert!(list.text.contains("Quiet 7") && list.text.contains("No rupture found") && list.text.contains("in 4 days"));
    let mut later =
        Site::over(site.desk.clone(), Site::config("2026-03-14T22:00:00+01:00[Europe/Zurich]".parse().unwrap()));
    later.post("/clinic/sign-in", &[("name", "weber"), ("password", crate::test_site::PASSWORD)]).await;
    assert!(later.get("/clinic").await.text.contains("<strong>today</strong>"));
    let mut overdue =
        Site::over(site.desk.clone(), Site::config("2026-03-17T08:00:00+01:00[Europe/Zurich]".parse().unwrap()));
    overdue.post("/clinic/sign-in", &[("name", "weber"), ("password", crate::test_site::PASSWORD)]).await;
    assert!(overdue.get("/clinic").await.text.contains("overdue by 3 days"));
    let version = overdue.get(&format!("/clinic/case/{id}")).await.input("version");
    let done = [
        ("version", version.as_str()),
        ("key", "k-1"),
        ("done", "yes"),
        ("on", "2026-03-17"),
        ("found", "squeeze moves the foot"),
    ];
    let open = overdue.post(&format!("/clinic/case/{id}/recheck"), &done).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "a recheck cannot be done without saying how it goes on");
    let mut settled = done.to_vec();
    settled.extend([("next", "outcome"), ("outcome", "not_rupture_confirmed")]);
    assert_eq!(overdue.post(&format!("/clinic/case/{id}/recheck"), &settled).await.status, StatusCode::SEE_OTHER);
    let version = overdue.get(&format!("/clinic/case/{id}")).await.input("version");
    let close = [("version", version.as_str()), ("key", "k-2"), ("reason", "settled")];
    assert_eq!(overdue.post(&format!("/clinic/case/{id}/close"), &close).await.status, StatusCode::SEE_OTHER);
    assert!(!overdue.get("/clinic").await.text.contains("Quiet 7"));
}

#[tokio::test]
async fn a_stale_form_is_shown_beside_what_happened_and_nothing_is_lost() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let path = format!("/clinic/case/{id}");
    let old = site.get(&path).await;
    site.save(&id, "save", &[("examination.gap", "present"), ("person.age_years", "44")]).await;
    let (version, key) = (old.input("version"), old.input("key"));
    let mine = [
        ("version", version.as_str()),
        ("key", &key),
        ("injury.side", "left"),
        ("examination.calf_squeeze", "foot_moves"),
        ("examination.gap", "unsure"),
        ("action", "save"),
    ];
    let stale = site.post(&path, &mine).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("Gap felt") && stale.text.contains("Foot moves as on the other side"));
    assert_eq!(kinds(&site, &id).await.len(), 3, "opened, told, examined; nothing of mine");
    // What others recorded and I did not touch is kept in the form that goes on.
    assert!(stale.text.contains("name=\"person.age_years\" value=\"44\""));
    assert!(stale.text.contains("name=\"examination.gap\" value=\"unsure\""));
}

#[tokio::test]
async fn a_double_submit_is_kept_once_and_a_second_content_is_refused() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let path = format!("/clinic/case/{id}");
    let page = site.get(&path).await;
    let (version, key) = (page.input("version"), page.input("key"));
    let form = [
        ("version", version.as_str()),
        ("key", &key),
        ("injury.side", "left"),
        ("report.pop", "present"),
        ("action", "save"),
    ];
    assert_eq!(site.post(&path, &form).await.to(), format!("{path}?said=saved"));
    assert_eq!(site.post(&path, &form).await.to(), format!("{path}?said=before"));
    assert_eq!(kinds(&site, &id).await.len(), 2);
    let mut other = form.to_vec();
    other[3] = ("report.pop", "absent");
    assert_eq!(site.post(&path, &other).await.status, StatusCode::CONFLICT);
    assert_eq!(kinds(&site, &id).await.len(), 2);
}

#[tokio::test]
async fn a_wrong_number_is_a_plain_page() {
    let mut site = Site::signed_in().await;
    for id in ["0198c0de-0000-7000-8000-000000000000", "abc", "..%2f.."] {
        for path in ["/clinic/case/ID", "/clinic/case/ID/history", "/clinic/case/ID/letter", "/plan/ID"] {
            let reply = site.get(&path.replace("ID", id)).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {id}");
            assert!(reply.text.contains("There is no such case"), "{path} {id}");
        }
    }
}

#[tokio::test]
async fn the_letter_and_the_page_for_the_patient_are_made_from_what_is_recorded() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    site.save(&id, "save", TORN).await;
    let letter = site.get(&format!("/clinic/case/{id}/letter")).await;
    assert!(letter.text.contains("ACHILLES TENDON") && letter.text.contains("Foot does not move"));
    let handout = site.get(&format!("/clinic/case/{id}/handout")).await;
    assert!(handout.text.contains("toes pointing down") && handout.text.contains("10 March 2026"));
}

/// The same site, so many days later, with somebody signed in.
async fn days_later(site: &Site, days: i64, demo: bool) -> Site {
    let at = now().checked_add(jiff::Span::new().days(days)).unwrap();
    let mut later = Site::over(site.desk.clone(), crate::Config { demo, ..Site::config(at) });
    later.post("/clinic/sign-in", &[("name", "weber"), ("password", crate::test_site::PASSWORD)]).await;
    later
}

#[tokio::test]
async fn an_examination_keeps_its_day_on_every_later_day() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let path = format!("/clinic/case/{id}");
    assert!(!site.get(&path).await.text.contains("days ago"), "a case with nothing recorded is of today");
    assert_eq!(site.save(&id, "assess", TORN).await.status, StatusCode::SEE_OTHER);
    let first = site.get(&format!("{path}/letter")).await.text;
    assert!(first.contains("2026-03-10") && !site.get(&path).await.text.contains("Examined on"));
    let mut later = days_later(&site, 12, false).await;
    let letter = later.get(&format!("{path}/letter")).await.text;
    assert!(letter.contains("2026-03-10") && !letter.contains("2026-03-22"), "{letter}");
    let text = |html: &str| html.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap().to_owned();
    assert_eq!(text(&letter), text(&first));
    let case = later.get(&path).await.text;
    assert!(case.contains("Examined on 10 March 2026, 12 days ago. A new examination gets a date of its own."));
    assert!(case.contains("Treat as a rupture") && later.get("/clinic").await.text.contains("Treat as a rupture"));
    // What is told later leaves the day; a new examination has its own.
    assert_eq!(later.save(&id, "save", &[("report.kick", "present")]).await.status, StatusCode::SEE_OTHER);
    assert!(later.get(&path).await.text.contains("12 days ago"));
    assert_eq!(
        later.save(&id, "save", &[("examination.resting_angle", "less_pointed")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(later.get(&format!("{path}/letter")).await.text.contains("2026-03-22"));
    assert!(!later.get(&path).await.text.contains("12 days ago"));
}

#[tokio::test]
async fn invented_cases_show_the_verdict_of_the_worklist() {
    let site = Site::signed_in().await;
    demo_cases(&care(), &site.desk, &now()).await.unwrap();
    for days in [0, 12] {
        let mut at = days_later(&site, days, true).await;
        let list = at.get("/clinic").await.text;
        let filter = heelrise_records::WorklistFilter::default();
        for row in site.desk.store.worklist(&filter).await.unwrap() {
            assert!(list.contains(&row.label));
            let Some(verdict) = row.verdict.filter(|_| !row.verdict_out_of_date) else { continue };
            let case = at.get(&format!("/clinic/case/{}", row.case)).await.text;
            let class = format!("verdict-card verdict-{}\"", verdict.replace('_', "-"));
            assert!(case.contains(&class), "{} after {days} days is no longer {verdict}", row.label);
        }
    }
}

#[tokio::test]
async fn the_worklist_finds_by_label_and_escapes_it() {
    let mut site = Site::signed_in().await;
    site.open_case("<b>A&1</b>", "left").await;
    site.open_case("B 2", "right").await;
    let found = site.get("/clinic?find=a%261").await;
    assert!(found.text.contains("A&#38;1") || found.text.contains("A&amp;1"), "{}", found.text);
    assert!(!found.text.contains("<b>A") && !found.text.contains("B 2"));
    assert!(site.get("/clinic?find=zzz").await.text.contains("No case has"));
}

#[tokio::test]
async fn the_invented_cases_are_made_and_every_page_of_them_is_marked() {
    let mut site = Site::signed_in().await;
    let made = demo_cases(&care(), &site.desk, &now()).await.unwrap();
    assert_eq!(made, 12);
    let mut demo = Site::over(site.desk.clone(), crate::Config { demo: true, ..Site::config(now()) });
    demo.cookie = site.cookie.take();
    let list = demo.get("/clinic").await;
    assert!(list.text.contains("overdue by 5 days") && list.text.contains("Demo 01"));
    let ids: Vec<String> = list
        .text
        .split("href=\"/clinic/case/")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 11, "one of the twelve is closed");
    for id in ids {
        for path in [
            "/clinic/case/ID",
            "/clinic/case/ID/history",
            "/clinic/case/ID/letter",
            "/clinic/case/ID/handout",
            "/plan/ID",
        ] {
            let reply = demo.get(&path.replace("ID", &id)).await;
            assert_eq!(reply.status, StatusCode::OK, "{path} {id}");
            assert!(reply.text.contains("demo-mark"), "{path}");
        }
    }
}

#[test]
fn every_label_of_the_form_is_in_the_wording() {
    let care = care();
    let wording = &care.knowledge().wording;
    for field in crate::clinic::fields::all() {
        let mut ids = vec![field.label_id()];
        ids.extend(field.options().iter().map(|option| field.option_id(option)));
        for id in ids {
            assert!(wording.has("en", &id), "{id} ({})", field.path);
        }
    }
}
