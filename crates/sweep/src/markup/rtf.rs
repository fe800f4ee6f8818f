//! RTF: control words dropped, those that end a line or a cell kept as such, characters decoded, tables of fonts and colours passed
//! over. Bytes are read in the code page that the document names, or as Windows-1252.

use super::pages::{self, Page};
use super::windows;

/// Groups of RTF that hold no text of the note.
const TABLES: [&str; 19] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "filetbl",
    "generator",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "xmlnstbl",
    "objdata",
    "fldinst",
    "nonshppict",
];

/// What holds inside a group of RTF.
#[derive(Clone, Copy)]
struct Group {
    /// Nothing of it is text.
    hidden: bool,
    /// How many characters stand behind `\uN` for programs that do not know it.
    fallback: u8,
}

/// The text of a document in RTF. What is no RTF comes out as it is, without its marks. The error is the number of a code page
/// that is not known, where characters of the text need it.
pub fn rtf(source: &str) -> Result<String, u32> {
    let mut document = Rtf {
        source,
        at: 0,
        out: String::with_capacity(source.len() / 2),
        groups: Vec::new(),
        now: Group { hidden: false, fallback: 1 },
        pass: 0,
        half: None,
        page: Page::Windows,
        bytes: Vec::new(),
        strange: None,
    };
    document.read();
    document.flush();
    document.out.truncate(document.out.trim_end().len());
    document.strange.map_or(Ok(document.out), Err)
}

struct Rtf<'a> {
    source: &'a str,
    at: usize,
    out: String,
    groups: Vec<Group>,
    now: Group,
    /// How many characters are still to be passed over.
    pass: u8,
    /// The first half of a character in UTF-16.
    half: Option<u16>,
    /// How bytes are read.
    page: Page,
    /// Bytes of characters in UTF-8.
    bytes: Vec<u8>,
    /// A code page that is not known, and was needed.
    strange: Option<u32>,
}

impl Rtf<'_> {
    fn read(&mut self) {
        let bytes = self.source.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'{' => {
                    self.groups.push(self.now);
                    self.pass = 0;
                    self.at += 1;
                }
                b'}' => {
                    self.now = self.groups.pop().unwrap_or(self.now);
                    self.pass = 0;
                    self.at += 1;
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => {
                    let one = self.source.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                    self.at += one.len_utf8();
                    self.push(one);
                }
            }
        }
    }

    /// Adds a character, unless it is one that stands in for another, or in a group without text.
    fn push(&mut self, one: char) {
        if self.pass > 0 {
            self.pass -= 1;
        } else if !self.now.hidden {
            self.flush();
            self.half = None;
            self.out.push(one);
        }
    }

    /// Adds the characters whose bytes were gathered.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.half = None;
            self.out.push_str(&String::from_utf8_lossy(&self.bytes));
            self.bytes.clear();
        }
    }

    /// Adds a byte of the document's code page.
    fn byte(&mut self, code: u8) {
        match self.page {
            _ if code < 0x20 && code != b'\t' => {}
            _ if code < 0x80 => self.push(char::from(code)),
            Page::Windows => self.push(windows(code)),
            Page::Table(text) => self.push(text.chars().nth(usize::from(code - 0x80)).unwrap_or(' ')),
            // What stands in for another character or in a group without text needs no code page.
            _ if self.pass > 0 => self.pass -= 1,
            _ if self.now.hidden => {}
            Page::Utf8 => self.bytes.push(code),
            Page::Strange(number) => self.strange = Some(number),
        }
    }

    /// Whether what stands here is the first of a group, where the words stand that say what the group is.
    fn first(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.source.as_bytes().get(before));
        matches!(before, Some(b'{' | b'\n' | b'\r')) && !self.groups.is_empty()
    }

    fn control(&mut self) {
        let bytes = self.source.as_bytes();
        let front = self.at + 1;
        let letters = bytes.iter().skip(front).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.symbol();
        }
        let first = self.first();
        let name = self.source.get(front..front + letters).unwrap_or_default();
        let mut at = front + letters;
        let minus = bytes.get(at) == Some(&b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        at += usize::from(minus);
        let digits = bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.source.get(at..at + digits).and_then(|digits| digits.parse::<i64>().ok());
        let number = number.map(|number| if minus { -number } else { number });
        at += digits;
        self.at = at + usize::from(bytes.get(at) == Some(&b' '));
        self.word(name, number, first);
    }

    fn word(&mut self, name: &str, number: Option<i64>, first: bool) {
        match name {
            "par" | "line" | "sect" | "page" | "row" | "nestrow" | "column" => self.push('\n'),
            "cell" | "nestcell" | "tab" => self.push('\t'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            "emspace" | "enspace" | "qmspace" => self.push(' '),
            "ansicpg" => {
                let number = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
                self.page = pages::page(number).unwrap_or(Page::Strange(number));
            }
            "mac" => self.page = pages::page(10000).unwrap_or(Page::Windows),
            "pc" => self.page = pages::page(437).unwrap_or(Page::Windows),
            "pca" => self.page = pages::page(850).unwrap_or(Page::Windows),
            "uc" => self.now.fallback = number.and_then(|number| u8::try_from(number).ok()).unwrap_or(1),
            "u" => self.unit(number),
            "bin" => {
                // So many bytes of a picture follow; they need not end where a character does.
                let skip = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
                let mut at = self.at.saturating_add(skip).min(self.source.len());
                while !self.source.is_char_boundary(at) {
                    at += 1;
                }
                self.at = at;
            }
            _ if first && TABLES.contains(&name) => self.now.hidden = true,
            _ => {}
        }
    }

    /// A number of UTF-16, written with its sign.
    fn unit(&mut self, number: Option<i64>) {
        let Some(unit) = number.and_then(|number| u16::try_from(number.rem_euclid(0x1_0000)).ok()) else { return };
        self.pass = 0;
        let half = self.half.take();
        let mut read = char::decode_utf16(half.into_iter().chain([unit])).map(Result::ok);
        match read.next().flatten() {
            Some(one) => self.push(one),
            None if (0xd800..0xdc00).contains(&unit) => self.half = Some(unit),
            // A half without its other half is no character.
            None => {
                if let Some(one) = read.next().flatten() {
                    self.push(one);
                }
            }
        }
        self.pass = self.now.fallback;
    }

    /// A mark of one character behind the backslash.
    fn symbol(&mut self) {
        let rest = self.source.get(self.at + 1..).unwrap_or_default();
        let Some(mark) = rest.chars().next() else {
            self.at += 1;
            return;
        };
        let first = self.first();
        self.at += 1 + mark.len_utf8();
        match mark {
            '\'' => {
                let code = rest.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if let Some(code) = code {
                    self.at += 2;
                    self.byte(code);
                }
            }
            '*' => self.now.hidden |= first,
            '~' => self.push(' '),
            '_' => self.push('-'),
            '-' | '|' | ':' => {}
            '\n' | '\r' => self.push('\n'),
            other => self.push(other),
        }
    }
}
