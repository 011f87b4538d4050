"""What stands out in a voter's votes, and that ordinary voters stay out of the list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import PATTERNS, SUSPICION_COLUMNS, SUSPICIOUS_NOT_GUILTY, suspicious_patterns
from spectrum.analysis.suspicion import CROWDED, FASTEST

START = pd.Timestamp("2026-03-01 20:00:00")


def ballots(voter, positions, *, every=4.0, kind="place"):
    """One vote per tool, at these positions, `every` so many seconds."""
    return pd.DataFrame(
        {
            "voter_id": voter,
            "tool_id": [f"t{i}" for i in range(len(positions))],
            "kind": kind,
            "x": [float(x) for x, _ in positions],
            "y": [np.nan if y is None else float(y) for _, y in positions],
            "cast_at": [START + pd.Timedelta(seconds=every * i) for i in range(len(positions))],
        }
    )


def ordinary(voters=60, tools=30, seed=5):
    """People who agree about the tools to some 12 points, and cast a vote every four seconds."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(10, 90, (tools, 2))
    frames = [
        ballots(f"v{v:03}", np.clip(centres + rng.normal(0, 12, centres.shape), 0, 100).round(1))
        for v in range(voters)
    ]
    return pd.concat(frames, ignore_index=True)


def found(log, voter=None):
    patterns = suspicious_patterns(log)
    return patterns if voter is None else patterns[patterns["voter_id"] == voter].reset_index(drop=True)


def test_ordinary_voters_stay_out_of_the_list():
    nothing = found(ordinary())
    assert nothing.empty
    assert tuple(nothing.columns) == SUSPICION_COLUMNS


def test_no_votes_no_suspicion():
    nothing = found(ordinary().head(0))
    assert nothing.empty
    assert tuple(nothing.columns) == SUSPICION_COLUMNS


@pytest.mark.parametrize(
    ("pattern", "positions", "evidence"),
    [
        ("one point", [(50, 50)] * 9 + [(10, 20)], "9 of 10 placements are at (50.0, 50.0)"),
        ("one point", [(50, None)] * 6, "6 of 6 placements are at x = 50.0, without a y"),
        ("same x", [(20, y) for y in (1, 90, 33, 52, 71, 12)], "all 6 placements have x = 20.0"),
        ("same y", [(x, 7.5) for x in (1, 90, 33, 52, 71, 12)], "all 6 placements have y = 7.5"),
        ("straight line", [(x, 0.5 * x + 20) for x in range(0, 100, 10)], "all 10 placements lie on one"),
    ],
)
def test_pattern_is_found_and_described(pattern, positions, evidence):
    log = pd.concat([ordinary(), ballots("odd", positions)], ignore_index=True)
    one = found(log, "odd")
    assert one["pattern"].tolist() == [pattern]
    assert one["evidence"][0].startswith(evidence)
    assert 0.8 <= one["strength"][0] <= 1
    assert set(found(log)["voter_id"]) == {"odd"}


@pytest.mark.parametrize(
    "positions",
    [
        [(50, 50)] * 4,
        [(50, 50)] * 7 + [(10, 20), (80, 20)],
        [(20, y) for y in (1, 90, 33, 52, 71)],
        [(x, 0.5 * x + 20) for x in range(0, 70, 10)],
        [(x, 0.5 * x + 20 + (4 if x % 20 else -4)) for x in range(0, 100, 10)],
        [(48 + i / 10, 50 + i / 10) for i in range(10)],
    ],
    ids=["few at a point", "some elsewhere", "few with an x", "short line", "crooked line", "heap"],
)
def test_what_only_comes_near_a_pattern_is_left_alone(positions):
    assert found(ballots("odd", positions)).empty


def test_speed_counts_every_vote_within_a_minute():
    fast = ballots("fast", [(i % 97, (i * 31) % 89) for i in range(FASTEST + 15)], every=1.0)
    revoting = pd.concat([ballots("again", [(i, 100 - i)], every=0) for i in range(FASTEST + 1)])
    one = found(pd.concat([fast, revoting], ignore_index=True))
    assert dict(zip(one["voter_id"], one["pattern"], strict=True)) == {"fast": "speed", "again": "speed"}
    assert one.loc[one["voter_id"] == "fast", "evidence"].item().startswith(f"{FASTEST + 15} votes within")
    steady = ballots("slow", [(i % 97, (i * 31) % 89) for i in range(3 * FASTEST)], every=60 / FASTEST)
    assert found(steady).empty


def test_votes_without_a_time_have_no_speed():
    fast = ballots("fast", [(i % 97, (i * 31) % 89) for i in range(2 * FASTEST)], every=0.1)
    assert found(fast.assign(cast_at=pd.NaT)).empty


def test_votes_that_repeat_another_voters_are_found_for_both():
    log = ordinary()
    twin = log[log["voter_id"] == "v003"].assign(voter_id="twin")
    twin[["x", "y"]] = (twin[["x", "y"]] + 0.3).clip(0, 100)
    pairs = found(pd.concat([log, twin], ignore_index=True))
    assert pairs["voter_id"].tolist() == ["twin", "v003"]
    assert set(pairs["pattern"]) == {"same votes as others"}
    assert pairs["evidence"][0].startswith("30 of 30 tools are placed where voter v003 placed them")


def test_agreeing_on_a_part_of_the_tools_is_no_repetition():
    log = ordinary()
    half = log[log["voter_id"] == "v003"].assign(voter_id="half")
    half.iloc[:6, half.columns.get_indexer(["x", "y"])] = 1.0
    assert found(pd.concat([log, half], ignore_index=True)).empty


def test_many_identical_ballots_are_found_however_many_they_are():
    one = ordinary(voters=1)
    farm = pd.concat([one.assign(voter_id=f"bot{i:03}") for i in range(3 * CROWDED)], ignore_index=True)
    assert found(farm)["voter_id"].nunique() == 3 * CROWDED


def test_latest_vote_counts_and_a_withdrawn_one_does_not():
    heap = ballots("odd", [(50, 50)] * 6)
    gone = ballots("odd", [(np.nan, None)] * 3, kind="withdraw")
    assert len(found(heap)) == 1
    assert found(pd.concat([heap, gone], ignore_index=True)).empty


def test_every_pattern_has_a_name_and_the_caution_names_no_culprit():
    assert len(set(PATTERNS)) == 6
    assert "not guilty" in SUSPICIOUS_NOT_GUILTY


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="cast_at"):
        suspicious_patterns(ordinary().drop(columns="cast_at"))
