"""What goes out comes in again: the same board, the same figures."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from spectrum.exchange import (
    export_package,
    export_snapshot_json,
    import_file,
    stats_document,
    tables,
)
from spectrum.model import Board, Selection, Tool, Voter
from tests.exchange.conftest import drop_hashes

BOARD = "board"
HOSTILE = [
    "quotes \"double\" and 'single'",
    "comma, semicolon; pipe|",
    "line\nfeed and\r\ncarriage return",
    "שלום עליכם and مرحبا",
    "👩‍🎬🎞️ astral 𝕏",
    '=HYPERLINK("http://example.org")',
    "'=already guarded",
    "@cmd",
    "-1+1",
    "\\N NULL nan",
    "<b>bold</b> <!-- -->",
    "x" * 10_000,
]


def figures(store):
    return json.dumps(stats_document(store, BOARD))


def moved(store, open_empty, tmp_path, name="out.zip", **options):
    """The board after an export and an import into an empty database."""
    other = open_empty("other")
    import_file(other, BOARD, export_package(store, BOARD, tmp_path / name, **options))
    return other


@pytest.fixture
def rich(store, vote):
    """Rounds, kinds, merged and hidden tools, a vote on one axis, an imported and a quarantined row."""
    store.save_board(
        Board(
            BOARD, "Board 2", "l", "r", "b", "t", anchor_weight=4.5, adding_open=True, tools_need_approval=True,
            contact="mailto:me@example.org", names_kept_days=30,
        )
    )  # fmt: skip
    hidden = Tool("t4", "Hidden", number=4)
    merged = Tool("t5", "Double", number=5, status="merged", merged_into="t1")
    store.save_tools(BOARD, [hidden, merged])
    store.save_voter(BOARD, Voter("ann", name="Ann", branch="Sound"))
    store.open_round(BOARD, "First", reveal="after_close")
    store.append([vote("t1", voter, 10 * i + 0.1, 90 - 7 * i) for i, voter in enumerate("abcdefg")])
    store.append([vote("t1", "ann", 33.3), vote("t5", "zoe", 44, 55), vote("t4", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "Second", start="fresh")
    store.append(
        [vote("t1", "a", 70), vote("t2", "a", kind="unsure"), vote("t2", "b", 5, 5, shown_x=1.0, shown_y=2.0)]
    )
    store.append([vote("t2", "b", kind="withdraw"), vote("t2", "b", 6), vote("t2", "c", 7, 8)])
    store.close_round(BOARD)
    store.save_tools(BOARD, [replace(hidden, status="hidden")])
    return store


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_figures_are_the_same(rich, open_empty, tmp_path, name):
    other = moved(rich, open_empty, tmp_path, name)
    assert figures(other) == figures(rich)
    assert other.verify(BOARD).agrees
    again = export_package(other, BOARD, tmp_path / "again")
    first = export_package(rich, BOARD, tmp_path / "first")
    assert (again / "positions.csv").read_bytes() == (first / "positions.csv").read_bytes()
    assert (again / "tools.csv").read_bytes() == (first / "tools.csv").read_bytes()
    assert (again / "rounds.csv").read_bytes() == (first / "rounds.csv").read_bytes()


def test_a_rounds_own_figures_are_the_same(rich, open_empty, tmp_path):
    other = moved(rich, open_empty, tmp_path)
    for name in ("First", "Second"):
        assert stats_document(other, BOARD, round_name=name) == stats_document(rich, BOARD, round_name=name)


def test_settings_tools_rounds_and_voters_are_the_same(rich, open_empty, tmp_path):
    other = moved(rich, open_empty, tmp_path, names=True)
    assert other.board(BOARD) == rich.board(BOARD)
    statuses = ("live", "hidden", "merged")
    assert other.tools(BOARD, statuses) == rich.tools(BOARD, statuses)
    assert [replace(r, opened_seq=0) for r in other.rounds(BOARD)] == [
        replace(r, opened_seq=0) for r in rich.rounds(BOARD)
    ]
    voters = other.extract(BOARD).voters
    assert voters.loc[voters["name"] == "Ann", "branch"].tolist() == ["Sound"]


def test_a_package_that_says_less_leaves_the_boards_own_rules(rich, open_empty, tmp_path):
    out = export_package(rich, BOARD, tmp_path / "out")
    said = json.loads((out / "board.json").read_text())
    for later in ("contact", "tools_need_approval", "names_kept_days"):
        del said[later]
    (out / "board.json").write_text(json.dumps(said))
    drop_hashes(out)
    other = open_empty("other")
    own = replace(
        other.board(BOARD), contact="https://example.org", tools_need_approval=True, names_kept_days=7
    )
    other.save_board(own)
    import_file(other, BOARD, out)
    kept = other.board(BOARD)
    assert kept.title == "Board 2"
    assert (kept.contact, kept.tools_need_approval, kept.names_kept_days) == ("https://example.org", True, 7)


def test_the_log_is_the_same_but_for_who(rich, open_empty, tmp_path):
    other = moved(rich, open_empty, tmp_path, ids=True)
    same = [
        "vote_id",
        "seq",
        "round_id",
        "tool_id",
        "kind",
        "x",
        "y",
        "shown_x",
        "shown_y",
        "cast_at",
        "superseded",
    ]
    assert other.extract(BOARD).votes[same].equals(rich.extract(BOARD).votes[same])


def test_a_blocked_voter_stays_out_of_the_figures(rich, open_empty, tmp_path):
    rich.save_voter(BOARD, Voter("a", blocked_at=rich.rounds(BOARD)[0].opened_at))
    other = moved(rich, open_empty, tmp_path)
    assert other.counts(Selection(BOARD)) == rich.counts(Selection(BOARD))
    assert figures(other) == figures(rich)


def test_the_same_package_again_adds_nothing(rich, open_empty, tmp_path):
    other = moved(rich, open_empty, tmp_path)
    again = import_file(other, BOARD, tmp_path / "out.zip")
    assert (again.new_votes, again.new_tools) == (0, 0)


def test_a_package_keeps_the_id_of_the_board_it_goes_into(rich, open_empty, tmp_path):
    other = open_empty("other")
    other.save_board(Board("elsewhere", "Empty"))
    import_file(other, "elsewhere", export_package(rich, BOARD, tmp_path / "out"))
    assert other.board("elsewhere").title == "Board 2"
    assert other.board(BOARD).title == "Test board"


def test_superseded_rows_stay_superseded(store, open_empty, write, tmp_path, vote):
    store.open_round(BOARD, "Now")
    store.append([vote("t1", "ann", 10, 20)])
    import_file(store, BOARD, write("old.csv", "tool_id,voter_id,x,y\nt1,ann,90,90\n"))
    assert tables(store.extract(BOARD))["votes"]["superseded"].tolist() == [False, True]
    other = moved(store, open_empty, tmp_path)
    assert other.extract(BOARD).votes["superseded"].tolist() == [False, True]
    assert figures(other) == figures(store)


def test_quarantined_rows_travel_along(empty, open_empty, snapshot, tmp_path):
    import_file(empty, BOARD, snapshot())
    other = moved(empty, open_empty, tmp_path)
    kept = ["line", "column", "reason"]
    assert other.extract(BOARD).quarantine[kept].equals(empty.extract(BOARD).quarantine[kept])


@pytest.mark.parametrize("end", ["title", "left", "right", "bottom", "top"])
@pytest.mark.parametrize("text", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
def test_hostile_names_of_the_board_and_its_axes_come_back(store, open_empty, tmp_path, end, text):
    store.save_board(Board(BOARD, **{end: text}, contact="https://example.org/?a='b'&c=d#é🎬"))
    assert moved(store, open_empty, tmp_path).board(BOARD) == store.board(BOARD)


@pytest.mark.parametrize("names", [False, True])
def test_hostile_text_comes_back_through_the_published_format(store, open_empty, tmp_path, vote, names):
    tools = [Tool(f"h{i}", text[:100], i, description=text, seed_x=1.5) for i, text in enumerate(HOSTILE, 1)]
    store.save_tools(BOARD, [replace(tool, status="hidden") for tool in store.tools(BOARD)])
    store.save_tools(BOARD, tools)
    for number, text in enumerate(HOSTILE):
        store.save_voter(BOARD, Voter(f"v{number}", name=text[:100]))
    store.open_round(BOARD, "Now")
    store.append([vote(f"h{i}", f"v{i - 1}", i, 50) for i in range(1, len(HOSTILE) + 1)])
    export_snapshot_json(store, BOARD, tmp_path / "out.json", names=names)
    other = open_empty("other")
    import_file(other, BOARD, tmp_path / "out.json")
    assert other.tools(BOARD) == [replace(tool, created_at=None) for tool in store.tools(BOARD)]
    assert other.counts(Selection(BOARD)) == store.counts(Selection(BOARD))
    given = set(other.extract(BOARD).voters["name"])
    assert (given == {text[:100] for text in HOSTILE}) is names


def test_hostile_text_comes_back_letter_for_letter(store, open_empty, tmp_path, vote):
    tools = [Tool(f"h{i}", text[:100], description=text) for i, text in enumerate(HOSTILE, start=1)]
    store.save_tools(BOARD, tools)
    store.save_voter(BOARD, Voter("ann", name=HOSTILE[0], branch=HOSTILE[5]))
    store.open_round(BOARD, HOSTILE[5])
    store.append([vote("h1", "ann", 1, 2)])
    other = moved(store, open_empty, tmp_path, names=True)
    assert other.tools(BOARD) == store.tools(BOARD)
    assert other.rounds(BOARD)[0].name == HOSTILE[5]
    assert other.branches(BOARD) == [HOSTILE[5]]


def test_ids_that_look_like_formulas_come_back(empty, open_empty, write, tmp_path):
    text = "tool_id,voter_id,x,y\n=1+1,@ann,1,2\n'=x,-1,3,4\n"
    import_file(empty, BOARD, write("votes.csv", text))
    out = export_package(empty, BOARD, tmp_path / "out")
    with (out / "votes.csv").open(newline="") as file:
        assert [row["tool_id"] for row in csv.DictReader(file)] == ["'=1+1", "''=x"]
    other = open_empty("other")
    import_file(other, BOARD, out)
    assert [tool.tool_id for tool in other.tools(BOARD)] == ["=1+1", "'=x"]
    assert figures(other) == figures(empty)


ODD_IDS = [
    " x ",
    "a\nb",
    "a\tb",
    "NULL",
    "nan",
    "\\N",
    "NA",
    'a,"b',
    "'",
    "007",
    "1e5",
    "\u202eabc",
    "👩‍🎬",
    "t" * 200,
]


def test_odd_ids_and_names_come_back(empty, open_empty, tmp_path):
    path = tmp_path / "odd.csv"
    with path.open("w", newline="") as file:
        rows = [
            (tool, f"v{number}", number, 50, (f" {tool}" * 3)[:150]) for number, tool in enumerate(ODD_IDS)
        ]
        csv.writer(file).writerows([("tool_id", "voter_id", "x", "y", "tool_name"), *rows])
    import_file(empty, BOARD, path)
    other = moved(empty, open_empty, tmp_path)
    assert [tool.tool_id for tool in other.tools(BOARD)] == ODD_IDS
    assert [tool.name for tool in other.tools(BOARD)] == [(f" {tool}" * 3)[:150] for tool in ODD_IDS]
    assert figures(other) == figures(empty)
