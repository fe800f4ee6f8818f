//! The pages of the self-check. Every form post answers with the next page itself: answers travel in hidden fields, and
//! no address ever holds one.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Redirect, Response};
use heelrise_care::urgency::Urgency;
use jiff::tz::TimeZone;

use super::answers::{Answers, FIRST_DATE, Go, Refused, When};
use super::handover::Handover;
use super::result::{self, ReasonView, ResultView, answer_word, stem};
use super::screens::Screen;
use super::{pack, qr};
use crate::App;
use crate::rely_on::signed;
use crate::site::assets;
use crate::site::page::{html_with, write};
use crate::site::{Lang, Page, PageError, Section};
use heelrise_knowledge::Answer;

/// One question of a screen.
struct Field {
    id: &'static str,
    question: String,
    help: Option<String>,
    answer: &'static str,
}

impl Field {
    fn chosen(&self, value: &str) -> bool {
        self.answer == value
    }
}

impl ScreenView {
    fn chosen(&self, value: &str) -> bool {
        self.when == value
    }
}

/// A screen as it is shown.
struct ScreenView {
    id: &'static str,
    kind: &'static str,
    number: usize,
    total: usize,
    /// What the question about the emergencies names.
    together: Vec<String>,
    /// Whether “none of these” was answered.
    none_chosen: bool,
    heading: String,
    help: Option<String>,
    fields: Vec<Field>,
    choices: [(&'static str, String); 3],
    days: [(&'static str, String); 3],
    when: &'static str,
    date: String,
    first_date: String,
    last_date: String,
    hidden: Vec<(&'static str, String)>,
    back: bool,
    error: Option<String>,
}

/// The page to show at the desk.
#[derive(Default)]
struct ShowView {
    made: String,
    link: String,
    qr_path: String,
    qr_box: String,
    why: Vec<String>,
}

/// Who has looked at the content, and when.
struct About {
    signed: Option<String>,
    reviewed: String,
    valid_until: String,
    stale: bool,
}

/// What the browser needs to go on by itself.
struct Offline {
    pack_url: String,
    base: String,
    screens: Vec<ScreenView>,
    results: Vec<ResultView>,
    show: ShowView,
    reasons: Vec<ReasonView>,
    emergencies: Vec<String>,
}

enum Part {
    Screen(Box<ScreenView>),
    Result(Box<ResultView>),
    Show(Box<ResultView>, ShowView),
}

#[derive(Template)]
#[template(path = "check/page.html")]
struct CheckPage {
    page: Page,
    wide: bool,
    part: Part,
    about: About,
    offline: Option<Offline>,
}

type Fields = Form<Vec<(String, String)>>;

/// The check lives under a folder of its own, so that its service worker can reach nothing else.
pub async fn to_folder() -> Redirect {
    Redirect::permanent("/check/")
}

/// The first screen, and everything the browser needs to go on by itself. It holds no answer, so it is the same for
/// everybody who reads this language today, and is kept ready.
pub async fn start(State(app): State<App>, lang: Lang, headers: HeaderMap) -> Result<Response, PageError> {
    let clock = &app.config.clock;
    let key = format!("check {} {} {}", lang.0, clock.latest_date_on_earth(), clock.today());
    let page = app.assets.ready(&key, || start_page(&app, &lang))?;
    Ok(assets::send(&page, &headers, "no-store"))
}

fn start_page(app: &App, lang: &Lang) -> Result<String, PageError> {
    let page = Page::new(app, lang, Section::Check, "check-title");
    let blank = Answers::default();
    let offline = pack::Pack::of_app(app).map(|_| Offline {
        pack_url: pack::url(app),
        base: app.config.public_url.as_deref().unwrap_or_default().trim_end_matches('/').to_owned(),
        screens: Screen::ALL.iter().map(|screen| screen_view(&page, *screen, &blank, None)).collect(),
        results: Urgency::ALL.iter().map(|level| ResultView::blank(&page, *level)).collect(),
        show: ShowView::default(),
        reasons: result::blank_reasons(&page),
        emergencies: Screen::emergencies().iter().map(|sign| result::short(&page, sign.id())).collect(),
    });
    let part = Part::Screen(Box::new(screen_view(&page, Screen::Emergencies, &blank, None)));
    let about = about(&page);
    write(&CheckPage { page, wide: false, part, about, offline })
}

/// The next screen, the one before, one by name, or the result.
pub async fn answer(State(app): State<App>, lang: Lang, form: Fields) -> Result<Response, PageError> {
    let page = Page::new(&app, &lang, Section::Check, "check-title");
    let sent = Answers::read(&form.0, app.config.clock.latest_date_on_earth()).map_err(|_| not_ours())?;
    let answers = &sent.answers;
    let screen = |screen, error: Option<&str>, status| {
        let error = error.map(|id| page.say(id));
        let view = screen_view(&page, screen, answers, error);
        let title = view.heading.clone();
        send(status, page.clone().titled(title), Part::Screen(Box::new(view)))
    };
    match (sent.go, sent.from) {
        (Go::To(to), _) => return screen(to, None, StatusCode::OK),
        (Go::Back, from) => {
            return screen(from.and_then(Screen::before).unwrap_or(Screen::Emergencies), None, StatusCode::OK);
        }
        (Go::Next, Some(from)) => {
            let wrong = match sent.date_refused {
                Some(Refused::Future) => Some("check-error-future"),
                Some(_) => Some("check-error-date"),
                None if answers.is_answered(from) || answers.has_emergency() => None,
                None => Some("check-error-choose"),
            };
            if wrong.is_some() {
                return screen(from, wrong, StatusCode::UNPROCESSABLE_ENTITY);
            }
        }
        (Go::Next, None) => {}
    }
    match answers.next_screen() {
        Some(next) => screen(next, None, StatusCode::OK),
        None => show_result(page, answers),
    }
}

/// The page to show at the desk.
pub async fn show(State(app): State<App>, lang: Lang, headers: HeaderMap, form: Fields) -> Result<Response, PageError> {
    let page = Page::new(&app, &lang, Section::Check, "check-show-page");
    let sent = Answers::read(&form.0, app.config.clock.latest_date_on_earth()).map_err(|_| not_ours())?;
    if sent.answers.next_screen().is_some() {
        return Err(not_ours());
    }
    let result = ResultView::of(&page, &sent.answers);
    let now = app.config.clock.timestamp();
    let code = Handover { answers: sent.answers, made_at: now, knowledge: page.version() }.encode();
    let link = format!("{}/clinic/new#{code}", base(&app, &headers)?);
    let (qr_path, size) = qr::path(&link).ok_or_else(not_ours)?;
    let utc = now.to_zoned(TimeZone::UTC);
    let view = ShowView {
        made: page.say2("check-made-utc", "date", page.date(utc.date()), "time", utc.strftime("%H:%M")),
        link,
        qr_path,
        qr_box: format!("-4 -4 {0} {0}", size + 8),
        why: result.why(),
    };
    send(StatusCode::OK, page, Part::Show(Box::new(result), view))
}

fn not_ours() -> PageError {
    PageError::new(StatusCode::BAD_REQUEST, "error-form")
}

/// The site's own address for links: as configured, else as the request names it, if it names a plain host.
fn base(app: &App, headers: &HeaderMap) -> Result<String, PageError> {
    if let Some(url) = &app.config.public_url {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    let plain = |host: &&str| {
        !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
    };
    let host = headers.get(HOST).and_then(|v| v.to_str().ok()).filter(plain).ok_or_else(not_ours)?;
    Ok(format!("http://{host}"))
}

fn show_result(page: Page, answers: &Answers) -> Result<Response, PageError> {
    let view = ResultView::of(&page, answers);
    let title = page.say(format!("urgency-{}-title", view.level));
    send(StatusCode::OK, page.titled(title), Part::Result(Box::new(view)))
}

fn send(status: StatusCode, page: Page, part: Part) -> Result<Response, PageError> {
    let wide = !matches!(part, Part::Screen(_));
    let about = about(&page);
    html_with(status, &CheckPage { page, wide, part, about, offline: None })
}

fn about(page: &Page) -> About {
    let app = page.app();
    let decision = app.care.urgency_decision();
    About {
        signed: signed(page, decision),
        reviewed: page.date(decision.reviewed_on),
        valid_until: page.date(decision.valid_until),
        stale: app.config.clock.today() > decision.valid_until,
    }
}

fn screen_view(page: &Page, screen: Screen, answers: &Answers, error: Option<String>) -> ScreenView {
    let fields: Vec<Field> = screen
        .signs()
        .iter()
        .map(|sign| {
            let answer = answers.report.get(*sign);
            Field {
                id: sign.id(),
                question: page.say(format!("sign-{}-question", stem(sign.id()))),
                help: Some(page.say(format!("sign-{}-help", stem(sign.id())))),
                answer: if answer.is_not_asked() { "" } else { answer.id() },
            }
        })
        .collect();
    let (kind, heading, help) = match (screen, fields.first()) {
        (Screen::Sign(_), Some(field)) => ("sign", field.question.clone(), field.help.clone()),
        (Screen::When, _) => ("when", page.say("check-when-question"), Some(page.say("check-when-help"))),
        _ => ("group", page.say("check-emergencies-question"), None),
    };
    let choice = |answer: Answer| (answer.id(), answer_word(page, answer));
    let day = |value, id| (value, page.say(id));
    let (when, date) = match answers.when {
        When::Today => ("today", String::new()),
        When::Yesterday => ("yesterday", String::new()),
        When::Unsure => ("unsure", String::new()),
        When::On(date) => ("date", date.to_string()),
        When::NotAsked => ("", String::new()),
    };
    ScreenView {
        id: screen.id(),
        kind,
        number: screen.number(),
        total: Screen::total(),
        none_chosen: answers.is_answered(Screen::Emergencies) && !answers.has_emergency(),
        together: if screen == Screen::Emergencies {
            Screen::emergencies().iter().map(|sign| result::short(page, sign.id())).collect()
        } else {
            vec![]
        },
        heading,
        help,
        fields,
        choices: [choice(Answer::Present), choice(Answer::Absent), choice(Answer::Unsure)],
        days: [
            day("today", "check-when-today"),
            day("yesterday", "check-when-yesterday"),
            day("unsure", "check-when-unsure"),
        ],
        when,
        date,
        first_date: FIRST_DATE.to_string(),
        last_date: page.app().config.clock.latest_date_on_earth().to_string(),
        hidden: answers.fields(),
        back: screen.before().is_some(),
        error,
    }
}
