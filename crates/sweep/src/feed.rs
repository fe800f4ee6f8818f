//! Where the work comes from: the inputs one after another, each opened when it is its turn, and cut into blocks.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::blocks::{Block, Cutter};
use crate::input::{self, Cause, Input, Kind};
use crate::record::Reached;
use crate::table::{self, Columns, Map};

/// A table's shape.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Where the mapped columns stand.
    pub columns: Columns,
    /// What divides its cells.
    pub separator: u8,
}

/// The names of a table's columns, for saying which there are; none when it cannot be read.
pub fn columns(found: &Input) -> Vec<String> {
    if let Some(path) = found.path.as_deref().filter(|path| crate::parquet::is_parquet(path)) {
        return crate::parquet::columns(path);
    }
    let Ok(from) = input::open(found, &Arc::default()) else { return Vec::new() };
    let heading = heading(&mut Cutter::new(from, None));
    let cells = heading.map(|(heading, separator)| table::heading(&heading, separator)).unwrap_or_default();
    cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
}

/// The heading of a table and what divides its cells.
fn heading(cutter: &mut Cutter) -> std::io::Result<(Vec<u8>, u8)> {
    let line = cutter.heading()?;
    if let Some(told) = table::told_separator(&line) {
        return Ok((cutter.heading()?, told));
    }
    let separator = table::separator(&line);
    Ok((line, separator))
}

/// An input that is being cut.
struct Opened {
    cutter: Cutter,
    shape: Option<Arc<Shape>>,
}

/// Where blocks come from.
pub struct Feed<'a> {
    /// The inputs, in the order they are read in.
    pub inputs: &'a [Input],
    /// Which is next, or open.
    pub next: usize,
    open: Option<Opened>,
    number: u64,
    /// Counts the bytes as they lie there.
    pub read: Arc<AtomicU64>,
    map: Option<&'a Map>,
}

/// What one thread does at a time.
pub struct Task {
    /// Its place among all.
    pub number: u64,
    /// The number of its input.
    pub input: usize,
    /// What to do.
    pub what: What,
    /// Where the input stands behind it.
    pub reached: Reached,
}

/// What to do.
pub enum What {
    /// Read lines, or a table's records.
    Lines(Block, Option<Arc<Shape>>),
    /// A file that is one note.
    Note,
    /// An input that cannot be read.
    Unread(Cause),
    /// An input is finished.
    End,
}

impl<'a> Feed<'a> {
    /// From the front of the first input.
    pub const fn new(inputs: &'a [Input], read: Arc<AtomicU64>, map: Option<&'a Map>) -> Self {
        Self { inputs, next: 0, open: None, number: 0, read, map }
    }

    /// The next task; nothing when all is given out.
    pub fn take(&mut self, memory: Vec<u8>) -> Option<Task> {
        loop {
            let input = self.next;
            if let Some(open) = &mut self.open {
                let shape = open.shape.clone();
                let block = open.cutter.next(memory);
                let (line, byte) = open.cutter.place();
                return Some(if let Some(block) = block {
                    self.task(input, What::Lines(block, shape), Reached { input, byte, line, end: false })
                } else {
                    self.open = None;
                    self.next += 1;
                    self.task(input, What::End, Reached { input, byte, line, end: true })
                });
            }
            let found = self.inputs.get(input)?;
            let end = Reached { input, byte: 0, line: 0, end: true };
            if found.kind == Kind::Note {
                self.next += 1;
                return Some(self.task(input, What::Note, end));
            }
            match self.open(found) {
                Ok(open) => self.open = Some(open),
                Err(cause) => {
                    self.next += 1;
                    return Some(self.task(input, What::Unread(cause), end));
                }
            }
        }
    }

    fn task(&mut self, input: usize, what: What, reached: Reached) -> Task {
        let number = self.number;
        self.number += 1;
        Task { number, input, what, reached }
    }

    fn open(&self, found: &Input) -> Result<Opened, Cause> {
        let say = |error: std::io::Error| Cause::of(&error);
        let parquet =
            found.path.as_deref().filter(|path| found.kind == Kind::Table && crate::parquet::is_parquet(path));
        let from = match (parquet, self.map) {
            (Some(path), Some(map)) => crate::parquet::open(path, map, &self.read)?,
            _ => input::open(found, &self.read).map_err(say)?,
        };
        let mut cutter = Cutter::new(from, None);
        if found.kind != Kind::Table {
            return Ok(Opened { cutter, shape: None });
        }
        let (heading, separator) = heading(&mut cutter).map_err(say)?;
        cutter.divide(separator);
        let map =
            self.map.ok_or_else(|| Cause::new("the columns of this table were not named", "Name them in --map."))?;
        let columns = map.columns(&table::heading(&heading, separator))?;
        Ok(Opened { cutter, shape: Some(Arc::new(Shape { columns, separator })) })
    }

    /// Goes on in the middle of an input.
    pub fn resume(&mut self, reached: Reached) {
        let Some(found) = self.inputs.get(reached.input) else { return };
        // When it cannot be opened any more, taking it says so.
        if let Ok(mut open) = self.open(found)
            && open.cutter.skip(reached.byte, reached.line).is_ok()
        {
            self.open = Some(open);
        }
    }
}
