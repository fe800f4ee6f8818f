//! A note as a page shows it: cut into pieces, with the words of each finding marked and said in words what they are. Pieces
//! are cut at the very bytes that the list names, in a text that was found to be the same; where it is not the same, only what
//! the list itself holds is shown.

use std::time::SystemTime;

use heelrise_notes::{SINCE, Says};
use heelrise_sweep::worklist::{Entry, NoteSeen, SignSeen};
use heelrise_sweep::{NotAgain, note_again};

use super::shelf::{Listed, Shelf};
use super::words;
use crate::site::Page;

/// A note up to this many bytes is shown whole.
const SHORT: usize = 1_600;
/// How many bytes are shown on each side of a finding in a longer one.
const AROUND: usize = 320;

/// A piece of text; a marked one says what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text as it stands in the note.
    pub text: String,
    /// What a finding says, in words; nothing between findings.
    pub tag: Option<String>,
    /// `said`, `weak`, `denied` or `open`: the mark's shape.
    pub class: &'static str,
}

/// A note with its findings.
pub struct NoteView {
    /// Its number at this visit, from 1.
    pub number: usize,
    /// Its day, in words; may be empty.
    pub date: String,
    /// Who wrote it, as the record says; may be empty.
    pub author: String,
    /// The parts around findings, each a run of pieces; the whole note when it is short.
    pub parts: Vec<Vec<Piece>>,
    /// The whole note, when the parts are not all of it.
    pub whole: Option<Vec<Piece>>,
    /// Why the note is not shown, and what to do.
    pub trouble: Option<String>,
    /// The file was changed after the sweep, though the words are the same.
    pub later: bool,
    /// The findings in words, for when there is no text to mark them in.
    pub signs: Vec<String>,
}

/// A note that was looked for.
pub struct Fetched(Result<heelrise_sweep::Again, NotAgain>);

/// Looks for the notes of a visit. Reads files, so it belongs on a thread that may wait.
pub fn fetch(shelf: &Shelf, entry: &Entry) -> Vec<Fetched> {
    let one = |note: &NoteSeen| Fetched(note_again(entry, note, &shelf.folders, &shelf.engine));
    entry.notes.iter().map(one).collect()
}

/// The text of each note that was found again.
pub fn texts(fetched: &[Fetched]) -> Vec<Option<&str>> {
    fetched.iter().map(|one| one.0.as_ref().ok().map(|again| again.text.as_str())).collect()
}

/// The notes of a visit as a page shows them.
pub fn views(page: &Page, listed: &Listed, entry: &Entry, fetched: &[Fetched]) -> Vec<NoteView> {
    let written = listed.written;
    let notes = entry.notes.iter().zip(fetched).enumerate();
    notes.map(|(place, (note, fetched))| view(page, written, place + 1, note, &fetched.0)).collect()
}

fn view(
    page: &Page,
    written: Option<SystemTime>,
    number: usize,
    note: &NoteSeen,
    fetched: &Result<heelrise_sweep::Again, NotAgain>,
) -> NoteView {
    let mut view = NoteView {
        number,
        date: note.date.map(|date| page.date(date)).unwrap_or_default(),
        author: note.author.clone(),
        parts: Vec::new(),
        whole: None,
        trouble: None,
        later: false,
        signs: Vec::new(),
    };
    match fetched {
        Ok(again) => {
            let text = again.text.as_str();
            view.later = again.changed.zip(written).is_some_and(|(changed, written)| changed > written);
            let ranges = ranges(text, &note.signs);
            if ranges.iter().any(|(from, to)| (*from, *to) != (0, text.len())) {
                view.whole = Some(pieces(page, text, 0, (0, text.len()), &note.signs));
            }
            view.parts = ranges.into_iter().map(|range| pieces(page, text, 0, range, &note.signs)).collect();
        }
        Err(why) => {
            let id = match why {
                NotAgain::Withheld => "wl-note-withheld",
                NotAgain::Streamed => "wl-note-streamed",
                NotAgain::Gone => "wl-note-gone",
                NotAgain::OtherRecord => "wl-note-other-record",
                NotAgain::OtherWords => "wl-note-other-words",
            };
            view.trouble = Some(page.say1(id, "file", &note.file));
            view.signs = note.signs.iter().map(|sign| words::sign(page, sign)).collect();
            view.parts = kept(page, &note.signs);
        }
    }
    view
}

/// The sentences that the list itself holds, each once, with all findings in it marked.
fn kept(page: &Page, signs: &[SignSeen]) -> Vec<Vec<Piece>> {
    let mut parts: Vec<((usize, usize), Vec<Piece>)> = Vec::new();
    for sign in signs {
        let Some(text) = sign.text.as_deref() else { continue };
        if parts.iter().any(|(sentence, _)| *sentence == sign.sentence) {
            continue;
        }
        let (from, to) = sign.sentence;
        // A sentence whose length is not what its place says is not cut at places.
        let marks: &[SignSeen] = if to.checked_sub(from) == Some(text.len()) { signs } else { &[] };
        parts.push((sign.sentence, pieces(page, text, from, (0, text.len()), marks)));
    }
    parts.into_iter().map(|(_, pieces)| pieces).collect()
}

/// Which parts of a note are shown.
fn ranges(text: &str, signs: &[SignSeen]) -> Vec<(usize, usize)> {
    if text.len() <= SHORT {
        return vec![(0, text.len())];
    }
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut signs: Vec<&SignSeen> = signs.iter().collect();
    signs.sort_by_key(|sign| sign.span);
    for sign in signs {
        let from = front(text, sign.span.0.min(sign.sentence.0).max(sign.span.0.saturating_sub(AROUND)));
        let from = from.min(front(text, sign.span.0.saturating_sub(AROUND)));
        let to = back(text, sign.span.1.saturating_add(AROUND).min(text.len()));
        match ranges.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => ranges.push((from, to)),
        }
    }
    ranges
}

/// The front of the word that a byte stands in.
fn front(text: &str, byte: usize) -> usize {
    let byte = (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = text.get(..byte).unwrap_or_default();
    before
        .rfind(char::is_whitespace)
        .map_or(0, |at| (at + 1..=byte).find(|at| text.is_char_boundary(*at)).unwrap_or(byte))
}

/// The end of the word that a byte stands in.
fn back(text: &str, byte: usize) -> usize {
    let byte = (byte..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.get(byte..).and_then(|rest| rest.find(char::is_whitespace)).map_or(text.len(), |at| byte + at)
}

/// Cuts a range of a text at its findings. The text begins at byte `offset` of the note. Findings that overlap are one mark
/// with both names.
fn pieces(page: &Page, text: &str, offset: usize, range: (usize, usize), signs: &[SignSeen]) -> Vec<Piece> {
    let mut found: Vec<(usize, usize, Vec<&SignSeen>)> = Vec::new();
    let mut inside: Vec<&SignSeen> = signs.iter().filter(|sign| sign.span.0 >= offset).collect();
    inside.sort_by_key(|sign| sign.span);
    for sign in inside {
        let (from, to) = (sign.span.0 - offset, sign.span.1.saturating_sub(offset));
        if from < range.0 || to > range.1 || from >= to {
            continue;
        }
        match found.last_mut() {
            Some(last) if from < last.1 => {
                last.1 = last.1.max(to);
                last.2.push(sign);
            }
            _ => found.push((from, to, vec![sign])),
        }
    }
    let mut pieces = Vec::new();
    let mut at = range.0;
    let plain = |from: usize, to: usize| {
        let text = text.get(from..to).filter(|text| !text.is_empty())?;
        Some(Piece { text: text.to_owned(), tag: None, class: "" })
    };
    for (from, to, signs) in found {
        let Some(words) = text.get(from..to) else { continue };
        pieces.extend(plain(at, from));
        let tags: Vec<String> = signs.iter().map(|sign| words::sign(page, sign)).collect();
        pieces.push(Piece { text: words.to_owned(), tag: Some(tags.join("; ")), class: class(&signs) });
        at = to;
    }
    pieces.extend(plain(at, range.1));
    pieces
}

/// Signs that many injuries share, and labels: their marks are quieter than those of the signs that speak for a rupture.
const WEAK: [&str; 6] = ["benign", "mechanism", "drug", "acted", "tendon_pain", SINCE];

fn class(signs: &[&SignSeen]) -> &'static str {
    let said = |sign: &&&SignSeen| sign.is_about_now() && sign.says == Says::Present;
    if signs.iter().filter(said).any(|sign| !WEAK.contains(&sign.sign.as_str())) {
        "said"
    } else if signs.iter().any(|sign| said(&sign)) {
        "weak"
    } else if signs.iter().all(|sign| sign.says == Says::Absent) {
        "denied"
    } else {
        "open"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Section;
    use crate::test_site::{Site, now};
    use heelrise_notes::{Engine, Scratch};
    use proptest::prelude::*;

    fn signs(text: &str) -> Vec<SignSeen> {
        let engine = Engine::new(&Engine::built_in()).unwrap();
        let found = engine.find(text, &mut Scratch::default());
        let of = |f: heelrise_notes::Finding| SignSeen {
            sign: f.sign.as_ref().into(),
            says: f.says,
            when: f.when,
            who: f.who,
            text: Some(text[f.sentence.clone()].into()),
            span: (f.span.start, f.span.end),
            sentence: (f.sentence.start, f.sentence.end),
        };
        found.into_iter().map(of).collect()
    }

    async fn page() -> Page {
        let site = Site::empty(Site::config(now())).await;
        Page::new(&site.app, &crate::site::Lang::default(), Section::Clinic, "worklist-title")
    }

    fn marked(pieces: &[Piece]) -> Vec<(&str, &str)> {
        pieces.iter().filter(|p| p.tag.is_some()).map(|p| (p.text.as_str(), p.class)).collect()
    }

    #[tokio::test]
    async fn words_are_marked_where_they_stand_and_what_is_denied_says_so() {
        let page = page().await;
        let text = "Felt a pop – “like a kick”. No palpable gap. Simmonds not done.";
        let all = pieces(&page, text, 0, (0, text.len()), &signs(text));
        assert_eq!(all.iter().map(|p| p.text.as_str()).collect::<String>(), text, "nothing is lost or added");
        let marks = marked(&all);
        assert!(marks.iter().any(|(words, class)| words.contains("pop") && *class == "said"), "{marks:?}");
        assert!(marks.iter().any(|(words, class)| words.contains("gap") && *class == "denied"), "{marks:?}");
        assert!(marks.iter().any(|(words, class)| words.contains("Simmonds") && *class == "open"), "{marks:?}");
        let denied = all.iter().find(|p| p.class == "denied").unwrap();
        assert!(denied.tag.as_deref().unwrap().contains("denied"), "{denied:?}");
        // A kept sentence that begins inside the note marks the same words.
        let gap: Vec<SignSeen> = signs(text).into_iter().filter(|sign| sign.sign == "gap").collect();
        assert_eq!(marked(&kept(&page, &gap)[0]), marks[marks.len() - 2..marks.len() - 1]);
    }

    #[tokio::test]
    async fn a_long_note_is_shown_around_its_findings_and_whole_on_request() {
        let (page, filler) = (page().await, "Background: nothing of note here. ".repeat(120));
        let text = format!("{filler}Felt a pop. {filler}Unable to heel raise. {filler}");
        let ranges = ranges(&text, &signs(&text));
        assert_eq!(ranges.len(), 2);
        for (from, to) in ranges {
            assert!(to - from < 1200);
            assert_eq!(marked(&pieces(&page, &text, 0, (from, to), &signs(&text))).len(), 1);
        }
    }

    #[tokio::test]
    async fn overlapping_findings_are_one_mark() {
        let page = page().await;
        let text = "felt a pop in the calf";
        let one = |span| SignSeen { span, sign: "pop".into(), ..signs("felt a pop in the calf")[0].clone() };
        let all = pieces(&page, text, 0, (0, text.len()), &[one((0, 10)), one((5, 14)), one((40, 50))]);
        assert_eq!(marked(&all), [("felt a pop in ".trim_end(), "said")].map(|(_, c)| (&text[0..14], c)));
        assert_eq!(all.iter().map(|p| p.text.as_str()).collect::<String>(), text);
    }

    /// Made once: a site and an engine for each case would take minutes.
    static ONCE: std::sync::LazyLock<(Page, SignSeen)> = std::sync::LazyLock::new(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        (runtime.block_on(page()), signs("felt a pop")[0].clone())
    });

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_spans_of_any_text_give_back_the_text(text in ".{0,60}", spans in prop::collection::vec((0_usize..80, 0_usize..80), 0..6)) {
            let (page, template) = &*ONCE;
            let listed: Vec<SignSeen> = spans.iter().map(|span| SignSeen { span: *span, ..template.clone() }).collect();
            let all = pieces(page, &text, 0, (0, text.len()), &listed);
            prop_assert_eq!(all.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        }
    }
}
