# The verdict and its reasons.

verdict-rupture-title = Treat as a rupture
verdict-rupture-lead = Splint with the toes down, no weight, and refer today. Imaging is not needed to begin.
verdict-suspected-title = Rupture not excluded
verdict-suspected-lead = Ultrasound the same day. Splint with the toes down and keep weight off until it is decided.
verdict-cannot-say-yet-title = Cannot say yet
verdict-cannot-say-yet-lead = Something that decides has not been done or asked. What is missing is listed, the squeeze first.
verdict-no-rupture-found-title = No rupture found
verdict-no-rupture-found-lead = Set a date for another look. The case stays on the worklist until somebody has looked again.

why-v1 = Ultrasound or MRI shows a complete tear.
why-v2 = The squeeze is abnormal and at least one more consensus finding is there: two of the four.
why-v3 = Two or more consensus findings are there besides the squeeze.
why-v4 = The squeeze is abnormal, and “partial” on a scan does not weaken it.
why-v5 = A scan read as partial, without the findings for a rupture: partial readings are often complete tears.
why-v6 = The squeeze is abnormal although no tear was seen: the two contradict each other.
why-v7 = A consensus finding is there although no tear was seen: the two contradict each other.
why-v8 = No tear was seen, but the resting angle, the heel rise, a doubtful finding, a wound or the heel bone speaks against closing.
why-v9 = The squeeze is abnormal and nothing else is: one finding of the four.
why-v10 = One consensus finding besides the squeeze.
why-v11 = The story or the rest of the examination is suspicious. A squeeze that moves the foot, or has not been done, does not close it.
why-v12 = No tear was seen, but nobody has squeezed the calf.
why-v13 = No tear was seen and the squeeze moves the foot, but the other tests are not all done.
why-v14 = The calf has not been squeezed.
why-v15 = Nobody has asked the whole story.
why-v16 = Gap, push-off strength or passive dorsiflexion has not been tested.
why-v17 = A week or more after the injury, or on an unknown day, a squeeze that moves the foot may be less reliable: a picture is wanted.
why-v18 = All four consensus findings are absent, nothing in the story speaks for a rupture, and it is the first week.
why-v19 = No tear was seen, and all four consensus findings are absent.
