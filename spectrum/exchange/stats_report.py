"""The measures of a board as a table to read in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NAME_WIDTH = 30  # characters
MISSING = "-"
_COLUMNS = (
    ("n", "n", 0),
    ("x", "x", 1),
    ("y", "y", 1),
    ("mean x", "mean_x", 1),
    ("mean y", "mean_y", 1),
    ("seed", "seed_share", 2),
    ("distance", "standard_distance", 1),
    ("D", "disagreement", 2),
    ("from", "disagreement_low", 2),
    ("to", "disagreement_high", 2),
)
_LEGEND = (
    "x, y: collective position, 0 to 100; seed: the seed's share of x; distance: standard distance in axis\n"
    "points; D: disagreement (1 - r*WG) with its 95 % interval. Below 10 votes, do not rank tools by D."
)


def stats_text(document: Mapping[str, Any]) -> str:
    """The document of `stats_document` in lines of aligned columns, with a legend below."""
    board = document["board"]
    counts = f"{board['n_votes']} votes by {board['n_voters']} voters on {board['n_tools']} tools"
    head = f"{board['board_id']}: {counts}, anchor weight {board['anchor_weight']:g}"
    header = ["No.", "tool", *(title for title, _, _ in _COLUMNS)]
    lines = [_cells(tool) for tool in document["tools"]]
    return "\n".join([plain_line(head), "", *_aligned([header, *lines]), "", _LEGEND])


def plain_line(text: str) -> str:
    """Text in one line, without control characters that a terminal would obey."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def _cells(tool: Mapping[str, Any]) -> list[str]:
    name = plain_line(tool["name"])
    short = name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1] + "…"
    numbers = [_number(tool[key], digits) for _, key, digits in _COLUMNS]
    return [str(tool["number"]), short, *numbers]


def _number(value: float | None, digits: int) -> str:
    return MISSING if value is None else f"{value:.{digits}f}"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if index == 1 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
