//! A document that is read by the shape of its line says what it says when it is read in full.

use proptest::prelude::*;

use super::*;

/// A line with these strings and numbers, in one of several orders and with these spaces.
fn line(strings: &[String], order: usize, space: &str, tail: &str) -> String {
    let [id, subject, date, visit, kind, data, other] = strings else { return String::new() };
    let fields = [
        format!("\"id\":{space}\"{id}\""),
        format!("\"subject\":{{\"reference\":\"{subject}\",\"display\":\"{other}\"}}"),
        format!("\"date\":\"{date}\""),
        format!("\"x\":{{\"data\":\"{other}\",\"list\":[\"{id}\",{{\"id\":\"{date}\"}}]}}"),
        format!("\"context\":{{\"encounter\":[{space}{{\"reference\":\"{visit}\"}}]}}"),
        format!("\"content\":[{{\"attachment\":{{\"contentType\":\"{kind}\",\"data\":{space}\"{data}\"}}}}]"),
    ];
    let turned = fields.iter().cycle().skip(order).take(fields.len()).cloned().collect::<Vec<_>>().join(",");
    format!("{{\"resourceType\":\"DocumentReference\",{turned}{tail}}}")
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z0-9/:+= -]{1,12}",
        1 => Just(String::new()),
        1 => Just("a\\\"b".to_owned()),
        1 => Just("a\\u0041".to_owned()),
        1 => Just("é".to_owned()),
        1 => Just("a\tb".to_owned()),
        1 => Just("a\",\"id\":\"b".to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_line_read_by_its_shape_says_what_it_says_in_full(
        first in prop::collection::vec("[a-zA-Z0-9/-]{1,9}", 7),
        second in prop::collection::vec(text(), 7),
        orders in (0_usize..6, prop_oneof![8 => Just(None), 1 => (0_usize..6).prop_map(Some)]),
        spaces in ("[ ]{0,1}", prop_oneof![8 => Just(None), 1 => Just(Some("  "))]),
        tail in prop_oneof![8 => Just(""), 1 => Just(","), 1 => Just("}"), 1 => Just(",\"status\":\"current\"")],
    ) {
        let known = line(&first, orders.0, &spaces.0, "");
        let mut shapes = Vec::new();
        let full = serde_json::from_str::<Document<'_>>(&known).unwrap();
        Shape::learn(known.as_bytes(), &full.plain(), &mut shapes);
        prop_assert_eq!(shapes.len(), 1);
        prop_assert_eq!(shapes[0].read(known.as_bytes()), Some(full.plain()));
        let new = line(&second, orders.1.unwrap_or(orders.0), spaces.1.unwrap_or(&spaces.0), tail);
        if let Some(read) = shapes[0].read(new.as_bytes()) {
            // What is in the data is looked at by the decoder.
            let sound = read.parts.iter().filter_map(|part| part.data).all(is_clean);
            match serde_json::from_str::<Document<'_>>(&new) {
                Ok(full) => prop_assert!(!sound || full.plain() == read, "{new}"),
                Err(_) => prop_assert!(!sound, "{new}"),
            }
        }
    }
}
