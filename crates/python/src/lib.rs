//! The text engine as a Python module. Python counts characters where Rust and Arrow count bytes, so every finding carries
//! both. Lists and Arrow columns are read without Python's lock held.

use heelrise_notes::{Finding as Found, Says, When, Who};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

/// One sign in one note.
///
/// `start`, `end`, `sentence_start` and `sentence_end` count characters, so that `text[f.start:f.end]` is the words;
/// those with `byte_` in front count bytes of the text in UTF-8, as the Rust library and Arrow do.
#[pyclass(frozen, eq, hash, get_all, module = "heelrise_notes")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Finding {
    /// The id of the sign: "squeeze", "gap", …
    sign: String,
    /// "present", "possible", "ambiguous", "not_done" or "absent".
    says: String,
    /// "recent", "historical" or "hypothetical".
    when: String,
    /// "patient" or "other".
    who: String,
    /// The first character of the words.
    start: usize,
    /// The character behind the words.
    end: usize,
    /// The first character of the sentence.
    sentence_start: usize,
    /// The character behind the sentence.
    sentence_end: usize,
    /// The first byte of the words.
    byte_start: usize,
    /// The byte behind the words.
    byte_end: usize,
    /// The first byte of the sentence.
    byte_sentence_start: usize,
    /// The byte behind the sentence.
    byte_sentence_end: usize,
}

#[pymethods]
impl Finding {
    /// Whether the writer says that this patient has the sign, or may have it, in this illness.
    #[getter]
    fn counts(&self) -> bool {
        self.when == "recent" && self.who == "patient" && self.says != "absent"
    }

    /// The four characters and the four bytes are those of start, end, sentence start and sentence end.
    #[new]
    fn new(sign: String, says: String, when: String, who: String, characters: [usize; 4], bytes: [usize; 4]) -> Self {
        let [start, end, sentence_start, sentence_end] = characters;
        let [byte_start, byte_end, byte_sentence_start, byte_sentence_end] = bytes;
        Self {
            sign,
            says,
            when,
            who,
            start,
            end,
            sentence_start,
            sentence_end,
            byte_start,
            byte_end,
            byte_sentence_start,
            byte_sentence_end,
        }
    }

    /// What a copy is made of: findings go from one process to another.
    fn __getnewargs__(&self) -> (&str, &str, &str, &str, [usize; 4], [usize; 4]) {
        (
            &self.sign,
            &self.says,
            &self.when,
            &self.who,
            [self.start, self.end, self.sentence_start, self.sentence_end],
            [self.byte_start, self.byte_end, self.byte_sentence_start, self.byte_sentence_end],
        )
    }

    fn __repr__(&self) -> String {
        format!(
            "Finding(sign={:?}, says={:?}, when={:?}, who={:?}, start={}, end={})",
            self.sign, self.says, self.when, self.who, self.start, self.end
        )
    }
}

const fn says(says: Says) -> &'static str {
    match says {
        Says::Present => "present",
        Says::Possible => "possible",
        Says::Ambiguous => "ambiguous",
        Says::NotDone => "not_done",
        Says::Absent => "absent",
    }
}

const fn when(when: When) -> &'static str {
    match when {
        When::Recent => "recent",
        When::Historical => "historical",
        When::Hypothetical => "hypothetical",
    }
}

const fn who(who: Who) -> &'static str {
    match who {
        Who::Patient => "patient",
        Who::Other => "other",
    }
}

/// The characters before each byte place, in one walk through the text whatever the number of places.
fn characters(text: &str, found: &[Found]) -> Vec<[usize; 4]> {
    let bytes = |f: &Found| [f.span.start, f.span.end, f.sentence.start, f.sentence.end];
    if text.is_ascii() {
        return found.iter().map(bytes).collect();
    }
    let mut places: Vec<(usize, usize)> = found.iter().flat_map(bytes).enumerate().map(|(n, at)| (at, n)).collect();
    places.sort_unstable();
    let mut out = vec![[0; 4]; found.len()];
    let (mut byte, mut character) = (0, 0);
    for (at, number) in places {
        character += text.get(byte..at).map_or(0, |passed| passed.chars().count());
        byte = at;
        if let Some(one) = out.get_mut(number / 4) {
            one[number % 4] = character;
        }
    }
    out
}

fn findings(text: &str) -> Vec<Finding> {
    let found = heelrise_notes::find_signs(text);
    let places = characters(text, &found);
    let made = found.into_iter().zip(places).map(|(f, [start, end, sentence_start, sentence_end])| Finding {
        sign: f.sign.to_string(),
        says: says(f.says).to_owned(),
        when: when(f.when).to_owned(),
        who: who(f.who).to_owned(),
        start,
        end,
        sentence_start,
        sentence_end,
        byte_start: f.span.start,
        byte_end: f.span.end,
        byte_sentence_start: f.sentence.start,
        byte_sentence_end: f.sentence.end,
    });
    made.collect()
}

/// The text of a Python string. The error is a plain sentence; `place` names the item in it.
fn text_of(value: &Bound<'_, PyAny>, place: &str) -> PyResult<String> {
    let kind = value.get_type().name()?;
    let text = value.cast::<PyString>().map_err(|_| {
        PyTypeError::new_err(format!("A note is a str, but {place} is of type {kind}. Hand in its text as a str."))
    })?;
    text.to_cow().map(std::borrow::Cow::into_owned).map_err(|_| {
        PyValueError::new_err(format!(
            "{place} holds half of a surrogate pair, which no text file can hold. Decode it again with errors='replace'."
        ))
    })
}

/// Finds the signs of one note, in the order of their places.
#[pyfunction]
fn find_signs(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Vec<Finding>> {
    let text = text_of(text, "the argument")?;
    Ok(py.detach(|| findings(&text)))
}

/// Finds the signs of many notes: one list of findings for each. None has no findings. Python's lock is not held meanwhile.
#[pyfunction]
fn find_signs_many(py: Python<'_>, texts: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<Finding>>> {
    if texts.is_instance_of::<PyString>() {
        let what = "A list of notes is expected, but one str was handed in. Use find_signs for one note.";
        return Err(PyTypeError::new_err(what));
    }
    let items = texts.try_iter().map_err(|_| PyTypeError::new_err("A list of notes (str or None) is expected."))?;
    let mut held = Vec::new();
    for (number, item) in items.enumerate() {
        let item = item?;
        held.push(if item.is_none() { String::new() } else { text_of(&item, &format!("item {number}"))? });
    }
    Ok(py.detach(|| held.iter().map(|text| findings(text)).collect()))
}

/// What is found in a column, column by column; places are bytes.
#[derive(Default)]
struct Columns {
    words: [Vec<String>; 4],
    numbers: [Vec<u8>; 5],
}

fn column(offsets: &[u8], data: &[u8], first_row: i64) -> Result<Columns, String> {
    let broken = || "The column's offsets do not fit its data: the batch is damaged.".to_owned();
    let mut ends = offsets.chunks_exact(8).map(|one| one.try_into().map_or(-1, i64::from_le_bytes));
    let mut out = Columns::default();
    let Some(base) = ends.next() else { return Ok(out) };
    let place = |at: i64| at.checked_sub(base).and_then(|at| usize::try_from(at).ok()).ok_or_else(broken);
    let mut from = 0;
    for (row, end) in (first_row..).zip(ends) {
        let to = place(end)?;
        let bytes = data.get(from..to).ok_or_else(broken)?;
        from = to;
        let text = std::str::from_utf8(bytes).map_err(|error| {
            format!("Row {row} is not UTF-8 from byte {} on. Decode the column before reading it.", error.valid_up_to())
        })?;
        for f in heelrise_notes::find_signs(text) {
            let words = [&*f.sign, says(f.says), when(f.when), who(f.who)];
            for (to, word) in out.words.iter_mut().zip(words) {
                to.push(word.to_owned());
            }
            let places = [f.span.start, f.span.end, f.sentence.start, f.sentence.end];
            let places = places.map(|at| i64::try_from(at).unwrap_or(i64::MAX));
            for (to, number) in out.numbers.iter_mut().zip([row].into_iter().chain(places)) {
                to.extend_from_slice(&number.to_le_bytes());
            }
        }
    }
    Ok(out)
}

/// Lists of words, and buffers of numbers.
type Parts<'py> = (Vec<Bound<'py, PyList>>, Vec<Bound<'py, PyBytes>>);

/// Reads an Arrow column given as its offsets (64 bit, little end first) and its data. Gives back lists of sign, says, when
/// and who, and 64-bit buffers of row, start, end, sentence_start and sentence_end, in bytes.
#[pyfunction]
fn _find_column<'py>(py: Python<'py>, offsets: &[u8], data: &[u8], first_row: i64) -> PyResult<Parts<'py>> {
    let found = py.detach(|| column(offsets, data, first_row)).map_err(PyValueError::new_err)?;
    let words = found.words.iter().map(|words| PyList::new(py, words)).collect::<PyResult<_>>()?;
    Ok((words, found.numbers.iter().map(|bytes| PyBytes::new(py, bytes)).collect()))
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Finding>()?;
    module.add_function(wrap_pyfunction!(find_signs, module)?)?;
    module.add_function(wrap_pyfunction!(find_signs_many, module)?)?;
    module.add_function(wrap_pyfunction!(_find_column, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
