# The sentences of a dated plan for the patient, and those that both readers share. The protocol's own words stand in its
# file. Ids are required by name (crates/care/src/plan/ids.rs).

# A day of the plan in weeks and days since day 0.
plan-elapsed-day0 =
    The day of { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-days-after =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    } after { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-weeks-after =
    { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } after { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-both-after =
    { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } and { $days ->
        [one] 1 day
       *[other] { $days } days
    } after { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-days-before =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    } before { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-weeks-before =
    { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } before { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }
plan-elapsed-both-before =
    { $weeks ->
        [one] 1 week
       *[other] { $weeks } weeks
    } and { $days ->
        [one] 1 day
       *[other] { $days } days
    } before { $origin ->
        [injury] the injury
        [surgery] the operation
       *[treatment-start] the start of treatment
    }

# What the foot is in. A step's title begins with one of these.
plan-device-cast = Cast
plan-device-splint = Splint
plan-device-splint-or-cast = Splint or cast
plan-device-splint-or-boot = Splint or boot
plan-device-cast-or-boot = Cast or boot
plan-device-boot = Boot
plan-device-brace-or-boot = Brace or boot
plan-device-boot-or-shoe = Boot or shoe
plan-device-leaving-boot = Leaving the boot off
plan-device-shoe = Shoe
plan-device-none = As your team says
plan-device-sentence = { $title }.

# What follows in the title.
plan-step-wedges =
    { $title } with { $count ->
        [0] no wedges
        [one] 1 wedge
       *[other] { $count } wedges
    }
plan-step-wedges-removed =
    { $title } with { $count ->
        [0] all its wedges
        [one] 1 wedge fewer than at the start
       *[other] { $count } wedges fewer than at the start
    }
plan-step-lift-none = { $title } with no heel lift
plan-step-lift-mm = { $title } with a { $size } mm heel lift
plan-step-lift-cm = { $title } with a { $size } cm heel lift
plan-step-hinge-locked = { $title }, locked at { $to } degrees, toes down
plan-step-hinge-free =
    { $title }, free between { $from ->
        [0] flat
       *[other] { $from }
    } and { $to } degrees, toes down
plan-step-notches =
    { $count ->
        [0] { $title }, locked
        [one] { $title }, opened by 1 notch
       *[other] { $title }, opened by { $count } notches
    }

# How much weight. Only what the sheet orders.
plan-weight-nwb = Put no weight on the leg.
plan-weight-ttwb = Only let your toes touch the floor, for balance.
plan-weight-pwb = Put only part of your weight on the leg, as you were shown.
plan-weight-pwb-percent = Put only part of your weight on the leg: { $high } percent. Your physio shows you how.
plan-weight-pwb-range = Put only part of your weight on the leg: { $low } to { $high } percent. Your physio shows you how.
plan-weight-protected = Put weight on the leg only with crutches, as you were shown.
plan-weight-wbat = Put as much weight on the leg as is comfortable.
plan-weight-fwb = You may put your full weight on the leg.
plan-weight-fwb-boot = You may put your full weight on the leg, with the boot on.
plan-weight-none = This plan gives no new rule about weight here. Ask your team before you do more than before.
plan-crutches-yes = Use your crutches.
plan-crutches-if-needed = Use crutches if you need them.
plan-crutches-no = You no longer need crutches.

# How far the foot may come up.
plan-movement-still = Keep the ankle still.
plan-movement-inside-hinge = Move the ankle only as far as the boot lets you.
plan-movement-boot-position = Bring the foot up only to where the boot holds it.
plan-movement-flat = Bring the foot up only until it is flat. No further.
plan-movement-toes-down = Keep the toes at least { $degrees } degrees down.
plan-movement-up-to = Bring the foot up by no more than { $degrees } degrees past flat.
plan-movement-lifted = The foot may come up past flat, slowly. Do not force it.
plan-movement-kept = The last rule about movement stays. { $rule }
plan-movement-none = This plan does not say how far the foot may move. Ask your team first.

# Whether the calf may be stretched. Silence of the sheet is never permission.
plan-stretching-allowed = Slow, gentle calf stretches are allowed, as your physio shows you.
plan-stretching-forbidden = Do not stretch the calf.
plan-stretching-none = Do not stretch the calf unless your team tells you to.

plan-night-on = Keep it on in bed.
plan-night-off = You may take the boot off in bed.
plan-night-none = Ask your team before you take it off in bed.

# What the sheet does not say, by name.
plan-fact-device = what to wear on the foot
plan-fact-angle = how far down the toes are held
plan-fact-weight-bearing = how much weight to put on the leg
plan-fact-movement = how far the foot may move
plan-fact-stretching = when to stretch
plan-fact-exercises = which exercises to do
plan-fact-forbidden = what to avoid
plan-fact-night = what to do at night

# What goes with every plan, on every day.
plan-always-rupture = A new pop, a new gap, or a sudden loss of strength in the foot: be seen the same day.
plan-always-clot = A calf that gets hot, more swollen or more painful: be seen the same day. Short of breath or pain in the chest: call for emergency help now.
plan-always-team = Your team may change this plan. If they told you something else, do what they said.

# What changes from one step to the next.
plan-change-wedges =
    { $from ->
        [one] 1 wedge becomes
       *[other] { $from } wedges become
    } { $to ->
        [0] none
       *[other] { $to }
    }.
plan-change-take-out = Take out the wedge your clinic showed you, or let them do it.
plan-change-exercises = Your exercises change.
plan-change-end = The published plan ends. What comes next is for your team.
plan-exercise-when = { $todo } Only when { $when }.

# A change in one line, for a calendar: never the injury.
plan-line-wedges =
    Boot change: { $from ->
        [one] 1 wedge
       *[other] { $from } wedges
    } → { $to }
plan-line-boot = Boot change: { $title }
plan-line-step = New step of the plan

# Days that are not simply a day of a step.
plan-message-before = This plan has not begun. Until then, do what your team told you.
plan-message-not-before = This plan says nothing before { $date }. Until then, do what your team told you.
plan-message-first-waits = The first step waits for your team. Until then, do what they told you.
plan-message-waits = The next step waits for a check by your team. Stay with this step until they say so.
plan-message-ended = The published plan ends here. What comes next is for your team.
plan-message-withheld = Your team goes through the steps of this plan with you. They are not shown here, because the numbers were copied by others.

# The calendar. The first lines say nothing about a boot: a phone shows them on its lock screen.
plan-calendar-name = Plan
plan-calendar-name-plain = Boot plan
plan-calendar-check = Plan: a check by your team comes first
plan-calendar-begins = Plan: step { $number } of { $total } begins
plan-calendar-step = Plan: step { $number } of { $total }
plan-calendar-over = Plan: the last step is over
plan-calendar-over-next = What comes next is for your team.
plan-calendar-open = Open your plan to see what to do.
plan-calendar-from-today = From today: { $title }
plan-calendar-hint = Open your plan for the rest, and for when to get help.
plan-calendar-waits = The next step begins no earlier than today, and only after a check:
plan-calendar-withheld = There is no calendar of this plan: its numbers were copied by others, so your team goes through the steps with you.
plan-calendar-not-written = The calendar could not be written. Try again; if it fails again, tell the people who run this site.
