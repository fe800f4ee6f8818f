//! Notes by the gigabyte, for measuring speed: `DocumentReference` lines in flat memory, no two notes alike.
//!
//! Some fifty thousand sentences are written out beforehand, by voice; a note is one to four kilobytes of one voice's,
//! drawn anew each time. Where few speak of the leg, one note in eight holds a sign, most often a medicine: as many as of
//! 2,377 transcribed notes of every specialty.

use crate::compose::{About, Composer, NAMES};
use crate::fhir::{date, note_title};
use crate::plan::MIX;
use crate::rng::Rng;
use crate::stock::{Stock, Voice};
use base64::{Engine, encoded_len, engine::general_purpose::STANDARD};
use std::io::Write as _;

/// How many notes speak of the lower limb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// About two in a hundred, in a sentence or three.
    Rare,
    /// Every one, with signs and their negations in a third of its sentences.
    Every,
}

/// Words of which every note about the lower limb has at least one.
pub const LEG_WORDS: [&str; 4] = ["ankle", "calf", "heel", "achilles"];

/// Sentences prepared for each part of a note in each voice.
const PREPARED: usize = 400;

/// One note in so many has a false friend: a word that a rupture would also bring ("anion gap", "snapped into place").
/// In 2,377 transcribed notes of every specialty, `pop`, `gap`, `snap` or `kick` stood in about two of a hundred.
const ODD: usize = 40;

/// The sentences of one voice.
#[derive(Debug)]
struct Pool {
    open: Vec<String>,
    body: Vec<String>,
    odd: Vec<String>,
    limb: Vec<String>,
    named: Vec<String>,
}

/// Writes one line after the other.
#[derive(Debug)]
pub struct Notes {
    rng: Rng,
    leg: Leg,
    pools: Vec<Pool>,
    text: String,
    count: u64,
}

impl Notes {
    /// Prepares the sentences.
    pub fn new(stock: &Stock, leg: Leg, seed: u64) -> Self {
        let mut rng = Rng::part(seed, 2);
        let pools = stock.voices.iter().map(|voice| Pool::prepare(stock, voice, &mut rng)).collect();
        Self { rng, leg, pools, text: String::with_capacity(8_192), count: 0 }
    }

    /// Appends the next line, with its line end.
    pub fn line(&mut self, out: &mut Vec<u8>) {
        self.compose();
        self.count += 1;
        let patient = self.rng.below(250_000);
        let at = date(20_000 + self.rng.below(365).cast_signed() as i64);
        let loinc = ["34111-5", "34117-2", "18842-5", "11488-4", "11506-3"][self.rng.below(5)];
        // Writing into a vector cannot fail.
        let _ = write!(
            out,
            "{{\"resourceType\":\"DocumentReference\",\"id\":\"s{:09}\",\"status\":\"current\",\"type\":{{\"coding\":[{{\"system\":\
             \"http://loinc.org\",\"code\":\"{loinc}\",\"display\":\"{}\"}}]}},\"subject\":{{\"reference\":\"Patient/q{patient:06}\"}},\
             \"date\":\"{at}T12:00:00Z\",\"content\":[{{\"attachment\":{{\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"",
            self.count,
            note_title(loinc),
        );
        let start = out.len();
        out.resize(start + encoded_len(self.text.len(), true).unwrap_or(0), 0);
        let written = STANDARD.encode_slice(self.text.as_bytes(), &mut out[start..]).unwrap_or(0);
        out.truncate(start + written);
        let _ = writeln!(
            out,
            "\"}}}}],\"context\":{{\"encounter\":[{{\"reference\":\"Encounter/t{:09}\"}}]}}}}",
            self.count
        );
    }

    /// The text of the next note.
    fn compose(&mut self) {
        let Self { rng, leg, pools, text, .. } = self;
        text.clear();
        let Some(Pool { open, body, odd, limb, named }) = pools.get(rng.below(pools.len())) else { return };
        let length = rng.range(1_000, 3_800);
        let push = |text: &mut String, from: &[String], rng: &mut Rng| {
            if let Some(line) = rng.pick(from) {
                text.push_str(line);
                text.push(if rng.below(4) == 0 { '\n' } else { ' ' });
            }
        };
        push(text, open, rng);
        if rng.below(ODD) == 0 {
            push(text, odd, rng);
        }
        match leg {
            Leg::Rare if rng.below(50) == 0 => {
                let after = text.len() + rng.below(length);
                while text.len() < after {
                    push(text, body, rng);
                }
                push(text, named, rng);
                for _ in 0..rng.below(3) {
                    push(text, limb, rng);
                }
            }
            Leg::Rare => {}
            Leg::Every => push(text, named, rng),
        }
        while text.len() < length {
            let from = if *leg == Leg::Every && rng.below(3) == 0 { limb } else { body };
            push(text, from, rng);
        }
    }
}

/// True when the text has one of [`LEG_WORDS`].
pub fn names_leg(text: &str) -> bool {
    let text = text.to_lowercase();
    LEG_WORDS.iter().any(|word| text.contains(word))
}

impl Pool {
    fn prepare(stock: &Stock, voice: &Voice, rng: &mut Rng) -> Self {
        let mut write = |template: &str, count: usize| sentences(stock, voice, template, count, rng);
        let open = write("{g.open}", PREPARED / 2);
        let mut body = Vec::new();
        for part in ["{g.history}", "{g.exam}", "{g.results}", "{g.plan}"] {
            body.extend(write(part, PREPARED));
        }
        let odd = write("{g.odd}", PREPARED / 8);
        let limb = write("{g.leg}", PREPARED * 2);
        let named = limb.iter().filter(|line| names_leg(line)).cloned().collect();
        Self { open, body, odd, limb, named }
    }
}

fn sentences(stock: &Stock, voice: &Voice, template: &str, count: usize, rng: &mut Rng) -> Vec<String> {
    let composer = Composer { stock };
    let mut out = Vec::with_capacity(count);
    for _ in 0..count {
        let kind = rng.pick(&MIX).map_or("sprain", |(kind, ..)| *kind);
        let kind = if rng.chance(10) { "rupture" } else { kind };
        let about = About {
            kind: kind.to_owned(),
            right: rng.chance(50),
            female: rng.chance(50),
            age: rng.range(18, 92),
            name: NAMES[rng.below(NAMES.len())].to_owned(),
            days: 0,
        };
        let text = composer.from(voice, &about, template, rng).text;
        if !text.is_empty() {
            out.push(text);
        }
    }
    out
}
