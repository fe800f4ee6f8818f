# Names of signs, tests and their results, as a clinician says them.

find-breathless-chest-pain-name = Breathlessness or chest pain
find-cold-numb-foot-name = Cold, pale or numb foot
find-severe-tense-calf-name = Pain out of proportion with a tense calf
find-open-wound-name = Open wound over the tendon or posterior leg
find-bony-lump-skin-name = Bony lump, or tented, pale or broken heel skin
find-pop-name = Pop or snap in sport or sudden movement
find-kick-name = Feeling of a kick with nobody there
find-weak-push-off-name = New weakness pushing off
find-gap-felt-name = Gap noticed by the patient
find-heel-bruise-swelling-name = Bruising or swelling behind the heel after sudden injury
find-sudden-start-name = Sudden onset
find-calf-clot-signs-name = Calf or leg swelling, warmth or tenderness, one side
find-cannot-walk-name = Unable to take four steps
find-tendon-medicine-name = Fluoroquinolone within about 60 days, or steroid tablets
find-can-walk-name = Able to walk
find-can-tiptoe-name = Able to rise on tiptoe
find-can-point-foot-name = Able to plantarflex actively

find-fluoroquinolone-name = Fluoroquinolone now or within about 60 days
find-oral-steroid-name = Steroid tablets
find-injected-steroid-name = Steroid injection near the tendon (possible factor; weak evidence)
find-past-tendon-trouble-name = Earlier Achilles tendon trouble
find-past-rupture-name = Earlier rupture, either side

find-calf-squeeze-name = Calf squeeze (Thompson, Simmonds)
find-calf-squeeze-how = Prone, both feet over the edge. Squeeze the calf at its widest on the sound side first, then on the injured side. Watch the foot, not the toes. Record what the foot does, never “positive” or “negative”.
find-calf-squeeze-foot-moves = Foot moves as on the other side
find-calf-squeeze-foot-moves-less = Foot moves less than on the other side
find-calf-squeeze-foot-does-not-move = Foot does not move
find-calf-squeeze-not-done = Not done

find-resting-angle-name = Resting angle (Matles)
find-resting-angle-how = Prone, both knees bent to a right angle, muscles loose. Compare how far each foot hangs down.
find-resting-angle-same = Same as the other side
find-resting-angle-less-pointed = Hangs less pointed than the other side
find-resting-angle-unsure = Cannot tell
find-resting-angle-not-done = Not done

find-gap-name = Gap in the tendon
find-gap-how = Run a finger along the tendon from heel bone to muscle, both sides. Swelling can fill a gap: no gap does not rule a rupture out.
find-gap-absent = No gap felt
find-gap-present = Gap felt
find-gap-unsure = Cannot tell
find-gap-not-done = Not done

find-push-off-strength-name = Push-off strength
find-push-off-strength-how = The foot pushes down against your hand, one side after the other. Other muscles still push: weaker than the other side is the finding, not “can or cannot”.
find-push-off-strength-same = Same as the other side
find-push-off-strength-weak = Weaker than the other side
find-push-off-strength-unsure = Cannot tell
find-push-off-strength-not-done = Not done

find-passive-dorsiflexion-name = Passive dorsiflexion
find-passive-dorsiflexion-how = Bring both feet up gently and compare, once. Stop at the first resistance; never stretch.
find-passive-dorsiflexion-same = Same as the other side
find-passive-dorsiflexion-increased = Further than the other side
find-passive-dorsiflexion-unsure = Cannot tell
find-passive-dorsiflexion-not-done = Not done

find-heel-rise-name = Heel rise
find-heel-rise-how = Ask what the patient has noticed; do not have a suspected rupture tried. Being able to never speaks against a rupture.
find-heel-rise-able = Able (rules nothing out)
find-heel-rise-unable = Unable
find-heel-rise-unsure = Cannot tell
find-heel-rise-not-done = Not done
