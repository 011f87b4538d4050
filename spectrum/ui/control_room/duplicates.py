"""Tools that are likely the same, and the merging of two."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from spectrum import analysis
from spectrum.model import Board, Tool
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.tool_actions import merging
from spectrum.ui.words import count, escape

AT_HAND = 5  # pairs that are shown


def duplicates(board: Board, tools: list[Tool], votes: Mapping[str, int]) -> None:
    """Pairs of live or proposed tools with names that are nearly the same, the most alike first."""
    there = {tool.tool_id: tool for tool in tools if tool.status in ("live", "proposed")}
    pairs = _alike(tuple((tool.tool_id, tool.name) for tool in there.values()))
    offered = [_in_order(there[first], there[second], votes) for first, second in pairs]
    offered = [pair for pair in offered if pair[1].status == "live"]
    if not offered:
        return
    with st.expander(f"Likely duplicates: {count(len(offered), 'pair')}", icon=":material/content_copy:"):
        st.caption(
            "Their names are nearly the same. Look before you merge: two versions of a tool may be two tools."
        )
        for tool, into in offered[:AT_HAND]:
            text, button = st.columns([5, 2], vertical_alignment="center")
            told = (
                f"**{escape(tool.name)}** ({_n(tool, votes)}) → **{escape(into.name)}** ({_n(into, votes)})"
            )
            text.markdown(told)
            button.button(
                "Merge …",
                key=f"duplicate_{tool.tool_id}_{into.tool_id}",
                on_click=ask,
                args=(merge_question(tool, into, votes),),
                width="stretch",
            )
        if len(offered) > AT_HAND:
            st.caption(f"And {count(len(offered) - AT_HAND, 'pair')} more, once these are decided.")


def merge_question(tool: Tool, into: Tool, votes: Mapping[str, int]) -> Question:
    """What merging means, and the name that confirms it."""
    return Question(
        title="Merge two tools",
        said=(
            f"The votes on “{tool.name}” ({_n(tool, votes)}) will count for “{into.name}” ({_n(into, votes)}).",
            "Where a voter had both, the later vote counts.",
            f"“{tool.name}” leaves the board. The merge can be undone.",
        ),
        typed=tool.name,
        button="Merge",
        before="merge",
        action=merging(tool, into),
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _alike(named: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    found = analysis.likely_duplicates(dict(named))
    return list(zip(found["tool_id"], found["other_id"], strict=True))


def _in_order(one: Tool, other: Tool, votes: Mapping[str, int]) -> tuple[Tool, Tool]:
    """Which of the two goes, and which remains: the live one, then the one with more votes, then the older."""
    remaining = max(
        one, other, key=lambda tool: (tool.status == "live", votes.get(tool.tool_id, 0), -tool.number)
    )
    return (other, one) if remaining is one else (one, other)


def _n(tool: Tool, votes: Mapping[str, int]) -> str:
    return "proposed" if tool.status == "proposed" else count(votes.get(tool.tool_id, 0), "vote")
