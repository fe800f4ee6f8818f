//! The screens of the self-check, one question each, in the order in which they are asked.

use heelrise_care::case::ReportedSign;

/// One screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The five emergency signs together.
    Emergencies,
    /// One sign.
    Sign(ReportedSign),
    /// When it happened.
    When,
}

const EMERGENCIES: &[ReportedSign] = &[
    ReportedSign::BreathlessChestPain,
    ReportedSign::ColdNumbFoot,
    ReportedSign::SevereTenseCalf,
    ReportedSign::OpenWound,
    ReportedSign::BonyLumpSkin,
];

impl Screen {
    /// All screens. What a person can still do with the leg (walk, tiptoe, point the foot) is not asked: it never
    /// changes the answer, and asking would invite a test.
    pub const ALL: &'static [Self] = &[
        Self::Emergencies,
        Self::Sign(ReportedSign::Pop),
        Self::Sign(ReportedSign::Kick),
        Self::Sign(ReportedSign::WeakPushOff),
        Self::Sign(ReportedSign::GapFelt),
        Self::Sign(ReportedSign::HeelBruiseSwelling),
        Self::Sign(ReportedSign::SuddenStart),
        Self::Sign(ReportedSign::CalfClotSigns),
        Self::Sign(ReportedSign::CannotWalk),
        Self::Sign(ReportedSign::TendonMedicine),
        Self::When,
    ];

    /// The name in form fields.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Emergencies => "emergencies",
            Self::Sign(sign) => sign.id(),
            Self::When => "when",
        }
    }

    /// Finds a screen by its name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|screen| screen.id() == id)
    }

    /// Its place, from 1.
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|screen| *screen == self).map_or(1, |i| i + 1)
    }

    /// The screen before it.
    pub fn before(self) -> Option<Self> {
        Self::ALL.get(self.number().checked_sub(2)?).copied()
    }

    /// The signs it asks for.
    pub fn signs(self) -> &'static [ReportedSign] {
        match self {
            Self::Emergencies => EMERGENCIES,
            Self::When => &[],
            Self::Sign(sign) => {
                let all = ReportedSign::ALL;
                all.iter().position(|s| *s == sign).and_then(|i| all.get(i..=i)).unwrap_or(&[])
            }
        }
    }

    /// The screen that asks for a sign.
    pub fn of(sign: ReportedSign) -> Option<Self> {
        Self::ALL.iter().copied().find(|screen| screen.signs().contains(&sign))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_asked_once_but_what_the_leg_can_still_do() {
        for sign in ReportedSign::ALL {
            let count = Screen::ALL.iter().filter(|s| s.signs().contains(sign)).count();
            let can = matches!(sign, ReportedSign::CanWalk | ReportedSign::CanTiptoe | ReportedSign::CanPointFoot);
            assert_eq!(count, usize::from(!can), "{}", sign.id());
        }
    }

    #[test]
    fn screens_are_found_by_name_and_know_the_one_before() {
        for screen in Screen::ALL {
            assert_eq!(Screen::from_id(screen.id()), Some(*screen));
        }
        assert_eq!(Screen::Emergencies.before(), None);
        assert_eq!(Screen::When.before(), Some(Screen::Sign(ReportedSign::TendonMedicine)));
    }
}
