//! The sentences of a plan that are not the protocol's own: what the boot is set to, how much weight, how far the foot
//! comes up. Plain for the person, in the field's terms for the clinician. No sentence here holds a number of its own.

use heelrise_knowledge::protocol::{
    AngleKind, Crutches, Degrees, Device, Fact, Movement, Night, Origin, Stretching, Wedges, WeightBearing, Words,
};

use super::{Reader, Step};

/// A protocol's words for one reader.
pub(super) fn pick(words: &Words, reader: Reader) -> String {
    match reader {
        Reader::Patient => words.patient.clone(),
        Reader::Clinician => words.clinician.clone(),
    }
}

/// Several of a protocol's words for one reader.
pub(super) fn all(words: &[Words], reader: Reader) -> Vec<String> {
    words.iter().map(|w| pick(w, reader)).collect()
}

/// The event day 0 is.
pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Injury => "the injury",
        Origin::Surgery => "the operation",
        Origin::TreatmentStart => "the start of treatment",
    }
}

/// "the injury or the start of treatment".
pub(super) fn any_of(origins: &[Origin]) -> String {
    origins.iter().map(|o| origin(*o)).collect::<Vec<_>>().join(" or ")
}

fn many(n: i32, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// A day of the plan in weeks and days since day 0, free of "week 4".
pub(super) fn elapsed(day: i32, from: Origin) -> String {
    let event = origin(from);
    if day == 0 {
        return format!("The day of {event}");
    }
    let (size, side) = if day < 0 { (day.saturating_neg(), "before") } else { (day, "after") };
    let (weeks, days) = (size / 7, size % 7);
    let span = match (weeks, days) {
        (0, d) => many(d, "day"),
        (w, 0) => many(w, "week"),
        (w, d) => format!("{} and {}", many(w, "week"), many(d, "day")),
    };
    format!("{span} {side} {event}")
}

/// Millimetres as people say them.
fn lift(mm: u16) -> String {
    if mm.is_multiple_of(10) { format!("{} cm", mm / 10) } else { format!("{mm} mm") }
}

fn wedges(step: &Step) -> Option<String> {
    match (step.wedges, step.phase.wedges) {
        (Some(0), _) => Some("no wedges".to_owned()),
        (Some(n), _) => Some(many(i32::from(n), "wedge")),
        (None, Some(Wedges::Removed(0))) => Some("all its wedges".to_owned()),
        (None, Some(Wedges::Removed(n))) => Some(format!("{} fewer than at the start", many(i32::from(n), "wedge"))),
        (None, _) => None,
    }
}

fn hinge(d: Degrees, reader: Reader) -> String {
    match (reader, d.from == d.to) {
        (Reader::Patient, true) => format!("locked at {} degrees, toes down", d.to),
        (Reader::Patient, false) if d.from == 0 => format!("free between flat and {} degrees, toes down", d.to),
        (Reader::Patient, false) => format!("free between {} and {} degrees, toes down", d.from, d.to),
        (Reader::Clinician, true) => format!("locked at {}° PF", d.to),
        (Reader::Clinician, false) => format!("{}–{}° PF", d.from, d.to),
    }
}

fn device_name(device: Option<Device>) -> &'static str {
    match device {
        Some(Device::Cast) => "Cast",
        Some(Device::Splint) => "Splint",
        Some(Device::SplintOrCast) => "Splint or cast",
        Some(Device::SplintOrBoot) => "Splint or boot",
        Some(Device::CastOrBoot) => "Cast or boot",
        Some(Device::Boot) => "Boot",
        Some(Device::BraceOrBoot) => "Brace or boot",
        Some(Device::BootOrShoe) => "Boot or shoe",
        Some(Device::LeavingBoot) => "Leaving the boot off",
        Some(Device::Shoe) => "Shoe",
        None => "As your team says",
    }
}

/// A step's title in a few words: "Boot with 2 wedges".
pub(super) fn title(step: &Step, kind: AngleKind, reader: Reader) -> String {
    let mut title = device_name(step.phase.device).to_owned();
    if let Some(w) = wedges(step) {
        title = format!("{title} with {w}");
    } else if let Some(mm) = step.phase.lift_mm {
        let with = if mm == 0 { "no heel lift".to_owned() } else { format!("a {} heel lift", lift(mm)) };
        title = format!("{title} with {with}");
    }
    if let Some(d) = step.degrees_for(reader, kind) {
        title = match kind {
            AngleKind::NominalWedge if d.from == d.to => format!("{title} (nominal {}°)", d.from),
            AngleKind::NominalWedge => format!("{title} (nominal {}–{}°)", d.from, d.to),
            AngleKind::Hinge => format!("{title}, {}", hinge(d, reader)),
            _ if d.from == d.to => format!("{title}, {}° PF", d.from),
            _ => format!("{title}, {}–{}° PF", d.from, d.to),
        };
    }
    if let Some(n) = step.phase.hinge_notches {
        let notch = if n == 1 { "1 notch".to_owned() } else { format!("{n} notches") };
        title = if n == 0 { format!("{title}, locked") } else { format!("{title}, opened by {notch}") };
    }
    title
}

/// What the foot is in, as sentences.
pub(super) fn device(step: &Step, kind: AngleKind, reader: Reader) -> String {
    let mut text = format!("{}.", title(step, kind, reader));
    if step.phase.device.is_none() && reader == Reader::Clinician {
        text = text.replacen("As your team says", "Device not given", 1);
    }
    if let Some(note) = &step.phase.device_note {
        text.push(' ');
        text.push_str(&pick(note, reader));
    }
    text
}

/// How much weight, as sentences. Only what the sheet orders; no safe load is known for a healing tendon.
pub(super) fn weight(step: &Step, reader: Reader) -> String {
    let mut text = match (reader, step.phase.weight_bearing.as_ref()) {
        (Reader::Patient, Some(w)) => match w {
            WeightBearing::Nwb => "Put no weight on the leg.".to_owned(),
            WeightBearing::Ttwb => "Only let your toes touch the floor, for balance.".to_owned(),
            WeightBearing::Pwb => "Put only part of your weight on the leg, as you were shown.".to_owned(),
            WeightBearing::PwbPercent([low, high]) if low == high => {
                format!("Put only part of your weight on the leg: {high} percent. Your physio shows you how.")
            }
            WeightBearing::PwbPercent([low, high]) => {
                format!("Put only part of your weight on the leg: {low} to {high} percent. Your physio shows you how.")
            }
            WeightBearing::Protected => "Put weight on the leg only with crutches, as you were shown.".to_owned(),
            WeightBearing::Wbat => "Put as much weight on the leg as is comfortable.".to_owned(),
            WeightBearing::Fwb if step.phase.device == Some(Device::Boot) => {
                "You may put your full weight on the leg, with the boot on.".to_owned()
            }
            WeightBearing::Fwb => "You may put your full weight on the leg.".to_owned(),
        },
        (Reader::Clinician, Some(w)) => match w {
            WeightBearing::Nwb => "NWB.".to_owned(),
            WeightBearing::Ttwb => "TTWB.".to_owned(),
            WeightBearing::Pwb => "PWB.".to_owned(),
            WeightBearing::PwbPercent([low, high]) if low == high => format!("PWB {high}%."),
            WeightBearing::PwbPercent([low, high]) => format!("PWB {low}–{high}%."),
            WeightBearing::Protected => "Protected WB with crutches.".to_owned(),
            WeightBearing::Wbat => "WBAT.".to_owned(),
            WeightBearing::Fwb => "FWB.".to_owned(),
        },
        (Reader::Patient, None) => {
            "This plan gives no new rule about weight here. Ask your team before you do more than before.".to_owned()
        }
        (Reader::Clinician, None) => "Weight-bearing not given.".to_owned(),
    };
    if let Some(note) = &step.phase.weight_note {
        text.push(' ');
        text.push_str(&pick(note, reader));
    }
    // "Protected" already speaks of crutches.
    let said = step.phase.weight_bearing == Some(WeightBearing::Protected);
    if let Some(crutches) = step.phase.crutches.filter(|_| !said) {
        text.push_str(match (reader, crutches) {
            (Reader::Patient, Crutches::Yes) => " Use your crutches.",
            (Reader::Patient, Crutches::IfNeeded) => " Use crutches if you need them.",
            (Reader::Patient, Crutches::No) => " You no longer need crutches.",
            (Reader::Clinician, Crutches::Yes) => " Crutches.",
            (Reader::Clinician, Crutches::IfNeeded) => " Crutches if needed.",
            (Reader::Clinician, Crutches::No) => " No crutches.",
        });
    }
    text
}

/// How far the foot may come up, as sentences.
pub(super) fn movement(step: &Step, reader: Reader) -> String {
    let mut text = match (reader, step.movement) {
        (Reader::Patient, None) => "This plan does not say how far the foot may move. Ask your team first.".to_owned(),
        (Reader::Clinician, None) => "ROM limit not given.".to_owned(),
        (Reader::Patient, Some((m, carried))) => {
            let rule = match m {
                Movement::Still => "Keep the ankle still.".to_owned(),
                Movement::InsideHinge => "Move the ankle only as far as the boot lets you.".to_owned(),
                Movement::BootPosition => "Bring the foot up only to where the boot holds it.".to_owned(),
                Movement::UpTo(0) => "Bring the foot up only until it is flat. No further.".to_owned(),
                Movement::UpTo(n) if n < 0 => {
                    format!("Keep the toes at least {} degrees down.", i32::from(n).saturating_neg())
                }
                Movement::UpTo(n) => format!("Bring the foot up by no more than {n} degrees past flat."),
                Movement::LimitLifted => "The foot may come up past flat, slowly. Do not force it.".to_owned(),
            };
            if carried { format!("The last rule about movement stays. {rule}") } else { rule }
        }
        (Reader::Clinician, Some((m, carried))) => {
            let rule = match m {
                Movement::Still => "Ankle still.".to_owned(),
                Movement::InsideHinge => "ROM inside the hinge.".to_owned(),
                Movement::BootPosition => "DF only back to boot position.".to_owned(),
                Movement::UpTo(0) => "DF to neutral at most.".to_owned(),
                Movement::UpTo(n) => format!("DF to {n}° at most."),
                Movement::LimitLifted => "No DF limit stated any more.".to_owned(),
            };
            if carried { format!("Not given; the last limit is kept: {rule}") } else { rule }
        }
    };
    if let Some(note) = &step.phase.movement_note {
        text.push(' ');
        text.push_str(&pick(note, reader));
    }
    text
}

/// Whether the calf may be stretched, as a sentence. Silence of the sheet is never permission.
pub(super) fn stretching(step: &Step, reader: Reader) -> String {
    match (reader, step.may_stretch, step.phase.stretching) {
        (Reader::Patient, true, _) => "Slow, gentle calf stretches are allowed, as your physio shows you.",
        (Reader::Patient, false, Some(Stretching::Forbidden)) => "Do not stretch the calf.",
        (Reader::Patient, false, _) => "Do not stretch the calf unless your team tells you to.",
        (Reader::Clinician, true, _) => "Gentle stretching past neutral allowed.",
        (Reader::Clinician, false, Some(Stretching::Forbidden)) => "No stretching past neutral.",
        (Reader::Clinician, false, _) => "Stretching not given: treated as not allowed.",
    }
    .to_owned()
}

/// Whether the device stays on in bed. None where the question does not arise.
pub(super) fn night(step: &Step, reader: Reader) -> Option<String> {
    let removable = matches!(
        step.phase.device,
        Some(Device::Boot | Device::BraceOrBoot | Device::SplintOrBoot | Device::CastOrBoot | Device::BootOrShoe)
    );
    match (reader, step.phase.night) {
        (Reader::Patient, Some(Night::On)) => Some("Keep it on in bed."),
        (Reader::Patient, Some(Night::Off)) => Some("You may take the boot off in bed."),
        (Reader::Clinician, Some(Night::On)) => Some("On at night."),
        (Reader::Clinician, Some(Night::Off)) => Some("Off at night."),
        (Reader::Patient, None) if removable => Some("Ask your team before you take it off in bed."),
        (Reader::Clinician, None) if removable => Some("Night wear not given."),
        (_, None) => None,
    }
    .map(str::to_owned)
}

/// What the sheet does not say, by name.
pub(super) fn fact(fact: Fact, reader: Reader) -> &'static str {
    match (reader, fact) {
        (Reader::Patient, Fact::Device) => "what to wear on the foot",
        (Reader::Patient, Fact::Angle) => "how far down the toes are held",
        (Reader::Patient, Fact::WeightBearing) => "how much weight to put on the leg",
        (Reader::Patient, Fact::Movement) => "how far the foot may move",
        (Reader::Patient, Fact::Stretching) => "when to stretch",
        (Reader::Patient, Fact::Exercises) => "which exercises to do",
        (Reader::Patient, Fact::Forbidden) => "what to avoid",
        (Reader::Patient, Fact::Night) => "what to do at night",
        (Reader::Clinician, Fact::Device) => "device",
        (Reader::Clinician, Fact::Angle) => "angle, wedges or lift height",
        (Reader::Clinician, Fact::WeightBearing) => "weight-bearing",
        (Reader::Clinician, Fact::Movement) => "ROM limit",
        (Reader::Clinician, Fact::Stretching) => "stretching",
        (Reader::Clinician, Fact::Exercises) => "exercises",
        (Reader::Clinician, Fact::Forbidden) => "what is forbidden",
        (Reader::Clinician, Fact::Night) => "night wear",
    }
}

/// What goes with every plan, on every day (P10).
pub(super) fn always(reader: Reader) -> Vec<String> {
    let lines: &[&str] = match reader {
        Reader::Patient => &[
            "A new pop, a new gap, or a sudden loss of strength in the foot: be seen the same day.",
            "A calf that gets hot, more swollen or more painful: be seen the same day. Short of breath or pain in the chest: call for emergency help now.",
            "Your team may change this plan. If they told you something else, do what they said.",
        ],
        Reader::Clinician => &[
            "New pop, gap or sudden loss of push-off: same day, re-rupture until shown otherwise.",
            "Signs of DVT: same day. Signs of PE: emergency.",
            "One published protocol, chosen by the treating team; rules of two protocols are never mixed.",
        ],
    };
    lines.iter().map(|l| (*l).to_owned()).collect()
}

/// What changes between two neighbouring steps, the boot first.
pub(super) fn changes(from: &Step, to: &Step, kind: AngleKind, reader: Reader) -> Vec<String> {
    let mut out = Vec::new();
    let same_device = from.phase.device == to.phase.device;
    match (from.wedges, to.wedges) {
        (Some(a), Some(b)) if same_device && b < a => {
            out.push(format!(
                "{} become{} {}.",
                many(i32::from(a), "wedge"),
                if a == 1 { "s" } else { "" },
                none_or(b)
            ));
            if reader == Reader::Patient {
                out.push("Take out the wedge your clinic showed you, or let them do it.".to_owned());
            }
        }
        _ => {
            let (a, b) = (device(from, kind, reader), device(to, kind, reader));
            if a != b {
                out.push(b);
            }
        }
    }
    // Silence of the sheet is no change: what held before goes on holding.
    let new_weight = to.phase.weight_bearing.is_some() && weight(from, reader) != weight(to, reader);
    let rule = |s: &Step| s.movement.map(|(m, _)| m);
    let new_movement = rule(from) != rule(to)
        || (to.phase.movement_note.is_some() && from.phase.movement_note != to.phase.movement_note);
    out.extend(new_weight.then(|| weight(to, reader)));
    out.extend(new_movement.then(|| movement(to, reader)));
    out.extend((from.may_stretch != to.may_stretch).then(|| stretching(to, reader)));
    if let (a, Some(b)) = (night(from, reader), night(to, reader))
        && a.as_deref() != Some(b.as_str())
    {
        out.push(b);
    }
    if from.phase.exercises != to.phase.exercises && to.phase.exercises.as_ref().is_some_and(|e| !e.is_empty()) {
        out.push(match reader {
            Reader::Patient => "Your exercises change.".to_owned(),
            Reader::Clinician => "Exercises change.".to_owned(),
        });
    }
    out
}

fn none_or(n: u8) -> String {
    if n == 0 { "none".to_owned() } else { n.to_string() }
}

/// A short neutral line for a calendar: what changes in the device, or that a step begins.
pub(super) fn change_title(from: Option<&Step>, to: &Step, kind: AngleKind) -> String {
    match from {
        Some(f) if f.phase.device == to.phase.device => match (f.wedges, to.wedges) {
            (Some(a), Some(b)) if b < a => format!("Boot change: {} → {b}", many(i32::from(a), "wedge")),
            _ if title(f, kind, Reader::Patient) != title(to, kind, Reader::Patient) => {
                format!("Boot change: {}", title(to, kind, Reader::Patient))
            }
            _ => "New step of the plan".to_owned(),
        },
        _ => title(to, kind, Reader::Patient),
    }
}
