"""Visitors propose tools and moves while voting is off; not more than an organiser can look through."""

from __future__ import annotations

import pytest

from spectrum.live.limits import Limit
from spectrum.model import Suggestion, Tool, Voter
from spectrum.store import suggestions as module
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, problem


def waiting(store):
    return store.organise(BOARD, "x").suggestions()


def test_tool_is_proposed(store, ann):
    answer = ann.suggest(kind="tool", name="  Roto\n scope ", text="Cuts out", x=20, y=80.5)
    assert answer.status_code == 201
    [found] = waiting(store)
    assert (found.kind, found.name, found.text, found.x, found.y) == (
        "tool",
        "Roto scope",
        "Cuts out",
        20.0,
        80.5,
    )
    assert found.voter_id == "ann"
    assert answer.json() == {
        "suggestion_id": found.suggestion_id, "kind": "tool", "tool_id": None, "name": "Roto scope",
        "text": "Cuts out", "x": 20.0, "y": 80.5, "status": "waiting",
    }  # fmt: skip


def test_move_is_proposed_and_nothing_moves_before_it_is_accepted(store, ann):
    before = store.tools(BOARD)
    assert ann.suggest(kind="move", tool_id="t1", x=44).status_code == 201
    assert store.tools(BOARD) == before
    [found] = waiting(store)
    store.organise(BOARD, "x").accept(found.suggestion_id)
    assert (store.tools(BOARD)[0].seed_x, store.tools(BOARD)[0].seed_y) == (44.0, 90.0)


def test_while_voting_is_on_one_votes(store, ann):
    store.open_round(BOARD, "Tuesday")
    assert "'Tuesday' is open" in problem(ann.suggest(kind="tool", name="x"), 409)
    assert waiting(store) == []
    store.close_round(BOARD)
    assert ann.suggest(kind="tool", name="x").status_code == 201


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({}, 422, "kind"),
        ({"kind": "joke"}, 422, "kind"),
        ({"kind": ["tool"]}, 422, "kind"),
        ({"kind": "tool"}, 422, "name"),
        ({"kind": "tool", "name": " "}, 422, "name"),
        ({"kind": "tool", "name": "x" * 61}, 422, "name"),
        ({"kind": "tool", "name": "\ud800"}, 422, "name"),
        ({"kind": "tool", "name": "x", "text": "x" * 401}, 422, "text"),
        ({"kind": "tool", "name": "x", "x": 101}, 422, "x"),
        ({"kind": "tool", "name": "x", "x": "1"}, 422, "x"),
        ({"kind": "tool", "name": "x", "y": 5}, 422, "x"),
        ({"kind": "tool", "name": "Denoise"}, 409, None),
        ({"kind": "tool", "name": "dENOISE"}, 409, None),
        ({"kind": "move", "x": 1}, 422, "tool_id"),
        ({"kind": "move", "tool_id": 7, "x": 1}, 422, "tool_id"),
        ({"kind": "move", "tool_id": "t1"}, 422, "x"),
        ({"kind": "move", "tool_id": "t1", "y": 3}, 422, "x"),
        ({"kind": "move", "tool_id": "t1", "x": 1, "y": -1}, 422, "y"),
        ({"kind": "move", "tool_id": "t9", "x": 1}, 404, None),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(store, ann, fields, status, field):
    problem(ann.suggest(**fields), status, field)
    assert waiting(store) == []


def test_hidden_tool_cannot_be_moved(store, ann):
    store.save_tools(BOARD, [Tool("t1", "Denoise", number=1, status="hidden")])
    problem(ann.suggest(kind="move", tool_id="t1", x=1), 404)


def test_who_may_not_vote_may_not_suggest(store, house, ann):
    problem(house.visitor().suggest(kind="tool", name="x"), 401)
    problem(ann.post(f"/api/boards/{BOARD}/suggestions", {"kind": "tool"}, origin="http://evil.example"), 403)
    problem(ann.post(f"/api/boards/{BOARD}/suggestions", b"x" * 20_000), 413)
    problem(ann.post("/api/boards/nowhere/suggestions", {"kind": "tool", "name": "x"}), 404)
    store.save_voter(BOARD, Voter("ann", blocked_at=utc_now()))
    problem(ann.suggest(kind="tool", name="x"), 403)
    assert waiting(store) == []


def unlimited(house):
    house.hall.suggestions_of_voter = house.hall.suggestions_of_address = Limit(1_000.0, 1_000.0)


def test_one_voter_cannot_fill_the_box(store, house, ann, bob):
    unlimited(house)
    answers = [ann.suggest(kind="tool", name=f"Tool {n}").status_code for n in range(7)]
    assert answers == [201] * 5 + [409] * 2
    assert "5 suggestions of yours wait" in problem(ann.suggest(kind="tool", name="More"), 409)
    assert bob.suggest(kind="tool", name="Bob's").status_code == 201
    store.organise(BOARD, "x").decline(waiting(store)[0].suggestion_id)
    assert ann.suggest(kind="tool", name="More").status_code == 201


def test_many_voters_cannot_fill_it_beyond_what_can_be_looked_through(store, house, monkeypatch):
    unlimited(house)
    monkeypatch.setattr(module, "MOST_WAITING", 6)
    answers = [house.visitor(f"v{n}").suggest(kind="tool", name=f"Tool {n}").status_code for n in range(8)]
    assert answers == [201] * 6 + [409] * 2


def test_suggestions_come_no_faster_than_they_are_taken(house, ann):
    answers = [ann.suggest(kind="move", tool_id="t1", x=n) for n in range(8)]
    assert [answer.status_code for answer in answers][-2:] == [429, 429]
    problem(answers[-1], 429)
    others = [house.visitor(f"v{n}").suggest(kind="move", tool_id="t1", x=1).status_code for n in range(120)]
    assert others[0] == 201
    assert others[-1] == 429


def test_box_of_another_board_is_another(store, ann):
    store.suggest(BOARD, Suggestion("", "tool", name="x", voter_id="ann"))
    assert len(waiting(store)) == 1
