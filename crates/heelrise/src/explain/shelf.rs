//! Protocols, scores and mimics explained: what they ask, what they count, and what they rest on.

use heelrise_knowledge::Knowledge;
use heelrise_knowledge::mimic::{Fact, Mimic};
use heelrise_knowledge::protocol::Protocol;
use heelrise_knowledge::score::{PointScore, Provenance};
use heelrise_knowledge::standing::Audience;

use super::entry::Writer;
use crate::page::Tone;
use crate::plan;
use crate::result_page::{signed, stem};

/// The scores: the id, and the short name that people use and that the catalogs put before their sentences.
pub const SCORES: [(&str, &str); 3] = [("ottawa_ankle", "ottawa"), ("wells_dvt", "wells"), ("trip_cast", "trip")];

/// Where a score comes from.
pub fn provenance<'a>(knowledge: &'a Knowledge, id: &str) -> Option<&'a Provenance> {
    let scores = &knowledge.scores;
    match id {
        "ottawa_ankle" => Some(&scores.ottawa_ankle.provenance),
        "wells_dvt" => Some(&scores.wells_dvt.provenance),
        "trip_cast" => Some(&scores.trip_cast.provenance),
        _ => None,
    }
}

impl Writer<'_> {
    pub(super) fn protocol(&mut self, protocol: &Protocol) {
        let words = self.words;
        self.page.say(Tone::Strong, &format!("{}: {}", protocol.id, protocol.name));
        if let Some(label) = &protocol.label {
            self.page.say(Tone::Warn, &words.translated(&label.clinician));
        }
        self.page.para(&words.translated(&protocol.summary.clinician));
        self.pair("terminal-status", &plan::word(&protocol.status));
        let signed = signed(words, self.knowledge.sign_off(protocol));
        self.page.say(Tone::Faint, &signed);
        if protocol.runnable {
            self.heading("terminal-plan-command");
            // On one line, however long, so that it can be copied.
            self.page.line(&format!("  $ {}", plan::command(protocol)));
            for fact in plan::facts(words, protocol) {
                self.page.bullet(&fact);
            }
        } else {
            self.pair("terminal-plan-listed-only", &plan::why_not(words, protocol));
        }
        if let Some(readings) = &protocol.readings {
            self.heading("terminal-plan-readings");
            for why in [
                &readings.week_number.why,
                &readings.day_zero.why,
                &readings.angle_kind.why,
                &readings.wedge_order.why,
                &readings.gating.why,
                &readings.stretching.why,
            ] {
                self.page.bullet(&words.translated(why));
            }
        }
        self.rests_on(&protocol.sources);
        self.embodies("protocol:*");
    }

    pub(super) fn score(&mut self, id: &str) {
        let knowledge = self.knowledge;
        let Some((id, short)) = SCORES.iter().copied().find(|(known, _)| *known == id) else { return };
        let Some(provenance) = provenance(knowledge, id) else { return };
        let name = self.say(&format!("terminal-score-{}", stem(id)));
        self.page.say(Tone::Strong, &format!("{id}: {name}"));
        self.pair("terminal-status", &provenance.status.to_string());
        if provenance.audience == Audience::Clinician {
            let only = self.say("terminal-clinicians-only");
            self.page.para(&only);
        }
        match id {
            "ottawa_ankle" => self.films(),
            "wells_dvt" => self.points(short, &knowledge.scores.wells_dvt),
            _ => self.points(short, &knowledge.scores.trip_cast),
        }
        let because: Vec<String> = provenance.claims.iter().chain([&provenance.source]).cloned().collect();
        self.rests_on(&because);
        self.embodies(&format!("score:{}", if id == "trip_cast" { "tripcast" } else { id }));
    }

    fn films(&mut self) {
        let knowledge = self.knowledge;
        let item = |writer: &Self, id: &str| writer.say(&format!("ottawa-item-{}", stem(id)));
        for film in &knowledge.scores.ottawa_ankle.films {
            self.heading(&format!("ottawa-{}", stem(&film.id)));
            let zone = item(self, &film.zone);
            let zone = self.words.say_with("terminal-film-zone", &[("zone", &zone)]);
            self.page.para(&zone);
            for id in &film.any {
                let words = item(self, id);
                self.page.bullet(&words);
            }
        }
    }

    fn points(&mut self, short: &str, score: &PointScore) {
        let label = |writer: &Self, id: &str| writer.say(&format!("{short}-item-{}", stem(id)));
        self.heading("terminal-points");
        for item in &score.items {
            let words = label(self, &item.id);
            self.page.bullet(&format!("{words}: {}", item.points));
        }
        for choice in &score.choices {
            let options = choice.options.iter().map(|(id, points)| {
                let words = self.maybe(&format!("{short}-hold-{}", stem(id)));
                format!("{} {points}", words.unwrap_or_else(|| id.replace('_', " ")))
            });
            let options = options.collect::<Vec<_>>().join("; ");
            let words = label(self, &choice.id);
            self.page.bullet(&format!("{words}: {options}"));
        }
        for number in &score.numbers {
            let bands = number.bands.iter().map(|band| {
                let (from, points) = (band.from.to_string(), band.points.to_string());
                let arguments = [("from", from.as_str()), ("unit", &number.unit), ("points", &points)];
                self.words.say_with("terminal-band", &arguments)
            });
            let bands = bands.collect::<Vec<_>>().join("; ");
            let words = label(self, &number.id);
            self.page.bullet(&format!("{words}: {bands}"));
        }
        let threshold = score.threshold.to_string();
        let below = self.say(&format!("{short}-{}", stem(&score.below)));
        let above = self.say(&format!("{short}-{}", stem(&score.at_or_above)));
        let arguments = [("threshold", threshold.as_str()), ("below", &below), ("above", &above)];
        let words = self.words.say_with("terminal-threshold", &arguments);
        self.page.gap().para(&words);
    }

    pub(super) fn mimic(&mut self, mimic: &Mimic) {
        let stem = stem(&mimic.id);
        let name = self.say(&format!("mimic-{stem}-name"));
        self.page.say(Tone::Strong, &format!("{}: {name}", mimic.id));
        self.pair("terminal-status", &mimic.status.to_string());
        let lead = self.say("mimics-lead");
        self.page.para(&lead);
        for (heading, words, facts) in [
            ("terminal-points-to", Some("towards"), &mimic.towards),
            ("terminal-points-away", Some("away"), &mimic.away),
            ("terminal-emergency-when", None, &mimic.emergency_signs),
            ("terminal-looked-for-when", None, &mimic.looked_for),
        ] {
            let words = words.map(|which| self.say(&format!("mimic-{stem}-{which}")));
            if words.is_none() && facts.is_empty() {
                continue;
            }
            self.heading(heading);
            if let Some(words) = words {
                self.page.para(&words);
            }
            for fact in facts {
                let fact = self.fact(fact);
                self.page.bullet(&fact);
            }
        }
        let because: Vec<String> = mimic.claims.iter().chain(&mimic.sources).cloned().collect();
        self.rests_on(&because);
    }

    /// A fact of a case in words.
    fn fact(&self, fact: &Fact) -> String {
        let (field, value) = (stem(&fact.field), stem(&fact.value));
        let first = |ids: &[String]| ids.iter().find_map(|id| self.maybe(id));
        let name = first(&[
            format!("find-{field}-name"),
            format!("form-imaging-{field}"),
            format!("ottawa-item-{field}"),
            format!("wells-item-{field}"),
        ]);
        let said = first(&[
            format!("find-{field}-{value}"),
            format!("form-imaging-{field}-{value}"),
            format!("answer-{value}"),
        ]);
        let name = name.unwrap_or_else(|| fact.field.replace('_', " "));
        format!("{name}: {}", said.unwrap_or_else(|| fact.value.replace('_', " ")))
    }
}
