use std::io::BufRead;

use super::split::LARGEST;
use super::*;

fn care() -> Care {
    Care::load(heelrise_pack::embedded()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

const TODAY: Date = jiff::civil::date(2026, 11, 22);

fn all(text: &str) -> Vec<Result<Option<String>, (usize, usize)>> {
    let care = care();
    let words = Words::of(&care, "en");
    let shape = Shape::new(&care, words);
    let input: &mut dyn BufRead = &mut text.as_bytes();
    let mut pieces = Pieces::new(input);
    let mut found = Vec::new();
    while let Some(piece) = pieces.next().unwrap() {
        let case = read(piece, &shape, words, TODAY);
        found.push(case.map(|case| case.id).map_err(|bad| (bad[0].line, bad[0].column)));
    }
    found
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in lists beside failures")]
fn id(id: &str) -> Result<Option<String>, (usize, usize)> {
    Ok(Some(id.to_owned()))
}

#[test]
fn lines_spread_objects_and_lists_are_all_streams() {
    let expected = vec![id("a"), id("b")];
    assert_eq!(all("{\"id\":\"a\"}\n{\"id\":\"b\"}\n"), expected);
    assert_eq!(all("{\"id\":\"a\"}\r\n{\"id\":\"b\"}\r\n"), expected);
    assert_eq!(all("{\"id\":\"a\"}{\"id\":\"b\"}"), expected);
    assert_eq!(all("{\n  \"id\": \"a\",\n  \"person\": {\n  }\n}\n{\n  \"id\": \"b\"\n}\n"), expected);
    assert_eq!(all("[{\"id\":\"a\"},\n {\"id\":\"b\"}]"), expected);
    assert_eq!(all("\u{feff}{\"id\":\"a\"} {\"id\":\"b\"}"), expected);
    assert_eq!(all(" \n"), vec![]);
}

#[test]
fn braces_and_quotes_inside_words_are_words() {
    assert_eq!(all(r#"{"id":"}{ \" ]"}{"id":"b"}"#), vec![id("}{ \" ]"), id("b")]);
}

#[test]
fn a_bad_case_is_located_and_the_next_one_is_read() {
    assert_eq!(all("{\"id\":\"a\"}\n{\"idd\":1}\n{\"id\":\"b\"}"), vec![id("a"), Err((2, 2)), id("b")]);
    assert_eq!(all("{\"id\": \n{\"id\":\"b\"}"), vec![Err((1, 1)), id("b")]);
    assert_eq!(all("{\"id\": \"a\n{\"id\":\"b\"}"), vec![Err((1, 8)), id("b")]);
    assert_eq!(all("nonsense {\"id\":\"a\"}\n{\"id\":\"b\"}"), vec![Err((1, 1)), id("b")]);
    assert_eq!(all("{\"id\":\"a\"}\n{\"id\":"), vec![id("a"), Err((2, 1))]);
    assert_eq!(all("{\n  \"id\": \"a\",\n  \"pain\": 3\n}"), vec![Err((3, 3))]);
    // Of a case that was cut off in the middle of a word, the rest is not taken for others.
    assert_eq!(all("{\n  \"id\": \"a,\n  \"risk\": {\n  }\n}\n{\"id\":\"b\"}"), vec![Err((2, 9)), id("b")]);
    assert_eq!(all("[[{\"id\":\"a\"}], {\"id\":\"b\"}"), vec![Err((1, 2)), id("b"), Err((1, 1))]);
    assert_eq!(all("{\"id\":\"a\"}]\n{\"id\":\"b\"}"), vec![id("a"), Err((1, 11)), id("b")]);
}

#[test]
fn something_far_too_large_is_refused_without_being_kept() {
    let mut text = String::from("{\"id\":\"");
    text.push_str(&"x".repeat(3 * LARGEST));
    text.push_str("\"}\n{\"id\":\"b\"}");
    assert_eq!(all(&text), vec![Err((1, 1)), id("b")]);
}

#[test]
fn a_day_that_has_not_come_is_not_believed() {
    let care = care();
    let words = Words::of(&care, "en");
    let mut case = Case::default();
    case.injury.date = Some(jiff::civil::date(2026, 11, 23));
    assert_eq!(untrue(&case, words, TODAY), None, "it may be tomorrow where the person is");
    case.injury.date = Some(jiff::civil::date(2026, 11, 24));
    assert!(untrue(&case, words, TODAY).is_some_and(|(_, what)| what.contains("2026-11-24")));
}

/// Every field of a case with each of many values: what our own check lets through, the case's reader reads, and what the
/// reader refuses, our check has named before. So nobody meets a message that was not written for them.
#[test]
fn our_check_and_the_reader_agree_on_every_field() {
    let care = care();
    let words = Words::of(&care, "en");
    let shape = Shape::new(&care, words);
    let schema: serde_json::Value = schemars::schema_for!(Case).into();
    let mut paths: Vec<Vec<String>> = Vec::new();
    for (name, inner) in schema["properties"].as_object().unwrap() {
        paths.push(vec![name.clone()]);
        let inner = inner["$ref"].as_str().map_or(inner, |path| schema.pointer(path.trim_start_matches('#')).unwrap());
        for inside in inner["properties"].as_object().into_iter().flatten().map(|(inside, _)| inside) {
            paths.push(vec![name.clone(), inside.clone()]);
        }
    }
    assert!(paths.len() > 60, "{}", paths.len());
    let values = [
        "null",
        "true",
        "0",
        "-0",
        "1",
        "-1",
        "41",
        "41.0",
        "1e2",
        "255",
        "256",
        "65536",
        "99999999999999999999",
        "\"\"",
        "\"present\"",
        "\"Present\"",
        "\"not_done\"",
        "\"foot_moves\"",
        "\"left\"",
        "\"male\"",
        "\"2026-11-20\"",
        "\"2026-02-30\"",
        "\"20.11.2026\"",
        "\"2026-11-20T10:00\"",
        "[]",
        "{}",
        "{\"x\":1}",
        "\"complete\"",
        "\"boot_with_sole\"",
        "\"\\ud83d\"",
        "\"\\u00e9\"",
    ];
    let (mut read, mut refused) = (0, 0);
    for path in &paths {
        for value in values {
            let text = match path.as_slice() {
                [outer, inner] => format!("{{\"{outer}\":{{\"{inner}\":{value}}}}}"),
                _ => format!("{{\"{}\":{value}}}", path.concat()),
            };
            let ours = match json::read(text.as_bytes()) {
                Ok(root) => shape.faults(&root).is_empty(),
                Err(_) => false,
            };
            let theirs = serde_json::from_str::<Case>(&text);
            // The reader lets through numbers out of their range, settings that nobody knows, and lists in place of
            // objects; our check is stricter.
            let looser = value == "[]" || text.contains("setting") || value.parse::<i64>().is_ok();
            let stricter = theirs.is_ok() && looser;
            assert!(ours == theirs.is_ok() || stricter && !ours, "{text}: {theirs:?}");
            if ours { read += 1 } else { refused += 1 }
        }
    }
    assert!(read > 100 && refused > 1000, "{read} read, {refused} refused");
}
