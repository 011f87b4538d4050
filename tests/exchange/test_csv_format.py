from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spectrum.exchange.csv_format import csv_bytes, needs_guard, without_guard

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''@x", "＝1"]


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    written = rows(csv_bytes(pd.DataFrame({"a": [text]})))[1][0]
    assert written == "'" + text
    assert needs_guard(text)


@pytest.mark.parametrize("text", ["plain", "'quoted'", "a=1", "'", "''x"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert rows(csv_bytes(pd.DataFrame({"a": [text]})))[1][0] == text
    assert without_guard(text) == text


@given(st.text(min_size=1))
@example("'=x")
@example('"\r\n",')
def test_reading_gives_back_any_text(text: str) -> None:
    written = rows(csv_bytes(pd.DataFrame({"a": [text], "b": ["x"]})))[1][0]
    assert without_guard(written) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_exactly(number: float) -> None:
    assert float(rows(csv_bytes(pd.DataFrame({"a": [number], "b": [1]})))[1][0]) == number


def test_negative_numbers_are_no_formulas() -> None:
    assert csv_bytes(pd.DataFrame({"a": [-1.5]})) == b"a\n-1.5\n"


def test_times_are_utc_and_missing_values_empty() -> None:
    frame = pd.DataFrame(
        {
            "t": pd.to_datetime(["2026-08-18 01:29:52.456", None]),
            "x": [62.0, float("nan")],
            "n": pd.array([3, None], dtype="Int64"),
            "s": pd.Series(["", None], dtype="str"),
            "b": pd.array([True, None], dtype="boolean"),
        }
    )
    assert csv_bytes(frame).decode().splitlines() == [
        "t,x,n,s,b",
        "2026-08-18T01:29:52.456000Z,62,3,,true",
        ",,,,",
    ]


def test_an_empty_frame_has_its_header() -> None:
    assert csv_bytes(pd.DataFrame({"a": pd.Series(dtype="str"), "b": pd.Series(dtype="float64")})) == b"a,b\n"
