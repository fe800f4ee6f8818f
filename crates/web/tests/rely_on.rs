//! What we rely on: every claim is shown, and every claim, source and rule opens.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use heelrise_care::Care;
use heelrise_web::{App, Config, router};
use tower::ServiceExt as _;

fn site() -> (Router, Arc<Care>) {
    let care = Arc::new(Care::load(heelrise_pack::embedded()).expect("the embedded knowledge is good"));
    (router(App::new(Config::default(), Arc::clone(&care))), care)
}

async fn get(site: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = site.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 22).await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(!text.contains('⟦'), "{path} misses a message");
    (status, text)
}

#[tokio::test]
async fn every_claim_stands_on_the_page_with_what_we_say() {
    let (site, care) = site();
    let (status, page) = get(&site, "/rely-on").await;
    assert_eq!(status, StatusCode::OK);
    for claim in care.knowledge().claims.iter() {
        assert!(page.contains(&format!("id=\"{}\"", claim.id)), "{}", claim.id);
    }
    assert_eq!(page.matches("class=\"claim-say\"").count(), care.knowledge().claims.len());
}

#[tokio::test]
async fn every_claim_source_and_rule_opens() {
    let (site, care) = site();
    let knowledge = care.knowledge();
    let claims = knowledge.claims.iter().map(|claim| claim.id.clone());
    let sources = knowledge.sources.iter().map(|source| source.id.clone());
    let rules = knowledge.decisions.values().flat_map(|d| &d.rules).map(|rule| rule.id.clone());
    for id in claims.chain(sources).chain(rules) {
        let (status, page) = get(&site, &format!("/rely-on/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{id}");
        assert!(page.contains(&format!(" {id}</h1>")), "{id} opens something else");
    }
    assert_eq!(get(&site, "/rely-on/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_note_whose_number_was_not_read_is_not_shown() {
    let number = "{ text = \"74 of 91\", source = \"bofaspartial\", status = \"read\" }";
    let mut files = heelrise_pack::embedded();
    let claims = files.get("claims.toml").expect("the claims").to_owned();
    assert_eq!(claims.matches(number).count(), 1, "the number this test weakens");
    assert!(get(&site().0, "/rely-on/C3").await.1.contains("74 of 91"));
    files.set("claims.toml", claims.replace(number, &number.replace("\"read\"", "\"secondary\"")));
    let care = Care::load(files).expect("a second-hand number may stand in a note");
    let weaker = router(App::new(Config::default(), Arc::new(care)));
    for path in ["/rely-on/C3", "/rely-on"] {
        assert!(!get(&weaker, path).await.1.contains("74 of 91"), "{path}");
    }
}
