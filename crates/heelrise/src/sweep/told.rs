//! The worklist as the terminal tells it.

use std::path::Path;

use heelrise_sweep::audit::Audit;
use heelrise_sweep::export::{told, word};
use heelrise_sweep::worklist::{CodeSeen, Entry, SignSeen, Standing};
use heelrise_sweep::{Topic, Worklist};

use crate::args::Global;
use crate::page::{Page, Tone};
use crate::words::Words;

/// How many bad lines the terminal names.
const BAD: usize = 10;
/// How many it names of one kind of what was not read in records.
const REMARKS: usize = 3;
/// How many inputs it names that could not be read.
const UNREAD: usize = 20;

/// What could not be used, one line each, and how many more there are.
pub fn bad(list: &Worklist, words: Words<'_>) -> Vec<String> {
    let read = &list.read;
    let mut lines: Vec<String> = Vec::new();
    if read.bad == 0 {
        return lines;
    }
    for bad in read.bad_lines.iter().take(BAD).filter(|_| !list.made.pseudonyms) {
        lines.push(if bad.line == 0 {
            format!("{}: {}.", bad.file, bad.what)
        } else {
            format!("{}:{}: {}.", bad.file, bad.line, bad.what)
        });
    }
    lines.push(words.say_with("sweep-bad", &[("count", &read.bad.to_string())]));
    lines
}

/// The inputs that could not be read, one line each.
pub fn unread(list: &Worklist, words: Words<'_>) -> Vec<String> {
    list.read
        .unread
        .iter()
        .map(|one| {
            let line = one.from_line.to_string();
            let arguments = [("file", one.file.as_str()), ("line", &line), ("why", &one.why), ("mend", &one.mend)];
            let id = match (list.made.pseudonyms, one.from_line) {
                (true, _) => "sweep-unread-withheld",
                (false, 0) => "sweep-unread-file",
                (false, _) => "sweep-unread-rest",
            };
            words.say_with(id, &arguments)
        })
        .collect()
}

/// The first ones of what was not read in records, one line each.
fn remarks(list: &Worklist, about: Topic) -> impl Iterator<Item = String> {
    let of = list.read.remarks.iter().filter(move |remark| remark.about == about && !list.made.pseudonyms);
    of.take(REMARKS).map(|remark| format!("{}:{}: {}.", remark.file, remark.line, remark.what))
}

/// The whole page.
pub fn page(global: &Global, words: Words<'_>, list: &Worklist, top: usize, output: &Path) -> String {
    let mut page = Page::new(global.color);
    let today = list.made.today.to_string();
    match list.made.since {
        Some(since) => {
            page.heading(&words.say_with("sweep-title-days", &[("from", &since.to_string()), ("to", &today)]))
        }
        None => page.heading(&words.say("sweep-title-audit")),
    };
    let read = &list.read;
    let numbers = [
        ("files", read.files.to_string()),
        ("records", read.records.to_string()),
        ("notes", read.notes.to_string()),
        ("signs", read.notes_with_signs.to_string()),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    page.para(&words.say_with("sweep-read", &numbers));
    if !read.unread.is_empty() {
        let count = read.unread.len();
        page.gap().say(Tone::Strong, &words.say_with("sweep-unread", &[("count", &count.to_string())]));
        for line in unread(list, words).iter().take(UNREAD) {
            page.bullet(line);
        }
        if count > UNREAD {
            page.say(Tone::Faint, &words.say_with("sweep-more", &[("count", &(count - UNREAD).to_string())]));
        }
        page.gap();
    }
    for (count, id, about) in [
        (read.notes_not_text, "sweep-not-text", Some(Topic::NotText)),
        (read.notes_elsewhere, "sweep-elsewhere", Some(Topic::Elsewhere)),
        (read.days_unclear, "sweep-days-unclear", Some(Topic::Day)),
        (read.codes_of_unknown_lists, "sweep-unknown-lists", Some(Topic::List)),
        (read.kinds_unread, "sweep-unread-kinds", Some(Topic::Kind)),
        (read.visits_shared, "sweep-visits-shared", None),
        (read.notes_latin1, "sweep-latin1", None),
        (read.passed_over_count, "sweep-passed-over", None),
        (read.withdrawn, "sweep-withdrawn", None),
        (read.outside, "sweep-outside", None),
        (read.beyond, "sweep-beyond", None),
    ] {
        if count > 0 {
            page.say(Tone::Faint, &words.say_with(id, &[("count", &count.to_string())]));
            for line in about.into_iter().flat_map(|about| remarks(list, about)) {
                page.under(&line);
            }
            if id == "sweep-passed-over" {
                for name in read.passed_over.iter().take(UNREAD) {
                    page.under(name);
                }
            }
        }
    }
    let (miscoded, people): (Vec<&Entry>, Vec<&Entry>) =
        list.people.iter().partition(|entry| entry.standing == Standing::Miscoded);
    let whole = read.unread.is_empty();
    people_table(&mut page, words, "sweep-call-back", &people, top, whole);
    if !miscoded.is_empty() {
        people_table(&mut page, words, "sweep-miscoded", &miscoded, top, whole);
    }
    let known = list.already_known.len().to_string();
    page.gap().para(&words.say_with("sweep-known", &[("count", &known)]));
    page.para(&words.say_with("sweep-not-listed", &[("count", &read.not_listed.to_string())]));
    if let Some(audit) = &list.audit {
        look_back(&mut page, words, audit, top);
    }
    page.gap().para(&words.say("sweep-judgement"));
    page.line(&words.say_with("sweep-written", &[("file", &output.display().to_string())]));
    page.finish()
}

fn people_table(page: &mut Page, words: Words<'_>, title: &str, people: &[&Entry], top: usize, whole: bool) {
    page.heading(&words.say_with(title, &[("count", &people.len().to_string())]));
    if people.is_empty() {
        page.para(&words.say(if whole { "sweep-nobody" } else { "sweep-nobody-read" }));
        return;
    }
    let head = ["rank", "band", "score", "date", "patient", "encounter", "filed-as", "signs"]
        .map(|column| words.say(&format!("sweep-col-{column}")));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = people.iter().take(top).map(|entry| row(entry, words)).collect();
    page.table(&head, &rows, &[0, 2]);
    for entry in people.iter().take(top) {
        for text in sentences(entry) {
            let rank = entry.rank.map(|rank| rank.to_string()).unwrap_or_default();
            page.line(&format!("  {rank}: {text}"));
        }
    }
    if people.len() > top {
        page.say(Tone::Faint, &words.say_with("sweep-more", &[("count", &(people.len() - top).to_string())]));
    }
}

fn row(entry: &Entry, words: Words<'_>) -> Vec<String> {
    vec![
        entry.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        words.say(&format!("sweep-band-{}", word(&entry.band))),
        entry.score.to_string(),
        entry.date.map(|date| date.to_string()).unwrap_or_default(),
        short(&entry.patient),
        short(&entry.encounter),
        filed(&entry.codes_in),
        told(entry).join(", "),
    ]
}

fn filed(codes: &[CodeSeen]) -> String {
    let name = |code: &CodeSeen| if code.display.is_empty() { code.code.clone() } else { code.display.clone() };
    codes.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// Long ids are cut: the list has them whole.
fn short(id: &str) -> String {
    const LONGEST: usize = 24;
    let count = id.chars().count();
    if count <= LONGEST {
        return id.to_owned();
    }
    format!("…{}", id.chars().skip(count - LONGEST + 1).collect::<String>())
}

/// The sentences of an entry on one line each, with the sign's words marked, when they were asked for.
fn sentences(entry: &Entry) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for sign in entry.notes.iter().flat_map(|note| &note.signs) {
        let Some(text) = marked(sign) else { continue };
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told
}

fn marked(sign: &SignSeen) -> Option<String> {
    let text = sign.text.as_deref()?;
    let (from, to) = (sign.span.0.checked_sub(sign.sentence.0)?, sign.span.1.checked_sub(sign.sentence.0)?);
    let whole = format!("{}»{}«{}", text.get(..from)?, text.get(from..to)?, text.get(to..)?);
    Some(whole.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn look_back(page: &mut Page, words: Words<'_>, audit: &Audit, top: usize) {
    page.heading(&words.say("sweep-audit"));
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    page.para(&words.say_with("sweep-at-once", &[("count", &audit.at_once.to_string())]));
    let count = u64::try_from(audit.missed.len()).unwrap_or(u64::MAX).saturating_add(audit.missed_beyond);
    page.para(&words.say_with("sweep-missed", &[("count", &count.to_string())]));
    if let Some(share) = audit.missed_share {
        let (part, low, high) = (percent(share.share), percent(share.low), percent(share.high));
        let arguments = [("share", part.as_str()), ("low", &low), ("high", &high)];
        page.para(&words.say_with("sweep-missed-share", &arguments));
    }
    page.para(&words.say_with("sweep-audit-miscoded", &[("count", &audit.miscoded.len().to_string())]));
    page.para(&words.say_with("sweep-truly-late", &[("count", &audit.truly_late.len().to_string())]));
    if audit.undated > 0 {
        page.para(&words.say_with("sweep-undated", &[("count", &audit.undated.to_string())]));
    }
    if audit.missed.is_empty() {
        return;
    }
    let head = ["days", "date", "patient", "filed-as", "signs", "named-by", "named-on"]
        .map(|column| words.say(&format!("sweep-col-{column}")));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = audit
        .missed
        .iter()
        .take(top)
        .map(|missed| {
            vec![
                missed.days.to_string(),
                missed.first.date.map(|date| date.to_string()).unwrap_or_default(),
                short(&missed.first.patient),
                filed(&missed.first.codes_in),
                told(&missed.first).join(", "),
                missed.named.by.clone(),
                missed.named.date.map(|date| date.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    page.gap().table(&head, &rows, &[0]);
    for missed in audit.missed.iter().take(top) {
        for text in sentences(&missed.first) {
            page.line(&format!("  {}: {text}", short(&missed.first.patient)));
        }
    }
    if audit.missed.len() > top {
        let more = (audit.missed.len() - top).to_string();
        page.say(Tone::Faint, &words.say_with("sweep-more", &[("count", &more)]));
    }
}
