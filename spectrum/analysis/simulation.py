"""Made-up boards whose truth is known: for demos, load tests, and to check estimates against.

A vote is the tool's true position + the voter's habit (the same on every tool)
+ taste (new for each vote), rounded to 0.1 and cut off at the ends of the axes,
so that spread and camps near an end come out smaller than they were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spectrum.analysis.moments import FloatArray
from spectrum.errors import InvalidSetting
from spectrum.model import AXIS_HIGH, AXIS_LOW

BRANCHES = ("Animation", "Directors", "Film Editors", "Sound", "Visual Effects", "Writers")
TRUE_RANGE = (15.0, 85.0)  # where true positions are drawn, if none are given
MIDDLE = (AXIS_LOW + AXIS_HIGH) / 2

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Camp:
    """Some voters place a tool elsewhere: `share` (0 to 1) of them `distance` points along x.

    They move towards the middle of the axis and beyond, where there is room.
    """

    distance: float
    share: float


@dataclass(frozen=True)
class Simulation:
    """What to make up. Standard deviations are in axis points and hold for each axis.

    `positions`: the tools' true (x, y), one per tool; drawn if not given. `seed_sd`:
    how far the organiser's seeds are from the truth. `one_axis_share`: the part of
    votes without y. `camps`: by tool index, from 0. `anchoring_share`: the part of
    votes left exactly on the tool's seed. `starts_at`: if given, votes are spread
    evenly at random over `minutes` from then (naive UTC). Raises InvalidSetting.
    """

    voters: int
    tools: int
    votes_per_voter: int
    seed: int
    positions: tuple[tuple[float, float], ...] | None = None
    seed_sd: float = 8.0
    voter_habit_sd: float = 6.0
    taste_sd: float = 10.0
    one_axis_share: float = 0.0
    camps: Mapping[int, Camp] = field(default_factory=dict)
    anchoring_share: float = 0.0
    branches: tuple[str, ...] = BRANCHES
    starts_at: datetime | None = None
    minutes: float = 60.0

    def __post_init__(self) -> None:
        for name in ("voters", "tools", "votes_per_voter"):
            _check(name, getattr(self, name), getattr(self, name) >= 1, "at least 1")
        allowed = f"at most the number of tools, {self.tools}, as a voter places each tool once"
        _check("votes_per_voter", self.votes_per_voter, self.votes_per_voter <= self.tools, allowed)
        _check("seed", self.seed, self.seed >= 0, "at least 0")
        for name in ("seed_sd", "voter_habit_sd", "taste_sd", "minutes"):
            _check(name, getattr(self, name), 0 <= getattr(self, name) < np.inf, "a finite number from 0 up")
        for name in ("one_axis_share", "anchoring_share"):
            _check(name, getattr(self, name), 0 <= getattr(self, name) <= 1, "a share from 0 to 1")
        _check("branches", self.branches, bool(self.branches), "one branch or more")
        self._check_positions()
        self._check_camps()

    def _check_positions(self) -> None:
        if self.positions is None:
            return
        given = len(self.positions)
        _check("number of positions", given, given == self.tools, f"one per tool, {self.tools}")
        for position in self.positions:
            inside = all(AXIS_LOW <= value <= AXIS_HIGH for value in position)
            _check("positions", position, inside and len(position) == 2, "an x and a y from 0 to 100 each")

    def _check_camps(self) -> None:
        for index, camp in self.camps.items():
            _check("camps", index, 0 <= index < self.tools, f"the index of a tool, 0 to {self.tools - 1}")
            _check(f"camps[{index}].share", camp.share, 0 <= camp.share <= 1, "a share from 0 to 1")
            fits = AXIS_LOW <= camp.distance <= AXIS_HIGH
            _check(f"camps[{index}].distance", camp.distance, fits, "from 0 to 100 axis points")


@dataclass(frozen=True)
class SimulatedBoard:
    """A made-up board as tidy frames; positions and habits are in axis points.

    tools: tool_id, name, true_x, true_y, seed_x, seed_y. voters: voter_id, branch,
    habit_x, habit_y. votes, in the order of the log: tool_id, voter_id, x, y (NaN
    where only x was voted), cast_at (NaT unless the plan has a start).
    """

    tools: pd.DataFrame
    voters: pd.DataFrame
    votes: pd.DataFrame


def simulate(plan: Simulation) -> SimulatedBoard:
    """Make up the board that `plan` describes: the same plan always gives the same board."""
    random = np.random.default_rng(plan.seed)
    tools = _tools(plan, random)
    voters = _voters(plan, random)
    return SimulatedBoard(tools, voters, _votes(plan, tools, voters, random))


def _tools(plan: Simulation, random: np.random.Generator) -> pd.DataFrame:
    drawn = random.uniform(*TRUE_RANGE, size=(plan.tools, 2))
    true = drawn if plan.positions is None else np.array(plan.positions, dtype=float)
    seeds = _on_grid(true + random.normal(0, plan.seed_sd, size=true.shape))
    ids = _ids("t", plan.tools, 3)
    columns = {"true_x": true[:, 0], "true_y": true[:, 1], "seed_x": seeds[:, 0], "seed_y": seeds[:, 1]}
    return pd.DataFrame({"tool_id": ids, "name": "Tool " + ids.str.slice(1), **columns})


def _voters(plan: Simulation, random: np.random.Generator) -> pd.DataFrame:
    habits = random.normal(0, plan.voter_habit_sd, size=(plan.voters, 2))
    branch = pd.Series(plan.branches, dtype="str").take(random.integers(len(plan.branches), size=plan.voters))
    columns = {"branch": branch.array, "habit_x": habits[:, 0], "habit_y": habits[:, 1]}
    return pd.DataFrame({"voter_id": _ids("v", plan.voters, 5), **columns})


def _votes(
    plan: Simulation, tools: pd.DataFrame, voters: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    total = plan.voters * plan.votes_per_voter
    order = random.permutation(total)
    tool = _choose_tools(plan, random).ravel()[order]
    voter = np.repeat(np.arange(plan.voters), plan.votes_per_voter)[order]
    places = _places(plan, tools, voters.iloc[voter], tool, random)
    columns = {
        "tool_id": tools["tool_id"].array.take(tool),
        "voter_id": voters["voter_id"].array.take(voter),
        "x": places[:, 0],
        "y": places[:, 1],
        "cast_at": _times(plan, total, random),
    }
    return pd.DataFrame(columns)


def _places(
    plan: Simulation, tools: pd.DataFrame, voters: pd.DataFrame, tool: IntArray, random: np.random.Generator
) -> FloatArray:
    """Return where each vote goes: shape (votes, 2), with y NaN for votes on the x axis alone."""
    places = tools[["true_x", "true_y"]].to_numpy()[tool] + voters[["habit_x", "habit_y"]].to_numpy()
    places += random.normal(0, plan.taste_sd, size=places.shape)
    places[:, 0] += _camp_moves(plan, tools["true_x"].to_numpy(), tool, random)
    places = _on_grid(places)
    anchored = random.random(len(tool)) < plan.anchoring_share
    places[anchored] = tools[["seed_x", "seed_y"]].to_numpy()[tool[anchored]]
    places[random.random(len(tool)) < plan.one_axis_share, 1] = np.nan
    return places


def _camp_moves(
    plan: Simulation, true_x: FloatArray, tool: IntArray, random: np.random.Generator
) -> FloatArray:
    distance, share = np.zeros(plan.tools), np.zeros(plan.tools)
    for index, camp in plan.camps.items():
        distance[index], share[index] = camp.distance, camp.share
    towards_middle = np.where(true_x < MIDDLE, distance, -distance)
    return np.where(random.random(len(tool)) < share[tool], towards_middle[tool], 0.0)


def _choose_tools(plan: Simulation, random: np.random.Generator) -> IntArray:
    """Draw the tools of every voter without repeats: shape (voters, votes_per_voter).

    Floyd's sampling, for all voters at once: the k-th draw is from one tool more
    than the one before, and a tool drawn twice gives way to that newest one.
    """
    chosen = np.empty((plan.voters, plan.votes_per_voter), dtype=np.int64)
    for k in range(plan.votes_per_voter):
        newest = plan.tools - plan.votes_per_voter + k
        drawn = random.integers(newest + 1, size=plan.voters)
        repeated = (chosen[:, :k] == drawn[:, None]).any(axis=1)
        chosen[:, k] = np.where(repeated, newest, drawn)
    return chosen


def _times(plan: Simulation, total: int, random: np.random.Generator) -> pd.Series[pd.Timestamp]:
    if plan.starts_at is None:
        return pd.Series([pd.NaT], dtype="datetime64[us]").repeat(total).reset_index(drop=True)
    window = timedelta(minutes=plan.minutes) / timedelta(microseconds=1)
    after = np.sort(random.uniform(0, window, size=total)).astype("timedelta64[us]")
    return pd.Series(np.datetime64(plan.starts_at, "us") + after)


def _on_grid(places: FloatArray) -> FloatArray:
    rounded: FloatArray = places.clip(AXIS_LOW, AXIS_HIGH).round(1)
    return rounded


def _ids(letter: str, count: int, digits: int) -> pd.Series[str]:
    width = max(digits, len(str(count)))
    return pd.Series([f"{letter}{number:0{width}}" for number in range(1, count + 1)], dtype="str")


def _check(name: str, value: object, good: bool, allowed: str) -> None:
    if not good:
        raise InvalidSetting(name, value, allowed)
