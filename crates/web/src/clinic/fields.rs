//! What the case page asks, as one table. Paths are those of the case file, so that the form, the file and the record
//! name a thing in one way; labels are ids of wording, so that no sentence stands here.

use std::sync::LazyLock;

use heelrise_care::case::{
    Gap, HeelRise, OttawaItem, PassiveDorsiflexion, PushOffStrength, ReportedSign, RestingAngle, RiskFactor, Squeeze,
    TearImage, VeinScan, WellsItem, Xray,
};

/// What can be entered in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of the four answers.
    Answer,
    /// One of a test's results, in the exact words; the last is `not_done`.
    Finding(&'static [&'static str]),
    /// One of a list; the last means that nothing was chosen.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A day, as `YYYY-MM-DD`.
    Date,
    /// A line of text.
    Text {
        /// The most characters.
        max: usize,
    },
    /// One of the pre-test settings of the knowledge.
    Setting,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where it stands in the case file, for example `examination.calf_squeeze`.
    pub path: String,
    /// What can be entered.
    pub kind: Kind,
}

impl Field {
    fn new(path: impl Into<String>, kind: Kind) -> Self {
        Self { path: path.into(), kind }
    }

    /// The last part of the path.
    pub fn leaf(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    /// The id of the field's name.
    pub fn label_id(&self) -> String {
        let leaf = dashed(self.leaf());
        match (self.path.split('.').next(), self.kind) {
            (Some("report" | "risk"), _) | (Some("examination"), Kind::Finding(_)) => format!("find-{leaf}-name"),
            (Some("ottawa_ankle"), _) => format!("ottawa-item-{leaf}"),
            (Some("wells_dvt"), _) => format!("wells-item-{leaf}"),
            (Some("trip_cast"), _) => format!("trip-item-{leaf}"),
            _ => format!("form-{}", dashed(&self.path)),
        }
    }

    /// The id of one option's name.
    pub fn option_id(&self, option: &str) -> String {
        let option = dashed(option);
        match (self.path.split('.').next(), self.kind) {
            (_, Kind::Answer) => format!("form-answer-{option}"),
            (Some("examination"), Kind::Finding(_)) => format!("find-{}-{option}", dashed(self.leaf())),
            (_, Kind::Finding(_)) if option == "not-done" => "form-not-done".to_owned(),
            (Some("trip_cast"), _) => format!("trip-hold-{option}"),
            (_, Kind::Finding(_)) if matches!(self.leaf(), "ultrasound" | "mri") => format!("form-tear-{option}"),
            _ => format!("form-{}-{option}", dashed(&self.path)),
        }
    }

    /// The options in the order in which they are shown; empty for fields that are typed.
    pub fn options(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Answer => &["present", "absent", "unsure", "not_asked"],
            Kind::Finding(options) | Kind::Choice(options) => options,
            _ => &[],
        }
    }

    /// Whether the field counts when it is said how far a section is filled in: everything but measurements, remarks and
    /// days that are often left empty with good reason.
    pub fn counts(&self) -> bool {
        match self.kind {
            Kind::Answer | Kind::Finding(_) | Kind::Choice(_) => true,
            Kind::Date => self.path == "injury.date",
            Kind::Number { .. } => matches!(self.path.as_str(), "person.age_years" | "trip_cast.bmi"),
            Kind::Text { .. } | Kind::Setting => false,
        }
    }

    /// What stands for "nothing entered".
    pub fn blank(&self) -> &'static str {
        self.options().last().copied().unwrap_or("")
    }
}

/// Underscores and points as hyphens, as wording ids have them.
pub fn dashed(id: &str) -> String {
    id.replace(['_', '.'], "-")
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The id, used as the anchor and in wording (`section-ID`).
    pub id: &'static str,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

macro_rules! ids {
    ($finding:ident) => {{
        const IDS: [&str; $finding::ALL.len()] = {
            let mut ids = [""; $finding::ALL.len()];
            let mut n = 0;
            while n < ids.len() {
                ids[n] = $finding::ALL[n].id();
                n += 1;
            }
            ids
        };
        Kind::Finding(&IDS)
    }};
}

/// Every section of the case page, in the order of the page.
pub static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let answers = |group: &str, ids: Vec<&'static str>| -> Vec<Field> {
        ids.into_iter().map(|id| Field::new(format!("{group}.{id}"), Kind::Answer)).collect()
    };
    let injury = vec![
        Field::new("injury.side", Kind::Choice(&["left", "right", "both", "not_recorded"])),
        Field::new("injury.date", Kind::Date),
        Field::new("assessed_on", Kind::Date),
        Field::new("injury.mechanism", Kind::Text { max: 300 }),
        Field::new("injury.treatment_started", Kind::Date),
        Field::new("person.age_years", Kind::Number { min: 0, max: 120 }),
        Field::new("person.sex", Kind::Choice(&["female", "male", "not_recorded"])),
    ];
    let history = answers("report", ReportedSign::ALL.iter().map(|s| s.id()).collect());
    let mut trip = vec![
        Field::new(
            "trip_cast.immobilisation",
            Kind::Choice(&["upper_leg_cast", "lower_leg_cast", "foot_cast", "boot_with_sole", "not_chosen"]),
        ),
        Field::new("trip_cast.bmi", Kind::Number { min: 10, max: 80 }),
    ];
    trip.extend(answers(
        "trip_cast",
        vec![
            "family_vte",
            "personal_vte",
            "oestrogen",
            "cancer",
            "pregnancy",
            "other_immobilisation",
            "surgery",
            "comorbidity",
            "venous_insufficiency",
        ],
    ));
    vec![
        Section { id: "injury", fields: injury },
        Section { id: "history", fields: history },
        Section { id: "risk", fields: answers("risk", RiskFactor::ALL.iter().map(|s| s.id()).collect()) },
        Section {
            id: "examination",
            fields: vec![
                Field::new("examination.calf_squeeze", ids!(Squeeze)),
                Field::new("examination.gap", ids!(Gap)),
                Field::new("examination.gap_above_heel_mm", Kind::Number { min: 0, max: 300 }),
                Field::new("examination.resting_angle", ids!(RestingAngle)),
                Field::new("examination.resting_angle_deg", Kind::Number { min: -30, max: 120 }),
                Field::new("examination.resting_angle_other_deg", Kind::Number { min: -30, max: 120 }),
                Field::new("examination.push_off_strength", ids!(PushOffStrength)),
                Field::new("examination.passive_dorsiflexion", ids!(PassiveDorsiflexion)),
                Field::new("examination.heel_rise", ids!(HeelRise)),
            ],
        },
        Section { id: "ottawa", fields: answers("ottawa_ankle", OttawaItem::ALL.iter().map(|s| s.id()).collect()) },
        Section { id: "wells", fields: answers("wells_dvt", WellsItem::ALL.iter().map(|s| s.id()).collect()) },
        Section { id: "trip", fields: trip },
        Section {
            id: "imaging",
            fields: vec![
                Field::new("imaging.ultrasound", ids!(TearImage)),
                Field::new("imaging.ultrasound_gap_mm", Kind::Number { min: 0, max: 200 }),
                Field::new("imaging.mri", ids!(TearImage)),
                Field::new("imaging.xray", ids!(Xray)),
                Field::new("imaging.vein_scan", ids!(VeinScan)),
            ],
        },
        Section {
            id: "setting",
            fields: vec![
                Field::new("setting", Kind::Setting),
                Field::new("own_estimate_percent", Kind::Number { min: 1, max: 99 }),
            ],
        },
    ]
});

/// Every field of every section.
pub fn all() -> impl Iterator<Item = &'static Field> {
    SECTIONS.iter().flat_map(|section| section.fields.iter())
}

/// The field at a path of the case file.
pub fn at(path: &str) -> Option<&'static Field> {
    all().find(|field| field.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use heelrise_care::case::Case;

    /// The case with every field filled in one by one: a path that the case file does not know is refused there.
    #[test]
    fn every_field_stands_in_the_case_file() {
        for field in all() {
            let value = match field.kind {
                Kind::Number { min, .. } => serde_json::json!(min),
                Kind::Date => serde_json::json!("2026-03-01"),
                Kind::Text { .. } | Kind::Setting => serde_json::json!("x"),
                _ => serde_json::json!(field.options()[0]),
            };
            let mut doc = serde_json::json!({});
            super::super::form::put(&mut doc, &field.path, value.clone());
            let case: Case = serde_json::from_value(doc).unwrap_or_else(|e| panic!("{}: {e}", field.path));
            let back = serde_json::to_value(&case).unwrap();
            assert_eq!(super::super::form::look(&back, &field.path), Some(&value), "{}", field.path);
        }
    }

    /// And the other way: nothing in the case file is missing on the page.
    #[test]
    fn everything_in_the_case_file_is_asked() {
        fn leaves(schema: &serde_json::Value, at: &serde_json::Value, path: &str, out: &mut Vec<String>) {
            let at = match at.get("$ref").and_then(|r| r.as_str()) {
                Some(reference) => schema.pointer(reference.trim_start_matches('#')).unwrap(),
                None => at,
            };
            match at.get("properties").and_then(|p| p.as_object()) {
                Some(properties) => {
                    for (name, inner) in properties {
                        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                        leaves(schema, inner, &path, out);
                    }
                }
                None => out.push(path.to_owned()),
            }
        }
        let schema = serde_json::to_value(schemars::schema_for!(Case)).unwrap();
        let mut found = Vec::new();
        leaves(&schema, &schema, "", &mut found);
        assert!(found.len() > 60, "{found:?}");
        for path in found {
            assert!(path == "heelrise_case" || path == "id" || at(&path).is_some(), "{path} is not asked");
        }
    }

    #[test]
    fn every_list_ends_in_nothing_chosen() {
        for field in all().filter(|f| !f.options().is_empty()) {
            assert!(
                matches!(field.blank(), "not_asked" | "not_done" | "not_recorded" | "not_chosen"),
                "{}",
                field.path
            );
        }
    }
}
