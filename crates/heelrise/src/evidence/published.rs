//! Published results worked out again. One that is said to come out and does not is a finding.

use heelrise_evidence::reproductions::{Published, parse, prints_as};
use serde::Serialize;

use super::Desk;
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::Tone;

/// Where the published results stand in the knowledge.
const FILE: &str = "evidence/reproductions.toml";

/// One result, for `--json`.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    source: &'a str,
    what: &'a str,
    /// What the file says of it.
    reproduced: bool,
    /// Whether only a part of it comes out.
    partly: bool,
    /// Worked out now.
    ours: Option<Vec<f64>>,
    printed: &'a [String],
    /// Whether every printed number comes out, digit for digit; nothing where there is none to compare.
    comes_out: Option<bool>,
    why: &'a str,
}

/// Runs it.
pub fn run(desk: Desk<'_>, json: bool) -> Result<Exit, Failure> {
    let missing = || Failure::new(Exit::Knowledge, desk.words.say_with("trials-file-missing", &[("file", FILE)]));
    let text = desk.knowledge.files.get(FILE).ok_or_else(missing)?;
    let all = parse(text).map_err(|error| Failure::new(Exit::Knowledge, error))?;
    let lines: Vec<Line<'_>> = all.iter().map(|one| line(desk, one)).collect();
    // What is said to come out has to.
    let broken = |line: &&Line<'_>| line.reproduced && (line.comes_out == Some(false) || line.ours.is_none());
    let fallen = lines.iter().filter(broken).count();
    let exit = if fallen == 0 { Exit::Ok } else { Exit::Finding };
    if json {
        for line in &lines {
            put(&json_line(line)?)?;
        }
        return Ok(exit);
    }
    let mut page = desk.page();
    for (heading, reproduced) in [("trials-reproduced", true), ("trials-not-reproduced", false)] {
        let part: Vec<&Line<'_>> = lines.iter().filter(|line| line.reproduced == reproduced).collect();
        page.heading(&desk.words.say_with(heading, &[("count", &part.len().to_string())]));
        for line in part {
            page.bullet(&format!("{} ({}): {}", line.id, line.source, line.what));
            if let Some(ours) = &line.ours {
                let ours: Vec<String> = ours.iter().map(|number| super::decimals(*number, 6)).collect();
                let arguments = [("ours", ours.join("; ")), ("printed", line.printed.join("; "))];
                let id = if line.printed.is_empty() { "trials-ours" } else { "trials-ours-printed" };
                let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
                page.under(&desk.words.say_with(id, &arguments));
            }
            if line.partly {
                page.under(&desk.say("trials-partly"));
            }
            page.under(line.why);
            if broken(&line) {
                page.say(Tone::Alarm, &desk.say("trials-no-longer"));
            }
        }
    }
    desk.close(page)?;
    Ok(exit)
}

fn line<'a>(desk: Desk<'_>, one: &'a Published) -> Line<'a> {
    let ours = one.recompute(&desk.evidence.trials, &desk.evidence.sets);
    let comes_out = ours.as_ref().filter(|_| !one.prints.is_empty()).map(|ours| {
        ours.len() >= one.prints.len() && one.prints.iter().zip(ours).all(|(printed, ours)| prints_as(*ours, printed))
    });
    Line {
        id: &one.id,
        source: &one.source,
        what: &one.what,
        reproduced: one.reproduced,
        partly: one.partly,
        ours,
        printed: &one.prints,
        comes_out,
        why: &one.note,
    }
}
