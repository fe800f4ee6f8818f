# Deciding together inside a case. The patient reads this screen and this paper too, so the words are plain.

shared-title = Decide together
shared-lead = Look at this page side by side. It gives you numbers and words. It does not tell you what to choose.
shared-whole = Open the whole page on the options
shared-known = What this case knows that may bend the numbers
shared-known-none = Nothing that may bend them is noted yet.
shared-days = { $date }, { $days ->
        [0] today
        [one] 1 day ago
       *[other] { $days } days ago
    }
shared-values-lead = Mark how much each thing matters to the patient. Leave open what they want to leave open.
shared-own = Their own questions
shared-own-hint = One question on each line.
shared-leaning = Where the patient leans now
shared-leaning-lead = This is not yet the choice. “Not sure yet” is a good answer.
shared-leaning-operation = To an operation
shared-leaning-no-operation = To no operation
shared-leaning-not-sure = Not sure yet
shared-leans = Leaning: { $leaning }
shared-present = Who was there
shared-present-lead = Name at least one. The patient needs no name here.
shared-person = Person { $n }
shared-role = Role
shared-name = Name
shared-role-patient = The patient
shared-role-family = Family or friend
shared-role-surgeon = Surgeon
shared-role-clinician = Other clinician
shared-role-physiotherapist = Physiotherapist
shared-role-nurse = Nurse
shared-role-interpreter = Someone who translates
shared-role-other = Somebody else
shared-on = Day of the talk
shared-note = More
shared-save = Keep this and make the summary
shared-save-hint = The numbers above are kept with it, as they stand today.
shared-case = Case
shared-patient = The patient
shared-without-patient = The patient was not there.
shared-as-then = These are the numbers that were shown on { $date }.
shared-since = Since then the numbers have changed. Look at them together again before you choose.
shared-not-the-choice = This is what was talked over. The choice itself is noted on its own.
shared-to-choice = Go on to the choice
shared-open-step = Decide together
shared-last = Summary of the talk on { $date }
shared-no-verdict = There is no choice to make yet. First record the verdict. This step opens once it says that the tendon is torn, or may be.
shared-not-open-title = This step is not open yet
shared-not-open-what = There is nothing to decide in this case yet.
shared-not-open-do = Go back to the case, and record the verdict first.
shared-before-injury = The talk cannot have been before the injury. Check the day.
shared-late = These numbers are from people who were treated soon after the tear. This tear is older. For it, the trials give no numbers of their own.
shared-not-there = There is no such summary in this case.
shared-nobody = Say who was there: at least one person.
shared-name-missing = Give a name for each person who is not the patient.
shared-name-bad = A name is too long, or has signs that cannot be printed. Make it shorter.
shared-role-missing = Choose a role for each person you named.
shared-leaning-missing = Say where the patient leans. “Not sure yet” is an answer too.
shared-question-bad = A question is too long, or has signs that cannot be printed. Make it shorter.
shared-note-bad = The last remark is too long, or has signs that cannot be printed. Make it shorter, on one line.
shared-moved = The numbers or the case have changed since this page was opened. Look at them again, then keep it once more.
event-decision-shared = Decided together
