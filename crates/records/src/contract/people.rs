//! The contract about accounts, sessions, failed sign-ins and calendar addresses.

use jiff::SignedDuration;

use super::{at, case, must};
use crate::accounts::{Accounts, FailedSignIns, NewAccount, Session, TokenHash};
use crate::ids::AccountId;
use crate::store::StoreError;

fn somebody(n: u8, name: &str) -> NewAccount {
    NewAccount {
        id: AccountId::from_parts(at(0), [n; 10]),
        name: name.to_owned(),
        display_name: "Dr Ada Weber".to_owned(),
        role: "clinician".to_owned(),
        password_hash: "$argon2id$x".to_owned(),
    }
}

pub(super) async fn the_first_account_is_made_once(store: &dyn Accounts) {
    let (old, token) = (TokenHash::of("old"), TokenHash::of("one-time"));
    must(store.put_setup_token(old, at(60)).await, "keep a token");
    must(store.put_setup_token(token, at(60)).await, "keep another");
    let ada = somebody(1, " Ada ");
    for (wrong, when) in [(old, at(1)), (TokenHash::of("guess"), at(1)), (token, at(60))] {
        assert!(!must(store.setup_token_is_good(wrong, when).await, "look at a token"));
        let refused = store.create_first_account(wrong, &ada, when).await;
        assert_eq!(refused.map(|_| ()), Err(StoreError::TokenInvalid));
    }
    assert!(must(store.setup_token_is_good(token, at(59)).await, "look at a token"));
    let made = must(store.create_first_account(token, &ada, at(1)).await, "make the first account");
    assert_eq!((made.name.as_str(), made.role.as_str(), made.created), ("Ada", "clinician", at(1)));
    let again = store.create_first_account(token, &somebody(2, "eve"), at(2)).await;
    assert_eq!(again.map(|_| ()), Err(StoreError::AlreadySetUp));
    assert_eq!(store.put_setup_token(token, at(90)).await, Err(StoreError::AlreadySetUp));
    assert_eq!(must(store.account_count().await, "count"), 1);
}

pub(super) async fn accounts_are_found_and_switched_off(store: &dyn Accounts) {
    let ada = must(store.create_account(&somebody(1, "Ada"), at(0)).await, "make an account");
    assert_eq!(must(store.account_by_name(" aDA").await, "find"), Some(ada.clone()));
    assert_eq!(must(store.account(ada.id).await, "find"), Some(ada.clone()));
    assert_eq!(must(store.accounts().await, "list"), std::slice::from_ref(&ada));
    assert_eq!(must(store.account_by_name("bob").await, "find"), None);
    let taken = store.create_account(&somebody(2, "ADA"), at(0)).await;
    assert_eq!(taken.map(|_| ()), Err(StoreError::NameTaken { name: "ADA".to_owned() }));
    let session = a_session(1, ada.id);
    must(store.open_session(&session).await, "open a session");
    must(store.set_password_hash(ada.id, "$argon2id$y").await, "new password");
    assert_eq!(must(store.session(session.id, at(1)).await, "session"), None, "a new password ends sessions");
    let ada = must(store.account(ada.id).await, "find");
    assert_eq!(ada.as_ref().map(|a| a.password_hash.as_str()), Some("$argon2id$y"));
    assert!(!format!("{ada:?}").contains("argon2"), "a password hash is never printed");
    must(store.open_session(&session).await, "open a session");
    assert!(!must(store.replace_password_hash(session.account, "$other", "$z").await, "replace"));
    assert!(must(store.session(session.id, at(1)).await, "session").is_some(), "nothing was replaced, nothing ends");
    let both = [
        store.replace_password_hash(session.account, "$argon2id$y", "$z1"),
        store.replace_password_hash(session.account, "$argon2id$y", "$z2"),
    ];
    let mut won = 0;
    for done in both {
        won += u8::from(must(done.await, "replace"));
    }
    assert_eq!(won, 1, "of two that expect the same, one wins");
    assert_eq!(must(store.session(session.id, at(1)).await, "session"), None, "a new password ends sessions");
    must(store.open_session(&session).await, "open a session");
    must(store.disable_account(session.account, at(3)).await, "switch off");
    assert_eq!(must(store.session(session.id, at(4)).await, "session"), None);
    assert_eq!(must(store.account(session.account).await, "find").and_then(|a| a.disabled), Some(at(3)));
}

fn a_session(n: u8, account: AccountId) -> Session {
    Session {
        id: TokenHash::of(&format!("session {n}")),
        account,
        created: at(0),
        last_seen: at(0),
        idle: SignedDuration::from_mins(30),
        expires: at(120),
    }
}

pub(super) async fn sessions_end(store: &dyn Accounts) {
    let ada = must(store.create_account(&somebody(1, "ada"), at(0)).await, "make an account").id;
    let (one, two) = (a_session(1, ada), a_session(2, ada));
    for session in [&one, &two] {
        must(store.open_session(session).await, "open a session");
    }
    let mut listed = must(store.sessions_of(ada, at(1)).await, "list sessions");
    listed.sort_by_key(|session| session.id != one.id);
    assert_eq!(listed, [one.clone(), two.clone()]);
    assert_eq!(must(store.sessions_of(ada, at(200)).await, "list sessions"), [], "what ended is not listed");
    let live = |session: &Session, minute| {
        let id = session.id;
        async move { must(store.session(id, at(minute)).await, "session").is_some() }
    };
    assert!(live(&one, 29).await);
    assert!(!live(&two, 30).await, "an idle session ends");
    assert!(live(&one, 58).await, "use keeps a session");
    assert!(live(&one, 87).await && live(&one, 116).await && live(&one, 119).await);
    assert!(!live(&one, 120).await, "a session ends in any case");
    assert_eq!(must(store.sweep_sessions(at(119)).await, "sweep"), 1);
    must(store.end_session(one.id).await, "sign out");
    assert!(!live(&one, 100).await);
    must(store.open_session(&one).await, "open a session");
    must(store.open_session(&two).await, "open a session");
    assert_eq!(must(store.end_sessions_of(ada).await, "sign out everywhere"), 2);
    assert_eq!(must(store.session(TokenHash::of("guess"), at(1)).await, "session"), None);
}

pub(super) async fn failed_sign_ins_are_counted(store: &dyn Accounts) {
    assert_eq!(must(store.failed_sign_ins("ada").await, "count"), FailedSignIns::default());
    for n in 1..=3 {
        let failed = must(store.sign_in_failed(" ADA", at(n)).await, "fail");
        assert_eq!((i64::from(failed.count), failed.last), (n, Some(at(n))));
    }
    assert_eq!(must(store.failed_sign_ins("ada").await, "count").count, 3);
    assert_eq!(must(store.failed_sign_ins("bob").await, "count").count, 0);
    must(store.sign_in_succeeded("ada").await, "succeed");
    assert_eq!(must(store.failed_sign_ins("ada").await, "count"), FailedSignIns::default());
}

pub(super) async fn calendar_addresses_open_and_close(store: &dyn Accounts) {
    let (one, two) = (TokenHash::of("feed 1"), TokenHash::of("feed 2"));
    must(store.open_feed(one, case(1), at(0)).await, "open a feed");
    must(store.open_feed(two, case(2), at(0)).await, "open a feed");
    assert_eq!(must(store.feed(one).await, "feed"), Some(case(1)));
    assert_eq!(must(store.feed(TokenHash::of("guess")).await, "feed"), None);
    assert_eq!(must(store.close_feeds(case(1)).await, "close feeds"), 1);
    assert_eq!(must(store.feed(one).await, "feed"), None);
    assert_eq!(must(store.feed(two).await, "feed"), Some(case(2)));
}
