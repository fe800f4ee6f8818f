//! The self-check without scripts, end to end, and what it must never do.

#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop where it stands")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use heelrise_care::Care;
use heelrise_web::check::answers::When;
use heelrise_web::check::handover::Handover;
use heelrise_web::{App, Clock, Config, router};
use tower::ServiceExt as _;

fn site_with(config: Config) -> Router {
    let care = Care::load(heelrise_pack::embedded()).expect("the embedded knowledge is good");
    router(App::new(config, Arc::new(care)))
}

/// 22 November 2026, 23:30 in UTC: already the 23rd in Auckland, still the 22nd in Lima.
fn late() -> Config {
    let at = "2026-11-22T23:30:00+00:00[UTC]".parse().expect("a moment");
    Config { clock: Clock::Fixed(at), ..Config::default() }
}

async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 22).await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(
        !text.contains('⟦'),
        "a message is missing: {:?}",
        text.split('⟦').nth(1).map(|t| t.chars().take(60).collect::<String>())
    );
    text
}

async fn post_to(site: &Router, path: &str, fields: &str) -> Response {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::HOST, "clinic.example")
        .body(Body::from(fields.to_owned()))
        .expect("a request");
    site.clone().oneshot(request).await.expect("an answer")
}

/// The hidden fields of a page's first form, as a browser would send them back.
fn hidden(page: &str) -> String {
    let form = page.split("<form").nth(1).and_then(|f| f.split("</form>").next()).expect("a form");
    let value = |tag: &str, name: &str| {
        tag.split(&format!("{name}=\"")).nth(1).and_then(|v| v.split('"').next()).expect("an attribute").to_owned()
    };
    form.split("<input type=\"hidden\"")
        .skip(1)
        .map(|tag| format!("{}={}", value(tag, "name"), value(tag, "value")))
        .collect::<Vec<_>>()
        .join("&")
}

fn h1(page: &str) -> String {
    let inner = page.split("<h1").nth(1).and_then(|h| h.split('>').nth(1)).and_then(|h| h.split('<').next());
    inner.expect("a heading").to_owned()
}

/// Answers every question in turn, as the pages ask them; gives the result page.
async fn answer_all(site: &Router, given: &[(&str, &str)], when: &str) -> String {
    let first = site.clone().oneshot(Request::get("/check/").body(Body::empty()).expect("a request")).await;
    let mut page = text(first.expect("an answer")).await;
    let emergencies = ["breathless_chest_pain", "cold_numb_foot", "severe_tense_calf", "open_wound", "bony_lump_skin"];
    for step in 0..20 {
        if page.contains("data-result=\"") && !page.contains("data-screen=\"") {
            return page;
        }
        let carried = hidden(&page);
        let screen = carried.rsplit("screen=").next().and_then(|s| s.split('&').next()).expect("a screen").to_owned();
        let answer = match screen.as_str() {
            // “None of these”, or each by itself.
            "emergencies" if given.iter().any(|(s, _)| emergencies.contains(s)) => "some=1".to_owned(),
            "emergencies" => "none=1".to_owned(),
            "when" => when.to_owned(),
            sign => given
                .iter()
                .find(|(s, _)| *s == sign)
                .map_or_else(|| format!("{sign}=absent"), |(s, a)| format!("{s}={a}")),
        };
        let response = post_to(site, "/check/", &format!("{carried}&{answer}")).await;
        assert_eq!(response.status(), StatusCode::OK, "step {step}, {screen}");
        assert!(response.headers().get(header::LOCATION).is_none(), "an answer must not lead to an address");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "no-referrer");
        page = text(response).await;
    }
    panic!("no result after 20 pages: {page}");
}

#[tokio::test]
async fn a_pop_reads_today_with_its_reason_without_any_script() {
    let site = site_with(late());
    let page = answer_all(&site, &[("pop", "present"), ("gap_felt", "unsure")], "when=yesterday").await;
    assert_eq!(h1(&page), "Be seen today");
    for needed in [
        "data-rule=\"S1\"",
        "data-rule=\"S4\"",
        "href=\"/rely-on/S1\"",
        "Do not stretch",
        "No clinician has signed it yet",
        "Yesterday",
    ] {
        assert!(page.contains(needed), "{needed} is missing");
    }
    assert!(!page.contains("data-rule=\"S2\"") && !page.contains("<script"), "no more than what was answered");
}

#[tokio::test]
async fn one_emergency_sign_ends_the_questions_at_once() {
    let site = site_with(late());
    let page = answer_all(&site, &[("open_wound", "unsure")], "when=today").await;
    assert_eq!(h1(&page), "Get emergency help now");
    assert!(page.contains("data-rule=\"E4\"") && page.contains("cover it with something clean"));
}

#[tokio::test]
async fn no_to_everything_still_says_what_would_change_it() {
    let site = site_with(late());
    let page = answer_all(&site, &[], "when=unsure").await;
    assert_eq!(h1(&page), "Be seen soon");
    assert!(page.contains("That does not mean nothing is wrong") && page.contains("Get emergency help if"));
}

#[tokio::test]
async fn answers_can_be_changed_and_gone_back_to() {
    let site = site_with(late());
    let page = answer_all(&site, &[("pop", "present")], "when=today").await;
    let carried = hidden(&page);
    let change = text(post_to(&site, "/check/", &format!("{carried}&go=pop")).await).await;
    assert!(change.contains("data-screen=\"pop\"") && change.contains("is-chosen\" name=\"pop\" value=\"present\""));
    let back = text(post_to(&site, "/check/", &format!("{carried}&screen=kick&go=back")).await).await;
    assert!(back.contains("data-screen=\"pop\""));
    let changed = text(post_to(&site, "/check/", &format!("{}&pop=absent", hidden(&change))).await).await;
    assert_eq!(h1(&changed), "Be seen soon", "all else was answered, so the result comes at once");
}

#[tokio::test]
async fn an_unanswered_screen_is_asked_again_and_never_taken_for_no() {
    let site = site_with(late());
    let response = post_to(&site, "/check/", "screen=pop&go=next").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("Please choose one of the answers"));
    let response = post_to(&site, "/check/", "screen=emergencies&open_wound=absent&go=next").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_enter_key_never_presses_an_answer() {
    let site = site_with(late());
    for (screen, first) in
        [("emergencies", "class=\"visually-hidden\" tabindex"), ("when", "name=\"when\" value=\"date\"")]
    {
        let page = text(post_to(&site, "/check/", &format!("go={screen}")).await).await;
        let form = page.split("<form").nth(1).expect("a form");
        let button = form.split("<button").nth(1).and_then(|b| b.split('>').next()).expect("a button");
        assert!(button.contains(first), "{screen}: {button}");
    }
}

#[tokio::test]
async fn a_date_is_in_the_future_only_when_it_is_so_everywhere() {
    let site = site_with(late());
    let date = |day: &str| format!("screen=when&when=date&when_date=2026-11-{day}");
    assert_eq!(post_to(&site, "/check/", &date("23")).await.status(), StatusCode::OK, "today in Auckland");
    let response = post_to(&site, "/check/", &date("24")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("That day has not come yet") && page.contains("data-screen=\"when\""));
    let form = page.split("<form").nth(1).and_then(|f| f.split('>').next()).expect("a form");
    assert!(form.contains(" novalidate"), "the browser's own bubble would come before our sentence: {form}");
    let input = page.split("<input type=\"date\"").nth(1).and_then(|i| i.split('>').next()).expect("a date");
    assert!(input.contains("aria-invalid=\"true\"") && input.contains("aria-describedby=\"check-error\""), "{input}");
    let error = page.split("id=\"check-error\"").next().and_then(|p| p.rsplit('<').next()).expect("an error box");
    assert!(error.contains("role=\"alert\""), "{error}");
}

#[tokio::test]
async fn the_ways_on_stand_after_the_fifth_emergency_and_neither_is_louder() {
    let site = site_with(late());
    let page = text(post_to(&site, "/check/", "go=emergencies").await).await;
    let form = page.split("<form").nth(1).and_then(|f| f.split("</form>").next()).expect("a form");
    let (questions, acts) = form.rsplit_once("</ul>").expect("the list");
    assert_eq!(questions.matches("<li>").count(), 5);
    assert!(!questions.contains("name=\"none\""), "no answer to all before all are read");
    let class = |name: &str| {
        let tag = acts.split("<button").find(|b| b.contains(name)).and_then(|b| b.split('>').next()).expect("a button");
        tag.split("class=\"").nth(1).and_then(|c| c.split('"').next()).expect("a class").to_owned()
    };
    assert_eq!(class("name=\"none\""), "answer");
    assert_eq!(class("name=\"none\""), class("name=\"some\""));
}

#[tokio::test]
async fn each_emergency_can_be_unsure_by_itself_and_the_others_stay_not_asked() {
    let site = site_with(late());
    for sign in ["breathless_chest_pain", "cold_numb_foot", "severe_tense_calf", "open_wound", "bony_lump_skin"] {
        let page = text(post_to(&site, "/check/", &format!("go={sign}")).await).await;
        for answer in ["present", "absent", "unsure"] {
            assert!(page.contains(&format!("name=\"{sign}\" value=\"{answer}\"")), "{sign} {answer}");
        }
        let page = text(post_to(&site, "/check/", &format!("screen={sign}&{sign}=unsure")).await).await;
        assert_eq!(h1(&page), "Get emergency help now", "{sign}");
        assert!(!page.contains("value=\"absent\""), "{sign}: what was not asked is not taken for no");
    }
}

#[tokio::test]
async fn bad_forms_get_a_plain_page_and_their_status() {
    let site = site_with(late());
    for (fields, status) in [
        ("pop=maybe", StatusCode::BAD_REQUEST),
        ("nothing=1", StatusCode::BAD_REQUEST),
        ("pop=%ff%fe", StatusCode::BAD_REQUEST),
        ("when=2999-01-01", StatusCode::BAD_REQUEST),
    ] {
        let response = post_to(&site, "/check/", fields).await;
        assert_eq!(response.status(), status, "{fields}");
        assert!(text(response).await.contains("We could not read that form"), "{fields}");
    }
    let huge = format!("pop=present&x={}", "y".repeat(10 << 20));
    let response = post_to(&site, "/check/", &huge).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.contains("That is too much to send"));
    let json = Request::post("/check/").header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
    let response = site.clone().oneshot(json.expect("a request")).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(text(response).await.contains("We could not read that form"));
    let early = post_to(&site, "/check/show", "pop=present").await;
    assert_eq!(early.status(), StatusCode::BAD_REQUEST, "no page to show before the questions are done");
}

#[tokio::test]
async fn the_page_to_show_carries_its_date_and_answers_only_behind_the_hash() {
    let site = site_with(late());
    let result = answer_all(&site, &[("pop", "present")], "when=date&when_date=2026-11-21").await;
    let page = text(post_to(&site, "/check/show", &hidden(&result)).await).await;
    assert!(page.contains("22 November 2026, 23:30 (UTC)"), "the printout carries its date");
    let href =
        page.split("href=\"").find(|h| h.starts_with("http://clinic.example/")).and_then(|h| h.split('"').next());
    let (before, code) = href.expect("a link").split_once('#').expect("a fragment");
    assert_eq!(before, "http://clinic.example/clinic/new");
    let read = Handover::decode(code).expect("readable");
    assert!(read.answers.report.pop.counts_as_present());
    assert_eq!(read.answers.when, When::On(jiff::civil::date(2026, 11, 21)));
    assert!(page.contains("<path d=\"M0 0h1v1h-1z"), "a code to scan");
}

#[tokio::test]
async fn the_configured_address_is_used_and_a_strange_host_is_refused() {
    let site = site_with(Config { public_url: Some("https://heelrise.example/".to_owned()), ..late() });
    let emergency = "open_wound=present";
    let page = text(post_to(&site, "/check/show", emergency).await).await;
    assert!(page.contains("https://heelrise.example/clinic/new#h1."));
    let request = Request::post("/check/show")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::HOST, "evil\"><b>")
        .body(Body::from(emergency))
        .expect("a request");
    let response = site_with(late()).oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn old_content_says_so() {
    let at = "2028-01-01T12:00:00+00:00[UTC]".parse().expect("a moment");
    let site = site_with(Config { clock: Clock::Fixed(at), ..Config::default() });
    let page = answer_all(&site, &[("pop", "present")], "when=today").await;
    assert!(page.contains("Please do not rely on it alone"));
    assert!(!answer_all(&site_with(late()), &[], "when=today").await.contains("Please do not rely on it alone"));
}

#[tokio::test]
async fn the_first_page_with_everything_is_below_sixty_kilobytes() {
    let site = site_with(late());
    let get = |path: String| {
        let site = site.clone();
        async move {
            let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty());
            let response = site.oneshot(request.expect("a request")).await.expect("an answer");
            assert_eq!(response.status(), StatusCode::OK);
            let headers: usize = response.headers().iter().map(|(n, v)| n.as_str().len() + v.len() + 4).sum();
            headers + to_bytes(response.into_body(), 1 << 22).await.expect("a body").len()
        }
    };
    let worker = site.clone().oneshot(Request::get("/check/sw.js").body(Body::empty()).expect("a request")).await;
    let worker = text(worker.expect("an answer")).await;
    let list = worker.split("LIST = ").nth(1).and_then(|l| l.split(';').next()).expect("a list");
    let files: Vec<String> = serde_json::from_str(list).expect("a list of addresses");
    let mut total = get("/check/sw.js".to_owned()).await;
    for file in files {
        total += get(file).await;
    }
    println!("the self-check, everything included: {total} bytes over the wire");
    assert!(total < 60_000, "{total} bytes");
}
