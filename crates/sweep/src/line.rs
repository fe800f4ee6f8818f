//! The lines of the journal as they are written and read. What is read borrows from the line: most of it is looked at once.

use std::borrow::Cow;

use heelrise_notes::{Says, Seen as Found, When, Who};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::record::{About, Bad, Code, Counts, Line, Note, Order, Place, Reached, Remark, Sign, Unread, Visit};
use crate::score::Seen;

const SAYS: [(u8, Says); 5] = [
    (b'p', Says::Present),
    (b'o', Says::Possible),
    (b'a', Says::Ambiguous),
    (b'x', Says::NotDone),
    (b'n', Says::Absent),
];
const WHEN: [(u8, When); 3] = [(b'r', When::Recent), (b'h', When::Historical), (b'f', When::Hypothetical)];
const WHO: [(u8, Who); 2] = [(b'p', Who::Patient), (b'o', Who::Other)];

fn letter<T: PartialEq>(of: &[(u8, T)], value: &T) -> u8 {
    of.iter().find(|(_, one)| one == value).map_or(b'?', |(letter, _)| *letter)
}

/// Writes a sign, with its sentence when that is kept.
pub fn write_sign(into: &mut Vec<u8>, one: &Found<'_>, text: Option<&str>) {
    into.push(b'\t');
    into.extend_from_slice(one.sign.as_bytes());
    into.extend_from_slice(&[b' ', letter(&SAYS, &one.says), letter(&WHEN, &one.when), letter(&WHO, &one.who)]);
    for place in [one.span.start, one.span.end, one.sentence.start, one.sentence.end] {
        into.push(b' ');
        number_into(into, u64::try_from(place).unwrap_or(u64::MAX));
    }
    if let Some(text) = text {
        into.push(b' ');
        let _ = serde_json::to_writer(into, text);
    }
}

/// Writes a number in decimal.
fn number_into(into: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    into.extend_from_slice(&digits[at..]);
}

fn date_into(into: &mut Vec<u8>, date: Option<Date>) {
    let Some(date) = date else { return };
    let (year, month, day) = (i32::from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    if let (Ok(month), Ok(day), 1000..=9999) = (month, day, year) {
        number_into(into, u64::from(year.unsigned_abs()));
        into.extend_from_slice(&[b'-', b'0' + month / 10, b'0' + month % 10, b'-', b'0' + day / 10, b'0' + day % 10]);
    } else {
        into.extend_from_slice(date.to_string().as_bytes());
    }
}

fn text_of(text: &str) -> Option<Cow<'_, str>> {
    if text.starts_with('"') { serde_json::from_str(text).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

fn date_of(text: &str) -> Option<Date> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    if let [a, b, c, d, b'-', e, f, b'-', g, h] = *text.as_bytes() {
        let two = |one: u8, other: u8| Some(digit(one)? * 10 + digit(other)?);
        let year = i16::from(two(a, b)?) * 100 + i16::from(two(c, d)?);
        return Date::new(year, i8::try_from(two(e, f)?).ok()?, i8::try_from(two(g, h)?).ok()?).ok();
    }
    // Years before 1000 and behind 9999.
    text.parse().ok()
}

/// Takes what stands in front of the next tab; the tab stays.
fn cell<'j>(rest: &mut &'j str) -> &'j str {
    let (cell, behind) = rest.split_at(memchr::memchr(b'\t', rest.as_bytes()).unwrap_or(rest.len()));
    *rest = behind;
    cell
}

/// Takes a tab, and what stands in front of the next one.
fn next<'j>(rest: &mut &'j str) -> Option<&'j str> {
    *rest = rest.strip_prefix('\t')?;
    Some(cell(rest))
}

fn visit(text: &str) -> Option<Visit<'_>> {
    let rest = &mut { text };
    let (id, patient) = (text_of(cell(rest))?, text_of(next(rest)?)?);
    Some(Visit { id, patient, from: date_of(next(rest)?), to: date_of(next(rest)?) })
}

fn note(text: &str) -> Option<Note<'_>> {
    let rest = &mut { text };
    let encounter = text_of(cell(rest))?;
    let mut text = || text_of(next(rest)?);
    let (patient, document, author, file) = (text()?, text()?, text()?, text()?);
    let date = next(rest)?;
    let date = if date.is_empty() { None } else { Some(date_of(date)?) };
    let (line, byte) = (next(rest)?.parse().ok()?, next(rest)?.parse().ok()?);
    Some(Note { encounter, patient, date, document, author, file, line, byte, signs: rest })
}

impl<'j> Note<'j> {
    /// How many signs it has.
    pub fn count(&self) -> usize {
        memchr::memchr_iter(b'\t', self.signs.as_bytes()).count()
    }

    /// What is said in it, without where; nothing in place of what is damaged.
    pub fn said(&self) -> impl Iterator<Item = Option<Seen<'j>>> {
        let mut rest = self.signs;
        std::iter::from_fn(move || next(&mut rest).map(|text| said(text).map(|(seen, _)| seen)))
    }

    /// Its signs; nothing in place of one that is damaged.
    pub fn signs(&self) -> impl Iterator<Item = Option<Sign<'j>>> {
        let mut rest = self.signs;
        std::iter::from_fn(move || next(&mut rest).map(sign))
    }
}

fn said(text: &str) -> Option<(Seen<'_>, &str)> {
    // Ids are short: there is no gain in looking for their end any cleverer.
    let end = text.bytes().position(|byte| byte == b' ')?;
    let [b' ', says, when, who, ..] = *text.as_bytes().get(end..)? else { return None };
    let says = match says {
        b'p' => Says::Present,
        b'o' => Says::Possible,
        b'a' => Says::Ambiguous,
        b'x' => Says::NotDone,
        b'n' => Says::Absent,
        _ => return None,
    };
    let when = match when {
        b'r' => When::Recent,
        b'h' => When::Historical,
        b'f' => When::Hypothetical,
        _ => return None,
    };
    let who = match who {
        b'p' => Who::Patient,
        b'o' => Who::Other,
        _ => return None,
    };
    Some((Seen { sign: text.get(..end)?, says, when, who }, text.get(end + 4..)?))
}

/// Takes a space and the number behind it.
fn number(rest: &mut &str) -> Option<usize> {
    let mut number: Option<usize> = None;
    let digits = rest.strip_prefix(' ')?;
    let mut end = 0;
    for digit in digits.bytes().take_while(u8::is_ascii_digit) {
        number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(usize::from(digit - b'0'))?);
        end += 1;
    }
    *rest = digits.get(end..)?;
    number
}

fn sign(text: &str) -> Option<Sign<'_>> {
    let (seen, mut rest) = said(text)?;
    let rest = &mut rest;
    let (span, sentence) = ((number(rest)?, number(rest)?), (number(rest)?, number(rest)?));
    let text = if rest.is_empty() { None } else { Some(rest.strip_prefix(' ')?) };
    Some(Sign { seen, span, sentence, text })
}

impl Sign<'_> {
    /// The sentence, when it was asked for. The error says that it is damaged.
    pub fn sentence(&self) -> Result<Option<String>, serde_json::Error> {
        self.text.map(serde_json::from_str).transpose()
    }
}

/// Lines of the journal as they grow.
#[derive(Debug, Default)]
pub struct Lines(pub Vec<u8>);

impl Lines {
    /// Adds a visit.
    pub fn visit(&mut self, id: &str, patient: &str, from: Option<Date>, to: Option<Date>) {
        self.0.push(b'V');
        self.text(id);
        self.text(patient);
        date_into(&mut self.0, from);
        self.0.push(b'\t');
        date_into(&mut self.0, to);
        self.0.push(b'\n');
    }

    /// Adds a code.
    pub fn code(&mut self, code: &Code<'_>) {
        self.json(b'C', code);
    }

    /// Adds an order.
    pub fn order(&mut self, order: &Order<'_>) {
        self.json(b'O', order);
    }

    /// Adds a note whose signs were written with [`write_sign`].
    pub fn note(&mut self, about: &About<'_>, place: &Place, signs: &[u8]) {
        let About { encounter, patient, date, document, author } = *about;
        self.0.push(b'N');
        for text in [encounter, patient, document, author, &place.file] {
            self.text(text);
        }
        date_into(&mut self.0, date);
        self.0.push(b'\t');
        number_into(&mut self.0, place.line);
        self.0.push(b'\t');
        number_into(&mut self.0, place.byte);
        self.0.extend_from_slice(signs);
        self.0.push(b'\n');
    }

    /// A text and a tab; as JSON, which has no tab and no end of a line in it, where that is needed.
    fn text(&mut self, text: &str) {
        if text.bytes().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) || text.starts_with('"') {
            let _ = serde_json::to_writer(&mut self.0, text);
        } else {
            self.0.extend_from_slice(text.as_bytes());
        }
        self.0.push(b'\t');
    }

    /// Adds a line that could not be used.
    pub fn bad(&mut self, bad: &Bad) {
        self.json(b'B', bad);
    }

    /// Adds an input that could not be read.
    pub fn unread(&mut self, unread: &Unread) {
        self.json(b'U', unread);
    }

    /// Adds something that was not read.
    pub fn remark(&mut self, remark: &Remark) {
        self.json(b'R', remark);
    }

    /// Says that everything before is complete.
    pub fn done(&mut self, reached: Reached, counts: Counts) {
        self.json(b'D', &(reached, counts));
    }

    fn json(&mut self, letter: u8, value: &impl Serialize) {
        self.0.push(letter);
        // Writing these types to memory cannot fail; if it ever did, reading names the line.
        let _ = serde_json::to_writer(&mut self.0, value);
        self.0.push(b'\n');
    }
}

/// The visit and the person of a line that has them, without reading the rest.
pub fn owner(line: &[u8]) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    #[derive(Deserialize)]
    struct Owner<'j> {
        #[serde(borrow)]
        encounter: Cow<'j, str>,
        #[serde(borrow)]
        patient: Cow<'j, str>,
    }
    let (letter, rest) = line.split_first()?;
    match letter {
        b'V' | b'N' => {
            let mut ends = memchr::memchr_iter(b'\t', rest);
            let (first, second) = (ends.next()?, ends.next()?);
            let text = |bytes| text_of(std::str::from_utf8(bytes).ok()?);
            Some((text(rest.get(..first)?)?, text(rest.get(first + 1..second)?)?))
        }
        _ => serde_json::from_slice::<Owner<'_>>(rest).ok().map(|owner| (owner.encounter, owner.patient)),
    }
}

impl<'j> Line<'j> {
    /// Reads a line of the journal, without its end; nothing when it is damaged. The signs of a note are read with
    /// [`Note::signs`].
    pub fn read(line: &'j [u8]) -> Option<Self> {
        let (letter, rest) = line.split_first()?;
        match letter {
            b'V' => visit(std::str::from_utf8(rest).ok()?).map(Self::Visit),
            b'C' => serde_json::from_slice(rest).ok().map(Self::Code),
            b'O' => serde_json::from_slice(rest).ok().map(Self::Order),
            b'N' => note(std::str::from_utf8(rest).ok()?).map(Self::Note),
            b'B' => serde_json::from_slice(rest).ok().map(Self::Bad),
            b'U' => serde_json::from_slice(rest).ok().map(Self::Unread),
            b'R' => serde_json::from_slice(rest).ok().map(Self::Remark),
            b'D' => serde_json::from_slice(rest).ok().map(|(reached, counts)| Self::Done(reached, counts)),
            _ => None,
        }
    }
}
