from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from spectrum.charts import LIGHT, activity, to_svg

START = pd.Timestamp("2026-03-01 14:00")


def votes(*seconds: float | None) -> pd.DataFrame:
    times = [pd.NaT if at is None else START + pd.Timedelta(seconds=at) for at in seconds]
    return pd.DataFrame({"cast_at": pd.Series(times, dtype="datetime64[us]")})


def test_bars_hold_every_vote_as_votes_a_minute(drawn: Any) -> None:
    chart = drawn(activity(votes(0, 1, 14, 15, 59, 60), palette=LIGHT))
    (bars,) = chart.marks("rect")
    rows = chart.rows(bars)
    assert [(row["n"], row["rate"]) for row in rows] == [(3, 12), (1, 4), (1, 4), (1, 4)]
    assert rows[0]["start"] == START.timestamp() * 1000
    assert all(row["end"] - row["start"] == 15_000 for row in rows)


@pytest.mark.parametrize(
    ("span", "length"),
    [
        (60, "15 seconds"),
        (3600, "1 minute"),
        (86400, "15 minutes"),
        (30 * 86400, "6 hours"),
        (10**9, "97 days"),
    ],
)
def test_a_longer_time_has_wider_bars_never_too_many(drawn: Any, span: int, length: str) -> None:
    chart = drawn(activity(votes(*(span * at / 999 for at in range(1000))), palette=LIGHT))
    assert chart.spec["title"]["subtitle"] == f"1\u2009000 votes, in bars of {length}"
    rows = chart.rows(chart.marks("rect")[0])
    assert len(rows) <= 121
    assert sum(row["n"] for row in rows) == 1000


def test_votes_without_a_time_are_counted_and_not_drawn(drawn: Any) -> None:
    chart = drawn(activity(votes(0, None, 20, None), palette=LIGHT))
    assert "2 votes, in bars" in chart.spec["title"]["subtitle"]
    assert "2 without a recorded time left out" in chart.spec["title"]["subtitle"]
    assert sum(row["n"] for row in chart.rows(chart.marks("rect")[0])) == 2


def test_times_are_utc_whatever_the_browsers_zone_and_the_frames(drawn: Any) -> None:
    naive, aware = votes(0, 30), votes(0, 30)
    aware["cast_at"] = aware["cast_at"].dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo")
    here, there = (drawn(activity(frame, palette=LIGHT)) for frame in (naive, aware))
    assert here.rows(here.marks("rect")[0]) == there.rows(there.marks("rect")[0])
    encoding = here.marks("rect")[0]["encoding"]
    assert encoding["x"]["scale"]["type"] == "utc"
    assert "UTC" in encoding["x"]["axis"]["title"]
    assert encoding["y"]["title"] == "votes a minute"


def test_a_short_burst_does_not_fill_the_whole_width(drawn: Any) -> None:
    (bars,) = drawn(activity(votes(0), palette=LIGHT)).marks("rect")
    start, end = bars["encoding"]["x"]["scale"]["domain"]
    assert end - start == 12 * 15_000


def test_no_votes_and_no_times_can_be_drawn() -> None:
    for frame in (votes(), votes(None)):
        assert "No vote has a recorded time" in to_svg(activity(frame, palette=LIGHT))


def test_a_missing_column_is_named_and_the_frame_stays_as_it_was() -> None:
    with pytest.raises(ValueError, match="lacks a column: cast_at"):
        activity(pd.DataFrame({"x": [1]}), palette=LIGHT)
    frame = votes(5, None)
    activity(frame, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, votes(5, None))
