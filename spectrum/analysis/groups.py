"""Whether groups of votes (rounds, branches, blind or open) lie in different places of the plane.

The votes of one voter belong together, so it is voters that are relabelled, not
votes. Squared distances come down to sums by voter and group, which makes a
relabelling one product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import IntArray, Placements, placements, require
from spectrum.model import GroupTest

PERMUTATIONS = 999

AT_ONCE = 1_000_000
"""Labels held in memory at a time."""

ROUNDING = 1e-9
"""Relative difference below which two sums of squares count as equal."""

LabelArray = NDArray[np.int16]


def permanova(
    votes: pd.DataFrame, group: str, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> GroupTest:
    """Test whether the groups named in column `group` lie in different places (Anderson 2001).

    `votes`: one tool's placements with voter_id, x, y and `group`; votes
    without y or without a group are left out. p is (1 + relabellings that
    separate the groups at least as far) / (1 + `permutations`). A relabelling
    deals the groups out anew among the voters who are in one group, and moves
    all votes of a voter who is in several on from group to group, a random
    number of times: with two groups they stay or swap. The same `seed` gives
    the same p, whatever the ids.

    Groups that differ in spread, too, can look as if they differed in place:
    show both standard deviations beside it. Undefined with one group, where a
    group has fewer than two votes, and where all votes are the same. Raises
    ValueError for missing columns.
    """
    require(votes, ("voter_id", "x", "y", group))
    grouped = votes[votes[group].notna()]
    found = placements(grouped.assign(tool_id=grouped[group]), "xy")
    cells = _Cells.of(found)
    n_both = int((cells.sizes > 1).sum())
    why = _refusal(found)
    if why:
        return GroupTest(None, None, None, found.n, len(found.voters), n_both, 0, why)
    total = float(((found.values - found.values.mean(axis=0)) ** 2).sum())
    between = float(_between(cells.by_group(cells.label[None])[0]))
    relabelled = cells.relabelled(permutations, np.random.default_rng(seed))
    reached = sum(int((_between(sums) >= between * (1 - ROUNDING)).sum()) for sums in relabelled)
    p = (1 + reached) / (1 + permutations)
    pseudo_f = _pseudo_f(between, total, len(found.tools), found.n)
    return GroupTest(pseudo_f, between / total, p, found.n, len(found.voters), n_both, permutations)


def _refusal(found: Placements) -> str:
    """Return why there is nothing to test, or '' if there is."""
    if len(found.tools) < 2:
        return "there are votes of fewer than two groups"
    if np.bincount(found.tool).min() < 2:
        return "a group has fewer than two votes"
    if not np.ptp(found.values, axis=0).any():
        return "all votes are the same"
    return ""


def _pseudo_f(between: float, total: float, groups: int, n: int) -> float:
    within = total - between
    if within <= ROUNDING * total:
        return float("inf")
    return (between / (groups - 1)) / (within / (n - groups))


def _between(sums: FloatArray) -> FloatArray:
    """Return the sum of squares between groups from sums by group, shape (..., groups, 3): n, x, y from the mean."""
    found: FloatArray = ((sums[..., 1:] ** 2).sum(axis=-1) / sums[..., 0]).sum(axis=-1)
    return found


@dataclass(frozen=True, eq=False)
class _Cells:
    """The votes of one voter in one group, summed up: n, x and y from the mean of all, shape (cells, 3).

    A voter's cells stand side by side; `first` is where they start, `sizes` how
    many they are, both by voter.
    """

    voter: IntArray
    label: LabelArray
    sums: FloatArray
    first: IntArray
    sizes: IntArray

    @classmethod
    def of(cls, votes: Placements) -> _Cells:
        groups = max(len(votes.tools), 1)
        keys, cell = np.unique(votes.voter * groups + votes.tool, return_inverse=True)
        from_mean = votes.values - votes.values.sum(axis=0) / max(votes.n, 1)
        columns = [np.ones(votes.n), *from_mean.T]
        sums = np.stack([np.bincount(cell, column, len(keys)).astype(float) for column in columns], axis=1)
        voter = keys // groups
        sizes = np.bincount(voter, minlength=len(votes.voters))
        return cls(voter, (keys % groups).astype(np.int16), sums, np.cumsum(sizes) - sizes, sizes)

    def by_group(self, labels: LabelArray) -> FloatArray:
        """Sum up by group under each row of `labels`, shape (rows, cells): gives (rows, groups, 3)."""
        groups = range(int(self.label.max()))
        sums = [(labels == group).astype(float) @ self.sums for group in groups]
        return np.stack([*sums, self.sums.sum(axis=0) - np.sum(sums, axis=0)], axis=1)

    def relabelled(self, count: int, random: np.random.Generator) -> Iterator[FloatArray]:
        """Yield sums by group, shape (rows, groups, 3), under `count` relabellings in all."""
        rows = max(AT_ONCE // len(self.label), 1)
        once = self._once_of_two if self.label.max() == 1 else self._once_of_many
        for done in range(0, count, rows):
            yield once(min(rows, count - done), random)

    def _once_of_two(self, rows: int, random: np.random.Generator) -> FloatArray:
        """Deal out the rarer label among voters with one; let the others' two cells stay or swap."""
        single = self.sizes[self.voter] == 1
        own = self.sums[single]
        n_second = int(self.label[single].sum())
        n_rare = min(n_second, len(own) - n_second)
        rare = np.empty((rows, 3))
        chosen = np.empty(len(own))
        for row in rare:
            chosen[:] = 0.0
            chosen[random.choice(len(own), n_rare, replace=False, shuffle=False)] = 1.0
            row[:] = chosen @ own
        second = rare if n_rare == n_second else own.sum(axis=0) - rare
        one, other = self.sums[~single].reshape(-1, 2, 3).transpose(1, 0, 2)
        swapped = random.integers(2, size=(rows, len(one)), dtype=np.int8).astype(float)
        second = second + other.sum(axis=0) + swapped @ (one - other)
        return np.stack([self.sums.sum(axis=0) - second, second], axis=1)

    def _once_of_many(self, rows: int, random: np.random.Generator) -> FloatArray:
        """Shuffle the labels of voters with one; move those of each other voter on by a few places."""
        single = self.sizes[self.voter] == 1
        labels = np.tile(self.label, (rows, 1))
        labels[:, single] = random.permuted(labels[:, single], axis=1)
        voter, size = self.voter[~single], self.sizes[self.voter[~single]]
        place = np.flatnonzero(~single) - self.first[voter]
        steps = random.integers(self.sizes, size=(rows, len(self.sizes)))[:, voter]
        labels[:, ~single] = self.label[self.first[voter] + (place + steps) % size]
        return self.by_group(labels)
