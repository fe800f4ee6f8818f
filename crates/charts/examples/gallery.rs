//! Writes every drawing onto one page.
//!
//! `cargo run -p heelrise-charts --example gallery -- gallery.html`, then open the file; `--w` sets the column's width.

use heelrise_charts::PhaseState::{Current, Future, Past};
use heelrise_charts::{
    About, Anatomy, AnatomyLabels, BandLabels, Boot, BootKind, BootLabels, CSS, FirstAidLabels, Test, TestLabels,
    TimelineLabels, TimelinePhase, anatomy, boot, favicon, first_aid, logo, probability_band, test_howto, timeline,
    timeline_narrow,
};
use std::fmt::Write as _;

fn about<'a>(id: &'a str, title: &'a str) -> About<'a> {
    About { id, title, desc: title }
}

fn main() -> Result<(), String> {
    let out = std::env::args().nth(1).ok_or("Say where to write the gallery: gallery FILE.html")?;
    let mut figures: Vec<String> = Vec::new();
    for (id, kind) in [("a1", Anatomy::Intact), ("a2", Anatomy::Ruptured)] {
        figures.push(anatomy(
            kind,
            &AnatomyLabels {
                about: about(id, "The lower leg"),
                calf_muscle: "Calf muscle",
                tendon: "Achilles tendon",
                gap: "Gap where it tore",
                heel_bone: "Heel bone",
            },
        ));
    }
    let words = [
        ("The tendon pulls: the foot points", "The foot does not move", "Squeeze here", ""),
        ("Other side: the foot hangs pointed", "Injured side: it hangs less pointed", "", ""),
        ("Run a finger along the tendon", "A gap can be hidden by swelling", "Feel for a dip", ""),
        ("Push the foot down against a hand", "Weak push-off is a warning sign", "Foot pushes", ""),
        ("Other side", "Injured side: goes up further", "", "Gently. Never stretch the injured side."),
        (
            "Rise on the toes of one leg",
            "Some people with a rupture still can",
            "Heel lifts",
            "Being able to do this never rules out a rupture.",
        ),
    ];
    for (i, (test, w)) in Test::ALL.into_iter().zip(words).enumerate() {
        let id = format!("t{i}");
        figures.push(test_howto(
            test,
            &TestLabels { about: about(&id, "A test"), first: w.0, second: w.1, mark: w.2, caution: w.3 },
        ));
    }
    figures.push(first_aid(&FirstAidLabels {
        about: about("fa", "Until you are seen"),
        splint: "Splint",
        toes_down: "Toes point down",
        no_weight: "No weight on this leg",
        crutches: "Crutches",
    }));
    let boots = [
        (BootKind::Cast, None, None, "Cast", ""),
        (BootKind::Splint, None, None, "Splint", ""),
        (BootKind::WedgeBoot, Some(0), None, "Boot", "No wedges"),
        (BootKind::WedgeBoot, Some(3), None, "Boot", "3 wedges"),
        (BootKind::WedgeBoot, Some(5), None, "Boot", "5 wedges"),
        (BootKind::LiftBoot { lift_mm: 0 }, None, None, "Boot", "No lift"),
        (BootKind::LiftBoot { lift_mm: 20 }, None, None, "Boot", "2 cm heel lift"),
        (BootKind::LiftBoot { lift_mm: 40 }, None, None, "Boot", "4 cm heel lift"),
        (BootKind::HingedBoot, None, Some((15, 30)), "Boot with a hinge", "Hinge set to 15–30°"),
        (BootKind::HingedBoot, None, Some((30, 30)), "Boot with a hinge", "Hinge locked at 30°"),
        (BootKind::Shoe { lift_mm: 10 }, None, None, "Shoe", "Heel lift, 10 mm"),
    ];
    for (i, (kind, wedges, hinge, device, setting)) in boots.into_iter().enumerate() {
        let id = format!("b{i}");
        figures.push(boot(
            Boot { kind, wedges, hinge },
            &BootLabels { about: about(&id, "The boot"), device, setting, caption: "This shows how the boot is set." },
        ));
    }
    let phase = |label, when, from_day, to_day, state| TimelinePhase { label, when, from_day, to_day, state };
    let phases = [
        phase("Splint, no weight", "Days 0–3", 0, Some(3), Past),
        phase("Cast, toes down", "To week 2", 3, Some(14), Past),
        phase("Boot with 3 wedges", "Weeks 2–4", 14, Some(28), Current),
        phase("Boot, one wedge out a week", "Weeks 4–8", 28, Some(56), Future),
        phase("Shoe with a heel lift", "Weeks 8–12", 56, Some(84), Future),
        phase("Strength, then sport when cleared", "From week 12", 84, None, Future),
    ];
    figures.push(timeline_narrow(
        &phases,
        Some(17),
        &TimelineLabels { about: about("tn", "The road"), today: "Today" },
    ));
    figures.push(probability_band(
        61.0,
        83.0,
        97.0,
        99.2,
        &BandLabels {
            about: about("pb", "How likely"),
            range: "83–97 %: between the two ways to reckon",
            interval: "61–99 %: the 95 % interval",
            caption: "Example numbers.",
        },
    ));
    figures.push(logo(&about("lg", "Heelrise")));
    figures.push(favicon());
    figures.push(timeline(&phases, Some(17), &TimelineLabels { about: about("tw", "The road"), today: "Today" }));
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><style>{CSS}</style>\
        <style>:root{{color-scheme:light dark}}body{{margin:0;font:16px/1.4 system-ui,sans-serif;display:flex;flex-wrap:wrap;gap:16px;padding:12px;align-items:flex-start}}figure{{margin:0;width:var(--w,280px)}}figure:last-child{{width:min(100%,760px)}}</style>"
    );
    for f in figures {
        let _ = write!(page, "<figure>{f}</figure>");
    }
    std::fs::write(&out, page).map_err(|e| format!("The gallery could not be written to {out}: {e}"))
}
