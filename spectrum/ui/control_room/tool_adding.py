"""New tools: one by hand, or many from a CSV file that is looked through before anything is stored."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from spectrum.errors import FileRefused
from spectrum.exchange.catalogue import CATALOGUE_COLUMNS, LARGEST_CATALOGUE, parse_catalogue
from spectrum.exchange.csv_format import csv_bytes
from spectrum.exchange.reading import MEGABYTE
from spectrum.model import BRANCH_SEPARATOR, LONGEST_NAME, LONGEST_TEXT, STARTER, Board, Tool
from spectrum.store.organising import Organiser
from spectrum.ui.control_room.acting import Action, Done, act, perform, refuse
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.forms import axes_caption, begin_anew, begin_form
from spectrum.ui.control_room.tool_actions import adding
from spectrum.ui.words import count, escape

FORM = "new_tool"
SHOWN = ("live", "proposed")
PREVIEW_HEIGHT = 260  # pixels
ROW_HEIGHT = 35  # pixels


def add_one(board: Board) -> None:
    """A tool with its texts and seed."""
    key = begin_form(FORM, {}).key
    with st.expander("Add a tool", icon=":material/add:"), st.form(key, border=False):
        name = st.text_input("Name", max_chars=LONGEST_NAME, key=f"{key}_name")
        description = st.text_area("Description", max_chars=LONGEST_TEXT, height=80, key=f"{key}_description")
        branches = st.text_input("Branches, separated by semicolons", key=f"{key}_branches")
        across, up = st.columns(2)
        seed_x = across.number_input(
            "Seed x", 0.0, 100.0, None, 0.1, format="%.1f", key=f"{key}_x", placeholder="none"
        )
        seed_y = up.number_input(
            "Seed y", 0.0, 100.0, None, 0.1, format="%.1f", key=f"{key}_y", placeholder="none"
        )
        axes_caption(board)
        pressed = st.form_submit_button(
            "Add the tool", type="primary", icon=":material/add:", key=f"{key}_add"
        )
    if pressed:
        if not name.strip():
            refuse("The tool needs a name, so it was not added. Give it one.")
        named = tuple(part.strip() for part in branches.split(";") if part.strip())
        tool = Tool("", name, description=description, branches=named, seed_x=seed_x, seed_y=seed_y)
        act(board.board_id, _adding_one(tool))


def _adding_one(tool: Tool) -> Action:
    def add(organiser: Organiser) -> Done:
        done = adding([tool])(organiser)
        begin_anew(FORM)  # empty, for the next one
        return done

    return add


def add_from_file(board: Board, tools: list[Tool]) -> None:
    """Tools from a CSV file in the format of data/tools.csv, and those that are there in that format."""
    with st.expander("Tools from a CSV file", icon=":material/upload_file:"):
        st.caption(
            escape(
                f"UTF-8, with this first line: {','.join(CATALOGUE_COLUMNS)}. Several branches: “Sound; Story”."
            )
        )
        st.download_button(
            "These tools as such a file",
            data=lambda: csv_bytes(_as_catalogue(tools)),
            file_name=f"tools-{board.board_id}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        uploaded = st.file_uploader(
            "CSV file", type="csv", key="catalogue", max_upload_size=LARGEST_CATALOGUE // MEGABYTE
        )
        if uploaded is None:
            return
        try:
            found = parse_catalogue(uploaded.getvalue(), uploaded.name)
        except FileRefused as refused:
            st.error(escape(refused), icon=":material/error:")
            return
        _offer(board, found, tools)


def _offer(board: Board, found: list[Tool], tools: list[Tool]) -> None:
    """What the file would bring, and the buttons that take it over."""
    starters = sum(tool.created_by == STARTER for tool in tools)
    replacing = bool(starters) and st.toggle(
        "Replace the starter tools",
        key="replace_starters",
        help="Starter tools that nobody has voted on give way; those with votes stay.",
    )
    preview = _preview(found, tools, replacing=replacing)
    new = int((preview["status"] == NEW).sum())
    st.dataframe(
        preview,
        hide_index=True,
        height=min(PREVIEW_HEIGHT, ROW_HEIGHT * (len(preview) + 1) + 2),
        alt=f"{len(found)} tools of the file and what becomes of each",
    )
    taken = preview.loc[preview["status"] == TAKEN, "name"]
    if len(taken):
        st.error(
            escape(
                f"A tool “{taken.iloc[0]}” is on the board under another id. Rename it in the file, or there."
            ),
            icon=":material/error:",
        )
    elif not found:
        st.info("The file has no tools below its first line.", icon=":material/info:")
    elif replacing:
        question = _replacing_question(board, found, starters)
        st.button(
            "Replace the starter tools …", key="replace", type="primary", on_click=ask, args=(question,)
        )
    elif new:
        st.button(
            f"Add {count(new, 'tool')}",
            key="add_file",
            type="primary",
            on_click=perform,
            args=(board.board_id, adding(found)),
        )
    else:
        st.info("All tools of the file are on the board already.", icon=":material/info:")


NEW = "new"
THERE = "there already, stays as it is"
TAKEN = "name taken"


def _preview(found: list[Tool], tools: list[Tool], *, replacing: bool) -> pd.DataFrame:
    staying = [tool for tool in tools if not (replacing and tool.created_by == STARTER)]
    ids = {tool.tool_id for tool in staying}
    names = {tool.name.casefold() for tool in staying if tool.status in SHOWN}

    def status(tool: Tool) -> str:
        if tool.tool_id in ids:
            return THERE
        return TAKEN if tool.name.casefold() in names else NEW

    rows = [
        (
            status(tool),
            tool.tool_id,
            tool.name,
            tool.description,
            BRANCH_SEPARATOR.join(tool.branches),
            tool.seed_x,
            tool.seed_y,
        )
        for tool in found
    ]
    return pd.DataFrame(rows, columns=["status", *CATALOGUE_COLUMNS])


def _replacing_question(board: Board, found: list[Tool], starters: int) -> Question:
    return Question(
        title="Replace the starter tools",
        said=(
            f"Of the {count(starters, 'starter tool')}, those that nobody has voted on are deleted.",
            f"{count(len(found), 'tool')} of the file come in their place; ids that stay are left as they are.",
        ),
        typed=board.title,
        button="Replace them",
        before="replace",
        action=adding(found, replacing_starters=True),
    )


def _as_catalogue(tools: list[Tool]) -> pd.DataFrame:
    rows = [
        (
            tool.tool_id,
            tool.name,
            tool.description,
            BRANCH_SEPARATOR.join(tool.branches),
            tool.seed_x,
            tool.seed_y,
        )
        for tool in tools
        if tool.status == "live"
    ]
    return pd.DataFrame(rows, columns=list(CATALOGUE_COLUMNS)).astype(
        {"seed_x": "float64", "seed_y": "float64"}
    )
