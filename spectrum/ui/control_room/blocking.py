"""Blocking voters: what the averages would be without them, shown before anything is done."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import Board, Round, Selection
from spectrum.store.organising import Organiser
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.acting import Action, Done, perform
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.hidden_positions import hidden_are_asked_for
from spectrum.ui.control_room.voter_list import look_again
from spectrum.ui.current import store
from spectrum.ui.reads import View, open_round, positions
from spectrum.ui.words import count, escape, listing, points

MOVED = 0.05  # axis points from which a tool is said to move
PLACES = ["x_before", "x_after", "y_before", "y_after"]
NAMED = 6  # voters that a sentence names


def blocking_panel(board: Board, chosen: pd.DataFrame) -> None:
    """What can be done with the chosen voters. `chosen`: rows of the list."""
    st.subheader("Chosen voters", anchor=False)
    if chosen.empty:
        st.info("Choose voters in the list to see what their votes change.", icon=":material/touch_app:")
        return
    st.markdown(escape(_who(chosen)))
    for row in chosen[chosen["evidence"].ne("")].head(NAMED).to_dict("records"):
        st.caption(escape(f"Voter {row['voter']}: {row['evidence']}."))
    counting, blocked = chosen[~chosen["blocked"]], chosen[chosen["blocked"]]
    if not counting.empty:
        effect = _effect(board, counting["voter_id"].tolist())
        st.markdown(f"**{escape(effect_sentence(effect, len(counting)))}**")
        now_open = open_round(board.board_id)
        st.caption(escape(covered(now_open)))
        may_show = now_open is None or not now_open.is_blind or hidden_are_asked_for()
        _table(effect, PLACES if may_show else [])
        _block_button(board, counting, effect)
    if not blocked.empty:
        st.button(
            f"Unblock {count(len(blocked), 'voter')}",
            key="unblock",
            icon=":material/lock_open:",
            width="stretch",
            help="Their votes count again, and new ones are taken.",
            on_click=perform,
            args=(board.board_id, unblocking(blocked["voter_id"].tolist(), _who(blocked))),
        )


def effect_sentence(effect: pd.DataFrame, voters: int) -> str:
    """How many tools move without the votes, and which the most."""
    without = f"Without {'this voter' if voters == 1 else f'these {voters} voters'}"
    gone = int((effect["n_before"] - effect["n_after"].fillna(0)).sum())
    moving = effect[effect["moved"] >= MOVED].sort_values("moved", ascending=False)
    if moving.empty:
        return f"{without}, no tool moves; {count(gone, 'vote')} would not count."
    first = moving.iloc[0]
    return (
        f"{without}, {count(len(moving), 'tool')} of {len(effect)} move, “{first['name']}” the most, by "
        f"{points(first['moved'])} points; {count(gone, 'vote')} would not count."
    )


def covered(now_open: Round | None) -> str:
    """Whose votes the figures are of: those of all rounds, also while a fresh one shows its own alone."""
    if now_open is None or now_open.start != "fresh":
        return "Of the votes of all rounds."
    return f"Of the votes of all rounds, as they count again once the fresh round “{now_open.name}” closes."


def _effect(board: Board, voter_ids: list[str]) -> pd.DataFrame:
    selection = Selection(board.board_id)
    after = organiser_at_work(board.board_id).positions_without(voter_ids)
    tools = store().tools(board.board_id)
    return analysis.effect_of_blocking(
        positions(View(selection, board.anchor_weight)),
        analysis.tool_statistics(after, tools, anchor_weight=board.anchor_weight),
    )


def _table(effect: pd.DataFrame, places: list[str]) -> None:
    moving = effect[(effect["moved"] >= MOVED) | (effect["n_before"] != effect["n_after"])]
    if moving.empty:
        return
    columns = ["name", "moved", "n_before", "n_after", *places]
    st.dataframe(
        moving.sort_values("moved", ascending=False)[columns],
        hide_index=True,
        height=min(300, 35 * (len(moving) + 1) + 2),
        column_config={
            "name": st.column_config.TextColumn("Tool", width=120),
            "moved": st.column_config.NumberColumn("Moves by", format="%.1f", width=70, help="Axis points"),
            "n_before": st.column_config.NumberColumn("n", width=40),
            "n_after": st.column_config.NumberColumn("n then", format="%d", width=55),
            **{
                f"{axis}_{when}": st.column_config.NumberColumn(
                    axis if when == "before" else f"{axis} then", format="%.1f", width=54
                )
                for axis in ("x", "y")
                for when in ("before", "after")
            },
        },
        placeholder="–",
        alt=f"{len(moving)} tools before and after",
    )


def _block_button(board: Board, voters: pd.DataFrame, effect: pd.DataFrame) -> None:
    """One voter at once, as that is undone in a moment; several after the board's title is typed."""
    ids, who = voters["voter_id"].tolist(), _who(voters)
    label = f"Block {count(len(ids), 'voter')}"
    if len(ids) == 1:
        st.button(
            label,
            key="block",
            type="primary",
            icon=":material/block:",
            width="stretch",
            on_click=perform,
            args=(board.board_id, blocking(ids, who)),
        )
        return
    question = Question(
        title="Block several voters",
        said=(
            f"{who}: their votes count no more, and no more are taken from them.",
            effect_sentence(effect, len(ids)),
            "The votes stay in the log, and this can be undone.",
        ),
        typed=board.title,
        button=label,
        before="block",
        action=blocking(ids, who),
    )
    st.button(
        f"{label} …",
        key="block",
        type="primary",
        icon=":material/block:",
        width="stretch",
        on_click=ask,
        args=(question,),
    )


def blocking(voter_ids: Sequence[str], who: str) -> Action:
    """Keep voters' votes out of every figure."""

    def block(organiser: Organiser) -> Done:
        organiser.block(voter_ids)
        look_again()
        return Done(
            f"{who}: blocked. Their votes count no more; they stay in the log.", unblocking(voter_ids, who)
        )

    return block


def unblocking(voter_ids: Sequence[str], who: str) -> Action:
    """Let them count again."""

    def unblock(organiser: Organiser) -> Done:
        organiser.unblock(voter_ids)
        look_again()
        return Done(f"{who}: not blocked. Their votes count.", blocking(voter_ids, who), "Block again")

    return unblock


def _who(voters: pd.DataFrame) -> str:
    numbers = [str(number) for number in voters["voter"]]
    return f"Voter{'' if len(numbers) == 1 else 's'} {listing(numbers, NAMED)}"
