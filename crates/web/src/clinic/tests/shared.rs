//! Deciding together inside a case: when it opens, what may be kept, and that what was shown stays what it was.

use std::io::Write as _;
use std::process::{Command as Program, Stdio};

use axum::http::StatusCode;
use heelrise_records::canonical::Hash;
use heelrise_records::{Command, EventKind, SharedDecision, load};

use crate::test_site::{Reply, Site, now};

const TORN: &[(&str, &str)] = &[
    ("injury.date", "2026-03-02"),
    ("person.age_years", "41"),
    ("report.pop", "present"),
    ("examination.calf_squeeze", "foot_does_not_move"),
    ("examination.gap", "present"),
];

const GOOD: &[(&str, &str)] = &[
    ("role-1", "patient"),
    ("name-1", ""),
    ("role-2", "surgeon"),
    ("name-2", "Dr B. Keller"),
    ("on", "2026-03-09"),
    ("leaning", "no_operation"),
    ("matters-tear", "lot"),
    ("matters-work", "little"),
    ("question", "late"),
    ("own", "Can I <ride> my bike?\n\nWho do I call at night?"),
    ("note", "wants to sleep on it"),
];

async fn torn(site: &mut Site) -> String {
    let id = site.open_case("A 1", "left").await;
    assert_eq!(site.save(&id, "assess", TORN).await.status, StatusCode::SEE_OTHER);
    id
}

/// Sends the form as it was shown, with some fields entered otherwise.
async fn keep(site: &mut Site, id: &str, other: &[(&str, &str)]) -> Reply {
    let path = format!("/clinic/case/{id}/decide");
    let shown = site.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let hidden = ["version", "key", "shown"].map(|name| (name, shown.input(name)));
    let mut pairs: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.extend(GOOD.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name)));
    pairs.retain(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    pairs.extend(other);
    site.post(&path, &pairs).await
}

async fn entries(site: &Site, id: &str) -> Vec<SharedDecision> {
    let (_, events) = load(site.desk.store.as_ref(), id.parse().unwrap()).await.unwrap();
    let shared = events.into_iter().filter_map(|event| match event.kind {
        EventKind::DecisionShared(shared) => Some(shared),
        _ => None,
    });
    shared.collect()
}

#[tokio::test]
async fn the_step_opens_with_the_verdict_and_only_to_those_who_are_signed_in() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let path = format!("/clinic/case/{id}/decide");
    assert!(!site.get(&format!("/clinic/case/{id}")).await.text.contains(&path), "nothing to decide yet");
    let early = site.get(&path).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("not open yet") && !early.text.contains("saved"), "nothing was to be saved");
    assert_eq!(site.post(&path, GOOD).await.status, StatusCode::CONFLICT);
    assert_eq!(site.save(&id, "assess", TORN).await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&format!("/clinic/case/{id}")).await.text.contains(&path));
    let page = site.get(&path).await.text;
    assert!(page.contains("data-known=\"age\"") && page.contains("41"), "what the case knows stands in words");
    assert!(!page.contains("data-known=\"gap\""));
    let reply = keep(&mut site, &id, &[]).await;
    let kept = reply.to().to_owned();
    site.cookie = None;
    for path in [path.clone(), kept.clone(), format!("{kept}/summary.pdf")] {
        let reply = site.get(&path).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert!(reply.to().starts_with("/clinic/sign-in"), "{path}");
    }
    assert_eq!(site.post(&path, GOOD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(entries(&site, &id).await.len(), 1);
}

#[tokio::test]
async fn nobody_there_a_wrong_day_or_a_strange_text_is_refused_and_nothing_typed_is_lost() {
    let mut site = Site::signed_in().await;
    let id = torn(&mut site).await;
    let long = "x".repeat(121);
    let question = "x".repeat(301);
    let wrong: &[(&[(&str, &str)], &str)] = &[
        (&[("role-1", ""), ("role-2", ""), ("name-2", "")], "at least one person"),
        (&[("name-2", "")], "Give a name"),
        (&[("role-2", "")], "Choose a role"),
        (&[("role-2", "king")], "Choose a role"),
        (&[("name-2", &long)], "A name is too long"),
        (&[("name-2", "Dr\u{7}")], "A name is too long"),
        (&[("on", "2026-03-11")], "future"),
        (&[("on", "soon")], "day"),
        (&[("on", "2026-03-01")], "before the injury"),
        (&[("leaning", "")], "Say where the patient leans"),
        (&[("own", &question)], "A question is too long"),
        (&[("note", "a\u{0}b")], "The last remark"),
        (&[("shown", "0")], "have changed since"),
    ];
    for (fields, sentence) in wrong {
        let reply = keep(&mut site, &id, fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(reply.text.contains(sentence), "{fields:?}: {sentence}");
        assert!(reply.text.contains("Who do I call at night?") || fields[0].0 == "own", "{fields:?}");
        assert!(reply.text.contains("name=\"matters-tear\" value=\"lot\" checked"), "{fields:?}");
    }
    let strange = keep(&mut site, &id, &[("matters-gold", "lot")]).await;
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(entries(&site, &id).await, vec![]);
}

#[tokio::test]
async fn only_what_fits_this_person_stands_beside_the_numbers() {
    let mut site = Site::signed_in().await;
    let late = "These numbers are from people who were treated soon after the tear";
    let mut page = async |label: &str, day: &str, steroid: &str| {
        let id = site.open_case(label, "left").await;
        let mut facts: Vec<(&str, &str)> = TORN.iter().copied().filter(|(name, _)| *name != "injury.date").collect();
        facts.extend([("injury.date", day), ("risk.oral_steroid", steroid)]);
        assert_eq!(site.save(&id, "assess", &facts).await.status, StatusCode::SEE_OTHER);
        let text = site.get(&format!("/clinic/case/{id}/decide")).await.text;
        let kept = keep(&mut site, &id, &[("on", "2026-03-10")]).await;
        (text, site.get(kept.to()).await.text)
    };
    // Eight days: what was found of late repairs is not about this person; neither is a medicine that is not taken.
    let (text, paper) = page("A 1", "2026-03-02", "absent").await;
    for absent in ["data-known=\"days\"", "data-known=\"wound\"", late] {
        assert!(!text.contains(absent), "{absent}");
    }
    assert!(!paper.contains(late) && text.contains("data-known=\"age\""));
    // Fourteen days.
    let (text, paper) = page("A 2", "2026-02-24", "present").await;
    for present in ["24 February 2026, 14 days ago", "data-known=\"days\"", "data-known=\"wound\"", late] {
        assert!(text.contains(present), "{present}");
    }
    assert!(paper.contains(late), "what was said of the numbers is kept with them");
    // Thirteen.
    assert!(!page("A 3", "2026-02-25", "unsure").await.0.contains(late));
}

#[tokio::test]
async fn what_was_talked_over_is_kept_with_the_numbers_shown_and_who_was_there() {
    let mut site = Site::signed_in().await;
    let id = torn(&mut site).await;
    let reply = keep(&mut site, &id, &[]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let kept = entries(&site, &id).await.remove(0);
    assert_eq!(kept.on.to_string(), "2026-03-09");
    assert!(kept.with_patient() && kept.present.len() == 2);
    let weighed: Vec<(&str, &str)> = kept.values.iter().map(|v| (v.thing.id.as_str(), v.weight.id.as_str())).collect();
    assert_eq!(weighed, [("tear", "lot"), ("work", "little")]);
    assert_eq!(kept.questions[1..], ["Can I <ride> my bike?", "Who do I call at night?"]);
    let tear = kept.shown.outcomes.iter().find(|row| row.outcome.id == "rerupture").unwrap();
    assert!(tear.options.iter().any(|option| option.exact.is_some() && option.set.is_some()));
    let page = site.get(reply.to()).await.text;
    let said = &tear.options.iter().find(|option| option.exact.is_some()).unwrap().said;
    for wanted in [
        "9 March 2026",
        "Dr B. Keller (Surgeon)",
        "To no operation",
        "wants to sleep on it",
        said,
        // The talk was the day before; the numbers are those of the day they were kept.
        "numbers that were shown on 10 March 2026",
        "A new tear is worked out in two ways",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(page.contains("Can I &#60;ride&#62; my bike?") && !page.contains("<ride>"));
    assert!(!page.contains("Since then the numbers have changed"));
    let history = site.get(&format!("/clinic/case/{id}/history")).await.text;
    assert!(history.contains("Decided together") && history.contains(reply.to()));
    let case = site.get(&format!("/clinic/case/{id}")).await.text;
    assert!(case.contains("Treatment: no choice recorded"), "leaning is not choosing");
    assert!(case.contains("Summary of the talk on 9 March 2026"));
    let verified = heelrise_records::verify(site.desk.store.as_ref(), None).await.unwrap();
    assert!(verified.findings.is_empty());
    for wrong in ["1", "99", "x"] {
        assert_eq!(site.get(&format!("/clinic/case/{id}/decide/{wrong}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_talk_without_the_patient_says_so_wherever_it_is_shown() {
    let mut site = Site::signed_in().await;
    let id = torn(&mut site).await;
    let reply = keep(&mut site, &id, &[("role-1", "")]).await;
    let page = site.get(reply.to()).await.text;
    assert!(page.contains("The patient was not there."));
    let history = site.get(&format!("/clinic/case/{id}/history")).await.text;
    assert!(history.contains("The patient was not there."));
    let text = pdf_text(&mut site, &format!("{}/summary.pdf", reply.to())).await;
    assert!(text.is_none_or(|text| text.contains("The patient was not there.")));
}

#[tokio::test]
async fn numbers_shown_then_stay_when_the_evidence_moves_and_the_page_says_that_it_did() {
    let mut site = Site::signed_in().await;
    let id = torn(&mut site).await;
    keep(&mut site, &id, &[]).await;
    let mut old = entries(&site, &id).await.remove(0);
    // The same talk as it would stand there had the trials been others.
    old.shown.evidence = Hash::of(&[b"other trials"]);
    for row in &mut old.shown.outcomes {
        for option in row.options.iter_mut().filter(|option| option.exact.is_some()) {
            option.said = "about 77 in 100 (70 to 80)".to_owned();
        }
    }
    let (state, _) = load(site.desk.store.as_ref(), id.parse().unwrap()).await.unwrap();
    let request = heelrise_records::Request {
        at: now().timestamp(),
        author: heelrise_records::Author::System,
        knowledge_version: "old".to_owned(),
        expected: state.version,
        key: None,
    };
    let done =
        heelrise_records::submit(site.desk.store.as_ref(), state.case, &request, &Command::ShareDecision(old)).await;
    let address = format!("/clinic/case/{id}/decide/{}", done.unwrap().version);
    let page = site.get(&address).await.text;
    assert!(page.contains("about 77 in 100 (70 to 80)") && page.contains("Since then the numbers have changed"));
    if let Some(text) = pdf_text(&mut site, &format!("{address}/summary.pdf")).await {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("about 77") && words.contains("Since then the numbers have changed"), "{words}");
    }
}

/// The words of a PDF; none where `pdftotext` is not installed.
async fn pdf_text(site: &mut Site, path: &str) -> Option<String> {
    let reply = site.get(path).await;
    assert_eq!(reply.status, StatusCode::OK);
    words_of(&reply)
}

fn words_of(reply: &Reply) -> Option<String> {
    assert_eq!(reply.headers["content-type"], "application/pdf");
    assert!(reply.bytes.starts_with(b"%PDF-1.7"));
    let raw = String::from_utf8_lossy(&reply.bytes);
    assert!(raw.contains("pdfuaid") && raw.contains("/Lang(en)") | raw.contains("/Lang (en)"));
    let mut program = Program::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    program.stdin.take().unwrap().write_all(&reply.bytes).unwrap();
    Some(String::from_utf8(program.wait_with_output().unwrap().stdout).unwrap())
}

#[tokio::test]
async fn the_public_summary_is_made_from_the_form_and_names_nobody() {
    let mut site = Site::signed_in().await;
    site.cookie = None;
    let page = site.get("/decide/summary").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("You have not marked anything yet."));
    assert!(site.get("/decide").await.text.contains("formaction=\"/decide/summary\""));
    let page = site.post("/decide/summary", &[("tear", "lot")]).await;
    assert!(page.text.contains("To avoid a new tear: <strong>A lot</strong>"));
    assert!(page.text.contains("<input type=\"hidden\" name=\"tear\" value=\"lot\">"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(site.post("/decide/summary", &[("name", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post("/decide/summary.pdf", &[("name", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pdf = site.post("/decide/summary.pdf", &[("tear", "lot")]).await;
    let compared = site.app.care.evidence().patient_numbers().unwrap();
    let both = compared.iter().find_map(|outcome| outcome.surgery_or_not.as_ref()).unwrap();
    if let Some(text) = words_of(&pdf) {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains(&format!("About {:.0} of 100 people tear it again.", both.none.value.round())),
            "{words}"
        );
        assert!(words.contains("To avoid a new tear: A lot"), "{words}");
    }
    let pages = String::from_utf8_lossy(&pdf.bytes).matches("595.28 841.89").count();
    assert!((1..=2).contains(&pages), "{pages} pages");
}
