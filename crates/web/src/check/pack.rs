//! What the browser needs to answer without a network: the urgency table as data, and the list of files that the
//! service worker keeps.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use heelrise_care::case::ReportedSign;
use heelrise_knowledge::Answer;
use heelrise_knowledge::decision::{Cell, Decision, HitPolicy};
use serde::Serialize;
use std::collections::BTreeMap;

use super::screens::Screen;
use crate::App;

/// The urgency table and what the screens ask, as the browser reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// The format of this file.
    pub format: u8,
    /// The first twelve digits of the knowledge version.
    pub knowledge: String,
    /// Until when the table may be used without a newer one.
    pub valid_until: String,
    /// From the mildest to the most urgent.
    pub outcomes: Vec<String>,
    /// Every rule. All that fire count; the most urgent outcome decides.
    pub rules: Vec<PackRule>,
    /// The screens in order.
    pub screens: Vec<PackScreen>,
    /// All reported signs in the order of the handover code.
    pub signs: Vec<&'static str>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackRule {
    /// Its id.
    pub id: String,
    /// Its outcome, as an index.
    pub outcome: usize,
    /// The answers it accepts, by sign; a sign that is not named may be anything.
    pub when: BTreeMap<String, Vec<&'static str>>,
}

/// One screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackScreen {
    /// Its name.
    pub id: &'static str,
    /// The signs it asks for by name.
    pub signs: Vec<&'static str>,
    /// The signs that are absent when none of what it names is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<&'static str>,
    /// The screen before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<&'static str>,
}

impl Pack {
    /// Compiles the decision. None when it holds something that the browser's evaluator does not know: then the check
    /// runs on the server only.
    pub fn of(decision: &Decision, version: &str) -> Option<Self> {
        if decision.hit != HitPolicy::MostUrgent {
            return None;
        }
        let rules = decision.rules.iter().map(|rule| {
            let mut when = BTreeMap::new();
            for (input, cell) in decision.inputs.iter().zip(&rule.cells) {
                match cell {
                    Cell::Any => {}
                    Cell::Answers(answers) => {
                        when.insert(input.id.clone(), answers.iter().copied().map(Answer::id).collect());
                    }
                    Cell::Choices(_) | Cell::Numbers(_) => return None,
                }
            }
            Some(PackRule { id: rule.id.clone(), outcome: rule.outcome, when })
        });
        let ids = |signs: &[ReportedSign]| signs.iter().map(|sign| sign.id()).collect();
        let screen = |s: &Screen| PackScreen {
            id: s.id(),
            signs: ids(s.signs()),
            none: if *s == Screen::Emergencies { ids(s.stands_for()) } else { vec![] },
            before: s.before().map(Screen::id),
        };
        Some(Self {
            format: 1,
            knowledge: version.to_owned(),
            valid_until: decision.valid_until.to_string(),
            outcomes: decision.outcomes.clone(),
            rules: rules.collect::<Option<_>>()?,
            screens: Screen::ALL.iter().map(screen).collect(),
            signs: ReportedSign::ALL.iter().map(|sign| sign.id()).collect(),
        })
    }

    /// The pack of a site.
    pub fn of_app(app: &App) -> Option<Self> {
        Self::of(app.care.urgency_decision(), app.knowledge().short_version())
    }
}

/// The address of the pack. It names the version, so that a page never meets a table it was not written for.
pub fn url(app: &App) -> String {
    format!("/check/pack.json?k={}", app.knowledge().short_version())
}

/// The files a browser keeps to run the check without a network.
pub fn kept(app: &App) -> Vec<String> {
    let assets =
        ["css/site.css", "img/mark.svg", "js/check.js", "js/evaluate.js", "js/handover.js", "vendor/lean-qr/nano.js"];
    let pages = ["/check/".to_owned(), url(app)];
    pages.into_iter().chain(assets.iter().map(|path| app.assets.url(path))).collect()
}

/// The table as data.
pub async fn json(State(app): State<App>) -> Response {
    let pack = Pack::of_app(&app);
    ([(CACHE_CONTROL, "no-cache")], axum::Json(pack)).into_response()
}

/// The service worker: the script, with the list of files and the name of this version put in.
pub async fn worker(State(app): State<App>) -> Response {
    let script = app.assets.get("js/sw.js").map(|asset| String::from_utf8_lossy(&asset.plain).into_owned());
    let name = format!("check-{}-{}", app.assets.version(), app.knowledge().short_version());
    let list = serde_json::to_string(&kept(&app)).unwrap_or_default();
    let text = script.unwrap_or_default().replace("'KEPT_NAME'", &format!("'{name}'")).replace("['KEPT_LIST']", &list);
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")], text).into_response()
}
