//! Another language is a folder: with every sentence of the catalogs in capitals as a language of its own, what the
//! terminal says is in capitals too, but for ids, dates and what stands in the knowledge itself.

use std::collections::BTreeSet;
use std::path::Path;

use crate::serving::Site;
use crate::{Said, copy, heelrise, repository};

/// The tag of the language in capitals.
const TAG: &str = "en-XA";

/// A catalog in capitals: the text of each message, but not its id, its values or the names of its forms.
fn capitals(catalog: &str) -> String {
    let mut out = String::new();
    for line in catalog.lines() {
        let is_message = line.starts_with(|c: char| c.is_ascii_alphabetic());
        let (kept, text) = if line.starts_with('#') {
            (line, "")
        } else if is_message {
            line.split_at(line.find('=').unwrap() + 1)
        } else if line.trim_start().starts_with(['[', '*']) {
            line.split_at(line.find(']').unwrap() + 1)
        } else {
            ("", line)
        };
        out.push_str(kept);
        // A line that closes the forms of the line before.
        let mut depth = i32::from(text.trim_start().starts_with('}'));
        for c in text.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 { out.extend(c.to_uppercase()) } else { out.push(c) }
        }
        out.push('\n');
    }
    out
}

/// A folder with the knowledge and the language in capitals.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = dir.path().join("knowledge");
    copy(&repository().join("knowledge"), &knowledge);
    for reader in ["patient", "clinician"] {
        let target = knowledge.join("wording").join(TAG).join(reader);
        std::fs::create_dir_all(&target).unwrap();
        for entry in std::fs::read_dir(knowledge.join("wording/en").join(reader)).unwrap() {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            std::fs::write(target.join(entry.file_name()), capitals(&text)).unwrap();
        }
    }
    // The sentences that stand with data are translated beside the catalogs.
    let known = heelrise_knowledge::load(heelrise_pack::embedded()).unwrap();
    let sheets = known.protocols.iter().flat_map(|protocol| protocol.sentences());
    let sets = heelrise_knowledge::trial_sets::sentences(&known.files);
    let said = known.claims.iter().map(|claim| claim.we_say.as_str());
    let all: BTreeSet<&str> = sheets.chain(said).chain(sets.iter().map(String::as_str)).collect();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let sentence = |english: &&str| {
        format!("[[sentence]]\nen = {}\nsays = {}\n\n", quoted(english), quoted(&english.to_uppercase()))
    };
    let sentences = all.iter().map(sentence).collect::<Vec<_>>().concat();
    std::fs::write(knowledge.join("wording").join(TAG).join("sentences.toml"), sentences).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Said {
    let language = ["--knowledge", "knowledge", "--lang", TAG];
    Said::of(heelrise(dir).args([arguments, &language].concat()).output().unwrap())
}

/// The words with a small letter, without those that hold a digit or a sign: dates, versions, ids, paths, options.
fn small(text: &str) -> Vec<&str> {
    let word = |word: &&str| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation() || "“”…".contains(c));
        bare.chars().all(char::is_alphabetic) && bare.chars().any(char::is_lowercase)
    };
    text.split_whitespace().filter(word).collect()
}

#[test]
fn a_check_speaks_the_language_that_is_asked_for() {
    let dir = folder();
    let said = run(dir.path(), &["check", "--pop", "yes"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("BE SEEN TODAY\n"), "{}", said.out);
    // The version is written in hexadecimal digits.
    let version = said.out.rsplit_once("VERSION ").unwrap().1.split('.').next().unwrap().to_owned();
    assert_eq!(small(&said.out.replace(&version, "")), Vec::<&str>::new(), "{}", said.out);
}

#[test]
fn bad_input_is_said_in_the_language_that_is_asked_for() {
    let dir = folder();
    for (bytes, names) in [
        (r#"{"report":{"pop":"perhaps"}}"#, &["“perhaps”", "absent,", "unsure,", "present."][..]),
        (r#"{"report":{"pops":"yes"}}"#, &["“pops”", "“pop”?"]),
        (r#"{"injury":{"date":"soon"}}"#, &["“soon”"]),
        ("[]", &[]),
        ("", &[]),
        ("nonsense", &["\"id\":", "\"example\""]),
        (r#"{"id":"#, &[]),
        (r#"{"id":"a",}"#, &[]),
    ] {
        std::fs::write(dir.path().join("1.json"), bytes).unwrap();
        let said = run(dir.path(), &["assess", "1.json"]);
        assert_eq!(said.code, Some(2), "{bytes}: {said:?}");
        assert_eq!(small(&said.err), names, "{bytes}: {}", said.err);
    }
    let said = run(dir.path(), &["assess", "2.json"]);
    assert_eq!((said.code, small(&said.err)), (Some(4), vec![]), "{said:?}");
}

#[test]
fn headings_and_sums_are_in_the_language_that_is_asked_for() {
    let dir = folder();
    std::fs::copy(repository().join("docs/case.example.json"), dir.path().join("1.json")).unwrap();
    let plan =
        ["plan", "--protocol", "willits", "--path", "operative", "--day0", "2026-02-27", "--today", "2026-03-01"];
    let protocol = std::fs::read_to_string(dir.path().join("knowledge/protocols/willits.toml")).unwrap();
    // What does not begin with a space is a heading, a name or a sum; what does may come from the knowledge.
    for (arguments, names) in [
        (&plan[..], &[][..]),
        (&["plan", "--list"], &[]),
        (&["assess", "1.json"], &["example"]),
        (&["prove", "P12"], &["s"]),
        (&["explain", "pop"], &["pop:"]),
    ] {
        let said = run(dir.path(), arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        let heads: Vec<&str> = said
            .out
            .lines()
            .filter(|line| !line.starts_with(' ') && !line.contains("VERSION ") && !line.starts_with("SETTING: "))
            .filter(|line| !line.starts_with("HOLDS") && !protocol.contains(line))
            .collect();
        assert!(!heads.is_empty(), "{arguments:?}");
        assert_eq!(small(&heads.join("\n")), names, "{arguments:?}:\n{}", heads.join("\n"));
    }
    let said = run(dir.path(), &["plan", "--list"]);
    assert!(said.out.contains("THE NUMBER OF WEDGES AND THE DAYS"), "the reason of a protocol: {}", said.out);
    let said = run(dir.path(), &["knowledge", "check"]);
    assert!(said.out.starts_with("DECISION "), "{}", said.out);
    assert!(said.out.contains("NOT YET") && said.out.contains("THE KNOWLEDGE IS SOUND."), "{}", said.out);
    let said = run(dir.path(), &["plan", "--protocol", "wilits", "--day0", "2026-02-27"]);
    assert!(said.err.starts_with("THERE IS NO PROTOCOL “wilits”. CLOSE TO IT: willits"), "{said:?}");
    let said = run(dir.path(), &["explain", "wilits"]);
    assert!(said.err.starts_with("THERE IS NOTHING CALLED “wilits”. CLOSE TO IT: willits"), "{said:?}");
}

#[test]
fn what_trials_say_is_said_in_the_language_that_is_asked_for() {
    let dir = folder();
    let sets = std::fs::read_to_string(dir.path().join("knowledge/evidence/sets.toml")).unwrap();
    let example = run(dir.path(), &["evidence", "add", "--example"]).out;
    std::fs::write(dir.path().join("1.toml"), &example).unwrap();
    // Names of trials and ids of sets and outcomes are the same in every language.
    let labels: Vec<&str> = sets.split("label = \"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    let plain = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = labels.iter().fold(text, |text, label| text.replace(label, ""));
        let text = text
            .split("VERSION ")
            .next()
            .unwrap()
            .replace("Example 2027", "")
            .replace("C+Willits", "")
            .replace("Peto OR", "");
        // The letter of a probability, and ids of outcomes in brackets.
        let kept = |word: &&str| {
            *word != "p"
                && *word != "(rerupture)"
                && !word.starts_with("(p")
                && !sets.contains(&format!("\"{}\"", word.trim_matches(['(', ')', ':'])))
        };
        small(&text).into_iter().filter(kept).map(str::to_owned).collect::<Vec<_>>()
    };
    let none = Vec::<String>::new();
    let b = ["rerupture", "--set", "B"];
    for (kind, options) in [
        ("pool", &[&b[..], &["--method", "peto"]].concat()[..]),
        ("pool", &["rerupture", "--set", "C", "--method", "mh", "--measure", "rd"]),
        ("pool", &["rerupture", "--set", "12-trial", "--interval", "knapp-hartung", "--method", "dl"]),
        ("pool", &["rerupture", "--set", "12-trial", "--method", "um.fs"]),
        ("forest", &b),
        ("forest", &["rerupture", "--set", "12-trial", "--cumulative", "--method", "iv"]),
        ("funnel", &b),
        ("funnel", &["rerupture", "--set", "12-trial"]),
        ("network", &[]),
        ("sensitivity", &[]),
        ("numbers", &[]),
        ("numbers", &["--baseline", "5"]),
        ("sets", &[]),
        ("add", &["1.toml"]),
    ] {
        let said = run(dir.path(), &[&["evidence", kind][..], options].concat());
        assert_eq!(said.code, Some(0), "{kind} {options:?}: {said:?}");
        assert_eq!(plain(&said.out), none, "{kind} {options:?}:\n{}", said.out);
        assert!(!said.out.contains('⟦'), "{kind} {options:?}:\n{}", said.out);
    }
    for kind in ["forest", "funnel"] {
        let svg = run(dir.path(), &["evidence", kind, "rerupture", "--set", "12-trial", "-o", "-"]).out;
        let texts: Vec<&str> = svg.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
        assert_eq!(plain(&texts.join(" ").replace("&#39;", "")), none, "{kind}: {svg}");
    }
}

#[test]
fn the_site_and_its_records_speak_the_language_that_is_asked_for() {
    let dir = folder();
    let mut site = Site::start(dir.path(), &["--knowledge", "knowledge", "--lang", TAG]);
    assert!(site.said().contains("MAKE THE FIRST CLINICIAN'S ACCOUNT"), "{}", site.said());
    assert_eq!(site.end("-TERM"), Some(0));
    let said = run(dir.path(), &["records", "verify"]);
    assert_eq!((said.code, small(&said.out)), (Some(0), vec![]), "{said:?}");
    let said = run(dir.path(), &["records", "rebuild"]);
    assert_eq!((said.code, small(&said.out)), (Some(0), vec![]), "{said:?}");
}

#[test]
fn the_book_stands_in_the_frame_of_its_language() {
    let dir = folder();
    let said = run(dir.path(), &["knowledge", "book", "--html", "1.html"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let html = std::fs::read_to_string(dir.path().join("1.html")).unwrap();
    let texts = |open: &str, close: &str| -> Vec<String> {
        let parts = html.split(open).skip(1);
        parts.map(|part| part.split_once('>').unwrap().1.split(close).next().unwrap().to_owned()).collect()
    };
    // Titles of decisions and the names of protocols and hazards are knowledge; the names of columns are not, unless they
    // are ids of inputs.
    let columns = texts("<th scope=\"col\"", "</th>");
    assert!(columns.len() > 60, "{}", columns.len());
    let decisions = std::fs::read_dir(dir.path().join("knowledge/decisions")).unwrap();
    let inputs: String = decisions.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    for column in &columns {
        assert!(small(column).is_empty() || inputs.contains(column.as_str()), "{column}");
    }
    for words in
        ["SIGN-OFF:", "SIGNATURE", "WHAT HEELRISE BELIEVES, AND WHY", "EVERY SOURCE", "aria-label=\"CHAPTERS\""]
    {
        assert!(html.contains(words), "{words}");
    }
    let text = html.split("<title>").nth(1).unwrap();
    for words in ["Sign-off", "Signed by", "Proved by", "Where it comes from", "Sources:", "Every claim"] {
        assert!(!text.contains(words), "{words}");
    }
}
