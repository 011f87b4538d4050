"""A board goes from one database into another with all that belongs to it, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product
from uuid import uuid4

import pytest

from spectrum.errors import BoardInUse, CopyDiffers, DatabaseError, DatabaseMissing, NoSuchBoard
from spectrum.model import STARTER, Ballot, Board, Selection, Suggestion, Tool, VoteFile
from spectrum.store import copy_between, moving
from spectrum.store.duckdb import DuckDBSession
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.moving import tables_of
from tests.store.conftest import BOTH, furnish
from tests.store.standing import FINAL, PACKAGE

BOARD = "board"
WAYS = list(product(BOTH, BOTH))
TEXTS = ("", "NULL", 'say "no", twice', "two\nlines\r\nand\ttabs", "back\\slash \\N", "ünï ✓ 'x'", " blanks ")

every_way = pytest.mark.parametrize(("kind", "other"), WAYS, ids=["-to-".join(way) for way in WAYS])


def use(store, vote, tmp_path) -> None:
    """Leave something in every table of a board, and a vote on another board."""
    furnish(store)
    organiser = store.organise(BOARD, "session 1")
    for number, text in enumerate(TEXTS):
        store.save_tools(BOARD, [Tool(f"x{number}", f"Tool {number}", number + 4, description=text)])
    organiser.change_board(title='It\'s a "talk"', anchor_weight=0.1 + 0.2, names_kept_days=30)
    store.open_round(BOARD, "one", join_code=None)
    store.describe_voter(BOARD, "ann", "Ann", "Sound")
    store.append([vote("t1", "ann", 0.1 + 0.2, 1 / 3), vote("t1", "bob", 100.0), vote("t2", "ann", 5.5, 6.5)])
    store.append([vote("t1", "ann", kind="withdraw"), vote("t3", "cem", kind="unsure")])
    store.append([vote("t3", f"v{i}", i / 7, 100 - i / 3, shown_x=i, shown_y=None) for i in range(60)])
    organiser.block(["v7"])
    organiser.reset_votes("t2")
    store.append([vote("t2", "bob", 50.0, 60.0)])
    organiser.merge("x0", "t3")
    store.close_round(BOARD)
    file = tmp_path / "votes.csv"
    file.write_text("tool_id,voter_id,x,y,cast_at\nt1,old,1,2,2020-01-01\nt1,older,3,4,\ngone,ann,1,2,\n")
    columns = ("tool_id", "voter_id", "x", "y", "cast_at")
    store.load(
        BOARD, VoteFile(file, columns, "import:votes.csv", quarantine=True, unknown_tools="quarantine")
    )
    store.suggest(BOARD, Suggestion("s1", "tool", name="Dub", text="Missing", x=1.5, y=None, voter_id="ann"))
    organiser.record_snapshot(FINAL, PACKAGE)
    organiser.bake_seeds("two")
    store.append([vote("t1", "ann", 7.0, 8.0)])
    store.save_board(Board("another"))
    store.save_tools("another", [Tool("t1", "One")])
    store.open_round("another", "one")
    store.append([Ballot(uuid4(), "another", "t1", "ann", 1.0, 2.0)])


def rows_of(store, board_id: str = BOARD) -> dict[str, list[tuple]]:
    """Everything that is stored of a board."""
    with store._engine.read() as session:
        return {
            table: sorted(
                session.fetch(f"SELECT * FROM {table} WHERE board_id = $1::text", [board_id]), key=repr
            )
            for table in tables_of(session)
        }


@every_way
def test_everything_is_copied(new_home, vote, tmp_path, kind, other):
    source, target = new_home(kind), new_home(other)
    original = source.open()
    use(original, vote, tmp_path)
    expected, figures = rows_of(original), original.positions(Selection(BOARD))
    original.close()
    heard = []
    copied = copy_between(source.address, target.address, BOARD, lambda *news: heard.append(news))
    copy = target.open()
    arrived = rows_of(copy)
    assert [table for table, rows in arrived.items() if not rows] == []
    assert arrived == expected
    assert copied.rows == {table: len(rows) for table, rows in expected.items()}
    assert copied.open_round == "two"
    assert [board.board_id for board in copy.boards()] == [BOARD]
    assert copy.verify(BOARD).agrees
    assert len(copy.positions(Selection(BOARD))) == len(figures)
    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {doing for doing, _ in heard} >= {"Reading votes", "Writing votes", "Comparing"}
    copy.close()


@every_way
def test_voting_goes_on_in_the_copy(new_home, vote, tmp_path, kind, other):
    source, target = new_home(kind), new_home(other)
    original = source.open()
    use(original, vote, tmp_path)
    last = original.last_seq(BOARD)
    original.close()
    copy_between(source.address, target.address, BOARD)
    copy = target.open()
    [receipt] = copy.append([vote("t1", "bob", 1.0, 2.0)])
    assert receipt.seq == last + 1
    assert [tool.status for tool in copy.tools(BOARD, ("merged",))] == ["merged"]
    copy.organise(BOARD, "session 2").unmerge("x0")
    assert copy.verify(BOARD).agrees
    copy.close()


def test_there_and_back_again_changes_nothing(new_home, vote, tmp_path):
    first, second, third = new_home("duckdb"), new_home("postgres"), new_home("duckdb")
    store = first.open()
    use(store, vote, tmp_path)
    expected = rows_of(store)
    store.close()
    copy_between(first.address, second.address, BOARD)
    copy_between(second.address, third.address, BOARD)
    store = third.open()
    assert rows_of(store) == expected
    store.close()


@pytest.mark.parametrize("other", BOTH)
def test_board_that_has_votes_is_not_replaced(new_home, vote, tmp_path, other):
    source, target = new_home("duckdb"), new_home(other)
    for home in (source, target):
        store = home.open()
        furnish(store)
        store.open_round(BOARD, "one")
        store.append([vote("t1", "ann", 1.0, 2.0), vote("t2", "ann", 1.0, 2.0)])
        before = rows_of(store)
        store.close()
    with pytest.raises(BoardInUse, match=r"'board' .* used already \(2 votes\), so nothing was copied"):
        copy_between(source.address, target.address, BOARD)
    store = target.open()
    assert rows_of(store) == before
    store.close()


def test_board_that_people_have_worked_on_is_not_replaced(new_home):
    source, target = new_home("duckdb"), new_home("duckdb")
    store = source.open()
    furnish(store)
    store.close()
    store = target.open()
    furnish(store)
    store.open_round(BOARD, "one")
    store.close()
    with pytest.raises(BoardInUse, match="audit, rounds, tools of its own"):
        copy_between(source.address, target.address, BOARD)


@pytest.mark.parametrize("other", BOTH)
def test_new_board_with_its_starter_tools_gives_way(new_home, vote, other):
    source, target = new_home("duckdb"), new_home(other)
    store = source.open()
    furnish(store)
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    expected = rows_of(store)
    store.close()
    store = target.open()
    store.save_board(Board(BOARD, title="New"))
    store.save_tools(BOARD, [Tool("t1", "Starter", created_by=STARTER), Tool("s9", "S", created_by=STARTER)])
    store.close()
    copy_between(source.address, target.address, BOARD)
    store = target.open()
    assert rows_of(store) == expected
    store.close()


@pytest.mark.parametrize("other", BOTH)
def test_copy_that_differs_is_not_kept(new_home, vote, monkeypatch, other):
    source, target = new_home("duckdb"), new_home(other)
    store = source.open()
    furnish(store)
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    store.close()
    target.open().close()
    known = moving._with_own_ids

    def lose_y(session, table, columns, board_id):
        """What a database would do that rounds: the log and the current votes still fit together."""
        if table not in ("votes", "current_votes"):
            return known(session, table, columns, board_id)
        return columns.replace('"y"', '"y" + 0.000001')

    monkeypatch.setattr(moving, "_with_own_ids", lose_y)
    with pytest.raises(CopyDiffers, match="the figure mean_y"):
        copy_between(source.address, target.address, BOARD)
    monkeypatch.setattr(
        moving,
        "_with_own_ids",
        lambda session, table, columns, board_id: (
            columns.replace('"x"', "50") if table == "current_votes" else columns
        ),
    )
    with pytest.raises(CopyDiffers, match="not what its log amounts to"):
        copy_between(source.address, target.address, BOARD)
    store = target.open()
    assert store.boards() == []
    store.close()


def test_missing_row_is_noticed(new_home, vote, monkeypatch):
    source, target = new_home("duckdb"), new_home("duckdb")
    store = source.open()
    furnish(store)
    store.organise(BOARD, "session 1").change_board(title="Renamed")
    store.close()
    put = DuckDBSession.table_in
    monkeypatch.setattr(
        DuckDBSession,
        "table_in",
        lambda self, table, *rest: None if table == "audit" else put(self, table, *rest),
    )
    with pytest.raises(CopyDiffers, match="of 1 rows of audit, 0 arrived"):
        copy_between(source.address, target.address, BOARD)


def test_ids_that_duckdb_has_twice_become_two_on_postgres(new_home, vote):
    """A client that sends a vote again after more than a day is not recognised there."""
    source, target = new_home("duckdb"), new_home("postgres")
    store = source.open()
    furnish(store)
    store.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 1.0, 2.0)
    store._ballots._now = lambda: datetime(2020, 1, 1)
    store.append([ballot])
    del store._ballots._now
    store._ballots._now = store._now
    store.append([replace(ballot, x=3.0)])
    store.close()
    copy_between(source.address, target.address, BOARD)
    store = target.open()
    votes = store.extract(BOARD).votes
    assert votes["x"].tolist() == [1.0, 3.0]
    assert votes["vote_id"][0] == str(ballot.vote_id) != votes["vote_id"][1]
    store.close()


def test_nul_in_a_text_is_refused_by_postgres_in_words(new_home):
    source, target = new_home("duckdb"), new_home("postgres")
    store = source.open()
    store.save_board(Board(BOARD, title="no\0thing"))
    store.close()
    with pytest.raises(DatabaseError, match="0x00"):
        copy_between(source.address, target.address, BOARD)
    store = target.open()
    assert store.boards() == []
    store.close()


def test_what_is_not_there_is_not_copied_and_leaves_no_file(new_home, tmp_path):
    source, target = new_home("duckdb"), tmp_path / "copy.duckdb"
    with pytest.raises(DatabaseMissing):
        copy_between(source.address, str(target), BOARD)
    store = source.open()
    furnish(store)
    store.close()
    with pytest.raises(NoSuchBoard, match="Boards that are there: 'board'"):
        copy_between(source.address, str(target), "other")
    with pytest.raises(DatabaseError, match="the database that it is in"):
        copy_between(source.address, source.address, BOARD)
    assert not target.exists()
    broken = DuckDBStore(source.address)
    with broken._engine.write() as session:
        session.execute("DELETE FROM tools")
        session.execute("INSERT INTO current_votes VALUES ('board','t1','a',1,NULL,'place',1,2,NULL,'live')")
    broken.close()
    with pytest.raises(CopyDiffers):
        copy_between(source.address, str(target), BOARD)
    assert not target.exists()
