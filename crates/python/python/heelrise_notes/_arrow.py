"""Arrow in and out, kept apart so that strings and lists can be read where pyarrow is not installed."""

import sys

try:
    import pyarrow as pa
except ImportError as error:
    raise ImportError("Arrow batches need pyarrow. Install it: pip install 'heelrise-notes[arrow]'.") from error

from heelrise_notes._core import _find_column

WORDS = ("sign", "says", "when", "who")
NUMBERS = ("row", "start", "end", "sentence_start", "sentence_end")
SCHEMA = pa.schema(
    [("row", pa.int64())]
    + [(name, pa.string()) for name in WORDS]
    + [(name, pa.int64()) for name in NUMBERS[1:]]
)


def find(data, column):
    """See `heelrise_notes.find_signs_arrow`."""
    batches = [_read(chunk, row) for chunk, row in _chunks(data, column)]
    if not batches:
        return pa.RecordBatch.from_pylist([], schema=SCHEMA)
    table = pa.Table.from_batches(batches).combine_chunks()
    return (table.to_batches() or [pa.RecordBatch.from_pylist([], schema=SCHEMA)])[0]


def _chunks(data, column):
    if not isinstance(data, (pa.RecordBatch, pa.Table)):
        if not (hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")):
            raise TypeError(
                f"A batch or table in Arrow's form is expected, but a {type(data).__name__} was handed in. "
                "Use find_signs_many for a list."
            )
        data = pa.table(data) if hasattr(data, "__arrow_c_stream__") else pa.record_batch(data)
    names = data.schema.names
    if names.count(column) != 1:
        how = "no column" if column not in names else "more than one column"
        raise ValueError(f"There is {how} named {column!r}; there are: {', '.join(names)}. Name it: column=….")
    found = data.column(column)
    chunks = found.chunks if isinstance(found, pa.ChunkedArray) else [found]
    row = 0
    for chunk in chunks:
        yield chunk, row
        row += len(chunk)


def _read(chunk, row):
    kind = chunk.type.value_type if pa.types.is_dictionary(chunk.type) else chunk.type
    text = (pa.types.is_string, pa.types.is_large_string, getattr(pa.types, "is_string_view", lambda _: False))
    if pa.types.is_null(kind) or len(chunk) == 0:
        return pa.RecordBatch.from_pylist([], schema=SCHEMA)
    if not any(of_kind(kind) for of_kind in text):
        raise TypeError(f"A column of strings is expected, but it is of type {chunk.type}. Cast it to string.")
    # An empty text has no findings either.
    texts = chunk.cast(pa.large_string()).fill_null("")
    _, offsets, data = texts.buffers()
    offsets = offsets.slice(texts.offset * 8, (len(texts) + 1) * 8).to_pybytes()
    first, last = (int.from_bytes(offsets[at : at + 8], sys.byteorder) for at in (0, len(offsets) - 8))
    held = data.slice(first, last - first).to_pybytes() if data is not None else b""
    words, numbers = _find_column(offsets, held, row)
    made = dict(zip(WORDS, (pa.array(of, pa.string()) for of in words)))
    for name, of in zip(NUMBERS, numbers):
        made[name] = pa.Array.from_buffers(pa.int64(), len(of) // 8, [None, pa.py_buffer(of)])
    return pa.RecordBatch.from_arrays([made[name] for name in SCHEMA.names], schema=SCHEMA)
