"""A voter sees, takes away and makes anonymous what is theirs, and nobody else's."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from spectrum.live import VOTER_COOKIE
from spectrum.live.own_votes import COLUMNS, as_csv
from spectrum.model import Board, Selection, Tool
from tests.live.visiting import BOARD, problem

CSV = f"/api/boards/{BOARD}/mine.csv"


@pytest.fixture
def voted(store, ann, bob):
    """Ann has placed a tool twice and taken another back, Bob has placed one."""
    store.open_round(BOARD, "Tuesday")
    ann.describe(name="Ann", branch="Sound")
    ann.vote("t1", 10, 20, shown_x=5, shown_y=6)
    ann.vote("t1", 30, 40)
    ann.vote("t2", 50, 60)
    ann.vote("t2", kind="withdraw")
    bob.vote("t1", 77.7, 88.8)
    return store


def test_voter_sees_all_of_their_own_and_nothing_of_others(voted, ann, bob):
    own = ann.own()
    assert (own["voter"]["name"], own["voter"]["branch"]) == ("Ann", "Sound")
    assert own["branches"] == ["Sound", "Editing"]
    told = [(v["tool"], v["round"], v["kind"], v["x"], v["y"], v["is_current"]) for v in own["votes"]]
    assert told == [
        ("Text to film", "Tuesday", "withdraw", None, None, True),
        ("Text to film", "Tuesday", "place", 50.0, 60.0, False),
        ("Denoise", "Tuesday", "place", 30.0, 40.0, True),
        ("Denoise", "Tuesday", "place", 10.0, 20.0, False),
    ]
    assert (own["votes"][3]["shown_x"], own["votes"][3]["shown_y"]) == (5.0, 6.0)
    assert own["votes"][3]["cast_at"].endswith("Z")
    assert [vote["x"] for vote in bob.own()["votes"]] == [77.7]


def test_who_never_voted_sees_an_empty_list(onlooker):
    assert onlooker.own()["votes"] == []
    assert onlooker.own()["voter"]["name"] is None


def test_nothing_is_told_without_a_genuine_cookie(voted, house):
    for cookie in (None, "ann", "ann.forged"):
        visitor = house.visitor()
        if cookie:
            visitor.cookies.set(VOTER_COOKIE, cookie)
        for path in (f"/api/boards/{BOARD}/mine", CSV):
            problem(visitor.get(path), 401)
        problem(visitor.forget_me(), 401)


def test_what_is_told_is_kept_by_nobody_on_the_way(voted, ann):
    for path in (f"/api/boards/{BOARD}/mine", CSV):
        assert ann.get(path).headers["cache-control"] == "no-store"


def test_table_holds_what_the_data_hold(voted, ann):
    answer = ann.get(CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-votes.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tuple(rows[0]) == COLUMNS
    shown = [[str(value).replace("None", "") for value in vote.values()] for vote in ann.own()["votes"]]
    assert [[*row.values()] for row in rows] == [[*map(lower_truth, row)] for row in shown]


def lower_truth(text):
    return text.lower() if text in ("True", "False") else text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "＝1"])
def test_table_runs_nothing_in_a_spreadsheet(text):
    vote = dict.fromkeys(COLUMNS) | {"tool": text, "is_current": True}
    [row] = csv.DictReader(io.StringIO(as_csv([vote])))
    assert row["tool"] == f"'{text}"


def test_hostile_names_survive_the_table(store, ann):
    name = 'a "quoted", \u202eright-to-left\u202c 🎬 name'
    store.save_tools(BOARD, [Tool("t9", name)])
    store.open_round(BOARD, "=cmd()")
    ann.vote("t9", 1, 2)
    [row] = csv.DictReader(io.StringIO(ann.get(CSV).text))
    assert (row["tool"], row["round"]) == (name, "'=cmd()")


def trace(store, *needles):
    """Which of these stand anywhere in the database."""
    with store._engine.read() as session:
        tables = [name for (name,) in session.fetch("SELECT table_name FROM duckdb_tables()")]
        rows = [row for table in tables for row in session.fetch(f"SELECT * FROM {table}")]
    text = json.dumps(rows, default=str)
    return [needle for needle in needles if needle in text]


def test_forgetting_keeps_the_averages_and_leaves_no_trace(voted, ann, house):
    before = voted.positions(Selection(BOARD))
    old = ann.own()["voter"]["voter_id"]
    assert trace(voted, old, "Ann") == [old, "Ann"]
    answer = ann.forget_me()
    assert answer.status_code == 200
    pd.testing.assert_frame_equal(voted.positions(Selection(BOARD)), before)
    assert trace(voted, old, "Ann") == []
    assert voted.verify(BOARD).agrees
    own = ann.own()
    assert own["voter"]["voter_id"] == answer.json()["voter_id"] != old
    assert (own["votes"], own["voter"]["name"], own["voter"]["branch"]) == ([], None, None)
    entry = voted.organise(BOARD, "x").audit(1)[0]
    assert (entry.who, entry.action) == ("voter", "forget_voter")
    assert answer.json()["voter_id"] not in [entry.target, *voted.extract(BOARD).voters["voter_id"]]


def test_cookie_of_before_leads_to_nothing(voted, ann, house):
    old = house.visitor("ann")
    ann.forget_me()
    assert old.own()["votes"] == []
    problem(old.forget_me(), 404)


def test_new_voter_can_vote_at_once_and_is_another(voted, ann):
    ann.forget_me()
    assert ann.vote("t1", 1, 2).status_code == 201
    assert len(ann.own()["votes"]) == 1
    assert voted.counts(Selection(BOARD)).voters == 3


def test_every_board_forgets(voted, ann):
    voted.save_board(Board("other"))
    voted.save_tools("other", [Tool("o1", "Other")])
    voted.open_round("other", "one")
    body = {"vote_id": "8a4b2f4e-0000-4000-8000-000000000001", "tool_id": "o1", "x": 1, "y": 2}
    assert ann.post("/api/boards/other/votes", body).status_code == 201
    ann.forget_me()
    assert trace(voted, '"ann"') == []


def test_forgetting_asks_to_be_sure(voted, ann):
    for body in ({}, {"sure": False}, {"sure": "true"}, {"sure": 1}):
        problem(ann.post("/api/voter/forget", body), 422, "sure")
    problem(ann.post("/api/voter/forget", b"x"), 400)
    problem(ann.post("/api/voter/forget", {"sure": True}, origin="http://evil.example"), 403)
    problem(ann.post("/api/voter/forget", {"sure": True}, **{"sec-fetch-site": "cross-site"}), 403)
    assert len(ann.own()["votes"]) == 4


def test_where_nothing_is_stored_there_is_nothing_to_forget(onlooker):
    answer = onlooker.forget_me()
    assert "Nothing is stored of you" in problem(answer, 404)
    assert "set-cookie" not in answer.headers


def test_join_code_has_to_be_given_again(store, house):
    store.open_round(BOARD, "one", join_code="plum")
    ann = house.visitor("ann")
    ann.describe(join_code="plum")
    assert ann.vote("t1", 1, 2).status_code == 201
    ann.forget_me()
    problem(ann.vote("t1", 1, 2), 403)


def test_it_cannot_be_asked_for_all_the_time(voted, ann):
    answers = [ann.get(CSV).status_code for _ in range(12)]
    assert answers[-1] == 429
    assert answers.count(200) >= 10


def test_nothing_is_told_of_others_in_a_blind_round(store, ann, bob):
    store.open_round(BOARD, "blind", reveal="after_close", start="fresh")
    bob.vote("t1", 91.25, 93.75)
    ann.vote("t1", 10, 20, shown_x=91.25, shown_y=93.75)
    text = json.dumps(ann.own()) + ann.get(CSV).text
    assert "91.25" not in text
    assert "93.75" not in text
