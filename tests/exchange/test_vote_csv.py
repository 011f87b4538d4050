"""Votes as CSV: the header, and what the store makes of the rows."""

from __future__ import annotations

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange import import_file
from spectrum.model import Selection

BOARD = "board"


def current(store):
    frame = store.current_votes(Selection(BOARD))
    return {(r["tool_id"], r["voter_id"]): (r["x"], r["y"]) for r in frame.to_dict("records")}


def test_columns_may_come_in_any_order(empty, write):
    text = (
        "y,tool_name,x,voter_id,tool_id,cast_at,round\n20,Denoise,10,ann,t1,2026-01-01T10:00:00+02:00,Talk\n"
    )
    loaded = import_file(empty, BOARD, write("votes.csv", text))
    assert (loaded.tools, loaded.votes, loaded.voters, loaded.new_tools) == (1, 1, 1, 1)
    assert current(empty) == {("t1", "ann"): (10, 20)}
    assert empty.tools(BOARD)[0].name == "Denoise"
    assert str(empty.extract(BOARD).votes["cast_at"][0]) == "2026-01-01 08:00:00"
    assert [round_.name for round_ in empty.rounds(BOARD)] == ["Talk"]


def test_a_tool_that_is_created_has_no_seed_and_keeps_its_id_as_a_name(empty, write):
    import_file(empty, BOARD, write("votes.csv", "tool_id,voter_id,x,y\nt1,ann,1,2\n"))
    (tool,) = empty.tools(BOARD)
    assert (tool.name, tool.seed_x, tool.seed_y) == ("t1", None, None)


def test_spreadsheets_byte_order_mark_and_line_ends_are_read(empty, write):
    text = '\ufefftool_id, voter_id,x,y\r\nt1,ann,1,2\r\nt1,"b,ob",3,\r\n'
    assert import_file(empty, BOARD, write("votes.csv", text)).votes == 2
    assert set(current(empty)) == {("t1", "ann"), ("t1", "b,ob")}


def test_the_same_file_again_adds_nothing(empty, write):
    path = write("votes.csv", "tool_id,voter_id,x,y\nt1,ann,1,2\nt1,ann,3,4\n")
    import_file(empty, BOARD, path)
    assert import_file(empty, BOARD, path).new_votes == 0
    assert current(empty) == {("t1", "ann"): (3, 4)}


def test_the_anchor_weight_stays(empty, write):
    import_file(empty, BOARD, write("votes.csv", "tool_id,voter_id,x,y\nt1,ann,1,2\n"))
    assert empty.board(BOARD).anchor_weight == 0.0


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "it is empty"),
        ("\n\n", "it is empty, or its first line is"),
        ("tool_id,voter_id,x", "has no column 'y'"),
        (
            "tool_id,voter_id,utility,readiness",
            "has no column 'x', 'y'; has the unknown column 'utility', 'readiness'",
        ),
        ("tool_id,voter_id,x,y,x", "has the column 'x' more than once"),
        ("tool_id;voter_id;x;y", "not separated by commas"),
        ("tool_id,voter_id,x,y,vote_id,seq", "To import an export, name its folder or zip file"),
        ('tool_id,"voter_id,x,y', "line 1: the header is no CSV"),
        (b"tool_id,voter_id,x,y,\xe9", "line 1: it is not UTF-8 text"),
        (b"\xff\xfet\x00o\x00", "not UTF-8"),
    ],
)
def test_a_wrong_header_is_named_with_the_right_one(empty, write, header, said):
    with pytest.raises(FileRefused) as refused:
        import_file(empty, BOARD, write("votes.csv", header))
    assert said in str(refused.value)
    if "has " in said:
        assert "tool_id,voter_id,x,y[,tool_name,cast_at,round]" in str(refused.value)
