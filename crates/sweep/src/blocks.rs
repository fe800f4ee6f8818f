//! Inputs cut into blocks of whole lines or records. A block is what one thread works on; memory holds a few of them,
//! whatever the size of the input.

use std::io::{self, Read};

use crate::input::{Cause, Failed};
use crate::table::{self, Scan};

/// How much is read at a time.
pub const BLOCK: usize = 1 << 18;
/// The longest line or record; what is longer is counted, located and passed over.
pub const LONGEST: usize = 32 << 20;

/// A piece of an input.
#[derive(Debug, Default)]
pub struct Block {
    /// Whole lines or records.
    pub bytes: Vec<u8>,
    /// The line of the first, counted from 1.
    pub line: u64,
    /// The byte of the first, counted from 0.
    pub byte: u64,
    /// Set instead when a line was too long: what is wrong at this line.
    pub bad: Option<String>,
    /// Set instead when the input cannot be read from this line on: why.
    pub cut: Option<Cause>,
}

/// An input as it is cut.
pub struct Cutter {
    from: Box<dyn Read + Send>,
    /// The separator of a table; lines otherwise.
    separator: Option<u8>,
    /// What was read and not yet given out.
    rest: Vec<u8>,
    line: u64,
    byte: u64,
    ended: bool,
    first: bool,
    /// The input is damaged behind what was given out.
    trouble: Option<Cause>,
}

/// Memory that is read into. What stands behind the first `held` bytes is left from before and is written over: clearing it
/// first would cost as much as a third of the reading.
#[derive(Debug, Default)]
struct Memory {
    bytes: Vec<u8>,
    held: usize,
}

impl Memory {
    /// What was read.
    fn held(&self) -> &[u8] {
        &self.bytes[..self.held]
    }

    /// Room for so many bytes behind those that are held.
    fn room(&mut self, length: usize) -> &mut [u8] {
        let end = self.held + length;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        &mut self.bytes[self.held..end]
    }

    fn add(&mut self, more: &[u8]) {
        self.room(more.len()).copy_from_slice(more);
        self.held += more.len();
    }

    /// The first bytes of what was read.
    fn take(mut self, end: usize) -> Vec<u8> {
        self.bytes.truncate(end.min(self.held));
        self.bytes
    }
}

impl Cutter {
    /// An input from its front.
    pub fn new(from: Box<dyn Read + Send>, separator: Option<u8>) -> Self {
        Self { from, separator, rest: Vec::new(), line: 1, byte: 0, ended: false, first: true, trouble: None }
    }

    /// The place of what comes next.
    pub const fn place(&self) -> (u64, u64) {
        (self.line, self.byte)
    }

    /// Passes over what was read in an earlier run.
    pub fn skip(&mut self, byte: u64, line: u64) -> io::Result<()> {
        let more = byte.saturating_sub(self.byte);
        let held = usize::try_from(more).unwrap_or(usize::MAX).min(self.rest.len());
        self.rest.drain(..held);
        let more = more - u64::try_from(held).unwrap_or(0);
        io::copy(&mut (&mut self.from).take(more), &mut io::sink())?;
        (self.byte, self.line) = (byte, line);
        self.first = self.first && byte == 0;
        Ok(())
    }

    /// The next line, for a table's heading. It is not given out again.
    pub fn heading(&mut self) -> io::Result<Vec<u8>> {
        let mut memory = Memory::default();
        let mut end = None;
        loop {
            let filled = self.fill(&mut memory);
            end = end.or_else(|| memchr::memchr(b'\n', memory.held()).map(|at| at + 1));
            match filled {
                // The records behind a whole heading are good up to the damage.
                Err(error) if end.is_some() => self.from = Box::new(Failed(Cause::of(&error))),
                filled => {
                    if !filled? {
                        break;
                    }
                }
            }
            if end.is_some() {
                break;
            }
            if memory.held > LONGEST {
                break;
            }
        }
        let (bytes, rest) = memory.held().split_at(end.unwrap_or(memory.held));
        self.rest = rest.to_vec();
        self.pass(bytes);
        self.first = false;
        Ok(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).to_vec())
    }

    /// Says by what cells are divided, once the heading is known.
    pub fn divide(&mut self, separator: u8) {
        self.separator = Some(separator);
    }

    /// Reads more; false at the end.
    fn fill(&mut self, memory: &mut Memory) -> io::Result<bool> {
        if memory.held == 0 && !self.rest.is_empty() {
            memory.add(&self.rest);
            self.rest.clear();
            return Ok(true);
        }
        let mut read = 0;
        while read < BLOCK {
            match self.from.read(memory.room(BLOCK - read)) {
                Ok(0) => break,
                Ok(more) => (read, memory.held) = (read + more, memory.held + more),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read > 0)
    }

    /// The next block; nothing at the end. `bytes` is memory to use again.
    pub fn next(&mut self, bytes: Vec<u8>) -> Option<Block> {
        if let Some(cause) = self.trouble.take() {
            self.ended = true;
            let (line, byte) = self.place();
            return Some(Block { line, byte, cut: Some(cause), ..Block::default() });
        }
        if self.ended {
            return None;
        }
        let mut memory = Memory { bytes, held: 0 };
        let mut scan = Scan::default();
        let mut seen = 0;
        let end = loop {
            let more = match self.fill(&mut memory) {
                Ok(more) => more,
                Err(error) => {
                    // Whole lines before the damage are good; a half line is lost with the rest.
                    self.trouble = Some(Cause::of(&error));
                    let end = self.end(memory.held(), seen, &mut scan).unwrap_or(0);
                    memory.held = end;
                    return if end == 0 { self.next(memory.bytes) } else { Some(self.give(memory, end)) };
                }
            };
            let end = self.end(memory.held(), seen, &mut scan);
            seen = memory.held;
            if !more {
                self.ended = true;
                break memory.held;
            }
            if let Some(end) = end.filter(|_| memory.held >= BLOCK) {
                break end;
            }
            if end.is_none() && memory.held > LONGEST {
                return Some(self.too_long(memory));
            }
        };
        if end == 0 {
            return None;
        }
        Some(self.give(memory, end))
    }

    /// Where the last whole line or record ends.
    fn end(&self, bytes: &[u8], seen: usize, scan: &mut Scan) -> Option<usize> {
        match self.separator {
            None => memchr::memrchr(b'\n', &bytes[seen..]).map(|at| seen + at + 1),
            Some(separator) => table::last_end(bytes, separator, scan),
        }
    }

    fn give(&mut self, memory: Memory, end: usize) -> Block {
        self.rest.clear();
        self.rest.extend_from_slice(&memory.held()[end..]);
        let mut bytes = memory.take(end);
        let (line, byte) = self.place();
        self.pass(&bytes);
        if std::mem::take(&mut self.first) && bytes.starts_with("\u{feff}".as_bytes()) {
            // A mark that some programs put in front: spaces mean nothing there.
            bytes[..3].fill(b' ');
        }
        Block { bytes, line, byte, ..Block::default() }
    }

    /// Passes over a line that is too long, to the end of a line.
    fn too_long(&mut self, mut memory: Memory) -> Block {
        let (line, byte) = self.place();
        self.pass(memory.held());
        loop {
            memory.held = 0;
            match self.fill(&mut memory) {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.trouble = Some(Cause::of(&error));
                    break;
                }
            }
            if let Some(end) = memchr::memchr(b'\n', memory.held()) {
                self.rest = memory.held()[end + 1..].to_vec();
                self.pass(&memory.held()[..=end]);
                break;
            }
            self.pass(memory.held());
        }
        let what = format!(
            "a record that does not end within {} MB; it was passed over, and reading goes on at line {}",
            LONGEST >> 20,
            self.line
        );
        Block { line, byte, bad: Some(what), ..Block::default() }
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.byte += u64::try_from(bytes.len()).unwrap_or(0);
        self.line += u64::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, separator: Option<u8>) -> Vec<(u64, u64, String)> {
        let mut cutter = Cutter::new(Box::new(io::Cursor::new(text.as_bytes().to_vec())), separator);
        let mut blocks = Vec::new();
        while let Some(block) = cutter.next(Vec::new()) {
            blocks.push((block.line, block.byte, String::from_utf8(block.bytes).unwrap()));
        }
        blocks
    }

    #[test]
    fn blocks_are_whole_lines_and_nothing_is_lost() {
        let lines: Vec<String> = (0..40_000).map(|n| format!("{n} {}\n", "x".repeat(n % 200))).collect();
        let text = lines.concat();
        let blocks = all(&text, None);
        assert!(blocks.len() > 2);
        assert!(blocks.iter().all(|(_, _, block)| block.ends_with('\n')));
        assert_eq!(blocks.iter().map(|(_, _, block)| block.as_str()).collect::<String>(), text);
        for (line, byte, block) in &blocks {
            let number: u64 = block.split(' ').next().unwrap().parse().unwrap();
            assert_eq!(number + 1, *line);
            assert!(text[usize::try_from(*byte).unwrap()..].starts_with(block.as_str()));
        }
    }

    #[test]
    fn a_record_with_ends_of_lines_stays_whole() {
        let row = |n: usize| format!("{n},\"line one\nsaid \"\"pop\"\"\n{}\"\n", "y".repeat(300));
        let text: String = (0..9_000).map(row).collect();
        for (_, _, block) in all(&text, Some(b',')) {
            assert!(block.chars().next().unwrap().is_ascii_digit() && block.ends_with("\"\n"), "{block}");
        }
    }

    #[test]
    fn a_line_without_end_is_passed_over_and_named() {
        let text = format!("one\n{}\nthree\n", "z".repeat(LONGEST + 3 * BLOCK));
        let mut cutter = Cutter::new(Box::new(io::Cursor::new(text.into_bytes())), None);
        let blocks: Vec<Block> = std::iter::from_fn(|| cutter.next(Vec::new())).collect();
        let bad: Vec<_> = blocks.iter().filter(|block| block.bad.is_some()).map(|block| block.line).collect();
        assert_eq!(bad, [2]);
        assert_eq!(blocks.last().unwrap().bytes, b"three\n");
        assert_eq!(blocks.last().unwrap().line, 3);
    }
}
