"""Sentences and numbers as people read them: pure functions, the same on every page."""

from __future__ import annotations

import math

import pandas as pd

from spectrum.model import Round, Selection
from spectrum.store import Counts

RANKED_FROM = 10  # votes below which a tool is not ranked
THIN_SPACE = "\u2009"
NOTHING = "–"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'1 vote', '12 votes', '1 234 votes'."""
    return f"{thousands(number)} {noun if number == 1 else plural or noun + 's'}"


def thousands(number: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", THIN_SPACE)


def points(value: float | None) -> str:
    """An axis position or distance, to 0.1 point."""
    return NOTHING if _missing(value) else f"{value:.1f}"


def ratio(value: float | None) -> str:
    """A disagreement or an alpha, to two decimals."""
    return NOTHING if _missing(value) else f"{value:.2f}"


def share(value: float | None) -> str:
    """A share from 0 to 1, in whole percent."""
    return NOTHING if _missing(value) else f"{100 * float(value or 0):.0f} %"


def interval(low: float | None, high: float | None) -> str:
    """'[0.21, 0.64]', or a dash where there is none."""
    return NOTHING if _missing(low) or _missing(high) else f"[{low:.2f}, {high:.2f}]"


def board_sentence(positions: pd.DataFrame, counts: Counts) -> str:
    """How much there is, and what it does not allow yet."""
    if positions.empty:
        return "No tools match. Clear the search or the filters to see all of them."
    sizes = (
        f"{count(len(positions), 'tool')}, {count(counts.votes, 'vote')} by {count(counts.voters, 'voter')}."
    )
    ranked = int((positions["n"] >= RANKED_FROM).sum())
    if counts.votes == 0:
        return f"{count(len(positions), 'tool')}, no votes yet: each stands at its seed, the organiser's first guess."
    if ranked == 0:
        return f"{sizes} No tool has the {RANKED_FROM} votes that a ranking needs."
    if ranked < len(positions):
        return f"{sizes} {count(ranked, 'tool')} {'has' if ranked == 1 else 'have'} at least {RANKED_FROM} votes."
    return sizes


def view_sentence(selection: Selection, anchor_weight: float, round_name: str | None = None) -> str:
    """What the chosen filters and the seed's weight mean for the positions shown."""
    parts = []
    if round_name:
        parts.append(f"Votes of round “{round_name}” only.")
    if selection.branch:
        parts.append(f"Voters of branch {selection.branch} only.")
    if anchor_weight:
        parts.append(f"Each seed counts as {anchor_weight:g} vote{'' if anchor_weight == 1 else 's'}.")
    else:
        parts.append("Dots are plain means.")
    if selection.as_of is not None:
        parts.append("A round is open whose votes stay hidden: this is the board as of its opening.")
    return " ".join(parts)


def round_sentence(open_round: Round | None) -> str:
    """Whether voting is on."""
    if open_round is None:
        return "Voting is off: positions are a snapshot of the votes so far."
    blind = " Results stay hidden until it closes." if open_round.is_blind else ""
    return f"Voting is on in round “{open_round.name}”.{blind}"


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def escape(text: object) -> str:
    """A visitor's text, so that Markdown shows it as it was written."""
    return "".join("\\" + char if char in "\\`*_{}[]()<>#+-.!|~$:" else char for char in str(text))
