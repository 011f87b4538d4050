"""The per-tool aggregates, against the same figures computed from the votes with numpy."""

from __future__ import annotations

import numpy as np
import pytest

from spectrum.model import Selection, Voter
from spectrum.store import readings

BOARD = "board"
ALL = Selection(BOARD)


@pytest.fixture(params=[0, 10**9], ids=["counted", "read"], autouse=True)
def way(request, monkeypatch):
    """Boards of many votes have them counted first, boards of few have them read: the figures are the same."""
    monkeypatch.setattr(readings, "READ_AS_VOTES", request.param)


@pytest.fixture
def points(store, vote):
    rng = np.random.default_rng(7)
    points = rng.uniform(0, 100, (12, 2)).round(1)
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", float(x), float(y)) for i, (x, y) in enumerate(points)])
    return points


def row(store, selection=ALL):
    return store.positions(selection).iloc[0]


def test_means_medians_and_spread_are_those_of_numpy(store, points):
    found = row(store)
    assert found["n"] == found["n_y"] == 12
    for axis, values in zip("xy", points.T, strict=True):
        assert found[f"mean_{axis}"] == pytest.approx(values.mean(), abs=1e-9)
        assert found[f"median_{axis}"] == pytest.approx(np.median(values), abs=1e-9)
        assert found[f"q1_{axis}"] == pytest.approx(np.quantile(values, 0.25), abs=1e-9)
        assert found[f"q3_{axis}"] == pytest.approx(np.quantile(values, 0.75), abs=1e-9)
        mad = np.median(np.abs(values - np.median(values)))
        assert found[f"mad_{axis}"] == pytest.approx(mad, abs=1e-9)
        assert found[f"sd_{axis}"] == pytest.approx(values.std(ddof=1), abs=1e-9)
        assert found[f"var_{axis}"] == pytest.approx(values.var(ddof=1), abs=1e-9)
    assert found["cov_xy"] == pytest.approx(np.cov(points.T)[0, 1], abs=1e-9)


def test_moments_of_the_distance_and_of_what_remains_without_each_vote(store, points):
    found = row(store)
    squared = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    assert found["mean_d2"] == pytest.approx(squared.mean(), abs=1e-9)
    assert found["mean_d4"] == pytest.approx((squared**2).mean(), rel=1e-12)
    remaining = [np.delete(points, i, axis=0).var(axis=0, ddof=1).sum() for i in range(len(points))]
    assert found["log_trace_n"] == 12
    assert found["log_trace_var"] == pytest.approx(np.var(np.log(remaining), ddof=1), abs=1e-9)


def test_figures_of_both_axes_use_complete_votes_only(store, points, vote):
    before = row(store)
    store.append([vote("t1", "one axis", 99.0)])
    after = row(store)
    assert (after["n"], after["n_y"]) == (13, 12)
    assert after["mean_x"] == pytest.approx((points[:, 0].sum() + 99) / 13, abs=1e-9)
    assert after["mean_complete_x"] == pytest.approx(points[:, 0].mean(), abs=1e-9)
    for column in ("var_x", "var_y", "cov_xy", "mean_d2", "log_trace_var"):
        assert after[column] == pytest.approx(before[column], abs=1e-9)


def test_several_tools_keep_their_figures_apart(store, vote):
    rng = np.random.default_rng(11)
    votes = {
        tool: rng.uniform(0, 100, (n, 2)) for tool, n in [("t1", 3), ("t2", 1), ("t3", 8)]
    }  # finer than 0.1
    store.open_round(BOARD, "one")
    for tool, points in votes.items():
        store.append([vote(tool, f"v{i}", x, y) for i, (x, y) in enumerate(points.tolist())])
    found = store.positions(ALL).set_index("tool_id")
    for tool, points in votes.items():
        assert found.loc[tool, ["median_x", "median_y"]].tolist() == pytest.approx(np.median(points, axis=0))
        assert found.loc[tool, ["mean_x", "mean_y"]].tolist() == pytest.approx(points.mean(axis=0))
        squared = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
        assert found.loc[tool, "mean_d4"] == pytest.approx((squared**2).mean(), abs=1e-9)
        if len(points) > 2:
            remaining = [np.delete(points, i, axis=0).var(axis=0, ddof=1).sum() for i in range(len(points))]
            assert found.loc[tool, "log_trace_n"] == len(points)
            assert found.loc[tool, "log_trace_var"] == pytest.approx(np.var(np.log(remaining), ddof=1))


def test_a_tool_without_any_y_has_figures_of_x_only(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", x) for i, x in enumerate([10.0, 20.0, 60.0])])
    store.append([vote("t2", "ann", 50.0, 50.0)])
    found = row(store)
    assert (found["n"], found["n_y"], found["mean_x"], found["median_x"], found["mad_x"]) == (
        3,
        0,
        30.0,
        20.0,
        10.0,
    )
    for column in (
        "mean_y",
        "median_y",
        "mad_y",
        "sd_y",
        "mean_complete_x",
        "var_x",
        "cov_xy",
        "mean_d2",
        "mean_d4",
    ):
        assert np.isnan(found[column])


@pytest.mark.parametrize(("n", "left_out"), [(199, True), (200, False)])
def test_votes_are_left_out_one_at_a_time_only_where_they_are_few(store, vote, n, left_out):
    points = np.random.default_rng(3).uniform(0, 100, (n, 2)).round(1).tolist()
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", x, y) for i, (x, y) in enumerate(points)])
    found = row(store)
    assert np.isfinite(found["log_trace_var"]) == np.isfinite(found["log_trace_n"]) == left_out
    assert np.isfinite(found["mean_d4"])


def test_one_vote_has_a_mean_and_no_spread(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20.0, 30.0)])
    found = row(store)
    assert (found["mean_x"], found["mean_y"]) == (20.0, 30.0)
    for column in ("sd_x", "sd_y", "var_x", "var_y", "cov_xy", "log_trace_var"):
        assert np.isnan(found[column])


def test_identical_votes_have_no_spread_and_no_interval(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 33.3, 66.6) for i in range(6)])
    found = row(store)
    assert found["var_x"] == pytest.approx(0, abs=1e-12)
    assert found["log_trace_n"] == 0


def test_board_without_votes_has_no_rows_but_all_columns(store):
    frame = store.positions(ALL)
    assert frame.empty
    assert {"tool_id", "n", "mean_x", "log_trace_var"} <= set(frame.columns)


def test_branch_filter_counts_its_voters_only(store, points):
    store.save_voter(BOARD, Voter("v0", branch="Sound"))
    store.save_voter(BOARD, Voter("v1", branch="Sound"))
    found = row(store, Selection(BOARD, branch="Sound"))
    assert found["n"] == 2
    assert found["mean_x"] == pytest.approx(points[:2, 0].mean(), abs=1e-9)
    assert store.branches(BOARD) == ["Sound"]
    assert store.counts(Selection(BOARD, branch="Sound")).voters == 2


def test_hidden_tool_is_left_out(store, points):
    [tool] = [tool for tool in store.tools(BOARD) if tool.tool_id == "t1"]
    store.save_tools(BOARD, [type(tool)(**{**vars(tool), "status": "hidden"})])
    assert store.positions(ALL).empty
    assert store.counts(ALL).votes == 0
