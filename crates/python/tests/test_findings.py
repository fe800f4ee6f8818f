"""The module gives what the Rust library gives, over strings, lists and Arrow, and says plainly what it cannot read."""

import copy
import json
import os
import pathlib
import pickle
import subprocess

import pyarrow as pa
import pytest

import heelrise_notes as hn

ROOT = pathlib.Path(__file__).resolve().parents[3]
DATA = ROOT / "crates" / "notes" / "tests" / "data"
ODD = [
    "",
    " ",
    "\r\n\r\n",
    "Größe der Dellé: palpable gap 3 cm ✓. Simmonds abnormal – “heard a pop” 👟👟.",
    "👟" * 50 + " Simmonds abnormal 👟 palpable gap.",
    "e\u0301 palpable gap \u200d\ufeff Thompson positive\x00 pop",
    "Thompson\u00a0test\u2011positive. Keine Lücke.",
]


def corpus():
    texts = list(ODD)
    for name in ("shorthand-dev.tsv", "shorthand-sealed.tsv"):
        for line in (DATA / name).read_text(encoding="utf-8").splitlines()[1:]:
            sentence = line.split("\t")[3].replace("\\n", "\n")
            texts += [sentence, f"Größe 👟. {sentence}"]
    return texts


@pytest.fixture(scope="session")
def texts():
    return corpus()


@pytest.fixture(scope="session")
def expected(texts):
    """What the Rust library finds, asked for on its own, without this module."""
    dump = os.environ["HEELRISE_DUMP"]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    out = subprocess.run([dump], input=lines, capture_output=True, check=True, encoding="utf-8").stdout
    return [[tuple(row) for row in json.loads(line)] for line in out.splitlines()]


def as_bytes(f):
    return (f.sign, f.says, f.when, f.who, f.byte_start, f.byte_end, f.byte_sentence_start, f.byte_sentence_end)


def test_one_note_as_in_rust(texts, expected):
    assert sum(map(len, expected)) > 300
    assert [[as_bytes(f) for f in hn.find_signs(text)] for text in texts] == expected


def test_characters_and_bytes_name_the_same_words(texts):
    shifted = 0
    for text in texts:
        raw = text.encode()
        for f in hn.find_signs(text):
            assert text[f.start : f.end].encode() == raw[f.byte_start : f.byte_end]
            assert text[f.sentence_start : f.sentence_end].encode() == raw[f.byte_sentence_start : f.byte_sentence_end]
            assert f.sentence_start <= f.start < f.end <= f.sentence_end <= len(text)
            shifted += f.start != f.byte_start
    assert shifted > 100


def test_a_list_as_one_by_one(texts):
    assert hn.find_signs_many(texts) == [hn.find_signs(text) for text in texts]
    assert hn.find_signs_many(iter(texts[:9])) == [hn.find_signs(text) for text in texts[:9]]
    assert hn.find_signs_many([]) == []
    assert hn.find_signs_many([None, "palpable gap", None]) == [[], hn.find_signs("palpable gap"), []]


def rows(batch):
    return [tuple(row.values()) for row in batch.to_pylist()]


def flat(expected):
    return [(n, *one) for n, found in enumerate(expected) for one in found]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_arrow_as_in_rust(texts, expected, kind):
    array = pa.array(texts, pa.string()).cast(kind)
    batch = hn.find_signs_arrow(pa.record_batch({"text": array}))
    assert isinstance(batch, pa.RecordBatch)
    batch.validate(full=True)
    names = ["row", "sign", "says", "when", "who", "start", "end", "sentence_start", "sentence_end"]
    assert batch.schema.names == names
    assert rows(batch) == flat(expected)


def test_arrow_in_pieces_and_slices(texts, expected):
    table = pa.table({"note": pa.chunked_array([texts[:5], [], texts[5:70], texts[70:]], pa.string())})
    assert rows(hn.find_signs_arrow(table, column="note")) == flat(expected)
    part = pa.record_batch({"text": pa.array(texts)}).slice(11, 40)
    assert rows(hn.find_signs_arrow(part)) == flat(expected[11:51])


def test_arrow_without_values():
    array = pa.array([None, "palpable gap", None, ""])
    assert [row[0] for row in rows(hn.find_signs_arrow(pa.record_batch({"text": array})))] == [1]
    for empty in (pa.array([], pa.string()), pa.array([None, None], pa.string()), pa.nulls(3)):
        batch = hn.find_signs_arrow(pa.record_batch({"text": empty}))
        assert batch.num_rows == 0 and batch.schema.names[0] == "row"
    assert hn.find_signs_arrow(pa.table({"text": pa.chunked_array([], pa.string())})).num_rows == 0


def test_anything_that_hands_out_arrow():
    class Frame:
        def __init__(self, table):
            self.table = table

        def __arrow_c_stream__(self, requested_schema=None):
            return self.table.__arrow_c_stream__(requested_schema)

    assert hn.find_signs_arrow(Frame(pa.table({"text": ["palpable gap"]}))).num_rows == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: hn.find_signs(None), TypeError, "A note is a str, but the argument is of type NoneType."),
        (lambda: hn.find_signs(b"gap"), TypeError, "of type bytes"),
        (lambda: hn.find_signs("gap \ud800"), ValueError, "half of a surrogate pair"),
        (lambda: hn.find_signs_many("gap"), TypeError, "Use find_signs for one note."),
        (lambda: hn.find_signs_many(["gap", 3]), TypeError, "item 1 is of type int"),
        (lambda: hn.find_signs_many(7), TypeError, "A list of notes"),
        (lambda: hn.find_signs_arrow(["gap"]), TypeError, "Use find_signs_many for a list."),
        (lambda: hn.find_signs_arrow(pa.table({"note": ["gap"]})), ValueError, "no column named 'text'; there are: note"),
        (lambda: hn.find_signs_arrow(pa.table({"text": [3]})), TypeError, "A column of strings is expected"),
    ],
)
def test_mistakes_are_said_plainly(call, error, words):
    with pytest.raises(error) as raised:
        call()
    assert words in str(raised.value)


def test_bytes_that_are_not_utf8_are_located():
    raw = pa.array([b"palpable gap", b"gap \xff\xfe"], pa.binary())
    broken = pa.StringArray.from_buffers(2, raw.buffers()[1], raw.buffers()[2])
    with pytest.raises(ValueError, match="Row 1 is not UTF-8 from byte 4 on"):
        hn.find_signs_arrow(pa.record_batch({"text": broken}))


def test_a_finding_is_a_value():
    first, again = hn.find_signs("palpable gap"), hn.find_signs("palpable gap")
    assert first == again and {*first} == {*again} and first[0].counts
    assert repr(first[0]).startswith('Finding(sign="gap"')
    with pytest.raises(AttributeError):
        first[0].sign = "other"


def test_the_example_of_the_module_holds():
    import doctest

    assert doctest.testmod(hn).attempted == 2 and doctest.testmod(hn).failed == 0


def test_findings_go_to_other_processes_whole():
    found = hn.find_signs("Größe 👟. Simmonds abnormal, no palpable gap.")
    assert found
    assert pickle.loads(pickle.dumps(found)) == found
    assert [copy.copy(one) for one in found] == found
