"""Sentences and numbers as people read them: pure functions, the same on every page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from spectrum.model import FEWEST_OF_GROUP, RANKED_FROM, Round, Selection
from spectrum.store import Counts

THIN_SPACE = "\u2009"
NOTHING = "–"
WORD_JOINER = "\u2060"
MARKUP = "\\`*_{}[]()<>#+-.!|~$:"
# Where Streamlit would begin a link, an icon, a colour or a typographic sign, after it has read backslashes.
_MADE_OF_TWO = re.compile(
    r"(?i)(https?:|ftp:|mailto:|xmpp:|www)(?=[/.\w])|(:)(?=\w)|([-<>=!])(?=[-<>=])|(\w)(?=@)"
)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'1 vote', '12 votes', '1 234 votes'."""
    return f"{thousands(number)} {noun if number == 1 else plural or noun + 's'}"


def thousands(number: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", THIN_SPACE)


def points(value: float | None) -> str:
    """An axis position or distance, to 0.1 point."""
    return NOTHING if _missing(value) else f"{value:z.1f}"


def ratio(value: float | None) -> str:
    """A disagreement or an alpha, to two decimals."""
    return NOTHING if _missing(value) else f"{value:z.2f}"


def share(value: float | None) -> str:
    """A share from 0 to 1, in whole percent."""
    return NOTHING if _missing(value) else f"{100 * float(value or 0):.0f} %"


def interval(low: float | None, high: float | None) -> str:
    """'[0.21, 0.64]', or a dash where there is none."""
    return NOTHING if _missing(low) or _missing(high) else f"[{low:z.2f}, {high:z.2f}]"


def share_interval(low: float | None, high: float | None) -> str:
    """An interval of a share in whole percent, '[5, 28]', or a dash where there is none."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return NOTHING
    return f"[{100 * low:z.0f}, {100 * high:z.0f}]"


def points_interval(low: float | None, high: float | None) -> str:
    """An interval in axis points, '[-3.1, 0.4]', or a dash where there is none."""
    return NOTHING if _missing(low) or _missing(high) else f"[{low:z.1f}, {high:z.1f}]"


def probability(value: float | None) -> str:
    """A p or q value: '0.42', '0.004', '< 0.001'."""
    if value is None or math.isnan(value):
        return NOTHING
    if value < 0.001:
        return "< 0.001"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def listing(names: Sequence[str], most: int = 3) -> str:
    """'A', 'A and B', 'A, B and C', 'A, B, C and 4 more'."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    last = f"{thousands(rest)} more" if rest else shown.pop() if shown else ""
    return f"{', '.join(shown)} and {last}" if shown else last


def board_sentence(shown: pd.DataFrame, all_tools: int, counts: Counts) -> str:
    """How much there is, and what it does not allow yet. `shown`: the tools that match the search."""
    if shown.empty and all_tools:
        return "No tools match. Clear the search or the filters to see all of them."
    if shown.empty:
        return "This board has no tools yet."
    if counts.votes == 0:
        seeded = " Each stands at its seed, the organiser’s first guess." if shown["x"].notna().all() else ""
        return f"{count(len(shown), 'tool')}, no votes yet.{seeded}"
    if len(shown) < all_tools:
        return f"{count(len(shown), 'tool')}, {count(int(shown['n'].sum()), 'vote')} (of {thousands(all_tools)} tools)."
    sizes = f"{count(len(shown), 'tool')}, {count(counts.votes, 'vote')} by {count(counts.voters, 'voter')}."
    ranked = int((shown["n"] >= RANKED_FROM).sum())
    if ranked == 0:
        return f"{sizes} No tool has the {RANKED_FROM} votes that a ranking needs."
    if ranked < len(shown):
        return f"{sizes} {count(ranked, 'tool')} {'has' if ranked == 1 else 'have'} at least {RANKED_FROM} votes."
    return sizes


def standing_sentence(shown: pd.DataFrame, *, votes: int) -> str:
    """Which of the tools are not where votes have put them: those without a position, and those at their seed."""
    nowhere = int(shown["x"].isna().sum())
    parts = (
        [f"{count(nowhere, 'tool')} {'has' if nowhere == 1 else 'have'} no position yet."] if nowhere else []
    )
    if votes and ((shown["n"] == 0) & shown["x"].notna()).any():
        parts.append("Hollow dots have no votes yet and stand at their seed.")
    return " ".join(parts)


def view_sentence(
    selection: Selection, anchor_weight: float, round_name: str | None = None, *, votes: int = 1
) -> str:
    """What the chosen filters and the seed's weight mean for the positions shown, which are of so many votes."""
    parts = []
    if round_name:
        parts.append(f"Votes of round “{round_name}” only.")
    if selection.branch:
        parts.append(branch_sentence(selection.branch))
    if anchor_weight:
        parts.append(f"Each seed counts as {anchor_weight:g} vote{'' if anchor_weight == 1 else 's'}.")
    elif votes:
        parts.append("Dots are plain means.")
    if selection.as_of is not None:
        parts.append("A round is open whose votes stay hidden: this is the board as of its opening.")
    return " ".join(parts)


def selection_sentence(selection: Selection, round_name: str | None = None) -> str:
    """Whose votes a researcher has chosen, where that is not all of them."""
    parts = []
    if round_name:
        parts.append(f"Votes of round “{round_name}” only.")
    if selection.branch:
        parts.append(branch_sentence(selection.branch))
    if selection.beyond_shown:
        parts.append(f"Without votes within {selection.beyond_shown:g} points of what was shown.")
    if selection.chosen_y_only:
        parts.append("A y that repeats the seed’s counts as not chosen.")
    if selection.as_of is not None:
        parts.append("A round is open whose votes stay hidden: this is the board as of its opening.")
    return " ".join(parts)


def branch_sentence(branch: str) -> str:
    """Whose votes a chosen branch leaves, and what is not told of it."""
    return f"Voters of branch {branch} only; what fewer than {FEWEST_OF_GROUP} of them placed counts as without votes."


def round_sentence(open_round: Round | None) -> str:
    """Whether voting is on."""
    if open_round is None:
        return "Voting is off: the positions are those of the votes so far."
    blind = " Results stay hidden until it closes." if open_round.is_blind else ""
    return f"Voting is open in round “{open_round.name}”.{blind}"


def number(value: Any) -> float | None:
    """A figure from a frame: a float, or None where it is missing."""
    return None if value is None or math.isnan(value) else float(value)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def escape(text: object) -> str:
    """A visitor's text on one line, so that Markdown shows it as it was written.

    A word joiner, which is not seen, keeps addresses from becoming links and `->` from becoming an arrow.
    """
    line = re.sub(r"\s*[\r\n\t]\s*", " ", str(text)).strip()
    plain = _MADE_OF_TWO.sub(lambda found: found[0] + WORD_JOINER, line)
    return "".join(_escaped(char) for char in plain)


def _escaped(char: str) -> str:
    if char == "&":
        return "&amp;"
    return "\\" + char if char in MARKUP else char
