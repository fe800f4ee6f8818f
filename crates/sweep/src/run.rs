//! A sweep from its inputs to the worklist. Threads take blocks in turn and hand in what they found; the journal takes it in
//! the order of the blocks, so that one thread and many give the same bytes.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use heelrise_notes::{Engine, RuleFile};
use jiff::ToSpan as _;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::SweepError;
use crate::binaries;
use crate::blocks::{Block, LONGEST};
use crate::codes::{self, Codes};
use crate::feed::{self, Feed, Shape, Task, What};
use crate::fhir;
use crate::foreign;
use crate::input::{self, Cause, Input, Inputs, Kind};
use crate::journal::{self, Hold, Journal};
use crate::judge;
use crate::medicines;
use crate::parts::Parts;
use crate::reader::{Memory, REMARKS, Reader, Rules, Window};
use crate::record::{About, Counts, Line, Remark, Topic, Unread};
use crate::score::{self, Points};
use crate::table::{self, Map};
use crate::worklist::{BadLine, Made, Read, SCHEMA, Worklist};

/// What a sweep knows.
pub struct Knowledge {
    pub(crate) engine: Engine,
    pub(crate) codes: Codes,
    pub(crate) points: Points,
    hash: String,
}

impl Knowledge {
    /// From the files of the text engine, the codes and the points. The error names file and reason.
    pub fn new(words: &[RuleFile], codes: &str, points: &str) -> Result<Self, SweepError> {
        let engine = Engine::new(words).map_err(|error| SweepError::Knowledge(error.to_string()))?;
        let mut hash = Sha256::new();
        for text in words.iter().map(|file| file.text.as_str()).chain([codes, points]) {
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        let hash = crate::export::hex(&hash.finalize());
        Ok(Self { engine, codes: Codes::new(codes)?, points: Points::new(points)?, hash })
    }

    /// The knowledge that is compiled in.
    pub fn built_in() -> Result<Self, SweepError> {
        Self::new(&Engine::built_in(), codes::BUILT_IN, score::BUILT_IN)
    }
}

/// How a sweep is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders; `-` is the standard input.
    pub inputs: Vec<PathBuf>,
    /// What kind they are, where names and contents are not to decide.
    pub kind: Option<Kind>,
    /// Which column of a table holds what.
    pub map: Option<Map>,
    /// The day it is made for.
    pub today: Date,
    /// Visits of so many days up to today; nothing for a whole history with its look back.
    pub days: Option<u16>,
    /// Whether the sentences are kept.
    pub sentences: bool,
    /// How many threads read; at least one.
    pub threads: usize,
    /// Where the worklist will stand: the journal stands beside it.
    pub output: PathBuf,
    /// Begin anew, whatever an earlier run left.
    pub fresh: bool,
}

/// How far a sweep is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Bytes read, as they lie there.
    pub read: u64,
    /// Bytes in all; 0 when that is not known.
    pub of: u64,
    /// What was counted.
    pub counts: Counts,
}

/// What came of a sweep.
#[derive(Debug)]
pub struct Swept {
    /// The worklist.
    pub worklist: Worklist,
    /// The journal, to be removed once the worklist is kept.
    pub journal: PathBuf,
    /// Whether an earlier run was gone on with.
    pub resumed: bool,
    /// Keeps other sweeps away from the same place until the worklist is kept and the journal removed.
    pub hold: Hold,
}

/// Sweeps. `tell` hears of the progress, from any thread.
pub fn sweep(options: &Options, knowledge: &Knowledge, tell: &(dyn Fn(Progress) + Sync)) -> Result<Swept, SweepError> {
    let journal_path = journal::path_for(&options.output);
    let hold = Hold::take(&options.output)?;
    let own = [options.output.clone(), journal_path.clone(), Hold::path_for(&options.output)];
    let inputs = input::discover(&options.inputs, options.kind, &own)?;
    if let Some((name, cause)) = inputs.unread.first().filter(|_| inputs.files.is_empty()) {
        return Err(SweepError::Input(format!("{name} could not be read: {cause}")));
    }
    if inputs.files.is_empty() {
        return Err(SweepError::Input(
            "There is nothing to read there: no .ndjson, .json with FHIR, .csv, .parquet, .txt, .html or .rtf file, packed or not. Check the path.".to_owned(),
        ));
    }
    if let Some(table) = inputs.files.iter().find(|input| input.kind == Kind::Table)
        && options.map.is_none()
    {
        let there = feed::columns(table);
        let there = if there.is_empty() { String::new() } else { format!(" Its columns: {}.", there.join(", ")) };
        return Err(SweepError::Input(format!(
            "{} is a table. Say which column holds what, as in --map encounter=visit_id,patient=mrn,date=seen,note=text.{there}",
            table.name
        )));
    }
    let list = options.days.map_or_else(Window::default, |days| Window {
        from: options.today.checked_sub(i64::from(days).days()).ok(),
        // Clocks of two systems may differ by a day.
        to: options.today.tomorrow().ok(),
    });
    let reading = Window {
        from: list.from.and_then(|from| from.checked_sub(i64::from(knowledge.points.audit.known_days).days()).ok()),
        to: list.to,
    };
    let rules = Rules {
        engine: &knowledge.engine,
        codes: &knowledge.codes,
        window: reading,
        sentences: options.sentences,
        late_days: knowledge.points.audit.late_days,
        map: options.map.as_ref(),
    };
    let standing = inputs.files.iter().any(|input| input.path.is_none());
    let (journal, earlier) =
        Journal::open(&journal_path, &fingerprint(options, &inputs, reading, knowledge), options.fresh || standing)?;
    let bytes = Arc::new(AtomicU64::new(0));
    let of = if standing { 0 } else { inputs.files.iter().map(|input| input.size).sum() };
    let mut feed = Feed::new(&inputs.files, Arc::clone(&bytes), rules.map);
    if let Some(reached) = earlier.reached {
        feed.next = reached.input;
        let passed = inputs.files.iter().take(reached.input).map(|input| input.size).sum();
        bytes.store(passed, Ordering::Relaxed);
        if reached.end {
            feed.next += 1;
        } else {
            feed.resume(reached);
        }
    }
    let shared = Shared {
        feed: Mutex::new(feed),
        order: Mutex::new(Order { next: 0, waiting: BTreeMap::new(), journal, counts: earlier.counts, failed: None }),
        turn: Condvar::new(),
        ahead: u64::try_from(options.threads.max(1) * 4).unwrap_or(8),
        of,
    };
    all_work(&shared, &rules, options.threads, tell);
    let order = shared.order.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(failed) = order.failed {
        return Err(failed);
    }
    drop(order.journal);
    medicines::bring_together(&journal_path)?;
    let mut counts = order.counts;
    if counts.referred > 0 {
        let joined = binaries::bring_together(&journal_path)?;
        counts.elsewhere += joined.elsewhere;
        counts.not_text += joined.not_text;
    }
    let parts = Parts::new(&journal_path)?;
    let judged = judge::judge(&parts.paths(), &knowledge.points, list, options.days.is_none())?;
    let (unread, remarks) = not_read(&journal_path, &inputs)?;
    let bad_lines = judged.bad.into_iter().map(|bad| BadLine { file: bad.file, line: bad.line, what: bad.what });
    let worklist = Worklist {
        schema: SCHEMA.to_owned(),
        made: Made {
            today: options.today,
            since: list.from,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            rules: knowledge.hash.clone(),
            sentences: options.sentences,
            pseudonyms: false,
        },
        read: Read {
            inputs: options.inputs.iter().map(|path| path.display().to_string()).collect(),
            files: u64::try_from(inputs.files.len()).unwrap_or(u64::MAX),
            passed_over_count: u64::try_from(inputs.passed_over.len()).unwrap_or(u64::MAX),
            passed_over: inputs.passed_over.into_iter().take(100).collect(),
            records: counts.records,
            bytes: counts.bytes,
            visits: counts.visits,
            notes: counts.notes,
            notes_with_signs: counts.notes_with_signs,
            notes_not_text: counts.not_text,
            notes_elsewhere: counts.elsewhere,
            notes_latin1: counts.latin1,
            withdrawn: counts.withdrawn,
            outside: counts.outside,
            not_listed: judged.not_listed,
            beyond: judged.beyond,
            unread,
            days_unclear: counts.days_unclear,
            codes_of_unknown_lists: counts.lists_unknown,
            kinds_unread: counts.kinds_unread,
            visits_shared: judged.shared,
            remarks,
            bad: counts.bad,
            bad_lines: bad_lines.collect(),
        },
        people: judged.people,
        already_known: judged.known,
        audit: judged.audit,
    };
    Ok(Swept { worklist, journal: journal_path, resumed: earlier.reached.is_some(), hold })
}

/// What the journal says was not read: inputs, also those of which no record could be used, in the order they are read in;
/// and the first ones of what was not read in records.
fn not_read(journal: &Path, inputs: &Inputs) -> Result<(Vec<Unread>, Vec<Remark>), SweepError> {
    let mut unread: Vec<(usize, Unread)> = Vec::new();
    let mut remarks: Vec<Remark> = Vec::new();
    let mut of: BTreeMap<usize, Counts> = BTreeMap::new();
    // A line of what was not read stands in front of the line that says how far its input is read.
    let mut waiting = Vec::new();
    journal::read(journal, b"URD", |line| match line {
        Line::Unread(one) => waiting.push(one),
        Line::Remark(one) => {
            let same = remarks.iter().filter(|other| other.about == one.about).count();
            // Each block tells of the lists and kinds that it does not know.
            let once = matches!(one.about, Topic::List | Topic::Kind);
            let told = once && remarks.iter().any(|other| other.what == one.what);
            if !told && u64::try_from(same).is_ok_and(|same| same < REMARKS) {
                remarks.push(one);
            }
        }
        Line::Done(reached, counts) => {
            unread.extend(waiting.drain(..).map(|one| (reached.input, one)));
            of.entry(reached.input).or_default().add(&counts);
        }
        _ => {}
    })?;
    for (number, counts) in of.into_iter().filter(|(_, counts)| counts.records > 0 && counts.bad >= counts.records) {
        let told = unread.iter().any(|(other, _)| *other == number);
        let Some(input) = inputs.files.get(number).filter(|_| !told) else { continue };
        let one = Unread {
            file: input.name.clone(),
            from_line: 0,
            why: format!("none of its records could be used ({})", counts.records),
            mend: "Check what it is; --kind and --map say it.".to_owned(),
        };
        unread.push((number, one));
    }
    unread.sort_by_key(|(number, _)| *number);
    let found = inputs.unread.iter().map(|(file, Cause { why, mend })| Unread {
        file: file.clone(),
        from_line: 0,
        why: why.clone(),
        mend: mend.clone(),
    });
    Ok((found.chain(unread.into_iter().map(|(_, one)| one)).collect(), remarks))
}

fn all_work(shared: &Shared<'_>, rules: &Rules<'_>, threads: usize, tell: &(dyn Fn(Progress) + Sync)) {
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(|| work(shared, rules, tell));
        }
        work(shared, rules, tell);
    });
}

/// What makes two sweeps the same: an earlier run is only gone on with when none of it has changed.
fn fingerprint(options: &Options, inputs: &Inputs, window: Window, knowledge: &Knowledge) -> String {
    let mut hash = Sha256::new();
    let map = options.map.as_ref().map(ToString::to_string);
    let head = format!("{} {window:?} {} {map:?} {}\n", env!("CARGO_PKG_VERSION"), options.sentences, knowledge.hash);
    hash.update(head.as_bytes());
    for input in &inputs.files {
        let line = format!("{}\0{:?} {} {}\n", input.name, input.kind, input.size, input.changed);
        hash.update(line.as_bytes());
    }
    crate::export::hex(&hash.finalize())
}

/// Where blocks go, in their order.
struct Order {
    next: u64,
    waiting: BTreeMap<u64, (Vec<u8>, Counts)>,
    journal: Journal,
    counts: Counts,
    failed: Option<SweepError>,
}

struct Shared<'a> {
    feed: Mutex<Feed<'a>>,
    order: Mutex<Order>,
    turn: Condvar,
    ahead: u64,
    of: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that died left no half-done work behind: what it held is handed in whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// When a thread ends by a fault, the others must not wait for what it never hands in.
struct Alarm<'s, 'a>(&'s Shared<'a>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let fault = "The sweep stopped because of a fault of its own. What was read so far is kept.";
            lock(&self.0.order).failed = Some(SweepError::Input(fault.to_owned()));
            self.0.turn.notify_all();
        }
    }
}

fn work(shared: &Shared<'_>, rules: &Rules<'_>, tell: &(dyn Fn(Progress) + Sync)) {
    let _alarm = Alarm(shared);
    let mut memory = Memory::default();
    let mut spare = VecDeque::new();
    loop {
        let (task, input, read) = {
            let mut feed = lock(&shared.feed);
            let Some(task) = feed.take(spare.pop_front().unwrap_or_default()) else { return };
            (Task { ..task }, feed.inputs.get(task.input), Arc::clone(&feed.read))
        };
        let Some(input) = input else { return };
        let (number, reached) = (task.number, task.reached);
        let mut reader = Reader::new(rules, &mut memory, &input.name);
        match task.what {
            What::Lines(block, shape) => {
                one_block(&block, shape.as_deref(), &mut reader);
                spare.push_back(block.bytes);
            }
            What::Note => one_note(input, &read, &mut reader),
            What::Unread(cause) => reader.unread(cause, 0),
            What::End => {}
        }
        let counts = reader.counts;
        reader.lines.done(reached, counts);
        if !hand_in(shared, number, reader.lines.0, counts, &read, tell) {
            return;
        }
    }
}

/// Hands in a block; false when the sweep has failed.
fn hand_in(
    shared: &Shared<'_>,
    number: u64,
    lines: Vec<u8>,
    counts: Counts,
    read: &AtomicU64,
    tell: &(dyn Fn(Progress) + Sync),
) -> bool {
    let mut order = lock(&shared.order);
    // One slow block must not let the others pile up behind it.
    while number > order.next + shared.ahead && order.failed.is_none() {
        order = shared.turn.wait(order).unwrap_or_else(PoisonError::into_inner);
    }
    order.waiting.insert(number, (lines, counts));
    while order.failed.is_none() {
        let next = order.next;
        let Some((lines, counts)) = order.waiting.remove(&next) else { break };
        if let Err(error) = order.journal.add(&lines) {
            order.failed = Some(error);
        }
        order.counts.add(&counts);
        order.next += 1;
    }
    let (counts, failed) = (order.counts, order.failed.is_some());
    drop(order);
    shared.turn.notify_all();
    tell(Progress { read: read.load(Ordering::Relaxed), of: shared.of, counts });
    !failed
}

/// Reads a block of lines or of a table's records.
pub fn one_block(block: &Block, shape: Option<&Shape>, reader: &mut Reader<'_>) {
    (reader.place.line, reader.place.byte) = (block.line, block.byte);
    reader.counts.bytes += u64::try_from(block.bytes.len()).unwrap_or(0);
    if let Some(cause) = &block.cut {
        // Where nothing was read before, nothing of it was.
        reader.unread(cause.clone(), if block.byte == 0 { 0 } else { block.line });
        return;
    }
    if let Some(what) = &block.bad {
        reader.counts.records += 1;
        reader.bad(what.clone());
        return;
    }
    if let Some(shape) = shape {
        table::read(&block.bytes, &shape.columns, shape.separator, block.line, block.byte, reader);
        return;
    }
    let mut at = 0;
    while at < block.bytes.len() {
        let end = memchr::memchr(b'\n', &block.bytes[at..]).map_or(block.bytes.len(), |end| at + end + 1);
        let line = block.bytes[at..end].trim_ascii();
        reader.place.byte = block.byte + u64::try_from(at).unwrap_or(0);
        if !line.is_empty() {
            reader.counts.records += 1;
            if let Err(what) = fhir::read(line, reader) {
                reader.bad(what);
            }
        }
        reader.place.line += 1;
        at = end;
    }
}

fn one_note(input: &Input, read: &Arc<AtomicU64>, reader: &mut Reader<'_>) {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    let outcome = input::open(input, read).and_then(|from| from.take(limit + 1).read_to_end(&mut bytes));
    reader.counts.bytes += u64::try_from(bytes.len()).unwrap_or(0);
    match outcome {
        Err(error) => reader.unread(Cause::of(&error), 0),
        Ok(_) if bytes.len() > LONGEST => {
            let why = format!("it is one note of more than {} MB", LONGEST >> 20);
            reader.unread(Cause::new(why, "If it holds many notes, say with --kind what it is, and sweep again."), 0);
        }
        Ok(_) => {
            if let Some(cause) = foreign::cause(&bytes) {
                return reader.unread(cause, 0);
            }
            reader.counts.records += 1;
            let name = input.path.as_deref().unwrap_or_else(|| Path::new("-")).display().to_string();
            let meta = About { encounter: &name, patient: &name, date: None, document: &name, author: "" };
            reader.file(&bytes, &meta);
        }
    }
}
