"""What the organiser's page is told of the voting room."""

from __future__ import annotations

from uuid import uuid4

from spectrum.live import room_figures
from spectrum.model import Voter
from tests.live.visiting import BOARD, open_house


def test_nothing_is_known_without_a_voting_room(store):
    assert room_figures(BOARD) is None
    with open_house(store):
        assert room_figures("another board") is None
    assert room_figures(BOARD) is None


def test_refused_votes_are_counted_with_their_reason_for_the_open_round(store, ann, onlooker):
    assert ann.vote("t1", 20, 30).status_code == 409
    assert room_figures(BOARD).refused == {"voting was closed": 1}
    store.open_round(BOARD, "one", join_code="plum")
    onlooker.house.call(onlooker.house.hall.room(BOARD).state)
    assert room_figures(BOARD).refused == {}
    assert ann.vote("t1", 20, 30).status_code == 403
    store.close_round(BOARD)
    store.open_round(BOARD, "two")
    onlooker.house.call(onlooker.house.hall.room(BOARD).state)
    assert ann.vote("t1", 20, 30).status_code == 201
    assert ann.vote("t1", 200, 30).status_code == 422
    assert ann.vote("t1", 200, 30).status_code == 422
    assert ann.vote("nothing", 20, 30).status_code == 404
    store.save_voter(BOARD, Voter("ann", blocked_at=store.rounds(BOARD)[0].opened_at))
    assert ann.vote("t1", 20, 30).status_code == 403
    assert room_figures(BOARD).refused == {
        "not a valid position": 2,
        "the tool is not on the board": 1,
        "the voter is blocked": 1,
    }


def test_only_refused_votes_are_counted(store, ann):
    store.open_round(BOARD, "one")
    assert ann.get("/api/nothing").status_code == 404
    assert ann.post(f"/api/boards/{uuid4()}/votes", {}).status_code == 404
    assert room_figures(BOARD).refused == {}


def test_browsers_are_counted_once_however_many_pages_they_have_open(store, ann, bob, onlooker):
    store.open_round(BOARD, "one")
    with ann.stream() as first, ann.stream() as second, bob.stream() as third, onlooker.stream() as fourth:
        for stream in (first, second, third, fourth):
            stream.frame()
        figures = room_figures(BOARD)
    assert (figures.browsers, figures.streams, figures.waiting) == (3, 4, 0)
