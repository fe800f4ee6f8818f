//! The notes that are attached to a FHIR record: which are read, and what text is in them. Where the same note is there in
//! several forms, as FHIR wants them to be, one is read: plain text before HTML before RTF.

use std::borrow::Cow;

use crate::binaries;
use crate::input::PACKED;
use crate::markup;
use crate::reader::{Reader, as_text, decode};
use crate::record::{About, Topic};

/// An attachment, bare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    pub content_type: &'a str,
    pub data: Option<&'a [u8]>,
    /// Where it stands, when it stands elsewhere; nothing otherwise.
    pub address: &'a str,
}

/// In which form a note is written that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    Html,
    Rtf,
}

/// How nearly every note is called.
const PLAIN: &str = "text/plain";

impl Form {
    /// The form of a note that is a file of its own, by its name and how it begins.
    pub fn of_file(name: &str, bytes: &[u8]) -> Self {
        let low = name.to_lowercase();
        let bare = PACKED.iter().find_map(|end| low.strip_suffix(end)).unwrap_or(&low);
        match bare.rsplit_once('.').map(|(_, end)| end) {
            Some("html" | "htm" | "xhtml") => Self::Html,
            _ => Self::Plain.seen(bytes),
        }
    }

    /// The form of what is said to be plain text: a page and RTF show themselves at their beginning.
    pub fn seen(self, bytes: &[u8]) -> Self {
        if self != Self::Plain {
            return self;
        }
        let front = bytes.trim_ascii_start();
        match front.split_first() {
            Some((b'{', rest)) if rest.starts_with(b"\\rtf") => Self::Rtf,
            Some((b'<', rest)) if begins_page(rest) => Self::Html,
            _ => Self::Plain,
        }
    }

    /// The text of a note in this form. The error says what is not read, and why.
    pub fn text(self, written: &str) -> Result<Cow<'_, str>, String> {
        match self {
            Self::Plain => Ok(Cow::Borrowed(written)),
            Self::Html => Ok(Cow::Owned(markup::html(written))),
            Self::Rtf => markup::rtf(written)
                .map(Cow::Owned)
                .map_err(|page| format!("RTF in the code page {page}, which is not known here")),
        }
    }
}

/// Whether a tag that pages begin with follows its bracket; “<3 days” and “<p 0.05” are none.
fn begins_page(rest: &[u8]) -> bool {
    const TAGS: [&[u8]; 12] =
        [b"!doctype", b"html", b"body", b"div", b"p", b"br", b"span", b"table", b"b", b"ul", b"h1", b"h2"];
    let name = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'!').unwrap_or(rest.len());
    let (name, behind) = rest.split_at(name);
    let closed =
        matches!(behind.first(), Some(b'>' | b'/')) || (behind.first() == Some(&b' ') && behind.contains(&b'='));
    closed && behind.contains(&b'>') && TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
}

/// The text of a note that is a file of its own; nothing when it is not read.
pub fn file_text(name: &str, bytes: &[u8]) -> Option<String> {
    let written = as_text(bytes, false);
    Form::of_file(name, bytes).text(&written).ok().map(Cow::into_owned)
}

/// The text of a note in the cell of a table; nothing when it is not read.
pub fn cell_text(bytes: &[u8]) -> Option<String> {
    let written = as_text(bytes, false);
    Form::Plain.seen(written.as_bytes()).text(&written).ok().map(Cow::into_owned)
}

impl Part<'_> {
    /// Whether it is plain text, or not said to be anything else.
    pub fn is_plain(&self) -> bool {
        let kind = self.content_type;
        kind.is_empty()
            || kind == PLAIN
            || kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(PLAIN))
    }

    fn form(&self) -> Option<Form> {
        if self.is_plain() {
            return Some(Form::Plain);
        }
        let kind = self.content_type.split(';').next().unwrap_or_default().trim();
        let is = |known: &[&str]| known.iter().any(|known| kind.eq_ignore_ascii_case(known));
        if is(&["text/html", "application/xhtml+xml"]) {
            return Some(Form::Html);
        }
        is(&["text/rtf", "application/rtf", "text/richtext", "application/x-rtf"]).then_some(Form::Rtf)
    }

    fn is_latin1(&self) -> bool {
        self.content_type.len() > PLAIN.len() && memchr::memmem::find(self.content_type.as_bytes(), b"8859-1").is_some()
    }
}

/// The form that is read: the first that is here, and holds something where one does.
fn chosen(all: &[Part<'_>]) -> Option<Form> {
    let first = |length: usize| {
        let here = |form: Form| {
            all.iter().any(|part| part.data.is_some_and(|data| data.len() >= length) && part.form() == Some(form))
        };
        [Form::Plain, Form::Html, Form::Rtf].into_iter().find(|form| here(*form))
    };
    first(1).or_else(|| first(0))
}

/// Reads what is attached.
pub fn read(all: &[Part<'_>], meta: &About<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    let Some(form) = chosen(all) else {
        if let Some(part) = addressed(all) {
            elsewhere(part, meta, reader);
            // The same in other forms.
            let others = all.iter().filter(|other| *other != part);
            pass_over(others, reader);
        } else if let Some(part) = all.first() {
            reader.counts.not_text += 1;
            reader.remark(Topic::NotText, || {
                let kind: String = part.content_type.chars().filter(|one| !one.is_control()).take(60).collect();
                format!("a note of the kind {kind}, which is not read")
            });
        }
        return Ok(());
    };
    pass_over(all.iter().filter(|part| part.form() != Some(form)), reader);
    for part in all.iter().filter(|part| part.form() == Some(form)) {
        match part.data {
            Some(data) => reader.encoded(data, part.is_latin1(), form, meta)?,
            None => elsewhere(part, meta, reader),
        }
    }
    Ok(())
}

/// Of parts that hold nothing here, the one that would be read.
fn addressed<'p, 'a>(all: &'p [Part<'a>]) -> Option<&'p Part<'a>> {
    [Form::Plain, Form::Html, Form::Rtf].into_iter().find_map(|form| all.iter().find(|part| part.form() == Some(form)))
}

/// Passes over what is attached to a record that does not count: what it refers to is no note of nobody.
pub fn pass_over<'p>(all: impl IntoIterator<Item = &'p Part<'p>>, reader: &mut Reader<'_>) {
    for id in all.into_iter().filter_map(|part| binaries::id_at(part.address)) {
        reader.refer(id, None);
    }
}

/// Reads a note that is a record of its own, to which documents refer.
pub fn read_binary(id: &str, part: &Part<'_>, reader: &mut Reader<'_>) -> Result<(), String> {
    let (Some(form), Some(data)) = (part.form(), part.data) else {
        binaries::unread(&mut reader.lines, id);
        return Ok(());
    };
    let meta = About { encounter: "", patient: "", date: None, document: id, author: "" };
    reader.binary = Some(id.to_owned());
    let read = reader.encoded(data, part.is_latin1(), form, &meta);
    // What could not be read is still waiting to be named.
    if reader.binary.take().is_some() {
        binaries::unread(&mut reader.lines, id);
    }
    read
}

fn elsewhere(part: &Part<'_>, meta: &About<'_>, reader: &mut Reader<'_>) {
    if let Some(id) = binaries::id_at(part.address) {
        reader.refer(id, Some(meta));
    } else if !part.address.is_empty() {
        reader.counts.elsewhere += 1;
        reader.remark(Topic::Elsewhere, || "a note that stands at another address, and is not fetched".to_owned());
    }
}

/// The texts that [`read`] reads, in its order.
pub fn texts(all: &[Part<'_>], texts: &mut Vec<String>) {
    let Some(form) = chosen(all) else { return };
    let mut out = Vec::new();
    for part in all.iter().filter(|part| part.form() == Some(form)) {
        let Some(data) = part.data else { continue };
        // Reading stops there too.
        let Ok(length) = decode(data, false, &mut out) else { break };
        let written = as_text(out.get(..length).unwrap_or_default(), part.is_latin1());
        texts.extend(form.seen(written.as_bytes()).text(&written).ok().map(Cow::into_owned));
    }
}
