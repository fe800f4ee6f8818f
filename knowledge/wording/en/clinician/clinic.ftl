# The clinician's pages: sign-in, worklist, the case, its plan and its history.

## Doors of the clinic

clinic-title = For clinicians
clinic-nav = Clinic
nav-worklist = Worklist
nav-new-case = New case
nav-account = Account
nav-audit = Audit log
nav-sign-out = Sign out
signed-in-as = Signed in as { $name }
back-to-worklist = Back to the worklist
yes = Yes
no = No
unknown = not recorded
required-mark = needed
save = Save
cancel = Cancel
show = Show
copy = Copy
copied = Copied
print = Print

## Signing in

sign-in-title = Sign in
sign-in-lead = These pages hold patients’ records. They are closed, and every read and write is logged.
sign-in-name = Sign-in name
sign-in-password = Password
sign-in-button = Sign in
sign-in-failed = That name and password do not fit. Nobody was signed in. Check both and try again; after five failures the name has to wait.
sign-in-wait = Too many sign-ins failed for this name, so it has to wait until { $time }. Nothing is lost. Sign in after that, or ask an administrator for a new one-time link.
sign-in-wait-address = Too many sign-ins came from your address in a short time. Wait a minute and try again.
sign-in-again = You were signed out, because the page was not used for a while or the session was ended.
sign-in-no-account = No account exists yet. The person who started this server finds a one-time link in its terminal; it makes the first account.
sign-in-passkeys = Passkeys and hospital single sign-on are not there yet. The account page will offer them.
signed-out-title = You are signed out
signed-out-lead = The session has ended on this device. Close the window if others use this machine.
clinic-signed-out-title = You are signed out
clinic-signed-out-what = The session has ended, so nothing of this form was saved.
clinic-signed-out-do = Sign in in another tab, come back to this one with the Back button, and send the form again. What you typed is still there.
clinic-not-allowed-title = Not for this account
clinic-not-allowed-what = Only an administrator may open this page or do this.
clinic-not-allowed-do = Ask an administrator of this site.
clinic-no-case-title = There is no such case
clinic-no-case-what = No case has this number.
clinic-no-case-do = Check where the number was copied from, or find the case in the worklist.
clinic-refused-title = This was not saved
clinic-refused-what = Nothing of this form was saved.
clinic-refused-do = Go back, change what the sentence names, and save again.
clinic-closed-title = These pages are switched off
clinic-closed-what = This server was started without a place to keep records.
clinic-closed-do = Ask the person who runs the server.
clinic-store-title = The records cannot be reached
clinic-store-what = The records could not be read or written.
clinic-store-do = Nothing of this form was saved. Try again; if it stays so, tell the person who runs the server.
clinic-link-title = This one-time link does not open anything
clinic-link-what = It was used before, it ran out, or it is not complete.
clinic-link-do = Ask for a new one: an administrator makes it on the account page; for the very first account, start the server again.

setup-title = Make the first account
setup-lead = The one-time link from the terminal opens this page once. The account made here is an administrator: it can make further accounts.
join-title = Set your password
join-lead = An administrator made an account for you. Choose a password; the link works once.
one-time-code = One-time code
one-time-code-hint = The part of the link after the # sign. It is filled in by itself when you follow the link with scripts switched on.
account-name = Sign-in name
account-name-hint = What you type to sign in, for example your hospital short name.
account-display = Your name, as it stands in records
account-display-hint = For example Dr A. Weber.
account-role-label = Your role, as it stands in records
account-role-label-hint = For example emergency physician, physiotherapist.
account-password = Password
account-password-hint = At least { $min } characters. A sentence is good.
account-password-again = The password again
account-create = Make the account
account-set-password = Set the password
password-too-short = The password has fewer than { $min } characters. Choose a longer one; a sentence is good.
password-too-long = The password is too long to be kept. Choose one of at most { $max } characters.
password-too-plain = The password uses only a few different characters, so it is quickly guessed. Choose another.
password-contains-name = The password contains the sign-in name, so it is quickly guessed. Choose another.
password-not-the-same = The two passwords are not the same. Type both again.
account-name-missing = Fill in the sign-in name, the name for the records and the role.

account-title = Account
account-you = You
account-session = This session
account-session-ends = It ends after { $idle } minutes without use, and in any case at { $end }.
account-end-all = End all my sessions
account-end-all-hint = Also on other devices. You sign in again afterwards.
account-change-password = Change the password
account-old-password = The password until now
account-old-wrong = The password until now does not fit. Nothing was changed.
account-new = New account
account-new-hint = You get a one-time link to hand over. The person sets a password with it; nobody else learns it.
account-new-admin = May make accounts and read the whole audit log
account-new-button = Make the account and its one-time link
account-link-title = One-time link for { $name }
account-link-lead = Hand it over now; it is shown only this once, works once, and ends on { $end }.
account-all = All accounts
account-col-name = Name
account-col-role = Rights
account-col-since = Since
account-col-state = State
account-role-admin = administrator
account-role-clinician = clinician
account-state-active = active
account-state-invited = waiting for a password
account-state-disabled = switched off
account-disable = Switch off
account-new-link = New one-time link
account-kept = Saved.
account-no-self = You cannot switch off the account you are signed in with.

## Audit

audit-title = Audit log
audit-lead = Who read or wrote which case, and when. Newest first; lines are never changed or taken out.
audit-when = When
audit-who = Who
audit-what = What
audit-case = Case
audit-action-read = read
audit-action-wrote = wrote
audit-action-exported = printed or exported
audit-action-refused = refused
audit-nobody = the site itself
audit-more = Only the newest { $count } lines are shown.

## Worklist

worklist-title = Worklist
worklist-search = Find by label
worklist-search-button = Find
worklist-all = Show all
worklist-show-closed = Closed cases
worklist-show-open = Open cases
worklist-due = Look at again
worklist-due-none = No recheck is waiting.
worklist-open = Open cases
worklist-closed = Closed cases
worklist-none = No open case.
worklist-none-found = No case has “{ $text }” in its label.
worklist-none-hint = Open a case blank, or scan the code that a patient shows you.
worklist-col-case = Case
worklist-col-verdict = Verdict
worklist-col-recheck = Look again
worklist-col-plan = Plan
worklist-col-changed = Last change
worklist-overdue = overdue by { $days } days
worklist-overdue-one = overdue since yesterday
worklist-due-today = today
worklist-in-days = in { $days } days
worklist-in-days-one = tomorrow
worklist-not-assessed = no verdict yet
worklist-out-of-date = entries changed since
worklist-no-plan = no plan
worklist-plan-day = day { $day }
worklist-plan-before = begins { $date }
worklist-plan-held = held since { $date }
worklist-closed-mark = closed
worklist-by = by { $name }
worklist-limit = Only the first { $count } cases are shown. Search by label to find others.
worklist-count = { $count } cases

## Opening a case

new-title = New case
new-lead = Open it blank, or from the code that a patient’s self-check shows.
new-blank = Open a blank case
new-code = From a self-check
new-code-field = The code
new-code-hint = Scan the QR code with this device’s camera: it opens this page with the code filled in. Or paste the link or the text under the QR code. It reaches the server only when you go on.
new-code-button = Read the code
new-code-filled = A self-check was scanned. Nothing has been sent yet.
new-code-bad = This code cannot be read: { $why } Scan it again, or ask the patient to show the code once more; or open a blank case.
confirm-title = Is this the right person?
confirm-lead = Compare these answers with the person in front of you before the case is opened.
confirm-scanned = Read from the code
confirm-nothing = No question was answered.
confirm-person = I asked the person in front of me, and these are their answers
confirm-person-missing = Confirm that these are the answers of the person in front of you. If they are not, go back and scan the right code.
new-label = Label
new-label-hint = What you find the case by: a local number or initials. Not a full name.
new-label-missing = Give the case a label.
new-side = Which leg?
new-side-missing = Choose the leg. It is never preset.
new-open = Open the case
new-seen = Injury { $when }

## The case page

case-banner = Case
case-age = { $age } years
case-age-unknown = age not recorded
case-side-left = left leg
case-side-right = right leg
case-side-both = both legs
case-side-not-recorded = side not recorded
case-injury-day = injury { $date }, day { $day }
case-injury-unknown = injury day not recorded
case-status-closed = closed
case-nav-case = Findings
case-nav-plan = Plan
case-nav-history = History
case-nav-letter = Letter
case-save = Save and update
case-save-hint = Saving adds to the record; nothing is overwritten.
case-live = Answers update while you type. They are kept when you save.
case-saved = Saved.
case-saved-before = This form had been sent before; it was saved once.
case-nothing = Nothing was changed, so nothing was saved.
case-error-title = Not saved yet
case-error-lead = Some entries cannot be read. Everything you typed is still here.
case-unsaved = Not saved yet
case-last-change = Last change { $when } by { $name }

section-history = History
section-history-hint = What the person tells. “Not asked” is never read as “absent”.
section-risk = What raises the risk
section-risk-hint = Each raises suspicion when there are symptoms. None of them alone says rupture.
section-examination = Examination
section-examination-hint = Face down, both feet over the edge of the couch, both legs compared. Calf squeeze first.
section-ottawa = Ottawa ankle rules
section-ottawa-hint = For a fracture of ankle or midfoot. They say nothing about the tendon.
section-wells = Wells score for deep vein thrombosis
section-wells-hint = Score the clot and test the tendon: one does not speak against the other.
section-trip = TRiP(cast): clot risk while the leg is held still
section-trip-hint = Age and sex come from the history.
section-imaging = Imaging
section-imaging-hint = “Partial” beside an abnormal squeeze does not lower the suspicion; a normal X-ray says nothing about the tendon.
section-setting = Where the person is seen
section-setting-hint = Sets the pre-test probability. Choose what fits; the range changes with it.
group-injury = Injury and person
group-reported = Reported signs
form-howto = How to do it
form-not-done = not done
form-answer-present = present
form-answer-absent = absent
form-answer-unsure = unsure
form-answer-not-asked = not asked

form-injury-side = Side
form-injury-side-left = left
form-injury-side-right = right
form-injury-side-both = both
form-injury-side-not-recorded = not recorded
form-injury-date = Day of the injury
form-assessed-on = Day of this assessment
form-assessed-on-hint = Left empty: the day it is saved. It stays with this examination.
form-injury-mechanism = What happened
form-injury-mechanism-hint = In the person’s words.
form-injury-treatment-started = Treatment began on
form-injury-treatment-started-hint = Leave empty when it has not begun.
form-person-age-years = Age in years
form-person-sex = Sex, as the clot score asks
form-person-sex-female = female
form-person-sex-male = male
form-person-sex-not-recorded = not recorded
form-setting = Setting
form-own-estimate-percent = Own estimate before examining, in percent
form-own-estimate-percent-hint = 1 to 99. Used only with the setting “My own estimate”.
form-setting-default = the usual one


form-examination-gap-above-heel-mm = Gap, mm above the heel bone
form-examination-resting-angle-deg = Resting angle, injured side, degrees
form-examination-resting-angle-other-deg = Resting angle, other side, degrees



form-trip-cast-immobilisation-hint = The score does not name a walking boot. Chosen as a boot, or not chosen, it is scored both ways.

form-imaging-ultrasound = Ultrasound of the tendon
form-imaging-mri = MRI of the tendon
form-tear-complete = complete tear
form-tear-partial = read as partial
form-tear-no-tear = no tear seen
form-tear-inconclusive = inconclusive
form-imaging-ultrasound-gap-mm = Gap on ultrasound with the foot pointing down, mm
form-imaging-xray = X-ray of ankle, foot or heel
form-imaging-xray-no-fracture = no fracture seen
form-imaging-xray-fracture = fracture of ankle or foot
form-imaging-xray-heel-avulsion = piece of the heel bone torn off
form-imaging-vein-scan = Ultrasound of the leg veins
form-imaging-vein-scan-no-clot = no clot seen
form-imaging-vein-scan-clot = clot

wrong-choice = This is not one of the choices. Choose again.
wrong-number = Give a whole number from { $min } to { $max }.
wrong-day = This is not a day. Write it as year-month-day, for example 2026-03-01.
wrong-too-long = This is too long or has characters that cannot be printed. Use at most { $max } characters on one line.
wrong-assessed-future = The day of the assessment lies in the future. Check it.

## The answer

answer-panel = Answer
answer-urgency = Urgency
answer-examined-days = Examined on { $date }, { $days } days ago. A new examination gets a date of its own.
answer-examined-yesterday = Examined on { $date }, yesterday. A new examination gets a date of its own.
answer-recorded-days = Recorded on { $date }, { $days } days ago, without an examination. An examination gets a date of its own.
answer-recorded-yesterday = Recorded on { $date }, yesterday, without an examination. An examination gets a date of its own.
answer-verdict = Verdict
answer-why = Why
answer-rule = Rule { $rule }
answer-sources = Sources
answer-missing = Still missing
answer-missing-none = Nothing that the verdict waits for.
answer-missing-first = First
answer-probability = How likely
answer-probability-range = { $low } to { $high } %
answer-probability-hint = Range between two ways of combining the tests, with the 95 % interval. It explains the verdict; it does not make it.
answer-pretest = Before the examination: { $percent } % ({ $setting }).
answer-mimics = Not excluded yet
answer-mimics-none = Nothing on the list is left open.
answer-orders = First hour
answer-orders-none = Nothing beyond the verdict’s own advice.
answer-referral = Referral
answer-ottawa = Ottawa ankle rules
answer-wells = Wells
answer-trip = TRiP(cast), both readings
answer-codes = Codes
answer-letter = Letter to paste
answer-letter-hint = Text only. Read it before you send it.
answer-handout = Information for the patient
answer-handout-open = Open the page to print
answer-unsigned = Checked against its sources, awaiting clinical sign-off. Decision support: the diagnosis comes from the clinician who examines the leg.
answer-version = Knowledge { $version }
answer-problem = The answer waits: { $why }

record-verdict = Record this verdict
record-verdict-hint = Saves what you typed and keeps the verdict with its reasons and today’s knowledge.
record-recheck-on = Look at the leg again on
record-recheck-reason = What to look for
record-recheck-needed = “No rupture found” is never final: it needs a recheck date.
record-verdict-kept = The verdict was recorded.
record-verdict-last = Recorded: { $verdict } on { $date }.
record-verdict-old = Entries changed after that. Record the verdict again.
record-recheck-waiting = Recheck on { $date }: { $reason }

clinic-change-title = You change what is recorded
change-lead = An entry stays for ever; a change is added beside it. Say which kind of change this is.
change-col-what = What
change-col-before = Recorded
change-col-now = Now
change-kind = Why does it change?
change-kind-new = It was right then; this is a later finding
change-kind-wrong = The earlier entry was wrong
change-reason = What was wrong
change-reason-hint = It stands beside the earlier entry in the history.
change-missing = Choose which kind of change this is; for a wrong entry also say what was wrong.
change-save = Save the change
change-from-entry = entry { $seq }

stale-title = The case was changed while this page was open
stale-lead = Nothing of this form was saved, and nothing is lost: what you typed is below, beside what was recorded meanwhile.
stale-meanwhile = Recorded meanwhile
stale-yours = What you typed
stale-theirs = Recorded now
stale-no-difference = What you typed is recorded already.
stale-again = Read the changes, then save yours on top.
stale-save = Go on with what I typed
stale-drop = Leave mine, show the case as it is

## Other actions on a case

more-title = More
note-title = Add a note
note-text = Note
note-save = Add the note
recheck-title = Recheck
recheck-set = Set a recheck date
recheck-done = The leg was looked at again
recheck-done-on = On
recheck-found = What was found
recheck-next = How it goes on
recheck-next-outcome = It is settled: record the outcome
recheck-next-date = Look again on a later day
recheck-next-none = The verdict is recorded anew on the findings page
recheck-save = Save the recheck
outcome-title = Outcome
outcome-what = What it was, or how it ended
outcome-rupture-treated = rupture, treatment completed
outcome-rupture-transferred = rupture, care handed over
outcome-other-diagnosis = another diagnosis, confirmed
outcome-not-rupture-confirmed = no rupture, confirmed at the recheck
outcome-lost = could not be reached
outcome-note = More
outcome-on = Known since
outcome-save = Record the outcome
close-title = Close the case
close-reason = Why it is closed
close-hint = A case with the verdict “no rupture found” can be closed only with an outcome or with a recheck that stays on the worklist.
close-save = Close the case
reopen-title = Open the case again
reopen-reason = Why
reopen-save = Open it again
label-title = Correct the label
label-reason = What was wrong
label-save = Correct the label

## History of a case

history-title = History
history-lead = Every entry as it was made, oldest first. Nothing is changed or taken out.
history-seq = No.
history-when = When
history-who = Who
history-what = What
history-version = Knowledge
history-corrects = corrects entry { $seq }
history-corrected = corrected by entry { $seq }
history-wrong = What was wrong: { $reason }
event-opened = Case opened
event-reported = History recorded
event-examined = Examination recorded
event-imaged = Imaging recorded
event-risk-recorded = Risks and scores recorded
event-scored = Score kept
event-assessed = Verdict recorded
event-decided = Treatment chosen
event-treatment-started = Treatment began
event-plan-adopted = Plan adopted
event-plan-held = Plan held
event-plan-moved-on = Plan moved on
event-plan-changed = Protocol changed
event-plan-stopped = Plan stopped
event-recheck-set = Recheck set
event-recheck-done = Recheck done
event-outcome = Outcome recorded
event-letter-made = Letter made
event-corrected = Correction
event-closed = Case closed
event-reopened = Case opened again
event-note = Note
change-to = { $what }: { $value }
change-removed = { $what }: taken back, not recorded
field-label = Label

## Letter and handout

clinic-letter-title = Letter
letter-lead = Made from what is recorded now. Select it, or copy it with the button, and paste it into your own system.
letter-select = The letter as text
handout-title = Information for the patient

## Plan

plan-title = Plan
plan-none-title = Choose a protocol
plan-none-lead = One published protocol, chosen by the treating team. Rules of two protocols never mix.
plan-runnable = Protocols that can be run
plan-not-runnable = Listed, but not runnable
plan-not-runnable-why = Why not
plan-publisher = Published by
plan-path = For
plan-path-non-operative = non-operative treatment
plan-path-operative = after an operation
plan-origin = Day 0
plan-origin-injury = the injury
plan-origin-surgery = the operation
plan-origin-treatment-start = the start of treatment
plan-unsigned = This plan’s content: checked against its sources, awaiting clinical sign-off.
plan-readings = How this sheet is read
plan-gating = Moves on
plan-choose = Choose
plan-choose-title = Day 0 and choices
plan-day0 = Day 0
plan-adopt = Adopt this plan
plan-adopt-check = Read it once before you adopt it
plan-preview = See the dates first
plan-protocol = Protocol
plan-today = Today
plan-this-week = This week
plan-road = The whole road
plan-next = Next change
plan-next-none = No further change is dated in this protocol.
plan-waits = Waits for a clinician’s confirmation
plan-confirm = Confirm and move on
plan-confirm-lead = The date alone does not move this phase on. Say what you saw.
plan-confirm-reason = What was seen
plan-hold = Hold the plan
plan-hold-lead = The present phase stays until you move it on.
plan-hold-from = Held from
plan-hold-reason = Why
plan-held = Held since { $date }: { $reason }
plan-change = Change the protocol
plan-change-reason = Why the protocol changes
plan-change-lead = The running plan ends and another begins, with its own day 0. Both stay in the history.
plan-stop = Stop the plan
plan-stop-reason = Why
plan-ics = Calendar file (.ics)
plan-feed = Calendar address
plan-feed-lead = A calendar that subscribes to this address follows the plan by itself. Titles say nothing about health. Whoever has the address can read it.
plan-feed-make = Make a new calendar address
plan-feed-made = The address, shown only this once
case-feeds-closed = All calendar addresses of this case were taken back.
plan-feed-close = Take back all addresses of this case
plan-print = Page for the patient
plan-changed-file = This protocol’s file has changed since the plan was adopted. Compare both and adopt it anew if it fits.
plan-unknown = The protocol of this plan is no longer in the knowledge. The dates cannot be worked out. Choose a protocol again.
plan-bad = This plan cannot be made: { $why }
plan-day = Day { $day }
plan-from-to = { $from } to { $to }
plan-from = from { $from }

## Added sentences of the small steps

wrong-future = This day lies in the future. Check it.
recheck-too-early = The recheck has to be on a later day than today.
recheck-usual-reason = Calf squeeze and push-off, both legs compared
outcome-missing = Choose what it was, or how it ended.

## Added sentences of the answer

answer-summary = { $verdict }.
answer-summary-missing = { $verdict }. Still missing, first: { $missing }.
answer-scores = Scores
answer-score-open = Not answered yet: { $items }.
answer-trip-flips = The readings fall on both sides of the threshold: low risk cannot be said before this is settled.
answer-probability-one = { $percent } %
answer-probability-interval = 95 % interval { $low } to { $high } %
answer-ratio = { $test }: likelihood ratio { $ratio }
answer-left-out = { $test }: left out, the result is unclear
form-setting-option = { $what } ({ $percent } %)
clinic-urgency-emergency = emergency
clinic-urgency-same-day = same day
clinic-urgency-soon = soon
missing-story = The whole story: every reported sign asked
missing-injury-date = Day of the injury
missing-ultrasound = Ultrasound of the tendon
missing-side = Side

## Added sentences of the plan

plan-gating-time = by days alone
plan-gating-criterion = by days, and by a criterion that somebody confirmed
plan-status-read = read on the sheet itself
plan-status-derived = worked out from the sheet
plan-status-secondary = copied by others; checked against the original before it runs
plan-status-recalled = from memory; never run
plan-reading-week = Weeks
plan-reading-day0 = Day 0
plan-reading-angle = Angle
plan-reading-wedge = Wedge order
plan-reading-gating = Moving on
plan-reading-stretching = Stretching
plan-origin-ask = What is day 0?
plan-day0-late = Diagnosed late: count from the start of treatment, and agree it with the treating team.
plan-started-hint = When splint, cast or boot was first put on. Needed when the injury is more than two weeks old.
plan-check-original = I, { $name }, checked this transcription against the original sheet.
plan-day0-missing = Give day 0.
plan-origin-missing = Choose what day 0 is.
plan-path-missing = Choose whether this is treatment without or after an operation.
plan-day0-not-injury = The case records the injury on { $date }, which is not day 0. Correct one of the two.
plan-day0-before-injury = The case records the injury on { $date }, after day 0. Correct one of the two.
plan-on-hold = On hold: no date until the plan is moved on
plan-not-now = This does not fit the plan as it stands now. Open the plan again and look at it before you go on.
plan-not-given = The sheet does not say
plan-confirm-on = Seen on
plan-withheld = The numbers of this protocol were copied by others, so the patient is shown no steps and no calendar. Go through them together.

## Words in the drawings of the tests

howto-calf-squeeze-first = Foot moves
howto-calf-squeeze-second = Foot does not move
howto-calf-squeeze-mark = squeeze here
howto-resting-angle-first = Other side
howto-resting-angle-second = Hangs less pointed
howto-gap-first = Run a finger up from the heel bone
howto-gap-mark = gap
howto-push-off-strength-first = The foot pushes down against a hand
howto-push-off-strength-mark = hand resists
howto-passive-dorsiflexion-first = Other side
howto-passive-dorsiflexion-second = Goes up further
howto-passive-dorsiflexion-caution = Gently, once; never stretch
howto-heel-rise-first = Rising on the toes of one leg
howto-heel-rise-caution = Ask, do not try it out; being able to excludes nothing
