"""The notes of a FHIR export, and how fast a pipeline reads them."""

import base64
import itertools
import json
import time

# Words that the peers look for: they find no signs by themselves.
TARGETS = ["pop", "snap", "gap", "defect", "simmonds", "thompson", "calf squeeze", "achilles rupture", "ta rupture",
           "heel raise", "plantarflexion", "kicked", "ankle sprain", "calf strain", "tender"]


def read(path, most):
    """The first `most` notes, and the bytes of their lines."""
    texts, size = [], 0
    with open(path, "rb") as file:
        for line in itertools.islice(file, most):
            size += len(line)
            record = json.loads(line)
            texts.append(base64.b64decode(record["content"][0]["attachment"]["data"]).decode())
    return texts, size


def measure(pipeline, path, most):
    """Prints megabytes of the export a second of one processor."""
    texts, size = read(path, most)
    pipeline(texts[0])
    start = time.process_time()
    for text in texts:
        pipeline(text)
    print(f"{size / 1e6 / (time.process_time() - start):.3f}")
