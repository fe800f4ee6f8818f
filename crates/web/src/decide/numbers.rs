//! The trials' numbers as a reader sees them. Nothing is worked out here but the rounding: whole people, whole points,
//! whole days, with one more digit where a number is opened.

use heelrise_charts::{About, IconArrayLabels, PerHundred, icon_array, range_bar};
use heelrise_evidence::Strategy;
use heelrise_evidence::summary::{
    Answer, Behind, Certainty, Number, OptionSummary, Outcome, OutcomeSummary, Reason, Unit,
};

use crate::site::Page;

/// Out of how many people everything is said.
const OF: &str = "100";

/// A number that can be opened.
pub struct NumberView {
    /// The number in words: `about 3 in 100`.
    pub about: String,
    /// Its range in words.
    pub range: String,
    /// Whether it has a range.
    pub ranged: bool,
    /// The number with one more digit, and its range.
    pub exact: String,
    /// The set of trials, by name.
    pub set: String,
    /// How it was worked out.
    pub method: String,
    /// The word of the certainty in message ids.
    pub certainty: &'static str,
    /// The trials.
    pub trials: Vec<TrialView>,
    /// Trials that count the same and are not in the number.
    pub others: Vec<TrialView>,
}

/// An arm of a trial behind a number.
pub struct TrialView {
    label: String,
    href: Option<String>,
    counts: String,
}

/// One option's answer for one outcome.
pub struct Cell {
    /// The option's word in message ids.
    pub option: &'static str,
    /// The number; none when it is not known.
    pub known: Option<NumberView>,
    /// That it is not known.
    pub not_known: String,
    /// Why it is not known, where there is more to say.
    pub why: String,
    /// The range as a bar.
    pub bar: String,
}

/// One outcome for all options.
pub struct Row {
    /// Its word in message ids.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// What it means.
    pub means: String,
    /// When it was counted.
    pub window: String,
    /// Where the bars end, when there are any.
    pub scale: Option<String>,
    /// The options.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether any option has a number.
    pub fn any_known(&self) -> bool {
        self.cells.iter().any(|cell| cell.known.is_some())
    }
}

/// One side of the first comparison.
pub struct Side {
    /// The word of its heading in message ids.
    pub key: &'static str,
    /// How many it happens to.
    pub happens: String,
    /// How many it does not happen to.
    pub not: String,
    /// The range.
    pub range: String,
    /// The drawing.
    pub drawing: String,
    /// What it rests on.
    pub number: NumberView,
}

/// Which way the trials point on new tears with an operation: only where the whole range of the difference does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Fewer.
    Fewer,
    /// More.
    More,
    /// They cannot tell.
    Unsure,
}

impl Direction {
    /// Its word in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fewer => "fewer",
            Self::More => "more",
            Self::Unsure => "unsure",
        }
    }

    fn of((_, low, high): (f64, f64, f64)) -> Self {
        if high < 0.0 {
            Self::Fewer
        } else if low > 0.0 {
            Self::More
        } else {
            Self::Unsure
        }
    }
}

/// Surgery of any kind against none.
pub struct Pair {
    /// The two sides.
    pub sides: Vec<Side>,
    /// Which way it points.
    pub direction: Direction,
    /// The difference in words.
    pub difference: String,
    /// What the difference rests on.
    pub behind: NumberView,
    /// How sure its direction is.
    pub sure: String,
    /// When it was counted.
    pub window: String,
}

/// The word of an outcome in message ids and in the page's own ids.
pub fn key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Rerupture => "rerupture",
        Outcome::DeepInfection => "deep-infection",
        Outcome::SuperficialInfection => "superficial-infection",
        Outcome::WoundInfection => "wound-infection",
        Outcome::NerveInjury => "nerve-injury",
        Outcome::ClotOnScan => "clot-on-scan",
        Outcome::LungClot => "lung-clot",
        Outcome::OtherComplications => "other-complications",
        Outcome::Function3Months => "function-early",
        Outcome::Function6Months => "function-middle",
        Outcome::Function12Months => "function-late",
        Outcome::ReturnToSport => "return-to-sport",
        Outcome::DaysToWork => "days-to-work",
    }
}

/// The word of an option in message ids.
pub fn option_key(option: Strategy) -> &'static str {
    match option {
        Strategy::Open => "open",
        Strategy::Mis => "mis",
        Strategy::NonopCast => "cast",
        Strategy::NonopFunctional | Strategy::NonopMixed => "functional",
    }
}

/// Months of a score that was asked at a set time.
fn asked_at(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Function3Months => Some("3"),
        Outcome::Function6Months => Some("6"),
        Outcome::Function12Months => Some("12"),
        _ => None,
    }
}

/// One outcome of the table.
pub fn row(page: &Page, outcome: &OutcomeSummary) -> Row {
    let key = key(outcome.outcome);
    let means = match asked_at(outcome.outcome) {
        Some(months) => {
            page.say_with("decide-outcome-function-means", &[("worst", "0"), ("best", OF), ("months", months)])
        }
        None => page.say(format!("decide-outcome-{key}-means")),
    };
    let top = outcome.options.iter().filter_map(|option| match &option.answer {
        Answer::Known(number) => Some(number.interval.map_or(number.value, |(_, high)| high.max(number.value))),
        Answer::NotKnown(_) => None,
    });
    let top = top.fold(0.0_f64, f64::max);
    let scale = if asked_at(outcome.outcome).is_some() { 100.0 } else { end_of_scale(top) };
    Row {
        name: page.say(format!("decide-outcome-{key}")),
        window: if asked_at(outcome.outcome).is_some() { String::new() } else { window(page, outcome.months) },
        scale: (top > 0.0).then(|| page.say2("decide-bar-scale", "from", "0", "to", format!("{scale:.0}"))),
        cells: outcome.options.iter().map(|option| cell(page, option, scale)).collect(),
        key,
        means,
    }
}

/// A round number at or above the longest range, so that all bars of a row end at the same place.
fn end_of_scale(top: f64) -> f64 {
    let ends = [5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 500.0];
    ends.into_iter().find(|end| top <= *end).unwrap_or(1000.0)
}

fn cell(page: &Page, option: &OptionSummary, scale: f64) -> Cell {
    let option_key = option_key(option.option);
    match &option.answer {
        Answer::Known(number) => Cell {
            option: option_key,
            known: Some(view(page, number)),
            not_known: String::new(),
            why: String::new(),
            bar: range_bar(number.value, number.interval, scale),
        },
        Answer::NotKnown(reason) => Cell {
            option: option_key,
            known: None,
            not_known: page.say("decide-unknown"),
            why: page.say(format!("decide-why-{}", why_not(*reason))),
            bar: String::new(),
        },
    }
}

/// The word of a reason in message ids.
fn why_not(reason: Reason) -> &'static str {
    match reason {
        Reason::NotCounted => "not-counted",
        Reason::OnlySecondHand => "second-hand",
        Reason::OnlySilence => "silence",
        Reason::NotChecked => "not-checked",
        Reason::OnlyOneSide => "one-side",
    }
}

/// How a number was worked out, in the page's language.
fn method(page: &Page, method: &str) -> String {
    let known = [
        ("Bayesian random-effects model", "decide-method-model"),
        ("One trial's counts", "decide-method-counts"),
        ("One trial's mean", "decide-method-mean"),
        ("Pooled risk", "decide-method-pooled"),
        ("Mantel", "decide-method-pooled"),
    ];
    let id = known.into_iter().find(|(start, _)| method.starts_with(start));
    id.map_or_else(|| page.translated(method), |(_, id)| page.say2(id, "sure", "95", "of", OF))
}

/// The name of a set in the page's language.
fn set_name(page: &Page, id: &str) -> String {
    let sentence = format!("decide-set-{}", id.to_lowercase());
    if page.has(&sentence) {
        return format!("{id}: {}", page.say(&sentence));
    }
    let sets = &page.app().care.evidence().sets.sets;
    let name = sets.iter().find(|set| set.id == id).map(|set| page.translated(&set.name));
    name.map_or_else(|| id.to_owned(), |name| format!("{id}: {name}"))
}

/// When something was counted.
pub fn window(page: &Page, months: Option<(f64, f64)>) -> String {
    match months {
        Some((from, to)) if from < to => page.say2("decide-window", "from", plain(from), "to", plain(to)),
        Some((_, to)) => page.say1("decide-window-one", "to", plain(to)),
        None => page.say("decide-window-none"),
    }
}

/// A number with at most one digit after the point, and none where it is nought.
fn plain(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// A number as it is said: whole, never `-0`.
pub fn whole(value: f64) -> String {
    let text = format!("{:.0}", value.round());
    if text == "-0" { "0".to_owned() } else { text }
}

/// A number in words.
fn about(page: &Page, number: &Number) -> String {
    match number.unit {
        Unit::PeoplePer100 if whole(number.value) == "0" => page.say2("decide-cell-people-under", "n", "1", "of", OF),
        Unit::PeoplePer100 => page.say2("decide-cell-people", "n", whole(number.value), "of", OF),
        Unit::Points => page.say1("decide-cell-points", "n", whole(number.value)),
        Unit::Days => page.say1("decide-cell-days", "n", whole(number.value)),
    }
}

fn view(page: &Page, number: &Number) -> NumberView {
    let set = number.set.as_ref().map(|id| set_name(page, id));
    let range = match number.interval {
        Some((low, high)) => page.say2("decide-cell-range", "low", whole(low), "high", whole(high)),
        None => page.say("decide-cell-no-range"),
    };
    let exact = match number.interval {
        Some((low, high)) => page.say_with(
            "decide-exact-range",
            &[("n", &format!("{:.1}", number.value)), ("low", &format!("{low:.1}")), ("high", &format!("{high:.1}"))],
        ),
        None => plain(number.value),
    };
    NumberView {
        about: about(page, number),
        range,
        ranged: number.interval.is_some(),
        exact,
        set: set.unwrap_or_else(|| page.say("decide-set-none")),
        method: method(page, &number.method),
        certainty: certainty_key(number.certainty),
        trials: number.behind.iter().map(|behind| trial(page, behind)).collect(),
        others: number.left_out.iter().map(|behind| trial(page, behind)).collect(),
    }
}

/// The word of a certainty in message ids.
fn certainty_key(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::VeryLow => "very-low",
        Certainty::Low => "low",
        Certainty::Moderate => "moderate",
    }
}

fn trial(page: &Page, behind: &Behind) -> TrialView {
    let counts = match (behind.events, behind.people) {
        (Some(events), Some(people)) => page.say2("decide-trial-counts", "events", events, "people", people),
        (None, Some(people)) => page.say1("decide-trial-people", "people", people),
        (_, None) => page.say("decide-trial-no-counts"),
    };
    let status = page.say(format!("rely-status-{}", behind.status.word().replace('_', "-")));
    // What a reader should know of this arm, where something was written down.
    let note = format!("decide-trial-note-{}-{}", behind.trial, option_key(behind.strategy));
    let note = if page.has(&note) { format!(" {}", page.say(note)) } else { String::new() };
    trial_view(page, behind, format!("{counts} ({status}){note}"))
}

fn trial_view(page: &Page, behind: &Behind, counts: String) -> TrialView {
    let known = page.app().knowledge().sources.contains(&behind.trial);
    TrialView { label: behind.label.clone(), href: known.then(|| format!("/rely-on/{}", behind.trial)), counts }
}

/// Both sides of each trial, side by side; arms of one kind are summed.
fn both_sides(page: &Page, surgery: &[Behind], none: &[Behind]) -> Vec<TrialView> {
    let sum = |all: &[Behind], trial: &str| {
        let arms = all.iter().filter(|b| b.trial == trial);
        arms.fold((0, 0), |(e, n), b| (e + b.events.unwrap_or(0), n + b.people.unwrap_or(0)))
    };
    let counts = |(events, people): (u32, u32)| page.say2("decide-trial-counts", "events", events, "people", people);
    none.iter()
        .enumerate()
        .filter(|(n, b)| !none[..*n].iter().any(|earlier| earlier.trial == b.trial))
        .map(|(_, b)| {
            let with = counts(sum(surgery, &b.trial));
            let said = page.say2("decide-trial-both", "with", with, "without", counts(sum(none, &b.trial)));
            trial_view(page, b, said)
        })
        .collect()
}

impl TrialView {
    /// Its name and year.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its page.
    pub fn href(&self) -> Option<&str> {
        self.href.as_deref()
    }

    /// How many of how many, and how well that is known.
    pub fn counts(&self) -> &str {
        &self.counts
    }
}

fn sides(page: &Page, surgery: &Number, none: &Number) -> Vec<Side> {
    let ends = [surgery, none].map(|n| n.interval.map_or(n.value, |(_, high)| high.max(n.value)));
    let scale = end_of_scale(ends.into_iter().fold(0.0, f64::max));
    [("surgery", surgery), ("none", none)].into_iter().map(|(key, number)| side(page, key, number, scale)).collect()
}

/// What is compared first: the two numbers, their difference and how it was worked out, and when it was counted.
pub struct Compared<'a> {
    /// With surgery.
    pub surgery: &'a Number,
    /// Without.
    pub none: &'a Number,
    /// The difference per 100, below zero with fewer after surgery.
    pub difference: (f64, f64, f64),
    /// How that was worked out.
    pub method: &'a str,
    /// How probable fewer with surgery is, 0 to 1, where it is known.
    pub fewer: Option<f64>,
    /// Shortest and longest follow-up.
    pub months: Option<(f64, f64)>,
}

/// The first comparison.
pub fn pair(page: &Page, both: &Compared) -> Pair {
    // Shares this close to the whole are not said as the whole.
    let sure = match both.fewer.map(|share| 100.0 * share) {
        None => page.say("decide-sure-not-known"),
        Some(sure) if sure > 99.0 => page.say2("decide-sure-over", "n", "99", "of", OF),
        Some(sure) if sure < 1.0 => page.say2("decide-sure-under", "n", "1", "of", OF),
        Some(sure) => page.say2("decide-sure", "n", whole(sure), "of", OF),
    };
    let mut behind = view(page, both.surgery);
    behind.trials = both_sides(page, &both.surgery.behind, &both.none.behind);
    behind.method = method(page, both.method);
    behind.exact = exact_difference(page, both.difference);
    Pair {
        sides: sides(page, both.surgery, both.none),
        direction: Direction::of(both.difference),
        difference: difference(page, both.difference),
        behind,
        sure,
        window: window(page, both.months),
    }
}

/// The difference in words: fewer, more, or not told apart. Below zero is fewer with surgery.
fn difference(page: &Page, (middle, low, high): (f64, f64, f64)) -> String {
    let say = |id: &str, n: f64, low: f64, high: f64| {
        page.say_with(id, &[("n", &whole(n)), ("low", &whole(low)), ("high", &whole(high)), ("of", OF)])
    };
    match Direction::of((middle, low, high)) {
        Direction::Fewer => say("decide-difference-fewer", -middle, -high, -low),
        Direction::More => say("decide-difference-more", middle, low, high),
        Direction::Unsure => {
            let (fewer, more) = (whole(-low), whole(high));
            page.say_with("decide-difference-unsure", &[("fewer", &fewer), ("more", &more), ("of", OF)])
        }
    }
}

/// The difference with one more digit, its sign in words: once where the whole range has one, else at each end.
fn exact_difference(page: &Page, (middle, low, high): (f64, f64, f64)) -> String {
    let digits = |value: f64| format!("{:.1}", value.abs());
    let signed = |value: f64| {
        page.say1(if value < 0.0 { "decide-exact-fewer" } else { "decide-exact-more" }, "n", digits(value))
    };
    let (from, to) = match Direction::of((middle, low, high)) {
        Direction::Fewer => (digits(high), digits(low)),
        Direction::More => (digits(low), digits(high)),
        Direction::Unsure => (signed(low), signed(high)),
    };
    page.say_with("decide-exact-range", &[("n", &signed(middle)), ("low", &from), ("high", &to)])
}

fn side(page: &Page, key: &'static str, number: &Number, scale: f64) -> Side {
    let count = whole(number.value);
    let (happens, not) = if count == "0" {
        (
            page.say2("decide-tear-happens-under", "n", "1", "of", OF),
            page.say2("decide-tear-not-over", "n", "99", "of", OF),
        )
    } else {
        (
            page.say2("decide-tear-happens", "n", &count, "of", OF),
            page.say2("decide-tear-not", "n", whole(100.0 - number.value.round()), "of", OF),
        )
    };
    let (low, high) = number.interval.unwrap_or((0.0, 100.0));
    let range = page.say2("decide-tear-range", "low", whole(low), "high", whole(high));
    let title = page.say(format!("decide-tear-{key}"));
    let desc = format!("{happens} {not} {range}");
    let (id, hit, may) = (
        format!("people-{key}"),
        page.say1("decide-tear-drawn-hit", "n", &count),
        page.say1("decide-tear-drawn-may", "high", whole(high)),
    );
    let (no, band) =
        (page.say("decide-tear-drawn-no"), page.say2("decide-tear-drawn-band", "low", whole(low), "high", whole(high)));
    let labels = IconArrayLabels {
        about: About { id: &id, title: &title, desc: &desc },
        hit: &hit,
        may: &may,
        no: &no,
        range: &band,
    };
    let people = PerHundred { value: number.value, interval: number.interval, scale };
    Side { key, happens, not, range, drawing: icon_array(people, &labels), number: view(page, number) }
}

#[cfg(test)]
mod tests {
    use super::{end_of_scale, plain, whole};

    #[test]
    fn numbers_are_said_whole_and_never_as_minus_nought() {
        assert_eq!((whole(2.4), whole(-0.3), whole(9.5)), ("2".to_owned(), "0".to_owned(), "10".to_owned()));
        assert_eq!((plain(12.0), plain(1.5)), ("12".to_owned(), "1.5".to_owned()));
        assert_eq!((end_of_scale(0.0), end_of_scale(10.0), end_of_scale(10.1)), (5.0, 10.0, 20.0));
    }
}
