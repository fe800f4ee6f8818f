//! What is wrong with a line, in plain words.

/// What is wrong with a line, and where in it, in plain words; the parser's own words may hold a part of a note.
pub fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let column = error.column();
    let quoted = |front| text.strip_prefix(front).and_then(|rest: &str| rest.split('`').next());
    if error.is_eof() {
        return format!(
            "the line ends in the middle of the record, at column {column}; each line holds a whole one (NDJSON)"
        );
    }
    if error.is_syntax() {
        return match text {
            "trailing characters" => format!("this is not JSON: the record is complete before column {column}"),
            "control character (\\u0000-\\u001F) found while parsing a string" => {
                format!("this is not JSON: a tab or another control character stands in a text at column {column}")
            }
            "invalid unicode code point" => format!("this is not JSON: the text at column {column} is not UTF-8"),
            _ => format!("this is not JSON from column {column} on"),
        };
    }
    if let Some(field) = quoted("missing field `") {
        return format!("the field `{field}` is missing");
    }
    if let Some(field) = quoted("duplicate field `") {
        return format!("the field `{field}` is there twice");
    }
    let parts = text.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "));
    let (Some(found), Some(wanted)) =
        (parts.and_then(|(found, _)| json_kind(found)), parts.and_then(|(_, wanted)| json_kind(wanted)))
    else {
        return format!("a field is not as FHIR has it, at column {column}");
    };
    format!("{found} stands where FHIR has {wanted}, at column {column}")
}

/// What the parser calls a kind of value, in plain words.
fn json_kind(word: &str) -> Option<&'static str> {
    const KINDS: [(&str, &str); 11] = [
        ("integer", "a number"),
        ("floating", "a number"),
        ("number", "a number"),
        ("string", "a text"),
        ("a borrowed string", "a text"),
        ("a string", "a text"),
        ("boolean", "true or false"),
        ("null", "nothing"),
        ("sequence", "a list"),
        ("a sequence", "a list"),
        ("map", "a record in braces"),
    ];
    if word.starts_with("struct ") {
        return Some("a record in braces");
    }
    KINDS.iter().find(|(known, _)| word.starts_with(known)).map(|(_, plain)| *plain)
}
