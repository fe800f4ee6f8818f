# The letter to paste. Plain text.

letter-title = ACHILLES TENDON: FIRST ASSESSMENT
letter-patient = Patient: ____________________
letter-age = Age: { $age }
letter-age-not-recorded = Age: not recorded
letter-sex = Sex: { $sex ->
        [male] male
        [female] female
       *[other] not recorded
    }
letter-side = Leg: { $side ->
        [left] LEFT
        [right] RIGHT
        [both] BOTH
       *[other] SIDE NOT RECORDED
    }
letter-assessed = Assessed on: { $date }
letter-assessed-not-recorded = Assessed on: not recorded
letter-injured = Injured on: { $date }
letter-injured-days = Injured on: { $date } ({ $days ->
        [one] 1 day
       *[other] { $days } days
    } before)
letter-injured-not-recorded = Injured on: not recorded
letter-treatment-started = Treatment began on: { $date }

letter-heading-history = HISTORY
letter-mechanism = In the patient’s words:
letter-present = Present: { $list }
letter-unsure = Unsure: { $list }
letter-absent = Absent: { $list }
letter-not-asked = Not asked: { $list }
letter-risk-present = Risk, present: { $list }
letter-risk-unsure = Risk, unsure: { $list }
letter-risk-absent = Risk, absent: { $list }
letter-risk-not-asked = Risk, not asked: { $list }

letter-heading-examination = EXAMINATION
letter-finding = { $name }: { $result }
letter-gap-height = Gap felt { $mm } mm above the heel bone
letter-angle = Resting angle, measured: { $degrees } degrees
letter-angle-other = Resting angle of the other side, measured: { $degrees } degrees

letter-heading-imaging = IMAGING
letter-image-ultrasound = Ultrasound of the tendon
letter-image-mri = MRI of the tendon
letter-image-xray = X-ray
letter-image-vein-scan = Ultrasound of the leg veins
letter-image-complete = Complete tear
letter-image-partial = Read as a partial tear (does not weaken an abnormal squeeze)
letter-image-no-tear = No tear seen
letter-image-inconclusive = Inconclusive
letter-image-no-fracture = No fracture seen (says nothing about the tendon)
letter-image-fracture = Fracture
letter-image-heel-avulsion = Avulsion of the heel bone
letter-image-no-clot = No clot seen (says nothing about the tendon)
letter-image-clot = Clot
letter-image-not-done = Not done
letter-ultrasound-gap = Gap on ultrasound, toes down: { $mm } mm

letter-heading-verdict = VERDICT
letter-rule = Because: { $why } (rule { $rule })
letter-missing = Still missing: { $list }
letter-missing-story = the whole story
letter-missing-injury-date = the day of the injury
letter-missing-ultrasound = an ultrasound of the tendon
letter-missing-side = the side

letter-heading-mimics = NOT RULED OUT
letter-mimic = { $name }: { $standing }
letter-mimic-unsure = { $name }: { $standing } (unsure)
letter-mimic-both = { $name }: { $standing }; something points away from it too

letter-heading-orders = ORDERS
letter-heading-referral = REFERRAL
letter-heading-scores = SCORES
letter-ottawa = Ottawa ankle rules. { $film }: { $need }
letter-total = { $score }: { $total } (threshold { $threshold }): { $band }
letter-total-range = { $score }: { $low } to { $high } (threshold { $threshold }): { $band }
letter-total-reading = { $score }, { $reading }: { $total } (threshold { $threshold })
letter-total-reading-range = { $score }, { $reading }: { $low } to { $high } (threshold { $threshold })
letter-wells = Wells DVT
letter-trip = TRiP(cast)
letter-score-missing = { $score }, not asked: { $list }
letter-score-unsure = { $score }, unsure: { $list }

letter-heading-codes = CODES

letter-footer = Decision support; the diagnosis is the signing clinician’s. Content checked against its sources, awaiting clinical sign-off.
letter-footer-signed = Decision support; the diagnosis is the signing clinician’s. Content signed off.
letter-knowledge = Heelrise knowledge version
letter-sign-off = Examined by (name, role): ____________________   Signature: ____________________   Date: ____________
