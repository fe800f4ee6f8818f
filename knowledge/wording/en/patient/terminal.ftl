# The self-check in a terminal: what is said around the questions.

terminal-intro = Answer each question with a word and press Enter. If a question stays open, we count it on the safe side.
terminal-question = Question { $number } of { $total }
terminal-choices = yes, no, unsure, skip, back, or quit
terminal-not-understood = We did not understand that. Type yes, no, unsure, skip, back or quit.
terminal-stopped = You stopped, so there is no result. If you are worried about your leg, have it looked at today.
terminal-no-answers = There were no answers. Give at least one, or type “heelrise check --help” to see how.

# The words that are understood, with spaces between them.
terminal-keys-yes = yes y
terminal-keys-no = no n
terminal-keys-unsure = unsure u ?
terminal-keys-skip = skip s
terminal-keys-back = back b
terminal-keys-quit = quit q

terminal-case = Case
terminal-why = Why
terminal-your-answer = You said: { $question } – { $answer }
terminal-not-asked = Not answered. We count these on the safe side:
terminal-do = Do this now
terminal-dont = Do not do this
terminal-general = This is general advice. Only a person who looks at your leg can tell you what is wrong with it.
terminal-made-on = Made on { $date }.
terminal-version = Knowledge version
terminal-signed = Signed off by
terminal-unsigned = Checked against its sources. No doctor has signed it off yet.
terminal-stale = This should have been looked over again by { $date }. It may be out of date.

# A plan in a terminal.
terminal-plan-needs = A plan needs --protocol and --day0. “heelrise plan --list” shows the protocols.
terminal-plan-calendar-written = Calendar written: { $file }
terminal-plan-today = Today, { $date } (day { $day }, { $elapsed })
terminal-plan-this-week = This week
terminal-plan-day = { $date } (day { $day }): { $title }
terminal-plan-whole-road = The whole road
terminal-plan-begins-when = Begins only when: { $condition }
terminal-plan-readings = How the sheet was read
terminal-plan-always = Always
terminal-plan-not-before = not before { $date }
terminal-plan-from-to = { $from } to { $last }
terminal-plan-from-on = { $from } on
terminal-plan-exercises = Exercises
terminal-plan-do-not = Do not
terminal-plan-in-days = { $date } ({ $days ->
    [one] in 1 day
   *[other] in { $days } days
})
terminal-plan-next-change = Next change: { $when }
terminal-plan-only-when = Only when: { $need }

terminal-answer-unreadable = We could not read your answer. Please start again.
