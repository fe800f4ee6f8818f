# The sentences of a dated plan in the field's terms, and why a plan cannot be made or moved on. What both readers share
# stands in patient/plan_words.ftl.

plan-c-device-none = Device not given
plan-c-step-hinge-locked = { $title }, locked at { $to }° PF
plan-c-step-hinge-free = { $title }, { $from }–{ $to }° PF
plan-c-step-nominal = { $title } (nominal { $to }°)
plan-c-step-nominal-range = { $title } (nominal { $from }–{ $to }°)
plan-c-step-degrees = { $title }, { $to }° PF
plan-c-step-degrees-range = { $title }, { $from }–{ $to }° PF

plan-c-weight-nwb = NWB.
plan-c-weight-ttwb = TTWB.
plan-c-weight-pwb = PWB.
plan-c-weight-pwb-percent = PWB { $high }%.
plan-c-weight-pwb-range = PWB { $low }–{ $high }%.
plan-c-weight-protected = Protected WB with crutches.
plan-c-weight-wbat = WBAT.
plan-c-weight-fwb = FWB.
plan-c-weight-none = Weight-bearing not given.
plan-c-crutches-yes = Crutches.
plan-c-crutches-if-needed = Crutches if needed.
plan-c-crutches-no = No crutches.

plan-c-movement-still = Ankle still.
plan-c-movement-inside-hinge = ROM inside the hinge.
plan-c-movement-boot-position = DF only back to boot position.
plan-c-movement-flat = DF to neutral at most.
plan-c-movement-up-to = DF to { $degrees }° at most.
plan-c-movement-lifted = No DF limit stated any more.
plan-c-movement-kept = Not given; the last limit is kept: { $rule }
plan-c-movement-none = ROM limit not given.

plan-c-stretching-allowed = Gentle stretching past neutral allowed.
plan-c-stretching-forbidden = No stretching past neutral.
plan-c-stretching-none = Stretching not given: treated as not allowed.

plan-c-night-on = On at night.
plan-c-night-off = Off at night.
plan-c-night-none = Night wear not given.

plan-c-fact-device = device
plan-c-fact-angle = angle, wedges or lift height
plan-c-fact-weight-bearing = weight-bearing
plan-c-fact-movement = ROM limit
plan-c-fact-stretching = stretching
plan-c-fact-exercises = exercises
plan-c-fact-forbidden = what is forbidden
plan-c-fact-night = night wear

plan-c-always-rupture = New pop, gap or sudden loss of push-off: same day, re-rupture until shown otherwise.
plan-c-always-clot = Signs of DVT: same day. Signs of PE: emergency.
plan-c-always-team = One published protocol, chosen by the treating team; rules of two protocols are never mixed.

plan-c-change-exercises = Exercises change.
plan-c-message-waits = Held: the next phase needs its criteria confirmed; the date alone does not open it.

# How the traps of a sheet were read.
plan-c-read-weeks = Weeks: { $why }
plan-c-read-day0 = Day 0: { $why }
plan-c-read-angle = Angle: { $why }
plan-c-read-wedges = Wedge order: { $why }
plan-c-read-gating = Gating: { $why }
plan-c-read-stretching = Stretching: { $why }

# Why a plan cannot be made or moved on, and what to do.
plan-c-error-not-runnable = No plan can be made of the protocol "{ $protocol }": { $reason } Choose another protocol.
plan-c-error-path-not-served =
    The protocol "{ $protocol }" is not made for treatment { $path ->
        [operative] with
       *[non-operative] without
    } an operation. Choose another protocol.
plan-c-error-origin-not-allowed = The protocol "{ $protocol }" does not count from { $origin }. Count from { $allowed }.
plan-c-error-origin =
    { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-c-error-or = { $one } or { $other }
plan-c-error-injury-in-future = The injury is dated { $day0 }, after { $adopted }. Correct the date.
plan-c-error-treatment-start-wrong = Treatment is said to have started on { $started }, which does not fit day 0 ({ $day0 }). Correct one of the dates.
plan-c-error-treatment-start-needed =
    The injury was { $days ->
        [one] 1 day
       *[other] { $days } days
    } before this plan. Say on which day treatment (splint, cast or boot) started: after a late start the days count from there.
plan-c-error-late-presentation =
    Treatment started { $days ->
        [one] 1 day
       *[other] { $days } days
    } after the injury. Counting from the injury would skip protected weeks. Set day 0 to the start of treatment ({ $started }).
plan-c-error-too-early = The protocol "{ $protocol }" can be followed only from day { $day } ({ $first }). Until then the team's own plan holds.
plan-c-error-parameter-missing = The protocol needs "{ $id }" from the clinic. { $ask }
plan-c-error-parameter-out-of-range = "{ $id }" is { $value }; the protocol allows { $min } to { $max }. { $ask }
plan-c-error-parameter-unknown = The protocol "{ $protocol }" does not ask for "{ $id }". Leave it out.
plan-c-error-check-against-original = The numbers of "{ $protocol }" were copied by others. A clinician must check them against the original sheet and be named before a plan is made.
plan-c-error-phase-unknown = This plan has no step "{ $phase }". Its steps are: { $known }.
plan-c-error-nothing-to-confirm = The step "{ $phase }" has no criterion to confirm; it begins by its day. To hold it back, give a "not before" day.
plan-c-error-confirmed-too-early = The step "{ $phase }" is said to be confirmed on { $on }, before day 0 ({ $day0 }). Correct the date.
plan-c-error-date-out-of-range = A date of this plan lies beyond the calendar. Correct day 0.
plan-c-error-unreadable = The choices kept in the record cannot be read. Adopt the plan anew.
