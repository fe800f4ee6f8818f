//! What the answers come to: how many of the people on the list should be called back (positive predictive value), how many
//! have to be read to find one (number needed to review), and how far two reviewers agree (Cohen's κ).

use heelrise_records::{AccountId, ReviewAnswer};
use heelrise_sweep::audit::{Share, wilson};

use super::answers::Answers;

/// 97.5 % of a normal distribution lie below this.
const Z: f64 = 1.959_963_984_540_054;

/// How often each answer was given, in the order of [`ReviewAnswer::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally(pub [u64; 4]);

/// How many people have to be read to find one to call back. Nothing as an upper end: there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// 1 / PPV; nothing while nobody was found.
    pub estimate: Option<f64>,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: Option<f64>,
}

fn index(answer: ReviewAnswer) -> usize {
    ReviewAnswer::ALL.iter().position(|one| *one == answer).unwrap_or(0)
}

impl Tally {
    /// Counts one answer.
    pub fn add(&mut self, answer: ReviewAnswer) {
        if let Some(count) = self.0.get_mut(index(answer)) {
            *count += 1;
        }
    }

    /// How often one answer was given.
    pub fn of(&self, answer: ReviewAnswer) -> u64 {
        self.0.get(index(answer)).copied().unwrap_or(0)
    }

    /// All answers.
    pub fn all(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Call back, as a part of “call back” and “not a rupture” together, with Wilson's 95 % interval. “Already known” and
    /// “unclear” are in neither. Nothing while there is no such answer.
    pub fn ppv(&self) -> Option<Share> {
        let call = self.of(ReviewAnswer::CallBack);
        wilson(call, call + self.of(ReviewAnswer::NotARupture))
    }

    /// The number needed to review: 1 / PPV, and its ends from those of the PPV.
    pub fn need(&self) -> Option<Need> {
        let ppv = self.ppv()?;
        let one_over = |share: f64| (share > 0.0).then(|| 1.0 / share);
        let estimate = (ppv.count > 0).then(|| ppv.of as f64 / ppv.count as f64);
        // Without anybody found, Wilson's lower end is 0 and the number has no upper end.
        let high = if ppv.count == 0 { None } else { one_over(ppv.low) };
        Some(Need { estimate, low: one_over(ppv.high).unwrap_or(1.0), high })
    }
}

/// The answers of one reviewer that `viewer` may see.
pub fn tally(answers: &Answers<'_>, who: AccountId, viewer: Option<AccountId>) -> Tally {
    let mut tally = Tally::default();
    for place in 0..answers.len() {
        for given in answers.visible(place, viewer) {
            if given.counts && given.review.review.account == who {
                tally.add(given.review.review.answer);
            }
        }
    }
    tally
}

/// What all reviewers of a person say alike, and how many people they differ about, over what `viewer` may see.
pub fn settled(answers: &Answers<'_>, viewer: Option<AccountId>) -> (Tally, u64) {
    let (mut tally, mut differ) = (Tally::default(), 0);
    for place in 0..answers.len() {
        let said: Vec<ReviewAnswer> = answers
            .visible(place, viewer)
            .into_iter()
            .filter(|given| given.counts)
            .map(|given| given.review.review.answer)
            .collect();
        match said.split_first() {
            Some((first, rest)) if rest.iter().all(|one| one == first) => tally.add(*first),
            Some(_) => differ += 1,
            None => {}
        }
    }
    (tally, differ)
}

/// How far two reviewers agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// The first reviewer's answers in rows, the second's in columns, in the order of [`ReviewAnswer::ALL`].
    pub table: [[u64; 4]; 4],
    /// People whom both have answered.
    pub both: u64,
    /// Of these, people with the same answer.
    pub same: u64,
    /// κ with its 95 % interval; nothing when both always gave one and the same answer, as chance alone would do that.
    pub kappa: Option<Kappa>,
}

/// Cohen's κ with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// κ.
    pub kappa: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The people whom two reviewers have both answered.
pub fn agreement(answers: &Answers<'_>, one: AccountId, two: AccountId) -> Agreement {
    let mut table = [[0_u64; 4]; 4];
    for place in 0..answers.len() {
        if let (Some(a), Some(b)) = (answers.counting(place, one), answers.counting(place, two))
            && let Some(count) = table.get_mut(index(a)).and_then(|row| row.get_mut(index(b)))
        {
            *count += 1;
        }
    }
    agreement_of(table)
}

/// The same from a table. The interval is that of Fleiss, Cohen and Everitt (1969) for large samples, κ ± 1.96 standard errors,
/// cut at -1 and 1.
pub fn agreement_of(table: [[u64; 4]; 4]) -> Agreement {
    let both: u64 = table.iter().flatten().sum();
    let same: u64 = table.iter().enumerate().filter_map(|(i, row)| row.get(i)).sum();
    Agreement { table, both, same, kappa: kappa(&table, both, same) }
}

fn kappa(table: &[[u64; 4]; 4], both: u64, same: u64) -> Option<Kappa> {
    if both == 0 {
        return None;
    }
    let n = both as f64;
    let share = |count: u64| count as f64 / n;
    let rows: Vec<f64> = table.iter().map(|row| share(row.iter().sum())).collect();
    let columns: Vec<f64> = (0..4).map(|j| share(table.iter().filter_map(|row| row.get(j)).sum())).collect();
    let by_chance: f64 = rows.iter().zip(&columns).map(|(row, column)| row * column).sum();
    if by_chance >= 1.0 {
        return None;
    }
    let kappa = (share(same) - by_chance) / (1.0 - by_chance);
    let (mut on, mut off) = (0.0, 0.0);
    for ((i, row), in_row) in table.iter().enumerate().zip(&rows) {
        for ((j, count), in_column) in row.iter().enumerate().zip(&columns) {
            if i == j {
                on += share(*count) * (1.0 - (in_row + in_column) * (1.0 - kappa)).powi(2);
            } else {
                let (down, across) = (columns.get(i).unwrap_or(&0.0), rows.get(j).unwrap_or(&0.0));
                off += share(*count) * (down + across).powi(2);
            }
        }
    }
    let chance = (kappa - by_chance * (1.0 - kappa)).powi(2);
    let variance = ((1.0 - kappa).powi(2).mul_add(off, on) - chance) / ((1.0 - by_chance).powi(2) * n);
    let reach = Z * variance.max(0.0).sqrt();
    Some(Kappa { kappa, low: (kappa - reach).max(-1.0), high: (kappa + reach).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 2e-6
    }

    /// Table, κ, lower and upper end: statsmodels 0.15.0, `statsmodels.stats.inter_rater.cohens_kappa`.
    const STATSMODELS: [([[u64; 4]; 4], f64, f64, f64); 3] = [
        (
            [[12, 1, 2, 1], [0, 8, 1, 0], [3, 0, 20, 2], [1, 1, 2, 6]],
            0.669_161_087_042_142_7,
            0.517_302_620_062_081_7,
            0.821_019_554_022_203_7,
        ),
        (
            [[5, 0, 0, 0], [0, 0, 0, 0], [1, 0, 9, 0], [0, 0, 2, 0]],
            0.657_718_120_805_369,
            0.333_656_911_088_867_4,
            0.981_779_309_521_870_5,
        ),
        (
            [[20, 5, 0, 0], [10, 15, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
            0.4,
            0.151_092_290_476_661,
            0.648_907_709_523_338_9,
        ),
    ];

    #[test]
    fn kappa_and_its_interval_are_those_of_statsmodels() {
        for (table, kappa, low, high) in STATSMODELS {
            let found = agreement_of(table).kappa.unwrap();
            assert!(near(found.kappa, kappa) && near(found.low, low) && near(found.high, high), "{found:?}");
        }
        // Every answer the other way round: -1 exactly, as there.
        let opposite = agreement_of([[0, 4, 0, 0], [4, 0, 0, 0], [0; 4], [0; 4]]);
        assert!(near(opposite.kappa.unwrap().kappa, -1.0));
    }

    #[test]
    fn kappa_is_not_given_where_it_means_nothing() {
        assert_eq!(agreement_of([[0; 4]; 4]).kappa, None);
        let always_one = agreement_of([[7, 0, 0, 0], [0; 4], [0; 4], [0; 4]]);
        assert_eq!((always_one.both, always_one.same, always_one.kappa), (7, 7, None));
        let perfect = agreement_of([[3, 0, 0, 0], [0; 4], [0, 0, 4, 0], [0; 4]]);
        assert_eq!(perfect.kappa, Some(Kappa { kappa: 1.0, low: 1.0, high: 1.0 }));
    }

    #[test]
    fn turning_the_table_changes_nothing() {
        let (table, ..) = STATSMODELS[0];
        let mut turned = [[0; 4]; 4];
        for (i, row) in table.iter().enumerate() {
            for (j, count) in row.iter().enumerate() {
                turned[j][i] = *count;
            }
        }
        let (a, b) = (agreement_of(table).kappa.unwrap(), agreement_of(turned).kappa.unwrap());
        assert!(near(a.kappa, b.kappa) && near(a.low, b.low) && near(a.high, b.high));
    }

    /// Found, read, lower and upper end: statsmodels 0.15.0, `proportion_confint(…, method="wilson")`.
    const WILSON: [(u64, u64, f64, f64); 4] = [
        (8, 10, 0.490_162_471_536_641_83, 0.943_317_848_545_624_7),
        (0, 7, 0.0, 0.354_330_435_066_687_5),
        (7, 7, 0.645_669_564_933_312_5, 1.0),
        (60, 312, 0.152_424_709_973_342_07, 0.239_675_362_268_915_34),
    ];

    #[test]
    fn ppv_has_wilsons_interval_as_in_statsmodels_and_the_number_needed_is_one_over_it() {
        for (found, read, low, high) in WILSON {
            // Known and unclear people change neither.
            let tally = Tally([found, 11, read - found, 3]);
            let ppv = tally.ppv().unwrap();
            assert_eq!((ppv.count, ppv.of), (found, read));
            assert!(near(ppv.low, low) && near(ppv.high, high), "{ppv:?}");
            let need = tally.need().unwrap();
            assert!((need.low - 1.0 / high).abs() < 1e-4, "{need:?}");
            if found == 0 {
                assert_eq!((need.estimate, need.high), (None, None));
            } else {
                assert!((need.high.unwrap() - 1.0 / low).abs() < 1e-4, "{need:?}");
                assert!(near(need.estimate.unwrap(), read as f64 / found as f64));
            }
        }
        assert!(Tally([0, 5, 0, 9]).ppv().is_none() && Tally([0, 5, 0, 9]).need().is_none());
    }
}
