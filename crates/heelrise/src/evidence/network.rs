//! Four treatments compared at once. A rank is never shown without how much it scatters.

use heelrise_evidence::Measure;
use heelrise_evidence::bayes::{NETWORK, network_arms};
use heelrise_evidence::network::{Comparison, Network, contrasts, fit};
use heelrise_evidence::sets::{Shape, TrialSet};
use heelrise_evidence::standing::{Agreement, DISAGREES, Standing, network_standing};
use serde::Serialize;

use super::{Desk, LEVEL, SetView, Shown, decimals, measure, refused};
use crate::args::evidence::{self as args, MeasureWord};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::Page;

/// Two treatments compared.
#[derive(Serialize)]
struct Pair {
    treatment: &'static str,
    with: &'static str,
    #[serde(flatten)]
    effect: Shown,
    p: f64,
}

/// Cochran's Q.
#[derive(Serialize)]
struct Spread {
    q: f64,
    df: usize,
    p: Option<f64>,
}

/// The whole, for `--json`.
#[derive(Serialize)]
struct View<'a> {
    knowledge_version: &'a str,
    set: SetView,
    measure: &'static str,
    level: f64,
    trials: usize,
    contrasts: usize,
    tau2: f64,
    q: Spread,
    q_within_designs: Spread,
    q_between_designs: Spread,
    comparisons: Vec<Pair>,
    /// The places of the options, from the posterior.
    ranks: Vec<Standing>,
    splits: Vec<Agreement>,
    /// Where direct and indirect evidence disagree most.
    most_at_odds: Option<Agreement>,
    added_to: Vec<String>,
    left_out: Vec<String>,
}

/// Runs it.
pub fn run(desk: Desk<'_>, command: &args::Network) -> Result<Exit, Failure> {
    let set = network_set(desk, command.set.as_deref())?;
    if command.measure == MeasureWord::Rd {
        return Err(Failure::usage(desk.say("trials-network-measure")));
    }
    let m = measure(command.measure);
    let arms = network_arms(&set);
    let network = fit(&arms, NETWORK.len(), m, LEVEL).map_err(refused)?;
    let standing = network_standing(&set, m).map_err(refused)?;
    let rules = contrasts(&arms, NETWORK.len(), m).map_err(refused)?;
    let labels = |places: &[usize]| -> Vec<String> {
        places.iter().filter_map(|i| set.trials.get(*i)).map(|trial| trial.label.clone()).collect()
    };
    let q = |(q, df, p): (f64, usize, f64)| Spread { q, df, p: (df > 0).then_some(p) };
    let view = View {
        knowledge_version: &desk.knowledge.version,
        measure: m.short(),
        level: LEVEL,
        trials: set.trials.len(),
        contrasts: network.contrasts,
        tau2: network.tau2,
        q: q(network.q),
        q_within_designs: q(network.q_within),
        q_between_designs: q(network.q_between),
        comparisons: pairs(&network, m),
        most_at_odds: standing.most_at_odds().copied(),
        ranks: standing.standings,
        splits: standing.agreements,
        added_to: labels(&rules.corrected),
        left_out: labels(&rules.left_out),
        set: SetView::of(&set),
    };
    if command.json {
        put(&json_line(&view)?)?;
        return Ok(Exit::Ok);
    }
    page(desk, &set, m, &view)?;
    Ok(Exit::Ok)
}

/// The network that was asked for, or the one for patients.
fn network_set(desk: Desk<'_>, asked: Option<&str>) -> Result<TrialSet, Failure> {
    let sets = &desk.evidence.sets;
    let Some(asked) = asked else { return desk.resolve(&sets.patient_network) };
    let networks = || sets.sets.iter().filter(|set| set.shape == Shape::Network).map(|set| set.id.as_str());
    if let Some(id) = networks().find(|id| id.eq_ignore_ascii_case(asked)) {
        return desk.resolve(id);
    }
    let known = networks().collect::<Vec<_>>().join(", ");
    let arguments = [("set", asked), ("known", &known)];
    Err(Failure::usage(desk.words.say_with("trials-unknown-network", &arguments)))
}

fn word(treatment: usize) -> &'static str {
    NETWORK.get(treatment).map_or("", |strategy| strategy.word())
}

fn name(desk: Desk<'_>, word: &str) -> String {
    NETWORK.iter().find(|strategy| strategy.word() == word).map_or_else(String::new, |strategy| desk.option(*strategy))
}

/// Each two treatments once: the operations against the others.
fn pairs(network: &Network, m: Measure) -> Vec<Pair> {
    let once = network.comparisons.iter().filter(|c| c.treatment > c.with);
    let pair = |c: &Comparison| Pair {
        treatment: word(c.treatment),
        with: word(c.with),
        effect: Shown::new(m, c.estimate, c.lo, c.hi),
        p: c.p,
    };
    once.map(pair).collect()
}

fn page(desk: Desk<'_>, set: &TrialSet, m: Measure, view: &View<'_>) -> Result<(), Failure> {
    let words = desk.words;
    let mut page = desk.page();
    desk.head(&mut page, set);
    page.para(&words.say_with("trials-network-lead", &[("measure", &desk.measure(m))]));
    page.heading(&desk.say("trials-network-comparisons"));
    let both = |treatment: &str, with: &str| {
        let names = [name(desk, treatment), name(desk, with)];
        words.say_with("trials-network-pair", &[("treatment", &names[0]), ("with", &names[1])])
    };
    for pair in &view.comparisons {
        let effect = format!("{} {}, {}", m.short(), desk.effect(m, pair.effect), desk.p(pair.p));
        page.bullet(&format!("{}: {effect}", both(pair.treatment, pair.with)));
    }
    page.heading(&desk.say("trials-network-ranks"));
    page.para(&desk.say("trials-network-ranks-lead")).gap();
    let mut ranks: Vec<&Standing> = view.ranks.iter().collect();
    ranks.sort_by(|a, b| b.p_score.total_cmp(&a.p_score));
    let rows: Vec<Vec<String>> = ranks
        .into_iter()
        .map(|rank| {
            let [median, low, high] = [rank.median, rank.low, rank.high].map(|place| place.to_string());
            let mut row = vec![desk.option(rank.option), desk.interval(&median, &low, &high)];
            row.extend(rank.places.iter().map(|share| format!("{} %", decimals(100.0 * share, 0))));
            row.push(decimals(rank.p_score, 2));
            row
        })
        .collect();
    let mut head = vec![desk.say("trials-col-option"), desk.say("trials-col-places")];
    head.extend((1..=NETWORK.len()).map(|place| place.to_string()));
    head.push(desk.say("trials-col-p-score"));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    page.table(&head, &rows, &[1, 2, 3, 4, 5, 6]);
    page.gap().para(&drawing_error(desk, view));
    splits(desk, &mut page, m, view);
    page.heading(&desk.say("trials-network-consistency"));
    for (id, q) in [
        ("trials-network-q", &view.q),
        ("trials-network-q-within", &view.q_within_designs),
        ("trials-network-q-between", &view.q_between_designs),
    ] {
        page.pair(&desk.say(id), &desk.q(q.q, q.df, q.p.unwrap_or(f64::NAN)));
    }
    page.pair(&desk.say("trials-between"), &format!("τ² = {}", decimals(view.tau2, 6)));
    page.pair(&desk.say("trials-zeros"), &desk.say("trials-network-zeros"));
    let none = desk.say("trials-none");
    let names = |names: &[String]| if names.is_empty() { none.clone() } else { names.join(", ") };
    page.pair(&desk.say("trials-added-to"), &names(&view.added_to));
    page.pair(&desk.say("trials-left-out"), &names(&view.left_out));
    desk.close(page)
}

/// What is left to chance in the places: the largest standard error among them.
fn drawing_error(desk: Desk<'_>, view: &View<'_>) -> String {
    let most = view.ranks.iter().flat_map(|rank| &rank.places_error).copied().fold(0.0, f64::max);
    desk.words.say_with("trials-network-ranks-error", &[("error", &decimals(100.0 * most, 2))])
}

/// Direct against indirect evidence, and where they disagree most.
fn splits(desk: Desk<'_>, page: &mut Page, m: Measure, view: &View<'_>) {
    let words = desk.words;
    page.heading(&desk.say("trials-network-splits"));
    let both = |split: &Agreement| {
        let names = [desk.option(split.option), desk.option(split.with)];
        words.say_with("trials-network-pair", &[("treatment", &names[0]), ("with", &names[1])])
    };
    match &view.most_at_odds {
        None => page.para(&desk.say("trials-none")),
        Some(most) => {
            let id = if most.disagrees { "trials-network-at-odds" } else { "trials-network-agree" };
            let limit = decimals(DISAGREES, 1);
            page.para(&words.say_with(id, &[("pair", &both(most)), ("p", &desk.p(most.p)), ("limit", &limit)]))
        }
    };
    for split in &view.splits {
        let [direct, indirect] = [split.direct, split.indirect].map(|ratio| super::short(m, ratio));
        let shown = Shown { estimate: split.ratio, low: split.low, high: split.high };
        let ratio = format!("{}, {}", desk.effect(m, shown), desk.p(split.p));
        let arguments = [("direct", direct.as_str()), ("indirect", &indirect), ("ratio", &ratio)];
        let mut text = words.say_with("trials-network-split", &arguments);
        if split.disagrees {
            text = words.say_with("trials-network-disagrees", &[("split", &text)]);
        }
        page.bullet(&both(split)).under(&text);
    }
}
