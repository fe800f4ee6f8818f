//! JSON documents: records that go over several lines, stand in a list, or are the entries of a Bundle. They are read as what
//! everything else expects: lines of one record each. A record keeps the number of its line, unless two begin on the same.
//! Memory holds one record, however large the document is.

use std::io::{self, Read};

use crate::blocks::LONGEST;

/// How much is looked at to know a document.
pub const FRONT: usize = 1 << 16;
/// How much is read at a time.
const PIECE: usize = 1 << 16;
/// The longest of the keys that are asked for.
const KEY: usize = 8;

/// Whether an input that begins with these bytes is a document, and not lines of whole records.
pub fn is_one(front: &[u8]) -> bool {
    let text = front.strip_prefix("\u{feff}".as_bytes()).unwrap_or(front).trim_ascii_start();
    if let Some(list) = text.strip_prefix(b"[") {
        return matches!(list.trim_ascii_start().first(), Some(b'{' | b']'));
    }
    let (mut open, mut last, mut string) = (Vec::new(), 0, false);
    let mut bytes = text.iter().copied().enumerate();
    while let Some((at, byte)) = bytes.next() {
        let next = || text[at + 1..].trim_ascii_start().first().copied();
        match byte {
            b'\\' if string => {
                bytes.next();
            }
            b'"' => (string, last) = (!string, byte),
            // No text goes over a line: this one was cut off.
            b'\n' if string => return false,
            _ if string => {}
            // Behind a line that was cut off stands a brace where none can be.
            b'\n' => return next().is_some_and(|next| next != b'{' || last == b':' || open.last() == Some(&b'[')),
            b'{' | b'[' => {
                open.push(byte);
                last = byte;
            }
            b'}' | b']' => {
                open.pop();
                last = byte;
                if open.is_empty() {
                    return next() == Some(b',');
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ if open.is_empty() => return false,
            _ => last = byte,
        }
    }
    false
}

/// Which key was read last, of those that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Entry,
    Resource,
    Other,
}

/// What stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    /// What is between records.
    Between,
    /// A record, until so many braces and brackets are open again.
    Record(usize),
    /// A Bundle, outside its records.
    Bundle,
    /// Something that is no JSON, to the end of its line.
    Stray,
}

/// Reads a document as lines.
pub struct Lines<R> {
    inner: R,
    raw: Vec<u8>,
    out: io::Cursor<Vec<u8>>,
    ended: bool,
    here: Here,
    /// Lists that are open around the records.
    lists: usize,
    /// Braces and brackets that are open, without those lists.
    open: usize,
    string: bool,
    escaped: bool,
    /// The text that is being read, as far as it may be one of the keys.
    text: Vec<u8>,
    key: Key,
    /// The last byte that is no white space.
    last: u8,
    /// The record that is being read, the line where it begins, and whether its front was given out because it is too long.
    record: Vec<u8>,
    begun: u64,
    given: bool,
    /// The lines of what is read and of what is given out.
    at: [u64; 2],
}

impl<R: Read> Lines<R> {
    /// Of what [`is_one`] says is a document.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            raw: Vec::new(),
            out: io::Cursor::new(Vec::new()),
            ended: false,
            here: Here::Between,
            lists: 0,
            open: 0,
            string: false,
            escaped: false,
            text: Vec::new(),
            key: Key::Other,
            last: 0,
            record: Vec::new(),
            begun: 1,
            given: false,
            at: [1, 1],
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        let room = u64::try_from(PIECE).unwrap_or(u64::MAX);
        (&mut self.inner).take(room).read_to_end(&mut raw)?;
        self.out.get_mut().clear();
        self.out.set_position(0);
        self.ended = raw.is_empty();
        if self.ended {
            if self.here == Here::Stray {
                self.end();
            }
            if self.here != Here::Between || self.lists > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let mut rest = raw.as_slice();
        while let Some(byte) = rest.first() {
            // Most of a record are texts, and most of those one note.
            let plain = if self.string && !self.escaped {
                memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len())
            } else {
                0
            };
            if plain > 0 {
                let (text, behind) = rest.split_at(plain);
                self.put(text);
                let room = (KEY + 1).saturating_sub(self.text.len());
                self.text.extend(text.iter().take(room));
                rest = behind;
            } else {
                self.byte(*byte);
                rest = &rest[1..];
            }
        }
        self.raw = raw;
        Ok(())
    }

    /// Writes what belongs to a record.
    fn put(&mut self, bytes: &[u8]) {
        match self.here {
            Here::Record(_) | Here::Stray if self.given => self.out.get_mut().extend_from_slice(bytes),
            Here::Record(_) | Here::Stray => {
                self.record.extend_from_slice(bytes);
                if self.record.len() > LONGEST {
                    self.give();
                }
            }
            Here::Between | Here::Bundle => {}
        }
    }

    /// Gives out what is read of a record.
    fn give(&mut self) {
        while self.at[1] < self.begun {
            self.out.get_mut().push(b'\n');
            self.at[1] += 1;
        }
        self.out.get_mut().append(&mut self.record);
        self.given = true;
    }

    fn begin(&mut self, here: Here) {
        (self.here, self.begun, self.given) = (here, self.at[0], false);
        self.record.clear();
    }

    /// The end of a record.
    fn end(&mut self) {
        if !self.given {
            self.give();
        }
        self.out.get_mut().push(b'\n');
        self.at[1] += 1;
        self.here = if self.open == 0 { Here::Between } else { Here::Bundle };
    }

    fn byte(&mut self, byte: u8) {
        self.at[0] += u64::from(byte == b'\n');
        if self.string {
            return self.in_text(byte);
        }
        match (self.here, byte) {
            (Here::Stray, b'\n') => self.end(),
            (Here::Stray, _) => self.put(&[byte]),
            (_, b' ' | b'\t' | b'\r' | b'\n') | (Here::Between, b',') => {}
            (Here::Between, b'[') => self.lists += 1,
            (Here::Between, b']') if self.lists > 0 => self.lists -= 1,
            (Here::Between, b'{') => {
                self.begin(Here::Record(0));
                self.opens(byte);
            }
            (Here::Between, _) => {
                self.begin(Here::Stray);
                self.put(&[byte]);
            }
            (_, b'"') => {
                self.string = true;
                self.text.clear();
                self.put(b"\"");
            }
            (_, b'{' | b'[') => self.opens(byte),
            (_, b'}' | b']') => {
                self.put(&[byte]);
                self.last = byte;
                self.open -= 1;
                match self.here {
                    Here::Record(outside) if outside == self.open => self.end(),
                    Here::Bundle if self.open == 0 => self.here = Here::Between,
                    _ => {}
                }
            }
            _ => {
                self.put(&[byte]);
                self.last = byte;
            }
        }
    }

    fn opens(&mut self, byte: u8) {
        let value_of = |key| self.last == b':' && self.key == key;
        match (self.here, self.open, byte) {
            // What came before the entries of a Bundle holds no notes.
            (Here::Record(0), 1, b'[') if value_of(Key::Entry) && !self.given => self.here = Here::Bundle,
            (Here::Bundle, 3, b'{') if value_of(Key::Resource) => self.begin(Here::Record(3)),
            _ => {}
        }
        self.put(&[byte]);
        (self.open, self.last) = (self.open + 1, byte);
    }

    fn in_text(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
            return self.put(&[byte]);
        }
        match byte {
            // An end of a line may not stand in a text; what writes it there means this.
            b'\n' => return self.put(b"\\n"),
            b'\\' => self.escaped = true,
            b'"' => {
                self.string = false;
                if matches!(self.last, b'{' | b',') && matches!(self.open, 1 | 3) {
                    self.key = match self.text.as_slice() {
                        b"entry" => Key::Entry,
                        b"resource" => Key::Resource,
                        _ => Key::Other,
                    };
                }
                self.last = byte;
            }
            _ => {}
        }
        self.put(&[byte]);
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.out.read(into)?;
            if read > 0 || into.is_empty() || self.ended {
                return Ok(read);
            }
            self.fill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// Gives a few bytes at a time.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let some = self.1.min(into.len());
            self.0.read(&mut into[..some])
        }
    }

    fn lines(text: &str) -> io::Result<String> {
        let mut out = String::new();
        Lines::new(io::Cursor::new(text.as_bytes().to_vec())).read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn a_document_is_told_from_lines_of_records() {
        for document in [
            "[{\"a\":1}]",
            "\u{feff}[\n  {\"a\": 1},\n  {\"a\": 2}\n]",
            "[]",
            "{\n  \"a\": 1\n}",
            "{ \"resourceType\": \"Bundle\",\n \"entry\": [\n{}\n] }",
            "{\"resourceType\":\"Bundle\",\"entry\":[\n{\"resource\":{}}]}",
            "{\"a\":\n{}}",
            "{\"a\":1},\n{\"a\":2}",
        ] {
            assert!(is_one(document.as_bytes()), "{document}");
        }
        for other in [
            "",
            "{\"a\":1}\n{\"a\":2}\n",
            "{\"a\":{\"b\":[1]}}",
            "{\"a\":1",
            "{\"a\":\"cut\n{\"a\":2}\n",
            "{\"a\":1,\n{\"a\":2}\n",
            "{\"a\":\"x\"\n{\"a\":2}\n",
            "[copied] felt a pop",
            "{plan}\nhome",
            "nothing\nof use",
        ] {
            assert!(!is_one(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn records_keep_their_lines() {
        let list = "[\n  {\n    \"a\": \"x\\\"}\"\n  },\n  {\"b\": [1, {}]}, {\"c\": 3}\n]\n";
        assert_eq!(lines(list).unwrap(), "\n{\"a\":\"x\\\"}\"}\n\n\n{\"b\":[1,{}]}\n{\"c\":3}\n");
        let bundle = "{\n \"entry\": [\n  {\"fullUrl\": \"u\",\n   \"resource\": {\"a\": {\"resource\": {}}}},\n  {\"request\": {}},\n  {\"resource\":\n   {\"b\": 2},\n \"search\": {}}],\n \"link\": [{}]\n}\n{\n \"c\": 3}";
        assert_eq!(lines(bundle).unwrap(), "\n\n\n{\"a\":{\"resource\":{}}}\n\n\n{\"b\":2}\n\n\n\n{\"c\":3}\n");
        // “entry” is a key of the Bundle alone.
        let other = "{\"x\": [\"entry\"], \"y\": {\"entry\": [1]}, \"z\": \"entry\", \"v\": [2]}";
        assert_eq!(lines(other).unwrap(), format!("{}\n", other.replace(": ", ":").replace(", ", ",")));
    }

    #[test]
    fn what_is_cut_off_or_no_record_is_never_passed_over_in_silence() {
        for cut in ["[\n{\"a\":1},\n", "{\n\"a\": \"x", "{\n\"entry\": [{\"resource\": {}}", "[{\"a\":1}"] {
            assert_eq!(lines(cut).unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "{cut}");
        }
        assert_eq!(lines("[{\"a\":1}]\nfelt a pop\n{}").unwrap(), "{\"a\":1}\nfelt a pop\n{}\n");
        assert_eq!(lines("{\n\"a\":\"felt\na pop\"}]\n").unwrap(), "{\"a\":\"felt\\na pop\"}\n\n]\n");
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf =
            prop_oneof![any::<i32>().prop_map(Value::from), "[a-z\\\\\"{}\\[\\],:\n é]{0,12}".prop_map(Value::from)];
        leaf.prop_recursive(3, 20, 4, |inner| {
            let key = prop_oneof!["[a-z\"{]{0,6}", Just("resource".to_owned())];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..4).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_record_comes_out_as_it_went_in(
            values in prop::collection::vec(value(), 1..5), bundle in any::<bool>(), pretty in any::<bool>(), step in 1_usize..9,
        ) {
            let records: Vec<Value> = values.into_iter().map(|value| json!({ "a": value })).collect();
            let entries = || records.iter().map(|one| json!({ "fullUrl": "x", "resource": one })).collect::<Vec<_>>();
            let whole = if bundle { json!({ "entry": entries(), "type": "batch" }) } else { json!(records) };
            let text = if pretty { serde_json::to_string_pretty(&whole) } else { serde_json::to_string(&whole) }.unwrap();
            prop_assert!(is_one(text.as_bytes()) || (bundle && !pretty));
            let mut out = String::new();
            Lines::new(Slow(io::Cursor::new(text.into_bytes()), step)).read_to_string(&mut out).unwrap();
            let read: Vec<Value> = out.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect();
            prop_assert_eq!(read, records);
        }

        #[test]
        fn any_bytes_can_be_read(bytes in "[\\[\\]{},:\"\\\\a\n ]{0,80}", step in 1_usize..9) {
            let mut out = Vec::new();
            let whole = Lines::new(io::Cursor::new(bytes.clone().into_bytes())).read_to_end(&mut out).is_ok();
            let mut slow = Vec::new();
            let also = Lines::new(Slow(io::Cursor::new(bytes.clone().into_bytes()), step)).read_to_end(&mut slow).is_ok();
            prop_assert_eq!((whole, &out), (also, &slow));
            is_one(bytes.as_bytes());
        }
    }
}
