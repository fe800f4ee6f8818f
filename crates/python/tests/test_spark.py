"""The example job on Spark with two workers gives, byte for byte, what one machine gives."""

import importlib.util
import json
import os
import pathlib
import sys

import pyarrow as pa
import pytest
from test_findings import ROOT, corpus

import heelrise_notes as hn

if "HEELRISE_SPARK" not in os.environ:  # `scripts/test python` sets it: there, Spark that does not start is a failure
    pytest.importorskip("pyspark", reason="Spark is not installed")


def example():
    spec = importlib.util.spec_from_file_location("sweep_notes", ROOT / "examples" / "spark" / "sweep_notes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def canonical(rows):
    return "\n".join(sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)).encode()


@pytest.fixture(scope="module")
def spark():
    import pyspark as installed
    from pyspark.sql import SparkSession

    os.environ["SPARK_HOME"] = str(pathlib.Path(installed.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "512m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_two_workers_as_one_machine(spark):
    job = example()
    # The example is no installed module: its functions travel to the workers whole.
    from pyspark import cloudpickle

    sys.modules["sweep_notes"] = job
    cloudpickle.register_pickle_by_value(job)
    notes = [(f"n{n:05}", text) for n, text in enumerate(corpus() * 3)] + [("none", None)]
    frame = spark.createDataFrame(notes, "note_id string, text string").repartition(8)

    def where(batches):
        import os

        for _ in batches:
            pass
        yield pa.RecordBatch.from_pydict({"executor": [os.environ.get("SPARK_EXECUTOR_DIRS", "") + os.getcwd()]})

    homes = {row.executor for row in frame.mapInArrow(where, "executor string").collect()}
    assert len(homes) > 1, f"more than one worker is needed: {homes}"

    spread = canonical(tuple(row) for row in job.findings(frame).collect())
    table = pa.table({"note_id": [i for i, _ in notes], "text": pa.array([t for _, t in notes], pa.string())})
    alone = hn.find_signs_arrow(table).to_pylist()
    alone = canonical((notes[row.pop("row")][0], *row.values()) for row in alone)
    assert spread.count(b"\n") > 1000
    assert spread == alone
