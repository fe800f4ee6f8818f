//! Lines of an export are alike: the same fields in the same order, other strings. A line that was read in full leaves its
//! shape behind; a line of the same shape is JSON for the same reasons, its strings stand in the same places, and nothing
//! else of it need be looked at. Whatever does not fit to the byte is read in full.

use crate::attached::Part;
use crate::fhir::Plain;

/// How many shapes are kept; an export writes a handful.
const MOST: usize = 8;
/// How many strings a line may have.
const STRINGS: usize = 64;

/// A line without its strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What stands in front of each string, from the end of the one before, with both quotes; last what ends the line.
    between: Vec<Box<[u8]>>,
    /// Which string is a note's data, and may be long.
    long: Vec<bool>,
    fields: [Option<usize>; 9],
    parts: Vec<(Option<usize>, Option<usize>, Option<usize>)>,
}

/// Whether a byte can stand in a string as it is, and is ASCII.
const fn is_bare(byte: u8) -> bool {
    byte >= 0x20 && byte < 0x80 && byte != b'"' && byte != b'\\'
}

/// Whether every byte can stand in a string as it is, and is ASCII.
pub fn is_clean(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |clean, byte| clean & is_bare(*byte))
}

impl Shape {
    /// Learns the shape of a line that was read in full.
    pub fn learn(line: &[u8], plain: &Plain<'_>, shapes: &mut Vec<Self>) {
        if shapes.len() < MOST
            && let Some(shape) = Self::of(line, plain)
        {
            shapes.push(shape);
        }
    }

    fn of(line: &[u8], plain: &Plain<'_>) -> Option<Self> {
        let mut strings: Vec<(usize, usize)> = Vec::new();
        let mut between: Vec<Box<[u8]>> = Vec::new();
        let (mut at, mut from, mut fixed) = (0, 0, false);
        while let Some(open) = memchr::memchr(b'"', line.get(at..)?).map(|open| at + open) {
            let close = open + 1 + memchr::memchr(b'"', &line[open + 1..])?;
            let text = &line[open + 1..close];
            at = close + 1;
            if !is_clean(text) {
                return None;
            }
            let is_key = line[at..].trim_ascii_start().first() == Some(&b':');
            if !is_key && !fixed {
                // Of an empty string it cannot be told whether it is read.
                if text.is_empty() || strings.len() == STRINGS {
                    return None;
                }
                between.push(line[from..=open].into());
                from = close;
                strings.push((open + 1, close));
            }
            // The kind of the resource decides how it is read: it belongs to the shape.
            fixed = is_key && text == b"resourceType";
        }
        between.push(line.get(from..)?.into());
        if !between.iter().all(|part| <[u8]>::is_ascii(part)) {
            return None;
        }
        let front = line.as_ptr().addr();
        let number = |text: &[u8]| {
            let place = text.as_ptr().addr().wrapping_sub(front);
            strings.iter().position(|string| *string == (place, place.wrapping_add(text.len())))
        };
        let field = |text: &str| if text.is_empty() { Some(None) } else { number(text.as_bytes()).map(Some) };
        let Plain { id, status, doc_status, subject, date, created, author, encounter, start, parts } = plain;
        let mut fields = [None; 9];
        let texts = [id, status, doc_status, subject, date, created, author, encounter, start];
        for (place, text) in fields.iter_mut().zip(texts) {
            *place = field(text)?;
        }
        let mut long = vec![false; strings.len()];
        let mut kept = Vec::new();
        for part in parts {
            let data = match part.data {
                Some(data) => Some(number(data)?),
                None => None,
            };
            if let Some(data) = data {
                long[data] = true;
            }
            kept.push((field(part.content_type)?, data, field(part.address)?));
        }
        Some(Self { between, long, fields, parts: kept })
    }

    /// Reads a line of this shape; nothing when it is of another. The data of attachments is only known to end with a quote.
    pub fn read<'l>(&self, line: &'l [u8]) -> Option<Plain<'l>> {
        let mut strings = [b"".as_slice(); STRINGS];
        let (last, between) = self.between.split_last()?;
        let mut rest = line;
        for ((front, long), string) in between.iter().zip(&self.long).zip(&mut strings) {
            rest = rest.strip_prefix(&**front)?;
            let end = if *long {
                memchr::memchr(b'"', rest)?
            } else {
                rest.iter().position(|byte| !is_bare(*byte)).filter(|end| rest[*end] == b'"')?
            };
            (*string, rest) = rest.split_at(end);
        }
        if rest != &**last {
            return None;
        }
        let text = |number: Option<usize>| number.map_or(Some(""), |number| std::str::from_utf8(strings[number]).ok());
        let [id, status, doc_status, subject, date, created, author, encounter, start] = self.fields;
        let parts = self.parts.iter().map(|(content_type, data, address)| {
            let data = data.map(|data| strings[data]);
            Some(Part { content_type: text(*content_type)?, data, address: text(*address)? })
        });
        Some(Plain {
            id: text(id)?,
            status: text(status)?,
            doc_status: text(doc_status)?,
            subject: text(subject)?,
            date: text(date)?,
            created: text(created)?,
            author: text(author)?,
            encounter: text(encounter)?,
            start: text(start)?,
            parts: parts.collect::<Option<Vec<_>>>()?,
        })
    }
}
