//! Every drawing, in every state: well formed, labelled, free of inline style, and true to what it was asked to show.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use heelrise_charts::{
    About, Anatomy, AnatomyLabels, BandLabels, Boot, BootKind, BootLabels, CSS, FirstAidLabels, IconArrayLabels,
    PerHundred, PhaseState, Test, TestLabels, TimelineLabels, TimelinePhase, anatomy, boot, favicon, first_aid,
    icon_array, logo, probability_band, test_howto, timeline, timeline_narrow,
};
use std::collections::{BTreeMap, BTreeSet};

const HOSTILE: &str = "a<b & \"c\" 'd' </svg><script>";

fn about<'a>(id: &'a str, s: &'a str) -> About<'a> {
    About { id, title: s, desc: s }
}

fn phase(label: &str, from_day: i32, to_day: Option<i32>, state: PhaseState) -> TimelinePhase<'_> {
    TimelinePhase { label, when: label, from_day, to_day, state }
}

fn kinds() -> Vec<BootKind> {
    vec![
        BootKind::Cast,
        BootKind::Splint,
        BootKind::WedgeBoot,
        BootKind::LiftBoot { lift_mm: 0 },
        BootKind::LiftBoot { lift_mm: 20 },
        BootKind::LiftBoot { lift_mm: 255 },
        BootKind::HingedBoot,
        BootKind::Shoe { lift_mm: 0 },
        BootKind::Shoe { lift_mm: 15 },
        BootKind::Shoe { lift_mm: 255 },
    ]
}

/// Every drawing with every label set to `s`, each under its own prefix.
fn all(s: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (i, kind) in [Anatomy::Intact, Anatomy::Ruptured].into_iter().enumerate() {
        let id = format!("an{i}");
        out.push(anatomy(
            kind,
            &AnatomyLabels { about: about(&id, s), calf_muscle: s, tendon: s, gap: s, heel_bone: s },
        ));
    }
    for (i, test) in Test::ALL.into_iter().enumerate() {
        let id = format!("te{i}");
        out.push(test_howto(test, &TestLabels { about: about(&id, s), first: s, second: s, mark: s, caution: s }));
    }
    let fa = FirstAidLabels { about: about("fa", s), splint: s, toes_down: s, no_weight: s, crutches: s };
    out.push(first_aid(&fa));
    for (i, kind) in kinds().into_iter().enumerate() {
        for (j, hinge) in [None, Some((15, 30)), Some((30, 0)), Some((20, 20)), Some((7, 200))].into_iter().enumerate()
        {
            let id = format!("bo{i}-{j}");
            let labels = BootLabels { about: about(&id, s), device: s, setting: s, caption: s };
            out.push(boot(Boot { kind, wedges: Some(3), hinge }, &labels));
        }
    }
    let phases = [
        phase(s, 0, Some(14), PhaseState::Past),
        phase(s, 14, Some(42), PhaseState::Current),
        phase(s, 42, None, PhaseState::Future),
    ];
    out.push(timeline(&phases, Some(20), &TimelineLabels { about: about("tl", s), today: s }));
    out.push(timeline_narrow(&phases, Some(20), &TimelineLabels { about: about("tn", s), today: s }));
    let band = BandLabels { about: about("pb", s), range: s, interval: s, caption: s };
    out.push(probability_band(50.0, 70.0, 90.0, 95.0, &band));
    let people = PerHundred { value: 2.4, interval: Some((0.8, 5.6)), scale: 20.0 };
    out.push(icon_array(people, &IconArrayLabels { about: about("ic", s), hit: s, may: s, no: s, range: s }));
    out.push(logo(&about("lo", s)));
    out
}

type Tag = (String, BTreeMap<String, String>);

/// A strict reader of the little XML we write: returns each tag's name and attributes, or what is wrong.
fn read(xml: &str) -> Result<Vec<Tag>, String> {
    let mut stack: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    let mut rest = xml;
    let text_ok = |t: &str| -> Result<(), String> {
        for (i, _) in t.match_indices('&') {
            let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
            if !known.iter().any(|e| t[i..].starts_with(e)) {
                return Err(format!("bare & in {t:?}"));
            }
        }
        if t.contains('>') { Err(format!("bare > in {t:?}")) } else { Ok(()) }
    };
    while let Some(open) = rest.find('<') {
        text_ok(&rest[..open])?;
        let close = rest[open..].find('>').ok_or("a tag does not end")? + open;
        let inner = &rest[open + 1..close];
        rest = &rest[close + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            let top = stack.pop().ok_or("one end tag too many")?;
            if top != name {
                return Err(format!("</{name}> closes <{top}>"));
            }
            continue;
        }
        let (inner, empty) = inner.strip_suffix('/').map_or((inner, false), |i| (i, true));
        let (name, mut attrs) = inner.split_once(' ').unwrap_or((inner, ""));
        let mut map = BTreeMap::new();
        while !attrs.trim().is_empty() {
            let (key, after) =
                attrs.trim_start().split_once("=\"").ok_or_else(|| format!("bad attribute in <{inner}>"))?;
            let (value, after) = after.split_once('"').ok_or_else(|| format!("open quote in <{inner}>"))?;
            text_ok(value)?;
            if map.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(format!("{key} twice in <{inner}>"));
            }
            attrs = after;
        }
        tags.push((name.to_owned(), map));
        if !empty {
            stack.push(name.to_owned());
        }
    }
    text_ok(rest)?;
    if stack.is_empty() { Ok(tags) } else { Err(format!("left open: {stack:?}")) }
}

#[test]
fn the_reader_refuses_broken_xml() {
    for bad in ["<a><b></a></b>", "<a>&</a>", "<a", "<a x=\"1\" x=\"2\"/>", "<a>", "</a>", "<a x=1/>"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn every_drawing_is_well_formed_and_named() {
    for s in ["Plain words", HOSTILE, "", "跟腱断裂", "\u{0}\u{8}control"] {
        for svg in all(s) {
            let tags = read(&svg).unwrap_or_else(|e| panic!("{e}\n{svg}"));
            let (name, root) = &tags[0];
            assert_eq!(name, "svg");
            assert_eq!(root["role"], "img");
            let ids: Vec<&str> = root["aria-labelledby"].split(' ').collect();
            assert_eq!((tags[1].0.as_str(), tags[1].1["id"].as_str()), ("title", ids[0]));
            assert_eq!((tags[2].0.as_str(), tags[2].1["id"].as_str()), ("desc", ids[1]));
        }
    }
}

#[test]
fn ids_are_unique_on_a_page_with_every_drawing_and_every_reference_resolves() {
    let page = all("Words").concat();
    let tags = read(&page).unwrap();
    let mut ids = BTreeSet::new();
    for (_, a) in &tags {
        if let Some(id) = a.get("id") {
            assert!(ids.insert(id.clone()), "{id} twice");
        }
    }
    for (_, a) in &tags {
        if let Some(r) = a.get("clip-path") {
            let id = r.trim_start_matches("url(#").trim_end_matches(')');
            assert!(ids.contains(id), "{r} points nowhere");
        }
    }
}

#[test]
fn a_hostile_prefix_cannot_leave_its_attribute() {
    for id in ["", "1", "a b\"><script>", "é"] {
        let svg = logo(&about(id, "t"));
        let tags = read(&svg).unwrap();
        assert_eq!(tags[0].1["aria-labelledby"].split(' ').count(), 2, "{svg}");
        assert!(!svg.contains("<script"));
    }
}

#[test]
fn no_drawing_carries_style_script_or_colour() {
    for svg in all(HOSTILE) {
        for (name, a) in read(&svg).unwrap() {
            assert!(!["style", "script", "a", "image", "use", "foreignObject"].contains(&name.as_str()), "<{name}>");
            for key in a.keys() {
                assert!(
                    key != "style" && !key.starts_with("on") && key != "fill" && key != "stroke",
                    "{name} has {key}"
                );
            }
        }
    }
}

#[test]
fn labels_are_escaped_and_present() {
    for svg in all(HOSTILE) {
        assert!(!svg.contains("<script>"));
        assert!(svg.contains("a&lt;b &amp; &quot;c&quot; &#39;d&#39; &lt;/svg&gt;&lt;script&gt;"));
    }
}

#[test]
fn drawings_bring_no_words_of_their_own() {
    for svg in all("") {
        for text in svg.split('>').filter_map(|p| p.split('<').next()) {
            assert!(!text.chars().any(char::is_alphabetic), "{text:?} stands in a drawing without labels");
        }
    }
}

#[test]
fn text_is_at_least_twelve_pixels_at_280_pixels() {
    for svg in all("Some words that are long enough to wrap over several lines") {
        let tags = read(&svg).unwrap();
        let width: f64 = tags[0].1["viewBox"].split(' ').nth(2).unwrap().parse().unwrap();
        // The wide road is for 560 px and more; the narrow one is its form for a phone.
        let column = if tags[0].1["class"].contains("ill-wide") { 560.0 } else { 280.0 };
        for (_, a) in tags.iter().filter(|(n, _)| n == "text") {
            let px = a["font-size"].parse::<f64>().unwrap() * column / width;
            assert!(px >= 12.0, "{px} px");
        }
    }
}

#[test]
fn a_boot_shows_exactly_its_wedges() {
    let labels = BootLabels { about: about("b", "t"), device: "d", setting: "s", caption: "c" };
    let count =
        |kind, wedges, hinge| boot(Boot { kind, wedges, hinge }, &labels).matches("class=\"ill-wedge\"").count();
    for n in 0..=5u8 {
        assert_eq!(count(BootKind::WedgeBoot, Some(n), None), usize::from(n));
    }
    assert_eq!(count(BootKind::WedgeBoot, None, None), 0);
    assert_eq!(count(BootKind::WedgeBoot, Some(200), None), 5);
    let lifted = BootKind::LiftBoot { lift_mm: 20 };
    for kind in [BootKind::Cast, BootKind::Splint, BootKind::HingedBoot, BootKind::Shoe { lift_mm: 10 }, lifted] {
        assert_eq!(count(kind, Some(3), Some((0, 30))), 0, "{kind:?} has no wedges");
    }
}

/// How high the drawn lift is at the heel and how far the foot is turned; none when there is no lift.
fn lift_and_turn(kind: BootKind) -> Option<(f64, f64)> {
    let labels = BootLabels { about: about("b", "t"), device: "d", setting: "s", caption: "c" };
    let svg = boot(Boot { kind, wedges: None, hinge: None }, &labels);
    let lifts: Vec<&str> = svg.split("<path class=\"ill-lift\" d=\"").skip(1).collect();
    assert!(lifts.len() <= 1, "one lift at most");
    let d = lifts.first()?.split('"').next().unwrap();
    let ys: Vec<f64> = d
        .split(['M', 'L', 'Z'])
        .filter(|p| !p.is_empty())
        .map(|p| p.trim().rsplit([' ', ',']).next().unwrap().parse().unwrap())
        .collect();
    let height = ys.iter().copied().fold(f64::MIN, f64::max) - ys.iter().copied().fold(f64::MAX, f64::min);
    // The outer groups place the leg; the foot's own turn is the only other one.
    let turns = svg.split("rotate(").skip(1).map(|t| t.split(')').next().unwrap().parse::<f64>().unwrap());
    Some((height, turns.fold(0.0, f64::max)))
}

#[test]
fn a_heel_lift_is_drawn_and_grows_with_its_height() {
    let makes: [fn(u8) -> BootKind; 2] =
        [|lift_mm| BootKind::LiftBoot { lift_mm }, |lift_mm| BootKind::Shoe { lift_mm }];
    for make in makes {
        assert_eq!(lift_and_turn(make(0)), None, "no lift, nothing drawn");
        let mut before = (0.0, 0.0);
        for mm in [5, 10, 15, 20, 30, 40] {
            let now = lift_and_turn(make(mm)).unwrap();
            assert!(now.0 > before.0 + 1.0, "{:?}: {now:?} after {before:?}", make(mm));
            assert!(now.1 > before.1 + 1.0, "the heel comes up with the lift: {now:?} after {before:?}");
            before = now;
        }
        assert_eq!(lift_and_turn(make(255)), Some(before), "drawn to at most 40 mm");
    }
    for kind in [BootKind::Cast, BootKind::Splint, BootKind::WedgeBoot, BootKind::HingedBoot] {
        assert_eq!(lift_and_turn(kind), None, "{kind:?}");
    }
}

#[test]
fn a_hinge_prints_its_range_in_either_order_and_only_then() {
    let labels = BootLabels { about: about("b", "t"), device: "", setting: "", caption: "" };
    let draw = |kind, hinge| boot(Boot { kind, wedges: None, hinge }, &labels);
    let a = draw(BootKind::HingedBoot, Some((15, 30)));
    assert_eq!(a, draw(BootKind::HingedBoot, Some((30, 15))));
    assert!(a.contains(">15°<") && a.contains(">30°<") && a.contains("ill-swing-15"));
    let locked = draw(BootKind::HingedBoot, Some((30, 30)));
    assert_eq!(locked.matches('°').count(), 1);
    assert!(!locked.contains("ill-dial-range") && !locked.contains("ill-move"), "a locked hinge does not move");
    assert!(!draw(BootKind::HingedBoot, None).contains('°'));
    assert!(!draw(BootKind::WedgeBoot, Some((15, 30))).contains('°'), "wedges claim no angle");
    assert!(!draw(BootKind::Cast, Some((15, 30))).contains('°'));
}

#[test]
fn only_a_ruptured_leg_has_a_gap() {
    let labels = AnatomyLabels { about: about("a", "t"), calf_muscle: "m", tendon: "t", gap: "GAP", heel_bone: "h" };
    assert!(anatomy(Anatomy::Ruptured, &labels).contains("GAP"));
    let whole = anatomy(Anatomy::Intact, &labels);
    assert!(!whole.contains("GAP") && !whole.contains("ill-gap") && !whole.contains("ill-bleed"));
}

#[test]
fn every_class_has_a_rule_and_movement_ends_by_itself() {
    let page = all("Words").concat();
    let mut bare = BTreeSet::new();
    for (_, a) in read(&page).unwrap() {
        for class in a.get("class").map_or("", String::as_str).split(' ').filter(|c| !c.is_empty()) {
            let ruled = CSS
                .match_indices(&format!(".{class}"))
                .any(|(i, m)| !CSS[i + m.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'));
            if !ruled {
                bare.insert(class.to_owned());
            }
        }
    }
    // These only name a drawing or inherit everything from `.ill`.
    for known in [
        "ill-text",
        "ill-anatomy",
        "ill-test",
        "ill-first-aid",
        "ill-boot-figure",
        "ill-band-figure",
        "ill-people",
        "ill-today-text",
        "ill-badge-text",
        "ill-muscle-deep",
    ] {
        bare.remove(known);
    }
    assert!(bare.is_empty(), "no rule for {bare:?}");
    assert!(!CSS.contains("infinite"));
    assert!(CSS.contains("prefers-reduced-motion: no-preference"));
    for block in ["forced-colors: active", "@media print", "light-dark("] {
        assert!(CSS.contains(block), "{block}");
    }
}

#[test]
fn a_band_survives_any_number_and_never_narrows_an_unknown_bound() {
    let labels = BandLabels { about: about("p", "t"), range: "r", interval: "i", caption: "" };
    let whole = probability_band(0.0, 0.0, 100.0, 100.0, &labels);
    assert_eq!(probability_band(f64::NAN, f64::NAN, f64::NAN, f64::NAN, &labels), whole);
    assert_eq!(probability_band(-5.0, f64::NEG_INFINITY, f64::INFINITY, 1e9, &labels), whole);
    let a = probability_band(10.0, 20.0, 30.0, 40.0, &labels);
    assert_eq!(a, probability_band(40.0, 30.0, 20.0, 10.0, &labels), "order does not matter");
    assert_ne!(a, whole);
    assert!(!whole.contains("NaN") && !whole.contains("inf"));
}

#[test]
fn a_road_survives_odd_phases_and_flags_today_once() {
    let labels = TimelineLabels { about: about("t", "t"), today: "TODAY" };
    let odd = [
        phase("a", i32::MIN, Some(i32::MAX), PhaseState::Past),
        phase("b", 10, Some(-10), PhaseState::Current),
        phase("c", 0, None, PhaseState::Future),
        phase("d", 5, None, PhaseState::Future),
    ];
    for draw in [timeline, timeline_narrow] {
        for set in [&odd[..], &odd[..1], &[]] {
            for today in [None, Some(i32::MIN), Some(0), Some(i32::MAX)] {
                let svg = draw(set, today, &labels);
                read(&svg).unwrap();
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
                assert!(svg.matches("TODAY").count() <= 1);
            }
        }
        let plain = [phase("a", 0, Some(14), PhaseState::Past), phase("b", 14, Some(28), PhaseState::Current)];
        assert_eq!(draw(&plain, Some(14), &labels).matches("TODAY").count(), 1, "the day between belongs to the next");
        assert_eq!(draw(&plain, Some(28), &labels).matches("TODAY").count(), 0);
        assert_eq!(draw(&plain, Some(-1), &labels).matches("TODAY").count(), 0);
    }
}

#[test]
fn the_favicon_stands_alone() {
    let svg = favicon();
    read(&svg).unwrap();
    assert!(!svg.contains("class=") && !svg.contains("style"));
}
