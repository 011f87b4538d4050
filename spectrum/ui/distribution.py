"""One tool's votes as the distribution page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.charts.distribution import tool_distribution
from spectrum.charts.histogram import axis_histogram
from spectrum.charts.palette import LIGHT, Palette
from spectrum.model import Board, Tool
from spectrum.ui import words
from spectrum.ui.controls import anchor_choice, branch_choice, choose_tool, chosen_tool, round_choice
from spectrum.ui.frame import palette
from spectrum.ui.reads import View, mean_ellipses, positions, tools
from spectrum.ui.words import escape, interval, number, points, ratio, share

Figures = Mapping[str, Any]
Axis = Literal["x", "y"]
AXES: tuple[Axis, ...] = ("x", "y")
SIZE = 430  # pixels: small enough that its letters stay legible when a phone shrinks it
PLANE = "plane"  # the style sheet scales what is in it as a whole
SMALL_SAMPLE = 5  # votes below which D is a guess
PUBLIC_COLUMNS = ["x", "y", "cast_at"]


def tool_options(board: Board) -> tuple[Tool | None, View]:
    """One row of controls: the tool, whose votes, and how much the seed counts."""
    known = tools(board.board_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tool = _choose(known) if known else None
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection = branch_choice(round_choice(board.board_id))
        with st.popover("Options", icon=":material/tune:"):
            weight = anchor_choice(board)
    return tool, View(selection, weight)


def _choose(known: list[Tool]) -> Tool:
    labels = {f"{tool.number} · {tool.name}": tool for tool in known}
    wanted = chosen_tool()
    index = next((i for i, tool in enumerate(known) if tool.tool_id == wanted), 0)
    label = st.selectbox("Tool", list(labels), index=index, key=f"tool_{wanted}", width=360)
    tool = labels[label]
    if tool.tool_id != known[index].tool_id:
        choose_tool(tool.tool_id)
        st.rerun()
    return tool


def tool_figures(view: View, tool: Tool) -> Figures:
    """The row of figures of one tool."""
    found = positions(view)
    [row] = found[found["tool_id"] == tool.tool_id].to_dict("records")
    return {str(key): value for key, value in row.items()}


def distribution_sentence(tool: Tool, figures: Figures) -> str:
    """How many votes there are, how far apart they lie, and how much that can be trusted."""
    n, complete = int(figures["n"]), int(figures["n_y"])
    if n == 0:
        seed = " It stands at its seed, the organiser’s first guess." if tool.seed_x is not None else ""
        return f"{tool.name}: no votes yet.{seed}"
    if complete < 2:
        return f"{tool.name}: {words.count(n, 'vote')}. Spread needs at least two."
    spread = f"{points(figures['standard_distance'])} points from their mean (standard distance)"
    caution = " Too few to say much." if complete < SMALL_SAMPLE else ""
    return f"{tool.name}: {words.count(n, 'vote')}, {spread}; disagreement {ratio(figures['disagreement'])}.{caution}"


def distribution_chart(
    votes: pd.DataFrame, tool: Tool, board: Board, view: View, colours: Palette | None = None
) -> alt.LayerChart:
    """The votes on the plane with their mean, its ellipse and the way from the seed."""
    figures = tool_figures(view, tool)
    centre = (figures["mean_complete_x"], figures["mean_complete_y"])
    ellipse = mean_ellipses(view).get(tool.tool_id)
    return tool_distribution(
        votes,
        tool=tool,
        board=board,
        mean=None if any(pd.isna(value) for value in centre) else centre,
        ellipse=None if ellipse is None else analysis.outlines({tool.tool_id: ellipse}),
        pooled=ellipse is not None and ellipse.pooled,
        palette=colours or palette(),
        size=SIZE,
    )


def distribution_picture(votes: pd.DataFrame, tool: Tool, board: Board, view: View) -> alt.LayerChart:
    """The same for print: on white."""
    return distribution_chart(votes, tool, board, view, LIGHT)


def plane(votes: pd.DataFrame, tool: Tool, board: Board, view: View) -> None:
    """Show the votes on the plane."""
    alternative = (
        f"{words.count(len(votes), 'vote')} on {tool.name}, with their mean; the tables have the figures."
    )
    chart = distribution_chart(votes, tool, board, view).properties(autosize="pad")  # keeps it square
    with st.container(key=PLANE):
        st.altair_chart(chart, theme=None, width="content", alt=alternative)


def histograms(votes: pd.DataFrame, tool: Tool, board: Board, figures: Figures) -> None:
    """Show how the votes are distributed along each axis."""
    for axis in AXES:
        low, high = (board.left, board.right) if axis == "x" else (board.bottom, board.top)
        st.altair_chart(
            axis_histogram(
                votes,
                axis=axis,
                tool=tool,
                board=board,
                palette=palette(),
                mean=number(figures[f"mean_{axis}"]),
            ),
            theme=None,
            key=f"histogram_{axis}",
            alt=f"How the votes are distributed from 0, {low}, to 100, {high}.",
        )


def public_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """The votes without anything that tells voters apart."""
    return votes[PUBLIC_COLUMNS].sort_values(["x", "y"], ignore_index=True)


def figures_table(figures: Figures, board: Board) -> None:
    """The numbers of the charts, for reading and for screen readers."""
    rows = [
        ("Votes (n)", _whole(figures["n"]), _whole(figures["n_y"])),
        ("Mean", points(figures["mean_x"]), points(figures["mean_y"])),
        ("Median", points(figures["median_x"]), points(figures["median_y"])),
        ("Standard deviation (SD)", points(figures["sd_x"]), points(figures["sd_y"])),
        ("Seed", points(figures["seed_x"]), points(figures["seed_y"])),
        ("Anchored position", points(figures["anchored_x"]), points(figures["anchored_y"])),
        ("Seed’s share of it", share(figures["seed_share"]), share(figures["seed_share_y"])),
    ]
    table = pd.DataFrame(rows, columns=["Per axis", f"x: {escape(board.right)}", f"y: {escape(board.top)}"])
    st.table(table.set_index("Per axis"))
    both = pd.DataFrame(
        [
            ("Standard distance, in points", points(figures["standard_distance"])),
            ("Disagreement (1 − r*WG)", ratio(figures["disagreement"])),
            ("95 % interval of it", interval(figures["disagreement_low"], figures["disagreement_high"])),
        ],
        columns=["Both axes", f"n = {_whole(figures['n_y'])}"],
    )
    st.table(both.set_index("Both axes"))
    st.caption(
        "Disagreement is 0 where all votes are the same and 1 where they are as far apart as random clicks "
        "(1 − r*WG, Lindell, Brandt & Whitney 1999; delete-one jackknife interval from 5 votes). "
        "It uses votes on both axes only."
    )


def _whole(value: Any) -> str:
    return words.thousands(int(value))
