"""One tool's votes round by round or branch by branch, side by side."""

from __future__ import annotations

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.charts import LIGHT, Palette, distribution_by
from spectrum.charts.facets import MOST_PANELS
from spectrum.model import FEWEST_OF_GROUP, Board
from spectrum.ui import words
from spectrum.ui.chart_display import show_square
from spectrum.ui.controls import ALL_ROUNDS, ANY_BRANCH
from spectrum.ui.distribution.analyses import NO_ROUND, round_votes
from spectrum.ui.distribution.plane import BY_ROUND, ToolOptions, kept_for
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette
from spectrum.ui.measured import number_column
from spectrum.ui.small_groups import left_out_words, shown_branches

GROUP = "group"
COLUMNS = ["group", "n", "n_y", "mean_x", "mean_y", "sd_x", "sd_y", "standard_distance", "disagreement"]
FEW = 8  # groups up to which two panels stand side by side, and beyond which three
SIZES = {1: 340, 2: 220, 3: 200}  # pixels of a panel, by how many stand side by side


def grouped_votes(votes: pd.DataFrame, board: Board, options: ToolOptions) -> None:
    """Show a small plane for each round or branch, with the same numbers in a table."""
    by_round = options.look == BY_ROUND
    groups = round_votes(options.view.selection, options.tool.tool_id) if by_round else _by_branch(votes)
    said = _few_words(options) if by_round else left_out_words(votes)
    hint = _hint(groups, options)
    if hint:
        st.info(words.escape(hint), icon=":material/lightbulb:")
    if groups.empty:
        _say(said)
        return
    table = group_figures(groups)
    panels, numbers = st.columns([5, 6], gap="large")
    with panels:
        alternative = f"{words.count(len(table), 'group')} of votes, a plane each; the table has their means."
        make = partial(_chart, groups, board, options, palette())
        show_square(make, kept_for=kept_for(board, options), key="plane_groups", alternative=alternative)
        _say(said)
    with numbers:
        _table(table, options)
        picture = partial(_chart, groups, board, options, LIGHT)
        chart_downloads(picture, table, f"{_these(options)}-{options.tool.tool_id}")


def _few_words(options: ToolOptions) -> str:
    branch = options.view.selection.branch
    if branch is None:
        return ""
    return f"Rounds in which fewer than {FEWEST_OF_GROUP} voters of branch {branch} placed the tool are not shown."


def group_figures(groups: pd.DataFrame) -> pd.DataFrame:
    """Counts, means and spread of each group, in order of appearance (`COLUMNS`)."""
    rows = []
    for name, own in groups.groupby(GROUP, sort=False):
        x, y = own["x"], own["y"]
        spread = (analysis.standard_distance(x, y), analysis.disagreement(x, y))
        rows.append((name, len(own), int(y.notna().sum()), x.mean(), y.mean(), x.std(), y.std(), *spread))
    return pd.DataFrame(rows, columns=COLUMNS)


def _by_branch(votes: pd.DataFrame) -> pd.DataFrame:
    """The votes of branches that are large enough, in the order of their names."""
    named = votes.assign(group=shown_branches(votes))
    return named[named[GROUP].notna()].sort_values(GROUP, kind="stable", ignore_index=True)


def _hint(groups: pd.DataFrame, options: ToolOptions) -> str:
    """What would make a comparison of it, where there are fewer than two groups."""
    selection, count = options.view.selection, groups[GROUP].nunique()
    chosen = selection.rounds if options.look == BY_ROUND else selection.branch
    if count > MOST_PANELS:
        return f"The first {MOST_PANELS} of {count} {_these(options)} are drawn; the table has all."
    if count > 1:
        return ""
    if chosen is not None:
        every = ALL_ROUNDS if options.look == BY_ROUND else ANY_BRANCH
        return f"“Filter” holds one {_what(options)}. Choose “{every}” there to see them side by side."
    if options.look == BY_ROUND and groups.empty:
        return "No votes yet." if selection.branch is None else ""
    if options.look == BY_ROUND:
        imported = (groups[GROUP] == NO_ROUND).all()
        told = "were imported and belong to no" if imported else "are all of one"
        return f"The votes {told} round. Once another round has votes, they stand side by side."
    return (
        f"No two branches have {FEWEST_OF_GROUP} voters each on this tool yet. Voters name their branch, "
        "if they like, when they join a round."
    )


def _what(options: ToolOptions) -> str:
    return "round" if options.look == BY_ROUND else "branch"


def _these(options: ToolOptions) -> str:
    return "rounds" if options.look == BY_ROUND else "branches"


def _say(text: str) -> None:
    if text:
        st.caption(words.escape(text))


def _chart(groups: pd.DataFrame, board: Board, options: ToolOptions, colours: Palette) -> alt.ConcatChart:
    count = groups[GROUP].nunique()
    across = min(count, 2 if count <= FEW else 3)
    return distribution_by(
        groups, GROUP, tool=options.tool, board=board, palette=colours, columns=across, size=SIZES[across]
    )


def _table(table: pd.DataFrame, options: ToolOptions) -> None:
    columns = {
        GROUP: st.column_config.TextColumn("Round" if options.look == BY_ROUND else "Branch", width=150),
        "n": number_column("n", "n", decimals=0, width=45),
        "n_y": st.column_config.NumberColumn("n of y", width=50),
        "mean_x": number_column("mean", "Mean x", width=65),
        "mean_y": number_column("mean", "Mean y", width=65),
        "sd_x": number_column("standard_deviation", "SD x", width=55),
        "sd_y": number_column("standard_deviation", "SD y", width=55),
        "standard_distance": number_column("standard_distance", "Standard distance", width=115),
        "disagreement": number_column("disagreement", "D", width=50),
    }
    st.dataframe(table, hide_index=True, column_config=columns, alt=f"The figures of each {_what(options)}")
