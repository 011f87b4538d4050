from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import CONVERGENCE_COLUMNS, convergence, drift, mean_interval
from spectrum.analysis.drift import ALL_SAME, MOST_FOR_SLOPE, NO_TIMES, ONE_TIME, TOO_FEW

nan = np.nan
START = pd.Timestamp("2026-05-01 18:00")


def frame(rows: list[tuple], columns: tuple[str, ...] = ("minute", "voter_id", "x", "y")) -> pd.DataFrame:
    votes = pd.DataFrame(rows, columns=list(columns)).astype({"x": "float64", "y": "float64"})
    times = START + pd.to_timedelta(votes.pop("minute"), unit="min")
    return votes.assign(cast_at=times)


def crowd(n: int, per_hour: float = 0.0, seed: int = 1, sd: float = 6.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    minutes = np.sort(random.uniform(0, 120, n))
    x = random.normal(40, sd, n) + per_hour * minutes / 60
    rows = zip(minutes, (f"v{i}" for i in range(n)), x, random.normal(60, sd, n), strict=True)
    return frame(list(rows))


# --- convergence ----------------------------------------------------------------------


def test_running_mean_follows_the_votes_in_order_of_time():
    votes = frame([(9, "c", 60, 30), (0, "a", 10, 20), (4, "b", 20, 40)])
    found = convergence(votes)
    assert list(found.columns) == list(CONVERGENCE_COLUMNS)
    assert list(found["n"]) == [1, 2, 3]
    assert found["cast_at"].is_monotonic_increasing
    np.testing.assert_allclose(found["mean_x"], [10, 15, 30])
    np.testing.assert_allclose(found["mean_y"], [20, 30, 30])


def test_running_intervals_are_those_of_the_votes_so_far():
    votes = crowd(20)
    found = convergence(votes)
    assert np.isnan(found[["x_low", "x_high", "y_low", "y_high"]].iloc[0]).all()
    for k in (2, 7, 20):
        for axis in ("x", "y"):
            own = votes[axis].head(k)
            expected = mean_interval(own.mean(), own.std(), k)
            assert found[[f"{axis}_low", f"{axis}_high"]].iloc[k - 1].to_numpy() == pytest.approx(
                expected, abs=1e-9
            )


def test_a_voters_later_vote_replaces_the_earlier_one():
    votes = frame([(0, "a", 10, 10), (1, "b", 30, 30), (2, "a", 50, 70)])
    found = convergence(votes)
    assert list(found["n"]) == [1, 2, 2]
    np.testing.assert_allclose(found["mean_x"], [10, 20, 40])
    np.testing.assert_allclose(found["mean_y"], [10, 20, 50])


def test_without_voters_every_vote_counts():
    votes = frame([(0, "a", 10, 10), (1, "a", 50, 70)]).drop(columns="voter_id")
    assert list(convergence(votes)["n"]) == [1, 2]


def test_a_vote_on_x_alone_keeps_the_voters_y():
    votes = frame([(0, "a", 10, 80), (1, "b", 20, nan), (2, "a", 30, nan)])
    found = convergence(votes)
    assert list(found["n_y"]) == [1, 1, 1]
    np.testing.assert_allclose(found["mean_y"], [80, 80, 80])
    np.testing.assert_allclose(found["mean_x"], [10, 15, 25])


def test_a_withdrawn_vote_no_longer_counts_and_its_y_is_forgotten():
    votes = frame([(0, "a", 10, 80), (1, "b", 20, 40), (2, "a", nan, nan), (3, "a", 30, nan)])
    found = convergence(votes)
    assert list(found["n"]) == [1, 2, 1, 2]
    assert list(found["n_y"]) == [1, 2, 1, 1]
    np.testing.assert_allclose(found["mean_x"], [10, 15, 20, 25])
    np.testing.assert_allclose(found["mean_y"], [80, 60, 40, 40])


def test_the_last_row_is_the_board_as_it_stands():
    """Many re-votes, some on x alone: the end is the latest vote of each voter."""
    random = np.random.default_rng(6)
    voters = random.choice(list("abcdefgh"), 300)
    y = np.where(random.random(300) < 0.3, nan, random.uniform(0, 100, 300))
    votes = frame(list(zip(range(300), voters, random.uniform(0, 100, 300), y, strict=True)))
    end = convergence(votes).iloc[-1]
    latest = votes.groupby("voter_id").last()  # the last x, and the last y that is there
    assert end["n"] == end["n_y"] == 8
    for axis in ("x", "y"):
        low, high = mean_interval(latest[axis].mean(), latest[axis].std(), 8)
        expected = [latest[axis].mean(), low, high]
        found = end[[f"mean_{axis}", f"{axis}_low", f"{axis}_high"]].to_numpy(dtype=float)
        assert found == pytest.approx(expected, abs=1e-9)


def test_clock_that_steps_back_does_not_bring_a_voters_earlier_vote_back():
    votes = frame([(60, "a", 90, 90), (0, "a", 10, 10), (30, "b", 50, 50)]).assign(seq=[1, 2, 3])
    end = convergence(votes).iloc[-1]
    assert (end["n"], end["mean_x"]) == (2, 30)
    assert convergence(votes)["cast_at"].is_monotonic_increasing


def test_no_y_is_taken_into_a_round_that_starts_fresh():
    votes = frame([(0, "a", 10, 10), (1, "a", 20, nan), (2, "b", 40, 40)]).assign(
        seq=[1, 2, 3], round_id=["one", "two", "two"]
    )
    assert convergence(votes)["n_y"].iloc[-1] == 2
    fresh = convergence(votes, fresh_rounds=["two"]).iloc[-1]
    assert (fresh["n"], fresh["mean_x"], fresh["n_y"], fresh["mean_y"]) == (2, 30, 1, 40)


def test_seq_decides_between_votes_of_one_time():
    votes = frame([(0, "a", 90, 90), (0, "a", 10, 10)]).assign(seq=[2, 1])
    assert convergence(votes)["mean_x"].iloc[-1] == 90


def test_votes_without_a_time_are_left_out():
    votes = frame([(0, "a", 10, 10), (1, "b", 30, 30)])
    votes.loc[0, "cast_at"] = pd.NaT
    assert list(convergence(votes)["mean_x"]) == [30]
    for none in (votes.assign(cast_at=None), votes.assign(cast_at=pd.NaT), votes.head(0)):
        found = convergence(none)
        assert found.empty
        assert list(found.columns) == list(CONVERGENCE_COLUMNS)


# --- drift ----------------------------------------------------------------------------


def test_drift_finds_the_slope_in_points_per_hour():
    found = drift(crowd(60, per_hour=15))
    assert found.x.low < 15 < found.x.high
    assert found.x.slope == pytest.approx(15, abs=3)
    assert found.x.p < 0.001
    assert (found.x.n, found.x.n_slope, found.x.reason) == (60, 60, "")
    assert found.y.low < 0 < found.y.high
    assert found.y.p > 0.05


def test_slope_is_the_median_of_all_pairs():
    votes = frame(
        [(0, "a", 10, 5), (60, "b", 30, 5), (120, "c", 20, 9), (180, "d", 90, 5), (300, "e", 35, 2)]
    )
    hours, x = np.array([0, 1, 2, 3, 5]), votes["x"].to_numpy()
    pairs = [(x[j] - x[i]) / (hours[j] - hours[i]) for i in range(5) for j in range(i + 1, 5)]
    assert drift(votes).x.slope == pytest.approx(np.median(pairs))


def test_a_few_wild_votes_do_not_bend_the_slope():
    votes = crowd(60, per_hour=15)
    votes.loc[votes.index[-4:], "x"] = 0.0
    assert drift(votes).x.slope == pytest.approx(15, abs=4)


def test_a_voter_counts_once_with_the_latest_vote():
    votes = crowd(30, per_hour=15)
    earlier = votes.assign(x=99.0, y=1.0, cast_at=votes["cast_at"] - pd.Timedelta(hours=5))
    assert drift(pd.concat([votes, earlier])) == drift(votes)


def test_a_y_belongs_to_the_time_when_it_was_voted():
    votes = crowd(30, per_hour=15)
    x_alone = votes.head(10).assign(y=nan, cast_at=START + pd.Timedelta(hours=9))
    assert drift(pd.concat([votes, x_alone])).y == drift(votes).y


def test_the_order_of_rows_is_irrelevant():
    votes = crowd(40, per_hour=5)
    assert drift(votes.sample(frac=1, random_state=2)) == drift(votes)


def test_a_withdrawn_vote_has_no_part_in_the_drift():
    votes = crowd(30, per_hour=15)
    withdrawn = votes.tail(3).assign(x=nan, y=nan, cast_at=START + pd.Timedelta(hours=9))
    assert drift(pd.concat([votes, withdrawn])) == drift(votes.head(27))


def test_beyond_so_many_votes_the_slope_is_taken_from_some_and_says_so():
    found = drift(crowd(5000, per_hour=5)).x
    assert (found.n, found.n_slope) == (5000, MOST_FOR_SLOPE)
    assert found.low < 5 < found.high
    assert drift(crowd(5000, per_hour=5)).x == found


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        (crowd(20).assign(cast_at=None), NO_TIMES),
        (crowd(20).assign(cast_at=pd.NaT), NO_TIMES),
        (crowd(4), TOO_FEW),
        (crowd(0), TOO_FEW),
        (crowd(20).assign(cast_at=START), ONE_TIME),
        (crowd(20).assign(x=50.0, y=50.0), ALL_SAME),
    ],
    ids=["none", "not a time", "four", "no votes", "one time", "all the same"],
)
def test_without_a_drift_there_is_a_reason(votes, reason):
    found = drift(votes)
    for axis in (found.x, found.y):
        assert axis.reason == reason
        assert axis.n_slope == 0
        assert np.isnan([axis.slope, axis.low, axis.high, axis.p]).all()


def test_votes_on_x_alone_drift_on_x_alone():
    found = drift(crowd(20).assign(y=nan))
    assert found.x.reason == ""
    assert (found.y.n, found.y.reason) == (0, TOO_FEW)


@pytest.mark.parametrize("measure", [convergence, drift])
def test_missing_columns_are_named(measure):
    with pytest.raises(ValueError, match="votes lack the columns y, cast_at"):
        measure(pd.DataFrame({"x": [1.0]}))
