"""Whatever an organiser does between votes, log and current votes agree, and what is undone leaves no trace."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spectrum.errors import SpectrumError
from spectrum.model import TOOL_STATUSES, Ballot, Board, Selection, Tool
from spectrum.store.duckdb_store import DuckDBStore
from tests.store.conftest import BOTH
from tests.store.standing import BOARD, everything, means

TOOLS = st.sampled_from(["t1", "t2", "t3"])
VOTERS = st.sampled_from("abc")
AXIS = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.tuples(TOOLS, VOTERS, st.just("place"), AXIS, st.none() | AXIS)
OTHERS = st.tuples(TOOLS, VOTERS, st.sampled_from(["unsure", "withdraw"]), st.none(), st.none())
DEEDS = {
    "merge": lambda o, tool, other, voter: o.merge(tool, into=other),
    "unmerge": lambda o, tool, other, voter: o.unmerge(tool),
    "hide": lambda o, tool, other, voter: o.hide(tool),
    "restore": lambda o, tool, other, voter: o.restore(tool),
    "reset": lambda o, tool, other, voter: o.reset_votes(tool),
    "undo_reset": lambda o, tool, other, voter: o.undo_reset(tool),
    "block": lambda o, tool, other, voter: o.block([voter]),
    "unblock": lambda o, tool, other, voter: o.unblock([voter]),
    "bake": lambda o, tool, other, voter: o.bake_seeds(str(uuid4()), close_open=True),
    "revert": lambda o, tool, other, voter: o.revert_seeds(1, close_open=True),
}
UNDONE_BY = {"merge": "unmerge", "hide": "restore", "reset": "undo_reset", "block": "unblock"}
STEP = (
    st.tuples(st.just("vote"), st.lists(PLACES | OTHERS, min_size=1, max_size=5))
    | st.tuples(st.just("round"), st.sampled_from(["cumulative", "fresh"]))
    | st.tuples(st.just("forget"), VOTERS)
    | st.tuples(st.sampled_from(sorted(DEEDS)), st.tuples(TOOLS, TOOLS, VOTERS))
)


def take(store, what, detail):
    """One step of a history; what cannot be done as things stand is left out."""
    with contextlib.suppress(SpectrumError):
        if what == "vote":
            for tool, voter, kind, x, y in detail:
                with contextlib.suppress(SpectrumError):
                    store.append([Ballot(uuid4(), BOARD, tool, voter, x, y, kind)])
        elif what == "round":
            with contextlib.suppress(SpectrumError):
                store.close_round(BOARD)
            store.open_round(BOARD, str(uuid4()), start=detail)
        elif what == "forget":
            store.forget_voter(BOARD, detail, who="voter")
        else:
            DEEDS[what](store.organise(BOARD, "session"), *detail)


@contextlib.contextmanager
def board_after(steps):
    """A board with three tools and an open round, after these steps."""
    with tempfile.TemporaryDirectory() as folder:
        store = DuckDBStore(Path(folder) / "votes.duckdb")
        try:
            go_through(store, steps)
            yield store
        finally:
            store.close()


def go_through(store, steps):
    store.save_board(Board(BOARD, anchor_weight=2.0))
    seeds = [Tool("t1", "One", seed_x=10.0, seed_y=90.0), Tool("t2", "Two", seed_x=50.0)]
    store.save_tools(BOARD, [*seeds, Tool("t3", "Three")])
    store.open_round(BOARD, "first")
    for what, detail in steps:
        take(store, what, detail)


def check(store):
    verification = store.verify(BOARD)
    assert verification.agrees, verification.differences


CALM = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(steps=st.lists(STEP, min_size=2, max_size=12))
def test_current_votes_agree_with_the_log_whatever_was_done(steps):
    with board_after(steps) as store:
        check(store)


@pytest.mark.parametrize("deed", sorted(UNDONE_BY))
@settings(CALM, max_examples=15)
@given(steps=st.lists(STEP, max_size=8), about=st.tuples(TOOLS, TOOLS, VOTERS))
def test_what_is_undone_leaves_no_trace(deed, steps, about):
    with board_after(steps) as store:
        before, organiser = everything(store), store.organise(BOARD, "session")
        try:
            DEEDS[deed](organiser, *about)
        except SpectrumError:
            assert everything(store) == before
            return
        check(store)
        DEEDS[UNDONE_BY[deed]](organiser, *about)
        if deed != "block":  # who was blocked before is unblocked now
            assert everything(store) == before
        check(store)


@CALM
@given(steps=st.lists(STEP, max_size=8))
def test_reverted_bake_leaves_no_trace(steps):
    with board_after(steps) as store:
        before, organiser = everything(store), store.organise(BOARD, "session")
        known = len(organiser.seed_sets())
        try:
            organiser.bake_seeds("baked", close_open=True)
        except SpectrumError:
            return
        kept = organiser.audit(1)[0].before["seed_set"]
        assert 1 <= kept <= known + 1
        check(store)
        organiser.revert_seeds(kept, close_open=True)
        assert everything(store) == before
        check(store)


def current(store):
    """The current votes without what is random: ids of rounds and of voters who were forgotten."""
    votes = store.current_votes(Selection(BOARD))
    rows = votes[["tool_id", "kind", "x", "y"]].astype(object)
    return sorted(rows.where(rows.notna(), None).values.tolist(), key=repr)


def tools(store):
    """The tools, their seeds to what sums in another order may differ by."""
    return [
        replace(tool, seed_x=rounded(tool.seed_x), seed_y=rounded(tool.seed_y))
        for tool in store.tools(BOARD, TOOL_STATUSES)
    ]


def rounded(seed):
    return None if seed is None else round(seed, 9)


@settings(CALM, max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=2, max_size=10))
def test_same_deeds_make_the_same_board_on_both_stores(new_home, steps):
    stores = [new_home(kind).open() for kind in BOTH]
    try:
        for store in stores:
            go_through(store, steps)
            check(store)
        ours, theirs = stores
        assert current(ours) == current(theirs)
        assert means(ours) == means(theirs)
        assert tools(ours) == tools(theirs)
        deeds = [[entry.action for entry in store.organise(BOARD, "x").audit()] for store in stores]
        assert deeds[0] == deeds[1]
    finally:
        for store in stores:
            store.close()
