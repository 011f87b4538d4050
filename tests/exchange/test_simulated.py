"""Made-up votes are stored like a file's, and say what they are."""

from __future__ import annotations

import pytest

from spectrum.analysis import Simulation
from spectrum.errors import InvalidSetting
from spectrum.exchange import import_simulation, tables
from spectrum.model import Selection

BOARD = "board"
PLAN = Simulation(voters=20, tools=5, votes_per_voter=3, seed=1)


def test_a_plan_becomes_tools_voters_and_votes(empty):
    loaded = import_simulation(empty, BOARD, PLAN)
    assert (loaded.tools, loaded.votes, loaded.voters, loaded.quarantined) == (5, 60, 20, 0)
    assert empty.counts(Selection(BOARD)).votes == 60
    assert all(tool.seed_x is not None for tool in empty.tools(BOARD))
    assert set(tables(empty.extract(BOARD))["votes"]["source"]) == {"simulate"}
    assert empty.branches(BOARD)


def test_the_same_plan_again_adds_nothing(empty):
    import_simulation(empty, BOARD, PLAN)
    assert import_simulation(empty, BOARD, PLAN).new_votes == 0


def test_more_votes_than_tools_are_refused():
    with pytest.raises(InvalidSetting, match="votes_per_voter"):
        Simulation(voters=1, tools=2, votes_per_voter=3, seed=1)
