//! The checks a protocol file must pass. Each has a short stable name; each problem says where, what and what to do.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Day, Degrees, Device, Fact, Gating, ParameterKind, Phase, Raw, Status, Stretching, Wedges, WeightBearing};
use crate::Problem;

/// Collects problems of one file.
struct Report<'a> {
    path: &'a str,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    fn at(&mut self, span: Range<usize>, check: &'static str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Problem::at_offset(self.path, self.text, span.start, check, what, fix));
    }
}

/// Checks one file and adds what it finds.
pub(super) fn check(path: &str, text: &str, raw: &Raw, is_source: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) {
    let mut r = Report { path, text, problems };
    identity(&mut r, raw, is_source);
    if *raw.runnable.get_ref() {
        runnable(&mut r, raw);
        tiling(&mut r, raw);
        parameters(&mut r, raw);
        never_rises(&mut r, raw);
        for phase in &raw.phases {
            each_phase(&mut r, raw, phase.span(), phase.get_ref());
        }
    } else {
        not_runnable(&mut r, raw);
    }
}

fn identity(r: &mut Report, raw: &Raw, is_source: &dyn Fn(&str) -> bool) {
    let stem = r.path.rsplit('/').next().and_then(|f| f.strip_suffix(".toml")).unwrap_or_default().to_owned();
    if *raw.id.get_ref() != stem {
        r.at(
            raw.id.span(),
            "id-not-file-name",
            format!("The id is \"{}\" but the file is \"{stem}.toml\".", raw.id.get_ref()),
            "Give the file and the id the same name.",
        );
    }
    if raw.sources.get_ref().is_empty() {
        r.at(
            raw.sources.span(),
            "unknown-source",
            "The protocol names no source.",
            "Name at least one id from sources.toml.",
        );
    }
    for source in raw.sources.get_ref() {
        if !is_source(source.get_ref()) {
            r.at(
                source.span(),
                "unknown-source",
                format!("The source \"{}\" is not in sources.toml.", source.get_ref()),
                "Correct the id, or add the source to sources.toml first.",
            );
        }
    }
}

fn not_runnable(r: &mut Report, raw: &Raw) {
    if raw.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        r.at(
            raw.runnable.span(),
            "not-runnable-without-reason",
            "The protocol is marked as not runnable, and no reason is given.",
            "Add `reason = \"…\"`: say what is missing on the sheet.",
        );
    }
    if let Some(phase) = raw.phases.first() {
        r.at(
            phase.span(),
            "not-runnable-with-phases",
            "A protocol that may not be run has phases.",
            "Take the phases out, or complete the protocol and set `runnable = true`.",
        );
    }
}

fn runnable(r: &mut Report, raw: &Raw) {
    let whole = raw.id.span();
    match raw.status.get_ref() {
        Status::Recalled => r.at(
            raw.status.span(),
            "recalled-number-for-patient",
            "A runnable protocol rests on numbers that were recalled, not read.",
            "Read the source and change the status, or set `runnable = false` with a reason.",
        ),
        Status::Secondary if !raw.check_against_original => r.at(
            raw.status.span(),
            "recalled-number-for-patient",
            "A runnable protocol rests on somebody else's transcription.",
            "Set `check_against_original = true`, or read the original and set `status = \"read\"`.",
        ),
        _ => {}
    }
    if let Some(reason) = &raw.reason {
        r.at(
            raw.runnable.span(),
            "reason-on-runnable",
            format!("The protocol is runnable, yet gives a reason why not: \"{reason}\"."),
            "Take the reason out, or set `runnable = false`.",
        );
    }
    let no_origin = raw.origins.as_ref().is_none_or(|o| {
        let o = o.get_ref();
        o.non_operative.is_empty() && o.operative.is_empty()
    });
    if no_origin {
        r.at(
            raw.origins.as_ref().map_or(whole.clone(), toml::Spanned::span),
            "origin-missing",
            "The protocol does not say which event day 0 is.",
            "Add `[origins]` with `non_operative` or `operative`, each a list of injury, surgery, treatment_start.",
        );
    }
    match &raw.readings {
        None => r.at(
            whole,
            "reading-missing",
            "The protocol does not say how the traps of its sheet were read.",
            "Add `[readings]` with week_number, day_zero, angle_kind, wedge_order, gating and stretching.",
        ),
        Some(readings) => {
            for trap in readings.get_ref().missing() {
                r.at(
                    readings.span(),
                    "reading-missing",
                    format!("The trap \"{trap}\" is left open."),
                    format!("Add `[readings.{trap}]` and say which reading was chosen and why."),
                );
            }
        }
    }
    let gated = raw.phases.iter().find(|p| !p.get_ref().enter_when.is_empty());
    match (raw.gating.get_ref(), gated) {
        (Gating::TimeAndCriterion, None) => r.at(
            raw.gating.span(),
            "time-and-criterion-without-criterion",
            "The gating is time and criterion, and no phase names a criterion.",
            "Add `enter_when` to the phases that need one, or set `gating = \"time\"`.",
        ),
        (Gating::Time, Some(phase)) => r.at(
            phase.span(),
            "criterion-in-time-protocol",
            "A phase names a criterion, and the gating is time alone.",
            "Set `gating = \"time_and_criterion\"`, or take `enter_when` out.",
        ),
        _ => {}
    }
}

/// Phases must follow each other without a hole and without overlap.
fn tiling(r: &mut Report, raw: &Raw) {
    let Some(first) = raw.phases.first() else {
        r.at(
            raw.runnable.span(),
            "phases-gap",
            "A runnable protocol has no phase.",
            "Add `[[phases]]`, or set `runnable = false` with a reason.",
        );
        return;
    };
    if first.get_ref().from_day != Day::Number(raw.from_day) {
        r.at(
            first.span(),
            "phases-gap",
            format!("The protocol begins on day {}, its first phase does not.", raw.from_day),
            "Let the first phase begin on the protocol's `from_day`.",
        );
    }
    let mut ids = BTreeSet::new();
    for (i, spanned) in raw.phases.iter().enumerate() {
        let phase = spanned.get_ref();
        if !ids.insert(phase.id.as_str()) {
            r.at(
                spanned.span(),
                "phase-id-twice",
                format!("Two phases are called \"{}\".", phase.id),
                "Give each phase its own id; records point at it.",
            );
        }
        if let (Day::Number(from), Some(Day::Number(to))) = (&phase.from_day, &phase.to_day)
            && to <= from
        {
            r.at(
                spanned.span(),
                "phases-overlap",
                format!("The phase \"{}\" ends on day {to}, on or before its first day {from}.", phase.id),
                "Days are half-open: `to_day` is the first day after the phase.",
            );
        }
        let Some(next) = raw.phases.get(i + 1) else { continue };
        let next_phase = next.get_ref();
        match (&phase.to_day, &next_phase.from_day) {
            (None, _) => r.at(
                spanned.span(),
                "phases-overlap",
                format!("The phase \"{}\" has no end, yet \"{}\" follows it.", phase.id, next_phase.id),
                "Give it a `to_day`; only the last phase may leave it out.",
            ),
            (Some(end), start) if end == start => {}
            (Some(Day::Number(end)), Day::Number(start)) if start > end => r.at(
                next.span(),
                "phases-gap",
                format!("No phase covers day {end} to day {}.", start - 1),
                format!("Let \"{}\" begin on day {end}, or let the phase before it last longer.", next_phase.id),
            ),
            (Some(Day::Number(end)), Day::Number(start)) => r.at(
                next.span(),
                "phases-overlap",
                format!("Day {start} to day {} belong to two phases.", end - 1),
                format!("Let \"{}\" begin on day {end}.", next_phase.id),
            ),
            _ => r.at(
                next.span(),
                "phases-gap",
                format!("The end of \"{}\" and the start of \"{}\" are not the same day.", phase.id, next_phase.id),
                "Use the same number or the same parameter on both sides.",
            ),
        }
    }
}

fn parameters(r: &mut Report, raw: &Raw) {
    let find = |id: &str, kind| raw.parameters.iter().find(|p| p.get_ref().id == id && p.get_ref().kind == kind);
    for parameter in &raw.parameters {
        let p = parameter.get_ref();
        if p.min > p.max {
            r.at(
                parameter.span(),
                "parameter-range",
                format!("The parameter \"{}\" has a least value above its greatest.", p.id),
                "Exchange `min` and `max`.",
            );
        }
    }
    for spanned in &raw.phases {
        let phase = spanned.get_ref();
        for day in [Some(&phase.from_day), phase.to_day.as_ref()].into_iter().flatten() {
            let Day::Parameter(id) = day else { continue };
            match find(id, ParameterKind::Day) {
                Some(p) if p.get_ref().required => {
                    let least = p.get_ref().min;
                    if matches!(&phase.from_day, Day::Number(from) if least <= *from) {
                        r.at(
                            p.span(),
                            "phases-overlap",
                            format!("The parameter \"{id}\" may be day {least}, before \"{}\" has begun.", phase.id),
                            "Raise `min` above the first day of that phase.",
                        );
                    }
                    if matches!(&phase.to_day, Some(Day::Number(to)) if p.get_ref().max >= *to) {
                        r.at(
                            p.span(),
                            "phases-overlap",
                            format!("The parameter \"{id}\" may reach past the end of \"{}\".", phase.id),
                            "Lower `max` below the `to_day` of that phase.",
                        );
                    }
                }
                _ => r.at(
                    spanned.span(),
                    "parameter-unknown",
                    format!("The day \"{id}\" is not a required parameter of kind day."),
                    "Declare it under `[[parameters]]` with `kind = \"day\"` and `required = true`.",
                ),
            }
        }
        if matches!(phase.wedges, Some(Wedges::Removed(_))) && find("wedges", ParameterKind::Wedges).is_none() {
            r.at(
                spanned.span(),
                "parameter-unknown",
                "Wedges are counted from the clinic's number, which is not asked for.",
                "Declare the parameter `wedges` with `kind = \"wedges\"`, or give a count.",
            );
        }
    }
}

/// Inside one kind of device, toes may only come up: wedges, lift and degrees never rise, removed wedges and opened
/// notches never fall.
fn never_rises(r: &mut Report, raw: &Raw) {
    let (mut count, mut removed, mut notches) = (u8::MAX, 0_u8, 0_u8);
    let (mut boot_lift, mut shoe_lift) = (u16::MAX, u16::MAX);
    let mut hinge = Degrees { from: u8::MAX, to: u8::MAX };
    for spanned in &raw.phases {
        let phase = spanned.get_ref();
        let mut wrong = Vec::new();
        match phase.wedges {
            Some(Wedges::Count(n)) => {
                if n > count {
                    wrong.push(format!("wedges rise from {count} to {n}"));
                }
                count = n;
            }
            Some(Wedges::Removed(n)) => {
                if n < removed {
                    wrong.push(format!("wedges rise: {removed} were out, now {n}"));
                }
                removed = n;
            }
            None => {}
        }
        if let Some(n) = phase.hinge_notches {
            if n < notches {
                wrong.push(format!("the hinge closes from {notches} notches to {n}"));
            }
            notches = n;
        }
        if let Some(d) = phase.degrees {
            if d.from > d.to {
                wrong.push(format!("the degrees run from {} down to {}", d.from, d.to));
            }
            if d.from > hinge.from || d.to > hinge.to {
                wrong.push(format!("the toes go down again, to {}–{} degrees", d.from, d.to));
            }
            hinge = d;
        }
        if let Some(mm) = phase.lift_mm {
            let last = if phase.device == Some(Device::Shoe) { &mut shoe_lift } else { &mut boot_lift };
            if mm > *last {
                wrong.push(format!("the lift rises from {last} to {mm} mm"));
            }
            *last = mm;
        }
        for what in wrong {
            r.at(
                spanned.span(),
                "wedges-rise",
                format!("In phase \"{}\" {what}.", phase.id),
                "Correct the number; a protocol brings the foot up and never down again.",
            );
        }
    }
}

fn each_phase(r: &mut Report, raw: &Raw, span: Range<usize>, phase: &Phase) {
    let has_angle = phase.wedges.is_some()
        || phase.degrees.is_some()
        || phase.lift_mm.is_some()
        || phase.hinge_notches.is_some()
        || phase.device == Some(Device::Shoe);
    let given = [
        (Fact::Device, "device", phase.device.is_some()),
        (Fact::Angle, "angle", has_angle || phase.device_note.is_some()),
        (Fact::WeightBearing, "weight_bearing", phase.weight_bearing.is_some()),
        (Fact::Movement, "movement", phase.movement.is_some()),
        (Fact::Stretching, "stretching", phase.stretching.is_some()),
        (Fact::Exercises, "exercises", phase.exercises.is_some()),
        (Fact::Forbidden, "forbidden", phase.forbidden.is_some()),
        (Fact::Night, "night", phase.night.is_some()),
    ];
    for (fact, name, is_given) in given {
        let said = phase.not_given.contains(&fact);
        if fact == Fact::Stretching && !is_given && !said {
            r.at(
                span.clone(),
                "stretch-rule-missing",
                format!("The phase \"{}\" has no rule for stretching.", phase.id),
                "Add `stretching = \"forbidden\"` or `\"gentle\"`, or name \"stretching\" in `not_given`.",
            );
        } else if !is_given && !said {
            r.at(
                span.clone(),
                "silent-gap",
                format!("The phase \"{}\" says nothing of {name}.", phase.id),
                format!("Give it from the sheet, or name \"{name}\" in `not_given`."),
            );
        } else if is_given && said && fact != Fact::Angle {
            r.at(
                span.clone(),
                "given-and-not-given",
                format!("The phase \"{}\" gives {name} and also lists it as not given.", phase.id),
                "Keep one of the two.",
            );
        }
    }
    if phase.stretching == Some(Stretching::Gentle) {
        let starts = match &phase.from_day {
            Day::Number(n) => Some(*n),
            Day::Parameter(_) => None,
        };
        let allowed = raw.stretching_from_day.as_ref().map(|d| *d.get_ref());
        if !matches!((starts, allowed), (Some(s), Some(a)) if s >= a) {
            r.at(
                span.clone(),
                "stretch-before-allowed",
                format!("The phase \"{}\" allows stretching before the strictest rule of the sheet does.", phase.id),
                "Set `stretching_from_day` to the sheet's latest starting day, and forbid stretching before it.",
            );
        }
    }
    if let Some(WeightBearing::PwbPercent([low, high])) = phase.weight_bearing
        && (low > high || high > 100)
    {
        r.at(
            span,
            "weight-range",
            format!("The share of body weight runs from {low} to {high} per cent."),
            "Give two numbers from 0 to 100, the lower one first.",
        );
    }
}
