//! Who may come in: setup, sign-in, sessions, one-time links, limits, other sites.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::{Request, StatusCode};
use heelrise_records::AuditFilter;
use jiff::ToSpan as _;

use crate::Config;
use crate::clinic::setup_link;
use crate::test_site::{PASSWORD, Site, now};

async fn code(site: &Site) -> String {
    let link = setup_link(site.desk.accounts.as_ref(), now().timestamp()).await.unwrap().unwrap();
    assert!(link.path.starts_with("/clinic/setup#"), "the code stands after the #, where no log sees it");
    link.path.split('#').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn the_setup_link_works_once_and_ends() {
    let mut site = Site::empty(Site::config(now())).await;
    let first = code(&site).await;
    let second = code(&site).await;
    assert_eq!(site.set_up(&first).await.status, StatusCode::GONE, "a newer link takes the place of an older one");
    assert_eq!(site.set_up("x").await.status, StatusCode::GONE);
    let mut late = Site::over(site.desk.clone(), Site::config(now().checked_add(49.hours()).unwrap()));
    assert_eq!(late.set_up(&second).await.status, StatusCode::GONE, "after two days it opens nothing");
    assert_eq!(site.set_up(&second).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get("/clinic").await.status, StatusCode::OK);
    let again = site.set_up(&second).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.text.contains("one-time link"));
    assert_eq!(setup_link(site.desk.accounts.as_ref(), now().timestamp()).await.unwrap(), None);
}

#[tokio::test]
async fn a_weak_first_password_is_refused_in_words_and_the_link_stays_good() {
    let mut site = Site::empty(Site::config(now())).await;
    let code = code(&site).await;
    let weak = site
        .post(
            "/clinic/setup",
            &[
                ("code", &code),
                ("name", "weber"),
                ("display", "Dr A. Weber"),
                ("role", "physician"),
                ("password", "short"),
                ("again", "short"),
            ],
        )
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.text.contains("fewer than 12 characters") && weak.text.contains("Dr A. Weber"));
    assert_eq!(site.set_up(&code).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_closed_page_leads_to_the_door_and_back() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    let cookie = site.cookie.take();
    let closed = [
        "/clinic".to_owned(),
        "/clinic/new".to_owned(),
        "/clinic/account".to_owned(),
        "/clinic/audit".to_owned(),
        format!("/clinic/case/{id}"),
        format!("/clinic/case/{id}/history"),
        format!("/clinic/case/{id}/letter"),
        format!("/clinic/case/{id}/handout"),
        format!("/plan/{id}"),
        format!("/plan/{id}/choose"),
        format!("/plan/{id}/print"),
        format!("/plan/{id}/draft"),
    ];
    for path in &closed {
        let reply = site.get(path).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(reply.to(), format!("/clinic/sign-in?next={path}"));
    }
    for path in ["/clinic/open", "/clinic/account/new", "/clinic/sign-out"] {
        assert_eq!(site.post(path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(site.post(&format!("/clinic/case/{id}"), &[]).await.status, StatusCode::UNAUTHORIZED);
    site.cookie = cookie;
    for path in &closed {
        let reply = site.get(path).await;
        if !path.ends_with("/print") && !path.ends_with("/draft") {
            assert_eq!(reply.status, StatusCode::OK, "{path}");
        }
        assert_eq!(reply.headers[CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn signing_in_and_out() {
    let mut site = Site::signed_in().await;
    let cookie = site.cookie.clone();
    assert_eq!(site.post("/clinic/sign-out", &[]).await.status, StatusCode::OK);
    site.cookie = cookie;
    assert_eq!(site.get("/clinic").await.status, StatusCode::SEE_OTHER, "the session is gone, not only the cookie");
    let reply = site.post("/clinic/sign-in", &[("name", " Weber "), ("password", PASSWORD), ("next", "//evil")]).await;
    assert_eq!((reply.status, reply.to()), (StatusCode::SEE_OTHER, "/clinic"));
    let set = reply.headers[SET_COOKIE].to_str().unwrap();
    assert!(set.starts_with("heelrise=") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let config = Config { public_url: Some("https://heelrise.example.org".to_owned()), ..Site::config(now()) };
    let mut site = Site::empty(config).await;
    let code = code(&site).await;
    let reply = site.set_up(&code).await;
    let set = reply.headers[SET_COOKIE].to_str().unwrap();
    assert!(set.starts_with("__Host-heelrise=") && set.contains("; Secure") && set.contains("Path=/"), "{set}");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case_after_a_shift() {
    let site = Site::signed_in().await;
    let at = |minutes: i64| {
        let mut later = Site::over(site.desk.clone(), Site::config(now().checked_add(minutes.minutes()).unwrap()));
        later.cookie.clone_from(&site.cookie);
        later
    };
    assert_eq!(at(31).get("/clinic").await.status, StatusCode::SEE_OTHER);
    for minutes in (0..12 * 60).step_by(20) {
        assert_eq!(at(minutes).get("/clinic").await.status, StatusCode::OK, "{minutes}");
    }
    assert_eq!(at(12 * 60).get("/clinic").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_look_the_same_and_five_of_them_wait_over_a_restart() {
    let mut site = Site::signed_in().await;
    let wrong = site.post("/clinic/sign-in", &[("name", "weber"), ("password", "wrong wrong wrong")]).await;
    let nobody = site.post("/clinic/sign-in", &[("name", "nobody"), ("password", "wrong wrong wrong")]).await;
    assert_eq!((wrong.status, nobody.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(wrong.text.replace("weber", "nobody"), nobody.text);
    for _ in 0..4 {
        site.post("/clinic/sign-in", &[("name", "WEBER"), ("password", "wrong wrong wrong")]).await;
    }
    let mut restarted = Site::over(site.desk.clone(), Site::config(now()));
    let waits = restarted.post("/clinic/sign-in", &[("name", "weber"), ("password", PASSWORD)]).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.text.contains("10:01"), "{}", waits.text);
    let mut later = Site::over(site.desk.clone(), Site::config(now().checked_add(2.minutes()).unwrap()));
    let reply = later.post("/clinic/sign-in", &[("name", "weber"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_address_may_not_try_for_ever() {
    let mut site = Site::signed_in().await;
    let mut last = StatusCode::OK;
    for n in 0..31 {
        last =
            site.post("/clinic/sign-in", &[("name", &format!("name{n}")), ("password", &"x".repeat(300))]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let mut site = Site::signed_in().await;
    let request = Request::post("/clinic/sign-out")
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty());
    assert_eq!(site.send(request.unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get("/clinic").await.status, StatusCode::OK, "the session still stands");
}

#[tokio::test]
async fn an_administrator_makes_an_account_with_a_link_that_works_once() {
    let mut site = Site::signed_in().await;
    let made = site
        .post("/clinic/account/new", &[("name", "ruiz"), ("display", "P. Ruiz"), ("role", "physiotherapist")])
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let link = made.text.split("/clinic/join#").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut other = Site::over(site.desk.clone(), Site::config(now()));
    let early = other.post("/clinic/sign-in", &[("name", "ruiz"), ("password", &link)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "a link is no password");
    let set = [("code", link.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(other.post("/clinic/join", &set).await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.post("/clinic/join", &set).await.status, StatusCode::GONE);
    assert_eq!(other.get("/clinic").await.status, StatusCode::OK);
    let refused = other.post("/clinic/account/new", &[("name", "x"), ("display", "X"), ("role", "x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let id = site.get("/clinic/account").await.input("id");
    assert_eq!(site.post("/clinic/account/disable", &[("id", &id)]).await.status, StatusCode::OK);
    assert_eq!(other.get("/clinic").await.status, StatusCode::SEE_OTHER, "switching off ends the sessions");
    let reply = other.post("/clinic/sign-in", &[("name", "ruiz"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_read_and_write_of_a_case_stands_in_the_audit_log() {
    let mut site = Site::signed_in().await;
    let id = site.open_case("A 1", "left").await;
    site.get(&format!("/clinic/case/{id}")).await;
    site.get(&format!("/clinic/case/{id}/letter")).await;
    site.get(&format!("/clinic/case/{id}/history")).await;
    site.save(&id, "save", &[("report.pop", "present")]).await;
    let case = Some(id.parse().unwrap());
    let log = site.desk.store.audit_log(&AuditFilter { case, ..AuditFilter::default() }).await.unwrap();
    let said: Vec<String> = log.iter().rev().map(|entry| format!("{} {}", entry.action.name(), entry.detail)).collect();
    assert_eq!(
        said,
        [
            "wrote open",
            "read findings",
            "exported letter",
            "read history",
            "read findings",
            "read save findings",
            "wrote findings",
        ]
    );
    assert!(log.iter().all(|entry| entry.name == "Dr A. Weber, emergency physician"));
    let page = site.get("/clinic/audit").await;
    assert!(page.text.contains("printed or exported: letter"));
}

#[tokio::test]
async fn a_large_body_is_refused_in_words() {
    let mut site = Site::signed_in().await;
    let request = Request::post("/clinic/open")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("a=".to_owned() + &"x".repeat(10 << 20)));
    let reply = site.send(request.unwrap()).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(reply.text.contains("<h1>"));
}
