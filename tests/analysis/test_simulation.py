from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import Camp, Simulation, simulate
from spectrum.errors import InvalidSetting

PLAN = Simulation(voters=40, tools=12, votes_per_voter=7, seed=1)
CENTRED = Simulation(
    voters=20_000,
    tools=1,
    votes_per_voter=1,
    seed=4,
    positions=((50.0, 50.0),),
    voter_habit_sd=3.0,
    taste_sd=4.0,
)


def assert_same(one, other):
    for name in ("tools", "voters", "votes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_the_same_plan_gives_the_same_board():
    assert_same(simulate(PLAN), simulate(PLAN))


def test_another_seed_gives_another_board():
    assert not simulate(PLAN).votes.equals(simulate(replace(PLAN, seed=2)).votes)


def test_ids_are_readable_and_grow_with_the_board():
    board = simulate(PLAN)
    assert list(board.tools["tool_id"][:2]) == ["t001", "t002"]
    assert list(board.tools["name"][:2]) == ["Tool 001", "Tool 002"]
    assert list(board.voters["voter_id"][:2]) == ["v00001", "v00002"]
    many = simulate(Simulation(voters=100_000, tools=1000, votes_per_voter=1, seed=1))
    assert many.voters["voter_id"].iloc[-1] == "v100000"
    assert many.tools["tool_id"].iloc[0] == "t0001"


def test_every_voter_places_each_chosen_tool_once():
    votes = simulate(PLAN).votes
    assert len(votes) == 40 * 7
    assert not votes.duplicated(["tool_id", "voter_id"]).any()
    assert (votes.groupby("voter_id").size() == 7).all()


def test_all_tools_are_chosen_equally_often():
    plan = Simulation(voters=20_000, tools=10, votes_per_voter=4, seed=3)
    counts = simulate(plan).votes["tool_id"].value_counts()
    assert len(counts) == 10
    assert counts.to_numpy() == pytest.approx(8000, abs=350)


def test_voters_who_place_everything_place_every_tool():
    votes = simulate(replace(PLAN, votes_per_voter=12)).votes
    assert (votes.groupby("voter_id")["tool_id"].nunique() == 12).all()


def test_positions_are_on_the_chart_in_tenths():
    votes = simulate(replace(PLAN, taste_sd=60.0)).votes
    assert votes[["x", "y"]].min().min() == 0
    assert votes[["x", "y"]].max().max() == 100
    tenths = votes[["x", "y"]].to_numpy() * 10
    np.testing.assert_allclose(tenths, tenths.round())


def test_spread_is_that_of_habit_and_taste():
    board = simulate(CENTRED)
    assert board.votes[["x", "y"]].mean().to_numpy() == pytest.approx([50, 50], abs=0.2)
    assert board.votes[["x", "y"]].std().to_numpy() == pytest.approx([5, 5], abs=0.1)
    assert board.voters[["habit_x", "habit_y"]].std().to_numpy() == pytest.approx([3, 3], abs=0.1)


def test_habit_is_the_same_on_every_tool():
    positions = ((40.0, 60.0), (60.0, 40.0), (50.0, 50.0))
    plan = Simulation(200, 3, 3, seed=1, positions=positions, taste_sd=0.0, voter_habit_sd=5.0)
    board = simulate(plan)
    votes = board.votes.merge(board.tools, on="tool_id").merge(board.voters, on="voter_id")
    assert (votes["x"] - votes["true_x"]).to_numpy() == pytest.approx(votes["habit_x"], abs=0.051)
    assert (votes["y"] - votes["true_y"]).to_numpy() == pytest.approx(votes["habit_y"], abs=0.051)


def test_votes_on_one_axis_have_no_y():
    votes = simulate(replace(CENTRED, one_axis_share=0.3)).votes
    assert votes["y"].isna().mean() == pytest.approx(0.3, abs=0.02)
    assert votes["x"].notna().all()


@pytest.mark.parametrize(("true_x", "camp_x"), [(30.0, 80.0), (70.0, 20.0)])
def test_a_camp_stands_its_distance_away(true_x, camp_x):
    plan = replace(
        CENTRED, positions=((true_x, 50.0),), voter_habit_sd=0.0, taste_sd=1.0, camps={0: Camp(50.0, 0.25)}
    )
    x = simulate(plan).votes["x"]
    away = (x - camp_x).abs() < 25
    assert away.mean() == pytest.approx(0.25, abs=0.02)
    assert x[away].mean() == pytest.approx(camp_x, abs=0.1)
    assert x[~away].mean() == pytest.approx(true_x, abs=0.1)


def test_anchored_votes_stay_on_the_seed():
    board = simulate(replace(CENTRED, anchoring_share=0.4))
    seed = board.tools.loc[0, ["seed_x", "seed_y"]].tolist()
    on_seed = (board.votes["x"] == seed[0]) & (board.votes["y"] == seed[1])
    assert on_seed.mean() == pytest.approx(0.4, abs=0.02)


def test_times_rise_within_the_window():
    start = datetime.fromisoformat("2026-05-01 09:00")
    times = simulate(replace(PLAN, starts_at=start, minutes=30)).votes["cast_at"]
    assert times.is_monotonic_increasing
    assert times.min() >= start
    assert times.max() <= start + timedelta(minutes=30)


def test_without_a_start_no_vote_has_a_time():
    votes = simulate(PLAN).votes
    assert votes["cast_at"].isna().all()
    assert votes["cast_at"].dtype == "datetime64[us]"


def test_voters_come_from_the_branches_given():
    voters = simulate(replace(PLAN, branches=("Sound", "Music"))).voters
    assert set(voters["branch"]) == {"Sound", "Music"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"votes_per_voter": 13}, "votes_per_voter is 13, but must be at most the number of tools, 12"),
        ({"voters": 0}, "voters is 0, but must be at least 1"),
        ({"taste_sd": -1.0}, "taste_sd is -1.0"),
        ({"one_axis_share": 1.5}, "one_axis_share is 1.5"),
        ({"positions": ((1.0, 2.0),)}, "number of positions is 1, but must be one per tool, 12"),
        ({"positions": ((101.0, 2.0),) * 12}, "an x and a y from 0 to 100"),
        ({"camps": {12: Camp(10, 0.5)}}, "camps is 12, but must be the index of a tool, 0 to 11"),
        ({"camps": {0: Camp(10, 2.0)}}, r"camps\[0\].share is 2.0"),
        ({"camps": {0: Camp(-10, 0.5)}}, r"camps\[0\].distance is -10"),
        ({"branches": ()}, "branches is"),
    ],
)
def test_impossible_plan_is_refused(change, message):
    with pytest.raises(InvalidSetting, match=message):
        replace(PLAN, **change)
