//! `sources.toml`: where every number comes from, and how well it was checked. A number may reach a patient only when
//! it was read, or worked out from numbers that were read (safety property P12).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The file this module reads.
pub const FILE: &str = "sources.toml";

/// How well a number, or what we have of a source, was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in the abstract or page of the source named.
    Read,
    /// Arithmetic from numbers that were read.
    Derived,
    /// Read in somebody else's report.
    Secondary,
    /// From memory, not yet read.
    Recalled,
    /// Reports of the number contradict each other.
    Conflict,
    /// A zero that was concluded from silence, not printed.
    InferredZero,
    /// Looked for, and no number found or read.
    NotFound,
}

impl Status {
    /// Whether a number of this status may be shown to a patient (P12).
    pub fn may_reach_patient(self) -> bool {
        matches!(self, Self::Read | Self::Derived)
    }

    /// The word used in the knowledge files, for example `inferred_zero`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Derived => "derived",
            Self::Secondary => "secondary",
            Self::Recalled => "recalled",
            Self::Conflict => "conflict",
            Self::InferredZero => "inferred_zero",
            Self::NotFound => "not_found",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One source: a paper, a guideline, a sheet or a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Short stable name, for example `maffulli1998`.
    pub id: String,
    /// The citation as a reader needs it to find the source.
    pub citation: String,
    /// Whether the title in the citation is from memory.
    pub title_recalled: bool,
    /// Digital object identifier, without `https://doi.org/`.
    pub doi: Option<String>,
    /// PubMed number, digits only.
    pub pmid: Option<String>,
    /// PubMed Central number, with its `PMC`.
    pub pmcid: Option<String>,
    /// A page where it was read.
    pub url: Option<String>,
    /// The weakest status among its numbers that matter here.
    pub status: Status,
    /// Some of its numbers are better checked than `status` says; each number carries its own status.
    pub mixed: bool,
    /// Only a part could be read.
    pub part: bool,
    /// What to know before using it.
    pub note: Option<String>,
}

impl Source {
    /// Whether a number that claims `number` as its status may rest on this source and reach a patient: the number
    /// itself has to be read or derived, and the source has to be read, or mixed (partly read).
    pub fn supports_patient_number(&self, number: Status) -> bool {
        number.may_reach_patient() && (self.status.may_reach_patient() || self.mixed)
    }

    /// An address for a reader: the DOI first, then PubMed, PubMed Central, then the page where it was read.
    pub fn link(&self) -> Option<String> {
        self.doi
            .as_ref()
            .map(|doi| format!("https://doi.org/{doi}"))
            .or_else(|| self.pmid.as_ref().map(|id| format!("https://pubmed.ncbi.nlm.nih.gov/{id}/")))
            .or_else(|| self.pmcid.as_ref().map(|id| format!("https://pmc.ncbi.nlm.nih.gov/articles/{id}/")))
            .or_else(|| self.url.clone())
    }
}

/// All sources, by id.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// The source with this id.
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.0.get(id)
    }

    /// Whether there is a source with this id.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// All sources, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reports `unknown-source` for an id that is not listed, and `source-too-weak` when a read or derived number rests
    /// on a source that was not read. For every file that cites a source beside a number.
    pub fn check_number(
        &self,
        doc: &TomlDoc<'_>,
        id: &Spanned<String>,
        status: &Spanned<Status>,
        problems: &mut Vec<Problem>,
    ) {
        self.check_id(doc, id, problems);
        let Some(source) = self.get(id.get_ref()) else { return };
        if status.get_ref().may_reach_patient() && !source.supports_patient_number(*status.get_ref()) {
            problems.push(doc.problem(
                status.span(),
                "source-too-weak",
                format!(
                    "This number is marked \"{}\", but its source {} is only \"{}\".",
                    status.get_ref(),
                    source.id,
                    source.status
                ),
                "Read the source and change its status in sources.toml, or mark the number as weakly as its source.",
            ));
        }
    }

    /// Reports `unknown-source` for an id that is not listed in `sources.toml`.
    pub fn check_id(&self, doc: &TomlDoc<'_>, id: &Spanned<String>, problems: &mut Vec<Problem>) {
        if !self.contains(id.get_ref()) {
            problems.push(doc.problem(
                id.span(),
                "unknown-source",
                format!("The source \"{}\" is not in sources.toml.", id.get_ref()),
                "Correct the id, or add the source with its citation and status.",
            ));
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    source: Vec<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    id: Spanned<String>,
    citation: Spanned<String>,
    #[serde(default)]
    title_recalled: bool,
    doi: Option<Spanned<String>>,
    pmid: Option<Spanned<String>>,
    pmcid: Option<Spanned<String>>,
    url: Option<Spanned<String>>,
    status: Spanned<Status>,
    #[serde(default)]
    mixed: bool,
    #[serde(default)]
    part: bool,
    note: Option<Spanned<String>>,
}

/// Reads `sources.toml`. Every problem is reported; entries that have one are kept, so that one fault does not make
/// every citation of it look unknown.
pub fn load(files: &KnowledgeFiles, problems: &mut Vec<Problem>) -> Sources {
    let Some(doc) = TomlDoc::open(files, FILE, problems) else { return Sources::default() };
    let Some(raw) = doc.parse::<RawFile>(problems) else { return Sources::default() };
    doc.refuse_duplicates(raw.source.iter().map(|s| &s.id), problems);
    let mut all = BTreeMap::new();
    for source in raw.source {
        check(&doc, &source, problems);
        let text = |field: Option<Spanned<String>>| field.map(Spanned::into_inner);
        let id = source.id.into_inner();
        all.insert(
            id.clone(),
            Source {
                id,
                citation: source.citation.into_inner(),
                title_recalled: source.title_recalled,
                doi: text(source.doi),
                pmid: text(source.pmid),
                pmcid: text(source.pmcid),
                url: text(source.url),
                status: source.status.into_inner(),
                mixed: source.mixed,
                part: source.part,
                note: text(source.note),
            },
        );
    }
    Sources(all)
}

fn check(doc: &TomlDoc<'_>, source: &RawSource, problems: &mut Vec<Problem>) {
    let id = source.id.get_ref();
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.') {
        problems.push(doc.problem(
            source.id.span(),
            "bad-id",
            format!("The id \"{id}\" is not made of small letters, digits, dots and underscores."),
            "Use a short id such as maffulli1998.",
        ));
    }
    doc.refuse_empty("citation", &source.citation, problems);
    if matches!(source.status.get_ref(), Status::Conflict | Status::InferredZero) {
        problems.push(doc.problem(
            source.status.span(),
            "status-of-a-number",
            format!("\"{}\" is a status of a number, not of a source.", source.status.get_ref()),
            "Use read, derived, secondary, recalled or not_found, and say the rest in the note.",
        ));
    }
    if (source.mixed || source.part) && source.note.is_none() {
        problems.push(doc.problem(
            source.id.span(),
            "note-missing",
            format!("{id} is mixed or partly read, but has no note."),
            "Say in a note which of its numbers were read and which were not.",
        ));
    }
    let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
    let fits = |name: &str, t: &str| match name {
        "doi" => t.starts_with("10.") && t.contains('/') && !t.contains(' '),
        "pmid" => digits(t),
        "pmcid" => t.strip_prefix("PMC").is_some_and(digits),
        _ => (t.starts_with("https://") || t.starts_with("http://")) && !t.contains(' ') && !t.ends_with("..."),
    };
    let fields = [
        ("doi", &source.doi, "10.1000/xyz"),
        ("pmid", &source.pmid, "9548122"),
        ("pmcid", &source.pmcid, "PMC7152815"),
        ("url", &source.url, "https://example.org/page"),
    ];
    for (name, field, example) in fields {
        if let Some(value) = field.as_ref().filter(|value| !fits(name, value.get_ref())) {
            problems.push(doc.problem(
                value.span(),
                "bad-address",
                format!("The {name} of {id}, \"{}\", does not look like one.", value.get_ref()),
                format!("Write it like {example}, or leave it out."),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = include_str!("../../../knowledge/sources.toml");

    fn load_text(text: &str) -> (Sources, Vec<Problem>) {
        let mut problems = Vec::new();
        let files = KnowledgeFiles::new([(FILE.to_owned(), text.to_owned())]);
        (load(&files, &mut problems), problems)
    }

    fn found(text: &str) -> Vec<(usize, &'static str)> {
        load_text(text).1.iter().map(|p| (p.line, p.check)).collect()
    }

    #[test]
    fn the_list_loads_whole_and_clean() {
        let (sources, problems) = load_text(REAL);
        assert_eq!(problems, []);
        assert_eq!(sources.len(), 368);
        let count = |status| sources.iter().filter(|s| s.status == status).count();
        assert_eq!(
            count(Status::NotFound),
            8 + 4 + 5,
            "not found, citation only, and the five whose numbers were not read"
        );
        let maffulli = sources.get("maffulli1998").unwrap();
        assert_eq!(maffulli.pmid.as_deref(), Some("9548122"));
        assert_eq!(maffulli.link().as_deref(), Some("https://doi.org/10.1177/03635465980260021801"));
        assert!(sources.iter().all(|s| !s.citation.contains('|') && !s.citation.contains('~')));
    }

    #[test]
    fn only_read_and_derived_numbers_reach_a_patient() {
        use Status::{Conflict, Derived, InferredZero, NotFound, Read, Recalled, Secondary};
        for status in [Read, Derived] {
            assert!(status.may_reach_patient());
        }
        for status in [Secondary, Recalled, Conflict, InferredZero, NotFound] {
            assert!(!status.may_reach_patient());
        }
    }

    #[test]
    fn a_number_needs_its_own_status_and_a_source_that_was_read() {
        let (sources, _) = load_text(REAL);
        let may = |id: &str, number| sources.get(id).unwrap().supports_patient_number(number);
        assert!(may("maffulli1998", Status::Derived));
        assert!(!may("maffulli1998", Status::Recalled));
        assert!(may("ukstar2020", Status::Read), "mixed: its counts were read");
        assert!(!may("ukstar2020", Status::Recalled));
        assert!(!may("gpnotebook", Status::Read), "a teaching page was not read for its numbers");
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let good = "[[source]]\nid = \"a1\"\ncitation = \"A. 2001\"\nstatus = \"read\"\n";
        assert_eq!(found(good), []);
        assert_eq!(found(&format!("{good}\n{good}")), [(7, "duplicate-id")]);
        assert_eq!(found(&good.replace("a1", "A 1")), [(2, "bad-id")]);
        assert_eq!(found(&good.replace("A. 2001", " ")), [(3, "empty-text")]);
        assert_eq!(found(&good.replace("\"read\"", "\"conflict\"")), [(4, "status-of-a-number")]);
        assert_eq!(found(&good.replace("\"read\"", "\"believed\"")), [(4, "not-readable")]);
        assert_eq!(found(&format!("{good}mixed = true\n")), [(2, "note-missing")]);
        assert_eq!(
            found(&format!("{good}doi = \"doi 10.1\"\npmid = \"PMID 3\"\n")),
            [(5, "bad-address"), (6, "bad-address")]
        );
        assert_eq!(
            found(&format!("{good}pmcid = \"123\"\nurl = \"example.org\"\n")),
            [(5, "bad-address"), (6, "bad-address")]
        );
        assert_eq!(found(&format!("{good}colour = 1\n")), [(5, "not-readable")]);
    }

    #[test]
    fn a_missing_file_is_said() {
        let mut problems = Vec::new();
        assert!(load(&KnowledgeFiles::default(), &mut problems).is_empty());
        assert_eq!(problems.iter().map(|p| p.check).collect::<Vec<_>>(), ["missing-file"]);
    }
}
