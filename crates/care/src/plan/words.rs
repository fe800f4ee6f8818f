//! Which sentences say what a step orders: what the boot is set to, how much weight, how far the foot comes up. The
//! sentences stand in the catalogs ([`super::Speech`]); a number in them is always one of the protocol's.

use heelrise_knowledge::protocol::{
    AngleKind, Crutches, Degrees, Device, Fact, Movement, Night, Origin, Stretching, Wedges, WeightBearing, Words,
};

use super::{Reader, Speech, Step};

/// A protocol's words for one reader, in the reader's language.
pub(super) fn pick(words: &Words, speech: Speech<'_>) -> String {
    speech.translated(match speech.reader() {
        Reader::Patient => &words.patient,
        Reader::Clinician => &words.clinician,
    })
}

/// Several of a protocol's words for one reader.
pub(super) fn all(words: &[Words], speech: Speech<'_>) -> Vec<String> {
    words.iter().map(|w| pick(w, speech)).collect()
}

/// One sentence after another.
fn join(text: &mut String, next: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(next);
}

/// A sentence with the protocol's note after it, when there is one.
fn noted(mut text: String, note: Option<&Words>, speech: Speech<'_>) -> String {
    if let Some(note) = note {
        join(&mut text, &pick(note, speech));
    }
    text
}

/// The event day 0 is, as the catalogs select by it.
pub(super) const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Injury => "injury",
        Origin::Surgery => "surgery",
        Origin::TreatmentStart => "treatment-start",
    }
}

/// A day of the plan in weeks and days since day 0, free of "week 4".
pub(super) fn elapsed(day: i32, from: Origin, speech: Speech<'_>) -> String {
    let size = day.saturating_abs();
    let (weeks, days) = (size / 7, size % 7);
    let id = match (day.signum(), weeks, days) {
        (0, ..) => "plan-elapsed-day0",
        (1, 0, _) => "plan-elapsed-days-after",
        (1, _, 0) => "plan-elapsed-weeks-after",
        (1, ..) => "plan-elapsed-both-after",
        (_, 0, _) => "plan-elapsed-days-before",
        (_, _, 0) => "plan-elapsed-weeks-before",
        _ => "plan-elapsed-both-before",
    };
    let (weeks, days) = (weeks.to_string(), days.to_string());
    speech.say_with(id, &[("weeks", &weeks), ("days", &days), ("origin", origin(from))])
}

const fn device_name(device: Option<Device>) -> &'static str {
    match device {
        Some(Device::Cast) => "plan-device-cast",
        Some(Device::Splint) => "plan-device-splint",
        Some(Device::SplintOrCast) => "plan-device-splint-or-cast",
        Some(Device::SplintOrBoot) => "plan-device-splint-or-boot",
        Some(Device::CastOrBoot) => "plan-device-cast-or-boot",
        Some(Device::Boot) => "plan-device-boot",
        Some(Device::BraceOrBoot) => "plan-device-brace-or-boot",
        Some(Device::BootOrShoe) => "plan-device-boot-or-shoe",
        Some(Device::LeavingBoot) => "plan-device-leaving-boot",
        Some(Device::Shoe) => "plan-device-shoe",
        None => "plan-device-none",
    }
}

/// The title with its degrees. For the person only a hinge setting is ever handed in.
fn with_degrees(title: &str, d: Degrees, kind: AngleKind, speech: Speech<'_>) -> String {
    let one = d.from == d.to;
    let id = match (speech.reader(), kind) {
        (Reader::Patient, _) if one => "plan-step-hinge-locked",
        (Reader::Patient, _) => "plan-step-hinge-free",
        (Reader::Clinician, AngleKind::Hinge) if one => "plan-c-step-hinge-locked",
        (Reader::Clinician, AngleKind::Hinge) => "plan-c-step-hinge-free",
        (Reader::Clinician, AngleKind::NominalWedge) if one => "plan-c-step-nominal",
        (Reader::Clinician, AngleKind::NominalWedge) => "plan-c-step-nominal-range",
        (Reader::Clinician, _) if one => "plan-c-step-degrees",
        (Reader::Clinician, _) => "plan-c-step-degrees-range",
    };
    speech.say_with(id, &[("title", title), ("from", &d.from.to_string()), ("to", &d.to.to_string())])
}

/// A title that begins with the name of the device.
fn title_of(name: &str, step: &Step, kind: AngleKind, speech: Speech<'_>) -> String {
    let mut title = speech.say(name);
    match (step.wedges, step.phase.wedges, step.phase.lift_mm) {
        (Some(n), ..) => {
            title = speech.say_with("plan-step-wedges", &[("title", &title), ("count", &n.to_string())]);
        }
        (None, Some(Wedges::Removed(n)), _) => {
            title = speech.say_with("plan-step-wedges-removed", &[("title", &title), ("count", &n.to_string())]);
        }
        (None, _, Some(0)) => title = speech.say_with("plan-step-lift-none", &[("title", &title)]),
        // Centimetres where they are whole: that is how people say them.
        (None, _, Some(mm)) if mm.is_multiple_of(10) => {
            title = speech.say_with("plan-step-lift-cm", &[("title", &title), ("size", &(mm / 10).to_string())]);
        }
        (None, _, Some(mm)) => {
            title = speech.say_with("plan-step-lift-mm", &[("title", &title), ("size", &mm.to_string())]);
        }
        (None, _, None) => {}
    }
    if let Some(d) = step.degrees_for(speech.reader(), kind) {
        title = with_degrees(&title, d, kind, speech);
    }
    if let Some(n) = step.phase.hinge_notches {
        title = speech.say_with("plan-step-notches", &[("title", &title), ("count", &n.to_string())]);
    }
    title
}

/// A step's title in a few words: "Boot with 2 wedges".
pub(super) fn title(step: &Step, kind: AngleKind, speech: Speech<'_>) -> String {
    title_of(device_name(step.phase.device), step, kind, speech)
}

/// What the foot is in, as sentences.
pub(super) fn device(step: &Step, kind: AngleKind, speech: Speech<'_>) -> String {
    let name = match (step.phase.device, speech.reader()) {
        (None, Reader::Clinician) => "plan-c-device-none",
        (device, _) => device_name(device),
    };
    let title = title_of(name, step, kind, speech);
    noted(speech.say_with("plan-device-sentence", &[("title", &title)]), step.phase.device_note.as_ref(), speech)
}

/// How much weight, as sentences. Only what the sheet orders; no safe load is known for a healing tendon.
pub(super) fn weight(step: &Step, speech: Speech<'_>) -> String {
    let ordered = step.phase.weight_bearing.as_ref();
    let text = match ordered {
        Some(WeightBearing::Nwb) => speech.own("plan-weight-nwb"),
        Some(WeightBearing::Ttwb) => speech.own("plan-weight-ttwb"),
        Some(WeightBearing::Pwb) => speech.own("plan-weight-pwb"),
        Some(WeightBearing::PwbPercent([low, high])) => {
            let id = if low == high { "plan-weight-pwb-percent" } else { "plan-weight-pwb-range" };
            speech.own_with(id, &[("low", &low.to_string()), ("high", &high.to_string())])
        }
        Some(WeightBearing::Protected) => speech.own("plan-weight-protected"),
        Some(WeightBearing::Wbat) => speech.own("plan-weight-wbat"),
        Some(WeightBearing::Fwb) if step.phase.device == Some(Device::Boot) && speech.reader() == Reader::Patient => {
            speech.say("plan-weight-fwb-boot")
        }
        Some(WeightBearing::Fwb) => speech.own("plan-weight-fwb"),
        None => speech.own("plan-weight-none"),
    };
    let mut text = noted(text, step.phase.weight_note.as_ref(), speech);
    // "Protected" already speaks of crutches.
    let said = ordered == Some(&WeightBearing::Protected);
    if let Some(crutches) = step.phase.crutches.filter(|_| !said) {
        let id = match crutches {
            Crutches::Yes => "plan-crutches-yes",
            Crutches::IfNeeded => "plan-crutches-if-needed",
            Crutches::No => "plan-crutches-no",
        };
        join(&mut text, &speech.own(id));
    }
    text
}

/// How far the foot may come up, as sentences.
pub(super) fn movement(step: &Step, speech: Speech<'_>) -> String {
    let text = match step.movement {
        None => speech.own("plan-movement-none"),
        Some((limit, carried)) => {
            let rule = match limit {
                Movement::Still => speech.own("plan-movement-still"),
                Movement::InsideHinge => speech.own("plan-movement-inside-hinge"),
                Movement::BootPosition => speech.own("plan-movement-boot-position"),
                Movement::UpTo(0) => speech.own("plan-movement-flat"),
                Movement::UpTo(n) if n < 0 && speech.reader() == Reader::Patient => {
                    speech.say_with("plan-movement-toes-down", &[("degrees", &n.unsigned_abs().to_string())])
                }
                Movement::UpTo(n) => speech.own_with("plan-movement-up-to", &[("degrees", &n.to_string())]),
                Movement::LimitLifted => speech.own("plan-movement-lifted"),
            };
            if carried { speech.own_with("plan-movement-kept", &[("rule", &rule)]) } else { rule }
        }
    };
    noted(text, step.phase.movement_note.as_ref(), speech)
}

/// Whether the calf may be stretched, as a sentence. Silence of the sheet is never permission.
pub(super) fn stretching(step: &Step, speech: Speech<'_>) -> String {
    speech.own(match (step.may_stretch, step.phase.stretching) {
        (true, _) => "plan-stretching-allowed",
        (false, Some(Stretching::Forbidden)) => "plan-stretching-forbidden",
        (false, _) => "plan-stretching-none",
    })
}

/// Whether the device stays on in bed. None where the question does not arise.
pub(super) fn night(step: &Step, speech: Speech<'_>) -> Option<String> {
    let removable = matches!(
        step.phase.device,
        Some(Device::Boot | Device::BraceOrBoot | Device::SplintOrBoot | Device::CastOrBoot | Device::BootOrShoe)
    );
    match step.phase.night {
        Some(Night::On) => Some("plan-night-on"),
        Some(Night::Off) => Some("plan-night-off"),
        None => removable.then_some("plan-night-none"),
    }
    .map(|id| speech.own(id))
}

/// What the sheet does not say, by name.
pub(super) fn fact(fact: Fact, speech: Speech<'_>) -> String {
    speech.own(match fact {
        Fact::Device => "plan-fact-device",
        Fact::Angle => "plan-fact-angle",
        Fact::WeightBearing => "plan-fact-weight-bearing",
        Fact::Movement => "plan-fact-movement",
        Fact::Stretching => "plan-fact-stretching",
        Fact::Exercises => "plan-fact-exercises",
        Fact::Forbidden => "plan-fact-forbidden",
        Fact::Night => "plan-fact-night",
    })
}

/// What goes with every plan, on every day (P10).
pub(super) fn always(speech: Speech<'_>) -> Vec<String> {
    ["plan-always-rupture", "plan-always-clot", "plan-always-team"].map(|id| speech.own(id)).into()
}

/// What changes between two neighbouring steps, the boot first.
pub(super) fn changes(from: &Step, to: &Step, kind: AngleKind, speech: Speech<'_>) -> Vec<String> {
    // Changes are found by comparing sentences.
    if speech.is_silent() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let same_device = from.phase.device == to.phase.device;
    match (from.wedges, to.wedges) {
        (Some(a), Some(b)) if same_device && b < a => {
            let (a, b) = (a.to_string(), b.to_string());
            out.push(speech.say_with("plan-change-wedges", &[("from", &a), ("to", &b)]));
            if speech.reader() == Reader::Patient {
                out.push(speech.say("plan-change-take-out"));
            }
        }
        _ => {
            let (a, b) = (device(from, kind, speech), device(to, kind, speech));
            if a != b {
                out.push(b);
            }
        }
    }
    // Silence of the sheet is no change: what held before goes on holding.
    let new_weight = to.phase.weight_bearing.is_some() && weight(from, speech) != weight(to, speech);
    let rule = |s: &Step| s.movement.map(|(m, _)| m);
    let new_movement = rule(from) != rule(to)
        || (to.phase.movement_note.is_some() && from.phase.movement_note != to.phase.movement_note);
    out.extend(new_weight.then(|| weight(to, speech)));
    out.extend(new_movement.then(|| movement(to, speech)));
    out.extend((from.may_stretch != to.may_stretch).then(|| stretching(to, speech)));
    if let (a, Some(b)) = (night(from, speech), night(to, speech))
        && a.as_deref() != Some(b.as_str())
    {
        out.push(b);
    }
    if from.phase.exercises != to.phase.exercises && to.phase.exercises.as_ref().is_some_and(|e| !e.is_empty()) {
        out.push(speech.own("plan-change-exercises"));
    }
    out
}

/// A short neutral line for a calendar, in the person's words: what changes in the device, or that a step begins.
pub(super) fn change_title(from: Option<&Step>, to: &Step, kind: AngleKind, speech: Speech<'_>) -> String {
    let speech = speech.to(Reader::Patient);
    match from {
        Some(f) if f.phase.device == to.phase.device => match (f.wedges, to.wedges) {
            (Some(a), Some(b)) if b < a => {
                speech.say_with("plan-line-wedges", &[("from", &a.to_string()), ("to", &b.to_string())])
            }
            _ => {
                let (before, after) = (title(f, kind, speech), title(to, kind, speech));
                if before == after {
                    speech.say("plan-line-step")
                } else {
                    speech.say_with("plan-line-boot", &[("title", &after)])
                }
            }
        },
        _ => title(to, kind, speech),
    }
}
