//! What a rehabilitation protocol says, as data. Every gap of the published sheet is a gap here: a fact that was looked
//! for and not found is named in `not_given`, never filled in.

use serde::{Deserialize, Serialize};

/// A sentence for the person and, where it must differ, one for the clinician. In TOML either a plain string (both read
/// the same) or `{ patient = "…", clinician = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RawWords")]
pub struct Words {
    /// Plain words, reading age 11–12.
    pub patient: String,
    /// The field's terms.
    pub clinician: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawWords {
    Same(String),
    Two(TwoWords),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TwoWords {
    patient: String,
    clinician: String,
}

impl From<RawWords> for Words {
    fn from(raw: RawWords) -> Self {
        match raw {
            RawWords::Same(both) => Self { patient: both.clone(), clinician: both },
            RawWords::Two(two) => Self { patient: two.patient, clinician: two.clinician },
        }
    }
}

/// How a protocol's numbers are known (the words of the evidence files).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read on the sheet or page named.
    Read,
    /// Computed from what was read.
    Derived,
    /// Somebody else's transcription.
    Secondary,
    /// From memory; never run, never shown.
    Recalled,
}

/// How the rupture is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// Without an operation.
    NonOperative,
    /// After a repair.
    Operative,
}

/// The event that day 0 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The day of the rupture.
    Injury,
    /// The day of the operation.
    Surgery,
    /// The day the splint, cast or boot was first put on.
    TreatmentStart,
}

/// Which day 0 the protocol allows, for each way of treatment. A way with an empty list is not served.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origins {
    /// For treatment without an operation.
    #[serde(default)]
    pub non_operative: Vec<Origin>,
    /// For treatment with an operation.
    #[serde(default)]
    pub operative: Vec<Origin>,
}

impl Origins {
    /// The day-0 choices for one way of treatment.
    pub fn of(&self, path: Path) -> &[Origin] {
        match path {
            Path::NonOperative => &self.non_operative,
            Path::Operative => &self.operative,
        }
    }
}

/// What the protocol's degrees (or its lack of them) are degrees of. They are not one number and are never converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AngleKind {
    /// The setting of the boot's hinge, degrees of plantarflexion.
    Hinge,
    /// The maker's nominal degrees for a stack of wedges.
    NominalWedge,
    /// A number of wedges without degrees.
    WedgeCount,
    /// The height of a heel lift.
    LiftHeight,
    /// Degrees, without saying of what.
    Unstated,
    /// The sheet gives no angle.
    NotGiven,
}

/// What lets a phase begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gating {
    /// Days alone.
    Time,
    /// Days, and for the phases that name one, a criterion that somebody confirmed.
    TimeAndCriterion,
}

/// How the sheet's weeks became days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekChoice {
    /// "Week 4" begins when four weeks have passed: day 28.
    Elapsed,
    /// "Week 4" is the fourth week: it begins on day 21.
    Ordinal,
    /// The sheet gives days.
    Days,
}

/// Which wedge the sheet takes out first. Whatever it says, the person is told to do as the clinic showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WedgeChoice {
    /// The sheet says the bottom one; the clinic and the maker decide.
    SheetSaysBottom,
    /// The sheet says the top one; the clinic and the maker decide.
    SheetSaysTop,
    /// The sheet does not say; the clinic decides.
    NotGiven,
    /// The protocol uses no wedges.
    NoWedges,
}

/// A trap of the sheet, with the way it was resolved and a sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading<C> {
    /// The choice made.
    pub choice: C,
    /// Why, for the clinician who checks it.
    pub why: String,
}

/// A trap that needs a sentence only; its choice stands in another field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// How the trap was resolved, for the clinician who checks it.
    pub why: String,
}

/// Every known trap, resolved. The loader refuses a runnable protocol that leaves one out (`reading-missing`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readings {
    /// Which day "week 4" is.
    pub week_number: Reading<WeekChoice>,
    /// Which event day 0 is.
    pub day_zero: Why,
    /// What the degrees are of.
    pub angle_kind: Why,
    /// Which wedge comes out first.
    pub wedge_order: Reading<WedgeChoice>,
    /// Whether days alone move the plan on.
    pub gating: Why,
    /// When the calf may be stretched past neutral, strictest statement of the sheet.
    pub stretching: Why,
}

/// Something only the clinic can give: the protocol cannot be dated without it when `required`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name used in the phases and in the plan's choice.
    pub id: String,
    /// What is asked for.
    pub kind: ParameterKind,
    /// Whether the plan can be made without it.
    pub required: bool,
    /// Least value the sheet allows.
    pub min: u16,
    /// Greatest value the sheet allows.
    pub max: u16,
    /// The question to the clinician.
    pub ask: String,
}

/// What a parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// The number of wedges in the boot when it is fitted.
    Wedges,
    /// A day of the plan, counted from day 0.
    Day,
}

/// A day counted from day 0, or the name of a parameter that gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Day {
    /// A number of days after day 0.
    Number(u16),
    /// The id of a parameter of kind `day`.
    Parameter(String),
}

/// What the foot is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A cast.
    Cast,
    /// A splint or slab.
    Splint,
    /// A slab or a cast.
    SplintOrCast,
    /// A splint, a boot, or one after the other.
    SplintOrBoot,
    /// A cast or a boot.
    CastOrBoot,
    /// A walking boot.
    Boot,
    /// A walking boot or a brace.
    BraceOrBoot,
    /// Boot still or shoe already: the sheet gives a range and the clinic the day.
    BootOrShoe,
    /// The boot is being left off, little by little.
    LeavingBoot,
    /// A shoe.
    Shoe,
}

/// How many wedges are in the boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wedges {
    /// This many.
    Count(u8),
    /// The clinic's number at fitting (parameter `wedges`), less this many.
    Removed(u8),
}

/// Degrees of plantarflexion between which the boot's hinge lets the ankle move; equal ends: locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Degrees {
    /// The end nearer neutral. 0 is neutral.
    pub from: u8,
    /// The end with the toes further down.
    pub to: u8,
}

/// How much weight the leg may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightBearing {
    /// None (NWB).
    Nwb,
    /// Toe-touch or touch-down (TTWB, TDWB).
    Ttwb,
    /// Part of the weight (PWB), the sheet giving no share.
    Pwb,
    /// Part of the weight (PWB): the sheet's share of body weight in per cent, from and to.
    PwbPercent([u8; 2]),
    /// "Protected", on crutches, without a share.
    Protected,
    /// As comfort and pain allow (WBAT).
    Wbat,
    /// Full (FWB).
    Fwb,
}

/// How far the foot may be brought up (dorsiflexion), as the sheet says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// The ankle is kept still.
    Still,
    /// Only inside what the boot's hinge lets through.
    InsideHinge,
    /// Down from the boot's position and back to it, no further up.
    BootPosition,
    /// Up to this many degrees past neutral; 0 is neutral.
    UpTo(i8),
    /// The sheet lifts its limit and gives no number.
    LimitLifted,
}

/// Whether the calf may be stretched past neutral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stretching {
    /// The sheet forbids it in this phase, or allows it only later.
    Forbidden,
    /// The sheet allows gentle or slow stretching in this phase.
    Gentle,
}

/// Whether the device stays on in bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Night {
    /// On in bed.
    On,
    /// May be off in bed.
    Off,
}

/// Whether crutches are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crutches {
    /// Both, or as taught.
    Yes,
    /// If needed.
    IfNeeded,
    /// No longer.
    No,
}

/// A fact a sheet may leave out. What is left out must be named here, so that silence is never read as permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// What the foot is in.
    Device,
    /// The angle, number of wedges or height of lift.
    Angle,
    /// How much weight the leg may take.
    WeightBearing,
    /// How far the foot may come up.
    Movement,
    /// Whether the calf may be stretched.
    Stretching,
    /// What to practise.
    Exercises,
    /// What is forbidden.
    Forbidden,
    /// Whether the device stays on in bed.
    Night,
}

/// Something to practise, with the condition the sheet sets on it, if any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// What to do.
    #[serde(rename = "do")]
    pub words: Words,
    /// Only when this is true, and the team has seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_when: Option<Words>,
}

/// One step of a protocol: days `[from_day, to_day)` counted from day 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Name inside the protocol, stable, used in records.
    pub id: String,
    /// First day of the phase.
    pub from_day: Day,
    /// First day that is no longer in the phase. Only the last phase may leave it out: the sheet names no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_day: Option<Day>,
    /// What the foot is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Wedges in the boot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wedges: Option<Wedges>,
    /// Degrees, of the protocol's `angle_kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees: Option<Degrees>,
    /// Notches the hinge has been opened since it was first locked, where the sheet counts notches and not degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hinge_notches: Option<u8>,
    /// Height of the heel lift in millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift_mm: Option<u16>,
    /// Anything else the sheet says of the device in this phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_note: Option<Words>,
    /// How much weight the leg may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_bearing: Option<WeightBearing>,
    /// Anything else the sheet says of weight-bearing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_note: Option<Words>,
    /// Crutches, where the sheet speaks of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crutches: Option<Crutches>,
    /// How far the foot may be brought up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<Movement>,
    /// Anything else the sheet says of movement, for example a goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement_note: Option<Words>,
    /// Whether the calf may be stretched past neutral.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stretching: Option<Stretching>,
    /// What to practise. An empty list: the sheet says none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercises: Option<Vec<Exercise>>,
    /// What is forbidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forbidden: Option<Vec<Words>>,
    /// Whether the device stays on in bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<Night>,
    /// What must be true, and confirmed by somebody, before this phase may begin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enter_when: Vec<Words>,
    /// What the sheet does not say for this phase.
    #[serde(default)]
    pub not_given: Vec<Fact>,
    /// Facts for the clinician alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clinician_notes: Vec<String>,
}

/// One published protocol. Only the loader makes one, so a `Protocol` in hand has passed every check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Protocol {
    /// Name in commands and records; equals the file's name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is, in a sentence or two.
    pub summary: Words,
    /// Source ids.
    pub sources: Vec<String>,
    /// How its numbers are known.
    pub status: Status,
    /// Whether a plan can be made of it.
    pub runnable: bool,
    /// Why not, when it is not runnable.
    pub reason: Option<String>,
    /// The numbers come from a transcription: a clinician must have checked them against the original, and say so,
    /// before a plan is made; and no number of it reaches a patient.
    pub check_against_original: bool,
    /// A warning that goes wherever the protocol is named, for example that it is a vendor's.
    pub label: Option<Words>,
    /// The protocol may never be offered as a preset choice.
    pub never_default: bool,
    /// Which day 0 it allows.
    pub origins: Origins,
    /// What its degrees are degrees of.
    pub angle_kind: AngleKind,
    /// What lets its phases begin.
    pub gating: Gating,
    /// First day that the protocol says anything about. A plan of it cannot be adopted before that day.
    pub from_day: u16,
    /// First day on which any statement of the sheet allows stretching past neutral; the strictest one when several
    /// differ. None: no statement allows it.
    pub stretching_from_day: Option<u16>,
    /// The traps, resolved. None only for a protocol that is not runnable.
    pub readings: Option<Readings>,
    /// What the clinic must give.
    pub parameters: Vec<Parameter>,
    /// The phases, in order, tiling the span. Empty when the protocol is not runnable.
    pub phases: Vec<Phase>,
    /// What the sheet says of the time after its last day.
    pub after_end: Option<Words>,
    /// SHA-256 of the protocol's file: its version.
    pub hash: String,
}

impl Protocol {
    /// Whether a patient may be shown what it says (P12): its numbers were read or derived, not transcribed by others.
    pub fn for_patients(&self) -> bool {
        matches!(self.status, Status::Read | Status::Derived) && !self.check_against_original
    }

    /// Every sentence of it that a view may show, in English, for both readers.
    pub fn sentences(&self) -> Vec<&str> {
        let phases = self.phases.iter().flat_map(|phase| {
            let notes = [&phase.device_note, &phase.weight_note, &phase.movement_note].into_iter().flatten();
            let exercises =
                phase.exercises.iter().flatten().flat_map(|e| std::iter::once(&e.words).chain(&e.only_when));
            notes.chain(exercises).chain(phase.forbidden.iter().flatten()).chain(&phase.enter_when)
        });
        let whole = [Some(&self.summary), self.label.as_ref(), self.after_end.as_ref()].into_iter().flatten();
        let why = self.readings.iter().flat_map(|r| {
            let Readings { week_number, day_zero, angle_kind, wedge_order, gating, stretching } = r;
            [&week_number.why, &day_zero.why, &angle_kind.why, &wedge_order.why, &gating.why, &stretching.why]
        });
        let notes = self.phases.iter().flat_map(|phase| &phase.clinician_notes);
        let asked = self.parameters.iter().map(|parameter| &parameter.ask);
        let both = whole.chain(phases).flat_map(|words| [words.patient.as_str(), words.clinician.as_str()]);
        both.chain(why.chain(notes).chain(asked).chain(&self.reason).map(String::as_str)).collect()
    }

    /// Ways of treatment it serves.
    pub fn paths(&self) -> Vec<Path> {
        [Path::NonOperative, Path::Operative].into_iter().filter(|p| !self.origins.of(*p).is_empty()).collect()
    }
}

/// All protocols of a knowledge folder, in order of id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Protocols(pub(super) Vec<Protocol>);

impl Protocols {
    /// The protocol of that id.
    pub fn get(&self, id: &str) -> Option<&Protocol> {
        self.0.iter().find(|p| p.id == id)
    }

    /// All of them, runnable or not.
    pub fn iter(&self) -> impl Iterator<Item = &Protocol> {
        self.0.iter()
    }

    /// Those a plan can be made of.
    pub fn runnable(&self) -> impl Iterator<Item = &Protocol> {
        self.0.iter().filter(|p| p.runnable)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
