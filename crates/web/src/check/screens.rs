//! The screens of the self-check, one question each, in the order in which they are asked.

use heelrise_care::case::ReportedSign;

/// One screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// One question about the five emergency signs together: none of them, or one by one. The five screens that follow
    /// it are seen only by who does not say “none of these”.
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
        Self::Sign(ReportedSign::BreathlessChestPain),
        Self::Sign(ReportedSign::ColdNumbFoot),
        Self::Sign(ReportedSign::SevereTenseCalf),
        Self::Sign(ReportedSign::OpenWound),
        Self::Sign(ReportedSign::BonyLumpSkin),
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

    /// Whether it asks for one emergency sign by itself.
    pub fn is_single_emergency(self) -> bool {
        matches!(self, Self::Sign(sign) if EMERGENCIES.contains(&sign))
    }

    /// Its place as it is counted for a person, from 1: the five emergencies are one question, however they are asked.
    pub fn number(self) -> usize {
        let counted = Self::ALL.iter().filter(|screen| !screen.is_single_emergency());
        if self.is_single_emergency() { 1 } else { 1 + counted.take_while(|screen| **screen != self).count() }
    }

    /// How many questions are counted.
    pub fn total() -> usize {
        Self::ALL.iter().filter(|screen| !screen.is_single_emergency()).count()
    }

    /// The screen before it. The five emergencies lead back to the question that stands for them.
    pub fn before(self) -> Option<Self> {
        if self.is_single_emergency() {
            return Some(Self::Emergencies);
        }
        let counted = Self::ALL.iter().filter(|screen| !screen.is_single_emergency());
        counted.take_while(|screen| **screen != self).last().copied()
    }

    /// The emergency signs.
    pub const fn emergencies() -> &'static [ReportedSign] {
        EMERGENCIES
    }

    /// The signs that have an answer when this screen has one: the question about the emergencies stands for all five.
    pub fn stands_for(self) -> &'static [ReportedSign] {
        if self == Self::Emergencies { EMERGENCIES } else { self.signs() }
    }

    /// The signs it asks for by name.
    pub fn signs(self) -> &'static [ReportedSign] {
        match self {
            Self::Emergencies | Self::When => &[],
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
            let emergency = Screen::Emergencies.stands_for().contains(sign);
            assert_eq!(emergency, Screen::Sign(*sign).is_single_emergency(), "{}", sign.id());
        }
    }

    #[test]
    fn screens_are_found_by_name_and_know_the_one_before() {
        for screen in Screen::ALL {
            assert_eq!(Screen::from_id(screen.id()), Some(*screen));
        }
        assert_eq!(Screen::Emergencies.before(), None);
        assert_eq!(Screen::When.before(), Some(Screen::Sign(ReportedSign::TendonMedicine)));
        assert_eq!(Screen::Sign(ReportedSign::OpenWound).before(), Some(Screen::Emergencies));
        assert_eq!(Screen::Sign(ReportedSign::Pop).before(), Some(Screen::Emergencies));
        assert_eq!((Screen::Emergencies.number(), Screen::Sign(ReportedSign::OpenWound).number()), (1, 1));
        assert_eq!((Screen::Sign(ReportedSign::Pop).number(), Screen::When.number()), (2, Screen::total()));
    }
}
