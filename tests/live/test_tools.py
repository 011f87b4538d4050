"""Tools that attendees add."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spectrum.model import Tool, Voter
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, open_house, problem

TOOLS = f"/api/boards/{BOARD}/tools"


@pytest.fixture
def adding(store):
    store.save_board(replace(store.board(BOARD), adding_open=True))


def names(store):
    return [tool.name for tool in store.tools(BOARD, ("live", "proposed", "hidden"))]


def test_added_tool_is_live_and_has_the_next_number(adding, store, ann, onlooker):
    answer = ann.add_tool(
        " Up  scaler ", description="Makes it larger", branches=["Sound", "Sound", " "], x=20, y=30
    )
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "tool_id": body["tool_id"], "number": 4, "name": "Up scaler", "description": "Makes it larger",
        "branches": ["Sound"], "status": "live", "n": 0, "x": 20.0, "y": 30.0, "seed": [20.0, 30.0],
    }  # fmt: skip
    assert onlooker.board()["tools"][-1] == body
    stored = store.tools(BOARD)[-1]
    assert (stored.tool_id, stored.created_by) == (body["tool_id"], "ann")
    assert stored.created_at is not None


def test_name_is_enough(adding, ann):
    body = ann.add_tool("Upscaler").json()
    assert (body["description"], body["branches"], body["x"], body["y"], body["seed"]) == (
        "", [], None, None, None
    )  # fmt: skip


def test_position_on_x_alone_is_a_seed_on_x_alone(adding, ann):
    body = ann.add_tool("Upscaler", x=20, y=None).json()
    assert (body["x"], body["y"], body["seed"]) == (20.0, None, [20.0, None])


def test_added_tool_takes_votes(adding, store, ann):
    store.open_round(BOARD, "one")
    tool_id = ann.add_tool("Upscaler").json()["tool_id"]
    assert ann.vote(tool_id, 1, 2).json()["tool"] == [tool_id, 1, 1.0, 2.0]


def test_tool_that_waits_for_approval_is_not_shown(adding, store, ann):
    store.open_round(BOARD, "one")
    store.save_board(replace(store.board(BOARD), tools_need_approval=True))
    answer = ann.add_tool("Upscaler", x=20, y=30)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["n"], body["x"], body["seed"]) == ("proposed", 0, None, None)
    assert len(ann.board()["tools"]) == 3
    problem(ann.vote(body["tool_id"], 1, 2), 404)


def test_board_that_takes_no_tools_says_so(store, ann):
    version = store.version(BOARD)
    problem(ann.add_tool("Upscaler"), 409)
    assert (len(names(store)), store.version(BOARD)) == (3, version)


def test_name_that_is_there_already_is_refused(adding, store, ann):
    problem(ann.add_tool("DENOISE"), 409)
    store.save_board(replace(store.board(BOARD), tools_need_approval=True))
    assert ann.add_tool("Upscaler").status_code == 201
    problem(ann.add_tool("upscaler"), 409)
    assert len(names(store)) == 4
    store.save_tools(BOARD, [Tool("t9", "Gone", status="hidden")])
    assert ann.add_tool("Gone").status_code == 201


def test_what_a_tool_cannot_be_is_refused_by_its_field(adding, store, house):
    wrong = {
        "name": (None, "", "  ", "\u200b", "x" * 61, 7, ["Upscaler"], "a\x00b", "\ud800"),
        "description": ("x" * 401, 7, "a\x1bb"),
        "branches": (
            "Sound",
            7,
            True,
            [7],
            [["Sound"]],
            ["a; b"],
            ["x"] * 13,
            ["x" * 61],
            [None],
            {"a": 1},
            "",
        ),
        "x": ("50", True, -1, 101, None, [50]),
        "y": ("50", True, -1, 101, {}),
    }
    for field, values in wrong.items():
        for number, value in enumerate(values):
            visitor = house.visitor(f"{field}{number}")
            problem(visitor.post(TOOLS, {"name": "Upscaler", "x": 50, "y": 50} | {field: value}), 422, field)
    problem(house.visitor("b").post(TOOLS, b'{"name": "Upscaler", "x": NaN, "y": 1}'), 422, "x")
    problem(house.visitor("c").post(TOOLS, {"description": "No name"}), 422, "name")
    assert len(names(store)) == 3


def test_blocked_voter_adds_nothing(adding, store, ann):
    store.save_voter(BOARD, Voter("ann", blocked_at=utc_now()))
    problem(ann.add_tool("Upscaler"), 403)
    assert len(names(store)) == 3


def test_visitor_without_a_cookie_adds_nothing(adding, store, house):
    problem(house.visitor().add_tool("Upscaler"), 401)
    problem(house.visitor("ann").post("/api/boards/bord/tools", {"name": "Upscaler"}), 404)
    assert len(names(store)) == 3


def test_who_adds_too_many_has_to_wait(adding, house, ann, bob):
    answers = [ann.add_tool(f"Tool {i}") for i in range(14)]
    assert [answer.status_code for answer in answers[:10]] == [201] * 10
    problem(next(answer for answer in answers if answer.status_code != 201), 429)
    assert bob.add_tool("Another").status_code == 201


def test_smallest_burst_still_lets_everybody_add_one(adding, store):
    with open_house(store, voter_burst=1.0) as house:
        ann = house.visitor("ann")
        assert ann.add_tool("One").status_code == 201
        problem(ann.add_tool("Two"), 429)
