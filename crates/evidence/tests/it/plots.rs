//! Plots: well formed, to the field's conventions, and saying the same as the table behind them.

use std::sync::LazyLock;

use heelrise_evidence::plot::forest::{cumulative_forest, forest};
use heelrise_evidence::plot::funnel::funnel;
use heelrise_evidence::plot::{About, Plot};
use heelrise_evidence::sensitivity::{Method, pool_set};
use heelrise_evidence::{Interval, Measure, Tau2};

use crate::common::{English, data, set};

static ENGLISH: LazyLock<English> = LazyLock::new(English::new);

fn about() -> About<'static> {
    About { id: "plot", title: "A & B", desc: "What <trials> say", words: &*ENGLISH }
}

const REML: Method = Method::Variance(Tau2::Reml, Interval::KnappHartung);

/// Every tag is closed, in order; nothing raw in the texts; every number is a number.
fn well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
    }
    assert!(open.is_empty());
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

/// The values of an attribute of all elements of a class.
fn attributes(svg: &str, class: &str, name: &str) -> Vec<f64> {
    svg.split('<')
        .filter(|e| e.contains(&format!("class=\"{class}\"")))
        .map(|e| {
            let value = e.split(&format!(" {name}=\"")).nth(1).expect("the attribute");
            value.split('"').next().expect("its value").parse().expect("a number")
        })
        .collect()
}

fn check(plot: &Plot) {
    well_formed(&plot.svg);
    assert!(plot.svg.contains("role=\"img\"") && plot.svg.contains("<title id=\"plot-title\">A &amp; B</title>"));
    assert!(plot.svg.contains("What &lt;trials&gt; say"));
    assert!(plot.table.rows.iter().all(|r| r.len() == plot.table.head.len()));
    assert!(plot.table.text().lines().count() >= plot.table.rows.len() + 3);
}

#[test]
fn every_set_and_measure_can_be_drawn() {
    let (trials, sets) = data();
    for s in sets.sets.iter().filter(|s| s.shape == heelrise_evidence::sets::Shape::Pairs) {
        let set = sets.get(&s.id, &trials).expect("a set");
        for measure in [Measure::RiskRatio, Measure::OddsRatio, Measure::RiskDifference, Measure::PetoOddsRatio] {
            check(&forest(&about(), &set, measure, Method::MantelHaenszel, 0.95).expect("a forest"));
            check(&funnel(&about(), &set, measure).expect("a funnel"));
            if set.trials.len() > 1 {
                check(&forest(&about(), &set, measure, REML, 0.95).expect("a forest"));
                check(&cumulative_forest(&about(), &set, measure, REML, 0.95).expect("a cumulative forest"));
            }
        }
    }
}

#[test]
fn areas_of_squares_are_weights_and_the_diamond_spans_the_interval() {
    let set = set("12-trial");
    let plot = forest(&about(), &set, Measure::RiskRatio, REML, 0.95).expect("a forest");
    let pooled = pool_set(&set, Measure::RiskRatio, REML, 0.95).expect("pooled");
    let sides = attributes(&plot.svg, "ev-square", "width");
    let weights: Vec<f64> = plot.table.rows[..set.trials.len()]
        .iter()
        .filter_map(|r| r.last()?.trim_end_matches(" %").parse().ok())
        .filter(|w| *w > 0.0)
        .collect();
    // The trial without any event has no square.
    assert_eq!((sides.len(), weights.len()), (11, 11));
    let heaviest = weights.iter().copied().fold(0.0, f64::max);
    for (side, weight) in sides.iter().zip(&weights) {
        assert!(((side / 16.0).powi(2) - weight / heaviest).abs() < 0.01, "{side} {weight}");
    }
    assert!((weights.iter().sum::<f64>() - 100.0).abs() < 0.6);
    // The diamond's ends and middle lie where the line at no effect and a tick say they should.
    let null = attributes(&plot.svg, "ev-null", "x1")[0];
    let points = plot.svg.split("class=\"ev-diamond\" points=\"").nth(1).expect("a diamond");
    let xs: Vec<f64> = points
        .split('"')
        .next()
        .expect("points")
        .split(' ')
        .map(|p| p.split(',').next().expect("x").parse().expect("a number"))
        .collect();
    let p = &pooled.pooled;
    let unit = (xs[1] - null) / p.estimate;
    for (x, value) in [(xs[0], p.lo), (xs[2], p.hi)] {
        assert!((x - null - unit * value).abs() < 0.05, "{x} {null} {unit} {value}");
    }
    for text in
        ["Cetti 1993", "3/56", "7/55", "0.33 (0.20 to 0.56)", "fewer with surgery", "Set 12-trial", "Schroeder 1997"]
    {
        assert!(plot.svg.contains(text), "{text}");
    }
    assert!(plot.table.text().contains("0.33 (0.20 to 0.56)"));
}

#[test]
fn the_funnel_says_when_trials_are_too_few() {
    let few = funnel(&about(), &set("B"), Measure::RiskRatio).expect("a funnel");
    assert!(few.table.notes[1].contains("too few") && few.svg.contains("too few"));
    let enough = funnel(&about(), &set("12-trial"), Measure::RiskRatio).expect("a funnel");
    assert!(enough.table.notes[1].contains("Egger's test"), "{:?}", enough.table.notes);
    assert_eq!(attributes(&enough.svg, "ev-point", "cx").len(), 11);
}
