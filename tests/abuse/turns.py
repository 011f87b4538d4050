"""What somebody may do next on a board that is played on, and with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.abuse.known import Knowledge, Visitor
from tests.abuse.playing import HERE, Play

T = TypeVar("T")
Turn = Callable[..., None]
TURNS: list[str] = []  # by name, each as often as it is likely
ARGUMENTS: dict[str, dict[str, Any]] = {}
CODE = "Wombat 7"

somebody = st.sampled_from(["organiser", "organiser", "organiser", "nobody", "past session", "forger"])
on_axis = st.integers(0, 10_000).map(lambda value: value / 100)
place = st.tuples(on_axis, st.none() | on_axis)
kinds = st.sampled_from(["place"] * 5 + ["unsure", "unknown_tool", "withdraw"])


class Turns:
    """Who and what is there by now."""

    play: Play
    known: Knowledge
    visitors: list[Visitor]
    tools: list[str]
    sent: list[dict[str, Any]]
    suggestions: list[tuple[str, dict[str, Any]]]
    who: Visitor | None  # through whose eyes the board is looked at next
    named: int


def turn(times: int = 1, **arguments: Any) -> Callable[[Turn], Turn]:
    """A turn, so many times as likely. Arguments are strategies, or make one of what is there by then."""

    def note(taken: Turn) -> Turn:
        TURNS.extend([taken.__name__] * times)
        ARGUMENTS[taken.__name__] = arguments
        return taken

    return note


def is_possible(turns: Turns, name: str) -> bool:
    """Whether there is what a turn is about."""
    wanted = ARGUMENTS[name].values()
    return (a_vote not in wanted or bool(turns.sent)) and (
        a_suggestion not in wanted or bool(turns.suggestions)
    )


def arguments_of(turns: Turns, name: str) -> dict[str, st.SearchStrategy[Any]]:
    """What a turn is to be done with."""
    return {
        argument: what if isinstance(what, st.SearchStrategy) else what(turns)
        for argument, what in ARGUMENTS[name].items()
    }


def one_of(there: Sequence[T]) -> st.SearchStrategy[T]:
    """One of those that are there. It is drawn in the same way however many these are.

    So what is drawn next never depends on what the server answered.
    """
    return st.integers(0, 999).map(lambda number: there[number % len(there)])


def a_visitor(turns: Turns) -> st.SearchStrategy[Visitor]:
    return one_of(turns.visitors)


def a_tool(turns: Turns) -> st.SearchStrategy[str]:
    return one_of(turns.tools)


def a_vote(turns: Turns) -> st.SearchStrategy[dict[str, Any]]:
    return one_of(turns.sent or [{}])


def a_suggestion(turns: Turns) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return one_of(turns.suggestions or [("", {})])


def a_crowd(turns: Turns) -> st.SearchStrategy[Any]:
    return st.lists(st.tuples(a_visitor(turns), a_tool(turns), place), min_size=2, max_size=5)


def post(visitor: Visitor, body: dict[str, Any]) -> Any:
    """Send a vote, whatever comes of it."""
    return visitor.client.post(f"{HERE}/votes", json=body)
