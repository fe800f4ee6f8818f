//! What trials say, asked on the command line: numbers as printed by another program, drawings, a new trial, mistakes.

use serde_json::{Value, json};

use crate::{Said, copy, heelrise, repository, run};

/// The one line of JSON that a command prints.
fn json(arguments: &[&str]) -> Value {
    let said = run(&[arguments, &["--json"]].concat());
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
    serde_json::from_str(&said.out).unwrap()
}

fn near(value: &Value, expected: f64) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 1e-6
}

#[test]
fn a_set_is_pooled_to_the_printed_digits() {
    // Estimate, lower and upper end as metafor prints them.
    for (method, measure, [estimate, low, high]) in [
        (&["reml"][..], "rr", [0.317_525, 0.168_397, 0.598_718]),
        (&["reml", "--interval", "knapp-hartung"], "rr", [0.317_525, 0.143_020, 0.704_955]),
        (&["dl"], "rr", [0.317_525, 0.168_397, 0.598_718]),
        (&["mh"], "rr", [0.272_600, 0.147_607, 0.503_437]),
        (&["mh"], "or", [0.249_444, 0.128_671, 0.483_580]),
        (&["reml"], "rd", [-6.291_908, -9.184_478, -3.399_338]),
    ] {
        let arguments =
            [&["evidence", "pool", "rerupture", "--set", "B", "--measure", measure, "--method"][..], method];
        let pooled = &json(&arguments.concat())["pooled"];
        let good = near(&pooled["estimate"], estimate) && near(&pooled["low"], low) && near(&pooled["high"], high);
        assert!(good, "{method:?} {measure}: {pooled}");
    }
    let model = json(&["evidence", "pool", "rerupture", "--set", "B", "--method", "um.fs"]);
    assert!(near(&model["estimate"], 0.238_538) && near(&model["high"], 0.465_985), "{model}");
    assert_eq!(model["method"], "UM.FS");
    let reml = json(&["evidence", "pool", "rerupture"]);
    assert_eq!((reml["set"]["id"].as_str(), reml["set"]["for_patients"].as_bool()), (Some("B"), Some(true)));
    assert!(near(&reml["pooled"]["q"], 4.596_734), "{reml}");
    let weights: f64 = reml["trials"].as_array().unwrap().iter().map(|trial| trial["weight"].as_f64().unwrap()).sum();
    assert!((weights - 1.0).abs() < 1e-9, "{weights}");
}

#[test]
fn a_pooled_set_says_everything_that_is_needed_to_make_it_again() {
    let said = run(&["evidence", "pool", "rerupture", "--set", "b", "--method", "reml"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let spread = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Re-rupture, set B: Counts read or derived",
        "it may reach patients",
        "Myhrvold 2022 2/348 11/178",
        "RR 0.317525 (0.168397 to 0.598718)",
        "Method: REML",
        "Q = 4.597 with 5 degrees of freedom",
        "I² = 0.0 %",
        "τ² = 0.000000",
        "A further trial is expected from: 0.168397 to 0.598718",
        "0.5 added to all four cells of a trial with a zero among them",
        "Added to: Olsson 2013",
        "Left out: none",
        "Least certain: derived",
    ] {
        assert!(spread.contains(words), "{words:?} is missing in:\n{}", said.out);
    }
    assert!(!said.out.contains('\u{1b}') && !said.out.contains('⟦'), "{}", said.out);
    // What rests on memory is not called derived as well.
    let mixed = run(&["evidence", "pool", "rerupture", "--set", "C"]).out;
    let spread = mixed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(spread.contains("Least certain: from memory Möller 2001: The counts and the split"), "{mixed}");
    assert!(!spread.contains("derived") && spread.matches("from memory").count() == 2, "{mixed}");
    let view = json(&["evidence", "pool", "rerupture", "--set", "C"]);
    assert_eq!(view["set"]["least_certain"], "recalled", "{view}");
    assert_eq!(view["set"]["from_memory"][0]["trial"], "Möller 2001", "{view}");
    let doubtful = run(&["evidence", "pool", "rerupture", "--set", "12-trial"]).out;
    assert!(doubtful.contains("Not for patients: "), "{doubtful}");
}

#[test]
fn every_face_names_the_method_and_its_rule_for_zeros() {
    let spread = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (options, word, name, rule, zeros) in [
        (&["--method", "peto"][..], "peto", "Peto", "nothing_added", "nothing added anywhere; a trial in which"),
        (&["--method", "mh"], "mh", "Mantel–Haenszel", "not_in_the_pool", "or everybody in both, left out"),
        (
            &["--method", "mh", "--measure", "rd"],
            "mh",
            "Mantel–Haenszel",
            "not_in_the_pool_all_kept",
            "nothing added in the pooled estimate, and no trial left out of it",
        ),
        (&["--method", "dl", "--measure", "rd"], "dl", "DerSimonian–Laird", "half_added_all_kept", "no trial left out"),
        (&["--method", "reml"], "reml", "REML", "half_added", "0.5 added to all four cells"),
    ] {
        let asked = |kind| [&["evidence", kind, "rerupture", "--set", "12-trial"][..], options].concat();
        let view = json(&asked("pool"));
        assert_eq!((view["method"].as_str(), view["zero_rule"].as_str()), (Some(word), Some(rule)), "{view}");
        for text in [run(&asked("pool")).out, run(&asked("forest")).out] {
            let text = spread(&text);
            assert!(text.contains(name) && text.contains(zeros), "{options:?}: {name}, {zeros} in {text}");
            assert_eq!(text.contains("Mantel"), word == "mh", "{options:?}: {text}");
        }
        let svg = run(&[&asked("forest")[..], &["-o", "-"]].concat()).out;
        assert!(svg.contains(&format!(", {name}, ")), "{svg}");
        // One of the twelve has no event in either group, another has one in one of them only.
        let kept = rule.ends_with("all_kept");
        assert_eq!(view["left_out"], if kept { json!([]) } else { json!(["Schroeder 1997"]) }, "{view}");
        let q_only = rule == "not_in_the_pool_all_kept";
        assert_eq!(view["left_out_of_q"], if q_only { json!(["Schroeder 1997"]) } else { json!([]) }, "{view}");
        let touched = [&view["added_to"], &view["added_apart"]].map(|names| names.to_string().contains("Olsson 2013"));
        assert_eq!(touched, [rule.starts_with("half"), word == "mh"], "{view}");
    }
    let model = spread(&run(&["evidence", "pool", "rerupture", "--method", "um.fs"]).out);
    assert!(model.contains("nothing added in the model") && model.contains("for the effects of single trials, 0.5"));
}

#[test]
fn mistakes_name_what_there_is() {
    for (arguments, words) in [
        (&["pool", "rerupture", "--set", "Z"][..], &["There is no set “Z”", "12-trial"][..]),
        (&["pool", "limping"], &["“limping”", "rerupture", "nerve_injury"]),
        (&["pool", "rerupture", "--method", "magic"], &["`magic`", "reml", "um.fs"]),
        (&["pool", "rerupture", "--method", "peto", "--measure", "rr"], &["“peto”", "odds ratio only"]),
        (&["pool", "rerupture", "--method", "um.rs", "--measure", "rd"], &["“um.rs”", "odds ratio only"]),
        (&["pool", "rerupture", "--method", "mh", "--interval", "knapp-hartung"], &["“mh”", "reml"]),
        (&["pool", "nerve_injury", "--interval", "knapp-hartung"], &["at least two trials"]),
        (&["forest", "rerupture", "--method", "cm.el"], &["“cm.el”", "evidence pool"]),
        (&["network", "--set", "B"], &["There is no network “B”", "N:12-trial"]),
        (&["network", "--measure", "rd"], &["--measure or"]),
        (&["numbers", "--baseline", "100"], &["`100`", "between 0 and 100"]),
        (&["sensitivity", "limping"], &["“limping”"]),
        (&["add"], &["This is missing: <TRIAL.toml>"]),
    ] {
        let said = run(&[&["evidence"][..], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments:?}: {said:?}");
        for words in words {
            assert!(said.err.contains(words), "{arguments:?}: {words:?} is missing: {said:?}");
        }
    }
    let said = run(&["evidence", "add", "nowhere.toml"]);
    assert!(said.code == Some(4) && said.err.contains("There is no file nowhere.toml"), "{said:?}");
}

/// Every element is closed in its order, and nothing but text stands between them.
fn well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        assert!(!text.contains('>'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty() && svg.starts_with("<svg ") && !svg.contains("NaN"), "{svg}");
}

#[test]
fn drawings_are_whole_and_a_table_stands_behind_them() {
    let dir = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["forest", "rerupture", "--set", "B"][..], "Metz 2008"),
        (&["forest", "rerupture", "--set", "12-trial", "--cumulative", "--method", "mh"], "+ Nistor 1981"),
        (&["funnel", "rerupture", "--set", "12-trial"], "Egger"),
    ] {
        let written = [&["evidence"][..], arguments, &["-o", "plot.svg"]].concat();
        let said = Said::of(heelrise(dir.path()).args(&written).output().unwrap());
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains(words) && said.out.contains("Written: plot.svg"), "{}", said.out);
        let svg = std::fs::read_to_string(dir.path().join("plot.svg")).unwrap();
        well_formed(&svg);
        assert!(svg.contains("<title id=") && svg.contains("<desc id="), "{svg}");
        assert_eq!(run(&[&["evidence"][..], arguments, &["-o", "-"]].concat()).out, svg);
    }
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1, "nothing half-written: {names:?}");
    let said = run(&["evidence", "forest", "rerupture", "-o", "no/such/folder.svg"]);
    assert_eq!(said.code, Some(4), "{said:?}");
}

#[test]
fn a_name_that_ends_in_png_gets_a_picture() {
    use resvg::tiny_skia::Pixmap;
    let dir = tempfile::tempdir().unwrap();
    for (kind, file) in [("forest", "forest.png"), ("funnel", "funnel.PNG")] {
        let said = heelrise(dir.path()).args(["evidence", kind, "rerupture", "--set", "12-trial", "-o", file]).output();
        let said = Said::of(said.unwrap());
        assert_eq!(said.code, Some(0), "{said:?}");
        let picture = Pixmap::decode_png(&std::fs::read(dir.path().join(file)).unwrap()).unwrap();
        let svg = run(&["evidence", kind, "rerupture", "--set", "12-trial", "-o", "-"]).out;
        let size = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
        let size: Vec<f64> = size.split(' ').map(|x| x.parse().unwrap()).collect();
        let near = |pixels: u32, units: f64| (f64::from(pixels) - 2.0 * units).abs() <= 2.0;
        assert!(near(picture.width(), size[0]) && near(picture.height(), size[1]), "{size:?}");
        let dark = picture.pixels().iter().filter(|p| p.red() < 128).count();
        let share = dark as f64 / picture.pixels().len() as f64;
        assert!(share > 0.01 && share < 0.3, "{kind}: {share} of the picture is dark");
    }
}

#[test]
fn a_network_shows_ranks_only_with_their_uncertainty() {
    let view = json(&["evidence", "network"]);
    assert_eq!(view["comparisons"].as_array().unwrap().len(), 6);
    for rank in view["ranks"].as_array().unwrap() {
        let sum: f64 = rank["places"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{rank}");
        let [low, median, high] = ["low", "median", "high"].map(|name| rank[name].as_u64().unwrap());
        assert!(1 <= low && low <= median && median <= high && low < high && high <= 4, "{rank}");
    }
    let at_odds = &view["most_at_odds"];
    assert_eq!((&at_odds["option"], &at_odds["with"]), (&json!("open"), &json!("nonop_functional")), "{at_odds}");
    for split in view["splits"].as_array().unwrap() {
        assert!(split["p"].as_f64() >= at_odds["p"].as_f64(), "{split}");
        assert_eq!(split["disagrees"], json!(split["p"].as_f64() < Some(0.1)), "{split}");
    }
    // As metafor has it for the same arms.
    assert!(near(&view["q"]["q"], 5.282_411), "{view}");
    let text = run(&["evidence", "network", "--set", "n", "--measure", "rr"]).out;
    for words in ["P-score", "Place (95 %)", "only with its uncertainty", "direct", "Between designs"] {
        assert!(text.contains(words), "{words:?} is missing in:\n{text}");
    }
}

#[test]
fn every_set_stands_beside_the_others() {
    let view = json(&["evidence", "sensitivity"]);
    let sets = view["sets"].as_array().unwrap();
    assert!(sets.len() > 25, "{}", sets.len());
    let patients: Vec<&str> =
        sets.iter().filter(|set| set["for_patients"] == true).map(|set| set["set"].as_str().unwrap()).collect();
    assert_eq!(patients, ["B"]);
    assert_eq!(view["leave_one_out"].as_array().unwrap().len(), 6);
    assert!(view["by_rehabilitation"]["p_between"].as_f64().is_some(), "{view}");
    let text = run(&["evidence", "sensitivity"]).out;
    assert!(text.contains("Without") && text.contains("Between the two groups"), "{text}");
    let one = run(&["evidence", "sensitivity", "nerve-injury"]);
    assert!(one.code == Some(0) && one.out.contains("too few trials"), "{one:?}");
    let sets = run(&["evidence", "sets"]).out;
    assert!(sets.contains("12-trial: All twelve trials") && sets.contains("(nerve_injury)"), "{sets}");
}

#[test]
fn numbers_for_patients_name_their_set_or_why_there_is_none() {
    let view = json(&["evidence", "numbers"]);
    let rerupture = &view["outcomes"][0];
    assert_eq!(rerupture["surgery_or_not"]["surgery"]["set"], "B");
    assert!(rerupture["surgery_or_not"]["difference"][0].as_f64().unwrap() < 0.0);
    // All trials of set B counted at twelve months; those of the network from six on.
    assert_eq!(rerupture["surgery_or_not_months"], json!([12.0, 12.0]), "{rerupture}");
    assert_eq!(rerupture["months"], json!([6.0, 12.0]), "{rerupture}");
    let text = run(&["evidence", "numbers"]).out;
    let pair = text.find("Re-rupture, after 12 months").unwrap_or_else(|| panic!("{text}"));
    let four = text.find("Re-rupture, each of four options, after 6 to 12 months").unwrap_or_else(|| panic!("{text}"));
    assert!((pair..four).contains(&text.find("Set B").unwrap()) && four < text.find("Set N").unwrap(), "{text}");
    let text = run(&["evidence", "numbers", "--baseline", "5"]).out;
    for words in ["Re-rupture", "in 100", "certainty", "not known: ", "a chosen risk of 5 in 100", "Set N"] {
        let spread = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(spread.contains(words), "{words:?} is missing in:\n{text}");
    }
    assert!(!text.contains('⟦'), "{text}");
}

#[test]
fn published_results_come_out_or_it_is_said_why_not() {
    let said = run(&["evidence", "reproductions", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let out = |wanted: bool| lines.iter().filter(|line| line["reproduced"] == wanted).count();
    assert!(out(true) >= 7 && out(false) >= 5, "{lines:?}");
    assert!(lines.iter().all(|line| !line["why"].as_str().unwrap().is_empty()));
    // A count that is changed so that a result no longer comes out is a finding.
    let dir = tempfile::tempdir().unwrap();
    copy(&repository().join("knowledge"), &dir.path().join("knowledge"));
    let file = dir.path().join("knowledge/evidence/reproductions.toml");
    let text = std::fs::read_to_string(&file).unwrap().replacen("[2, 37, 4, 39]", "[1, 37, 4, 39]", 1);
    std::fs::write(&file, text).unwrap();
    let output = heelrise(dir.path()).args(["evidence", "reproductions", "--knowledge", "knowledge"]).output();
    let said = Said::of(output.unwrap());
    assert!(said.code == Some(1) && said.out.contains("no longer comes out"), "{said:?}");
}

#[test]
fn a_new_trial_is_tried_out_and_written_only_when_everything_still_holds() {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = dir.path().join("knowledge");
    copy(&repository().join("knowledge"), &knowledge);
    let ask = |arguments: &[&str]| {
        Said::of(heelrise(dir.path()).args([&["evidence", "add"][..], arguments].concat()).output().unwrap())
    };
    let tables = || {
        ["trials.csv", "sets.toml"].map(|name| std::fs::read_to_string(knowledge.join("evidence").join(name)).unwrap())
    };
    let before = tables();
    let example = ask(&["--example"]).out;
    std::fs::write(dir.path().join("trial.toml"), &example).unwrap();

    let tried = ask(&["trial.toml", "--knowledge", "knowledge"]);
    assert_eq!(tried.code, Some(0), "{tried:?}");
    for words in [
        "Example 2027 joins: B, N",
        "What changes for patients",
        "Re-rupture: Difference per 100 with surgery",
        "in 100, 1 arm, 300 people, ",
        "in 100, 8 arms, ",
        "Nothing was written",
    ] {
        let spread = tried.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(spread.contains(words), "{words:?} is missing in:\n{}", tried.out);
    }
    assert!(!tried.out.contains(" 1 arms"), "{}", tried.out);
    let view: Value = serde_json::from_str(&ask(&["trial.toml", "--knowledge", "knowledge", "--json"]).out).unwrap();
    let changes = view["changes_for_patients"].as_array().unwrap();
    let options: Vec<&Value> = changes.iter().map(|change| &change["option"]).collect();
    assert!(options.contains(&&json!("difference")) && options.contains(&&json!("open")), "{options:?}");
    assert!(tables() == before, "nothing is written without --write");

    // A count from memory cannot join a set for patients; a trial that is there already cannot come again.
    for (from, to, words) in [
        ("\"read\"", "\"recalled\"", "not for patients"),
        ("id = \"example2027\"", "id = \"metz2008\"", "bad.toml:8: There is a trial “metz2008” already"),
        ("rerupture = 12, deep", "rerupture = 1200, deep", "bad.toml:25: 1200 events among 300 people"),
        ("sets = [\"B\", \"N\"]", "sets = [\"Q\"]", "bad.toml:13: There is no set “Q”"),
        ("year = 2027", "yaer = 2027", "bad.toml:10: `yaer` is no field of a trial. Did you mean `year`?"),
        (
            "deep_infection",
            "deep_infektion",
            "bad.toml:25: `deep_infektion` is no outcome. Did you mean `deep_infection`?",
        ),
        ("year = 2027", "year = ", "bad.toml:10: The file cannot be read from here on."),
    ] {
        std::fs::write(dir.path().join("bad.toml"), example.replacen(from, to, 1).replacen(from, to, 1)).unwrap();
        let said = ask(&["bad.toml", "--write", "knowledge"]);
        assert!(said.code == Some(2) && said.err.contains(words), "{to}: {said:?}");
        assert!(tables() == before, "{to}: a refused trial is not written");
    }

    let written = ask(&["trial.toml", "--write", "knowledge"]);
    assert!(written.code == Some(0) && written.out.contains("Every check passed."), "{written:?}");
    let after = tables();
    assert!(after[0].starts_with(&before[0]) && after[0].lines().count() == before[0].lines().count() + 3);
    assert_eq!(after[1].lines().count(), before[1].lines().count() + 1, "one entry more, two lists longer");
    let mut names: Vec<_> =
        std::fs::read_dir(knowledge.join("evidence")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.retain(|name| name.to_string_lossy().contains(".part"));
    assert!(names.is_empty(), "{names:?}");
    // The folder says now what was announced.
    let pool = ["evidence", "pool", "rerupture", "--json", "--knowledge", "knowledge"];
    let pool = Said::of(heelrise(dir.path()).args(pool).output().unwrap());
    assert!(pool.out.contains("Example 2027"), "{pool:?}");
    let again = ask(&["trial.toml", "--write", "knowledge"]);
    assert!(again.code == Some(2) && again.err.contains("already"), "{again:?}");
}
