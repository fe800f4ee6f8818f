# What else it could be. The points are put together from reports; they are not a validated rule.

mimics-lead = Put together from reports, not a validated rule. Nothing here rules out a rupture, and a rupture rules out nothing here.

mimic-standing-emergency-now = Emergency sign recorded
mimic-standing-points-to = Something points to it
mimic-standing-open = Not ruled out
mimic-standing-looked-for = Looked for, not found

mimic-limb-ischaemia-name = Acute limb ischaemia
mimic-limb-ischaemia-towards = Cold, pale, pulseless, numb. Examine the pulses: a patient’s “no” does not rule it out.
mimic-limb-ischaemia-away = Nothing in this case file.
mimic-compartment-syndrome-name = Compartment syndrome
mimic-compartment-syndrome-towards = Pain out of proportion or rising, pain on passive stretch, tingling, tense calf.
mimic-compartment-syndrome-away = Nothing: the absence of signs does not rule it out.
mimic-laceration-name = Open laceration over the tendon
mimic-laceration-towards = A wound over the tendon: cut until squeezed and explored.
mimic-laceration-away = Skin looked at and whole.
mimic-calcaneal-avulsion-name = Avulsion of the heel bone
mimic-calcaneal-avulsion-towards = Bony lump, tented or white skin, unable to bear weight; older, diabetic or osteoporotic.
mimic-calcaneal-avulsion-away = A soft gap above the heel bone.
mimic-dvt-name = Deep vein thrombosis
mimic-dvt-towards = No sudden event, or days later; whole-leg or pitting swelling; risk factors.
mimic-dvt-away = Sudden snap with loss of push-off. The two can come together: do both.
mimic-ankle-or-foot-fracture-name = Fracture of ankle or foot
mimic-ankle-or-foot-fracture-towards = Bone tenderness by the Ottawa rules, unable to take four steps.
mimic-ankle-or-foot-fracture-away = No fracture on the film. That says nothing about the tendon.
mimic-ankle-sprain-name = Ankle sprain
mimic-ankle-sprain-towards = Turned inwards, tender at the malleolus. The usual wrong label for a rupture.
mimic-ankle-sprain-away = No turning; pain behind; push-off weak.
mimic-medial-gastrocnemius-tear-name = Tear of the medial gastrocnemius
mimic-medial-gastrocnemius-tear-towards = Mid or upper inner calf, defect where muscle meets tendon, squeeze moves the foot.
mimic-medial-gastrocnemius-tear-away = Low gap, squeeze without movement, flat resting angle.
mimic-plantaris-rupture-name = Plantaris rupture
mimic-plantaris-rupture-towards = Snap or kick, calf swelling, normal squeeze, no gap.
mimic-plantaris-rupture-away = Abnormal squeeze.
mimic-baker-cyst-name = Ruptured Baker cyst
mimic-baker-cyst-towards = Swollen or arthritic knee, crescent bruise below the malleolus.
mimic-baker-cyst-away = Any finding of the tendon.
