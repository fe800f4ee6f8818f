//! Bad input in plain words: every sentence that a bad case file or a bad command line gets, word for word, and none of
//! the words that the reading libraries use.

use std::fmt::Write as _;

use crate::{Said, heelrise, run, run_with};

/// Words of the libraries that read JSON, dates and the command line. None of them helps a person.
const JARGON: [&str; 27] = [
    "expected",
    "unknown variant",
    "unknown field",
    "missing field",
    "duplicate field",
    "invalid type",
    "invalid value",
    "invalid length",
    "u8",
    "u16",
    "i16",
    "i64",
    "usize",
    "EOF",
    "parsing",
    "parse",
    "trailing",
    "deserial",
    "serde",
    "clap",
    "panicked",
    "os error",
    "unexpected argument",
    "possible values",
    "required arguments",
    "For more information",
    "Usage:",
];

fn no_jargon(said: &Said) {
    for word in JARGON {
        assert!(!said.err.contains(word), "{word:?} in: {}", said.err);
    }
    assert!(!said.err.contains('⟦'), "a sentence is missing: {}", said.err);
}

const START: &str = "“heelrise schema example” prints one to start from.";
const ANSWERS: &str = "Write one of: absent, not_asked, unsure, present.";
const AGE: &str = "Write a whole number from 0 to 120, or leave the field out.";
const WHOLE: &str = "Check that the whole file arrived.";

/// Bad inputs of one case: the bytes, and what is said of them after the file's name and before the sum.
fn cases() -> Vec<(&'static [u8], String)> {
    let plain: Vec<(&'static [u8], &str)> = vec![
        (
            br#"{"examination":{"calf_squeeze":"positive"}}"#,
            "1:32: Case 1, examination.calf_squeeze: “positive” cannot be used here. Write one of: foot_moves, foot_moves_less, foot_does_not_move, not_done.",
        ),
        (
            br#"{"injury":{"date":"2026-13-40"}}"#,
            "1:19: Case 1, injury.date: “2026-13-40” is not a date; write it as 2026-11-20.",
        ),
        (
            br#"{"injury":{"date":"2026-02-29"}}"#,
            "1:19: Case 1, injury.date: “2026-02-29” is not a date; write it as 2026-11-20.",
        ),
        (
            br#"{"injury":{"date":20261120}}"#,
            "1:19: Case 1, injury.date: 20261120 is not a date; write it as 2026-11-20.",
        ),
        (
            br#"{"injury":{"date":2026-11-20}}"#,
            "1:19: Case 1: “2026-11-20” cannot stand here without quotation marks. Write a number as 12, a word or a date as \"…\", and leave out what is not known.",
        ),
        (
            br#"{"injury":{"side":"Left"}}"#,
            "1:19: Case 1, injury.side: “Left” cannot be used here. Write one of: left, right, both, not_recorded.",
        ),
        (
            br#"{"injury":"left"}"#,
            "1:11: Case 1, injury: “left” cannot be used here. Write its fields in curly brackets, as in { \"date\": … }.",
        ),
        (
            br#"{"injury":{"date":"2999-01-01"}}"#,
            "1:19: Case 1, injury.date: 2999-01-01 has not come yet. Check the date.",
        ),
        (
            br#"{"assessed_on":"2026-01-01","injury":{"date":"2026-01-02"}}"#,
            "1:46: Case 1, injury.date: The injury is dated 2026-01-02, after the day of assessment, 2026-01-01. Check both dates.",
        ),
        (
            br#"{"injury":{"date":"2026-01-05","treatment_started":"2026-01-02"}}"#,
            "1:52: Case 1, injury.treatment_started: Treatment is dated 2026-01-02, before the injury, 2026-01-05. Check both dates.",
        ),
        (
            br#"{"person":{"age_years":NaN}}"#,
            "1:24: Case 1: “NaN” cannot stand here without quotation marks. Write a number as 12, a word or a date as \"…\", and leave out what is not known.",
        ),
        (
            br#"{"calf_squeeze":"foot_moves"}"#,
            "1:2: Case 1, calf_squeeze: “calf_squeeze” does not belong here. It belongs into “examination”.",
        ),
        (
            br#"{"examination":{"squeeze":"foot_moves"}}"#,
            "1:17: Case 1, examination.squeeze: “squeeze” is not a field. Did you mean “calf_squeeze”?",
        ),
        (
            br#"{"risk":{"smoking":"present"}}"#,
            "1:10: Case 1, risk.smoking: “smoking” is not a field. Fields here: fluoroquinolone, injected_steroid, oral_steroid, past_rupture, past_tendon_trouble.",
        ),
        (
            br#"{"report":{"pop":"present","pop":"absent"}}"#,
            "1:28: Case 1, report.pop: “pop” stands here a second time. Keep one of the two.",
        ),
        (
            br#"{"id":["a"]}"#,
            "1:7: Case 1, id: A list cannot be used here. Write text in quotation marks, or leave the field out.",
        ),
        (
            br#"{"heelrise_case":2}"#,
            "1:18: Case 1, heelrise_case: This case file is of another version; this program reads version 1. Use a matching version of Heelrise.",
        ),
        (
            br#"{"heelrise_case":"1"}"#,
            "1:18: Case 1, heelrise_case: “1” is not the version of the case file. Write 1, or leave the field out.",
        ),
        (
            br#"{"setting":"hospital"}"#,
            "1:12: Case 1, setting: “hospital” cannot be used here. Write one of: emergency_ankle, first_contact_clinic, specialist, own_estimate.",
        ),
        (b"{'id':'a'}", "1:2: Case 1: Single quotation marks cannot be read here. Write double ones: \"…\"."),
        (
            br#"{id:"a"}"#,
            "1:2: Case 1: “id” has to stand in quotation marks, as the name of a field does. Write \"…\".",
        ),
        (
            br#"{"id" "a"}"#,
            "1:7: Case 1: There is no colon after “id”. Write the name of the field, a colon, then its value.",
        ),
        (br#"{"id":"a" "risk":{}}"#, "1:11: Case 1: A comma is missing before this. Put one between two fields."),
        (br#"{"id":"a",}"#, "1:11: Case 1: There is a comma with nothing after it. Take it away."),
        (br#"{"id":}"#, "1:7: Case 1: There is no value here. Write one, or take the field away."),
        (
            br#"{"risk":{]}"#,
            "1:10: Case 1: This bracket closes another kind of bracket. Close curly ones with } and square ones with ].",
        ),
        (b"{\"id\":\"a\" // me\n}", "1:11: Case 1: A case file holds no comments. Take this one away."),
        (
            br#"{"id":"\q"}"#,
            "1:7: Case 1: A backslash in this text is not followed by something it can stand before. Write \\\\ for a backslash.",
        ),
        (
            b"{\"id\":\"a\tb\"}",
            "1:9: Case 1: A tab or another control character stands inside quotation marks. Take it away.",
        ),
        (
            b"{\"id\":\"M\xfcller\"}",
            "1:9: Case 1: A letter here is not saved as UTF-8. Save the file as text in UTF-8.",
        ),
        (
            b"\xff\xfe{\x00}\x00",
            "1:1: Case 1: This is not text: it may be a picture, a PDF or text saved as UTF-16. Save the case as text in UTF-8. Nothing after this was read.",
        ),
        (b"id,pop", "1:1: Case 1: This is not a case. A case stands in curly brackets, as in { \"id\": \"example\" }."),
        (
            br#"[[{"id":"a"}]]"#,
            "1:2: Case 1: This is a list inside a list. Write the cases one after another, or in one list.",
        ),
    ];
    let mut all: Vec<(&'static [u8], String)> = plain.into_iter().map(|(text, said)| (text, said.to_owned())).collect();
    let answers: [(&'static [u8], &str); 3] = [
        (br#"{"report":{"pop":true}}"#, "true"),
        (br#"{"report":{"pop":"yes"}}"#, "“yes”"),
        (br#"{"report":{"pop":null}}"#, "null"),
    ];
    all.extend(
        answers.map(|(text, word)| (text, format!("1:18: Case 1, report.pop: {word} cannot be used here. {ANSWERS}"))),
    );
    let ages: [(&'static [u8], &str); 5] = [
        (br#"{"person":{"age_years":"41"}}"#, "“41”"),
        (br#"{"person":{"age_years":-3}}"#, "-3"),
        (br#"{"person":{"age_years":41.5}}"#, "41.5"),
        (br#"{"person":{"age_years":300}}"#, "300"),
        (br#"{"person":{"age_years":1e999}}"#, "1e999"),
    ];
    all.extend(
        ages.map(|(text, word)| (text, format!("1:24: Case 1, person.age_years: {word} cannot be used here. {AGE}"))),
    );
    let bracket = format!("1:1: Case 1: The case ends in the middle: a bracket opened here is not closed. {WHOLE}");
    let quote =
        "Case 1: The case ends in the middle: a quotation mark opened here is not closed on its line. Close it.";
    all.push((b"{\"report\":", bracket.clone()));
    all.push((b"{\"id\":\"a\",\n \"risk\":{}\n", bracket));
    all.push((b"{\n  \"id\":\"a\n}\n", format!("2:8: {quote}")));
    all
}

#[test]
fn every_bad_case_is_said_in_plain_words() {
    let dir = tempfile::tempdir().unwrap();
    let all = cases();
    assert!(all.len() >= 40, "{}", all.len());
    for (bytes, sentence) in &all {
        std::fs::write(dir.path().join("case.json"), bytes).unwrap();
        for arguments in [&["assess", "case.json"][..], &["check", "--answers", "case.json"]] {
            let said = Said::of(heelrise(dir.path()).args(arguments).output().unwrap());
            let shown = String::from_utf8_lossy(bytes).into_owned();
            let wanted =
                format!("case.json:{sentence}\n1 of 1 could not be used and gave no result; each is named above.\n");
            assert_eq!(said.err, wanted, "{shown}");
            assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{shown}");
            no_jargon(&said);
        }
    }
}

#[test]
fn files_without_a_case_say_what_they_are() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("folder")).unwrap();
    let (empty, space) = (b"".as_slice(), b" \n\t\r\n".as_slice());
    for (name, bytes, code, sentence) in [
        ("empty", empty, 2, format!("empty is empty: there is no case in it. {START}")),
        ("blank", space, 2, format!("blank holds only spaces and empty lines: there is no case in it. {START}")),
        ("list", b"[]", 2, format!("The list in list is empty: there is no case in it. {START}")),
        ("folder", empty, 4, "folder is a folder, not a file. Name the files in it.".to_owned()),
        ("nowhere", empty, 4, "There is no file nowhere. Check the name and the folder.".to_owned()),
        ("list/case.json", empty, 4, "There is no file list/case.json. Check the name and the folder.".to_owned()),
    ] {
        if !["folder", "nowhere", "list/case.json"].contains(&name) {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        let said = Said::of(heelrise(dir.path()).args(["assess", name]).output().unwrap());
        assert_eq!((said.err.as_str(), said.code), (format!("{sentence}\n").as_str(), Some(code)), "{name}");
        assert_eq!(said.out, "");
        no_jargon(&said);
    }
}

#[test]
fn every_fault_of_a_case_is_named_and_the_other_cases_give_their_results() {
    let bad = "{\n  \"report\": { \"pop\": \"perhaps\" },\n  \"person\": { \"age_years\": 141 }\n}\n";
    let input = format!("{{\"id\":\"a\"}}\n{{\"id\":\"b\"}}\n{bad}{{\"id\":\"d\"}}\n{{\"id\":\"e\"}}\n");
    let said = run_with(&["assess", "-", "--json"], &input);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(said.out.lines().count(), 4, "{}", said.out);
    let wanted = format!(
        "standard input:4:22: Case 3, report.pop: “perhaps” cannot be used here. {ANSWERS}\n\
         standard input:5:28: Case 3, person.age_years: 141 cannot be used here. {AGE}\n\
         1 of 5 could not be used and gave no result; each is named above.\n"
    );
    assert_eq!(said.err, wanted);
}

#[test]
fn what_is_left_open_around_good_cases_is_named_too() {
    for (input, sentence) in [
        (
            "[{\"id\":\"a\"},\n",
            format!("1:1: Case 2: The list opened here is never closed, so its end may be missing. {WHOLE}"),
        ),
        ("{\"id\":\"a\"}]\n", "1:11: Case 2: A bracket is closed here that was never opened. Take it away.".to_owned()),
        (
            "{\"id\":\"a\"}\n{\"id\":\"b\"\n",
            format!("2:1: Case 2: The case ends in the middle: a bracket opened here is not closed. {WHOLE}"),
        ),
    ] {
        let said = run_with(&["assess", "-", "--json"], input);
        assert_eq!((said.code, said.out.lines().count()), (Some(2), 1), "{said:?}");
        assert_eq!(said.err.lines().next(), Some(format!("standard input:{sentence}").as_str()));
        no_jargon(&said);
    }
}

#[test]
fn a_mark_at_the_start_and_other_line_ends_do_no_harm() {
    let said = run_with(&["assess", "-", "--json"], "\u{feff}{\"id\":\"a\"}\r\n{\r\n\"id\":\"b\"\r\n}\r\n");
    assert_eq!((said.code, said.out.lines().count(), said.err.as_str()), (Some(0), 2, ""), "{said:?}");
}

#[test]
fn something_that_is_no_stream_of_cases_is_given_up() {
    let mut table = String::from("id,pop\n");
    for row in 0..2000 {
        writeln!(table, "{row},yes").unwrap();
    }
    let said = run_with(&["assess", "-"], &table);
    assert_eq!((said.code, said.err.lines().count()), (Some(2), 102), "{}", said.err);
    assert!(
        said.err.contains("None of the first 100 cases in standard input could be used, so the rest was not read.")
    );
    no_jargon(&said);
}

#[test]
fn what_a_file_says_cannot_steer_the_terminal() {
    let said = run_with(&["assess", "-"], "{\"report\":{\"pop\":\"\\u001b[2Jgone\"},\"\\u001b[31m\":1}");
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(!said.err.contains('\u{1b}'), "{said:?}");
}

#[test]
fn mistakes_in_the_command_line_are_plain_sentences() {
    let plan = ["plan", "--protocol", "willits", "--day0", "2026-01-01"];
    for (arguments, code, sentence) in [
        (
            &["plan", "--protocol", "willits", "--day0", "2026-13-40"][..],
            2,
            "--day0: `2026-13-40` is not a date; write it as 2026-11-20. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &["plan", "--today", "1.1.2026"],
            2,
            "--today: `1.1.2026` is not a date; write it as 2026-11-20. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &[&plan[..], &["--param", "weeks"]].concat(),
            2,
            "--param: `weeks` cannot be used; write it as id=number, as in weeks=2. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &[&plan[..], &["--param", "weeks=x"]].concat(),
            2,
            "--param: `x` is not a whole number from 0 to 65535. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &["plan", "--reader", "me"],
            2,
            "`me` cannot be used for --reader. Write one of: patient, clinician. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &["plan", "--list", "--list"],
            2,
            "--list is given more than once. Give it once. `heelrise plan --help` shows what can be asked.",
        ),
        (
            &["plan", "--protocl", "willits"],
            2,
            "--protocl is not an option of this command. Did you mean --protocol? `heelrise plan --help` shows what can be asked.",
        ),
        (
            &["check", "--pop", "perhaps"],
            2,
            "`perhaps` cannot be used for --pop. Write one of: yes, no, unsure. `heelrise check --help` shows what can be asked.",
        ),
        (
            &["check", "--pop"],
            2,
            "--pop needs a value: yes, no, unsure. Write it after the option. `heelrise check --help` shows what can be asked.",
        ),
        (
            &["check", "--answers", "a", "--pop", "yes"],
            2,
            "--answers <FILE> and --pop <ANSWER> cannot be given together. Leave one out. `heelrise check --help` shows what can be asked.",
        ),
        (&["asess"], 2, "`asess` is not a command. Did you mean `assess`? `heelrise --help` shows what can be asked."),
        (
            &["knowledge", "chck"],
            2,
            "`chck` is not a command. Did you mean `check`? `heelrise knowledge --help` shows what can be asked.",
        ),
        (&["assess"], 2, "This is missing: <CASE.json>. `heelrise assess --help` shows what can be asked."),
        (
            &["assess", "--json", "--letter", "x"],
            2,
            "--json and --letter cannot be given together. Leave one out. `heelrise assess --help` shows what can be asked.",
        ),
        (
            &["schema", "cas"],
            2,
            "`cas` cannot be used for <WHAT>. Write one of: case, example, worklist. `heelrise schema --help` shows what can be asked.",
        ),
        (
            &["serve", "--addr", "localhost"],
            2,
            "--addr: `localhost` has no port; write it as 127.0.0.1:8470 or localhost:8470. `heelrise serve --help` shows what can be asked.",
        ),
        (
            &["serve", "--addr", "localhost:99999"],
            2,
            "--addr: `99999` is not a port; write a number from 0 to 65535, as in 127.0.0.1:8470. `heelrise serve --help` shows what can be asked.",
        ),
        (
            &["serve", "--addr", ":80"],
            2,
            "--addr: `:80` names no machine; write it as 127.0.0.1:8470 or localhost:8470. `heelrise serve --help` shows what can be asked.",
        ),
        (
            &["serve", "--addr", "::1:80"],
            2,
            "--addr: `::1:80` cannot be read; put an IPv6 number in brackets, as in [::1]:8470. `heelrise serve --help` shows what can be asked.",
        ),
        (
            &["serve", "--demo", "--public-url", "heelrise.example.org"],
            2,
            "--public-url: `heelrise.example.org` is not an address that people can type; write it as https://heelrise.example.org. `heelrise serve --help` shows what can be asked.",
        ),
        (
            &["serve", "--demo", "--addr", "no-such-machine.invalid:8470"],
            5,
            "No machine is called `no-such-machine.invalid` here. Check the name, or give a number: --addr 127.0.0.1:8470 for this machine alone, --addr 0.0.0.0:8470 for everybody who reaches it.",
        ),
    ] {
        let said = run(arguments);
        assert_eq!((said.err.trim_end(), said.code), (sentence, Some(code)), "{arguments:?}");
        assert_eq!(said.out, "");
        no_jargon(&said);
    }
}
