"""negspacy over a blank English pipeline with a sentencizer and its targets as entities."""

import sys

# The folder of this file holds its own name; the package is meant.
sys.path = sys.path[1:] + sys.path[:1]
import spacy  # noqa: E402
from negspacy.negation import Negex  # noqa: E402, F401

from notes import TARGETS, measure  # noqa: E402

nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
ruler.add_patterns([{"label": "SIGN", "pattern": target} for target in TARGETS])
nlp.add_pipe("negex")
measure(nlp, sys.argv[1], 200)
