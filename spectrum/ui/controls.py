"""The controls above a chart. All of them live in the URL, so a link shows the same view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from spectrum.model import Board, Round, Selection, public_selection
from spectrum.ui.reads import View, branches, check_branch, rounds

ALL_ROUNDS = "all rounds"
ANY_BRANCH = "any branch"
HEAVIEST_ANCHOR = 20.0  # votes
FARTHEST_SHOWN = 20.0  # axis points


def one_of(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    labelled: bool = False,
    wrap: bool | None = None,
    on_change: Callable[[], None] | None = None,
) -> str:
    """A row of buttons of which one is always chosen: the `default`, or the first, to begin with."""
    first = options[0] if default is None else default
    chosen = st.segmented_control(
        label,
        options,
        default=first,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="visible" if labelled else "collapsed",
        wrap=wrap,
        on_change=on_change,
    )
    return chosen or first


@dataclass(frozen=True)
class SpectrumOptions:
    """How the averaged spectrum is drawn."""

    view: View
    one_dimensional: bool
    arrows: bool
    ellipses: bool
    fewest_votes: int


def spectrum_options(board: Board) -> SpectrumOptions:
    """One row of controls: the axes, whose votes count, and what is drawn besides the dots."""
    with st.container(horizontal=True, vertical_alignment="center"):
        axes = one_of("Axes", ("2-D", "1-D"), key="axes")
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection, fewest = vote_filters(board)
        with st.popover("Options", icon=":material/tune:"):
            weight = anchor_choice(board)
            arrows = st.toggle("Arrow from seed to mean", key="arrows", bind="query-params")
            ellipses = st.toggle("Spread of the votes (1 SD)", key="ellipses", bind="query-params")
    return SpectrumOptions(View(selection, weight), axes == "1-D", arrows, ellipses, fewest)


def vote_choice(board: Board) -> Selection:
    """Whose votes a researcher looks at, and which of them are left out."""
    return check_branch(leaving_out(branch_choice(round_choice(board.board_id))))


def leaving_out(selection: Selection) -> Selection:
    """The same without votes that may be anchored, and without a y that may not have been chosen."""
    distance = st.number_input(
        "Leave out votes within … points of what was shown",
        0.0,
        FARTHEST_SHOWN,
        0.0,
        0.5,
        format="%g",
        key="beyond",
        bind="query-params",
        help="A vote that stays where its voter saw the tool may be an anchored one. 0 leaves none out. "
        "Votes without a record of what was shown are kept.",
    )
    chosen = st.toggle(
        "Take a y that repeats the seed’s for not chosen",
        key="chosen_y",
        bind="query-params",
        help="In a 1-D view only x is chosen, and some boards stored the seed’s y with it. Such votes then "
        "count for x alone.",
    )
    return replace(selection, beyond_shown=distance or None, chosen_y_only=bool(chosen))


def vote_filters(board: Board) -> tuple[Selection, int]:
    """Whose votes count, and how many a tool must have to be shown."""
    selection = branch_choice(round_choice(board.board_id))
    fewest = st.number_input(
        "Only tools with at least … votes", 0, 1_000_000, 0, key="min_n", bind="query-params"
    )
    return selection, int(fewest)


def round_choice(board_id: str) -> Selection:
    """Which round's votes to show; first what everybody may see now."""
    known = rounds(board_id)
    public = public_selection(board_id, known)
    names = [ALL_ROUNDS, *unique_names(known)]
    current = next((r for r in known if r.round_id == public.round_id), None)
    start = names.index(unique_name(current, known)) if current else 0
    chosen = st.selectbox("Round", names, index=start, key="round", bind="query-params", disabled=not known)
    picked = next((r for r in known if unique_name(r, known) == chosen), None)
    return replace(public, round_id=picked.round_id if picked else None)


def unique_names(known: list[Round]) -> list[str]:
    """The rounds' names, newest first, told apart by date where two are the same."""
    return [unique_name(round_, known) for round_ in reversed(known)]


def unique_name(round_: Round, known: list[Round]) -> str:
    """A round's name, with its opening time if another has the same name."""
    same = [other for other in known if other.name == round_.name]
    return (
        round_.name
        if len(same) == 1 and round_.name != ALL_ROUNDS
        else f"{round_.name} ({round_.opened_at:%Y-%m-%d %H:%M:%S})"
    )


def branch_choice(selection: Selection) -> Selection:
    """Votes of voters of one branch only. Raises TooFewOfBranch."""
    known = branches(selection.board_id)
    chosen = st.selectbox(
        "Voters’ branch",
        [ANY_BRANCH, *known],
        key="branch",
        bind="query-params",
        disabled=not known,
        help=None if known else "No voter of this board has named a branch.",
    )
    return selection if chosen == ANY_BRANCH else check_branch(replace(selection, branch=chosen))


def anchor_choice(board: Board) -> float:
    """How many votes the organiser's seed counts as; 0 gives the plain mean."""
    weight = st.slider(
        "Seed counts as … votes",
        0.0,
        max(HEAVIEST_ANCHOR, board.anchor_weight),
        float(board.anchor_weight),
        0.5,
        format="%g",
        key="weight",
        bind="query-params",
        help="The organiser gave each tool a first position, its seed. At 0 the chart shows the plain mean "
        "of the votes; at 10 the seed weighs as much as ten voters.",
    )
    return float(weight)


def chosen_tool(key: str = "tool") -> str | None:
    """The tool that the URL names."""
    return st.query_params.get(key)


def choose_tool(tool_id: str | None, key: str = "tool") -> None:
    """Put a tool into the URL, or take it out."""
    if tool_id is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = tool_id


def unpick_button() -> None:
    """The way to have no tool picked any more: an icon to the eye, and a word to whoever listens."""
    st.button(
        "Close",
        icon=":material/close:",
        help="Close",
        key="unpick",
        on_click=choose_tool,
        args=(None,),
        type="tertiary",
    )
