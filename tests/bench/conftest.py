"""A run as `python -m bench` keeps it, without having taken the time."""

from __future__ import annotations

import pytest

from bench.results import Results
from bench.table import Row, measured


@pytest.fixture
def results() -> Results:
    rows = (
        Row("import of 10 votes from CSV, the whole command", 2.0, "s", "pandas", 4.0, part="imports"),
        Row("votes saved, 1 thread", 500.0, "votes/s", "one commit per vote", 100.0, part="writer"),
        Row("votes answered and not in the log", 0, "votes", target=0, part="room"),
    )
    machine = {
        "cores": 2, "processor": "Z80", "memory_gb": 1, "system": "CP/M", "python": "3.11", "duckdb": "2",
        "streamlit": "1", "pandas": "3", "polars": "2", "load": 0.1,
    }  # fmt: skip
    series = {
        "growth": [
            {"votes": votes, "way": way, "milliseconds": votes / 100}
            for votes in (1_000, 10_000)
            for way in ("query", "query, pandas", "page", "page, pandas")
        ],
        "stairs": [{"offered": rate, "p50": 1.0, "p95": 2.0} for rate in (100, 200)],
        "memory": [{"way": "Spectrum", "at": at, "memory": 300.0, "data": 1.0} for at in (0.0, 60.0)],
    }
    return Results(machine, "2026-01-15", False, 61.0, rows, series, {"phone": "No Chromium found."})


@pytest.fixture
def several() -> Row:
    return measured("wait", [3.0, 1.0, 2.0], "ms", "another way", [5.0, 7.0, 6.0], target=2.5)
