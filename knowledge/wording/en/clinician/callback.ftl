# The call-back list in the browser: people whom the sweep found, and what clinicians say about them.

## The list

wl-nav = Call-back list
wl-title = Call-back list
wl-made = Visits from { $from } to { $to }.
wl-made-all = All visits up to { $made }.
wl-judgement = The order is a suggestion from the words of the notes. No such ranking has been tested on patients. Read the note and decide.
wl-pseudonyms = The ids on this list are pseudonyms. The hospital’s key gives the people back.
wl-unread = { $count } of the inputs could not be read, or not to the end. Whoever is in there is not on this list.
wl-unread-one = One of the inputs could not be read, or not to the end. Whoever is in there is not on this list.
wl-unread-file = { $file }: { $why }. { $mend }
wl-unread-rest = { $file }, from line { $line } on: { $why }. { $mend }
wl-unread-which = Which, and what to do
wl-unread-withheld = An input, its name withheld. { $mend }
wl-unread-more = and { $count } more, named in the list’s own file
wl-bad = Records that could not be used: { $count }. People in them may be missing from this list.
wl-bad-at = The first such record is line { $line } of { $file }: { $what }.
wl-bad-withheld = Where these records stand is withheld.
wl-empty-read = Nobody in what could be read. Not everything could.
wl-same-person = Same person: rank { $rank }, { $date }
wl-same-person-undated = Same person: rank { $rank }, day not known
wl-same-title = Other visits of this person on the list
wl-start = Review the next one
wl-all-done = You have answered for everybody on the list.
wl-progress = You have answered for { $done } of { $of }.
wl-views = What is shown
wl-show-all = All ({ $count })
wl-show-open = Not answered ({ $count })
wl-show-answered = Answered ({ $count })
wl-agreement-link = Agreement and yield
wl-empty = Nobody is on the list.
wl-none-here = Nobody to show here.
wl-col-person = Person
wl-col-visit = Visit was
wl-col-why = Why on the list
wl-col-own = Your answer
wl-col-reviewers = Reviewers
wl-miscoded-mark = code says rupture
wl-more-signs = and { $count } more
wl-not-answered = not answered
wl-outdated-mark = before the signs changed
wl-person-unknown = Person not named
wl-page-before = Earlier ranks
wl-page-after = Later ranks
wl-shown = { $from } to { $to } of { $of }
wl-known = Rupture already known, not on the list: { $count }.
wl-not-listed = A code or a weak sign alone, not on the list: { $count }.
wl-ago = { $days } days ago
wl-ago-one = yesterday
wl-ago-today = today
wl-ago-ahead = after today
wl-ago-unknown = day not known
wl-band-first = Look first
wl-band-look = Look
wl-band-low = Look last

## One person

wl-person-title = Rank { $rank } of { $of }
wl-back = Call-back list
wl-before = Previous
wl-next = Next
wl-visit = Visit
wl-when = Visit was
wl-filed = Filed as
wl-other-codes = Other codes that count
wl-medicines = Medicines that raise suspicion
wl-miscoded = The code is the rupture’s. The note speaks of a strain or tendinitis, or has signs and says neither that it is a rupture nor that anybody acted on one. Which of the two is right?
wl-notice = Notice
wl-note = Note { $number }
wl-author = Written by { $author }
wl-note-whole = The whole note
wl-note-kept = Sentences kept in the list at the time of the sweep:
wl-no-notes = No note is named for this visit.
wl-note-withheld = This list has pseudonyms and does not say where its notes are, so the note is not shown.
wl-note-streamed = The note came through a pipe and was not kept, so it is not shown. To see notes here, sweep files.
wl-note-gone = The note is not shown: { $file } is not there any more, or may not be read. Put it back, or sweep again.
wl-note-other-record = The note is not shown: another record stands at its place in { $file } now. The input has changed since the sweep. Sweep again.
wl-note-other-words = The note is not shown: what the list found is not what stands in it now. The note in { $file }, or the words that are looked for, have changed since the sweep. Sweep again.
wl-note-later = The file of this note was changed after the sweep. The marked words were found again at the same places; the rest may be new.
wl-question = What does the note say?
wl-own-now = Your answer: { $answer }.
wl-own-again = Answering again takes its place; every answer is kept.
wl-own-none = Each button, or its key, saves and goes to the next person you have not answered.
wl-chosen = (your answer)
wl-outdated = You answered before the signs on the list changed. That answer no longer counts. Read again and answer.
wl-reason = Reason
wl-reason-hint = If you like, one line, saved with the answer. Do not copy the note or name the person.
wl-open-case = Open a case for this person
wl-others = Other reviewers
wl-others-hidden = Others who answered: { $count }. Their answers show after yours.
wl-saved = Saved for rank { $rank }: { $answer }.
wl-saved-change = Look again or change it
wl-answer-call-back = Call back
wl-answer-already-known = Already known
wl-answer-not-a-rupture = Not a rupture
wl-answer-unclear = Unclear
wl-score = Score { $points }
wl-score-lead = The points order the list. They are no probability.
wl-part = What counts
wl-points = Points

## Looking back

wl-look-link = Looking back
wl-look-title = Looking back
wl-look-lead = Who was sent home under something else before the rupture was named? The list was made over the whole history.
wl-look-counts = Missed is the hospital’s, a code beside another note is the coder’s, late is the person’s own delay: the three are counted apart. The share is of those missed and those named at once.
wl-look-missed = Missed at a first visit
wl-look-at-once = Named at the first visit
wl-look-undated = A day is missing
wl-look-share = Missed, of all that were seen in time: { $share }.
wl-look-beyond = More were missed than are told one by one; those that took the longest are told. Not told: { $count }.
wl-look-none = Nobody.
wl-look-person = { $person }: named after { $days } { $days ->
    [1] day
   *[other] days
  }
wl-look-first = First visit
wl-look-visits = Visits before it was named
wl-look-named = Named on
wl-look-by = Named by
wl-look-by-note = a note
wl-look-miscoded = Code and note disagree
wl-look-miscoded-lead = The code is the rupture’s, the note names none, and no later visit does.
wl-look-late = First seen late
wl-look-late-lead = The first visit already has a code of late care, or its note says that it happened more than two weeks before, and there is no visit before it here.
wl-look-more = Not shown: { $count }. The file has them all.

## Keys

wl-keys = Keys
wl-keys-lead = Keys work while no field is being typed in. After a page opens, answer keys wait one second.
wl-keys-on = Single keys are on
wl-key-reason = Write a reason; Enter leaves the field
wl-key-next = Next person
wl-key-before = Previous person
wl-key-help = Show or hide the keys

## Signs and points in words

wl-sign-said = { $sign }: { $said }
wl-sign-pop = pop
wl-sign-kicked = feeling of a kick
wl-sign-gap = gap
wl-sign-squeeze = calf squeeze or knee bend (Matles)
wl-said-squeeze-present = foot does not move
wl-said-squeeze-absent = foot moves
wl-sign-not-examined = examination
wl-sign-heel-raise = heel rise lost
wl-sign-pf-weakness = weak plantarflexion
wl-sign-resting-posture = resting angle changed
wl-sign-tendon-pain = pain or swelling there
wl-sign-mechanism = mechanism
wl-sign-rupture = rupture named
wl-sign-benign = benign label
wl-sign-acted = splinted, referred or imaged
wl-sign-drug = medicine that raises suspicion
wl-sign-since = time since the injury
wl-says-present = said
wl-says-possible = doubtful
wl-says-ambiguous = word used both ways
wl-says-not-done = not done
wl-says-absent = denied
wl-when-historical = in the past
wl-when-hypothetical = only as a warning
wl-who-other = of somebody else
wl-code-index = filed under a benign label
wl-code-index-weak = filed under a label with many causes
wl-code-index-mimic = filed under another diagnosis
wl-code-context = code for the place of the complaint
wl-code-answer = code of the rupture
wl-code-answer-late = code of a late operation
wl-code-late = code of the rupture at a later visit
wl-code-acted = imaged or splinted
wl-order-fluoroquinolone = fluoroquinolone
wl-order-steroid = steroid
wl-part-squeeze-not-mentioned = story fits, squeeze not mentioned
wl-flag-squeeze-not-done = The calf squeeze was not done, or could not be.
wl-flag-squeeze-not-mentioned = The story fits, and no note mentions the calf squeeze.
wl-flag-squeeze-ambiguous = The word this note has for the squeeze is used both ways: it may mean a rupture.
wl-flag-not-examined = The examination was cut short or not made.
wl-flag-conflicting = One sign is both said and denied.
wl-flag-rupture-not-acted-on = The rupture is written in the note. For this visit there is no code of it in these data, and no code or word that is known here for a splint, a referral or imaging.
wl-flag-signs-again = A rupture was named before this visit, and signs are told again: a new tear, or the other leg?
wl-flag-date-unknown = The day of the visit is not known.

## Agreement and yield

wl-agreement-title = Agreement and yield
wl-agreement-lead = What the answers come to so far. The numbers change with every answer.
wl-counted = Positive predictive value: “call back” out of “call back” and “not a rupture” together. “Already known” and “unclear” are shown and are in neither. Everything here is made only of people whom you have answered; others’ answers to other people stay hidden from you.
wl-own-title = Your answers
wl-own-lead = Your newest answer for each person.
wl-settled-title = All reviewers alike
wl-settled-lead = People about whom all who answered say the same.
wl-theirs-title = { $name }
wl-theirs-lead = The answers of this reviewer for people you have answered too.
wl-col-answer = Answer
wl-people = People
wl-answered-all = Together
wl-ppv = Positive predictive value
wl-nnr = Number needed to review
wl-not-yet = Not yet: it takes at least one “call back” or “not a rupture”.
wl-share = { $count } of { $of }: { $percent } % (95 % interval { $low } to { $high } %)
wl-need = { $number } people read for one to call back (95 % interval { $low } to { $high })
wl-need-open = Nobody to call back so far: more than { $low } people read for one, with no upper limit yet (95 % interval)
wl-differ = Reviewers differ about { $count }. These are in no number of “All reviewers alike”.
wl-order-note = The list is read from the top, so the first numbers come from its strongest people. Further down, expect fewer to call back. The intervals are Wilson’s; those of the number needed to review are one over them.
wl-pairs = Agreement between two reviewers
wl-pairs-none = Nobody else has answered for a person whom you have answered.
wl-pair = You and { $name }
wl-both = Answered by both: { $count }.
wl-same = The same answer: { $same } of { $both }.
wl-kappa = Cohen’s κ { $kappa } (95 % interval { $low } to { $high })
wl-kappa-none = κ cannot be given: both always gave one and the same answer, so agreement beyond chance does not show.
wl-kappa-flat = The interval has no width because all answers agree; that is no certainty.
wl-kappa-few = With fewer than 30 people the interval is rough.
wl-cross = Your answers in rows, those of { $name } in columns
wl-export = Answers as a table
wl-export-lead = A CSV file with your answers, and those of others for people you have answered. Ids and reviewers are replaced by names made with a key that is then thrown away. No word of a note is in it unless you ask for it here.
wl-export-ids = With ids and reviewers’ names, not replaced
wl-export-reasons = With reasons; they may name a person
wl-export-sentences = With the sentences that name signs: parts of notes
wl-export-button = Save the table

## When something is wrong

wl-none-title = There is no call-back list
wl-none-what = This site was started without a call-back list.
wl-none-do = Ask the person who runs the server to start it with --worklist and the folder that the sweep wrote.
wl-broken-title = The call-back list cannot be read
wl-broken-what = The list of this site is not there, or is not one that this release reads. No answer was lost.
wl-broken-do = Ask the person who runs the server.
wl-look-not-made-title = This list does not look back
wl-look-not-made-what = It was not made over a whole history.
wl-look-not-made-do = Sweep with --audit, then open it again.
wl-nobody-title = This person is not on the list
wl-nobody-what = The list may have been made anew. Answers that were given are kept.
wl-nobody-do = Go back to the call-back list.
wl-list-missing = The worklist { $file } is not there, or may not be read. Make one with “heelrise sweep INPUT -o FOLDER”, or name the right folder.
wl-list-damaged = { $file } is no worklist, or only a part of one. Sweep again.
wl-list-version = { $file } is a worklist of another release ({ $found }; this one reads { $known }). Sweep again with this release.
wl-answer-missing = Choose one of the four answers.
wl-reason-long = The reason is one line of at most 300 characters. Shorten it.
wl-changed-since = The signs on the list changed while you were reading. Open the person again, read, and answer.

## On the command line

wl-cli-progress = Answered: { $done } of { $of }.
records-review-altered = Answer { $number } to the call-back list was altered, or one before it is missing. Numbers made of the answers cannot be trusted. Restore a backup of the records.
wl-cli-counted = Positive predictive value: “call back” out of “call back” and “not a rupture” together. “Already known” and “unclear” are in neither. Answers given before the signs of a visit changed are not counted.
wl-cli-written = The table is in { $file }.
wl-cli-pair = { $one } and { $two }
