"""Boards out in the published snapshot format."""

from __future__ import annotations

import json

import pytest

from spectrum.exchange import ExportRefused, export_snapshot_json, import_file, stats_document
from spectrum.model import Board, Tool, Voter

BOARD = "board"


@pytest.fixture
def voted(store, vote):
    store.save_board(Board(BOARD, anchor_weight=10.0))
    store.save_voter(BOARD, Voter("ann", name="Ann"))
    store.save_tools(BOARD, [Tool("t4", "Hidden", status="hidden")])
    store.open_round(BOARD, "First")
    store.append([vote("t1", "ann", 10, 20.5), vote("t1", "bob", 30, 40), vote("t2", "ann", 50)])
    return store


def test_it_has_the_members_of_the_published_files(voted, tmp_path):
    export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_text())
    assert list(document) == ["capturedAt", "items", "settings", "source", "votes"]
    assert document["settings"] == {"addingEnabled": False, "votingEnabled": True}
    assert document["items"]["t1"] == {
        "id": "t1",
        "name": "Denoise",
        "desc": "",
        "tags": ["Sound"],
        "x": 10.0,
        "y": 90.0,
    }
    assert document["capturedAt"].endswith("Z")


def test_a_tool_without_a_seed_has_no_position(voted, tmp_path):
    export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    items = json.loads((tmp_path / "out.json").read_text())["items"]
    assert items["t3"] == {"id": "t3", "name": "Storyboard", "desc": "", "tags": []}
    assert "t4" not in items


def test_votes_without_y_are_left_out_and_counted(voted, tmp_path):
    written = export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    assert (written.tools, written.votes, written.voters, written.left_out) == (3, 2, 2, 1)
    votes = json.loads((tmp_path / "out.json").read_text())["votes"]
    assert list(votes) == ["t1"]
    assert sorted((vote["x"], vote["y"]) for vote in votes["t1"].values()) == [(10, 20.5), (30, 40)]


def test_voters_are_numbered_unless_names_are_asked_for(voted, tmp_path):
    export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    export_snapshot_json(voted, BOARD, tmp_path / "named.json", names=True)
    plain, named = (
        json.loads((tmp_path / name).read_text())["votes"]["t1"] for name in ("out.json", "named.json")
    )
    assert [vote["username"] for vote in plain.values()] == ["Voter 01", "Voter 02"]
    assert {vote["username"] for vote in named.values()} > {"Ann"}
    assert set(plain).isdisjoint(named)


def test_a_demo_says_so(voted, tmp_path):
    export_snapshot_json(voted, BOARD, tmp_path / "out.json", demo=True)
    assert "DEMO" in json.loads((tmp_path / "out.json").read_text())["source"]


def test_what_the_format_can_hold_comes_back(voted, open_empty, tmp_path, vote):
    voted.append([vote("t2", "ann", 50, 60)])
    export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    other = open_empty("other")
    import_file(other, BOARD, tmp_path / "out.json")
    assert stats_document(other, BOARD) == stats_document(voted, BOARD)


def test_nothing_is_written_over(voted, tmp_path):
    (tmp_path / "out.json").write_text("mine")
    with pytest.raises(ExportRefused):
        export_snapshot_json(voted, BOARD, tmp_path / "out.json")
    assert (tmp_path / "out.json").read_text() == "mine"
