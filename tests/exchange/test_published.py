"""The published snapshot itself, where there is a copy: PUBLISHED_SNAPSHOT names it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from spectrum.exchange import export_package, import_file, stats_document

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
