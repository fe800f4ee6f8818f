//! Deciding together, inside a case: the numbers of the decision aid, what this case knows that may bend them, what
//! matters to the patient, and who was there. What is kept is what was shown; the choice of treatment stays an entry of
//! its own.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::{
    CaseState, Circumstance, Command, EventKind, Named, PATIENT, Present, Seq, SharedDecision, Shown,
};
use jiff::civil::Date;

use super::case::{Pairs, sent};
use super::form::look;
use super::seat::{Seat, see_other};
use super::view::{Banner, value_in_words};
use super::{date_short, fields, token};
use crate::decide::summary::{Compared, Marked, Summary, marked, questions};
use crate::site::page::html_with;
use crate::site::{Page, PageError, html};

/// The roles of those who were there; their names are wording (`shared-role-ID`).
const ROLES: [&str; 8] =
    [PATIENT, "family", "surgeon", "clinician", "physiotherapist", "nurse", "interpreter", "other"];
/// Where a patient can lean (`shared-leaning-ID`); nothing is preset.
const LEANINGS: [&str; 3] = ["operation", "no_operation", "not_sure"];
/// How many people the form has room for.
const PEOPLE: usize = 4;
/// The most characters of a name, and of the remark.
const MAX_NAME: usize = 120;
const MAX_NOTE: usize = 1_000;

/// What of a case tells of each thing that may bend the numbers.
const KNOWN: [(&str, &str); 6] = [
    ("gap", "imaging.ultrasound_gap_mm"),
    ("days", "injury.date"),
    ("place", "examination.gap_above_heel_mm"),
    ("age", "person.age_years"),
    ("wound", "risk.oral_steroid"),
    ("sex", "person.sex"),
];

/// Whether there is something to decide: the last verdict is a rupture, or one that is not excluded.
pub fn open_to(state: &CaseState) -> bool {
    state.verdict.as_ref().is_some_and(|verdict| matches!(verdict.verdict.as_str(), "rupture" | "suspected"))
        && !super::case::is_closed(state)
}

/// From how many days after the injury on a repair counts as late: as the finding on late repairs says it.
fn late_from(page: &Page) -> Option<i32> {
    let modifier = page.app().knowledge().aid.modifiers.iter().find(|modifier| modifier.id == "days")?;
    modifier.finding.iter().filter_map(|finding| finding.numbers.get("from")?.parse().ok()).min()
}

/// Days since the injury, where its day is known.
fn days_since(state: &CaseState, today: Date) -> Option<i32> {
    Some(injured_on(state)?.until(today).ok()?.get_days())
}

fn injured_on(state: &CaseState) -> Option<Date> {
    look(&state.facts, "injury.date")?.as_str()?.parse().ok()
}

/// Whether the injury is so long ago that a repair would count as late.
fn is_late(page: &Page, state: &CaseState, today: Date) -> bool {
    late_from(page).zip(days_since(state, today)).is_some_and(|(from, days)| days >= from)
}

/// What the case knows that may bend the numbers, with what was found of it. Nothing is put into a number.
fn circumstances(page: &Page, state: &CaseState, compared: &Compared, today: Date) -> Vec<Circumstance> {
    let found = compared.modifiers.iter().filter_map(|modifier| {
        let known: Vec<String> = KNOWN
            .iter()
            .filter(|(of, _)| *of == modifier.id)
            // What was found of late repairs is about late repairs only.
            .filter(|(of, _)| *of != "days" || is_late(page, state, today))
            .filter_map(|(_, path)| known(page, state, path, today))
            .collect();
        let mut found: Vec<String> = modifier.finding.iter().map(|finding| finding.text.clone()).collect();
        found.extend(modifier.against.iter().enumerate().map(|(n, finding)| match n {
            0 => format!("{} {}", page.say("decide-you-against"), finding.text),
            _ => finding.text.clone(),
        }));
        (!known.is_empty()).then(|| Circumstance {
            what: Named { id: modifier.id.clone(), words: modifier.name.clone() },
            known,
            strength: page.say(format!("decide-strength-{}", modifier.strength)),
            found,
        })
    });
    found.collect()
}

/// Everything that is shown for a case: the numbers, for whom they are not, and what may bend them.
fn shown(page: &Page, state: &CaseState, compared: &Compared, today: Date) -> Shown {
    let mut shown = compared.shown(page);
    if let Some(warning) = late_warning(page, state, today) {
        shown.first.push(warning);
    }
    shown.circumstances = circumstances(page, state, compared, today);
    shown
}

/// That the trials took in fresh tears, where this one is not fresh.
fn late_warning(page: &Page, state: &CaseState, today: Date) -> Option<String> {
    is_late(page, state, today).then(|| page.say("shared-late"))
}

/// What a case knows at one place, in words; nothing where it was not asked, is not known, or is absent.
fn known(page: &Page, state: &CaseState, path: &str, today: Date) -> Option<String> {
    let value = look(&state.facts, path).filter(|value| !value.is_null())?;
    let field = fields::at(path)?;
    if value.as_str().is_some_and(|text| text == "absent" || field.options().last() == Some(&text)) {
        return None;
    }
    let words = value_in_words(page, path, Some(value));
    let words = match value.as_str().and_then(|day| day.parse::<Date>().ok()) {
        Some(day) => {
            let days = day.until(today).map_or(0, |span| span.get_days());
            page.say2("shared-days", "date", words, "days", days)
        }
        None => words,
    };
    Some(page.say2("change-to", "what", page.say(field.label_id()), "value", words))
}

/// One line for somebody who was there.
struct Seatmate {
    number: usize,
    name: String,
    role: String,
}

impl Seatmate {
    /// Whether this role was chosen.
    fn has(&self, role: &str) -> bool {
        self.role == role
    }
}

#[derive(Template)]
#[template(path = "clinic/shared.html")]
struct SharedPage {
    page: Page,
    who: String,
    banner: Banner,
    compared: Compared,
    late: Option<String>,
    circumstances: Vec<Circumstance>,
    marked: Marked,
    questions: Vec<(&'static str, String, bool)>,
    own: String,
    leanings: Vec<(&'static str, String, bool)>,
    people: Vec<Seatmate>,
    roles: Vec<(&'static str, String)>,
    on: String,
    today: String,
    note: String,
    version: String,
    key: String,
    digest: String,
    problem: Option<String>,
}

fn role_name(page: &Page, role: &str) -> String {
    if ROLES.contains(&role) { page.say(format!("shared-role-{role}")) } else { role.to_owned() }
}

/// The fields of what matters, without the start that keeps them apart from the others.
fn weights(pairs: &Pairs) -> Vec<(String, String)> {
    let own = pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix("matters-")?.to_owned(), value.clone())));
    own.collect()
}

async fn form(seat: &Seat, state: &CaseState, pairs: &Pairs, problem: Option<String>) -> Result<Response, PageError> {
    let page = seat.page("shared-title");
    let compared = Compared::ready(&page).await?;
    let today = seat.today();
    let shown = shown(&page, state, &compared, today);
    let asked: Vec<&str> = pairs.iter().filter(|(name, _)| name == "question").map(|(_, id)| id.as_str()).collect();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let or = |name: &str, other: String| match sent(pairs, name) {
        "" => other,
        text => text.to_owned(),
    };
    let empty = || PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "error-form");
    html_with(
        status,
        &SharedPage {
            who: seat.account.display_name.clone(),
            banner: Banner::of(seat, &page, state, "case"),
            digest: shown.digest().to_string(),
            late: late_warning(&page, state, today),
            circumstances: shown.circumstances,
            marked: marked(&weights(pairs)).ok_or_else(empty)?,
            questions: questions(&page).into_iter().map(|(id, text)| (id, text, asked.contains(&id))).collect(),
            own: sent(pairs, "own").to_owned(),
            leanings: LEANINGS.iter().map(|id| (*id, leaning_name(&page, id), sent(pairs, "leaning") == *id)).collect(),
            people: (1..=PEOPLE)
                .map(|number| Seatmate {
                    number,
                    name: sent(pairs, &format!("name-{number}")).to_owned(),
                    role: sent(pairs, &format!("role-{number}")).to_owned(),
                })
                .collect(),
            roles: ROLES.iter().map(|id| (*id, role_name(&page, id))).collect(),
            on: or("on", today.to_string()),
            today: today.to_string(),
            note: sent(pairs, "note").to_owned(),
            version: state.version.to_string(),
            key: or("key", token::fresh()),
            problem,
            compared,
            page,
        },
    )
}

fn leaning_name(page: &Page, id: &str) -> String {
    page.say(format!("shared-leaning-{}", fields::dashed(id)))
}

/// The step is not open yet. `refused` says what happened: nothing was shown, or nothing was saved.
fn too_early(page: &Page, refused: &'static str) -> PageError {
    PageError::new(StatusCode::CONFLICT, refused).detail(page.say("shared-no-verdict"))
}

/// The page two people look at together.
pub async fn show(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "decide together").await?;
    if !open_to(&state) {
        return Err(too_early(&seat.page("shared-title"), "shared-not-open"));
    }
    form(&seat, &state, &Pairs::new(), None).await
}

/// What was entered, or the sentence that says what is wrong with it.
fn entered(
    page: &Page,
    state: &CaseState,
    pairs: &Pairs,
    compared: &Compared,
    today: Date,
) -> Result<SharedDecision, String> {
    let line = |text: &str, limit: usize| text.chars().count() <= limit && !text.chars().any(char::is_control);
    let on: Date = sent(pairs, "on").parse().map_err(|_| page.say("wrong-day"))?;
    if on > today {
        return Err(page.say("wrong-future"));
    }
    if injured_on(state).is_some_and(|injured| on < injured) {
        return Err(page.say("shared-before-injury"));
    }
    let mut present = Vec::new();
    for number in 1..=PEOPLE {
        let (name, role) = (sent(pairs, &format!("name-{number}")), sent(pairs, &format!("role-{number}")));
        if !line(name, MAX_NAME) {
            return Err(page.say("shared-name-bad"));
        }
        match (name.is_empty(), role) {
            (true, "") => {}
            (false, "") => return Err(page.say("shared-role-missing")),
            (_, role) if !ROLES.contains(&role) => return Err(page.say("shared-role-missing")),
            (true, role) if role != PATIENT => return Err(page.say("shared-name-missing")),
            _ => present.push(Present { name: name.to_owned(), role: role.to_owned() }),
        }
    }
    if present.is_empty() {
        return Err(page.say("shared-nobody"));
    }
    let leaning = LEANINGS.into_iter().find(|id| *id == sent(pairs, "leaning"));
    let leaning = leaning.ok_or_else(|| page.say("shared-leaning-missing"))?;
    let known = questions(page);
    let mut asked = Vec::new();
    for (_, question) in pairs.iter().filter(|(name, _)| name == "question") {
        let (_, words) = known.iter().find(|(id, _)| id == question).ok_or_else(|| page.say("error-form-what"))?;
        asked.push(words.clone());
    }
    let own = sent(pairs, "own").lines().map(str::trim).filter(|line| !line.is_empty());
    for question in own {
        if !line(question, heelrise_records::shared::MAX_QUESTION) {
            return Err(page.say("shared-question-bad"));
        }
        asked.push(question.to_owned());
    }
    let note = sent(pairs, "note");
    if !line(note, MAX_NOTE) {
        return Err(page.say("shared-note-bad"));
    }
    let marked = marked(&weights(pairs)).ok_or_else(|| page.say("error-form-what"))?;
    let shown = shown(page, state, compared, today);
    if shown.digest().to_string() != sent(pairs, "shown") {
        return Err(page.say("shared-moved"));
    }
    Ok(SharedDecision {
        on,
        present,
        values: marked.weighed(page),
        questions: asked,
        leaning: Named { id: leaning.to_owned(), words: leaning_name(page, leaning) },
        shown,
        note: note.to_owned(),
    })
}

/// Keeps what was talked over.
pub async fn save(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "decide together").await?;
    let page = seat.page("shared-title");
    let sent_before = seat.desk.store.submission(sent(&pairs, "key")).await?.is_some();
    if !open_to(&state) {
        return Err(too_early(&page, "clinic-refused"));
    }
    let compared = Compared::ready(&page).await?;
    let shared = match entered(&page, &state, &pairs, &compared, seat.today()) {
        Ok(shared) => shared,
        Err(problem) if !sent_before => return form(&seat, &state, &pairs, Some(problem)).await,
        Err(problem) => {
            return Err(PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(problem));
        }
    };
    let version = sent(&pairs, "version").parse().map_or(Seq::NONE, Seq);
    let command = Command::ShareDecision(shared);
    let done = seat.write(state.case, version, sent(&pairs, "key"), &command, "decided together").await?;
    Ok(see_other(&format!("/clinic/case/{id}/decide/{}", done.version)))
}

/// What was kept, in a few lines, for the history.
pub fn lines(page: &Page, shared: &SharedDecision) -> Vec<String> {
    let mut lines = vec![
        page.say2("treatment-noted", "date", date_short(page, shared.on), "who", people(page, shared)),
        page.say1("shared-leans", "leaning", &shared.leaning.words),
    ];
    if !shared.with_patient() {
        lines.push(page.say("shared-without-patient"));
    }
    lines.push(shared.note.clone());
    lines
}

fn people(page: &Page, shared: &SharedDecision) -> String {
    let one = |person: &Present| match person.name.as_str() {
        "" => role_name(page, &person.role),
        name => format!("{name} ({})", role_name(page, &person.role)),
    };
    shared.present.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "clinic/shared_summary.html")]
struct KeptPage {
    page: Page,
    who: String,
    banner: Banner,
    seq: String,
    summary: Summary,
}

/// The summary of an entry, as it was shown then.
async fn kept(seat: &Seat, id: &str, seq: &str, what: &str) -> Result<KeptPage, PageError> {
    let (state, events) = seat.export(id, what).await?;
    let found = events.iter().find(|event| event.seq.to_string() == seq);
    let shared = found.and_then(|event| match &event.kind {
        EventKind::DecisionShared(shared) => Some((event, shared)),
        _ => None,
    });
    let Some((event, shared)) = shared else {
        let page = seat.page("shared-title");
        return Err(PageError::new(StatusCode::NOT_FOUND, "clinic-no-case").detail(page.say("shared-not-there")));
    };
    let page = seat.page("decide-summary-title");
    let mut facts = vec![
        (page.say("shared-case"), state.label.clone()),
        (page.say("shared-on"), date_short(&page, shared.on)),
        (page.say("shared-present"), people(&page, shared)),
    ];
    if !shared.with_patient() {
        facts.push((page.say("shared-patient"), page.say("shared-without-patient")));
    }
    facts.push((page.say("shared-leaning"), shared.leaning.words.clone()));
    if !shared.note.is_empty() {
        facts.push((page.say("shared-note"), shared.note.clone()));
    }
    // The numbers are those of the day they were kept, which may be later than the talk.
    let kept_on = event.at.to_zoned(seat.now.time_zone().clone()).date();
    let mut notes = vec![page.say1("shared-as-then", "date", date_short(&page, kept_on))];
    if Compared::ready(&page).await?.figures.evidence != shared.shown.evidence {
        notes.push(page.say("shared-since"));
    }
    notes.push(page.say("shared-not-the-choice"));
    let version: String = event.knowledge_version.chars().take(12).collect();
    notes.push(page.say1("decide-summary-version", "version", version));
    let summary = Summary {
        title: page.title().to_owned(),
        facts,
        shown: shared.shown.clone(),
        values: shared.values.clone(),
        questions: shared.questions.clone(),
        notes,
    };
    let banner = Banner::of(seat, &page, &state, "case");
    Ok(KeptPage { who: seat.account.display_name.clone(), banner, seq: seq.to_owned(), summary, page })
}

/// The summary page.
pub async fn summary(seat: Seat, Path((id, seq)): Path<(String, String)>) -> Result<Response, PageError> {
    html(&kept(&seat, &id, &seq, "summary of what was decided together").await?)
}

/// The summary as a PDF.
pub async fn pdf(seat: Seat, Path((id, seq)): Path<(String, String)>) -> Result<Response, PageError> {
    let made = kept(&seat, &id, &seq, "summary of what was decided together, as a PDF").await?;
    made.summary.pdf(&made.page, "operation-or-not")
}
