"""What of each tool's figures needs the votes themselves, as no sums over them tell it."""

from __future__ import annotations

import pandas as pd

from spectrum.analysis.camps import CAMP_AXES, camps
from spectrum.analysis.geometric_median import geometric_median
from spectrum.analysis.placements import require

TOOL_VOTE_COLUMNS = (
    "tool_id",
    "geometric_median_x",
    "geometric_median_y",
    *(f"dip_{figure}_{axis}" for figure in "pq" for axis in CAMP_AXES),
)
"""What `tool_votes` returns, in this order."""


def tool_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """Return the geometric median and the dip tests of each tool in `votes` (tool_id, x, y), by tool_id.

    The columns are TOOL_VOTE_COLUMNS: the geometric median of complete votes in axis
    points; dip_p_* the p values of the test for camps along x, y and the principal axis,
    dip_q_* the same adjusted over all of them. NaN where undefined, the dips' from few
    votes. Raises ValueError for missing columns.
    """
    require(votes, ("tool_id", "x", "y"))
    rows = []
    for tool_id, own in votes.groupby("tool_id"):
        middle = geometric_median(own["x"], own["y"])
        if middle is not None:
            rows.append((str(tool_id), middle.x, middle.y))
    medians = pd.DataFrame(rows, columns=list(TOOL_VOTE_COLUMNS[:3])).astype({"tool_id": "str"})
    dips = camps(votes).pivot(index="tool_id", columns="axis", values=["p", "q"])
    dips.columns = pd.Index([f"dip_{name[0]}_{name[1]}" for name in dips.columns])
    frame = dips.reset_index().merge(medians, on="tool_id", how="left")
    return frame.reindex(columns=list(TOOL_VOTE_COLUMNS)).astype(
        dict.fromkeys(TOOL_VOTE_COLUMNS[1:], "float64")
    )
