"""Finds the signs in the notes of a Spark table, on the cluster, and writes one row for each finding.

    spark-submit sweep_notes.py NOTES.parquet FINDINGS.parquet [--id note_id] [--text text]

The workers need the wheel `heelrise-notes` and pyarrow. Notes stay where Spark keeps them; only findings are written, and
they hold places and names of signs, no text. Places count bytes of the note in UTF-8.
"""

import argparse

SCHEMA = (
    "id string, sign string, says string, `when` string, who string, "
    "start bigint, `end` bigint, sentence_start bigint, sentence_end bigint"
)


def find(id_column, text_column):
    """The function that each worker runs over its batches."""

    def batches(incoming):
        # Asked for here, on the worker: the machine that plans the job may do without.
        import heelrise_notes
        import pyarrow as pa

        for batch in incoming:
            found = heelrise_notes.find_signs_arrow(batch, column=text_column)
            ids = batch.column(id_column).cast(pa.string()).take(found.column("row"))
            columns = [ids, *found.columns[1:]]
            yield pa.RecordBatch.from_arrays(columns, names=["id", *found.schema.names[1:]])

    return batches


def findings(notes, id_column="note_id", text_column="text"):
    """A Spark table of findings from a Spark table of notes. Rows are in no particular order."""
    return notes.select(id_column, text_column).mapInArrow(find(id_column, text_column), SCHEMA)


def main():
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notes")
    parser.add_argument("findings")
    parser.add_argument("--id", default="note_id", help="the column that names a note")
    parser.add_argument("--text", default="text", help="the column of the texts")
    given = parser.parse_args()
    spark = SparkSession.builder.appName("heelrise-notes").getOrCreate()
    findings(spark.read.parquet(given.notes), given.id, given.text).write.parquet(given.findings)


if __name__ == "__main__":
    main()
