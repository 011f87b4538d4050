"""The compare page's sentence, its chart, and what both groups are as a whole: B against A."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, NoReturn

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spectrum import charts
from spectrum.charts.palette import LIGHT, Palette
from spectrum.model import Board
from spectrum.ui import words
from spectrum.ui.chart_display import show_wide
from spectrum.ui.compare.cautions import NEAR_LABEL, comparison_cautions, near_words
from spectrum.ui.compare.choice import BRANCHES, SNAPSHOTS, TIMES, Lacking, Pair
from spectrum.ui.compare.figures import DIFFERS_BELOW, GroupFigures, group_figures, voters_in_both
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette, sentence
from spectrum.ui.measured import measured_label
from spectrum.ui.reads import read_key, round_name

DRAWN = 40  # arrows that a plane holds unless it is asked for all of them
NAMED = 3  # tools that the sentence names
PLANE = 560  # pixels of the plot's sides as a file
CHARTED = {
    "name": "name",
    "number": "number",
    **{f"mean_{axis}_{side}": f"{side}_{axis}" for side in "ab" for axis in "xy"},
    "n_y_a": "n_a",
    "n_y_b": "n_b",
    "q": "q",
}  # what the chart takes, and what it calls it
NONE_IN_BOTH = (
    "No tool was placed on both axes in both groups, so there is no way from A to B to draw. "
    "Choose groups that have tools in common; the table below has what each group says by itself."
)
LONGEST_NAME = 26  # characters of a group's name on the chart
ALPHAS = (("x", "x"), ("y", "y"), ("xy", "both axes"))


def nothing_to_compare(head: DeltaGenerator, lacking: Lacking) -> NoReturn:
    """End the page where there are no two groups, with what would make it work."""
    sentence(head, "Two groups of votes side by side, tool by tool.")
    st.info(words.escape(lacking.hint), icon=":material/compare_arrows:")
    st.stop()


# --- the sentence -----------------------------------------------------------------------


def comparison_sentence(pair: Pair, figures: pd.DataFrame) -> str:
    """How many tools differ, which, and whose votes these are."""
    both = figures[(figures["n_a"] > 0) & (figures["n_b"] > 0)]
    tested = both[both["q"].notna()]
    differ = tested[tested["q"] < DIFFERS_BELOW]
    placed = f"Of {words.count(len(both), 'tool')} placed in both"
    if both.empty:
        said = "No tool was placed in both."
    elif tested.empty:
        said = f"{placed}, none has the 2 votes on each side that a test takes."
    elif differ.empty:
        said = f"{placed}, none differs by more than chance (q < {DIFFERS_BELOW:g})."
    else:
        verb = "differs" if len(differ) == 1 else "differ"
        names = words.listing(differ["name"].tolist(), NAMED)
        said = f"{placed}, {words.thousands(len(differ))} {verb} (q < {DIFFERS_BELOW:g}): {names}."
    untested = len(both) - len(tested)
    if untested and not tested.empty:
        said += (
            f" {words.count(untested, 'tool')} {'has' if untested == 1 else 'have'} too few votes to test."
        )
    in_both = voters_in_both(pair)
    are = "is" if in_both == 1 else "are"
    shared = f"{words.count(in_both, 'voter')} {are} in both." if in_both else "No voter is in both."
    return " ".join(filter(None, [said, shared, pair.left_out, _narrowed(pair)]))


def _narrowed(pair: Pair) -> str:
    """What the filter leaves of both groups."""
    own = pair.a.selection
    if pair.way == SNAPSHOTS:
        return words.selection_sentence(replace(own, as_of=None))
    if pair.way == BRANCHES:
        return words.selection_sentence(replace(own, branch=None), round_name(own))
    return words.selection_sentence(own, round_name(own) if pair.way == TIMES else None)


# --- the chart --------------------------------------------------------------------------


def comparison_chart(pair: Pair, figures: pd.DataFrame, board: Board) -> None:
    """The plane with an arrow a tool, and its downloads."""
    placed = figures.dropna(subset=["mean_x_a", "mean_y_a", "mean_x_b", "mean_y_b"])
    if placed.empty:
        st.info(NONE_IN_BOTH, icon=":material/compare_arrows:")
        return
    every = len(placed) <= DRAWN or st.toggle(
        "Draw every tool", key="every", bind="query-params", help=f"Else the {DRAWN} surest differences."
    )
    drawn = placed if every else placed.head(DRAWN)
    names = (short_name(pair.a.name), short_name(pair.b.name))
    picture = partial(_picture, drawn[list(CHARTED)].rename(columns=CHARTED), names, board)
    show_wide(
        lambda: picture(palette()),
        kept_for=(*read_key(pair.a.selection), pair.a, pair.b, names, every, board),
        key="comparison",
        alternative=f"An arrow for each of {words.count(len(drawn), 'tool')}, from its mean in A to that in B. "
        "The table has the same numbers.",
    )
    if len(drawn) < len(placed):
        st.caption(
            f"Drawn: the {DRAWN} of {words.count(len(placed), 'tool')} whose difference is surest. The table has all."
        )
    chart_downloads(partial(picture, LIGHT, size=PLANE), drawn, "comparison")


def _picture(
    drawn: pd.DataFrame,
    names: tuple[str, str],
    board: Board,
    colours: Palette,
    *,
    size: int | Literal["container"] = "container",
) -> alt.LayerChart:
    return charts.comparison(drawn, board=board, palette=colours, names=names, size=size)


def short_name(name: str) -> str:
    """A group's name, cut where it would not fit above the chart."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


# --- both groups as a whole -------------------------------------------------------------


def comparison_groups(pair: Pair, figures: pd.DataFrame) -> None:
    """What each group is as a whole, and what to be careful of."""
    a, b = group_figures(pair.a, figures, "a"), group_figures(pair.b, figures, "b")
    comparison_cautions(pair, a, b, figures)
    st.table(groups_table(a, b))
    why = sorted({found.why for side in (a, b) for found in side.alpha.values() if found.why})
    for reason in why:
        st.caption(words.escape(f"No α: {reason}."))
    if pair.way == TIMES:
        st.caption(
            "A holds each voter’s latest vote before that time, B each voter’s latest from that minute on."
        )


def groups_table(a: GroupFigures, b: GroupFigures) -> pd.DataFrame:
    """The figures of both groups as text, one row a figure."""
    sides = (a, b)
    rows: list[tuple[str, Sequence[str]]] = [
        ("Voters", [words.thousands(side.voters) for side in sides]),
        ("Votes", [words.thousands(side.votes) for side in sides]),
        ("Tools placed", [words.thousands(side.tools) for side in sides]),
        *(
            (f"{measured_label('alpha')}, {of}", [_alpha(side, axis) for side in sides])
            for axis, of in ALPHAS
        ),
        (
            f"{measured_label('standard_distance')}, within tools",
            [words.points(side.standard_distance) for side in sides],
        ),
        (NEAR_LABEL, [near_words(side) for side in sides]),
    ]
    columns = {
        words.escape(f"{letter}: {side.name}"): [values[column] for _, values in rows]
        for column, (letter, side) in enumerate(zip("AB", sides, strict=True))
    }
    return pd.DataFrame(columns, index=pd.Index([label for label, _ in rows], name="Whole group"))


def _alpha(side: GroupFigures, axis: str) -> str:
    found = side.alpha[axis]
    if found.value is None:
        return words.NOTHING
    return f"{words.ratio(found.value)} {words.interval(found.low, found.high)}"
