"""One tool's votes as the distribution page shows them: its controls, its sentence, the plane, the margins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spectrum import analysis
from spectrum.charts import LIGHT, Palette, axis_marginal, tool_distribution
from spectrum.charts.stack import stacked
from spectrum.model import GUESS_BELOW, Board, Tool
from spectrum.ui import words
from spectrum.ui.chart_display import show_square, show_wide
from spectrum.ui.controls import anchor_choice, choose_tool, chosen_tool, one_of, vote_choice
from spectrum.ui.frame import palette, sentence
from spectrum.ui.reads import View, mean_ellipses, positions, read_key, round_name, tools
from spectrum.ui.small_groups import too_few_words
from spectrum.ui.words import number, points, ratio

Figures = Mapping[str, Any]
Axis = Literal["x", "y"]
AXES: tuple[Axis, ...] = ("x", "y")
WHOLE, BY_ROUND, BY_BRANCH, PICKING = "All votes", "By round", "By branch", "Pick votes"
SIZE = 430  # pixels: small enough that its letters stay legible when a phone shrinks it
PICTURE_WIDTH = 600  # pixels of the margins as a file
MARGIN_HEIGHT = 150  # pixels of a margin's plot: both are as high as the plane
PLANE = "plane"
DATA_ELLIPSES = (0.5, 0.95)
PUBLIC_COLUMNS = ["x", "y", "cast_at"]


@dataclass(frozen=True)
class ToolOptions:
    """Which tool is shown, from which votes, and in which of the page's looks."""

    tool: Tool
    view: View
    look: str


def tool_options(board: Board) -> ToolOptions | None:
    """One row of controls: the tool, its neighbours, whose votes count, and the look. None without tools."""
    known = tools(board.board_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tool = _choose(known) if known else None
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection = vote_choice(board)
        with st.popover("Options", icon=":material/tune:"):
            weight = anchor_choice(board)
        look = one_of("Look", (WHOLE, BY_ROUND, BY_BRANCH, PICKING), key="look")
    return None if tool is None else ToolOptions(tool, View(selection, weight), look)


def _choose(known: list[Tool]) -> Tool:
    labels = {f"{tool.number} · {tool.name}": tool for tool in known}
    wanted = chosen_tool()
    place = next((i for i, tool in enumerate(known) if tool.tool_id == wanted), 0)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
        label = st.selectbox("Tool", list(labels), index=place, key=f"tool_{wanted}", width=256)
        _neighbour("Previous tool", "chevron_left", known[place - 1] if place else None)
        _neighbour("Next tool", "chevron_right", known[place + 1] if place + 1 < len(known) else None)
    tool = labels[label]
    if tool.tool_id != known[place].tool_id:
        choose_tool(tool.tool_id)
        st.rerun()
    return tool


def _neighbour(what: str, icon: str, tool: Tool | None) -> None:
    st.button(
        what,
        icon=f":material/{icon}:",
        key=what,
        help=f"{what}: {words.escape(tool.name)}" if tool else f"{what}: there is none",
        disabled=tool is None,
        on_click=choose_tool,
        args=(tool.tool_id if tool else None,),
    )


def end_if_too_few(head: DeltaGenerator, votes: pd.DataFrame, options: ToolOptions) -> None:
    """End the page where so few voters of the chosen branch have voted that they could be recognised."""
    text = too_few_words(options.view.selection, votes, options.tool)
    if text:
        sentence(head, text)
        st.stop()


def tool_figures(view: View, tool: Tool) -> Figures:
    """The row of figures of one tool."""
    found = positions(view)
    [row] = found[found["tool_id"] == tool.tool_id].to_dict("records")
    return {str(key): value for key, value in row.items()}


def distribution_sentence(options: ToolOptions, figures: Figures) -> str:
    """How far apart the votes are, how much that can be trusted, and which votes these are."""
    selection = options.view.selection
    told = words.selection_sentence(selection, round_name(selection))
    return " ".join(filter(None, [_spread_sentence(options.tool, figures), told]))


def _spread_sentence(tool: Tool, figures: Figures) -> str:
    n, complete = int(figures["n"]), int(figures["n_y"])
    if n == 0:
        seed = " It stands at its seed, the organiser’s first guess." if tool.seed_x is not None else ""
        return f"{tool.name}: no votes yet.{seed}"
    if complete < 2:
        both = (
            f", {words.thousands(complete) if complete else 'none'} of them on both axes"
            if n > complete
            else ""
        )
        return f"{tool.name}: {words.count(n, 'vote')}{both}. Spread needs at least two."
    spread = f"{points(figures['standard_distance'])} points from their mean (standard distance)"
    caution = " Too few to say much." if complete < GUESS_BELOW else ""
    return f"{tool.name}: {words.count(n, 'vote')}, {spread}; disagreement {ratio(figures['disagreement'])}.{caution}"


def distribution_chart(
    votes: pd.DataFrame, board: Board, options: ToolOptions, colours: Palette | None = None
) -> alt.LayerChart:
    """The votes on the plane with their mean, its ellipse, theirs, and the way from the seed."""
    tool = options.tool
    figures = tool_figures(options.view, tool)
    centre = (figures["mean_complete_x"], figures["mean_complete_y"])
    ellipse = mean_ellipses(options.view).get(tool.tool_id)
    return tool_distribution(
        votes,
        tool=tool,
        board=board,
        mean=None if any(pd.isna(value) for value in centre) else centre,
        ellipse=None if ellipse is None else analysis.outlines({tool.tool_id: ellipse}),
        pooled=ellipse is not None and ellipse.pooled,
        data_ellipses=_data_ellipses(votes),
        palette=colours or palette(),
        size=SIZE,
    )


def _data_ellipses(votes: pd.DataFrame) -> pd.DataFrame | None:
    """The outlines of the ellipses that hold shares of the votes, if there are enough."""
    shape = analysis.moments(votes["x"], votes["y"])
    found = {share: analysis.data_ellipse(shape, share=share) for share in DATA_ELLIPSES}
    outlines = [
        pd.DataFrame(analysis.outline(ellipse), columns=["x", "y"]).assign(share=share)
        for share, ellipse in found.items()
        if ellipse is not None
    ]
    return pd.concat(outlines, ignore_index=True) if outlines else None


def distribution_picture(votes: pd.DataFrame, board: Board, options: ToolOptions) -> alt.LayerChart:
    """The same for print: on white."""
    return distribution_chart(votes, board, options, LIGHT)


def kept_for(board: Board, options: ToolOptions) -> tuple[object, ...]:
    """What the charts of a view are kept for: the version of the board, and all that was chosen."""
    return (*read_key(options.view.selection), board, options)


def plane(votes: pd.DataFrame, board: Board, options: ToolOptions) -> None:
    """Show the votes on the plane."""
    said = f"{words.count(len(votes), 'vote')} on {options.tool.name}, with their mean; the tables have the figures."
    make = partial(distribution_chart, votes, board, options)
    show_square(make, kept_for=kept_for(board, options), key=PLANE, alternative=said)


def margins(votes: pd.DataFrame, board: Board, options: ToolOptions, figures: Figures) -> None:
    """Show how the votes are distributed along each axis."""
    for axis in AXES:
        low, high = (board.left, board.right) if axis == "x" else (board.bottom, board.top)
        mean, alternative = (
            figures[f"mean_{axis}"],
            f"How the votes are distributed from 0, {low}, to 100, {high}.",
        )
        make = partial(_margin, axis, votes, board, options, mean=mean, colours=palette())
        show_wide(make, kept_for=kept_for(board, options), key=f"margin_{axis}", alternative=alternative)


def margins_picture(
    votes: pd.DataFrame, board: Board, options: ToolOptions, figures: Figures
) -> alt.VConcatChart:
    """Both for print, one below the other."""
    charts = [
        _margin(axis, votes, board, options, mean=figures[f"mean_{axis}"], colours=LIGHT, width=PICTURE_WIDTH)
        for axis in AXES
    ]
    return stacked(*charts, palette=LIGHT)


def _margin(
    axis: Axis,
    votes: pd.DataFrame,
    board: Board,
    options: ToolOptions,
    *,
    mean: float,
    colours: Palette,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    return axis_marginal(
        votes,
        axis=axis,
        tool=options.tool,
        board=board,
        palette=colours,
        mean=number(mean),
        width=width,
        height=MARGIN_HEIGHT,
    )


def public_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """The votes without anything that tells voters apart."""
    return votes[PUBLIC_COLUMNS].sort_values(["x", "y"], ignore_index=True)
