"""What the votes of a log amount to, worked out here one vote after the other, without the product's help."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from tests.abuse.door import Stored


@dataclass(frozen=True)
class Answer:
    """A voter's answer on a tool."""

    round_id: str
    kind: str
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Place:
    """How many placements count for a tool, and where they and its seed put it."""

    n: int
    x: float | None
    y: float | None


Answers = dict[tuple[str, str], Answer]


def answers_in(stored: Stored) -> Answers:
    """The latest answer of each voter on each tool, by (tool, voter): what counts while no fresh round is open."""
    ends = {tool.tool_id: tool.merged_into or tool.tool_id for tool in stored.tools}
    fresh = {round_.round_id for round_ in stored.rounds if round_.start == "fresh"}
    reset_at: dict[str, int] = defaultdict(int)
    for reset in stored.resets.itertuples():
        reset_at[reset.tool_id] = max(reset_at[reset.tool_id], reset.at_seq)
    answers: Answers = {}
    for vote in stored.votes.sort_values("seq").itertuples():
        if vote.seq <= reset_at[vote.tool_id]:
            continue
        key = (ends[vote.tool_id], vote.voter_id)
        answer = Answer(vote.round_id, vote.kind, _number(vote.x), _number(vote.y))
        answers[key] = _with_y_before(answer, answers.get(key), fresh)
    return answers


def _with_y_before(answer: Answer, before: Answer | None, fresh: set[str]) -> Answer:
    """A vote on the x axis alone keeps the y before it, but not that of before a fresh round."""
    if before is None or not answer.kind == before.kind == "place" or answer.y is not None:
        return answer
    begins = answer.round_id in fresh and before.round_id != answer.round_id
    return answer if begins else replace(answer, y=before.y)


def counted_in(stored: Stored) -> Answers:
    """Those that count now: in a fresh round, its own."""
    fresh = next((r.round_id for r in stored.rounds if r.is_open and r.start == "fresh"), None)
    return {k: answer for k, answer in answers_in(stored).items() if fresh in (None, answer.round_id)}


def places_in(stored: Stored) -> dict[str, Place]:
    """Where each live tool stands now."""
    placed: dict[str, list[Answer]] = defaultdict(list)
    for (tool_id, voter_id), answer in counted_in(stored).items():
        if answer.kind == "place" and voter_id not in stored.blocked:
            placed[tool_id].append(answer)
    weight = stored.board.anchor_weight
    return {
        tool.tool_id: Place(
            len(placed[tool.tool_id]),
            _drawn([a.x for a in placed[tool.tool_id]], tool.seed_x, weight),
            _drawn([a.y for a in placed[tool.tool_id]], tool.seed_y, weight),
        )
        for tool in stored.tools
        if tool.status == "live"
    }


def _drawn(values: list[float | None], seed: float | None, weight: float) -> float | None:
    """The mean, drawn towards the seed as if that were so many votes."""
    there = [value for value in values if value is not None]
    if not there:
        return seed
    if seed is None:
        return sum(there) / len(there)
    return (sum(there) + weight * seed) / (len(there) + weight)


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
