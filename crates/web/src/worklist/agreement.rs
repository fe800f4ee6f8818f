//! What the answers come to so far: positive predictive value and number needed to review as they emerge, and how far two
//! reviewers agree. Somebody who reviews sees numbers made only of people whom they have answered themselves.

use askama::Template;
use axum::response::Response;
use heelrise_records::{AuditAction, ReviewAnswer};

use super::answers::Answers;
use super::figures::{Agreement, Tally, agreement, settled, tally};
use super::{person, words};
use crate::clinic::seat::Seat;
use crate::site::{Page, PageError, html};

/// With fewer people than this, κ and its interval are called rough.
const FEW: u64 = 30;

struct Figures {
    title: String,
    lead: String,
    /// Answer and count.
    counts: Vec<(String, String)>,
    all: String,
    ppv: Option<String>,
    need: Option<String>,
}

struct Pair {
    id: String,
    name: String,
    both: String,
    same: String,
    kappa: Option<String>,
    few: bool,
    no_width: bool,
    /// The first reviewer's answer, the counts, and which of them lies on the diagonal.
    rows: Vec<(String, Vec<(String, bool)>)>,
    columns: Vec<String>,
}

#[derive(Template)]
#[template(path = "worklist/agreement.html")]
struct AgreementPage {
    page: Page,
    who: String,
    figures: Vec<Figures>,
    differ: Option<String>,
    pairs: Vec<Pair>,
    can_export: bool,
    pseudonyms: bool,
}

/// The page.
pub async fn show(seat: Seat) -> Result<Response, PageError> {
    let (shelf, listed) = person::shelf(&seat).await?;
    let reviews = shelf.reviews.reviews().await?;
    let answers = Answers::of(&listed, &reviews);
    seat.audit(None, AuditAction::Read, "call-back list: agreement").await?;
    let page = seat.page("wl-agreement-title");
    let me = seat.account.id;
    let own = tally(&answers, me, Some(me));
    let mut all = vec![figures(&page, page.say("wl-own-title"), page.say("wl-own-lead"), &own)];
    let others: Vec<_> = answers.reviewers(Some(me)).into_iter().filter(|(account, _)| *account != me).collect();
    let (alike, differ) = settled(&answers, Some(me));
    if !others.is_empty() {
        all.push(figures(&page, page.say("wl-settled-title"), page.say("wl-settled-lead"), &alike));
        for (account, name) in &others {
            let theirs = tally(&answers, *account, Some(me));
            let title = page.say1("wl-theirs-title", "name", name);
            all.push(figures(&page, title, page.say("wl-theirs-lead"), &theirs));
        }
    }
    let pairs = others.iter().enumerate();
    let pairs = pairs.map(|(n, (account, name))| pair(&page, n, name, &agreement(&answers, me, *account))).collect();
    html(&AgreementPage {
        who: seat.account.display_name.clone(),
        figures: all,
        differ: (differ > 0).then(|| page.say1("wl-differ", "count", differ.to_string())),
        pairs,
        can_export: !listed.list.people.is_empty(),
        pseudonyms: listed.list.made.pseudonyms,
        page,
    })
}

fn figures(page: &Page, title: String, lead: String, tally: &Tally) -> Figures {
    let counts = ReviewAnswer::ALL.iter().map(|one| (words::answer(page, *one), tally.of(*one).to_string())).collect();
    Figures {
        title,
        lead,
        counts,
        all: tally.all().to_string(),
        ppv: tally.ppv().map(|share| words::share(page, &share)),
        need: tally.need().map(|need| words::need(page, &need)),
    }
}

fn pair(page: &Page, number: usize, name: &str, found: &Agreement) -> Pair {
    let columns = ReviewAnswer::ALL.iter().map(|one| words::answer(page, *one)).collect();
    let row = |(i, (answer, counts)): (usize, (&ReviewAnswer, &[u64; 4]))| {
        let counts = counts.iter().enumerate().map(|(j, count)| (count.to_string(), i == j)).collect();
        (words::answer(page, *answer), counts)
    };
    let kappa = found.kappa.map(|kappa| {
        let two = |value: f64| format!("{value:.2}").replace('-', "−");
        page.say_with("wl-kappa", &[("kappa", &two(kappa.kappa)), ("low", &two(kappa.low)), ("high", &two(kappa.high))])
    });
    Pair {
        id: format!("pair-{number}"),
        name: name.to_owned(),
        both: found.both.to_string(),
        same: page.say2("wl-same", "same", found.same.to_string(), "both", found.both.to_string()),
        kappa,
        few: found.both < FEW,
        no_width: found.kappa.is_some_and(|kappa| kappa.high <= kappa.low),
        rows: ReviewAnswer::ALL.iter().zip(&found.table).enumerate().map(row).collect(),
        columns,
    }
}
