//! What trials say, bound to the knowledge folder: read and checked with everything else, so that a table that does not
//! add up never starts a server, and asked by every face through one place.

use std::sync::OnceLock;

use heelrise_evidence::means::Means;
use heelrise_evidence::standing::{NetworkStanding, network_standing};
use heelrise_evidence::summary::{OutcomeSummary, SummaryError, patient_numbers};
use heelrise_evidence::{Measure, Sets, Trials};
use heelrise_knowledge::{KnowledgeFiles, Problem};

/// The counts of trials, arm by arm.
pub const TRIALS: &str = "evidence/trials.csv";
/// Scores and days, arm by arm.
pub const MEANS: &str = "evidence/means.csv";
/// Which trials make up each analysis.
pub const SETS: &str = "evidence/sets.toml";

/// The tables, and what they mean for a patient.
#[derive(Debug)]
pub struct Evidence {
    /// Counts.
    pub trials: Trials,
    /// Means.
    pub means: Means,
    /// Named sets of trials.
    pub sets: Sets,
    numbers: OnceLock<Result<Vec<OutcomeSummary>, SummaryError>>,
    network: OnceLock<Result<NetworkStanding, SummaryError>>,
}

impl Evidence {
    /// Reads and checks the three files.
    pub fn load(files: &KnowledgeFiles) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let text = |file: &str, problems: &mut Vec<Problem>| {
            let text = files.get(file);
            if text.is_none() {
                problems.push(Problem::new(
                    file,
                    0,
                    "missing-file",
                    format!("The file {file} is missing."),
                    "Put it back, or copy it from a release of Heelrise.",
                ));
            }
            text
        };
        let lines = |file: &str, found: Vec<heelrise_evidence::trials::TrialsError>| {
            found.into_iter().map(|error| unfit(file, usize::try_from(error.line).unwrap_or(0), &error.what)).collect()
        };
        let texts = (text(TRIALS, &mut problems), text(MEANS, &mut problems), text(SETS, &mut problems));
        let (Some(trials), Some(means), Some(sets)) = texts else { return Err(problems) };
        let trials = Trials::parse(trials).map_err(|found| lines(TRIALS, found));
        let means = Means::parse(means).map_err(|found| lines(MEANS, found));
        match (trials, means) {
            (Ok(trials), Ok(means)) => {
                let sets =
                    Sets::parse(sets, &trials).map_err(|error| vec![unfit(SETS, error.line(), &error.to_string())])?;
                Ok(Self { trials, means, sets, numbers: OnceLock::new(), network: OnceLock::new() })
            }
            (trials, means) => {
                let all: [Vec<Problem>; 2] = [trials.err().unwrap_or_default(), means.err().unwrap_or_default()];
                Err(all.concat())
            }
        }
    }

    /// What each option means for 100 people, or why that is not known. Worked out at the first call and kept: the same
    /// tables give the same numbers.
    pub fn patient_numbers(&self) -> Result<&[OutcomeSummary], &SummaryError> {
        let make = || patient_numbers(&self.trials, &self.means, &self.sets, None);
        self.numbers.get_or_init(make).as_ref().map(Vec::as_slice)
    }

    /// How the four options stand among each other on the set that patients see (odds ratios), and where direct and
    /// indirect evidence disagree. Worked out at the first call and kept.
    pub fn network(&self) -> Result<&NetworkStanding, &SummaryError> {
        let make = || network_standing(self.sets.patients_network(&self.trials)?.set(), Measure::OddsRatio);
        self.network.get_or_init(make).as_ref()
    }
}

fn unfit(file: &str, line: usize, what: &str) -> Problem {
    Problem::new(
        file,
        line,
        "unfit-evidence",
        what,
        "Correct the line; knowledge/evidence/README.md says what each column and each word means.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> KnowledgeFiles {
        heelrise_pack::embedded()
    }

    #[test]
    fn the_built_in_tables_load_and_give_numbers() {
        let evidence = Evidence::load(&files()).expect("the tables are sound");
        let numbers = evidence.patient_numbers().expect("numbers for patients");
        assert_eq!(numbers.len(), 13);
        assert!(numbers[0].surgery_or_not.is_some());
    }

    #[test]
    fn places_of_the_network_are_those_of_the_numbers_and_never_certain() {
        let evidence = Evidence::load(&files()).expect("the tables are sound");
        let network = evidence.network().expect("a network");
        let numbers = evidence.patient_numbers().expect("numbers for patients");
        let places: Vec<Vec<f64>> = network.standings.iter().map(|s| s.places.clone()).collect();
        assert_eq!(Some(&places), numbers[0].ranks.as_ref());
        for s in &network.standings {
            assert!(s.low < s.high && s.low <= s.median && s.median <= s.high, "{s:?}");
        }
    }

    #[test]
    fn a_table_that_is_missing_or_does_not_add_up_is_named_with_its_line() {
        let mut without = files();
        without.remove(SETS);
        let problems = Evidence::load(&without).expect_err("refused");
        assert_eq!((problems[0].file.as_str(), problems[0].check), (SETS, "missing-file"));

        let mut wrong = files();
        let text = wrong.get(TRIALS).expect("there").replacen(",3,", ",300,", 1);
        wrong.set(TRIALS, text);
        let problems = Evidence::load(&wrong).expect_err("more events than people");
        assert!(problems.iter().any(|p| p.file == TRIALS && p.line > 1), "{problems:?}");

        let mut recalled = files();
        let text =
            recalled.get(SETS).expect("there").replacen("patient_pairs = \"B\"", "patient_pairs = \"12-trial\"", 1);
        recalled.set(SETS, text);
        let problems = Evidence::load(&recalled).expect_err("a set with recalled counts is not for patients (P12)");
        assert!(problems[0].what.contains("not for patients"), "{problems:?}");
    }
}
