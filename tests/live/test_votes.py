"""A vote over HTTP: what is taken, what is refused, and that a refused one changes nothing."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from spectrum.model import Board, Tool, Voter
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, open_house, problem

VOTES = f"/api/boards/{BOARD}/votes"


@pytest.fixture
def one(store):
    """An open round."""
    return store.open_round(BOARD, "one")


def log(store):
    return store.extract(BOARD).votes


def test_vote_is_answered_once_it_is_durable(store, one, ann):
    vote_id = str(uuid4())
    answer = ann.vote("t1", 20, 30, vote_id=vote_id)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["vote_id"], body["seq"]) == (vote_id, 1)
    assert body["tool"] == ["t1", 1, 20.0, 30.0]
    assert datetime.fromisoformat(body["cast_at"]).utcoffset() == timedelta(0)
    [row] = log(store).to_dict("records")
    assert (row["vote_id"], row["voter_id"], row["tool_id"]) == (vote_id, "ann", "t1")
    assert (row["kind"], row["x"], row["y"], row["source"]) == ("place", 20.0, 30.0, "live")


def test_collective_position_in_the_answer_is_anchored_at_the_boards_weight(store, one, ann, bob):
    store.save_board(replace(store.board(BOARD), anchor_weight=2.0))
    ann.vote("t1", 20, 30)
    assert bob.vote("t1", 41, 50).json()["tool"] == ["t1", 2, 20.25, 65.0]  # the seed (10, 90) counts twice
    assert bob.vote("t3", 7, 8).json()["tool"] == ["t3", 1, 7.0, 8.0]  # without a seed: the mean


def test_position_is_rounded_to_two_decimals(store, one, house):
    store.save_board(replace(store.board(BOARD), anchor_weight=0.0))
    for voter, x in (("ann", 0), ("bob", 0), ("cem", 100)):
        tool = house.visitor(voter).vote("t3", x, 1 / 3).json()["tool"]
    assert tool == ["t3", 3, 33.33, 0.33]


def test_vote_on_x_alone_counts_for_x_alone(store, one, ann, bob):
    assert ann.vote("t3", 40, None).json()["tool"] == ["t3", 1, 40.0, None]
    assert bob.vote("t3", 60, 70).json()["tool"] == ["t3", 2, 50.0, 70.0]
    assert ann.vote("t1", 40, None).json()["tool"] == ["t1", 1, 40.0, 90.0]  # y still stands at its seed
    assert math.isnan(log(store)["y"][0])


def test_later_vote_on_x_alone_keeps_the_earlier_y(one, ann):
    ann.vote("t3", 40, 30)
    assert ann.vote("t3", 60, None).json()["tool"] == ["t3", 1, 60.0, 30.0]
    assert ann.board()["mine"] == [{"tool_id": "t3", "kind": "place", "x": 60.0, "y": 30.0}]


@pytest.mark.parametrize("kind", ["unsure", "unknown_tool", "withdraw"])
def test_answer_without_a_position_takes_the_vote_back(store, one, ann, bob, kind):
    ann.vote("t3", 40, 30)
    bob.vote("t3", 60, 70)
    answer = ann.vote("t3", kind=kind)
    assert answer.status_code == 201
    assert answer.json()["tool"] == ["t3", 1, 60.0, 70.0]
    assert log(store)["kind"].tolist() == ["place", "place", kind]
    assert ann.vote("t3", 10, None).json()["tool"] == ["t3", 2, 35.0, 70.0]  # the earlier y is forgotten


def test_same_vote_again_is_answered_200_and_stored_once(store, one, ann):
    vote_id = str(uuid4())
    first = ann.vote("t1", 20, 30, vote_id=vote_id)
    again = ann.vote("t1", 20, 30, vote_id=vote_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len(log(store)) == 1


def test_same_vote_again_is_known_after_the_round(store, one, ann):
    vote_id = str(uuid4())
    ann.vote("t1", 20, 30, vote_id=vote_id)
    store.close_round(BOARD)
    assert ann.vote("t1", 20, 30, vote_id=vote_id).status_code == 200
    problem(ann.vote("t1", 20, 30), 409)


def test_vote_sent_again_does_not_count_as_what_it_says_now(store, one, ann):
    vote_id = str(uuid4())
    ann.vote("t3", kind="unsure", vote_id=vote_id)
    assert ann.vote("t3", 20, 30, vote_id=vote_id).json()["tool"] == ["t3", 0, None, None]
    assert ann.board()["mine"] == [{"tool_id": "t3", "kind": "unsure", "x": None, "y": None}]


def test_vote_on_a_merged_tool_is_stored_and_counts_for_the_one_that_remains(store, one, ann, bob):
    bob.vote("t1", 40, 50)
    store.save_tools(BOARD, [Tool("t9", "Denoiser", status="merged", merged_into="t1")])
    answer = ann.vote("t9", 20, 30)
    assert answer.status_code == 201
    assert answer.json()["tool"] == ["t1", 2, 30.0, 40.0]
    assert log(store)["tool_id"].tolist() == ["t1", "t9"]
    assert [mine["tool_id"] for mine in ann.board()["mine"]] == ["t1"]


# --- what the voter was shown ----------------------------------------------------------


def shown(store):
    last = log(store).iloc[-1]
    return [None if math.isnan(value) else value for value in (last["shown_x"], last["shown_y"])]


def test_live_round_stores_what_the_client_says_it_showed(store, one, ann):
    ann.vote("t1", 20, 30, shown_x=10, shown_y=90.5)
    assert shown(store) == [10.0, 90.5]
    ann.vote("t1", 20, 30, shown_x=10, shown_y=None)
    assert shown(store) == [10.0, None]
    ann.vote("t1", 20, 30)
    assert shown(store) == [None, None]


def test_closing_round_stores_that_nothing_was_shown(store, ann):
    store.open_round(BOARD, "blind", reveal="after_close")
    ann.vote("t1", 20, 30, shown_x=10, shown_y=90)
    ann.vote("t1", 40, 50, shown_x="what was it", shown_y=20)
    assert shown(store) == [None, None]


def test_revealing_round_stores_what_the_server_revealed(store, ann, bob):
    store.open_round(BOARD, "blind", reveal="after_own_vote")
    bob.vote("t1", 40, 50)
    ann.vote("t1", 20, 30, shown_x=1, shown_y=1)
    assert shown(store) == [None, None]
    ann.vote("t1", 60, 70, shown_x=1, shown_y=1)
    assert shown(store) == [30.0, 40.0]


def test_what_the_answer_showed_counts_as_shown_before_the_next_frame(store):
    store.open_round(BOARD, "blind", reveal="after_own_vote")
    with open_house(store, tick=10.0) as house:
        ann, bob = house.visitor("ann"), house.visitor("bob")
        bob.vote("t1", 40, 50)
        assert ann.vote("t1", 20, 30).json()["tool"] == ["t1", 2, 30.0, 40.0]
        bob.vote("t1", 80, 90)  # which ann has not seen yet
        ann.vote("t1", 60, 70)
        assert shown(store) == [30.0, 40.0]


def test_what_a_client_says_of_the_round_before_is_not_believed(store, one):
    """The room has not looked again since the blind round opened."""
    with open_house(store, tick=10.0) as house:
        bob = house.visitor("bob")
        bob.vote("t1", 40, 50)
        store.close_round(BOARD)
        store.open_round(BOARD, "blind", reveal="after_own_vote")
        bob.vote("t1", 20, 30, shown_x=1, shown_y=1)
        assert shown(store) == [None, None]


# --- refusals --------------------------------------------------------------------------


@pytest.fixture
def unchanged(store, one, ann):
    """Ann has voted; afterwards her vote, the log and the version are as they were."""
    ann.vote("t1", 20, 30)
    votes, version, board = log(store), store.version(BOARD), ann.board()
    yield
    assert log(store).equals(votes)
    assert (store.version(BOARD), ann.board()) == (version, board)


# JSON, or what Python's own reader takes for it
NO_AXIS_VALUE = ("NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5000, "-0.01", "100.01", "-1e-300")
NO_NUMBER = ("true", '"50"', "[50]", "{}", '"NaN"')


@pytest.mark.parametrize("field", ["x", "y", "shown_x", "shown_y"])
def test_value_that_is_no_number_from_0_to_100_is_refused_by_its_field(unchanged, ann, field):
    for value in NO_AXIS_VALUE + NO_NUMBER:
        fields = {"vote_id": f'"{uuid4()}"', "tool_id": '"t1"', "x": "50", "y": "50"} | {field: value}
        body = "{" + ", ".join(f'"{name}": {given}' for name, given in fields.items()) + "}"
        assert "0 to 100" in problem(ann.post(VOTES, body.encode()), 422, field)


def test_missing_x_is_refused(unchanged, ann):
    problem(ann.vote("t1", None, 50), 422, "x")
    problem(ann.post(VOTES, {"vote_id": str(uuid4()), "tool_id": "t1", "y": 50}), 422, "x")


def test_y_may_be_null_but_not_left_out(unchanged, ann):
    problem(ann.post(VOTES, {"vote_id": str(uuid4()), "tool_id": "t1", "x": 50}), 422, "y")


def test_unknown_kind_is_refused(unchanged, ann):
    for kind in ("like", "", None, 7, ["place"], "PLACE", "\ud800"):
        problem(ann.vote("t1", kind=kind), 422, "kind")


def test_position_of_an_answer_without_one_is_refused(unchanged, ann):
    for axis in ("x", "y"):
        body = {"vote_id": str(uuid4()), "tool_id": "t1", "kind": "unsure", axis: 50}
        problem(ann.post(VOTES, body), 422, axis)


def test_vote_id_must_be_a_uuid(unchanged, ann):
    for vote_id in (None, "", "x", 7, True, "1234", "\ud800", ["a"]):
        problem(ann.vote("t1", 50, 50, vote_id=vote_id), 422, "vote_id")


def test_tool_id_must_be_text(unchanged, ann):
    for tool_id in (None, "", 7, True, ["t1"], {"t1": 1}, "\ud800"):
        problem(ann.vote(tool_id, 50, 50), 422, "tool_id")


def test_unknown_tool_is_not_found(unchanged, ann):
    for tool_id in ("no such tool", "T1", "t1 ", "ä\u202e", "'; DROP TABLE votes; --", "\x00"):
        problem(ann.vote(tool_id, 50, 50), 404)


@pytest.mark.parametrize("status", ["hidden", "proposed"])
def test_tool_that_is_not_live_is_not_found(store, one, ann, status):
    store.save_tools(BOARD, [Tool("t9", "Secret", status=status)])
    assert "Secret" not in problem(ann.vote("t9", 50, 50), 404)
    assert log(store).empty


def test_tool_merged_into_a_hidden_one_is_not_found(store, one, ann):
    store.save_tools(
        BOARD, [Tool("t8", "Hidden", status="hidden"), Tool("t9", "Gone", status="merged", merged_into="t8")]
    )
    problem(ann.vote("t9", 50, 50), 404)


def test_board_that_is_not_there_is_not_found(house, one, ann):
    body = {"vote_id": str(uuid4()), "tool_id": "t1", "x": 1, "y": 2}
    assert "'bord'" in problem(ann.post("/api/boards/bord/votes", body), 404)


def test_visitor_without_a_cookie_is_told_so(unchanged, house):
    assert "cookie" in problem(house.visitor().vote("t1", 50, 50), 401)


def test_forged_cookie_is_none(unchanged, house):
    body = json.dumps({"vote_id": str(uuid4()), "tool_id": "t1", "x": 1, "y": 2}).encode()
    for cookie in ("ann", "ann.forged", "", "é", '"ann"'):
        headers = {b"cookie": b"spectrum_voter=" + cookie.encode()}
        problem(house.visitor().send("POST", VOTES, content=body, headers=headers), 401)


def test_blocked_voter_is_refused(store, one, ann, bob):
    ann.vote("t3", 20, 30)
    bob.vote("t3", 40, 50)
    store.save_voter(BOARD, Voter("ann", blocked_at=utc_now()))
    assert "organiser" in problem(ann.vote("t3", 60, 60), 403)
    assert len(log(store)) == 2
    shown = {tool["tool_id"]: (tool["n"], tool["x"]) for tool in bob.board()["tools"]}
    assert shown["t3"] == (1, 40.0)


def test_vote_id_of_another_voter_is_refused(unchanged, store, ann, bob):
    taken = log(store)["vote_id"][0]
    problem(bob.vote("t1", 90, 90, vote_id=taken), 409)


def test_board_without_an_open_round_takes_no_votes(store, ann):
    problem(ann.vote("t1", 1, 2), 409)
    store.open_round(BOARD, "Tuesday")
    store.close_round(BOARD)
    version = store.version(BOARD)
    assert "Tuesday" in problem(ann.vote("t1", 1, 2), 409)
    assert store.version(BOARD) == version


def test_round_whose_time_is_up_takes_no_votes_before_anyone_has_closed_it(store, ann):
    store.open_round(BOARD, "short", closes_at=utc_now() - timedelta(seconds=1))
    problem(ann.vote("t1", 1, 2), 409)
    assert log(store).empty


def test_voter_who_is_too_fast_is_told_when_to_come_back(store, one, house, ann, bob):
    answers = [ann.vote("no such tool", 1, 2).status_code for _ in range(25)]
    assert answers[:20] == [404] * 20
    assert 429 in answers[20:]
    problem(next(a for _ in range(50) if (a := ann.vote("t1", 1, 2)).status_code == 429), 429)
    assert bob.vote("t1", 1, 2).status_code == 201


def test_full_queue_is_told_with_a_time_to_come_back(database):
    store = DuckDBStore(database, capacity=0)
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, [Tool("t1", "One")])
    store.open_round(BOARD, "one")
    with open_house(store) as house:
        problem(house.visitor("ann").vote("t1", 1, 2), 503)
    assert log(store).empty
    store.close()


def test_store_that_is_closed_is_told_with_a_time_to_come_back(store, one, house, ann):
    ann.vote("t1", 1, 2)
    store.close()
    problem(ann.vote("t1", 1, 2), 503)
    problem(ann.get(f"/api/boards/{BOARD}"), 503)


def test_answer_waits_for_no_reading_of_the_board(store, one, house, monkeypatch):
    ann, bob = house.visitor("ann"), house.visitor("bob")
    bob.vote("t1", 40, 40)

    def stuck(*_arguments):
        raise AssertionError("the answer to a vote has read the whole board")

    monkeypatch.setattr(store, "room", stuck)
    assert ann.vote("t1", 20, 30).json()["tool"] == ["t1", 2, 30.0, 35.0]
