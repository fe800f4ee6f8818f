"""Finds signs of an Achilles tendon rupture in clinical text.

A note goes in, findings come out: which sign, where, whether the writer says it is there, and about which time and whom.
It finds words, and diagnoses nobody.

>>> note = "No # seen, Simmonds abnormal. Palpable gap: nil."
>>> [(note[f.start:f.end], f.sign, f.says) for f in find_signs(note)]
[('Simmonds abnormal', 'squeeze', 'present'), ('Palpable gap:', 'gap', 'absent')]

Places in a `Finding` count characters, as Python does; those named `byte_…`, and all places in the batches of
`find_signs_arrow`, count bytes of the text in UTF-8.
"""

from heelrise_notes._core import Finding, __version__, find_signs, find_signs_many

__all__ = ["Finding", "__version__", "find_signs", "find_signs_arrow", "find_signs_many"]


def find_signs_arrow(data, column="text"):
    """Finds the signs in a column of a batch or table; gives back one `pyarrow.RecordBatch`, a row for each finding.

    `data` is a RecordBatch, a Table, or anything that hands out Arrow by the PyCapsule interface (polars, pandas, DuckDB).
    Columns of the result: row (the row in `data`, from 0), sign, says, when, who, start, end, sentence_start,
    sentence_end; the last four count BYTES of the row's text. A row without a value has no findings.
    """
    from heelrise_notes import _arrow

    return _arrow.find(data, column)
