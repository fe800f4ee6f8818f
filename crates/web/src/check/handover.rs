//! The handover code: the answers of a self-check in 27 characters, to stand after the `#` of a link or in a QR code.
//! What stands after the `#` is never sent to a server; the clinician's page reads it in the browser.
//!
//! `h1.` and then 20 bytes in base64url without padding:
//!
//! | bytes | holds |
//! |---|---|
//! | 0–4 | one answer for each of the 17 reported signs, in their order, two bits each from the highest bit: 0 not asked, 1 absent, 2 unsure, 3 present; six bits stay 0 |
//! | 5 | when it happened: 0 not asked, 1 the person does not know, 2 the date that follows, 3 "today", 4 "yesterday" (in the person's words, on the day the code was made) |
//! | 6–7 | days from 2000-01-01, for a date; else 0 |
//! | 8–11 | when the code was made, minutes from 2000-01-01T00:00Z |
//! | 12–17 | the first six bytes of the knowledge version |
//! | 18–19 | CRC-16/CCITT-FALSE of bytes 0–17, so that a code that was typed or cut short wrongly is refused |
//!
//! Numbers are big-endian. `assets/js/handover.js` is the same thing for the browser; both read
//! `tests/js/handover-vectors.json` in their tests.

use heelrise_care::case::ReportedSign;
use heelrise_knowledge::Answer;
use jiff::{Timestamp, ToSpan as _};

use super::answers::{Answers, FIRST_DATE, When};

/// What stands before the bytes: the format and its version.
pub const PREFIX: &str = "h1.";
const BYTES: usize = 20;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// 2000-01-01T00:00Z in seconds from 1970.
const EPOCH_SECOND: i64 = 946_684_800;

/// A self-check as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The answers.
    pub answers: Answers,
    /// When the code was made, to the minute.
    pub made_at: Timestamp,
    /// The first twelve digits of the knowledge version that was used.
    pub knowledge: String,
}

/// Why a code cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandoverError {
    /// Not a code of this kind.
    #[error("This is not a code from the self-check. Scan it again, or open an empty case.")]
    NotACode,
    /// Of this kind, but damaged.
    #[error("This code is damaged or cut short. Scan it again, or open an empty case.")]
    Damaged,
}

impl Handover {
    /// Writes the code. A moment outside 2000 to 10166 is written as the nearest one inside.
    pub fn encode(&self) -> String {
        let mut bytes = [0u8; BYTES];
        for (i, (_, answer)) in self.answers.report.iter().enumerate() {
            bytes[i / 4] |= bits_of(answer) << (6 - 2 * (i % 4));
        }
        let (kind, days) = match self.answers.when {
            When::NotAsked => (0, 0),
            When::Unsure => (1, 0),
            When::On(date) => (2, u16::try_from((date - FIRST_DATE).get_days()).unwrap_or(0)),
            When::Today => (3, 0),
            When::Yesterday => (4, 0),
        };
        bytes[5] = kind;
        bytes[6..8].copy_from_slice(&days.to_be_bytes());
        let minutes = (self.made_at.as_second() - EPOCH_SECOND).max(0) / 60;
        bytes[8..12].copy_from_slice(&u32::try_from(minutes).unwrap_or(u32::MAX).to_be_bytes());
        for (i, byte) in bytes[12..18].iter_mut().enumerate() {
            *byte = self.knowledge.get(2 * i..2 * i + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        }
        let sum = crc16(&bytes[..18]).to_be_bytes();
        bytes[18..20].copy_from_slice(&sum);
        format!("{PREFIX}{}", to_base64(&bytes))
    }

    /// Reads a code, with or without the `#` before it.
    pub fn decode(code: &str) -> Result<Self, HandoverError> {
        let code = code.trim().trim_start_matches('#');
        let bytes = code.strip_prefix(PREFIX).ok_or(HandoverError::NotACode).and_then(from_base64)?;
        let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| HandoverError::Damaged)?;
        if crc16(&bytes[..18]) != u16::from_be_bytes([bytes[18], bytes[19]]) {
            return Err(HandoverError::Damaged);
        }
        let mut answers = Answers::default();
        for (i, sign) in ReportedSign::ALL.iter().enumerate() {
            answers.report.set(*sign, answer_of(bytes[i / 4] >> (6 - 2 * (i % 4)) & 3));
        }
        let days = i64::from(u16::from_be_bytes([bytes[6], bytes[7]]));
        answers.when = match bytes[5] {
            0 => When::NotAsked,
            1 => When::Unsure,
            2 => When::On(FIRST_DATE.checked_add(days.days()).map_err(|_| HandoverError::Damaged)?),
            3 => When::Today,
            4 => When::Yesterday,
            _ => return Err(HandoverError::Damaged),
        };
        let minutes = i64::from(u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]));
        let made_at = Timestamp::from_second(EPOCH_SECOND + 60 * minutes).map_err(|_| HandoverError::Damaged)?;
        let knowledge = heelrise_knowledge::files::hex(&bytes[12..18]);
        Ok(Self { answers, made_at, knowledge })
    }
}

const fn bits_of(answer: Answer) -> u8 {
    match answer {
        Answer::NotAsked => 0,
        Answer::Absent => 1,
        Answer::Unsure => 2,
        Answer::Present => 3,
    }
}

const fn answer_of(bits: u8) -> Answer {
    match bits {
        0 => Answer::NotAsked,
        1 => Answer::Absent,
        2 => Answer::Unsure,
        _ => Answer::Present,
    }
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

fn to_base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |all, (i, byte)| all | u32::from(*byte) << (16 - 8 * i));
        for i in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(group >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

fn from_base64(text: &str) -> Result<Vec<u8>, HandoverError> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|c| *c == byte).ok_or(HandoverError::Damaged)?;
        held = held << 6 | u32::try_from(value).unwrap_or(0);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xFF).unwrap_or(0));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn sample() -> Handover {
        let mut answers = Answers::default();
        answers.report.pop = Answer::Present;
        answers.report.kick = Answer::Unsure;
        answers.report.gap_felt = Answer::Absent;
        answers.report.can_point_foot = Answer::Present;
        answers.when = When::On(date(2026, 11, 21));
        Handover { answers, made_at: "2026-11-22T13:40:00Z".parse().unwrap(), knowledge: "0123456789ab".to_owned() }
    }

    #[test]
    fn a_code_reads_back_as_what_was_written() {
        for when in [
            When::NotAsked,
            When::Unsure,
            When::Today,
            When::Yesterday,
            When::On(FIRST_DATE),
            When::On(date(2179, 6, 6)),
        ] {
            let mut handover = sample();
            handover.answers.when = when;
            let code = handover.encode();
            assert_eq!(code.len(), 30);
            assert_eq!(Handover::decode(&code), Ok(handover.clone()));
            assert_eq!(Handover::decode(&format!("#{code}")), Ok(handover));
        }
    }

    #[test]
    fn every_answer_of_every_sign_survives() {
        for sign in ReportedSign::ALL {
            for answer in Answer::ALL {
                let mut handover = sample();
                handover.answers.report.set(*sign, answer);
                assert_eq!(Handover::decode(&handover.encode()).unwrap().answers.report.get(*sign), answer);
            }
        }
    }

    #[test]
    fn one_wrong_character_anywhere_is_noticed() {
        let code = sample().encode();
        for i in PREFIX.len()..code.len() {
            for wrong in ['A', 'z', '7', '_'] {
                let mut other: Vec<char> = code.chars().collect();
                if std::mem::replace(&mut other[i], wrong) == wrong {
                    continue;
                }
                let read = Handover::decode(&other.into_iter().collect::<String>());
                // The last character holds two bits that stand for nothing.
                assert!(
                    read == Err(HandoverError::Damaged) || (i == code.len() - 1 && read == Ok(sample())),
                    "{i} {wrong}"
                );
            }
        }
        assert_eq!(Handover::decode("h1.short"), Err(HandoverError::Damaged));
        assert_eq!(Handover::decode("h1.ü"), Err(HandoverError::Damaged));
        assert_eq!(Handover::decode("h2.AAAA"), Err(HandoverError::NotACode));
        assert_eq!(Handover::decode(""), Err(HandoverError::NotACode));
    }
}
