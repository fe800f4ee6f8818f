//! What is kept beside a verdict: complete scores, and the choice of treatment.

use axum::http::StatusCode;
use heelrise_records::{EventKind, load};

use crate::test_site::Site;

async fn kinds(site: &Site, id: &str) -> Vec<EventKind> {
    let (_, events) = load(site.desk.store.as_ref(), id.parse().unwrap()).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

fn scored(kinds: &[EventKind]) -> Vec<String> {
    kinds
        .iter()
        .filter_map(|kind| match kind {
            EventKind::Scored { score, .. } => Some(score.clone()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_score_is_kept_with_the_verdict_once_it_is_complete() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let torn = [("examination.calf_squeeze", "foot_does_not_move"), ("examination.gap", "present")];
    assert_eq!(site.save(&id, "assess", &torn).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scored(&kinds(&site, &id).await), Vec::<String>::new(), "what was not asked is not scored");
    let items: Vec<String> = crate::clinic::fields::all()
        .filter(|field| field.path.starts_with("wells_dvt."))
        .map(|field| field.path.clone())
        .collect();
    let all: Vec<(&str, &str)> = items.iter().map(|path| (path.as_str(), "absent")).collect();
    let half: Vec<(&str, &str)> = all.iter().skip(1).copied().collect();
    assert_eq!(site.save(&id, "assess", &half).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scored(&kinds(&site, &id).await), Vec::<String>::new(), "one item is missing");
    assert_eq!(site.save(&id, "assess", &all[..1]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scored(&kinds(&site, &id).await), ["wells_dvt"]);
    assert_eq!(site.save(&id, "assess", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scored(&kinds(&site, &id).await), ["wells_dvt"], "the same result is not kept twice");
    let history = site.get(&format!("/clinic/case/{id}/history")).await;
    assert!(history.text.contains("Score kept") && history.text.contains("Wells score"));
}

#[tokio::test]
async fn the_choice_of_treatment_is_recorded_with_its_day_and_who_made_it() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let path = format!("/clinic/case/{id}/treatment");
    let blank = site.get(&format!("/clinic/case/{id}")).await;
    assert!(blank.text.contains("Treatment: no choice recorded"), "nothing is preset");
    let fields = |version: &str, treatment: &str, on: &str, who: &str| {
        [("version", version), ("treatment", treatment), ("on", on), ("who", who), ("note", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    let version = blank.input("version");
    for wrong in [
        fields(&version, "", "2026-03-10", "Dr W"),
        fields(&version, "magnets", "2026-03-10", "Dr W"),
        fields(&version, "operative", "2026-03-11", "Dr W"),
        fields(&version, "operative", "soon", "Dr W"),
        fields(&version, "operative", "2026-03-10", ""),
        fields(&version, "operative", "2026-03-10", &"x".repeat(301)),
    ] {
        let mut pairs: Vec<(&str, &str)> = wrong.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        pairs.push(("key", "k-wrong"));
        assert_eq!(site.post(&path, &pairs).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
    for (n, option, name) in [(1, "not_decided", "not decided yet"), (2, "non_operative", "non-operative")] {
        let version = site.get(&format!("/clinic/case/{id}")).await.input("version");
        let given = fields(&version, option, "2026-03-09", "the patient with Dr A. Weber");
        let key = format!("a key that nobody guesses {n}");
        let mut pairs: Vec<(&str, &str)> = given.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        pairs.push(("key", &key));
        assert_eq!(site.post(&path, &pairs).await.status, StatusCode::SEE_OTHER);
        let page = site.get(&format!("/clinic/case/{id}")).await;
        assert!(page.text.contains(&format!("Treatment: {name}")), "{name}");
        assert!(page.text.contains("On 9 March 2026, by the patient with Dr A. Weber."));
    }
    let decided = kinds(&site, &id).await.into_iter().filter(|kind| matches!(kind, EventKind::Decided { .. })).count();
    assert_eq!(decided, 2, "a later choice stands beside the earlier one");
    let history = site.get(&format!("/clinic/case/{id}/history")).await;
    assert!(history.text.contains("Treatment chosen") && history.text.contains("not decided yet"));
}

#[tokio::test]
async fn sections_say_how_far_they_are_and_open_when_they_matter() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let open = |text: &str, section: &str| {
        let tag = text.split(&format!("id=\"s-{section}\"")).nth(1).unwrap().split('>').next().unwrap();
        tag.contains("open")
    };
    let fresh = site.get(&format!("/clinic/case/{id}")).await.text;
    let states = ["injury", "history", "examination", "risk", "ottawa", "wells", "trip", "imaging", "setting"];
    let opened: Vec<&str> = states.into_iter().filter(|section| open(&fresh, section)).collect();
    assert_eq!(opened, ["injury", "history", "examination"]);
    assert!(fresh.contains("0 of 10 answered"), "the Wells score says so without being opened");
    let fields = [
        ("examination.calf_squeeze", "foot_does_not_move"),
        ("examination.gap", "present"),
        ("report.calf_clot_signs", "present"),
        ("wells_dvt.whole_leg_swollen", "present"),
    ];
    assert_eq!(site.save(&id, "save", &fields).await.status, StatusCode::SEE_OTHER);
    let later = site.get(&format!("/clinic/case/{id}")).await.text;
    assert!(open(&later, "wells") && later.contains("1 of 10 answered"));
    assert!(!open(&later, "risk"));
    // The line that stays in sight: verdict, what is next, what is due.
    let bar = later.split("id=\"part-bar\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(bar.contains("Treat as a rupture") && bar.contains("href=\"#f-examination-"), "{bar}");
    assert!(bar.contains("Specialist by 13 March"), "{bar}");
    assert!(later.contains("within 72 hours, by 13 March 2026"));
}
