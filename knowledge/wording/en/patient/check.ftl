# The self-check: its screens, its result, and the page to show. Questions, reasons and advice stand in signs.ftl and
# urgency.ftl.

check-title = Check your leg
check-progress = Question { $number } of { $total }
check-back = Back
check-continue = Use these answers
check-none = None of these
check-some = Yes, or not sure
check-your-answer = your answer
check-privacy = Your answers are not stored. No name is needed.

check-emergencies-question = First: is any of these true right now?

check-when-question = When did it happen?
check-when-help = Choose the day where you are.
check-when-short = When it happened
check-when-today = Today
check-when-yesterday = Yesterday
check-when-unsure = Not sure
check-when-date = Or choose the day
check-when-use = Use this day

check-error-choose = Please choose one of the answers.
check-error-future = That day has not come yet. Please check the date.
check-error-date = We could not read that as a day. Please choose it again.

check-level = How soon: { $level }
check-level-emergency = now
check-level-same-day = today
check-level-soon = within { days-to-be-seen }
check-do-title = What to do now
check-dont-title = What not to do
check-why-title = Why we say this
check-also-title = This counts too
check-open-title = We do not know yet
check-open-lead = You did not answer these, so we count them on the safe side.
check-said = You said “{ $answer }”: { $sign }
check-why-more = Where this comes from
check-why-rule = Rule { $rule } of our table

check-answers-title = Your answers
check-change = Change
check-restart = Start again
check-unsigned = Checked against its sources. No clinician has signed it yet.
check-signed = Signed by { $by }, { $role }, on { $date }.
check-reviewed = Last looked through on { $date }.
check-stale = This page should have been looked through again by { $date }. Please do not rely on it alone.

check-show-title = A page to show at the desk
check-show-lead = It holds your answers and a code that a clinician can scan. It is made only if you ask, and we keep no copy.
check-show-make = Make the page
check-show-page = Page to show at the desk
check-show-for = For the person who sees me first
check-show-back = Back to the result
check-show-words = “Today” and “yesterday” are as the person said, on the day this page was made.
check-made = Made on
check-made-utc = { $date }, { $time } (UTC)
check-code-title = Code for the clinic
check-code-label = Code with my answers, to scan
check-code-lead = Scan it to open a new case with these answers. Or open this address:
check-code-private = The answers stand after the # sign. Browsers do not send that part.
check-print = Print this page
check-print-hint = To print, use the print button of your browser.

check-old-title = This copy is too old
check-old-lead = It should not be used to decide how soon to be seen. Open it again when you have a network, or be seen today.
check-old-emergency = Get emergency help now if you have any of these:
