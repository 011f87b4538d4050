"""A board in the published snapshot format, for programs that read that.

The format holds less than a data package: current votes only, without times and
rounds, each with both axes, and an anchor weight of 10 that it does not name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from spectrum import __version__
from spectrum.exchange.package_readme import DEMO_NOTE
from spectrum.exchange.pseudonyms import draw_pseudonyms
from spectrum.exchange.targets import unfinished_sibling
from spectrum.model import Tool
from spectrum.store.protocol import Extract, Store


@dataclass(frozen=True)
class SnapshotWritten:
    """What a snapshot file holds, and how many placements it could not express (no y)."""

    path: Path
    tools: int
    votes: int
    voters: int
    left_out: int


def export_snapshot_json(
    store: Store,
    board_id: str,
    out: Path,
    *,
    names: bool = False,
    demo: bool = False,
    as_of: int | None = None,
) -> SnapshotWritten:
    """Write live tools and their current placements to `out`, in the published format.

    x and y of an item are its seed; a tool without a seed has neither. Voters are
    random pseudonyms called "Voter 01", "Voter 02", …; with `names`, by their display
    names where they gave one. Placements without y are left out and counted.
    Raises ExportRefused and NoSuchBoard.
    """
    extract = store.extract(board_id, as_of=as_of)
    placed = extract.current_votes[extract.current_votes["kind"] == "place"]
    complete = placed[placed["y"].notna()]
    live = [tool for tool in extract.tools if tool.status == "live"]
    document = {
        "capturedAt": extract.taken_at.isoformat(timespec="milliseconds") + "Z",
        "items": {tool.tool_id: _item(tool) for tool in live},
        "settings": {
            "addingEnabled": extract.board.adding_open,
            "votingEnabled": any(round_.is_open for round_ in extract.rounds),
        },
        "source": f"spectrum {__version__}{DEMO_NOTE if demo else ''}",
        "votes": _votes(complete, _usernames(extract, complete, names=names)),
    }
    with unfinished_sibling(out) as unfinished:
        unfinished.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return SnapshotWritten(
        out, len(live), len(complete), complete["voter_id"].nunique(), len(placed) - len(complete)
    )


def _item(tool: Tool) -> dict[str, Any]:
    item: dict[str, Any] = {"id": tool.tool_id, "name": tool.name, "desc": tool.description}
    item["tags"] = list(tool.branches)
    seed = {"x": tool.seed_x, "y": tool.seed_y}
    return item | {axis: value for axis, value in seed.items() if value is not None}


def _usernames(extract: Extract, votes: pd.DataFrame, *, names: bool) -> dict[str, tuple[str, str]]:
    """Pseudonym and username by stored voter id; numbered in the order of the pseudonyms."""
    given = extract.voters.set_index("voter_id")["name"].dropna().to_dict() if names else {}
    drawn = draw_pseudonyms(votes["voter_id"].unique())
    digits = max(2, len(str(len(drawn))))
    in_order = sorted((pseudonym, voter_id) for voter_id, pseudonym in drawn.items())
    return {
        voter_id: (pseudonym, given.get(voter_id) or f"Voter {number:0{digits}}")
        for number, (pseudonym, voter_id) in enumerate(in_order, start=1)
    }


def _votes(votes: pd.DataFrame, usernames: dict[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    by_tool: dict[str, dict[str, Any]] = {}
    for tool_id, voter_id, x, y in votes[["tool_id", "voter_id", "x", "y"]].itertuples(
        index=False, name=None
    ):
        pseudonym, username = usernames[voter_id]
        by_tool.setdefault(tool_id, {})[pseudonym] = {"username": username, "x": _number(x), "y": _number(y)}
    return {tool_id: dict(sorted(by_tool[tool_id].items())) for tool_id in sorted(by_tool)}


def _number(value: float) -> int | float:
    """Whole numbers as such, as the published files have them."""
    return int(value) if value.is_integer() else value
