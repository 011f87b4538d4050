"""The published snapshot itself, where there is a copy: PUBLISHED_SNAPSHOT names it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from spectrum.exchange import export_package, export_snapshot_json, import_file, stats_document
from spectrum.exchange.freezing import freeze
from spectrum.exchange.shelf import Shelf

BOARD = "board"
NAMED = os.environ.get("PUBLISHED_SNAPSHOT", "")

pytestmark = pytest.mark.skipif(not NAMED, reason="set PUBLISHED_SNAPSHOT to the published snapshot's path")


@pytest.fixture
def published():
    return Path(NAMED)


def test_it_holds_what_was_published(empty, published):
    loaded = import_file(empty, BOARD, published)
    assert (loaded.tools, loaded.votes, loaded.voters, loaded.quarantined) == (33, 145, 44, 9)
    assert (loaded.new_tools, loaded.new_votes) == (33, 145)


def test_twice_changes_nothing(empty, published):
    import_file(empty, BOARD, published)
    before = empty.extract(BOARD)
    again = import_file(empty, BOARD, published)
    after = empty.extract(BOARD)
    assert (again.new_tools, again.new_votes) == (0, 0)
    assert after.votes.equals(before.votes)
    assert after.quarantine.equals(before.quarantine)
    assert (after.tools, after.board) == (before.tools, before.board)


def test_anchored_positions_follow_from_the_file(empty, published):
    """(10 · seed + Σ votes) / (10 + n), recomputed here from the file alone."""
    import_file(empty, BOARD, published)
    document = json.loads(published.read_text(encoding="utf-8"))
    for record in stats_document(empty, BOARD)["tools"]:
        item = document["items"][record["tool_id"]]
        votes = document["votes"].get(record["tool_id"], {}).values()
        for axis in ("x", "y"):
            expected = (10 * item[axis] + sum(vote[axis] for vote in votes)) / (10 + len(votes))
            assert record[f"anchored_{axis}"] == pytest.approx(expected, abs=1e-9)


def test_export_and_import_give_the_same_figures(empty, open_empty, published, tmp_path):
    import_file(empty, BOARD, published)
    first = export_package(empty, BOARD, tmp_path / "first")
    other = open_empty("other")
    import_file(other, BOARD, first)
    second = export_package(other, BOARD, tmp_path / "second")
    assert (second / "positions.csv").read_bytes() == (first / "positions.csv").read_bytes()
    assert stats_document(other, BOARD) == stats_document(empty, BOARD)


def test_a_snapshot_of_it_is_in_the_format_of_the_file(empty, open_empty, published, tmp_path):
    """The same members as the published file, so that whatever reads that reads ours; and the same votes come back."""
    import_file(empty, BOARD, published)
    freeze(empty, empty.organise(BOARD, "cli"), BOARD, "Final")
    shelf = Shelf()
    out = tmp_path / "final.json"
    try:
        frozen, frozen_id = shelf.open(empty, BOARD, "Final")
        export_snapshot_json(frozen, frozen_id, out)
    finally:
        shelf.close()
    ours, theirs = (json.loads(path.read_text(encoding="utf-8")) for path in (out, published))
    assert {*theirs} <= {*ours} | {"source"}
    assert list(ours["items"]) == list(theirs["items"])
    for tool_id, item in theirs["items"].items():
        same = {key: value for key, value in ours["items"][tool_id].items() if key in item}
        assert {*item} - {*same} <= {"createdBy"}
        assert same["x"] == item["x"]
        assert same["y"] == item["y"]
        there = sorted((vote["x"], vote["y"]) for vote in theirs["votes"].get(tool_id, {}).values())
        assert sorted((vote["x"], vote["y"]) for vote in ours["votes"].get(tool_id, {}).values()) == there
    other = open_empty("other")
    import_file(other, BOARD, out)
    again = stats_document(other, BOARD)
    assert again["board"]["n_votes"] == 145
    before = stats_document(empty, BOARD)["tools"]
    assert [(t["n"], t["mean_x"], t["mean_y"]) for t in again["tools"]] == [
        (t["n"], t["mean_x"], t["mean_y"]) for t in before
    ]
