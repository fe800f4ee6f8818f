//! What a person has answered so far: the signs, and when it happened. It lives in the hidden fields of one form, and
//! nowhere else.

use heelrise_care::case::{Report, ReportedSign};
use heelrise_knowledge::Answer;
use jiff::civil::Date;

use super::screens::Screen;

/// The first injury date that can be given. Long before any injury that this check is for.
pub const FIRST_DATE: Date = jiff::civil::date(2000, 1, 1);

/// When it happened, as far as the person said. `Today` and `Yesterday` are words: the server does not know the
/// person's calendar, so it never turns them into a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// Not asked yet.
    #[default]
    NotAsked,
    /// The person does not know.
    Unsure,
    /// Today, where the person is.
    Today,
    /// Yesterday, where the person is.
    Yesterday,
    /// A day of the calendar.
    On(Date),
}

impl When {
    /// The value in a form field; none when it was not asked.
    pub fn field(self) -> Option<String> {
        match self {
            Self::NotAsked => None,
            Self::Unsure => Some("unsure".to_owned()),
            Self::Today => Some("today".to_owned()),
            Self::Yesterday => Some("yesterday".to_owned()),
            Self::On(date) => Some(date.to_string()),
        }
    }
}

/// All answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// The signs.
    pub report: Report,
    /// When it happened.
    pub when: When,
}

/// Why a form could not be taken as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A field or a value that this form does not have.
    NotOurs,
    /// The date lies in the future, everywhere on Earth.
    Future,
    /// Not a date, or one before [`FIRST_DATE`].
    NotADate,
}

/// What a form asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// The next screen.
    Next,
    /// The screen before.
    Back,
    /// One screen by name, to change an answer.
    To(Screen),
}

/// A form as it was sent: the answers, the screen it came from, and where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// All answers, the new ones over the old.
    pub answers: Answers,
    /// The screen it came from; none from the result.
    pub from: Option<Screen>,
    /// Where to go.
    pub go: Go,
    /// What is wrong with the date, if anything. The other answers stand.
    pub date_refused: Option<Refused>,
}

impl Answers {
    /// Reads a form. Later fields win over earlier ones, so a changed answer wins over the hidden old one.
    /// `latest` is the latest date that can be today anywhere.
    pub fn read(fields: &[(String, String)], latest: Date) -> Result<Sent, Refused> {
        let mut sent = Sent { answers: Self::default(), from: None, go: Go::Next, date_refused: None };
        let (mut none_of_these, mut some_of_these, mut use_date, mut typed) = (false, false, false, "");
        for (name, value) in fields {
            match name.as_str() {
                "screen" => sent.from = Some(Screen::from_id(value).ok_or(Refused::NotOurs)?),
                "go" if value == "back" => sent.go = Go::Back,
                "go" if value == "next" => sent.go = Go::Next,
                "go" => sent.go = Go::To(Screen::from_id(value).ok_or(Refused::NotOurs)?),
                "none" => none_of_these = true,
                "some" => some_of_these = true,
                "when" if value == "date" => use_date = true,
                "when" => sent.answers.when = read_when(value, latest)?,
                "when_date" => typed = value.trim(),
                id => {
                    let sign = ReportedSign::from_id(id).ok_or(Refused::NotOurs)?;
                    let answer = Answer::from_id(value).ok_or(Refused::NotOurs)?;
                    sent.answers.report.set(sign, answer);
                }
            }
        }
        if none_of_these {
            // Only what was left open becomes `absent`. A sign marked present or unsure stays: a worry is never dropped.
            for sign in sent.from.map_or(&[][..], Screen::stands_for) {
                if sent.answers.report.get(*sign).is_not_asked() {
                    sent.answers.report.set(*sign, Answer::Absent);
                }
            }
        }
        if some_of_these {
            // An earlier “none of these” no longer holds: each is asked by itself, from the first.
            for sign in Screen::emergencies() {
                sent.answers.report.set(*sign, Answer::NotAsked);
            }
            if let Some(first) = Screen::emergencies().first() {
                sent.go = Go::To(Screen::Sign(*first));
            }
        }
        if use_date {
            match read_date(typed, latest) {
                Ok(date) => sent.answers.when = When::On(date),
                Err(refused) => {
                    sent.answers.when = When::NotAsked;
                    sent.date_refused = Some(refused);
                }
            }
        }
        Ok(sent)
    }

    /// The hidden fields that carry the answers to the next screen.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let signs = self.report.iter().filter(|(_, answer)| !answer.is_not_asked());
        signs
            .map(|(sign, answer)| (sign.id(), answer.id().to_owned()))
            .chain(self.when.field().map(|value| ("when", value)))
            .collect()
    }

    /// The first screen that is not answered yet; none when the result can be shown. One emergency sign is enough for
    /// a result: nobody should answer ten more questions first.
    pub fn next_screen(&self) -> Option<Screen> {
        if self.has_emergency() {
            return None;
        }
        // Who began to answer the emergencies one by one goes on with the next of them.
        let begun = Screen::emergencies().iter().any(|sign| !self.report.get(*sign).is_not_asked());
        let skip = |screen: Screen| screen == Screen::Emergencies && begun;
        Screen::ALL.iter().copied().find(|screen| !skip(*screen) && !self.is_answered(*screen))
    }

    /// Whether one of the emergency signs is present or unsure.
    pub fn has_emergency(&self) -> bool {
        Screen::emergencies().iter().any(|sign| self.report.get(*sign).counts_as_present())
    }

    /// Whether everything a screen asks has an answer.
    pub fn is_answered(&self, screen: Screen) -> bool {
        match screen {
            Screen::When => self.when != When::NotAsked,
            _ => screen.stands_for().iter().all(|sign| !self.report.get(*sign).is_not_asked()),
        }
    }
}

fn read_when(value: &str, latest: Date) -> Result<When, Refused> {
    match value {
        "today" => Ok(When::Today),
        "yesterday" => Ok(When::Yesterday),
        "unsure" => Ok(When::Unsure),
        other => read_date(other, latest).map(When::On).map_err(|_| Refused::NotOurs),
    }
}

fn read_date(text: &str, latest: Date) -> Result<Date, Refused> {
    let date: Date = text.parse().map_err(|_| Refused::NotADate)?;
    if date > latest {
        return Err(Refused::Future);
    }
    if date < FIRST_DATE {
        return Err(Refused::NotADate);
    }
    Ok(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Sent, Refused> {
        let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Answers::read(&fields, jiff::civil::date(2026, 11, 22))
    }

    #[test]
    fn a_changed_answer_wins_over_the_hidden_old_one() {
        let sent = read(&[("pop", "absent"), ("screen", "pop"), ("pop", "present")]).unwrap();
        assert_eq!(sent.answers.report.pop, Answer::Present);
    }

    #[test]
    fn no_to_all_fills_what_is_open_and_drops_no_worry() {
        let sent = read(&[("screen", "emergencies"), ("open_wound", "unsure"), ("none", "1")]).unwrap();
        assert_eq!(sent.answers.report.open_wound, Answer::Unsure);
        assert_eq!(sent.answers.report.cold_numb_foot, Answer::Absent);
        assert_eq!(sent.answers.report.pop, Answer::NotAsked);
        assert_eq!(sent.answers.next_screen(), None);
    }

    #[test]
    fn the_emergencies_are_answered_together_or_one_by_one() {
        assert_eq!(read(&[]).unwrap().answers.next_screen(), Some(Screen::Emergencies));
        let none = read(&[("screen", "emergencies"), ("none", "1")]).unwrap().answers;
        let again = read(&[("open_wound", "absent"), ("screen", "emergencies"), ("some", "1")]).unwrap();
        assert_eq!(again.go, Go::To(Screen::Sign(ReportedSign::BreathlessChestPain)));
        assert_eq!(again.answers, Answers::default(), "an earlier “none of these” no longer holds");
        assert!(Screen::emergencies().iter().all(|sign| none.report.get(*sign) == Answer::Absent));
        assert_eq!(none.next_screen(), Some(Screen::Sign(ReportedSign::Pop)));
        let mut fields = vec![];
        for sign in Screen::emergencies() {
            let before = read(&fields).unwrap().answers;
            assert!(fields.is_empty() || before.next_screen() == Some(Screen::Sign(*sign)), "{}", sign.id());
            assert!(!before.is_answered(Screen::Emergencies), "what was not asked is not taken for no");
            fields.push((sign.id(), "absent"));
        }
        assert_eq!(read(&fields).unwrap().answers, none, "both ways end in the same answers");
    }

    #[test]
    fn fields_and_back_is_the_same() {
        let sent = read(&[("pop", "unsure"), ("kick", "absent"), ("when", "2026-11-20")]).unwrap();
        let fields: Vec<_> = sent.answers.fields().into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
        assert_eq!(Answers::read(&fields, jiff::civil::date(2026, 11, 22)).unwrap().answers, sent.answers);
    }

    #[test]
    fn dates_are_checked_and_unknown_answers_refused() {
        let date = |text| read(&[("when", "date"), ("when_date", text)]).unwrap();
        assert_eq!(date("2026-11-22").answers.when, When::On(jiff::civil::date(2026, 11, 22)));
        assert_eq!(date("2026-11-23").date_refused, Some(Refused::Future));
        assert_eq!(date("1987-01-01").date_refused, Some(Refused::NotADate));
        assert_eq!(date("").date_refused, Some(Refused::NotADate));
        assert_eq!(read(&[("pop", "maybe")]), Err(Refused::NotOurs));
        assert_eq!(read(&[("poop", "present")]), Err(Refused::NotOurs));
        assert_eq!(read(&[("when", "2026-11-23")]), Err(Refused::NotOurs));
        assert_eq!(read(&[("go", "nowhere")]), Err(Refused::NotOurs));
    }
}
