from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.analysis import (
    AGGREGATE_COLUMNS,
    TOOL_COLUMNS,
    board_statistics,
    disagreement,
    disagreement_interval,
    interquartile_range,
    large_sample_limits,
    mad,
    mean_ellipse,
    mean_ellipses,
    mean_interval,
    moments,
    pool,
    ranked,
    relative_variance,
    standard_distance,
    tool_statistics,
    votes_needed_for_mean,
)
from spectrum.errors import InvalidSetting
from spectrum.model import BoardStatistics, Tool

nan = math.nan
A = Tool(
    "a", "Apple", number=2, description="a fruit", branches=("Sound", "Writers"), seed_x=80.0, seed_y=20.0
)
B = Tool("b", "Banana", number=1)
C = Tool("c", "Cherry", number=3, seed_x=10.0)
TOOLS = [A, B, C]

grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)
placement = st.tuples(st.sampled_from("abc"), grid, st.one_of(grid, st.just(nan)))
boards = st.lists(placement, max_size=60).map(lambda rows: votes_of(*rows))

slowly = settings(deadline=None, max_examples=50)  # the slow store takes its time


def votes_of(*rows: tuple[str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["tool_id", "x", "y"])
    return frame.astype({"tool_id": "str", "x": "float64", "y": "float64"})


@pytest.fixture(scope="session")
def statistics(aggregate):
    def compute(votes: pd.DataFrame, weight: float = 10.0) -> pd.DataFrame:
        return tool_statistics(aggregate(votes), TOOLS, anchor_weight=weight).set_index("tool_id", drop=False)

    return compute


# --- the frame ----------------------------------------------------------------------


def test_every_tool_has_a_row_in_order_of_number(statistics):
    frame = statistics(votes_of(("c", 10, 20)))
    assert list(frame["tool_id"]) == ["b", "a", "c"]
    assert list(frame["n"]) == [0, 0, 1]
    assert tuple(frame.columns) == TOOL_COLUMNS


def test_board_without_votes_shows_the_seeds(statistics):
    frame = statistics(votes_of())
    assert frame.loc["a", ["x", "y", "seed_share"]].tolist() == [80.0, 20.0, 1.0]
    assert frame.loc["b", ["x", "y", "seed_share", "disagreement"]].isna().all()
    assert frame["n"].tolist() == [0, 0, 0]


def test_columns_have_the_same_types_with_and_without_votes(statistics):
    rows = [("a", 10, 20), ("b", 30, nan)]
    assert statistics(votes_of(*rows)).dtypes.to_dict() == statistics(votes_of()).dtypes.to_dict()
    assert statistics(votes_of())["n_y"].dtype == np.int64


def test_catalogue_stands_beside_the_figures(statistics):
    row = statistics(votes_of()).loc["a"]
    assert (row["name"], row["description"], row["status"]) == ("Apple", "a fruit", "live")
    assert row["branches"] == "Sound; Writers"


def test_board_without_tools_is_an_empty_frame(aggregate):
    frame = tool_statistics(aggregate(votes_of(("a", 10, 20))), [], anchor_weight=0)
    assert tuple(frame.columns) == TOOL_COLUMNS
    assert frame.empty
    assert mean_ellipses(frame) == {}


def test_missing_columns_are_named(aggregate):
    sums = aggregate(votes_of()).drop(columns=["n_y", "log_trace_var"])
    with pytest.raises(ValueError, match="lack the columns n_y, log_trace_var"):
        tool_statistics(sums, TOOLS, anchor_weight=0)


def test_negative_anchor_weight_is_refused(aggregate):
    with pytest.raises(InvalidSetting, match="anchor_weight is -1"):
        tool_statistics(aggregate(votes_of()), TOOLS, anchor_weight=-1)


def test_input_is_left_as_it_was(aggregate):
    sums = aggregate(votes_of(("a", 10, 20), ("b", 30, nan)))
    before = sums.copy()
    tool_statistics(sums, TOOLS, anchor_weight=0)
    pd.testing.assert_frame_equal(sums, before)


# --- positions ----------------------------------------------------------------------


def test_collective_position_is_computed_for_each_axis(statistics):
    frame = statistics(votes_of(("a", 20, 50), ("a", 40, nan), ("c", 30, 60)))
    assert frame.loc["a", "x"] == pytest.approx((10 * 80 + 20 + 40) / 12)
    assert frame.loc["a", "y"] == pytest.approx((10 * 20 + 50) / 11)
    assert frame.loc["a", ["seed_share", "seed_share_y"]].tolist() == pytest.approx([10 / 12, 10 / 11])
    assert frame.loc["c", "x"] == pytest.approx((10 * 10 + 30) / 11)
    assert frame.loc["c", "y"] == 60.0  # a seed with x only


def test_votes_on_the_x_axis_alone_leave_y_at_the_seed(statistics):
    frame = statistics(votes_of(("a", 20, nan), ("b", 30, nan)))
    assert frame.loc["a", "y"] == 20.0
    assert frame.loc["b", "x"] == 30.0
    assert math.isnan(frame.loc["b", "y"])
    assert frame[["n", "n_y"]].loc["a"].tolist() == [1, 0]


# --- the aggregate path and the array path agree ----------------------------------------


@slowly
@given(boards)
def test_spread_from_aggregates_is_that_of_the_votes(statistics, votes):
    frame = statistics(votes)
    for tool_id, own in votes.groupby("tool_id"):
        row, xy = frame.loc[tool_id], (own["x"], own["y"])
        interval = disagreement_interval(*xy)
        ends = [interval.low, interval.high] if interval else [nan, nan]
        expected = [standard_distance(*xy), disagreement(*xy), *ends]
        names = ["standard_distance", "disagreement", "disagreement_low", "disagreement_high"]
        assert row[names].tolist() == pytest.approx(expected, abs=1e-9, nan_ok=True)


@slowly
@given(boards)
def test_ellipses_from_aggregates_are_those_of_the_votes(statistics, votes):
    own = {tool_id: moments(rows["x"], rows["y"]) for tool_id, rows in votes.groupby("tool_id")}
    pooled = pool(m.covariance for m in own.values())
    for tool_id, ellipse in mean_ellipses(statistics(votes)).items():
        expected = mean_ellipse(own[tool_id], pooled=pooled if ellipse.pooled else None)
        for field in ("centre_x", "centre_y", "half_major", "half_minor"):
            assert getattr(ellipse, field) == pytest.approx(getattr(expected, field), rel=1e-9, abs=1e-7)


@slowly
@given(boards, st.randoms(use_true_random=False))
def test_order_of_votes_is_irrelevant(statistics, votes, random):
    shuffled = votes.iloc[random.sample(range(len(votes)), len(votes))].reset_index(drop=True)
    pd.testing.assert_frame_equal(statistics(votes), statistics(shuffled), rtol=1e-9, atol=1e-9)


def test_votes_on_the_x_axis_alone_change_no_spread(statistics):
    names = ["standard_distance", "disagreement", "disagreement_low", "disagreement_high"]
    complete = [("a", 10, 80), ("a", 25, 70), ("a", 30, 40), ("a", 12, 90), ("a", 60, 55)]
    without = statistics(votes_of(*complete)).loc["a", names]
    with_more = statistics(votes_of(*complete, ("a", 99, nan), ("a", 0, nan))).loc["a", names]
    assert without.notna().all()
    assert with_more.tolist() == pytest.approx(without.tolist())


def test_interval_is_undefined_where_a_leave_one_out_trace_is_zero(statistics):
    row = statistics(votes_of(*[("a", 50, 50)] * 9, ("a", 90, 10))).loc["a"]
    assert row["disagreement"] > 0
    assert math.isnan(row["disagreement_low"])


def test_interval_from_moments_stands_in_where_nothing_was_left_out(aggregate):
    sums = aggregate(votes_of(*spread_out("a", 40), *spread_out("b", 40))).set_index("tool_id")
    sums.loc["b", ["log_trace_n", "log_trace_var"]] = nan
    frame = tool_statistics(sums.reset_index(), TOOLS, anchor_weight=0).set_index("tool_id")
    own = pd.DataFrame(spread_out("a", 40), columns=["tool_id", "x", "y"])
    jackknife = disagreement_interval(own["x"], own["y"])
    large = large_sample_limits(*(frame.loc["b", name] for name in ("disagreement", "n_y")), *(
        sums.loc["b", name] for name in ("mean_d2", "mean_d4")
    ))  # fmt: skip
    names = ["disagreement_low", "disagreement_high"]
    assert frame.loc["a", names].tolist() == pytest.approx([jackknife.low, jackknife.high])
    assert frame.loc["b", names].tolist() == pytest.approx(large.tolist())
    assert frame.loc["a", names].tolist() != pytest.approx(large.tolist())


# --- quantiles and precision ------------------------------------------------------------


@slowly
@given(boards)
def test_figures_of_one_axis_are_those_of_its_votes(statistics, votes):
    frame = statistics(votes)
    for tool_id, own in votes.groupby("tool_id"):
        for axis in "xy":
            told = own[axis].dropna()
            n, mean, sd = len(told), told.mean(), told.std()
            expected = {
                f"iqr_{axis}": interquartile_range(told),
                f"mad_{axis}": mad(told),
                f"relative_variance_{axis}": float(relative_variance(mean, sd, n)),
                f"mean_{axis}_low": float(mean_interval(mean, sd, n)[0]),
                f"mean_{axis}_high": float(mean_interval(mean, sd, n)[1]),
                f"votes_needed_{axis}": float(votes_needed_for_mean(sd, n, 5.0)),
            }
            found = frame.loc[tool_id, list(expected)].tolist()
            assert found == pytest.approx(list(expected.values()), abs=1e-9, nan_ok=True)


def test_votes_needed_for_disagreement_are_never_below_those_there_are(statistics):
    frame = statistics(votes_of(*spread_out("a", 40), ("b", 10, 20), ("c", 10, 20), ("c", 30, 20)))
    assert frame["votes_needed_disagreement"].loc[["a", "c"]].tolist() == [
        40.0,
        24.0,
    ]  # (1.96 / ln 1.5)² = 23.4
    assert math.isnan(frame.loc["b", "votes_needed_disagreement"])


# --- ellipses -----------------------------------------------------------------------------


def spread_out(tool_id: str, n: int) -> list[tuple[str, float, float]]:
    return [(tool_id, 10 + 7 * i * i % 60, 20 + 11 * i % 45) for i in range(n)]


def test_own_shape_starts_at_five_votes(statistics):
    ellipses = mean_ellipses(statistics(votes_of(*spread_out("a", 5), *spread_out("b", 4), ("c", 90, 90))))
    assert {tool_id: ellipse.pooled for tool_id, ellipse in ellipses.items()} == {
        "a": False,
        "b": True,
        "c": True,
    }


def test_votes_on_one_line_fall_back_to_the_pooled_shape(statistics):
    on_a_line = [("a", 10.0 * i, 10.0 * i) for i in range(8)]
    assert mean_ellipses(statistics(votes_of(*on_a_line, *spread_out("b", 6))))["a"].pooled


def test_tools_without_complete_votes_have_no_ellipse(statistics):
    ellipses = mean_ellipses(statistics(votes_of(*spread_out("a", 6), ("b", 10, nan))))
    assert set(ellipses) == {"a"}


def test_single_votes_everywhere_leave_nothing_to_pool(statistics):
    assert mean_ellipses(statistics(votes_of(("a", 1, 2), ("b", 3, 4), ("c", 5, 6)))) == {}


def test_ellipse_is_centred_on_the_complete_votes(statistics):
    ellipse = mean_ellipses(statistics(votes_of(*spread_out("a", 6), ("a", 100, nan))))["a"]
    expected = np.mean([x for _, x, _ in spread_out("a", 6)])
    assert ellipse.centre_x == pytest.approx(expected)


# --- the board ------------------------------------------------------------------------------


def test_board_counts_live_tools_and_their_votes(aggregate):
    votes = votes_of(("a", 20, 50), ("a", 40, nan), ("b", 30, 60))
    tools = [A, B, Tool("c", "Cherry", status="hidden")]
    statistics = tool_statistics(aggregate(votes), tools, anchor_weight=10)
    board = board_statistics(statistics, n_voters=2, anchor_weight=10)
    assert board == BoardStatistics(n_tools=2, n_voters=2, n_votes=3, anchor_weight=10)


def test_every_column_that_is_read_is_one_that_a_store_gives(aggregate):
    assert set(AGGREGATE_COLUMNS) <= set(aggregate(votes_of()).columns)


def test_tools_are_ranked_from_ten_votes_and_with_an_interval_only(aggregate):
    def votes(tool: str, n: int, spread: float) -> pd.DataFrame:
        x = 50 + spread * np.linspace(-1, 1, n)
        return pd.DataFrame({"tool_id": tool, "x": x, "y": 50.0})

    cast = pd.concat([votes("few", 9, 30), votes("same", 20, 0), votes("near", 10, 5), votes("far", 10, 40)])
    tools = [
        Tool(tool_id, tool_id, number) for number, tool_id in enumerate(["few", "same", "near", "far"], 1)
    ]
    found = ranked(tool_statistics(aggregate(cast), tools, anchor_weight=0))
    assert found["tool_id"].tolist() == ["far", "near"]
