"""The published snapshot format in."""

from __future__ import annotations

from datetime import datetime

import pytest

from spectrum.errors import FileRefused, UnusableLines
from spectrum.exchange import import_file, imports, snapshot_reader
from spectrum.model import STARTER, Selection, Tool

BOARD = "board"


def current(store):
    frame = store.current_votes(Selection(BOARD))
    return {(r["tool_id"], r["voter_id"]): (r["x"], r["y"]) for r in frame.to_dict("records")}


def test_items_become_tools_in_the_order_of_the_file(empty, snapshot):
    loaded = import_file(empty, BOARD, snapshot())
    assert (loaded.tools, loaded.votes, loaded.voters, loaded.quarantined) == (2, 2, 2, 1)
    first, second = empty.tools(BOARD)
    assert (first.tool_id, first.number, first.name, first.description) == ("d01", 1, "Denoise", "Cleans up.")
    assert (first.branches, first.seed_x, first.seed_y) == (("Sound", "Editing"), 10.0, 90.5)
    assert (second.number, second.created_by) == (2, "uid-maker")


def test_votes_may_stand_before_items(empty, write):
    text = '{"votes": {"a": {"ann": {"x": 1, "y": 2}}, "b": {"ann": {"x": 1, "y": 2}}},\n"items": {"a": {"name": "A"}}}'
    loaded = import_file(empty, BOARD, write("snapshot.json", text))
    assert (loaded.tools, loaded.votes, loaded.quarantined) == (1, 1, 1)
    assert empty.extract(BOARD).quarantine["line"].tolist() == [1]


def test_the_time_in_an_id_is_the_time_of_creation(empty, snapshot):
    import_file(empty, BOARD, snapshot())
    times = [tool.created_at for tool in empty.tools(BOARD)]
    assert times == [None, datetime(2026, 6, 6, 17, 21, 10, 184_000)]


def test_votes_become_current_votes_with_names(empty, snapshot):
    import_file(empty, BOARD, snapshot())
    assert current(empty) == {("d01", "uid-ann"): (20.5, 80.0), ("d01", "uid-bob"): (30.0, 70.25)}
    voters = empty.extract(BOARD).voters
    assert dict(zip(voters["voter_id"], voters["name"], strict=True)) == {
        "uid-ann": "Voter 01",
        "uid-bob": "Voter 02",
    }


def test_seeds_count_as_ten_votes(empty, snapshot):
    import_file(empty, BOARD, snapshot())
    assert empty.board(BOARD).anchor_weight == 10.0
    assert empty.board(BOARD).title == "Test board"


def test_votes_on_missing_items_are_set_aside_with_line_and_reason(empty, snapshot):
    path = snapshot()
    import_file(empty, BOARD, path)
    (row,) = empty.extract(BOARD).quarantine.to_dict("records")
    assert path.read_text().splitlines()[row["line"] - 1].strip().startswith('"uid-cy"')
    assert (row["column"], row["source"]) == ("tool_id", "import:snapshot.json")
    assert "no tool 'gone'" in row["reason"]
    assert "uid-cy" in row["content"]


def test_the_same_snapshot_again_adds_nothing(empty, snapshot):
    first = import_file(empty, BOARD, snapshot())
    before = empty.extract(BOARD)
    again = import_file(empty, BOARD, snapshot())
    after = empty.extract(BOARD)
    assert (first.new_tools, first.new_votes, again.new_tools, again.new_votes) == (2, 2, 0, 0)
    assert (again.votes, again.quarantined) == (2, 1)
    assert after.votes.equals(before.votes)
    assert after.quarantine.equals(before.quarantine)
    assert after.tools == before.tools


def test_starter_tools_give_way_to_the_file(empty, snapshot):
    empty.save_tools(BOARD, [Tool("d99", "Starter", created_by=STARTER)])
    import_file(empty, BOARD, snapshot())
    assert [tool.tool_id for tool in empty.tools(BOARD)] == ["d01", "user_item_1780766470184"]


def test_votes_of_an_import_can_be_given_a_round(empty, snapshot):
    import_file(empty, BOARD, snapshot(), round_name="Before the talk")
    (round_,) = empty.rounds(BOARD)
    assert round_.name == "Before the talk"
    assert set(empty.extract(BOARD).votes["round_id"]) == {round_.round_id}


def test_unusable_votes_stop_the_import_unless_set_aside(empty, snapshot):
    votes = {"d01": {"ann": {"x": 1, "y": 2}, "bob": {"x": "3", "y": 4}}}
    path = snapshot(votes=votes)
    with pytest.raises(UnusableLines) as refused:
        import_file(empty, BOARD, path)
    (reject,) = refused.value.rejects
    assert (reject.column, reject.reason) == ("x", "'3' is not a number from 0 to 100")
    assert empty.extract(BOARD).tools == []
    loaded = import_file(empty, BOARD, path, quarantine=True)
    assert (loaded.votes, loaded.quarantined) == (1, 1)
    assert current(empty) == {("d01", "ann"): (1.0, 2.0)}


def test_votes_on_an_unusable_item_are_set_aside_with_it(empty, snapshot):
    path = snapshot(
        items={"d01": {"name": ""}, "d02": {"name": "Two"}}, votes={"d01": {"ann": {"x": 1, "y": 2}}}
    )
    loaded = import_file(empty, BOARD, path, quarantine=True)
    assert (loaded.tools, loaded.votes, loaded.quarantined) == (1, 0, 2)


def test_a_vote_without_y_counts_for_x(empty, snapshot):
    import_file(empty, BOARD, snapshot(votes={"d01": {"ann": {"x": 1}, "bob": {"x": 2, "y": None}}}))
    assert empty.positions(Selection(BOARD))[["n", "n_y"]].to_numpy().tolist() == [[2, 0]]


def test_an_item_may_lack_everything_but_a_name(empty, snapshot):
    import_file(empty, BOARD, snapshot(items={"a": {"name": "A"}}, votes={}))
    assert empty.tools(BOARD) == [Tool("a", "A", number=1)]


def test_tags_with_a_separator_count_as_two(empty, snapshot):
    import_file(
        empty, BOARD, snapshot(items={"a": {"name": "A", "tags": ["Sound; Music", "Sound"]}}, votes={})
    )
    assert empty.tools(BOARD)[0].branches == ("Sound", "Music")


def test_html_in_a_name_is_kept_as_text(empty, snapshot):
    import_file(empty, BOARD, snapshot(items={"a": {"name": "<script>alert(1)</script>"}}, votes={}))
    assert empty.tools(BOARD)[0].name == "<script>alert(1)</script>"


def test_content_tells_what_a_file_without_a_suffix_is(empty, snapshot, write):
    assert import_file(empty, BOARD, snapshot("snapshot")).tools == 2
    assert import_file(empty, BOARD, write("votes", "tool_id,voter_id,x,y\nd01,eve,1,2\n")).votes == 1


def test_a_snapshot_with_a_byte_order_mark_is_read(empty, snapshot):
    path = snapshot()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert import_file(empty, BOARD, path).votes == 2


def test_a_snapshot_too_large_for_memory_is_refused_with_the_way_out(empty, snapshot, monkeypatch):
    monkeypatch.setattr(snapshot_reader, "SIZE_LIMIT", 100)
    with pytest.raises(FileRefused, match=r"at most .* MB are read\. Bring larger data as CSV"):
        import_file(empty, BOARD, snapshot())


def test_unknown_kinds_of_file_are_refused_with_the_known_ones(empty, write):
    with pytest.raises(FileRefused, match=r"snapshot \(\.json\), votes \(\.csv\), or a data package"):
        import_file(empty, BOARD, write("picture.png", b"\x89PNG\r\n"))
    assert ".csv" in imports.SUFFIXES
