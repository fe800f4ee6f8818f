//! What leaves the screen: every paper says whose leg, which leg, when it was made and with which knowledge. And a form
//! that was filled for another case is not taken.

use axum::http::StatusCode;

use crate::test_site::Site;

const TORN: &[(&str, &str)] = &[
    ("injury.date", "2026-03-02"),
    ("report.pop", "present"),
    ("examination.calf_squeeze", "foot_does_not_move"),
    ("examination.gap", "present"),
];

/// A case on the left side with a running plan, and the addresses of all its papers.
async fn papers(site: &mut Site) -> (String, Vec<String>) {
    let id = site.open_case("P 7", "left").await;
    assert_eq!(site.save(&id, "save", TORN).await.status, StatusCode::SEE_OTHER);
    let version = site.get(&format!("/clinic/case/{id}")).await.input("version");
    let adopted = [
        ("version", version.as_str()),
        ("key", "adopt-once"),
        ("protocol", "willits"),
        ("path", "non_operative"),
        ("origin", "injury"),
        ("day0", "2026-03-02"),
    ];
    let reply = site.post(&format!("/plan/{id}/adopt"), &adopted).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let addresses =
        vec![format!("/clinic/case/{id}/letter"), format!("/clinic/case/{id}/handout"), format!("/plan/{id}/print")];
    (id, addresses)
}

#[tokio::test]
async fn every_document_carries_its_date_and_version() {
    let mut site = Site::signed_in().await;
    let (_, addresses) = papers(&mut site).await;
    let version = site.app.knowledge().short_version().to_owned();
    for address in addresses {
        let paper = site.get(&address).await.text;
        assert!(paper.contains("10 March 2026") || paper.contains("2026-03-10"), "{address} has no date");
        assert!(paper.contains(&version), "{address} does not name the knowledge it was made with");
    }
}

#[tokio::test]
async fn side_has_no_default_and_stands_on_every_document() {
    let mut site = Site::signed_in().await;
    let blank = site.get("/clinic/new").await.text;
    let side: Vec<&str> = blank.split("name=\"side\"").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert_eq!(side.len(), 3, "left, right, both");
    assert!(side.iter().all(|input| !input.contains("checked")), "a side is preset");
    let (id, mut addresses) = papers(&mut site).await;
    addresses.extend([format!("/clinic/case/{id}"), format!("/plan/{id}"), format!("/clinic/case/{id}/history")]);
    for address in addresses {
        let paper = site.get(&address).await.text.to_lowercase();
        assert!(paper.contains("left"), "{address} does not say which leg");
    }
}

#[tokio::test]
async fn a_form_for_another_or_changed_case_is_refused() {
    let mut site = Site::signed_in().await;
    let first = site.open_case("A 1", "left").await;
    site.save(&first, "save", &[("report.pop", "present")]).await;
    let second = site.open_case("B 2", "right").await;
    // The form of the first case, with its version and its key, sent to the second one.
    let page = site.get(&format!("/clinic/case/{first}")).await;
    let (version, key) = (page.input("version"), page.input("key"));
    let form = [
        ("version", version.as_str()),
        ("key", &key),
        ("injury.side", "left"),
        ("examination.calf_squeeze", "foot_moves"),
        ("action", "save"),
    ];
    let before = site.desk.store.events(second.parse().unwrap()).await.unwrap().len();
    let reply = site.post(&format!("/clinic/case/{second}"), &form).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text);
    assert_eq!(site.desk.store.events(second.parse().unwrap()).await.unwrap().len(), before);
    for page in [format!("/clinic/case/{second}"), format!("/clinic/case/{second}/history")] {
        let text = site.get(&page).await.text;
        assert!(text.contains("B 2") && text.contains("right leg"), "{page} does not say whose leg it is");
    }
}
