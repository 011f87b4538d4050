"""Seeds: the collective positions made the next start, and the way back to earlier ones."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from spectrum.model import LONGEST_NAME, Board, Reveal, SeedSet, Selection
from spectrum.store.organising import Organiser
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.acting import Action, Done, put_refusal
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.hidden_positions import hidden_are_asked_for
from spectrum.ui.control_room.opening import REVEALS, next_round_name
from spectrum.ui.control_room.seed_changes import changes_sentence, changes_table, seed_changes
from spectrum.ui.control_room.times import stamp, zone_name
from spectrum.ui.current import store
from spectrum.ui.reads import View, open_round, positions
from spectrum.ui.words import count, escape

BAKE_NAME = "bake_name"
BAKE_CODE = "bake_code"
BAKE_REVEAL = "bake_reveal"
ORIGINS = {"bake": "baked from votes", "kept": "put aside before a change"}


def seeds_part(board: Board) -> None:
    """Bake on one side, the history with the way back on the other."""
    sets = organiser_at_work(board.board_id).seed_sets()
    bake_side, back_side = st.columns(2, gap="large")
    with bake_side:
        _bake(board)
    with back_side:
        _history(board, sets)


def _bake(board: Board) -> None:
    st.subheader("Bake the votes into new seeds", anchor=False)
    st.write(
        "Each tool's collective position becomes its seed, and a fresh round opens. The votes in the seeds count "
        "no more beside them, so that none counts twice; they stay in the log and in the figures of their rounds."
    )
    now = positions(View(Selection(board.board_id), board.anchor_weight))
    voted = now[now["n"] > 0]
    if voted.empty:
        st.info(
            "No votes count on this board, so there is nothing to bake. Open a round first.",
            icon=":material/info:",
        )
        return
    places = zip(voted["x"].astype(float), voted["y"].astype(float), strict=True)
    becoming = dict(zip(voted["tool_id"].astype(str), places, strict=True))
    changes = seed_changes(store().tools(board.board_id), becoming)
    now_open = open_round(board.board_id)
    may_show = now_open is None or not now_open.is_blind or hidden_are_asked_for()
    if may_show:
        st.markdown(escape(changes_sentence(changes)))
    _fresh_round(board)
    if may_show:
        changes_table(changes, key="baked_seeds")


def _fresh_round(board: Board) -> None:
    """What the round will be that opens with the new seeds, and the button."""
    name, code = st.columns(2)
    name.text_input(
        "Name of the fresh round", next_round_name(board.board_id), max_chars=LONGEST_NAME, key=BAKE_NAME
    )
    code.text_input("Join code (optional)", max_chars=LONGEST_NAME, key=BAKE_CODE)
    st.selectbox("Positions are shown", list(REVEALS), key=BAKE_REVEAL)
    st.button(
        "Bake …", key="bake", type="primary", icon=":material/whatshot:", on_click=_ask_bake, args=(board,)
    )
    if not board.anchor_weight:
        st.caption(
            "Seeds count as 0 votes on this board: each gives way to the first vote on its tool. "
            "The part Board lets them count as more."
        )


def _ask_bake(board: Board) -> None:
    name = st.session_state[BAKE_NAME].strip()
    if not name:
        put_refusal("The fresh round needs a name, so nothing was baked. Give it one.")
        return
    now_open = open_round(board.board_id)
    closing = f"Round “{now_open.name}” closes first. " if now_open else ""
    ask(
        Question(
            title="Bake the votes into new seeds",
            said=(
                f"{closing}Every tool's collective position becomes its seed, and the fresh round “{name}” opens.",
                "The seeds until now are kept, and one can go back to them.",
            ),
            typed=board.title,
            button="Bake",
            before="bake",
            action=_baking(
                name,
                st.session_state[BAKE_CODE].strip() or None,
                REVEALS[st.session_state[BAKE_REVEAL]],
                close_open=now_open is not None,
            ),
        )
    )


def _baking(name: str, join_code: str | None, reveal: Reveal, *, close_open: bool) -> Action:
    def bake(organiser: Organiser) -> Done:
        opened = organiser.bake_seeds(name, reveal=reveal, join_code=join_code, close_open=close_open)
        before, after = organiser.seed_sets()[-2:]
        said = (
            f"The votes are in the seeds (set {after.number}), and the fresh round “{opened.name}” is open."
        )
        return Done(
            said, _reverting(before.number, close_open=True), f"Close it and go back to set {before.number}"
        )

    return bake


def _history(board: Board, sets: list[SeedSet]) -> None:
    st.subheader("Earlier seeds", anchor=False)
    if not sets:
        st.info("No seeds are kept yet: a set is put aside before each bake.", icon=":material/history:")
        return
    frame = pd.DataFrame(
        {
            "set": [kept.number for kept in sets],
            "made": [stamp(kept.made_at) for kept in sets],
            "how": [ORIGINS[kept.origin] for kept in sets],
            "tools": [kept.n_tools for kept in sets],
        }
    )
    st.dataframe(frame.iloc[::-1], hide_index=True, alt=f"{len(sets)} sets of seeds")
    st.caption(
        f"Times: {escape(zone_name())}. Votes that are in none of a set's seeds count again once it is back."
    )
    number = st.selectbox(
        "Go back to set",
        [kept.number for kept in reversed(sets)],
        index=None,
        key="seed_set",
        placeholder="Choose a set",
    )
    if number is not None:
        _back_to(board, number)


def _back_to(board: Board, number: int) -> None:
    kept = organiser_at_work(board.board_id).seeds(number)
    becoming = {tool_id: (seed.x, seed.y) for tool_id, seed in kept.items()}
    changes = seed_changes(store().tools(board.board_id), becoming)
    st.markdown(escape(changes_sentence(changes)))
    now_open = open_round(board.board_id)
    closing = (f"Round “{now_open.name}” closes first; its votes are kept.",) if now_open else ()
    question = Question(
        title=f"Go back to the seeds of set {number}",
        said=(
            *closing,
            changes_sentence(changes),
            "The seeds until now are put aside, so that one can come back.",
        ),
        typed=board.title,
        button="Go back",
        before="revert",
        action=_reverting(number, close_open=now_open is not None),
    )
    st.button("Go back …", key="revert", icon=":material/history:", on_click=ask, args=(question,))
    changes_table(changes, key="reverted_seeds")


def _reverting(number: int, *, close_open: bool) -> Action:
    def revert(organiser: Organiser) -> Done:
        changed = organiser.revert_seeds(number, close_open=close_open)
        return Done(f"{count(len(changed), 'tool')} have the seeds of set {number} again. Voting is off.")

    return revert
