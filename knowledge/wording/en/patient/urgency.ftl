# How soon to be seen, why, and what to do until then.

# The number of days is the decision's own (review_by_days in decisions/urgency.md); no sentence here sets one.
days-to-be-seen = { $review_by_days ->
    [1] one day
    [2] two days
    [3] three days
    [4] four days
    [5] five days
    [6] six days
    [7] one week
   *[other] { $review_by_days } days
}

urgency-emergency-title = Get emergency help now
urgency-emergency-lead = Call your emergency number, or go to an emergency department now. Do not drive yourself.
urgency-same-day-title = Be seen today
urgency-same-day-lead = Go today to an emergency department, an urgent care centre, or a clinic for feet and bones. Go even if you can walk.
urgency-soon-title = Be seen soon
urgency-soon-lead = Your answers do not point to an emergency. That does not mean nothing is wrong. Have the leg looked at within { days-to-be-seen } if it is not clearly better.

# One reason a rule. They are shown when the answer was yes or not sure.
reason-e1 = Trouble breathing or chest pain can mean that a blood clot has moved to the lungs.
reason-e2 = A cold, pale or numb foot can mean that too little blood gets through.
reason-e3 = Very bad pain with a hard calf can mean that pressure is building up inside the leg.
reason-e4 = A cut there can go down to the tendon, even when the foot still moves.
reason-e5 = A lump of bone can press on the skin from inside and harm it within hours.
reason-q1 = We need to know about your breathing and your chest before we can say it can wait.
reason-q2 = We need to know about your foot before we can say it can wait.
reason-q3 = We need to know about the pain and the calf before we can say it can wait.
reason-q4 = We need to know about any wound before we can say it can wait.
reason-q5 = We need to know about your heel before we can say it can wait.
reason-s1 = A pop or snap is a common sign of a torn Achilles tendon. It is not proof.
reason-s2 = The feeling of a kick with no one there is a sign of a torn tendon. It is not proof.
reason-s3 = The Achilles tendon gives the strength to push off. New weakness can mean it is torn.
reason-s4 = A dent above the heel can be the place where the tendon has torn.
reason-s5 = A bruise or swelling behind the heel after an injury can come from a torn tendon.
reason-s6 = A tendon can tear without a pop. A sudden start is reason enough to have it looked at.
reason-s7 = Some medicines make tendons easier to tear. The risk is small, but your leg hurts, so it counts.
reason-s8 = A swollen, warm or sore calf can come from a blood clot. A clot and a torn tendon can also come together.
reason-s9 = Not being able to take four steps can mean a broken bone. It does not rule out a torn tendon.
reason-s0 = You answered no to every question that calls for faster help.

reason-not-asked = This question was not answered, so we count it on the safe side.

# What to do and not to do until seen.
do-off-the-leg = Stay off the leg. Use crutches, or lean on someone.
do-toes-down = Keep your toes pointing down. A pillow under the shin can help when you lie down.
do-be-seen-today = Get someone to take you. Say: “My Achilles tendon may be torn.”
do-call-now = Call for help now, or have someone call for you.
do-show-page = Show these answers at the desk.
do-cover-wound = If there is a wound, cover it with something clean.
do-be-seen-soon = Have the leg looked at within { days-to-be-seen } if it is not clearly better.
do-come-back = Do this check again at once if anything changes.
dont-stretch = Do not stretch the calf or pull the toes up.
dont-test = Do not test the leg. Do not try to stand on your toes.
dont-walk-it-off = Do not try to walk it off, and do not wait until next week.
dont-drive = Do not drive.

# Things that look reassuring and are not.
not-reassuring-title = These do not rule out a torn tendon
not-reassuring-walk = You can walk.
not-reassuring-tiptoe = You can stand on tiptoe or point your foot down.
not-reassuring-pain = It does not hurt much, or there was no pop.
not-reassuring-bruise = There is no bruise.
not-reassuring-xray = An X-ray shows no broken bone.

# What would change the answer.
change-title = Get emergency help if
change-breath = you become short of breath, or your chest hurts
change-foot = your foot turns cold, pale or numb
change-calf = the pain gets much worse and the calf feels hard
change-pop-title = Be seen the same day if
change-pop = you feel a pop, a dent, or new weakness when you push off
change-swelling = your calf or leg swells up, gets warm or hurts to touch
