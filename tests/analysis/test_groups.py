from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import permanova
from spectrum.analysis.groups import _Cells
from spectrum.analysis.placements import placements


def votes_of(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["voter_id", "group", "x", "y"]).astype({"x": float, "y": float})


def drawn(seed: int, sizes: dict[str, int], *, apart: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    labels = [label for label, size in sizes.items() for _ in range(size)]
    places = random.normal(50, 10, (len(labels), 2)).round(1)
    places[:, 0] += apart * (np.array(labels) == "b")
    columns = {"voter_id": np.arange(len(labels)).astype(str), "group": labels}
    return pd.DataFrame({**columns, "x": places[:, 0], "y": places[:, 1]})


def separation(x: np.ndarray, y: np.ndarray, labels: np.ndarray) -> float:
    """Sum of squares between groups from all distances, as PERMANOVA is defined."""
    points = np.column_stack([x, y])
    squared = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    within = sum(
        squared[np.ix_(own, own)].sum() / 2 / own.sum()
        for own in (labels == label for label in set(labels.tolist()))
    )
    return float(squared.sum() / 2 / len(points) - within)


def test_figures_are_those_of_vegan(example):
    data = example("groups")
    votes = pd.DataFrame({"x": data["x"], "y": data["y"], "group": ["a"] * 50 + ["b"] * 50})
    found = permanova(votes.assign(voter_id=np.arange(100).astype(str)), "group")
    assert found.pseudo_f == pytest.approx(data["pseudo_f"], abs=data["tolerance"])
    assert found.r2 == pytest.approx(data["r2"], abs=data["tolerance"])
    assert found.p == 0.001
    assert (found.n, found.n_voters, found.n_both, found.permutations) == (100, 100, 0, 999)


def test_p_comes_close_to_that_of_all_relabellings():
    votes = drawn(3, {"a": 4, "b": 5}, apart=9)
    x, y, labels = votes["x"].to_numpy(), votes["y"].to_numpy(), votes["group"].to_numpy()
    observed = separation(x, y, labels)
    reached = []
    for chosen in itertools.combinations(range(9), 4):
        relabelled = np.full(9, "b")
        relabelled[list(chosen)] = "a"
        reached.append(separation(x, y, relabelled) >= observed - 1e-9)
    assert 0.02 < np.mean(reached) < 0.5
    assert permanova(votes, "group", permutations=19_999).p == pytest.approx(np.mean(reached), abs=0.01)


def test_voters_in_both_groups_swap_within_themselves():
    rows = [(str(voter), group, 10 * voter + (group == "b") * gain, 50) for group in "ab"
            for voter, gain in enumerate([1, 2, 3, 2, 1, 2])]  # fmt: skip
    found = permanova(votes_of(*rows), "group", permutations=9999)
    assert found.n_both == 6
    assert found.r2 < 0.05
    assert found.p == pytest.approx(2 / 2**6, abs=0.01)  # only all or none swapped go as far


def test_votes_of_one_voter_move_together():
    random = np.random.default_rng(1)
    rows = [(str(voter), "ab"[voter % 2], *(np.array(centre) + random.normal(0, 1, 2)))
            for voter, centre in enumerate(random.normal(50, 20, (6, 2))) for _ in range(40)]  # fmt: skip
    votes = votes_of(*rows)
    alone = votes.assign(voter_id=np.arange(len(votes)).astype(str))
    assert permanova(alone, "group").p == 0.001
    assert permanova(votes, "group").p > 0.05  # 6 voters make 20 relabellings only


@pytest.mark.parametrize("labels", ["ab", "abc"])
def test_relabellings_keep_how_many_voters_each_group_has(labels):
    rows = [(str(voter), label, voter, place) for place, label in enumerate(labels) for voter in range(3)]
    rows += [
        (f"{label}{number}", label, number, 7) for label in labels for number in range(ord(label) % 5 + 1)
    ]
    votes = votes_of(*rows)
    found = placements(votes.assign(tool_id=votes["group"]), "xy")
    cells = _Cells.of(found)
    sums = np.concatenate(list(cells.relabelled(50, np.random.default_rng(0))))
    assert (sums[..., 0] == np.bincount(found.tool)).all()
    np.testing.assert_allclose(sums.sum(axis=1), 50 * [cells.sums.sum(axis=0)], atol=1e-9)
    assert len(np.unique(sums[:, 0, 1].round(6))) > 5


def test_three_groups_are_those_of_all_distances():
    votes = drawn(5, {"a": 6, "b": 7, "c": 8}, apart=30)
    found = permanova(votes, "group")
    between = separation(votes["x"].to_numpy(), votes["y"].to_numpy(), votes["group"].to_numpy())
    total = (votes[["x", "y"]].var(ddof=0) * len(votes)).sum()
    assert found.r2 == pytest.approx(between / total)
    assert found.pseudo_f == pytest.approx(between / 2 / ((total - between) / (21 - 3)))
    assert found.p <= 0.002


@pytest.mark.parametrize("sizes", [{"a": 9, "b": 11}, {"a": 7, "b": 7, "c": 6}])
def test_groups_without_a_difference_are_told_apart_one_time_in_twenty(sizes):
    found = [permanova(drawn(seed, sizes), "group", permutations=199, seed=seed).p for seed in range(300)]
    assert 0.02 <= np.mean(np.array(found) <= 0.05) <= 0.09


def test_the_same_seed_gives_the_same_p_whatever_the_ids():
    votes = drawn(8, {"a": 12, "b": 9}, apart=5)
    votes.loc[3, "voter_id"] = votes.loc[15, "voter_id"]
    other = votes.sample(frac=1, random_state=2)
    other = other.assign(
        voter_id="v" + other["voter_id"].str[::-1], group=other["group"].map({"a": "z", "b": "y"})
    )
    assert permanova(other, "group").p == permanova(votes, "group").p
    assert permanova(votes, "group", seed=1).p != permanova(votes, "group").p


def test_groups_in_two_points_are_infinitely_far_apart():
    found = permanova(votes_of(*((f"{x}{i}", str(x), x, x) for x in (20, 80) for i in range(5))), "group")
    assert found.pseudo_f == np.inf
    assert found.r2 == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "fewer than two groups"),
        ([("1", "a", 1, 1), ("2", "a", 2, 2)], "fewer than two groups"),
        ([("1", "a", 1, 1), ("2", "a", 2, 2), ("3", "b", 3, 3)], "fewer than two votes"),
        ([("1", "a", 5, 5), ("2", "a", 5, 5), ("3", "b", 5, 5), ("4", "b", 5, 5)], "the same"),
        (
            [("1", "a", 5, 1), ("2", "a", 5, 2), ("3", "b", 5, 3), ("4", "b", 5, np.nan)],
            "fewer than two votes",
        ),
        ([("1", "a", 5, 1), ("2", "a", 5, 2), ("3", None, 5, 3), ("4", None, 5, 3)], "fewer than two groups"),
    ],
)
def test_what_cannot_be_tested_is_undefined(rows, why):
    found = permanova(votes_of(*rows), "group")
    assert (found.pseudo_f, found.r2, found.p) == (None, None, None)
    assert why in found.why


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="branch"):
        permanova(votes_of(), "branch")
