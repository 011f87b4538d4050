from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import (
    VOTER_ANCHORING_COLUMNS,
    Simulation,
    anchoring_by_voter,
    anchoring_share,
    beyond_shown,
    repeats_seed_y,
    simulate,
    without_seed_y,
)
from spectrum.errors import InvalidSetting
from spectrum.model import Anchoring, Tool

nan = np.nan

SNAPSHOT = os.environ.get("PUBLISHED_SNAPSHOT", "")


@pytest.fixture
def votes() -> pd.DataFrame:
    """Shown (50, 50): 5 away, 5.1 away, 0 away along x alone, far; and two that were shown nothing."""
    return pd.DataFrame(
        {
            "voter_id": ["ann", "ann", "bob", "bob", "bob", "cas"],
            "x": [53.0, 53.1, 50.0, 90.0, 50.0, 50.0],
            "y": [54.0, 54.0, nan, 50.0, 50.0, 50.0],
            "shown_x": [50.0, 50.0, 50.0, 50.0, nan, nan],
            "shown_y": [50.0, 50.0, 50.0, 50.0, nan, nan],
        },
        index=[7, 3, 9, 4, 5, 1],
    )


def share(votes: pd.DataFrame, within: float) -> Anchoring:
    return anchoring_share(votes["x"], votes["y"], votes["shown_x"], votes["shown_y"], within=within)


# --- near what was shown ------------------------------------------------------------


def test_share_counts_votes_near_what_was_shown_and_only_where_something_was(votes):
    found = share(votes, 5)
    assert (found.n, found.n_shown, found.n_near, found.share) == (6, 4, 2, 0.5)


def test_interval_of_the_share_is_wilsons(votes):
    from scipy.stats import binomtest

    found = share(votes, 5)
    expected = binomtest(2, 4).proportion_ci(method="wilson")
    assert [found.low, found.high] == pytest.approx([expected.low, expected.high], abs=1e-12)


@pytest.mark.parametrize(("shown_y", "y"), [(nan, 99.0), (0.0, nan), (nan, nan)])
def test_distance_is_along_x_where_either_has_no_y(shown_y, y):
    assert anchoring_share([52.0], [y], [50.0], [shown_y], within=2).n_near == 1
    assert anchoring_share([52.1], [y], [50.0], [shown_y], within=2).n_near == 0


def test_decimal_fractions_on_the_limit_are_near():
    assert anchoring_share([50.1], [50.0], [50.0], [50.0], within=0.1).n_near == 1


def test_nothing_shown_gives_no_share():
    found = anchoring_share([10.0, 20.0], [1.0, 2.0], [nan, nan], [nan, nan], within=5)
    assert (found.n, found.n_shown, found.n_near) == (2, 0, 0)
    assert np.isnan([found.share, found.low, found.high]).all()
    assert anchoring_share([], [], [], [], within=5).n == 0


def test_simulated_anchoring_is_found():
    plan = Simulation(voters=200, tools=10, votes_per_voter=10, seed=3, anchoring_share=0.3)
    board = simulate(plan)
    votes = board.votes.merge(board.tools, on="tool_id")
    found = anchoring_share(votes["x"], votes["y"], votes["seed_x"], votes["seed_y"], within=0.1)
    assert found.low < 0.3 < found.high


@pytest.mark.parametrize("within", [-1, nan, np.inf])
def test_impossible_distance_is_refused(votes, within):
    with pytest.raises(InvalidSetting, match="within is .* but must be a finite number of axis points"):
        share(votes, within)


def test_votes_beyond_what_was_shown_stay(votes):
    mask = beyond_shown(votes, within=5)
    assert list(mask.index) == list(votes.index)
    assert list(mask) == [False, True, False, True, True, True]
    assert share(votes[mask], 5).n_near == 0


def test_each_voters_share(votes):
    found = anchoring_by_voter(votes, within=5)
    assert list(found.columns) == list(VOTER_ANCHORING_COLUMNS)
    counts = found[["voter_id", "n", "n_shown", "n_near"]].to_numpy().tolist()
    assert counts == [["ann", 2, 2, 1], ["bob", 3, 2, 1], ["cas", 1, 0, 0]]
    np.testing.assert_array_equal(found["share"], [0.5, 0.5, nan])
    assert found["low"].isna().tolist() == [False, False, True]
    for _, row in found.iloc[:2].iterrows():
        own = share(votes[votes["voter_id"] == row["voter_id"]], 5)
        assert [row["low"], row["high"]] == pytest.approx([own.low, own.high])


def test_no_votes_give_no_voters(votes):
    found = anchoring_by_voter(votes.head(0), within=5)
    assert found.empty
    assert list(found.columns) == list(VOTER_ANCHORING_COLUMNS)
    assert beyond_shown(votes.head(0), within=5).empty


@pytest.mark.parametrize("measure", [anchoring_by_voter, beyond_shown])
def test_missing_columns_are_named(votes, measure):
    with pytest.raises(ValueError, match="votes lack the columns shown_x"):
        measure(votes.drop(columns="shown_x"), within=5)


# --- on the seed's y ------------------------------------------------------------------

TOOLS = [Tool("a", "A", seed_x=10.0, seed_y=89.3773), Tool("b", "B"), Tool("c", "C", seed_x=1.0, seed_y=0.0)]


def test_a_y_that_is_the_seeds_to_one_decimal_repeats_it():
    votes = pd.DataFrame(
        {"tool_id": ["a", "a", "a", "a", "b", "c", "gone"], "y": [89.4, 89.3, 89.5, nan, 89.4, 0.0, 89.4]},
        index=[6, 5, 4, 3, 2, 1, 0],
    )
    mask = repeats_seed_y(votes, TOOLS)
    assert list(mask.index) == list(votes.index)
    assert list(mask) == [True, False, False, False, False, True, False]


def test_repeated_y_can_be_taken_off_without_touching_the_votes():
    votes = pd.DataFrame({"tool_id": ["a", "a"], "x": [1.0, 2.0], "y": [89.4, 50.0]})
    found = without_seed_y(votes, repeats_seed_y(votes, TOOLS))
    np.testing.assert_array_equal(found["y"], [nan, 50.0])
    assert list(found["x"]) == [1.0, 2.0]
    assert list(votes["y"]) == [89.4, 50.0]


def test_no_votes_repeat_nothing():
    votes = pd.DataFrame({"tool_id": pd.Series([], dtype="str"), "y": pd.Series([], dtype="float64")})
    mask = repeats_seed_y(votes, TOOLS)
    assert mask.empty
    assert without_seed_y(votes, mask).empty


@pytest.mark.skipif(not SNAPSHOT, reason="set PUBLISHED_SNAPSHOT to the published snapshot's path")
def test_thirteen_published_votes_repeat_the_seeds_y():
    document = json.loads(Path(SNAPSHOT).read_text(encoding="utf-8"))
    tools = [
        Tool(key, item["name"], seed_x=item.get("x"), seed_y=item.get("y"))
        for key, item in document["items"].items()
    ]
    rows = [
        (tool_id, vote["x"], vote.get("y"))
        for tool_id, own in document["votes"].items()
        if tool_id in document["items"]
        for vote in own.values()
    ]
    votes = pd.DataFrame(rows, columns=["tool_id", "x", "y"]).astype({"y": "float64"})
    assert (len(votes), int(repeats_seed_y(votes, tools).sum())) == (145, 13)
