//! Plots: well formed, to the field's conventions, and saying the same as the table behind them.

use std::sync::LazyLock;

use heelrise_evidence::plot::forest::{cumulative_forest, forest};
use heelrise_evidence::plot::funnel::funnel;
use heelrise_evidence::plot::{About, Plot};
use heelrise_evidence::sensitivity::{Method, pool_set};
use heelrise_evidence::{Interval, Measure, Tau2};
use ttf_parser::Face;

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

/// How wide a text is in the font of the pictures, in units of the drawing.
fn measured(text: &str, bold: bool) -> f64 {
    static FACES: LazyLock<[Face<'static>; 2]> = LazyLock::new(|| {
        let regular = include_bytes!("../../../documents/assets/fonts/NotoSans-Regular.ttf");
        let bold = include_bytes!("../../../documents/assets/fonts/NotoSans-Bold.ttf");
        [&regular[..], &bold[..]].map(|font| Face::parse(font, 0).expect("a font"))
    });
    let face = &FACES[usize::from(bold)];
    // The font has no minus sign; pictures draw a dash in its place.
    let glyph = |c| {
        face.glyph_index(if c == '\u{2212}' { '–' } else { c })
            .unwrap_or_else(|| panic!("no letter {c:?} in the font: {text}"))
    };
    let advance = |c| face.glyph_hor_advance(glyph(c)).expect("its width");
    let units: f64 = text.chars().map(|c| f64::from(advance(c))).sum();
    13.0 * units / f64::from(face.units_per_em())
}

/// Every text of a drawing: its line, where it begins and ends, and what it says.
fn texts(svg: &str) -> Vec<(f64, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| -> String {
        let value = tag.split(&format!(" {name}=\"")).nth(1).expect("the attribute");
        value.split('"').next().expect("its value").to_owned()
    };
    svg.split("<text ")
        .skip(1)
        .map(|piece| {
            let (tag, rest) = piece.split_once('>').expect("a tag ends");
            let tag = format!(" {tag}");
            let text = rest.split('<').next().expect("a text").replace("&lt;", "<").replace("&#39;", "'");
            let [x, y] = ["x", "y"].map(|name| attribute(&tag, name).parse::<f64>().expect("a number"));
            let long = measured(&text, tag.contains("bold"));
            let from = match attribute(&tag, "text-anchor").as_str() {
                "start" => x,
                "middle" => x - long / 2.0,
                _ => x - long,
            };
            (y, from, from + long, text)
        })
        .collect()
}

/// No two texts of one line run into each other, and none out of the drawing.
fn nothing_overlaps(svg: &str) {
    let size = svg.split("viewBox=\"0 0 ").nth(1).expect("a size").split(' ').next().expect("a width");
    let end: f64 = size.parse().expect("a number");
    let mut all = texts(svg);
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for (_, from, to, text) in &all {
        assert!(*from >= 0.0 && *to <= end, "“{text}” leaves the drawing: {from} to {to} of {end}");
    }
    for two in all.windows(2) {
        let [(y, _, to, left), (z, from, _, right)] = two else { continue };
        assert!((y - z).abs() > 0.01 || from - to >= 5.0, "“{left}” and “{right}” nearly touch: {to} {from}");
    }
}

#[test]
fn no_text_of_a_drawing_touches_another() {
    let (trials, sets) = data();
    for s in sets.sets.iter().filter(|s| s.shape == heelrise_evidence::sets::Shape::Pairs) {
        let set = sets.get(&s.id, &trials).expect("a set");
        for measure in [Measure::RiskRatio, Measure::OddsRatio, Measure::RiskDifference, Measure::PetoOddsRatio] {
            let drawn = forest(&about(), &set, measure, Method::MantelHaenszel, 0.95).expect("a forest");
            nothing_overlaps(&drawn.svg);
            nothing_overlaps(&funnel(&about(), &set, measure).expect("a funnel").svg);
            if set.trials.len() > 1 {
                let drawn = cumulative_forest(&about(), &set, measure, REML, 0.95).expect("a cumulative forest");
                nothing_overlaps(&drawn.svg);
            }
        }
    }
}

/// Counts that spread the axis as little and as much as they can.
#[test]
fn no_count_makes_the_names_of_an_axis_touch() {
    let mut one = set("cast");
    for events in [0, 1, 2, 5, 20, 45, 55, 56] {
        for other in [0, 1, 7, 30, 54, 55] {
            one.trials[0].arms[0].events = events;
            one.trials[0].arms[1].events = other;
            for measure in [Measure::RiskRatio, Measure::OddsRatio, Measure::RiskDifference, Measure::PetoOddsRatio] {
                let Ok(drawn) = forest(&about(), &one, measure, Method::MantelHaenszel, 0.95) else { continue };
                nothing_overlaps(&drawn.svg);
                // No effect has its name always.
                let null = if measure == Measure::RiskDifference { "0" } else { "1" };
                assert!(texts(&drawn.svg).iter().any(|(.., text)| text == null), "{events} {other} {measure:?}");
            }
        }
    }
}

#[test]
fn the_drawing_says_what_its_table_says_to_those_who_hear_it() {
    let plot = forest(&about(), &set("B"), Measure::RiskRatio, REML, 0.95).expect("a forest");
    let desc =
        plot.svg.split("<desc id=\"plot-desc\">").nth(1).expect("a description").split('<').next().expect("text");
    for words in [
        "What &lt;trials&gt; say",
        "Metz 2008: Surgery 3/42, No surgery 5/41, Weight ",
        "All together: Surgery 12/581, No surgery 38/412, Weight 100 %, Risk ratio (95 %) 0.32",
        "Zeros: 0.5 added",
    ] {
        assert!(desc.contains(words), "{words}: {desc}");
    }
    assert!(plot.svg.contains(">Weight</text>") && plot.svg.contains(">100 %</text>"));
}

#[test]
fn the_funnels_axes_are_named_and_round() {
    for (measure, name) in [
        (Measure::RiskRatio, "Standard error of the log risk ratio"),
        (Measure::OddsRatio, "Standard error of the log odds ratio"),
        (Measure::PetoOddsRatio, "Standard error of the log Peto odds ratio"),
        (Measure::RiskDifference, "Standard error per 100"),
    ] {
        let plot = funnel(&about(), &set("12-trial"), measure).expect("a funnel");
        assert!(plot.svg.contains(&format!(">{name}</text>")) && plot.table.head[2] == name, "{:?}", plot.table.head);
        let ends = |(.., to, _): &&(f64, f64, f64, String)| (*to - 61.0).abs() < 0.1;
        let ticks: Vec<String> = texts(&plot.svg).iter().filter(ends).map(|(.., text)| text.clone()).collect();
        assert!((3..=7).contains(&ticks.len()), "{ticks:?}");
        let steps: Vec<f64> = ticks.iter().map(|t| t.parse::<f64>().expect("a number")).collect();
        let step = steps[1] - steps[0];
        let lead = step / 10f64.powf(step.log10().floor());
        assert!([1.0, 2.0, 5.0, 10.0].iter().any(|round| (lead - round).abs() < 1e-6), "{ticks:?}");
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
        .filter_map(|r| r[3].trim_end_matches(" %").parse().ok())
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
