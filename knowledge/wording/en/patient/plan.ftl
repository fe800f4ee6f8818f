# The plan as the patient reads it: headings, and the frame around the sentences of the protocol.

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
date-weekday = { $weekday } { $date }

plan-paper-title = Your plan
plan-paper-for = This plan is for { $label }, { $side }.
plan-paper-follows = It follows one plan that others have tried: { $protocol }. Your own team chose it for you.
plan-paper-day0 = Day 0 is { $date }.
plan-paper-made = Printed on { $date }. Version { $version }. If you have a newer page, use the newer one.
plan-paper-printed = Printed on { $date }
plan-paper-version = Valid from version { $version }
plan-paper-road-title = The whole road
plan-timeline-days = Days { $from } to { $to }
plan-timeline-from = From day { $from }
plan-paper-today = Now
plan-paper-road = What comes next
plan-paper-foot = Your foot is in
plan-paper-weight = Weight on the leg
plan-paper-move = Moving the foot
plan-paper-stretch = Stretching
plan-paper-night = At night
plan-paper-practise = What to practise
plan-paper-forbidden = Do not
plan-paper-from = From { $date }
plan-paper-not-before = Not before { $date }
plan-paper-when-team = When your team says so, and not before { $date }
plan-paper-until = until { $date }
plan-paper-next = The next change is on { $date }.
plan-paper-next-team = The next step waits for a check by your team. Stay with this step until they say so.
plan-paper-held = Your team has put the plan on hold. Stay with this step until they say so.
plan-paper-always = On every day
plan-paper-help = If you feel a new pop, a dent or new weakness, be seen the same day. If you are short of breath or your chest hurts, call for help at once.
plan-paper-unsigned = The words on this page were checked against their sources. No clinician has signed them yet.
plan-paper-general = This page is for you alone. Do what your own team tells you, even when it is different.

# A calendar says little on purpose: others may see it.
calendar-empty = There is no plan to show here now.

handout-recheck = Come back on { $date }, even if the leg feels better.
