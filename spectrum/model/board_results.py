"""Results of the analysis for a whole board. What is undefined is NaN or None, as each says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BoardStatistics:
    """Counts over the live tools of a board: voters with a counted vote, counted placements."""

    n_tools: int
    n_voters: int
    n_votes: int
    anchor_weight: float


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha, at most 1, and its interval.

    `n`, `n_tools` and `n_voters` count what it rests on: tools with two votes
    or more. What is undefined is None, and `why` then says why.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_tools: int
    n_voters: int
    why: str = ""


@dataclass(frozen=True)
class Component:
    """One source of the variance of votes, in squared axis points, and its share `value` of all three.

    `low` and `high` hold the share, 0 to 1.
    """

    variance: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Components:
    """The variance of votes on one axis, taken apart: tools, voters' habits, and what remains.

    `residual` mixes taste in single tools with a voter's own unsteadiness.
    `mean` (axis points) is the estimated middle of the tools, and `criterion`
    is -2 times the restricted log likelihood. Where the components are
    undefined they are None, the other two NaN, and `why` says why.
    """

    axis: str
    tool: Component | None
    voter: Component | None
    residual: Component | None
    mean: float
    criterion: float
    n: int
    n_tools: int
    n_voters: int
    why: str = ""


@dataclass(frozen=True)
class GroupTest:
    """Whether groups of votes lie in different places (PERMANOVA).

    `pseudo_f` compares squared distances between and within groups (infinite
    where nobody differs within), `r2` is the part of them between groups, 0 to
    1, `p` comes from `permutations` relabellings of voters. `n_both`: voters in more than one
    group. What is undefined is None, and `why` then says why.
    """

    pseudo_f: float | None
    r2: float | None
    p: float | None
    n: int
    n_voters: int
    n_both: int
    permutations: int
    why: str = ""
