from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import Simulation, simulate
from spectrum.analysis.placements import placements, require

VOTES = simulate(Simulation(voters=30, tools=6, votes_per_voter=3, seed=1, one_axis_share=0.3)).votes


def rebuilt(found) -> set[tuple]:
    return set(
        zip(found.tools.take(found.tool), found.voters.take(found.voter), *found.values.T, strict=True)
    )


def test_votes_keep_their_tools_and_voters():
    complete = VOTES.dropna(subset=["y"])
    found = placements(VOTES, "xy")
    assert found.n == len(complete) < len(VOTES)
    assert rebuilt(found) == set(
        complete[["tool_id", "voter_id", "x", "y"]].itertuples(index=False, name=None)
    )


def test_numbers_follow_from_the_votes_and_not_from_ids_or_rows():
    shuffled = VOTES.sample(frac=1, random_state=1)
    names = {name: f"another {number}" for number, name in enumerate(sorted(set(shuffled["voter_id"]))[::-1])}
    one, other = placements(VOTES, "x"), placements(shuffled.replace({"voter_id": names}), "x")
    assert list(one.tools) == list(other.tools)
    assert [names[voter] for voter in one.voters] == list(other.voters)


def test_numbers_are_the_same_on_every_machine():
    found = placements(VOTES, "x")
    assert list(found.tools) == ["t002", "t004", "t003", "t001", "t005", "t006"]
    assert list(found.voters[:4]) == ["v00027", "v00015", "v00023", "v00025"]


def test_votes_left_out_take_their_tools_and_voters_along():
    found = placements(VOTES, "x")
    rest = found.take(found.tools.take(found.tool) != found.tools[2])
    assert list(rest.tools) == list(found.tools.delete(2))
    assert rebuilt(rest) == {row for row in rebuilt(found) if row[0] != found.tools[2]}


def test_no_votes_are_no_placements():
    found = placements(VOTES[:0], "xy")
    assert (found.n, len(found.tools), len(found.voters), found.values.shape) == (0, 0, 0, (0, 2))


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="lack the columns b, c"):
        require(pd.DataFrame({"a": np.zeros(1)}), ("a", "b", "c"))
