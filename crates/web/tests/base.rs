//! What every page must carry, and how errors are said.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use heelrise_web::{App, Config, router};
use tower::ServiceExt as _;

fn site() -> axum::Router {
    let care = heelrise_care::Care::load(heelrise_pack::embedded()).expect("the embedded knowledge is good");
    router(App::new(Config::default(), Arc::new(care)))
}

async fn send(request: Request<Body>) -> Response {
    site().oneshot(request).await.expect("the router answers")
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.expect("a body").to_vec()).expect("text")
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn the_home_page_opens_both_doors_and_misses_no_word() {
    let response = send(get("/")).await;
    assert_eq!(response.status(), StatusCode::OK);
    let page = text(response).await;
    assert!(page.contains(r#"href="/check/""#) && page.contains(r#"href="/clinic""#));
    assert!(!page.contains('⟦'), "a message is missing: {page}");
}

#[tokio::test]
async fn every_answer_carries_the_headers_errors_too() {
    for path in ["/", "/nowhere", "/assets/0/css/site.css"] {
        let response = send(get(path)).await;
        let head = |name| response.headers().get(name).map(|v| v.to_str().unwrap_or_default().to_owned());
        let csp = head(header::CONTENT_SECURITY_POLICY).expect("a policy");
        assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{path}: {csp}");
        assert_eq!(head(header::REFERRER_POLICY).as_deref(), Some("no-referrer"), "{path}");
        assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS).as_deref(), Some("nosniff"), "{path}");
        assert_eq!(head(header::CACHE_CONTROL).as_deref(), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn no_page_holds_an_inline_script_or_style() {
    for path in ["/", "/nowhere"] {
        let page = text(send(get(path)).await).await;
        assert!(!page.contains("style=\"") && !page.contains("<style") && !page.contains(" onclick"), "{path}");
        assert!(!page.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn assets_are_compressed_and_kept_for_ever_under_their_hash() {
    let page = text(send(get("/")).await).await;
    let href = page.split("href=\"").find(|part| part.starts_with("/assets/")).and_then(|p| p.split('"').next());
    let request = Request::get(href.expect("a style sheet")).header(header::ACCEPT_ENCODING, "gzip");
    let response = send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    assert!(response.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
}

#[tokio::test]
async fn errors_are_plain_pages_with_their_status() {
    let wrong_method = Request::delete("/").body(Body::empty()).expect("a request");
    for (request, status) in [(get("/nowhere"), StatusCode::NOT_FOUND), (wrong_method, StatusCode::METHOD_NOT_ALLOWED)]
    {
        let response = send(request).await;
        assert_eq!(response.status(), status);
        let page = text(response).await;
        assert!(page.contains("<h1>") && page.contains("href=\"/\"") && !page.contains('⟦'), "{page}");
    }
}
