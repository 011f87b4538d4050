"""Whole files into the store: all or nothing, idempotent, and never over a later vote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest

from spectrum.errors import FileRefused, Reject, UnusableLines
from spectrum.model import STARTER, Board, Round, Selection, Tool, VoteFile, Voter
from spectrum.store import duckdb_store

BOARD = "board"
ALL = Selection(BOARD)
HEADER = "tool_id,voter_id,x,y"


@pytest.fixture
def file(tmp_path):
    def make(text, *, header=HEADER, name="votes.csv", **options):
        path = tmp_path / name
        body = text if isinstance(text, bytes) else f"{header}\n{text}".encode()
        path.write_bytes(body)
        return VoteFile(path, tuple(header.split(",")), source=f"import:{name}", **options)

    return make


def positions(store):
    frame = store.current_votes(ALL)
    return {(r["tool_id"], r["voter_id"]): (r["x"], r["y"]) for r in frame.to_dict("records")}


def test_rows_become_current_votes_and_log(store, file):
    loaded = store.load(BOARD, file("t1,ann,1,2\nt1,bob,3,4\nt2,ann,5,6\n"))
    assert (loaded.tools, loaded.votes, loaded.voters, loaded.quarantined) == (2, 3, 2, 0)
    assert positions(store) == {("t1", "ann"): (1, 2), ("t1", "bob"): (3, 4), ("t2", "ann"): (5, 6)}
    log = store.extract(BOARD).votes
    assert log["seq"].tolist() == [1, 2, 3]
    assert set(log["source"]) == {"import:votes.csv"}
    assert store.verify(BOARD).agrees


def test_same_file_again_adds_nothing(store, file):
    text = "t1,ann,1,2\nt1,ann,1,2\nt1,ann,3,4\nt1,ann,1,2\n"
    first = store.load(BOARD, file(text))
    again = store.load(BOARD, file(text))
    assert (first.new_votes, again.new_votes) == (4, 0)
    assert (again.votes, again.voters) == (4, 1)
    assert len(store.extract(BOARD).votes) == 4
    assert positions(store) == {("t1", "ann"): (1, 2)}


def test_last_line_wins_where_no_times_are_given(store, file):
    store.load(BOARD, file("t1,ann,1,2\nt1,ann,3,4\n"))
    assert positions(store) == {("t1", "ann"): (3, 4)}


def test_latest_time_wins_whatever_the_order_of_lines(store, file):
    text = "t1,ann,1,2,2026-03-01T10:00:00+02:00\nt1,ann,3,4,2026-03-01T09:00:00Z\nt1,ann,5,6,\n"
    store.load(BOARD, file(text, header=HEADER + ",cast_at"))
    assert positions(store) == {("t1", "ann"): (3, 4)}
    times = store.extract(BOARD).votes["cast_at"].dropna().tolist()
    assert times == [datetime(2026, 3, 1, 8), datetime(2026, 3, 1, 9)]


def test_imported_row_never_displaces_a_later_vote(store, file, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 70, 80)])
    text = "t1,ann,1,2,2020-01-01T00:00:00Z\nt2,ann,5,6,2020-01-01T00:00:00Z\n"
    store.load(BOARD, file(text, header=HEADER + ",cast_at"))
    store.load(BOARD, file("t1,ann,3,4\n", name="no-times.csv"))
    assert positions(store) == {("t1", "ann"): (70, 80), ("t2", "ann"): (5, 6)}
    assert store.extract(BOARD).votes["superseded"].tolist() == [False, True, False, True]
    assert store.verify(BOARD).agrees


def test_live_vote_displaces_an_imported_one(store, file, vote):
    store.load(BOARD, file("t1,ann,1,2\n"))
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 70)])
    assert positions(store) == {("t1", "ann"): (70, 2)}


BAD_LINES = {
    "not a number": ("t1,bob,left,4", "line 3, column x: 'left' is not a number from 0 to 100"),
    "NaN": ("t1,bob,3,nan", "line 3, column y: 'nan' is not a number from 0 to 100"),
    "infinite": ("t1,bob,inf,4", "line 3, column x: 'inf'"),
    "too large": ("t1,bob,3,100.5", "line 3, column y: '100.5'"),
    "negative": ("t1,bob,-0.1,5", "line 3, column x: '-0.1'"),
    "decimal comma": ('t1,bob,"3,5",5', "line 3, column x: '3,5'"),
    "empty x": ("t1,bob,,5", "line 3, column x: it is empty"),
    "no voter": ("t1,,3,5", "line 3, column voter_id: it is empty"),
    "no tool": (",bob,3,5", "line 3, column tool_id: it is empty"),
    "unknown tool": ("t99,bob,3,5", "line 3, column tool_id: there is no tool 't99'"),
    "too few columns": ("t1,bob,3", "line 3, column y: the line has too few columns"),
    "too many columns": ("t1,bob,3,4,5", "line 3, column .*: the line has too many columns"),
    "open quote": ('t1,"bob,3,4', "line 3, column .*: a quoted value does not end"),
}


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_unusable_line_is_named_and_nothing_is_stored(store, file, line, message):
    before = store.extract(BOARD)
    with pytest.raises(UnusableLines, match=message):
        store.load(BOARD, file(f"t1,ann,1,2\n{line}\n"))
    after = store.extract(BOARD)
    assert len(after.votes) == len(after.quarantine) == len(after.voters) == 0
    assert after.tools == before.tools


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_quarantine_sets_the_line_aside_and_stores_the_rest(store, file, line, message):
    loaded = store.load(BOARD, file(f"t1,ann,1,2\n{line}\n", quarantine=True))
    assert (loaded.votes, loaded.quarantined) == (1, 1)
    [aside] = store.extract(BOARD).quarantine.to_dict("records")
    found = f"line {aside['line']}, column {aside['column']}: {aside['reason']}"
    assert re.match(message, found)
    again = store.load(BOARD, file(f"t1,ann,1,2\n{line}\n", quarantine=True))
    assert again.quarantined == 1
    assert len(store.extract(BOARD).quarantine) == 1


def test_text_that_is_not_utf8_is_named(store, file):
    with pytest.raises(UnusableLines, match="line 3.*it is not UTF-8 text"):
        store.load(BOARD, file(f"{HEADER}\nt1,ann,1,2\nt1,Andr\xe9,3,4\n".encode("latin-1")))


def test_lines_are_counted_as_an_editor_counts_them(store, file):
    text = 't1,ann,1,2\n\n"t1","two\nlines",3,4\nt1,bob,3\nt1,bob,x,4\n'
    with pytest.raises(UnusableLines) as refusal:
        store.load(BOARD, file(text))
    assert [(r.line, r.column) for r in refusal.value.rejects] == [(6, "y"), (7, "x")]


def test_refusal_lists_a_few_lines_and_counts_all(store, file):
    with pytest.raises(UnusableLines, match="5000 unusable lines .*and 4995 more") as refusal:
        store.load(BOARD, file("t1,ann,bad,2\n" * 5000))
    assert refusal.value.total == 5000


def test_given_vote_id_may_stand_once_only(store, file):
    one = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    header = "vote_id," + HEADER
    with pytest.raises(UnusableLines, match="line 3, column vote_id: .* stands twice"):
        store.load(BOARD, file(f"{one},t1,ann,1,2\n{one},t1,bob,3,4\n", header=header))
    store.load(BOARD, file(f"{one},t1,ann,1,2\n", header=header))
    with pytest.raises(UnusableLines, match="belongs to another vote"):
        store.load(BOARD, file(f"{one},t1,bob,3,4\n", header=header))
    with pytest.raises(UnusableLines, match="'abc' is not a UUID"):
        store.load(BOARD, file("abc,t1,bob,3,4\n", header=header))


def test_unknown_tools_are_created_without_a_seed_where_that_is_asked_for(store, file):
    text = "new,ann,1,2,A new one\nt1,ann,3,4,\nother,ann,5,6,\n"
    loaded = store.load(BOARD, file(text, header=HEADER + ",tool_name", unknown_tools="create"))
    assert loaded.new_tools == 2
    new = {tool.tool_id: tool for tool in store.tools(BOARD)}
    assert (new["new"].name, new["new"].seed_x, new["new"].number) == ("A new one", None, 4)
    assert (new["other"].name, new["other"].number) == ("other", 5)


def test_unknown_tools_are_quarantined_where_that_is_asked_for(store, file):
    loaded = store.load(BOARD, file("gone,ann,1,2\nt1,ann,3,4\n", unknown_tools="quarantine"))
    assert (loaded.votes, loaded.quarantined, loaded.voters) == (1, 1, 1)


def test_rejects_found_before_are_set_aside_with_the_rest(store, file):
    reject = Reject(7, "votes", "it is a list")
    assert store.load(BOARD, file("t1,ann,3,4\n", rejects=[reject])).quarantined == 1
    assert store.extract(BOARD).quarantine["line"].tolist() == [7]


def test_blocked_voter_of_a_file_stays_blocked(store, file):
    blocked = Voter("ann", blocked_at=datetime(2026, 1, 1))
    store.load(BOARD, file("t1,ann,3,4\nt1,bob,5,6\n", voters=[blocked]))
    assert store.positions(ALL)["n"].tolist() == [1]


def test_open_round_of_a_file_does_not_open_voting(store, file):
    store.load(BOARD, file("t1,ann,3,4\n", rounds=[Round("r", "Theirs", opened_at=datetime(2026, 1, 1))]))
    assert [round_.is_open for round_ in store.rounds(BOARD)] == [False]


def test_rounds_are_made_by_name_and_closed(store, file):
    text = "t1,ann,1,2,Berlin,2026-02-01T10:00:00Z\nt1,bob,1,2,Berlin,2026-02-01T11:00:00Z\nt1,cem,3,4,,\n"
    store.load(BOARD, file(text, header=HEADER + ",round,cast_at", round_name="Elsewhere"))
    rounds = {round_.name: round_ for round_ in store.rounds(BOARD)}
    assert set(rounds) == {"Berlin", "Elsewhere"}
    assert rounds["Berlin"].closed_at == datetime(2026, 2, 1, 11)
    berlin = store.current_votes(Selection(BOARD, round_id=rounds["Berlin"].round_id))
    assert berlin["voter_id"].tolist() == ["ann", "bob"]


def test_starter_tools_give_way_to_the_files_while_there_are_no_votes(store, file):
    starters = [replace(tool, created_by=STARTER) for tool in store.tools(BOARD)]
    other = Board("other")
    store.save_board(other)
    store.save_tools("other", starters)
    theirs = [Tool("t1", "Denoise, theirs", number=1, seed_x=1.0, seed_y=1.0), Tool("n", "New", number=2)]
    store.load("other", file("t1,ann,1,2\n", tools=theirs, board=replace(other, anchor_weight=10.0)))
    assert [(t.tool_id, t.name) for t in store.tools("other")] == [("t1", "Denoise, theirs"), ("n", "New")]
    assert store.board("other").anchor_weight == 10.0
    store.load("other", file("t1,bob,1,2\n", tools=[Tool("t1", "Again"), Tool("m", "More")], name="b.csv"))
    assert [(t.name, t.number) for t in store.tools("other")] == [
        ("Denoise, theirs", 1), ("New", 2), ("More", 3),
    ]  # fmt: skip


def test_file_that_brings_nothing_leaves_the_starter_tools(store, file):
    starters = [replace(tool, created_by=STARTER) for tool in store.tools(BOARD)]
    store.save_tools(BOARD, starters)
    store.save_board(Board("other"))
    store.save_tools("other", starters)
    for text in ("", "t1,ann,bad,2\n"):
        store.load("other", file(text, quarantine=True, unknown_tools="create"))
    assert [tool.tool_id for tool in store.tools("other")] == ["t1", "t2", "t3"]


def test_name_of_a_file_is_no_pattern(store, file):
    file("t2,bob,3,4\n", name="g1.csv")
    loaded = store.load(BOARD, file("t1,ann,1,2\n", name="g[1*?].csv"))
    assert loaded.votes == 1
    assert store.load(BOARD, file("t1,ann,5,6\n", name="g*.csv")).votes == 1


def test_mixed_line_ends_are_refused_in_words(store, file):
    text = b"tool_id,voter_id,x,y\r\nt1,ann,1,2\nt1,bob,3,4\r\n"
    with pytest.raises(FileRefused, match="save it anew"):
        store.load(BOARD, file(text))
    assert store.extract(BOARD).votes.empty


def test_time_beyond_the_calendar_is_refused(store, file):
    for time in ("290000-01-01", "0044-03-15 (BC)", "1969-12-31"):
        with pytest.raises(UnusableLines, match="column cast_at"):
            store.load(BOARD, file(f"t1,ann,1,2,{time}\n", header=HEADER + ",cast_at"))


def test_refused_file_leaves_the_starter_tools(store, file):
    with pytest.raises(UnusableLines):
        store.load(BOARD, file("t1,ann,bad,2\n", tools=[Tool("n", "New")]))
    assert [tool.tool_id for tool in store.tools(BOARD)] == ["t1", "t2", "t3"]


def test_progress_rises_to_one(store, file):
    seen = []
    store.load(BOARD, file("t1,ann,1,2\n"), lambda what, share: seen.append(share))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_voting_goes_on_after_a_refused_file(store, file, vote):
    store.open_round(BOARD, "one")
    with pytest.raises(UnusableLines):
        store.load(BOARD, file("t1,ann,bad,2\n"))
    assert store.append([vote("t1", "ann", 1, 2)])[0].seq == 1


@pytest.mark.usefixtures("database")  # on DuckDB
def test_memory_is_limited_only_while_a_file_is_loaded(store, file):
    def limit() -> str:
        with store._engine.read() as session:
            return session.fetch("SELECT current_setting('memory_limit')")[0][0]

    before, seen = limit(), []
    store.load(BOARD, file("t1,ann,1,2\n"), lambda what, share: seen.append(limit()))
    assert set(seen).isdisjoint({before})
    with pytest.raises(UnusableLines):
        store.load(BOARD, file("t1,ann,bad,2\n"))
    assert limit() == before


def test_file_that_needs_more_memory_than_it_should_is_loaded_all_the_same(store, file, monkeypatch):
    monkeypatch.setattr(duckdb_store, "LEAST_MEMORY", 1)
    lines = "".join(f"t1,voter{number},1,2\n" for number in range(50_000))
    assert store.load(BOARD, file(lines)).votes == 50_000
    assert store.verify(BOARD).agrees
