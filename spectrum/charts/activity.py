"""When the votes came in: bars of votes a minute over the time of a board or a round."""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.numbers import count, counted
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence

Seconds = npt.NDArray[np.int64]

FEWEST_BARS, MOST_BARS = 12, 120
SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86400
WIDTHS = (
    15 * SECOND,
    *(MINUTE, 5 * MINUTE, 15 * MINUTE),
    *(HOUR, 6 * HOUR, DAY, 7 * DAY),
)
"""How many seconds a bar may cover: the first that needs no more than `MOST_BARS` of them is taken."""


def activity(
    votes: pd.DataFrame,
    *,
    palette: Palette,
    width: int | Literal["container"] = "container",
    height: int = 140,
) -> alt.LayerChart:
    """Return the votes a minute over time.

    `votes`: a row a vote with cast_at (UTC), missing where no time was recorded;
    those are counted in the subtitle, not drawn. `width` and `height` in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["cast_at"], "The frame of votes")
    times = pd.to_datetime(votes["cast_at"], utc=True).dropna()
    seconds = times.to_numpy(dtype="datetime64[ms]").astype(np.int64) // 1000
    step = _step(seconds)
    bars = _bars(seconds, step)
    title = alt.TitleParams(
        "Votes over time",
        subtitle=_subtitle(len(votes), len(seconds), step),
        fontSize=15,
        subtitleFontSize=12,
        offset=10,
    )
    return finished([_marks(bars, step, palette)], palette, width=width, height=height, title=title)


def _step(seconds: Seconds) -> int:
    """Return the width of a bar in seconds."""
    span = int(seconds.max() - seconds.min()) if len(seconds) else 0
    return next(
        (width for width in WIDTHS if span <= width * MOST_BARS), DAY * (1 + span // (DAY * MOST_BARS))
    )


def _bars(seconds: Seconds, step: int) -> pd.DataFrame:
    """Return the bars that hold a vote: start and end in milliseconds since 1970, n, votes a minute."""
    starts, counts = np.unique(seconds // step * step, return_counts=True)
    bars = pd.DataFrame({"start": starts * 1000, "end": (starts + step) * 1000, "n": counts})
    bars["rate"] = bars["n"] / (step / MINUTE)
    bars["said"] = [
        f"{counted(n, 'vote')} from {pd.Timestamp(start, unit='s'):%d %b %Y, %H:%M:%S} UTC, in {_length(step)}"
        for start, n in zip(starts.tolist(), counts.tolist(), strict=True)
    ]
    return bars


def _marks(bars: pd.DataFrame, step: int, palette: Palette) -> alt.Chart:
    rate = alt.Y(
        "rate:Q",
        title="votes a minute",
        axis=alt.Axis(tickCount=4, format=".2~f"),
        scale=alt.Scale(zero=True),
    )
    time = alt.X(
        "start:T",
        scale=alt.Scale(type="utc", nice=False, domain=_reach(bars, step)),
        axis=alt.Axis(title="time, UTC", format=_clock(step), grid=False, labelOverlap=True, tickCount=6),
    )
    marks: alt.Chart = (
        alt.Chart(rows(bars))
        .mark_rect(fill=palette.ink, fillOpacity=0.75, stroke=palette.background, strokeWidth=0.5)
        .encode(x=time, x2="end", y=rate, y2=alt.datum(0), tooltip=sentence("said"))
    )
    return marks


def _reach(bars: pd.DataFrame, step: int) -> list[int] | alt.UndefinedType:
    """Return where the time starts and ends, in milliseconds since 1970: room for `FEWEST_BARS` at least."""
    if bars.empty:
        return alt.Undefined
    start = int(bars["start"].min())
    return [start, max(int(bars["end"].max()), start + 1000 * step * FEWEST_BARS)]


def _clock(step: int) -> str:
    """Return how times are written below bars of so many seconds, as a d3 format."""
    if step < MINUTE:
        return "%H:%M:%S"
    return "%H:%M" if step < HOUR else "%d %b, %H:%M" if step < DAY else "%d %b %Y"


def _subtitle(votes: int, timed: int, step: int) -> str:
    if not timed:
        return "No vote has a recorded time"
    said = f"{counted(timed, 'vote')}, in bars of {_length(step)}"
    if timed == votes:
        return said
    return f"{said}; {count(votes - timed)} without a recorded time left out"


def _length(seconds: int) -> str:
    """Return a length of time in its largest whole unit."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds % unit == 0:
            return counted(seconds // unit, name)
    return counted(seconds, "second")
