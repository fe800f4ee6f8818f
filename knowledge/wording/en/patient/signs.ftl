# The questions of the self-check and the short names of the signs.
# Short names are used in lists of what a person answered.

answer-present = Yes
answer-absent = No
answer-unsure = Not sure
answer-not-asked = Not answered

sign-breathless-chest-pain-question = Are you short of breath, or does your chest hurt?
sign-breathless-chest-pain-help = Now, or since your leg began to hurt.
sign-breathless-chest-pain-short = Short of breath or chest pain

sign-cold-numb-foot-question = Is your foot cold, pale or numb?
sign-cold-numb-foot-help = Compare it with your other foot.
sign-cold-numb-foot-short = Cold, pale or numb foot

sign-severe-tense-calf-question = Is the pain very bad and getting worse, with a calf that feels hard and tight?
sign-severe-tense-calf-help = Much worse than you would expect from a knock or a pull.
sign-severe-tense-calf-short = Very bad pain with a hard, tight calf

sign-open-wound-question = Is there a cut or open wound on the back of your leg or heel?
sign-open-wound-help = Say yes even if it looks small.
sign-open-wound-short = Cut or open wound at the back of the leg

sign-bony-lump-skin-question = Is there a hard lump at your heel, or heel skin that is white, broken or stretched tight?
sign-bony-lump-skin-help = Look, but do not press.
sign-bony-lump-skin-short = Hard lump, or white, broken or tight skin, at the heel

sign-pop-question = Did you feel or hear a sudden pop or snap in the back of your leg or heel?
sign-pop-help = For example in sport, when you pushed off, or when you slipped.
sign-pop-short = A sudden pop or snap

sign-kick-question = Did it feel as if someone kicked or hit the back of your leg, but no one was there?
sign-kick-help = Many people turn round to look.
sign-kick-short = Felt like a kick, with no one there

sign-weak-push-off-question = Has that leg become weak when you push off, climb stairs or go up on your toes?
sign-weak-push-off-help = Say what you have noticed. Please do not try it now.
sign-weak-push-off-short = Weak when pushing off

sign-gap-felt-question = Have you noticed a dent or gap in the cord above your heel?
sign-gap-felt-help = Only if you have noticed it. You do not need to feel for it.
sign-gap-felt-short = A dent or gap above the heel

sign-heel-bruise-swelling-question = Is there a bruise or swelling behind your heel after a sudden injury?
sign-heel-bruise-swelling-help = It can take some hours to show.
sign-heel-bruise-swelling-short = Bruise or swelling behind the heel

sign-sudden-start-question = Did it start in one moment?
sign-sudden-start-help = For example a step, a jump, a slip, a fall or a sudden pain.
sign-sudden-start-short = It started in one moment

sign-calf-clot-signs-question = Is your whole calf or leg swollen, warm or sore to touch, on one side?
sign-calf-clot-signs-help = This can be a sign of a blood clot.
sign-calf-clot-signs-short = Calf or leg swollen, warm or sore

sign-cannot-walk-question = Are you unable to take four steps?
sign-cannot-walk-help = Limping counts as a step. If you have not tried, do not try now: choose “Not sure”.
sign-cannot-walk-short = Cannot take four steps

sign-tendon-medicine-question = Have you had an antibiotic in the last two months, or do you take steroid tablets?
sign-tendon-medicine-help = The antibiotics we mean have names that end in “-floxacin”. If you do not know the name, choose “Not sure”. Do not stop a medicine on your own. Call the person who gave it to you.
sign-tendon-medicine-short = An antibiotic that can harm tendons, or steroid tablets

sign-can-walk-short = Can walk
sign-can-tiptoe-short = Can stand on tiptoe
sign-can-point-foot-short = Can point the foot down
