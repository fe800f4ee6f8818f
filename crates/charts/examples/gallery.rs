//! Writes every drawing onto one page.
use heelrise_charts::*;
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
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><style>{CSS}</style>\
        <style>:root{{color-scheme:light dark}}body{{margin:0;font:16px/1.4 system-ui,sans-serif;display:flex;flex-wrap:wrap;gap:16px;padding:12px;align-items:flex-start}}figure{{margin:0;width:var(--w,280px)}}</style>"
    );
    for f in figures {
        let _ = write!(page, "<figure>{f}</figure>");
    }
    std::fs::write(&out, page).map_err(|e| format!("The gallery could not be written to {out}: {e}"))
}
