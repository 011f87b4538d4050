"""One line above the plot: how much is on it, and how to read a dot."""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from spectrum.charts.dots import DotScale
from spectrum.charts.lettering import text_width
from spectrum.charts.numbers import count, counted
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, text_at
from spectrum.model import Board

LINE = -18  # pixels from the plot's upper edge to the middle of the line
GRADES = (0, 25, 50, 75, 100)
FONT_SIZE = 12
APART = 24  # pixels at least between what stands left and right

_STYLE: dict[str, Any] = {"baseline": "middle", "fontSize": FONT_SIZE}


def size_key(scale: DotScale, palette: Palette, *, tools: int, votes: float) -> list[alt.Chart]:
    """Return the counts on the left and, where there is room and a vote, the dots' sizes on the right."""
    counts = _counts(tools, votes)
    left = text_at(counts, 0, LINE, align="left", color=palette.quiet, **_STYLE)
    return [left, *_sizes(scale, palette, beside=_width(counts))] if votes else [left]


def readiness_key(board: Board, palette: Palette, *, tools: int, votes: float) -> list[alt.Chart]:
    """Return the counts and the colour scale in words and dots, for a view that lacks the y axis."""
    counts, step = _counts(tools, votes), 12
    high = _width(board.top) + step
    low = high + (len(GRADES) - 1) * step + step
    needed = _width(counts) + low + _width(board.bottom) + APART
    shown = alt.ExprRef(f"width < {needed:.0f} ? 0 : 1")
    values = [{"grade": grade, "at": high + step * at} for at, grade in enumerate(reversed(GRADES))]
    dots = alt.Chart(alt.InlineData(values=values)).mark_circle(
        size=90, opacity=1, x=_from_right("at"), y=LINE
    )
    return [
        text_at(counts, 0, LINE, align="left", color=palette.quiet, opacity=shown, **_STYLE),
        text_at(board.bottom, f"width - {low:.0f}", LINE, align="right", color=palette.not_ready, **_STYLE),
        dots.encode(fill=by_readiness("grade", palette)),
        text_at(board.top, "width", LINE, align="right", color=palette.ready, **_STYLE),
    ]


def key_votes(most: float) -> list[int]:
    """Return one to three numbers of votes that show the range of dots: 1, a round one, the most."""
    return sorted({1, _round_down(0.6 * most), int(most)})


def _round_down(votes: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is not above `votes`."""
    ten: int = 10 ** int(math.log10(max(votes, 1)))
    return max(step * ten for step in (1, 2, 5) if step * ten <= max(votes, 1))


def _counts(tools: int, votes: float) -> str:
    return f"{counted(tools, 'tool')}, {counted(votes, 'vote')}"


def _width(text: str) -> float:
    return text_width(text, FONT_SIZE)


def _sizes(scale: DotScale, palette: Palette, *, beside: float) -> list[alt.Chart]:
    """Return dots of some sizes with their votes; they vanish where the text on the left needs the room."""
    records = _size_rows(scale)
    needed = beside + records[-1]["dot"] + scale.wide[1] + APART
    base = alt.Chart(alt.InlineData(values=records))
    dots = base.mark_point(
        filled=True,
        fill=palette.quiet,
        opacity=alt.ExprRef(f"width < {needed:.0f} ? 0 : 0.35"),
        x=_from_right("dot"),
        y=LINE,
    )
    texts = base.mark_text(
        align="left",
        color=palette.quiet,
        opacity=alt.ExprRef(f"width < {needed:.0f} ? 0 : 1"),
        x=_from_right("text"),
        y=LINE,
        **_STYLE,
    )
    return [dots.encode(size=scale.channel()), texts.encode(text="label:N")]


def _size_rows(scale: DotScale) -> list[dict[str, Any]]:
    """Return the dots of the key from right to left, each with its distances from the right edge."""
    records: list[dict[str, Any]] = []
    taken = 0.0
    for n in reversed(key_votes(scale.most)):
        label = count(n) if records else f"{count(n)} votes"
        text = taken + _width(label)
        dot = text + 4 + scale.wide[1]
        records.append({"n": n, "label": label, "text": text, "dot": dot})
        taken = dot + scale.wide[1] + 6
    return records


def _from_right(field: str) -> alt.ExprRef:
    return alt.ExprRef(f"width - datum.{field}")
