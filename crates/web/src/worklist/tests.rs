//! The call-back list, asked as browsers of two reviewers ask for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use heelrise_notes::Engine;
use heelrise_records::{AuditAction, AuditFilter, Reviews};
use heelrise_records_sqlite::SqliteStore;
use heelrise_sweep::{Knowledge, Options, sweep};

use super::export::{Export, csv};
use super::shelf::{ListError, Shelf};
use crate::Config;
use crate::clinic::Desk;
use crate::test_site::{PASSWORD, Reply, Site, now};

/// A folder with the written ward and what was swept from it.
struct Ward(tempfile::TempDir);

impl Ward {
    fn new(sentences: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sweep/tests/data/ward");
        std::fs::create_dir(dir.path().join("in")).unwrap();
        for file in std::fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), dir.path().join("in").join(file.file_name())).unwrap();
        }
        let ward = Self(dir);
        ward.sweep(sentences);
        ward
    }

    fn input(&self) -> PathBuf {
        self.0.path().join("in/DocumentReference.ndjson")
    }

    fn list(&self) -> PathBuf {
        self.0.path().join("worklist.json")
    }

    fn sweep(&self, sentences: bool) {
        self.sweep_days(sentences, Some(14));
    }

    fn sweep_days(&self, sentences: bool, days: Option<u16>) {
        let options = Options {
            inputs: vec![self.0.path().join("in")],
            kind: None,
            map: None,
            today: "2026-11-20".parse().unwrap(),
            days,
            sentences,
            threads: 1,
            output: self.list(),
            fresh: true,
        };
        let swept = sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap();
        std::fs::write(self.list(), swept.worklist.json().unwrap()).unwrap();
    }

    fn shelf(&self, reviews: Arc<dyn Reviews>) -> Result<Shelf, ListError> {
        Shelf::open(self.0.path(), Engine::new(&Engine::built_in()).unwrap(), reviews)
    }
}

/// Two browsers of two people over one site, and the answers' own door.
struct Two {
    weber: Site,
    ruiz: Site,
    store: Arc<SqliteStore>,
}

async fn two(ward: &Ward) -> Two {
    let store = Arc::new(SqliteStore::in_memory().await.unwrap());
    let desk = Desk::new(store.clone(), store.clone());
    let shelf = Arc::new(ward.shelf(store.clone()).unwrap());
    let config = Config { worklist: Some(shelf), ..Site::config(now()) };
    let mut weber = Site::over(desk.clone(), config.clone());
    let link = crate::clinic::setup_link(desk.accounts.as_ref(), now().timestamp()).await.unwrap().unwrap();
    assert_eq!(weber.set_up(link.path.split('#').nth(1).unwrap()).await.status, StatusCode::SEE_OTHER);
    let fields = [("name", "ruiz"), ("display", "P. Ruiz"), ("role", "physician")];
    let made = weber.post("/clinic/account/new", &fields).await;
    let link = made.text.split("/clinic/join#").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut ruiz = Site::over(desk, config);
    let joined = ruiz.post("/clinic/join", &[("code", &link), ("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    Two { weber, ruiz, store }
}

/// The addresses of people on a page, in order.
fn people(page: &Reply) -> Vec<String> {
    let links = page.text.split("class=\"case-link\" href=\"").skip(1);
    links.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

async fn all(site: &mut Site) -> Vec<String> {
    let page = site.get("/clinic/worklist").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    people(&page)
}

async fn answer(site: &mut Site, path: &str, answer: &str, reason: &str) -> Reply {
    let seen = site.get(path).await.input("seen");
    site.post(path, &[("answer", answer), ("reason", reason), ("seen", &seen)]).await
}

/// The pieces between the tags of marks.
fn marked(page: &Reply) -> Vec<String> {
    let marks = page.text.split("<mark class=\"").skip(1);
    marks.map(|part| part.split_once('>').unwrap().1.split("</mark>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn without_a_list_there_is_no_door_and_without_a_session_none_opens() {
    let mut plain = Site::signed_in().await;
    assert!(!plain.get("/clinic").await.text.contains("/clinic/worklist"));
    assert_eq!(plain.get("/clinic/worklist").await.status, StatusCode::NOT_FOUND);

    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    assert!(two.weber.get("/clinic").await.text.contains("href=\"/clinic/worklist\""));
    let person = all(&mut two.weber).await[0].clone();
    two.weber.cookie = None;
    for path in ["/clinic/worklist", "/clinic/worklist/agreement", &person] {
        let reply = two.weber.get(path).await;
        assert_eq!(
            (reply.status, reply.to().to_owned()),
            (StatusCode::SEE_OTHER, format!("/clinic/sign-in?next={path}"))
        );
    }
    assert_eq!(two.weber.post(&person, &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(two.weber.post("/clinic/worklist/reviews.csv", &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn each_person_is_shown_with_the_words_that_put_them_there() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    assert_eq!(people.len(), 4);
    let mut words = 0;
    for path in &people {
        let page = two.weber.get(path).await;
        assert_eq!((page.status, page.headers[CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-store"));
        let marks = marked(&page);
        assert_eq!(marks.len(), page.text.matches("class=\"found-tag\"").count(), "each mark says what it is");
        words += marks.len();
    }
    assert!(words >= 6, "{words}");
    assert_eq!(two.weber.get("/clinic/worklist/person/00").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_is_kept_leads_on_and_can_be_given_again() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    let reply = answer(&mut two.weber, &people[0], "call_back", "tells it like a kick").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    assert!(reply.to().starts_with(&format!("{}?saved=", people[1])), "{}", reply.to());
    let next = two.weber.get(reply.to()).await;
    assert!(next.text.contains("Saved for rank 1: Call back."), "{}", next.text);

    // Sent twice it is kept once; another answer is added, and the newest counts.
    answer(&mut two.weber, &people[0], "call_back", "tells it like a kick").await;
    assert_eq!(two.store.reviews().await.unwrap().len(), 1);
    answer(&mut two.weber, &people[0], "unclear", "").await;
    let kept = two.store.reviews().await.unwrap();
    assert_eq!(kept.iter().map(|one| one.review.answer.name()).collect::<Vec<_>>(), ["call_back", "unclear"]);
    let list = two.weber.get("/clinic/worklist").await;
    assert!(list.text.contains("wl-answer-unclear") && !list.text.contains("wl-answer-call_back"));
    assert!(list.text.contains("answered for 1 of 4"));

    // The last one leads back to the list.
    for path in &people[1..3] {
        answer(&mut two.weber, path, "not_a_rupture", "").await;
    }
    let last = answer(&mut two.weber, &people[3], "already_known", "").await;
    assert!(last.to().starts_with("/clinic/worklist?saved="), "{}", last.to());
    assert!(two.weber.get(last.to()).await.text.contains("answered for everybody"));

    for (answer, reason) in [("maybe", ""), ("", ""), ("unclear", "two\nlines"), ("unclear", &"x".repeat(301))] {
        let seen = two.weber.get(&people[0]).await.input("seen");
        let refused = two.weber.post(&people[0], &[("answer", answer), ("reason", reason), ("seen", &seen)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer} {reason}");
    }
    assert_eq!(two.store.reviews().await.unwrap().len(), 5);
}

#[tokio::test]
async fn nothing_of_a_note_or_an_answer_is_in_the_log_and_nothing_of_a_note_in_the_records() {
    let ward = Ward::new(true);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.db");
    let store = Arc::new(SqliteStore::open(&file).await.unwrap());
    let desk = Desk::new(store.clone(), store.clone());
    let config = Config { worklist: Some(Arc::new(ward.shelf(store.clone()).unwrap())), ..Site::config(now()) };
    let mut site = Site::over(desk, config);
    let link = crate::clinic::setup_link(site.desk.accounts.as_ref(), now().timestamp()).await.unwrap().unwrap();
    site.set_up(link.path.split('#').nth(1).unwrap()).await;
    let people = all(&mut site).await;
    let mut words = Vec::new();
    for path in &people {
        words.extend(marked(&site.get(path).await));
        answer(&mut site, path, "call_back", "my own reason").await;
    }
    site.post("/clinic/worklist/reviews.csv", &[("sentences", "yes"), ("ids", "yes")]).await;
    let log = site.desk.store.audit_log(&AuditFilter { limit: 1000, ..AuditFilter::default() }).await.unwrap();
    let wrote: Vec<_> =
        log.iter().filter(|line| line.action == AuditAction::Wrote && line.detail.contains("answer")).collect();
    assert_eq!(wrote.len(), people.len());
    assert!(log.iter().any(|line| line.action == AuditAction::Exported && line.detail.contains("with sentences")));
    assert!(log.iter().all(|line| !line.detail.contains("call_back") && !line.detail.contains("Call back")));
    store.close().await;
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend(std::fs::read(folder.path().join("h.db-wal")).unwrap_or_default());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("my own reason"), "the test looks into the right file");
    assert!(words.len() >= 6);
    for word in words.iter().filter(|word| word.len() > 6) {
        assert!(!text.contains(word.as_str()), "{word}");
    }
}

#[tokio::test]
async fn nobody_sees_anothers_answer_before_giving_their_own() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    answer(&mut two.weber, &people[0], "call_back", "convincing").await;
    answer(&mut two.weber, &people[1], "not_a_rupture", "ankle only").await;
    let hidden = ["convincing", "ankle only", "Dr A. Weber, emergency physician</strong>", ",call_back,yes"];
    let looks = |reply: &Reply| hidden.iter().copied().filter(|word| reply.text.contains(word)).collect::<Vec<_>>();
    for path in ["/clinic/worklist", "/clinic/worklist/agreement", &people[0], &people[1]] {
        assert_eq!(looks(&two.ruiz.get(path).await), Vec::<&str>::new(), "{path}");
    }
    assert!(two.ruiz.get(&people[0]).await.text.contains("Others who answered: 1."));
    let table = two.ruiz.post("/clinic/worklist/reviews.csv", &[("reasons", "yes"), ("ids", "yes")]).await;
    assert_eq!(looks(&table), Vec::<&str>::new(), "{}", table.text);
    assert!(!two.ruiz.get("/clinic/worklist/agreement").await.text.contains("1 of 1"), "no number gives it away");

    // One's own answer opens that person, and no other.
    answer(&mut two.ruiz, &people[0], "unclear", "").await;
    let open = two.ruiz.get(&people[0]).await;
    assert!(open.text.contains("convincing") && open.text.contains("Dr A. Weber, emergency physician</strong>"));
    assert!(!two.ruiz.get(&people[1]).await.text.contains("ankle only"));
    let both = two.ruiz.get("/clinic/worklist/agreement").await;
    assert!(
        both.text.contains("Answered by both: 1.") && both.text.contains("The same answer: 0 of 1."),
        "{}",
        both.text
    );
    assert!(both.text.contains("Reviewers differ about 1."));
    let table = two.ruiz.post("/clinic/worklist/reviews.csv", &[("reasons", "yes")]).await.text;
    assert!(table.contains("convincing") && !table.contains("ankle only"), "{table}");
}

#[tokio::test]
async fn numbers_emerge_as_answers_come_in() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    let empty = two.weber.get("/clinic/worklist/agreement").await;
    assert_eq!(empty.text.matches("Not yet:").count(), 2, "{}", empty.text);
    for (path, said) in people.iter().zip(["call_back", "call_back", "not_a_rupture", "unclear"]) {
        answer(&mut two.weber, path, said, "").await;
        answer(&mut two.ruiz, path, said, "").await;
    }
    let page = two.weber.get("/clinic/worklist/agreement").await.text.replace('\u{a0}', " ");
    // Wilson for 2 of 3: 20.8 to 93.9 %.
    assert!(page.contains("2 of 3: 67 % (95 % interval 21 to 94 %)"), "{page}");
    assert!(page.contains("1.5 people read for one to call back (95 % interval 1.1 to 4.8)"), "{page}");
    assert!(page.contains("Cohen’s κ 1.00") && page.contains("no certainty") && page.contains("fewer than 30"));
}

#[tokio::test]
async fn an_answer_to_other_signs_counts_no_more_and_a_form_made_before_is_refused() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    answer(&mut two.weber, &people[0], "not_a_rupture", "").await;
    let seen = two.weber.get(&people[0]).await.input("seen");
    let mut list: serde_json::Value = serde_json::from_slice(&std::fs::read(ward.list()).unwrap()).unwrap();
    list["people"][0]["notes"][0]["signs"][0]["says"] = "not_done".into();
    std::fs::write(ward.list(), list.to_string()).unwrap();
    let page = two.weber.get("/clinic/worklist").await;
    assert!(
        page.text.contains("before the signs changed") && page.text.contains("answered for 0 of 4"),
        "{}",
        page.text
    );
    assert!(two.weber.get(&people[0]).await.text.contains("That answer no longer counts."));
    assert!(two.weber.get("/clinic/worklist/agreement").await.text.contains("Not yet:"));
    let stale = two.weber.post(&people[0], &[("answer", "unclear"), ("seen", &seen)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("changed while you were reading"));
    assert_eq!(two.store.reviews().await.unwrap().len(), 1);
}

#[tokio::test]
async fn answers_stay_with_their_visit_when_the_ward_is_swept_again() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    answer(&mut two.weber, &people[2], "call_back", "").await;
    std::fs::remove_file(ward.list()).unwrap();
    ward.sweep(true);
    let page = two.weber.get("/clinic/worklist").await;
    assert!(page.text.contains("answered for 1 of 4"), "{}", page.text);
}

#[tokio::test]
async fn a_changed_or_missing_input_is_said_and_no_wrong_word_is_marked() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    let text = std::fs::read_to_string(ward.input()).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    std::fs::write(ward.input(), lines.join("\n")).unwrap();
    for path in &people {
        let page = two.weber.get(path).await;
        assert_eq!((page.status, marked(&page)), (StatusCode::OK, vec![]), "{path}");
        assert!(page.text.contains("The input has changed since the sweep."), "{}", page.text);
    }
    std::fs::remove_file(ward.input()).unwrap();
    let page = two.weber.get(&people[0]).await;
    assert!(page.text.contains("is not there any more") && marked(&page).is_empty());
    assert_eq!(answer(&mut two.weber, &people[0], "unclear", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_input_touched_after_the_sweep_is_pointed_out_though_its_words_are_the_same() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    let written = ward.list().metadata().unwrap().modified().unwrap();
    let hour = std::time::Duration::from_hours(1);
    let touch = |at| std::fs::File::options().append(true).open(ward.input()).unwrap().set_modified(at).unwrap();
    touch(written - hour);
    let page = two.weber.get(&people[0]).await;
    assert!(!page.text.contains("changed after the sweep"), "{}", page.text);
    touch(written + hour);
    let page = two.weber.get(&people[0]).await;
    assert!(page.text.contains("changed after the sweep") && !marked(&page).is_empty());
}

#[tokio::test]
async fn sentences_that_the_list_holds_are_shown_when_the_note_is_not() {
    let ward = Ward::new(true);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    let before = marked(&two.weber.get(&people[0]).await);
    std::fs::remove_file(ward.input()).unwrap();
    let page = two.weber.get(&people[0]).await;
    assert!(page.text.contains("Sentences kept in the list"));
    assert_eq!(marked(&page), before);
}

#[tokio::test]
async fn a_missing_a_damaged_and_an_unknown_list_are_each_said() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let good = std::fs::read_to_string(ward.list()).unwrap();
    for (text, said) in [
        (good.replace("heelrise-worklist/1", "heelrise-worklist/9"), "another release"),
        (good[..good.len() / 2].to_owned(), "no worklist, or only a part"),
        ("[]".to_owned(), "no worklist, or only a part"),
    ] {
        std::fs::write(ward.list(), text).unwrap();
        let page = two.weber.get("/clinic/worklist").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.text.contains(said), "{said}: {}", page.text);
        assert!(ward.shelf(two.store.clone()).is_err());
    }
    std::fs::remove_file(ward.list()).unwrap();
    assert!(two.weber.get("/clinic/worklist").await.text.contains("is not there"));
    assert!(matches!(ward.shelf(two.store.clone()), Err(ListError::Missing { .. })));
    std::fs::write(ward.list(), good).unwrap();
    assert_eq!(all(&mut two.weber).await.len(), 4, "it comes back");
}

#[tokio::test]
async fn a_table_has_names_for_ids_and_no_words_unless_they_are_asked_for() {
    let ward = Ward::new(false);
    let mut two = two(&ward).await;
    let people = all(&mut two.weber).await;
    answer(&mut two.weber, &people[0], "call_back", "=reason typed").await;
    let get = async |site: &mut Site, ticked: &[(&str, &str)]| site.post("/clinic/worklist/reviews.csv", ticked).await;
    let plain = get(&mut two.weber, &[]).await;
    assert!(plain.headers[CONTENT_DISPOSITION].to_str().unwrap().contains("attachment"));
    let list: heelrise_sweep::Worklist = serde_json::from_slice(&std::fs::read(ward.list()).unwrap()).unwrap();
    let first = &list.people[0];
    let id = format!(",{},{},", first.patient, first.encounter);
    assert_eq!(plain.text.lines().count(), 5, "{}", plain.text);
    for secret in [&id, "Weber", "reason typed", "sentences"] {
        assert!(!plain.text.contains(secret), "{secret}: {}", plain.text);
    }
    let again = get(&mut two.weber, &[]).await;
    assert_ne!(plain.text, again.text, "the key is thrown away");
    let full = get(&mut two.weber, &[("ids", "yes"), ("sentences", "yes"), ("reasons", "yes")]).await.text;
    assert!(full.contains(&id) && full.contains("Dr A. Weber") && full.contains("'=reason typed"), "{full}");
    let words = marked(&two.weber.get(&people[0]).await);
    assert!(full.contains(&words[0]), "{words:?} {full}");

    // The holder of the machine sees everybody's answers, with the same names each time for one key.
    let shelf = ward.shelf(two.store.clone()).unwrap();
    let reviews = two.store.reviews().await.unwrap();
    let names = heelrise_sweep::export::Pseudonyms::new(&[7; 32]).unwrap();
    let export = Export { viewer: None, names: Some(&names), sentences: false, reasons: false };
    let table = || csv(&shelf, &shelf.list().unwrap(), &reviews, &export).unwrap();
    assert_eq!(table(), table());
    assert!(String::from_utf8(table()).unwrap().contains(&names.name("patient", &first.patient)));
}

#[tokio::test]
async fn the_look_back_says_who_was_missed_for_how_long_and_in_whose_words() {
    let ward = Ward::new(false);
    let mut recent = two(&ward).await;
    assert_eq!(recent.weber.get("/clinic/worklist/look-back").await.status, StatusCode::NOT_FOUND);
    assert!(!recent.weber.get("/clinic/worklist").await.text.contains("look-back"));

    ward.sweep_days(false, None);
    let mut two = two(&ward).await;
    assert!(two.weber.get("/clinic/worklist").await.text.contains("href=\"/clinic/worklist/look-back\""));
    let page = two.weber.get("/clinic/worklist/look-back").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["named after 9", "dr-1", "<strong>1</strong>", "Code and note disagree", "First seen late"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(marked(&page).iter().any(|words| words.contains("pop")), "{}", page.text);
    // A page behind the last is the last.
    let last = two.weber.get("/clinic/worklist/look-back?page=99").await;
    assert!(last.text.contains("named after 9"));
    two.weber.cookie = None;
    assert_eq!(two.weber.get("/clinic/worklist/look-back").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_could_not_be_read_stands_at_the_top_and_two_visits_of_one_person_lead_to_each_other() {
    let ward = Ward::new(true);
    let calm = two(&ward).await.weber.get("/clinic/worklist").await.text;
    assert!(!calm.contains("wl-missing") && !calm.contains("Same person"), "{calm}");
    let note = "Felt a pop in the calf. No movement on calf squeeze. Home.";
    for day in ["2026-11-12", "2026-11-18"] {
        std::fs::write(
            ward.0.path().join(format!("in/z-{day}.ndjson")),
            format!(
                r#"{{"resourceType":"DiagnosticReport","id":"r{day}","subject":{{"reference":"Patient/twice"}},"encounter":{{"reference":"Encounter/v{day}"}},"effectiveDateTime":"{day}","conclusion":"{note}"}}"#
            ),
        )
        .unwrap();
    }
    // A packed file that is cut off, and a line that is no record.
    std::fs::write(ward.0.path().join("in/broken.ndjson.gz"), [0x1f, 0x8b, 8, 0, 0]).unwrap();
    std::fs::write(
        ward.0.path().join("in/torn.ndjson"),
        "{\"resourceType\":\"Encounter\",\n{\"resourceType\":\"Patient\"}\n",
    )
    .unwrap();
    ward.sweep(true);
    let mut two = two(&ward).await;
    let page = two.weber.get("/clinic/worklist").await.text;
    let (front, behind) = page.split_once("wl-views").unwrap();
    assert!(front.contains("One of the inputs could not be read, or not to the end."), "{front}");
    assert!(front.contains("broken.ndjson.gz") && front.contains("Fetch it anew"), "{front}");
    assert!(front.contains("Records that could not be used: 1.") && front.contains("torn.ndjson"), "{front}");
    assert_eq!(behind.matches("Same person: rank ").count(), 2, "{behind}");
    let other = page.split("Same person: rank ").next().unwrap().rsplit("href=\"").next().unwrap();
    let person = two.weber.get(other.split('"').next().unwrap()).await.text;
    assert!(person.contains("Other visits of this person on the list"), "{person}");
    assert_eq!(person.matches("Same person: rank ").count(), 1);
}
