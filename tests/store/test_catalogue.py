"""Tools that an organiser adds, edits, approves, hides and puts in order."""

from __future__ import annotations

import pytest

from spectrum.errors import ActionRefused, InvalidSetting, NoSuchTool, NotFound, ToolNameTaken
from spectrum.model import ORGANISER, STARTER, Tool
from tests.store.standing import BOARD, everything, latest, means


def test_proposed_tool_is_approved_once(store, organiser):
    organiser.change_board(adding_open=True, tools_need_approval=True)
    store.add_tool(BOARD, Tool("p", "Proposed"))
    assert organiser.approve("p").status == "live"
    with pytest.raises(ActionRefused, match="live, but must be proposed"):
        organiser.approve("p")
    assert (latest(organiser).before, latest(organiser).after) == ({"status": "proposed"}, {"status": "live"})


def test_hidden_tool_comes_back_with_its_votes(voting, organiser, vote):
    voting.append([vote("t1", "ann", 1, 2)])
    before = everything(voting)
    organiser.hide("t1")
    assert means(voting) == {}
    with pytest.raises(NoSuchTool):
        voting.append([vote("t1", "bob", 1, 2)])
    organiser.restore("t1")
    assert everything(voting) == before


def test_hidden_tool_whose_name_is_taken_comes_back_under_another(store, organiser):
    organiser.hide("t1")
    organiser.add_tools([Tool("new", "DENOISE")])
    with pytest.raises(ToolNameTaken, match="'Denoise'"):
        organiser.restore("t1")
    organiser.edit("t1", name="Denoise, the old one")
    assert organiser.restore("t1").status == "live"


def test_edited_tool_keeps_what_was_not_named(store, organiser):
    edited = organiser.edit("t1", name="Clean up", seed_x=None)
    assert (edited.name, edited.branches, edited.seed_x, edited.seed_y) == (
        "Clean up",
        ("Sound",),
        None,
        90.0,
    )
    assert latest(organiser).before == {"name": "Denoise", "seed_x": 10.0}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "storyboard"}, ToolNameTaken),
        ({"name": ""}, InvalidSetting),
        ({"name": "x" * 61}, InvalidSetting),
        ({"description": "x" * 401}, InvalidSetting),
        ({"branches": ("a;b",)}, InvalidSetting),
        ({"branches": tuple("abcdefghijklm")}, InvalidSetting),
        ({"seed_x": 101.0}, InvalidSetting),
        ({"seed_y": float("nan")}, InvalidSetting),
    ],
)
def test_edit_that_cannot_be_is_refused(store, organiser, changes, error):
    before = everything(store)
    with pytest.raises(error):
        organiser.edit("t1", **changes)
    assert everything(store) == before
    assert organiser.audit() == []


def test_reordered_tools_are_numbered_anew_and_the_others_follow(store, organiser):
    organiser.reorder(["t3", "t1"])
    assert [(t.tool_id, t.number) for t in store.tools(BOARD)] == [("t3", 1), ("t1", 2), ("t2", 3)]
    with pytest.raises(ActionRefused, match="twice"):
        organiser.reorder(["t1", "t1"])
    with pytest.raises(NotFound, match="'t9'"):
        organiser.reorder(["t9"])


def test_added_tools_stand_behind_those_that_are_there(store, organiser):
    added = organiser.add_tools([Tool("t1", "Other"), Tool("", "New", seed_x=5.0), Tool("csv_2", "Newer")])
    assert [(t.number, t.name, t.created_by) for t in added] == [
        (4, "New", ORGANISER),
        (5, "Newer", ORGANISER),
    ]
    assert store.tools(BOARD)[0].name == "Denoise"
    assert organiser.add_tools([Tool("csv_2", "Newer")]) == []


def test_of_added_tools_all_come_or_none(store, organiser):
    with pytest.raises(ToolNameTaken, match="'two'"):
        organiser.add_tools([Tool("a", "Two"), Tool("b", "two")])
    with pytest.raises(ToolNameTaken, match="'DENOISE'"):
        organiser.add_tools([Tool("a", "One"), Tool("b", "DENOISE")])
    assert [t.tool_id for t in store.tools(BOARD)] == ["t1", "t2", "t3"]


def test_starters_without_votes_give_way_to_another_fields_tools(voting, organiser, vote):
    voting.save_tools(BOARD, [Tool(f"s{i}", f"Starter {i}", created_by=STARTER) for i in (1, 2)])
    voting.append([vote("s2", "ann", 1, 2)])
    organiser.add_tools([Tool("new", "Starter 1")], replacing_starters=True)
    assert [t.tool_id for t in voting.tools(BOARD)] == ["t1", "t2", "t3", "s2", "new"]
    assert latest(organiser).before == {"gave_way": ["s1"]}
