"""What the browser is handed to replay the votes: lists of numbers, once, and nothing that tells voters apart.

Up to `MOST_VOTES` votes go out one by one, and the browser adds them up itself. A longer
log is thinned: where the tools stood goes out for `STEPS` moments, exact at each,
and of the votes a sample to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from spectrum.analysis.replay import in_order_of_play, running_sums
from spectrum.model import Board, Round, Tool

MOST_VOTES = 20_000  # votes that are handed over one by one
STEPS = 600  # moments of a thinned replay
SAMPLE = 5_000  # votes of a thinned replay that are handed over to be looked at, at most

Handover = dict[str, Any]
"""What `spectrum/canvas/replay.js` reads; the keys are explained there."""


def handover(
    votes: pd.DataFrame,
    tools: Sequence[Tool],
    rounds: Sequence[Round],
    board: Board,
    *,
    anchor_weight: float,
    most_votes: int = MOST_VOTES,
    steps: int = STEPS,
    sample: int = SAMPLE,
) -> Handover:
    """Return what is needed to replay a log, ready for JSON.

    `votes`: of the log, as `played_votes` returns them. `tools`: the live ones. `rounds`: those
    whose beginning and end are marked. A log of more than `most_votes` is thinned to `steps`
    moments and `sample` votes.
    """
    start = votes["at"].min()
    is_thinned = len(votes) > most_votes
    moments = moments_of(votes, steps if is_thinned else len(votes))
    shown = sampled(votes.assign(moment=moments), sample) if is_thinned else votes.assign(moment=moments)
    places = {tool.tool_id: place for place, tool in enumerate(tools)}
    return {
        "axes": {"left": board.left, "right": board.right, "bottom": board.bottom, "top": board.top},
        "weight": anchor_weight,
        "tools": [_told(tool) for tool in tools],
        "start": None if pd.isna(start) else _milliseconds(start),
        "moments": _moments(votes, moments, start),
        "votes": _votes(shown, places),
        "sums": _sums(votes, moments, places) if is_thinned else None,
        "rounds": [_span(round_) for round_ in rounds],
        "total": len(votes),
    }


def played_votes(log: pd.DataFrame, rounds: Sequence[Round]) -> pd.DataFrame:
    """The votes in the order in which they are shown (columns: `analysis.replay.PLAY_COLUMNS`)."""
    return in_order_of_play(log, {round_.round_id for round_ in rounds if round_.start == "fresh"})


def moments_of(votes: pd.DataFrame, most: int) -> np.ndarray:
    """The number of the moment in which each vote is played: 0 at the start, then 1 to `most` at most.

    Every moment holds the same number of timed votes, but the last, which may hold fewer.
    """
    is_timed = votes["at"].notna().to_numpy()
    timed = int(is_timed.sum())
    size = max(1, -(-timed // max(1, most)))
    return np.where(is_timed, (np.cumsum(is_timed) - 1) // size + 1, 0)


def sampled(votes: pd.DataFrame, most: int) -> pd.DataFrame:
    """Evenly spread voters' places on tools, with all votes that were cast on each: about `most` rows or fewer.

    A vote that replaces another is there only with that other, so that no dot stays behind.
    """
    replaced = votes["replaces"].to_numpy()
    origin = np.where(replaced < 0, np.arange(len(votes)), replaced)
    while (earlier := origin[origin] != origin).any():  # twice as far back each time
        origin[earlier] = origin[origin[earlier]]
    places, place = np.unique(origin, return_inverse=True)
    stride = max(1, -(-len(votes) // most))
    kept = np.flatnonzero(place % stride == 0) if len(places) else np.array([], dtype=int)
    row_of = np.full(len(votes) + 1, -1)  # the last stands for "replaces nothing"
    row_of[kept] = np.arange(len(kept))
    shown = votes.iloc[kept].reset_index(drop=True)
    return shown.assign(replaces=row_of[shown["replaces"].to_numpy()])


def _told(tool: Tool) -> Handover:
    return {"id": tool.tool_id, "number": tool.number, "name": tool.name, "seed": [tool.seed_x, tool.seed_y]}


def _moments(votes: pd.DataFrame, moments: np.ndarray, start: pd.Timestamp) -> Handover:
    """When each moment ends, in ms after the start, and how many timed votes have been played by then."""
    is_last = np.append(moments[1:] != moments[:-1], True)[: len(moments)] & (moments > 0)
    untimed = int((moments == 0).sum())
    return {
        "at": ((votes["at"][is_last] - start) // pd.Timedelta(milliseconds=1)).astype(int).tolist(),
        "votes": (np.flatnonzero(is_last) + 1 - untimed).tolist(),
    }


def _votes(votes: pd.DataFrame, places: dict[str, int]) -> Handover:
    return {
        "moment": votes["moment"].tolist(),
        "tool": votes["tool_id"].map(places).astype(int).tolist(),
        "x": _numbers(votes["x"]),
        "y": _numbers(votes["y"]),
        "replaces": votes["replaces"].tolist(),
    }


def _sums(votes: pd.DataFrame, moments: np.ndarray, places: dict[str, int]) -> Handover:
    """What each tool's votes add up to at the end of each moment in which it had any."""
    sums = running_sums(votes).assign(moment=moments, tool=votes["tool_id"].map(places).astype(int))
    last = sums.drop_duplicates(["moment", "tool"], keep="last")
    return {
        "moment": last["moment"].tolist(),
        "tool": last["tool"].tolist(),
        "n": last["n"].tolist(),
        "x": last["sum_x"].round(2).tolist(),
        "nY": last["n_y"].tolist(),
        "y": last["sum_y"].round(2).tolist(),
    }


def _span(round_: Round) -> Handover:
    closed = None if round_.closed_at is None else _milliseconds(pd.Timestamp(round_.closed_at))
    return {"name": round_.name, "from": _milliseconds(pd.Timestamp(round_.opened_at)), "until": closed}


def _milliseconds(time: pd.Timestamp) -> int:
    """Milliseconds since 1970 of a time in UTC."""
    return int(time.value // 1_000_000) if time.tzinfo is None else int(time.timestamp() * 1000)


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if np.isnan(value) else round(value, 2) for value in values.tolist()]
