# The sheet a person takes home after the first visit.

first-hour-title-rupture = Your Achilles tendon may be torn
first-hour-title-open = We cannot say yet what is wrong with your leg
first-hour-title-none = We did not find a torn tendon today

first-hour-heading-do = What to do
first-hour-heading-dont = What not to do
first-hour-heading-danger = Get help at once

# What to do
first-hour-do-splint = Keep your toes pointing down. The splint does this. Leave it on day and night until your team changes it.
first-hour-do-rest = Rest the leg until the check is finished. Keep your toes pointing down.
first-hour-do-crutches = Use crutches, even for a few steps.
first-hour-do-scan = Go for the scan today. Keep your toes pointing down until then.
first-hour-do-appointment = Go to the visit with the foot and ankle team. If you have no date, ask for one before you leave.
first-hour-do-ask-clot = A leg in a splint can get a blood clot. Tell us if you or your family have had one. Ask what you should do about it.
first-hour-do-recheck = Come back on the date on this sheet, even if the leg feels better. A tear can be missed the first time.

# What not to do
first-hour-dont-stand = Do not put weight on the leg until your team says so.
first-hour-dont-stretch = Do not stretch the calf or pull the toes up.
first-hour-dont-drive = Do not drive.
first-hour-dont-test = Do not test the leg. Do not try to stand on your toes.

# Get help at once
first-hour-danger-breath = You get short of breath, or your chest hurts. Call your emergency number.
first-hour-danger-cold = Your foot gets cold, pale or numb. Get emergency help.
first-hour-danger-pain = The pain gets much worse and the calf feels hard. Get emergency help.
first-hour-danger-calf = Your calf or leg swells up, gets warm or hurts to touch. Be seen the same day.
first-hour-danger-pop = You feel a new pop, a dent, or new weakness. Be seen the same day.
first-hour-danger-splint = The splint feels too tight, or rubs the skin. Have it looked at the same day.

# What it is and is not
first-hour-walking = You may be able to walk, or to move your foot. That does not rule out a torn tendon.
first-hour-general = This sheet is general advice. A clinician has to look at your leg.
