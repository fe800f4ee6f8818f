//! Splitting a stream into the texts of its cases: one JSON object after another, on lines of their own or not, or inside
//! one list. Read bit by bit, so that a file of any size passes through little memory.

use std::io::{self, BufRead};

/// A case file is a few kilobytes; anything this large is something else.
pub const LARGEST: usize = 1 << 20;

/// What came next in a stream, and the line and column where it begins, both from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What it is.
    pub what: What,
}

/// What a piece of a stream is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The text of something in brackets, complete or cut off.
    Text(Vec<u8>),
    /// Something in brackets that is larger than [`LARGEST`].
    TooLarge,
    /// A line with something else on it.
    Junk,
    /// A closing bracket that nothing opened.
    Stray,
    /// A list that never ends.
    OpenList,
    /// No text at all. Nothing more is read.
    NotText,
}

/// Splits a stream.
pub struct Pieces<R> {
    input: R,
    line: usize,
    column: usize,
    text: Vec<u8>,
    /// Where `text` begins.
    from: (usize, usize),
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Passing over the rest of a line that holds no case.
    junk: bool,
    /// Passing over the rest of a case that was cut off, up to a line that begins with a bracket.
    rest: bool,
    /// Nothing but space has come on this line.
    fresh: bool,
    /// Where the list around the cases was opened.
    list: Option<(usize, usize)>,
    ended: bool,
    /// Whether anything has come, whether it was more than space, and whether a list was opened.
    pub seen: Seen,
}

/// What an input without a case held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// Nothing.
    Nothing,
    /// Space and empty lines.
    Space,
    /// A list.
    List,
}

impl<R: BufRead> Pieces<R> {
    /// Of a stream.
    pub const fn new(input: R) -> Self {
        Self {
            input,
            line: 1,
            column: 0,
            text: Vec::new(),
            from: (1, 1),
            depth: 0,
            in_string: false,
            escaped: false,
            junk: false,
            rest: false,
            fresh: true,
            list: None,
            ended: false,
            seen: Seen::Nothing,
        }
    }

    /// The next piece; nothing at the end.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        while !self.ended {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                self.ended = true;
                break;
            }
            let chunk = chunk.to_vec();
            // A zero byte at the start: a picture, a program, text in UTF-16.
            let begins = self.seen == Seen::Nothing;
            self.seen = self.seen.max(Seen::Space);
            if begins && chunk.contains(&0) {
                return Ok(Some(self.no_text()));
            }
            for (index, byte) in chunk.iter().enumerate() {
                if let Some(found) = self.take(*byte) {
                    // The byte that begins the next case is looked at again.
                    let again = usize::from(matches!(found, Step::Before(_)));
                    let (Step::Before(piece) | Step::Through(piece)) = found;
                    self.input.consume(index + 1 - again);
                    return Ok(Some(piece));
                }
            }
            self.input.consume(chunk.len());
        }
        if self.depth > 0 {
            return Ok(Some(self.close()));
        }
        Ok(self.list.take().map(|(line, column)| Piece { line, column, what: What::OpenList }))
    }

    /// Nothing more is read.
    fn no_text(&mut self) -> Piece {
        self.ended = true;
        self.list = None;
        Piece { line: self.line, column: self.column.max(1), what: What::NotText }
    }

    fn take(&mut self, byte: u8) -> Option<Step> {
        if byte == 0 && self.depth == 0 {
            return Some(Step::Through(self.no_text()));
        }
        if self.depth > 0 && !self.in_string && byte == b'{' && self.text.last() == Some(&b'\n') {
            // A new case at the start of a line: the one before it was never finished.
            return Some(Step::Before(self.close()));
        }
        self.column += 1;
        let here = (self.line, self.column);
        let fresh = self.fresh;
        self.fresh = byte == b'\n' || fresh && b" \t\r".contains(&byte);
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        }
        if self.junk {
            self.junk = byte != b'\n';
            return None;
        }
        if self.depth > 0 {
            return self.inside(byte);
        }
        if self.rest && !(fresh && byte == b'{') {
            return None;
        }
        self.rest = false;
        let piece = |what| Some(Step::Through(Piece { line: here.0, column: here.1, what }));
        match byte {
            b'[' if self.list.is_none() => {
                self.list = Some(here);
                self.seen = Seen::List;
            }
            b'{' | b'[' => {
                self.from = here;
                self.depth = 1;
                self.text.push(byte);
            }
            b']' if self.list.is_some() => self.list = None,
            b']' | b'}' => return piece(What::Stray),
            // Space, the commas of a list, and a byte order mark stand between cases.
            b' ' | b'\t' | b'\r' | b'\n' | b',' | 0xef | 0xbb | 0xbf => {}
            _ => {
                self.junk = true;
                return piece(What::Junk);
            }
        }
        None
    }

    fn inside(&mut self, byte: u8) -> Option<Step> {
        if self.text.len() <= LARGEST {
            self.text.push(byte);
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                b'\n' => {
                    self.rest = true;
                    return Some(Step::Through(self.close()));
                }
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Some(Step::Through(self.close()));
                }
            }
            _ => {}
        }
        None
    }

    /// What has been gathered, and a fresh start.
    fn close(&mut self) -> Piece {
        let text = std::mem::take(&mut self.text);
        (self.depth, self.in_string, self.escaped) = (0, false, false);
        let (line, column) = self.from;
        let what = if text.len() > LARGEST { What::TooLarge } else { What::Text(text) };
        Piece { line, column, what }
    }
}

enum Step {
    /// A piece ended before this byte.
    Before(Piece),
    /// A piece ended with this byte.
    Through(Piece),
}
