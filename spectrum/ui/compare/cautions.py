"""What stands in the way of reading a difference as one of opinion: what the voters of A and B were shown.

People vote near what they see. Where one group saw the others' votes and the other did
not, or both saw different positions, anchoring alone can make a difference.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from spectrum.model import NEAR_SHOWN
from spectrum.ui import words
from spectrum.ui.compare.choice import Group, Pair
from spectrum.ui.compare.figures import GroupFigures

SHARES_DIFFER_FROM = 0.1  # between the shares of votes before which a position was shown
APART_FROM = 2.0  # axis points between what the two groups were shown, on average over the tools
SEEN = {
    "live": "saw the others’ votes while they voted",
    "after_own_vote": "saw the others’ votes on a tool after their own",
    "after_close": "saw no votes of others",
}


def comparison_cautions(pair: Pair, a: GroupFigures, b: GroupFigures, figures: pd.DataFrame) -> None:
    """Warn where anchoring may make the difference; say so where that cannot be told."""
    confounded = confounding_words(pair, a, b, figures)
    if confounded:
        said = words.escape(" ".join(confounded))
        st.warning(f"**Anchoring may make the difference.** {said}", icon=":material/warning:")
    elif not (a.anchoring.n_shown or b.anchoring.n_shown):
        st.caption(
            ":material/info: What voters were shown before they voted is not recorded for either side, "
            "so anchoring cannot be ruled out."
        )


def confounding_words(pair: Pair, a: GroupFigures, b: GroupFigures, figures: pd.DataFrame) -> list[str]:
    """A sentence for each way in which what voters were shown differs between A and B; none if it does not."""
    found = [
        _reveals_words(pair.a, pair.b),
        _shares_words(a, b),
        _positions_words(figures),
    ]
    said = [sentence for sentence in found if sentence]
    if not said:
        return []
    return [*said, "“Filter” can leave out votes that stayed near what was shown."]


def _reveals_words(a: Group, b: Group) -> str:
    if a.reveals is None or b.reveals is None or a.reveals == b.reveals:
        return ""
    told = (f"Voters of “{group.name}” {_seen(group)}" for group in (a, b))
    return "; ".join(told).replace("; Voters", "; those") + "."


def _seen(group: Group) -> str:
    return " or ".join(SEEN[reveal] for reveal in sorted(group.reveals or ()))


def _shares_words(a: GroupFigures, b: GroupFigures) -> str:
    shares = [side.anchoring.n_shown / max(side.anchoring.n, 1) for side in (a, b)]
    if abs(shares[0] - shares[1]) < SHARES_DIFFER_FROM:
        return ""
    return (
        f"A position was shown before {words.share(shares[0])} of the votes in A and before "
        f"{words.share(shares[1])} in B."
    )


def _positions_words(figures: pd.DataFrame) -> str:
    apart = figures["shown_apart"].dropna()
    if apart.empty or apart.mean() < APART_FROM:
        return ""
    most = figures["name"].iloc[int(np.nanargmax(figures["shown_apart"]))]
    return (
        f"What voters were shown lies {words.points(apart.mean())} points apart on average over "
        f"{words.count(len(apart), 'tool')} (most: {most}, {words.points(apart.max())})."
    )


def near_words(side: GroupFigures) -> str:
    """How many votes stayed near what was shown: '34 % [30, 38] of 412'."""
    found = side.anchoring
    if not found.n_shown or np.isnan(found.share):
        return words.NOTHING
    within = words.share_interval(found.low, found.high)
    return f"{words.share(found.share)} {within} of {words.thousands(found.n_shown)}"


NEAR_LABEL = f"Votes within {NEAR_SHOWN:g} points of what was shown"
