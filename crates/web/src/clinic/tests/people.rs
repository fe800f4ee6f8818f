//! The demonstration's door, one's own sessions, and a one-time link that two people follow at once.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use axum::http::{Request, StatusCode};

use crate::Config;
use crate::clinic::demo_cases;
use crate::test_site::{PASSWORD, Site, care, now};

#[tokio::test]
async fn only_a_demonstration_has_a_door_without_a_password() {
    let mut real = Site::empty(Site::config(now())).await;
    let refused = real.post("/clinic/demo", &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(real.desk.accounts.account_count().await.unwrap(), 0, "no account was made");
    for path in ["/", "/clinic/sign-in"] {
        assert!(!real.get(path).await.text.contains("/clinic/demo"), "{path}");
    }

    let mut demo = Site::empty(Config { demo: true, ..Site::config(now()) }).await;
    demo_cases(&care(), &demo.desk, &now()).await.unwrap();
    for path in ["/", "/clinic/sign-in"] {
        assert!(demo.get(path).await.text.contains("action=\"/clinic/demo\""), "{path}");
    }
    assert_eq!(demo.get("/clinic/demo").await.status, StatusCode::METHOD_NOT_ALLOWED, "a link cannot sign in");
    let foreign = Request::post("/clinic/demo")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .header(ORIGIN, "https://evil.example");
    let foreign = demo.send(foreign.body(Body::empty()).unwrap()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "another site cannot sign in");
    for _ in 0..2 {
        let reply = demo.post("/clinic/demo", &[]).await;
        assert_eq!((reply.status, reply.to()), (StatusCode::SEE_OTHER, "/clinic"));
    }
    assert_eq!(demo.desk.accounts.account_count().await.unwrap(), 1);
    let list = demo.get("/clinic").await;
    for stage in ["not examined", "squeeze not done", "no plan yet", "recheck overdue", "late presentation"] {
        assert!(list.text.contains(stage), "{stage}");
    }
    for week in ["week 1, day 5", "week 4, day 24", "week 8, day 52", "week 12, day 80"] {
        assert!(list.text.contains(week), "{week}");
    }
    let admin = demo.post("/clinic/account/new", &[("name", "x"), ("display", "X"), ("role", "x")]).await;
    assert_eq!(admin.status, StatusCode::FORBIDDEN);
    for password in ["", "$none", "demo"] {
        let reply = demo.post("/clinic/sign-in", &[("name", "demo"), ("password", password)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "no password opens it");
    }
}

#[tokio::test]
async fn of_two_who_follow_one_link_at_once_one_gets_in() {
    let mut site = Site::signed_in().await;
    let fields = [("name", "ruiz"), ("display", "P. Ruiz"), ("role", "physiotherapist")];
    let made = site.post("/clinic/account/new", &fields).await;
    let link = made.text.split("/clinic/join#").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let (mut one, mut two) =
        (Site::over(site.desk.clone(), Site::config(now())), Site::over(site.desk.clone(), Site::config(now())));
    let first = [("code", link.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
    let other = "another tendon that holds";
    let second = [("code", link.as_str()), ("password", other), ("again", other)];
    let (a, b) = tokio::join!(one.post("/clinic/join", &first), two.post("/clinic/join", &second));
    let mut statuses = [a.status, b.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
    let won = if a.status == StatusCode::SEE_OTHER { PASSWORD } else { other };
    for password in [PASSWORD, other] {
        let reply = site.post("/clinic/sign-in", &[("name", "ruiz"), ("password", password)]).await;
        assert_eq!(reply.status == StatusCode::SEE_OTHER, password == won);
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let mut here = Site::signed_in().await;
    let sign_in = [("name", "weber"), ("password", PASSWORD)];
    let mut others = Vec::new();
    for _ in 0..3 {
        let mut other = Site::over(here.desk.clone(), Site::config(now()));
        assert_eq!(other.post("/clinic/sign-in", &sign_in).await.status, StatusCode::SEE_OTHER);
        others.push(other);
    }
    let page = here.get("/clinic/account").await;
    assert_eq!(page.text.matches("Another session").count(), 3);
    assert_eq!(page.text.matches("This session").count(), 1);
    let ended = here.post("/clinic/account/end-session", &[("id", &page.input("id"))]).await;
    assert_eq!(ended.status, StatusCode::OK);
    let mut live = 0;
    for other in &mut others {
        live += u8::from(other.get("/clinic").await.status == StatusCode::OK);
    }
    assert_eq!(live, 2, "one was ended");

    // Somebody else's session cannot be ended by its number.
    let mine = here.desk.accounts.sessions_of(account(&here).await, now().timestamp()).await.unwrap();
    let made = here.post("/clinic/account/new", &[("name", "ruiz"), ("display", "R"), ("role", "r")]).await;
    let link = made.text.split("/clinic/join#").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut stranger = Site::over(here.desk.clone(), Site::config(now()));
    stranger.post("/clinic/join", &[("code", &link), ("password", PASSWORD), ("again", PASSWORD)]).await;
    let refused = stranger.post("/clinic/account/end-session", &[("id", &mine[0].id.0.to_string())]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    assert_eq!(here.post("/clinic/account/end-sessions", &[("which", "others")]).await.status, StatusCode::OK);
    for other in &mut others {
        assert_eq!(other.get("/clinic").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(here.get("/clinic").await.status, StatusCode::OK, "this one stays");
    assert_eq!(stranger.get("/clinic").await.status, StatusCode::OK, "and so do others' own");
    assert_eq!(here.post("/clinic/account/end-sessions", &[]).await.to(), "/clinic/sign-in");
    assert!(here.cookie.as_deref().is_none_or(|cookie| cookie.ends_with('=')), "{:?} {COOKIE}", here.cookie);
    assert_eq!(here.get("/clinic").await.status, StatusCode::SEE_OTHER);
}

async fn account(site: &Site) -> heelrise_records::AccountId {
    site.desk.accounts.account_by_name("weber").await.unwrap().unwrap().id
}
