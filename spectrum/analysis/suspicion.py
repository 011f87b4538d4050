"""Patterns in a voter's votes that someone should look at: suspicious, not guilty.

Each pattern has a harmless explanation too (a click-through, a shared opinion, a
demonstration, two devices of one person), so this finds and describes, and
leaves the judgement to the organiser. The thresholds are named below; they are
set so that people who place tools one by one, with answers of their own, stay
out of the list. They are conventions, not tests, and carry no error rate.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import IntArray, require

SUSPICION_COLUMNS = ("voter_id", "pattern", "evidence", "strength")

PATTERNS = ("one point", "same x", "same y", "straight line", "speed", "same votes as others")

SUSPICIOUS_NOT_GUILTY = (
    "Suspicious, not guilty: each pattern has harmless explanations too. "
    "Look at the votes before you block anyone."
)

NO_Y = -1.0  # stands for a y that is not there among positions

SAME = 0.1
"""Axis points within which two positions are taken for the same: the step of the canvas."""

POINT_FROM = 5
"""Placements from which one point for most of them stands out."""

POINT_SHARE = 0.8
"""Part of a voter's placements at one point that stands out."""

CONSTANT_FROM = 6
"""Placements from which the same value on one axis stands out."""

LINE_FROM = 8
"""Complete placements from which a straight line stands out."""

LINE_WIDTH = 0.5
"""Axis points that the placements of a line are off it at most, on average (root mean square)."""

LINE_LENGTH = 10.0
"""Axis points (standard deviation) along a line below which it is a heap rather than a line."""

FASTEST = 45
"""Votes in one minute that a person can cast: dragging a tool takes a second or more."""

MINUTE = pd.Timedelta(minutes=1)

TWINS_FROM = 5
"""Tools that two voters must both have placed to be compared."""

TWINS_WITHIN = 0.5
"""Axis points on each axis within which two voters' placements of a tool are taken for the same."""

TWINS_SHARE = 0.9
"""Part of the tools placed by both on which they must agree so closely."""

CROWDED = 30
"""Voters with nearly the same placement of a tool from which it tells nobody apart."""


def suspicious_patterns(log: pd.DataFrame) -> pd.DataFrame:
    """Return what stands out in the votes: SUSPICION_COLUMNS, the strongest first; empty if nothing does.

    `log`: voter_id, tool_id, kind, x, y, cast_at in the order of the log (`Store.log`); each
    voter's latest vote on a tool counts, but for speed, which looks at all. pattern: one of
    PATTERNS; a voter may have several. evidence: a sentence with the figures. strength, 0 to 1:
    the part of the voter's placements that fit (for speed: how far beyond FASTEST, 1 - FASTEST /
    votes a minute). Raises ValueError for missing columns.
    """
    require(log, ("voter_id", "tool_id", "kind", "x", "y", "cast_at"))
    current = _current(log)
    found = [*_heaps_and_lines(current), *_speeds(log), *_twins(current)]
    frame = pd.DataFrame(found, columns=list(SUSPICION_COLUMNS))
    frame = frame.astype({"voter_id": "str", "pattern": "str", "evidence": "str", "strength": "float64"})
    return frame.sort_values(
        ["strength", "voter_id", "pattern"], ascending=[False, True, True], ignore_index=True
    )


Found = tuple[str, str, str, float]


def _current(log: pd.DataFrame) -> pd.DataFrame:
    """Each voter's latest vote on each tool that is a placement."""
    latest = log.drop_duplicates(["voter_id", "tool_id"], keep="last")
    placed = latest.loc[latest["kind"] == "place", ["voter_id", "tool_id", "x", "y"]]
    return placed.astype({"x": "float64", "y": "float64"})


def _heaps_and_lines(current: pd.DataFrame) -> Iterator[Found]:
    ordered = current.sort_values("voter_id", kind="stable")
    voters, first = np.unique(ordered["voter_id"].to_numpy(dtype=object), return_index=True)
    for voter, positions in zip(voters, np.split(ordered[["x", "y"]].to_numpy(), first[1:]), strict=False):
        heap = list(_heap(str(voter), positions))
        yield from heap or [*_constant(str(voter), positions), *_line(str(voter), positions)]


def _heap(voter: str, positions: FloatArray) -> Iterator[Found]:
    n = len(positions)
    if n < POINT_FROM:
        return
    filled = np.where(np.isnan(positions), NO_Y, np.round(positions / SAME))
    cells, counts = np.unique(filled, axis=0, return_counts=True)
    most, (x, y) = int(counts.max()), cells[counts.argmax()]
    if most / n >= POINT_SHARE:
        where = f"({x * SAME:.1f}, {y * SAME:.1f})" if y != NO_Y else f"x = {x * SAME:.1f}, without a y"
        yield voter, "one point", f"{most} of {n} placements are at {where}", most / n


def _constant(voter: str, positions: FloatArray) -> Iterator[Found]:
    for axis, values in (("x", positions[:, 0]), ("y", positions[:, 1])):
        told = values[~np.isnan(values)]
        if len(told) >= CONSTANT_FROM and np.ptp(told) <= SAME + 1e-9:
            share = len(told) / len(positions)
            yield voter, f"same {axis}", f"all {len(told)} placements have {axis} = {told[0]:.1f}", share


def _line(voter: str, positions: FloatArray) -> Iterator[Found]:
    complete = positions[~np.isnan(positions).any(axis=1)]
    n = len(complete)
    if n < LINE_FROM or (np.ptp(complete, axis=0) <= SAME + 1e-9).any():
        return
    across, along = np.sqrt(np.clip(np.linalg.eigvalsh(np.cov(complete.T, bias=True)), 0, None))
    if across <= LINE_WIDTH and along >= LINE_LENGTH:
        off = f"{across:.1f} points off it on average"
        yield (
            voter,
            "straight line",
            f"all {n} placements lie on one straight line, {off}",
            n / len(positions),
        )


def _speeds(log: pd.DataFrame) -> Iterator[Found]:
    timed = log.loc[log["cast_at"].notna(), ["voter_id", "cast_at"]]
    many = timed.groupby("voter_id")["cast_at"].transform("size") > FASTEST
    for voter, times in timed[many].groupby("voter_id", sort=True)["cast_at"]:
        moments = np.sort(pd.to_datetime(times).to_numpy())
        until = np.searchsorted(moments, moments + MINUTE.to_timedelta64(), side="left")
        most = int((until - np.arange(len(moments))).max())
        if most > FASTEST:
            said = f"{most} votes within one minute; by hand, {FASTEST} are about the most"
            yield str(voter), "speed", said, 1 - FASTEST / most


def _twins(current: pd.DataFrame) -> Iterator[Found]:
    """Voters who placed nearly everything where another voter did.

    Placements that many share say nothing of any two of them, so they are no
    reason to compare two voters; a heap of identical ballots is found by their being identical.
    """
    complete = current[current["y"].notna()]
    counts = complete.groupby("voter_id").size()
    complete = complete[complete["voter_id"].map(counts) >= TWINS_FROM]
    if complete.empty:
        return
    voters, ids = pd.factorize(complete["voter_id"], sort=True)
    others: dict[int, tuple[float, int, int, str]] = {}
    for first, second, same, both in [*_identical(complete, voters), *_close_pairs(complete, voters)]:
        for voter, other in ((first, second), (second, first)):
            better = (same / both, same, both, str(ids[other]))
            if voter not in others or better[:2] > others[voter][:2]:
                others[voter] = better
    for voter, (share, same, both, other_id) in sorted(others.items()):
        said = (
            f"{same} of {both} tools are placed where voter {other_id} placed them, to {TWINS_WITHIN} points"
        )
        yield str(ids[voter]), "same votes as others", said, share


Pair = tuple[int, int, int, int]


def _identical(complete: pd.DataFrame, voters: IntArray) -> Iterator[Pair]:
    """Neighbours among voters whose ballots are the same in every placement: first, second, n, n."""
    ordered = complete.assign(voter=voters).sort_values(["voter", "tool_id"], kind="stable")
    cells = (ordered[["x", "y"]] / SAME).round().assign(tool=ordered["tool_id"])
    row = pd.util.hash_pandas_object(cells, index=False)
    ballots = pd.DataFrame({"voter": ordered["voter"].to_numpy(), "hash": row.to_numpy()})
    whole = ballots.groupby("voter")["hash"].agg(lambda hashes: hash(tuple(hashes)))
    sizes = ballots.groupby("voter").size()
    for _, group in whole.groupby(whole):
        for first, second in zip(group.index[:-1], group.index[1:], strict=True):
            yield int(first), int(second), int(sizes[first]), int(sizes[first])


def _close_pairs(complete: pd.DataFrame, voters: IntArray) -> Iterator[Pair]:
    """Pairs who agree on enough of what both placed: first, second, tools the same, tools of both."""
    tools = complete["tool_id"].to_numpy()
    positions = complete[["x", "y"]].to_numpy(dtype=float)
    pairs = [_near(positions[tools == tool], voters[tools == tool]) for tool in pd.unique(tools)]
    near, same = np.unique(np.concatenate(pairs), axis=0, return_counts=True)
    placed = pd.Series(tools).groupby(voters).agg(frozenset)
    for (first, second), n in zip(near[same >= TWINS_FROM], same[same >= TWINS_FROM], strict=True):
        both = len(placed[first] & placed[second])
        if n / both >= TWINS_SHARE:
            yield int(first), int(second), int(n), both


def _near(positions: FloatArray, voters: IntArray) -> IntArray:
    """Pairs of voters whose placements of one tool are nearly the same: shape (pairs, 2), rising."""
    from scipy.spatial import cKDTree  # noqa: PLC0415  (0.2 s that others need not wait)

    tree = cKDTree(positions)
    within = TWINS_WITHIN + 1e-9
    crowd = tree.query_ball_point(positions, within, p=np.inf, return_length=True)
    kept = crowd <= CROWDED
    pairs = cKDTree(positions[kept]).query_pairs(within, p=np.inf, output_type="ndarray")
    return np.sort(voters[kept][pairs], axis=1).reshape(-1, 2)
