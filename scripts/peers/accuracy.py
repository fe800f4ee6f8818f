"""Runs other context engines over labelled rows and prints, for each, what `examples/score.rs` prints for ours.

    accuracy.py ENGINE FILE...      ENGINE: medspacy | negspacy | negex
    prints one line of JSON per file: {"engine", "version", "file", "axes": {"negated": [right, too many, missed], ...},
    "erased": [true signs of this patient now that were read as absent, how many there are]}

Protocol of the NegEx set: the finding is given, one row is one sentence, a finding that cannot be placed counts as
Affirmed. No model is loaded: `spacy.blank("en")`; medspaCy gets each row as one sentence, negspacy a sentencizer (its own
way). NegEx (the authors' Python, its rules beside it) is looked for in the folder that NEGEX names.
"""

import json
import os
import sys

from without_quickumls import without_quickumls

# The folder of this file holds the names of packages; the packages are meant.
sys.path = sys.path[1:] + sys.path[:1]

AXES = ("negated", "possible", "historical", "hypothetical", "other")


def rows(path):
    """Yields finding, sentence and the true answers of a file with the columns of the NegEx set."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) not in (6, 7) or "negation" in cells:
                continue
            finding, sentence, negation, time, person = cells[-5:]
            yield finding.strip().upper(), sentence.replace("\\n", "\n"), negation, time, person


def tallied(read, path):
    axes = {name: [0, 0, 0] for name in AXES}
    erased = [0, 0]
    for finding, sentence, negation, time, person in rows(path):
        at = sentence.find(finding)
        said = read(finding, sentence, at) if at >= 0 else {}
        truth = {
            "negated": negation == "Negated",
            "possible": negation == "Possible",
            "historical": time == "Historical",
            "hypothetical": time == "Not particular",
            "other": person != "Patient",
        }
        for name in AXES:
            if at >= 0 and name not in said:
                axes[name] = None
            if axes[name] is None:
                continue
            place = {(True, True): 0, (False, True): 1, (True, False): 2}.get((truth[name], bool(said.get(name))))
            if place is not None:
                axes[name][place] += 1
        if (negation, time, person) == ("Affirmed", "Recent", "Patient"):
            erased[1] += 1
            erased[0] += bool(said.get("negated"))
    return axes, erased


def medspacy_reader():
    without_quickumls()
    import medspacy
    import spacy
    from spacy.tokens import Span

    nlp = medspacy.load(medspacy_enable=["medspacy_tokenizer", "medspacy_context"])
    nlp_words = nlp.tokenizer
    context = nlp.get_pipe("medspacy_context")

    def read(finding, sentence, at):
        # The findings are in capitals to mark them; the words are read as they would be in a note.
        doc = nlp_words(sentence)
        for token in doc:
            token.is_sent_start = token.i == 0
        span = doc.char_span(at, at + len(finding), alignment_mode="expand")
        if span is None:
            return dict.fromkeys(AXES, False)
        doc.ents = [Span(doc, span.start, span.end, label="FINDING")]
        doc = context(doc)
        entity = doc.ents[0]._
        return {
            "negated": entity.is_negated,
            "possible": entity.is_uncertain,
            "historical": entity.is_historical,
            "hypothetical": entity.is_hypothetical,
            "other": entity.is_family,
        }

    from importlib.metadata import version

    return read, f"medspaCy {version('medspacy')}, spaCy {spacy.__version__}"


def negspacy_reader():
    import spacy
    from negspacy.negation import Negex  # noqa: F401
    from spacy.tokens import Span
    from importlib.metadata import version

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    sentences = nlp.get_pipe("sentencizer")
    negex = nlp.add_pipe("negex", config={"ent_types": ["FINDING"]})

    def read(finding, sentence, at):
        doc = sentences(nlp.make_doc(sentence))
        span = doc.char_span(at, at + len(finding), alignment_mode="expand")
        if span is None:
            return {"negated": False}
        doc.ents = [Span(doc, span.start, span.end, label="FINDING")]
        return {"negated": negex(doc).ents[0]._.negex}

    return read, f"negspacy {version('negspacy')}, spaCy {spacy.__version__}"


def negex_reader():
    folder = os.environ.get("NEGEX", "")
    sys.path.insert(0, folder)
    import negex

    with open(os.path.join(folder, "negex_triggers.txt"), encoding="utf-8") as file:
        rules = negex.sortRules(file.readlines())

    def read(finding, sentence, _at):
        try:
            tagger = negex.negTagger(
                sentence=sentence.lower(), phrases=[finding.lower()], rules=rules, negP=False
            )
            return {"negated": tagger.getNegationFlag() == "negated"}
        except Exception:  # its patterns are built from the text and break on some marks
            return {"negated": False}

    return read, "negex.py"


def main():
    engine, files = sys.argv[1], sys.argv[2:]
    make = {"medspacy": medspacy_reader, "negspacy": negspacy_reader, "negex": negex_reader}[engine]
    read, version = make()
    for path in files:
        axes, erased = tallied(read, path)
        print(json.dumps({"engine": engine, "version": version, "file": os.path.basename(path), "axes": axes, "erased": erased}))


if __name__ == "__main__":
    main()
