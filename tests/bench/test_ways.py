"""The alternatives do the same work as the product: else a ratio would say nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bench import pandas_export, pandas_way, polars_way
from bench.data import make_board, simulation
from bench.imports import _import, _import_with_pandas
from bench.live.limited import narrow
from bench.pages import queries
from bench.plan import BOARD, Plan
from bench.tables import write_files
from bench.writer import measure as measure_writer
from spectrum.analysis import simulate
from spectrum.model import Selection
from spectrum.store import open_store, writer
from spectrum.store.duckdb_store import DuckDBStore

VOTES = 2_000


@pytest.fixture
def plan(tmp_path) -> Plan:
    return Plan(tmp_path, VOTES, (VOTES,), runs=1, seconds=0.3, soak=0, full=False)


def positions_in(database) -> pd.DataFrame:
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        return store.positions(Selection(BOARD))
    finally:
        store.close()


def assert_same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    columns = [name for name in ours.columns if name in theirs.columns and name != "tool_id"]
    assert len(columns) > 15
    for name in columns:
        np.testing.assert_allclose(
            ours[name].astype("float64"), theirs[name].astype("float64"), rtol=1e-9, err_msg=name
        )


def test_pandas_imports_the_same_board(plan):
    made = simulate(simulation(VOTES)).votes
    made.to_csv(plan.csv, index=False, date_format="%Y-%m-%dT%H:%M:%S.%fZ")
    _import(plan)
    _import_with_pandas(plan)
    assert_same(positions_in(plan.database), positions_in(plan.folder / "pandas.duckdb"))


def test_pandas_exports_every_vote_under_a_pseudonym(plan, tmp_path):
    make_board(str(plan.database), VOTES)
    assert pandas_export.export(str(plan.database), str(tmp_path / "package")) == VOTES
    log = pd.read_csv(tmp_path / "package" / "votes.csv")
    assert len(log) == VOTES
    assert log["voter_id"].str.fullmatch("[0-9a-f]{12}").all()


def test_three_ways_give_the_same_table(tmp_path):
    write_files(str(tmp_path), VOTES)
    ours = positions_in(tmp_path / "tables.duckdb")
    assert_same(ours, pandas_way.tables(str(tmp_path / "pandas.parquet"))[0])
    assert_same(ours, polars_way.tables(str(tmp_path / "polars.parquet"))[0])


def test_queries_are_timed_as_often_as_asked(tmp_path):
    write_files(str(tmp_path), VOTES)
    found = queries(str(tmp_path), 2)
    assert set(found) == {"query", "query, pandas", "query, polars"}
    assert all(len(times) == 2 for times in found.values())


def test_writer_rows_name_their_alternative(plan, monkeypatch):
    make_board(str(plan.database), VOTES)
    monkeypatch.setattr("bench.writer.make_plan", lambda _folder, quick: plan)
    monkeypatch.setattr("bench.writer.SUBMITTED", 50)
    monkeypatch.setattr("bench.writer.SUBMITTED_ALONE", 5)
    usual = writer.BATCH
    rows = measure_writer(str(plan.folder), True)
    assert usual == writer.BATCH
    assert all(row["alternative"] and row["alternative_figure"] > 0 for row in rows)


def test_a_narrow_writer_is_one_that_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "BATCH", writer.BATCH)
    defaults = DuckDBStore.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "capacity", defaults["capacity"])
    narrow(batch=1, queue=3)
    store = DuckDBStore(tmp_path / "narrow.duckdb")
    try:
        assert store._writer._capacity == 3
        assert writer.BATCH == 1
    finally:
        store.close()
