"""medspaCy's default pipeline with its targets."""

import sys

from without_quickumls import without_quickumls

without_quickumls()
# The folder of this file holds its own name; the package is meant.
sys.path = sys.path[1:] + sys.path[:1]
import medspacy  # noqa: E402
from medspacy.ner import TargetRule  # noqa: E402

from notes import TARGETS, measure  # noqa: E402

nlp = medspacy.load()
nlp.get_pipe("medspacy_target_matcher").add([TargetRule(target, "SIGN") for target in TARGETS])
measure(nlp, sys.argv[1], 40)
