"""Who the visitor is, and the form with which they vote."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any
from uuid import UUID, uuid4

import pandas as pd
import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.live import VOTER_COOKIE, new_voter_id, read_voter
from spectrum.model import Ballot, Board, Round, Tool, VoteKind
from spectrum.settings import signing_secret
from spectrum.ui import words
from spectrum.ui.controls import choose_tool, chosen_tool
from spectrum.ui.current import settings, store
from spectrum.ui.reads import View, positions, tools
from spectrum.ui.words import escape, number

Shown = tuple[float | None, float | None]

MIDDLE = 50.0  # axis points: where the sliders of a first vote begin
ANSWERS: dict[str, VoteKind] = {
    "A position": "place",
    "Unsure": "unsure",
    "I don’t know this tool": "unknown_tool",
}
OUTCOME = "vote_outcome"  # (saved, what to say), until the page has said it
LAST_SENT = "last_vote_sent"  # (tool, answer, vote_id)
SHOWN = "shown_"  # + round and tool: the position that the visitor was shown
SAID = {
    "place": "Your vote is in.",
    "unsure": "Noted: you are unsure about this tool.",
    "unknown_tool": "Noted: you don’t know this tool.",
    "withdraw": "Your vote is withdrawn.",
}


def voter_id() -> str:
    """The visitor's voter id: from the signed cookie, or for this visit only where there is none."""
    known = read_voter(st.context.cookies.get(VOTER_COOKIE), signing_secret(settings()))
    if known is not None:
        return known
    made: str = st.session_state.setdefault("voter_of_this_visit", new_voter_id())
    return made


def voting_is_off() -> None:
    """What a visitor finds between rounds."""
    st.info(
        "Nobody can vote at the moment. Voting opens with the next round; the positions so far stay on show.",
        icon=":material/pause_circle:",
    )
    st.page_link("average.py", label="See where the tools stand", icon=":material/scatter_plot:")


def tool_to_vote_on(board: Board) -> Tool | None:
    """A choice of tool; at first the one that the URL names, or one the visitor has not placed."""
    known = tools(board.board_id)
    if not known:
        st.info("This board has no tools yet.", icon=":material/hourglass_empty:")
        return None
    placed = set(_mine(board)["tool_id"])
    names = {f"{tool.number} · {tool.name}": tool for tool in known}
    wanted = chosen_tool() or next((t.tool_id for t in known if t.tool_id not in placed), known[0].tool_id)
    index = next((i for i, tool in enumerate(known) if tool.tool_id == wanted), 0)
    label = st.selectbox("Tool", list(names), index=index, key=f"vote_tool_{wanted}")
    if names[label].tool_id != wanted:
        choose_tool(names[label].tool_id)
        st.rerun()
    tool = names[label]
    if tool.description:
        st.caption(escape(tool.description))
    if tool.tool_id in placed and len(placed) < len(known):
        st.button("Next tool", icon=":material/arrow_forward:", on_click=choose_tool, args=(None,))
    done = len(placed & {tool.tool_id for tool in known})
    st.progress(done / len(known), text=f"{done} of {len(known)} answered")
    return tool


def vote_form(board: Board, tool: Tool, open_round: Round) -> None:
    """Two sliders, or an answer without a position. One press is one vote, whatever reruns."""
    last = _mine(board).set_index("tool_id").to_dict("index").get(tool.tool_id, {})
    shown = _shown_position(board, tool, open_round)
    answer = st.segmented_control(
        "Your answer", list(ANSWERS), default="A position", required=True, key=f"answer_{tool.tool_id}"
    )
    kind = ANSWERS[answer or "A position"]
    with st.form(f"vote_{tool.tool_id}", border=True):
        if kind == "place":
            _axis_slider(escape(f"{board.left} ↔ {board.right}"), "x", tool, last.get("x"))
            _axis_slider(escape(f"{board.bottom} ↔ {board.top}"), "y", tool, last.get("y"))
            st.checkbox("Vote on both axes", value=True, key=f"both_{tool.tool_id}")
        st.form_submit_button(
            "Vote",
            type="primary",
            icon=":material/how_to_vote:",
            width="stretch",
            on_click=_vote,
            args=(board.board_id, tool.tool_id, open_round.round_id, kind, shown),
        )


def _vote(board_id: str, tool_id: str, round_id: str, kind: VoteKind, shown: Shown) -> None:
    """Send what the form held when the button was pressed; heard also if the form is gone by then."""
    x = y = None
    if kind == "place":
        x = float(st.session_state[f"x_{tool_id}"])
        y = float(st.session_state[f"y_{tool_id}"]) if st.session_state[f"both_{tool_id}"] else None
    _send(
        Ballot(
            vote_id=_id_of_press(tool_id, (round_id, kind, x, y)),
            board_id=board_id,
            tool_id=tool_id,
            voter_id=voter_id(),
            x=x,
            y=y,
            kind=kind,
            shown_x=shown[0],
            shown_y=shown[1],
        )
    )


def _id_of_press(tool_id: str, answer: tuple[object, ...]) -> UUID:
    """The id of a vote: the one just sent if this is the same answer again, as a double press makes it."""
    sent = st.session_state.get(LAST_SENT)
    if sent is None or sent[:2] != (tool_id, answer):
        st.session_state[LAST_SENT] = sent = (tool_id, answer, uuid4())
    vote_id: UUID = sent[2]
    return vote_id


def my_votes(board: Board) -> None:
    """The visitor's own answers, each with the way to take it back."""
    st.subheader("Your votes", anchor=False)
    mine = _mine(board)
    if mine.empty:
        st.caption("None yet. They will stand here, and you can change or withdraw each of them.")
        return
    names = {tool.tool_id: tool.name for tool in tools(board.board_id)}
    for row in mine.to_dict("records"):
        if row["tool_id"] not in names:
            continue
        text, change, withdraw = st.columns([6, 1, 1], vertical_alignment="center")
        text.markdown(f"{escape(names[row['tool_id']])}  \n:small[{_answer_in_words(row, board)}]")
        key = row["tool_id"]
        change.button(
            "Change",
            icon=":material/edit:",
            key=f"change_{key}",
            on_click=choose_tool,
            args=(key,),
            type="tertiary",
        )
        withdraw.button(
            "Withdraw",
            icon=":material/undo:",
            key=f"withdraw_{key}",
            on_click=_withdraw,
            args=(board, key),
            type="tertiary",
        )


def _axis_slider(label: str, axis: str, tool: Tool, last: float | None) -> None:
    start = MIDDLE if last is None or pd.isna(last) else float(last)
    st.slider(label, 0.0, 100.0, start, 0.5, format="%.1f", key=f"{axis}_{tool.tool_id}")


def _shown_position(board: Board, tool: Tool, open_round: Round) -> Shown:
    """Say where the tool stood when the visitor came to it, unless the round is blind; return what was shown.

    It stays the same until they have voted, so that what is stored is what they saw.
    """
    if open_round.is_blind:
        st.caption("Others’ votes stay hidden until the round closes.")
        return None, None
    key = f"{SHOWN}{open_round.round_id}_{tool.tool_id}"
    x, y, n = st.session_state.setdefault(key, _position_now(board, tool))
    if x is None:
        st.caption("Nobody has placed this tool yet.")
    else:
        height = "" if y is None else f", {words.points(y)} {board.top}"
        st.caption(
            escape(f"It stands at {words.points(x)} {board.right}{height} ({words.count(n, 'vote')}).")
        )
    return x, y


def _position_now(board: Board, tool: Tool) -> tuple[float | None, float | None, int]:
    view = View(store().public_view(board.board_id), board.anchor_weight)
    row = positions(view).set_index("tool_id").to_dict("index")[tool.tool_id]
    return number(row["x"]), number(row["y"]), int(row["n"])


def _withdraw(board: Board, tool_id: str) -> None:
    st.session_state.pop(LAST_SENT, None)
    _send(
        Ballot(
            vote_id=uuid4(), board_id=board.board_id, tool_id=tool_id, voter_id=voter_id(), kind="withdraw"
        )
    )


def _send(ballot: Ballot) -> None:
    """Store a vote and keep the outcome for the next run of the page."""
    try:
        store().append([ballot])
    except SpectrumError as error:
        st.session_state[OUTCOME] = (False, str(error))
    else:
        st.session_state[OUTCOME] = (True, SAID[ballot.kind])
        for key in [key for key in st.session_state if str(key).startswith(SHOWN)]:
            del st.session_state[key]  # from now on they see the board anew
        choose_tool(ballot.tool_id)


def tell_outcome() -> None:
    """Say what became of the vote that was just sent, also when voting closed meanwhile."""
    saved, text = st.session_state.pop(OUTCOME, (False, ""))
    if not text:
        return
    if saved:
        st.success(text, icon=":material/check:")
    else:
        st.error(escape(text), icon=":material/error:")


def _mine(board: Board) -> pd.DataFrame:
    """The visitor's current votes but for those withdrawn."""
    votes = store().votes_of(board.board_id, voter_id())
    return votes[votes["kind"] != "withdraw"]


def _answer_in_words(row: Mapping[Hashable, Any], board: Board) -> str:
    if row["kind"] == "unsure":
        return "unsure"
    if row["kind"] == "unknown_tool":
        return "not known to you"
    parts = [f"{words.points(row['x'])} {escape(board.right)}"]
    if not pd.isna(row["y"]):
        parts.append(f"{words.points(row['y'])} {escape(board.top)}")
    return " · ".join(parts)
