"""Several servers on one PostgreSQL: one log, the same rules at once, and nothing lost or doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from spectrum.errors import (
    DatabaseError,
    DatabaseTooNew,
    DatabaseUnreachable,
    NotADatabase,
    StoreUnavailable,
    UnusableLines,
    VoteIdTaken,
    VoterBlocked,
    VotingClosed,
)
from spectrum.model import Ballot, Board, Selection, Tool, VoteFile, Voter
from spectrum.store import ballot_box, changes, open_store
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.migrations import known_migrations
from spectrum.store.postgres_address import shown_address
from spectrum.store.postgres_store import PostgresStore
from tests.postgres import PostgresServer
from tests.store.conftest import furnish

BOARD = "board"
SOON = 15.0  # seconds, on a machine that is busy with other tests


@pytest.fixture
def schema(postgres):
    return postgres.new_schema()


@pytest.fixture
def one(postgres, schema):
    opened = PostgresStore(postgres.address(schema))
    furnish(opened)
    yield opened
    opened.close()


@pytest.fixture
def two(postgres, schema, one):
    """Another server on the same tables."""
    opened = PostgresStore(postgres.address(schema))
    yield opened
    opened.close()


@pytest.fixture
def own_server():
    """A server that a test may stop."""
    server = PostgresServer()
    yield server
    server.remove()


def happens(what: Callable[[], bool], within: float = SOON) -> bool:
    deadline = time.monotonic() + within
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def log(store: PostgresStore) -> list[tuple[int, str]]:
    votes = store.extract(BOARD).votes
    return list(zip(votes["seq"], votes["voter_id"], strict=True))


# --- one log -----------------------------------------------------------------------------


def test_seqs_rise_without_gaps_whichever_server_gives_them(one, two, vote):
    one.open_round(BOARD, "one")

    def cast(store: PostgresStore) -> list[int]:
        return [store.append([vote("t1", str(uuid4()), 1.0, 2.0)])[0].seq for _ in range(150)]

    with ThreadPoolExecutor(2) as pool:
        seqs = list(pool.map(cast, (one, two)))
    assert sorted(seqs[0] + seqs[1]) == list(range(1, 301))
    assert [seq for seq, _ in log(one)] == list(range(1, 301))
    assert one.verify(BOARD).agrees
    assert two.last_seq(BOARD) == 300


def test_vote_sent_to_both_servers_is_stored_once(one, two, vote):
    one.open_round(BOARD, "one")
    ballots = [vote("t1", f"v{i}", 1.0, 2.0) for i in range(100)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda store: store.append(ballots), (one, two))
    assert [r.seq for r in first] == [r.seq for r in second]
    assert all(a.repeated != b.repeated for a, b in zip(first, second, strict=True))
    assert len(log(one)) == 100
    with pytest.raises(VoteIdTaken):
        two.append([replace(ballots[0], voter_id="eve")])


def test_vote_of_another_day_is_known_again(one, vote, monkeypatch):
    one.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 1.0, 2.0)
    monkeypatch.setattr(one._ballots, "_now", lambda: datetime(2020, 1, 1))
    one.append([ballot])
    monkeypatch.undo()
    assert one.append([ballot])[0].repeated


def test_voter_who_votes_at_both_servers_has_one_current_vote_the_latest(one, two, vote):
    one.open_round(BOARD, "one")
    one.append([vote("t1", "ann", 10.0, 20.0)])
    two.append([vote("t1", "ann", 50.0, None)])
    one.append([vote("t1", "ann", 60.0, None)])
    current = two.current_votes(Selection(BOARD))
    assert current[["x", "y"]].to_numpy().tolist() == [[60.0, 20.0]]
    assert two.verify(BOARD).agrees


def test_receipt_counts_what_came_in_elsewhere(one, two, vote):
    one.open_round(BOARD, "one")
    one.append([vote("t1", "ann", 10.0, 20.0)])
    [receipt] = two.append([vote("t1", "bob", 30.0, 40.0)])
    assert (receipt.tally.n, receipt.tally.mean_x) == (2, 20.0)


def test_receipt_tells_nothing_of_votes_after_the_rules_were_changed(one, two, vote, monkeypatch):
    """Between the turn and the summing up, a blind round is opened elsewhere and gets a vote."""
    one.open_round(BOARD, "open")
    later = one._box._sum_up_later

    def sum_up_later(voted_on):
        monkeypatch.undo()
        two.close_round(BOARD)
        two.open_round(BOARD, "blind", reveal="after_close")
        two.append([vote("t1", "bob", 90.0, 90.0)])
        return later(voted_on)

    monkeypatch.setattr(one._box, "_sum_up_later", sum_up_later)
    [receipt] = one.append([vote("t1", "ann", 10.0, 20.0)])
    assert (receipt.seq, receipt.tally) == (1, None)


def test_receipt_holds_when_the_votes_cannot_be_summed_up(one, vote, monkeypatch):
    one.open_round(BOARD, "one")

    def unreadable():
        raise DatabaseUnreachable("votes", "it is a test")

    monkeypatch.setattr(one._engine, "read", unreadable)
    [receipt] = one.append([vote("t1", "ann", 10.0, 20.0)])
    monkeypatch.undo()
    assert receipt.tally is None
    assert [seq for seq, _ in log(one)] == [receipt.seq]
    assert one.append([vote("t1", "bob", 30.0, 40.0)])[0].tally.n == 2


def test_file_loaded_at_one_server_moves_the_seq_of_the_other(one, two, vote, tmp_path):
    one.open_round(BOARD, "one")
    two.append([vote("t1", "ann", 1.0, 2.0)])
    file = tmp_path / "votes.csv"
    file.write_text("tool_id,voter_id,x,y\nt1,bob,1,2\nt2,bob,3,4\n")
    one.load(BOARD, VoteFile(file, ("tool_id", "voter_id", "x", "y"), source="import:votes.csv"))
    assert two.append([vote("t1", "cem", 1.0, 2.0)])[0].seq == 4
    assert two.verify(BOARD).agrees


# --- one set of rules ----------------------------------------------------------------------


def test_round_that_closes_elsewhere_takes_no_more_votes(one, two, vote):
    one.open_round(BOARD, "Tuesday")
    two.append([vote("t1", "ann", 1.0, 2.0)])
    one.close_round(BOARD)
    with pytest.raises(VotingClosed, match="Tuesday"):
        two.append([vote("t1", "ann", 3.0, 4.0)])
    opened = one.open_round(BOARD, "Wednesday", start="fresh")
    assert two.append([vote("t1", "bob", 3.0, 4.0)])[0].round_id == opened.round_id
    assert two.room(BOARD, 0).tallies["t1"].n == 1


def test_blocking_and_merging_elsewhere_hold_from_the_next_vote_on(one, two, vote):
    one.open_round(BOARD, "one")
    two.append([vote("t1", "ann", 1.0, 2.0), vote("t1", "bob", 3.0, 4.0)])
    two.room(BOARD, 0)
    one.save_voter(BOARD, Voter("ann", blocked_at=datetime(2026, 1, 1)))
    with pytest.raises(VoterBlocked):
        two.append([vote("t1", "ann", 9.0, 9.0)])
    assert two.room(BOARD, 0).tallies["t1"].n == 1
    [first, *_] = one.tools(BOARD)
    one.save_tools(BOARD, [replace(first, status="merged", merged_into="t2")])
    assert two.append([vote("t1", "cem", 5.0, 6.0)])[0].tool_id == "t2"
    assert two.room(BOARD, 0).tallies["t2"].n == 2
    assert two.verify(BOARD).agrees


def test_rules_are_not_read_again_for_every_vote(one, vote, monkeypatch):
    one.open_round(BOARD, "one")
    read = []
    known = ballot_box.read_voting_rules
    monkeypatch.setattr(ballot_box, "read_voting_rules", lambda *args: (read.append(args), known(*args))[1])
    for i in range(5):
        one.append([vote("t1", f"v{i}", 1.0, 2.0)])
    assert len(read) == 1


# --- versions ------------------------------------------------------------------------------


def test_change_at_one_server_is_news_at_the_other(one, two, vote):
    one.open_round(BOARD, "one")
    assert happens(lambda: two.version(BOARD) == one.version(BOARD))
    heard = []
    end = two.on_change(lambda board, version: heard.append((board, version)))
    one.append([vote("t1", "ann", 1.0, 2.0)])
    assert happens(lambda: two.version(BOARD) == one.version(BOARD))
    assert heard[-1] == (BOARD, one.version(BOARD))
    end()
    one.append([vote("t1", "ann", 1.0, 2.0)])
    assert happens(lambda: two.version(BOARD) == one.version(BOARD))
    assert heard[-1][1] < one.version(BOARD)


def test_many_commits_are_told_in_few_notifications(one, postgres, schema, vote):
    one.open_round(BOARD, "one")
    [(oid,)] = postgres.execute("SELECT 'board_states'::regclass::oid", schema)
    with psycopg.connect(postgres.address(schema), autocommit=True) as connection:
        connection.execute(f"LISTEN spectrum_{oid}".encode())
        began = time.monotonic()
        for i in range(60):
            one.append([vote("t1", f"v{i}", 1.0, 2.0)])
        took = time.monotonic() - began
        told = [n.payload for n in connection.notifies(timeout=1.0)]
    assert 1 <= len(told) <= took / changes.TOLD_EVERY + 2
    assert told[-1] == f"{one.version(BOARD)} {BOARD}"


def test_lost_notification_costs_no_more_than_the_time_to_the_next_look(one, two, vote, monkeypatch):
    one.open_round(BOARD, "one")
    monkeypatch.setattr(one._changes, "_tell_if_due", lambda *_: None)
    one.append([vote("t1", "ann", 1.0, 2.0)])
    assert happens(lambda: two.version(BOARD) == one.version(BOARD), within=changes.LOOKED_EVERY + SOON)


def test_boards_of_other_tables_in_the_database_are_no_news(one, postgres, schema):
    other = PostgresStore(postgres.address(postgres.new_schema()))
    furnish(other)
    heard = []
    one.on_change(lambda board, version: heard.append(version))
    other.open_round(BOARD, "one")
    other.close()
    one.open_round(BOARD, "one")
    assert happens(lambda: len(heard) > 0)
    assert heard == [version for (version,) in postgres.execute("SELECT version FROM board_states", schema)]


def test_notification_that_says_nothing_is_overlooked(one, two, postgres, schema, monkeypatch):
    monkeypatch.setattr(changes, "LOOKED_EVERY", 10 * SOON)  # what is heard, is heard by notification
    [(oid,)] = postgres.execute("SELECT 'board_states'::regclass::oid", schema)
    postgres.execute(f"NOTIFY spectrum_{oid}, 'nonsense of another program'", schema)
    one.open_round(BOARD, "one")
    assert happens(lambda: two.version(BOARD) == one.version(BOARD))
    assert two._changes.hears


def test_version_goes_on_where_the_last_server_stopped(one, postgres, schema):
    one.open_round(BOARD, "one")
    version = one.version(BOARD)
    later = PostgresStore(postgres.address(schema))
    assert later.version(BOARD) == version
    later.close_round(BOARD)
    assert later.version(BOARD) > version
    later.close()
    assert happens(lambda: one.version(BOARD) > version)


def test_refused_vote_moves_no_version(one, two, vote):
    one.open_round(BOARD, "one")
    version = one.version(BOARD)
    with pytest.raises(Exception, match="no tool"):
        one.append([vote("none", "ann", 1.0, 2.0)])
    assert one.version(BOARD) == version


# --- connections that are lost ---------------------------------------------------------------


def end_connections(postgres: PostgresServer, schema: str) -> None:
    """Those of stores on these tables, as an administrator would."""
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'spectrum' AND pid <> pg_backend_pid()"
    )


def test_connection_lost_while_idle_is_replaced_unnoticed(one, postgres, schema, vote):
    one.open_round(BOARD, "one")
    end_connections(postgres, schema)
    one._tidy()
    assert one._ballots.trouble is None
    end_connections(postgres, schema)
    assert one.append([vote("t1", "ann", 1.0, 2.0)])[0].seq == 1
    assert one.tools(BOARD)
    assert happens(lambda: one._changes.hears)


def test_connection_lost_in_a_transaction_stores_the_batch_once(one, postgres, schema, vote, monkeypatch):
    one.open_round(BOARD, "one")
    lost = []

    def fold(rows):
        if not lost:
            lost.append(end_connections(postgres, schema))
        return known(rows)

    known = ballot_box.fold
    monkeypatch.setattr(ballot_box, "fold", fold)
    receipts = one.append([vote("t1", f"v{i}", 1.0, 2.0) for i in range(20)])
    assert lost
    assert sorted(log(one)) == sorted((r.seq, r.voter_id) for r in receipts)
    assert one.verify(BOARD).agrees


def test_connection_lost_in_a_change_lets_it_be_made_again(one, postgres, schema):
    tries = []

    def change(session):
        tries.append(session)
        if len(tries) == 1:
            end_connections(postgres, schema)
        session.execute("UPDATE boards SET title = 'Renamed'")

    one._change(BOARD, change)
    assert len(tries) == 2
    assert one.board(BOARD).title == "Renamed"


def lose_answer_of_next_commit(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch, *, stored: bool
) -> None:
    """The next commit is carried out or not, and the connection ends before that is known."""
    engine = store._postgres
    known = engine._commit

    def commit(connection):
        monkeypatch.setattr(engine, "_commit", known)
        if stored:
            connection.commit()
        connection.close()
        known(connection)

    monkeypatch.setattr(engine, "_commit", commit)


@pytest.mark.parametrize("stored", [True, False])
def test_votes_whose_commit_was_not_answered_are_stored_once(one, two, vote, monkeypatch, stored):
    one.open_round(BOARD, "one")
    lose_answer_of_next_commit(one, monkeypatch, stored=stored)
    receipts = one.append([vote("t1", f"v{i}", 1.0, 2.0) for i in range(20)])
    assert sorted(log(one)) == [(r.seq, r.voter_id) for r in receipts]
    assert [r.seq for r in receipts] == list(range(1, 21))
    assert one.verify(BOARD).agrees
    with two._postgres.read() as session:
        [(version,)] = session.fetch("SELECT version FROM board_states")
    assert happens(lambda: one.version(BOARD) == two.version(BOARD) == version)


def test_change_whose_commit_was_not_answered_is_not_taken_for_done(one, monkeypatch):
    lose_answer_of_next_commit(one, monkeypatch, stored=False)
    with pytest.raises(StoreUnavailable):
        one.open_round(BOARD, "one")
    before = one.version(BOARD)
    assert one.open_round(BOARD, "one").is_open
    assert one.version(BOARD) > before


def test_votes_wait_for_a_server_that_is_started_anew(own_server, vote):
    store = PostgresStore(own_server.address())
    furnish(store)
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    assert is_ready(store)
    own_server.stop()
    assert happens(lambda: not is_ready(store))
    ballot = vote("t1", "bob", 3.0, 4.0)
    with pytest.raises(StoreUnavailable):
        store.append([ballot])
    with pytest.raises(StoreUnavailable):
        store.positions(Selection(BOARD))
    with pytest.raises(StoreUnavailable):
        store.check_ready()
    own_server.start()
    assert happens(lambda: is_ready(store), within=20)
    assert store.append([ballot])[0].seq == 2
    assert not store.append([vote("t1", "cem", 1.0, 2.0)])[0].repeated
    assert store.verify(BOARD).agrees
    store.close()


@pytest.mark.slow
def test_readings_go_on_soon_after_a_long_absence_of_the_server(own_server):
    """Whoever tries to connect waits longer with each failure, but not after the server is back."""
    store = PostgresStore(own_server.address())
    furnish(store)
    own_server.stop()
    missed = time.monotonic()
    while time.monotonic() < missed + 16:
        with pytest.raises(StoreUnavailable):
            store.boards()
    own_server.start()
    back = time.monotonic()
    assert store.boards()
    assert (
        time.monotonic() - back < 12
    )  # the next attempt of one who waits twice as long each time comes later
    store.close()


def test_turns_see_what_the_last_one_left_whatever_the_role_is_set_to(own_server):
    own_server.execute("ALTER ROLE spectrum SET default_transaction_isolation = 'serializable'")
    store = PostgresStore(own_server.address())
    with store._engine.write() as session:
        assert session.fetch("SHOW transaction_isolation") == [("read committed",)]
    store.close()


def sleep_for_long(engine, way: str) -> None:
    with getattr(engine, way)() as session:
        assert session.fetch("SHOW statement_timeout") == [("2min",)]
        session.execute("SET LOCAL statement_timeout = 50")
        session.execute("SELECT pg_sleep(60)")


@pytest.mark.parametrize("way", ["read", "write"])
def test_statement_that_never_ends_is_ended(one, way):
    with pytest.raises(StoreUnavailable, match="statement timeout"):
        sleep_for_long(one._engine, way)
    assert one.boards()


def test_server_that_hears_nothing_of_the_others_is_not_ready(one):
    assert happens(lambda: is_ready(one))
    one._changes.hears = False
    assert not is_ready(one)


def is_ready(store: PostgresStore) -> bool:
    try:
        store.check_ready()
    except StoreUnavailable:
        return False
    return True


def test_server_that_does_not_answer_is_named_without_its_password(tmp_path):
    address = "postgresql://ann:hunter2@127.0.0.1:1/votes?options=-c%20search_path%3Dx"
    with pytest.raises(DatabaseUnreachable, match="postgresql://ann@127.0.0.1:1/votes") as refused:
        PostgresStore(address)
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in shown_address(address)


def test_address_that_cannot_be_understood_is_refused_without_repeating_it():
    with pytest.raises(DatabaseError, match="percent-encoded") as refused:
        PostgresStore("postgresql://ann:hun%ter2@db/votes")
    assert "ter2" not in str(refused.value)


# --- tables ----------------------------------------------------------------------------------


def test_servers_that_start_at_once_make_the_tables_once(postgres, schema):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: PostgresStore(postgres.address(schema)), range(4)))
    for store in stores:
        store.close()
    [(count,)] = postgres.execute("SELECT count(*) FROM schema_migrations", schema)
    assert count == len(known_migrations())


def test_tables_of_another_program_are_left_alone(postgres, schema):
    postgres.execute("CREATE TABLE hammers (name text)", schema)
    with pytest.raises(NotADatabase, match="tables of another program"):
        PostgresStore(postgres.address(schema))
    assert postgres.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()", schema
    ) == [("hammers",)]


def test_database_of_a_newer_version_is_refused(postgres, schema):
    PostgresStore(postgres.address(schema)).close()
    postgres.execute("INSERT INTO schema_migrations VALUES (9999, 'from the future', '2030-01-01')", schema)
    with pytest.raises(DatabaseTooNew, match="9999"):
        PostgresStore(postgres.address(schema))


def test_every_key_begins_with_the_board(postgres, schema):
    """So that the tables can be spread over machines by it; two small ones belong to no board."""
    PostgresStore(postgres.address(schema)).close()
    keys = postgres.execute(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() "
        "AND tablename NOT IN ('schema_migrations', 'sessions')",
        schema,
    )
    assert len(keys) > 5
    assert [key for (key,) in keys if "(board_id" not in key] == []


def test_names_are_sorted_as_on_duckdb_whatever_the_servers_country(own_server):
    own_server.execute("CREATE COLLATION german (provider = icu, locale = 'de')")
    store = PostgresStore(own_server.address())
    for board_id in ("b", "A", "a", "B", "ä"):
        store.save_board(Board(board_id))
    assert [board.board_id for board in store.boards()] == sorted(["b", "A", "a", "B", "ä"])
    store.close()
    columns = own_server.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    assert columns == []


# --- times and texts ---------------------------------------------------------------------------


def test_times_are_utc_whatever_the_server_and_the_role_are_set_to(own_server, vote, tmp_path):
    own_server.execute("ALTER ROLE spectrum SET timezone = 'Pacific/Auckland'")
    own_server.execute("ALTER ROLE spectrum SET datestyle = 'German'")
    store = PostgresStore(own_server.address())
    furnish(store)
    opened = store.open_round(BOARD, "one")
    [receipt] = store.append([vote("t1", "ann", 1.0, 2.0)])
    now = datetime.now(UTC).replace(tzinfo=None)
    assert abs((now - receipt.cast_at).total_seconds()) < 60
    assert store.extract(BOARD).votes["cast_at"].tolist() == [receipt.cast_at]
    assert store.rounds(BOARD) == [opened]
    with store._engine.read() as session:
        assert session.fetch("SHOW timezone") == [("UTC",)]
    store.backup(tmp_path / "copy.duckdb")
    store.close()
    copy = DuckDBStore(tmp_path / "copy.duckdb")
    assert copy.rounds(BOARD) == [opened]
    copy.close()


def test_text_with_nul_is_refused_in_words(one, tmp_path, vote):
    one.open_round(BOARD, "one")
    good, bad = vote("t1", "ann", 1.0, 2.0), vote("t1", "b\0b", 1.0, 2.0)
    futures = [one.submit(good), one.submit(bad)]
    assert futures[0].result().seq
    with pytest.raises(DatabaseError, match="NUL"):
        futures[1].result()
    file = tmp_path / "votes.csv"
    file.write_bytes(b"tool_id,voter_id,x,y\nt1,b\0b,1,2\nt1,cem,3,4\n")
    votes = VoteFile(file, ("tool_id", "voter_id", "x", "y"), source="import:votes.csv")
    with pytest.raises(UnusableLines, match="line 2, column voter_id: it holds the character NUL"):
        one.load(BOARD, votes)
    assert one.load(BOARD, replace(votes, quarantine=True)).quarantined == 1


def test_texts_of_a_file_come_through_as_they_are(one, tmp_path):
    texts = [
        "tab\there",
        "back\\slash",
        "\\N",
        "\\.",
        "two\nlines",
        "\r",
        "'quoted'",
        "ünï ✓",
        "{a,b}",
        "%s $1",
    ]
    file = tmp_path / "votes.csv"
    rows = "".join(f't1,"{text}",1,2\n' for text in texts)
    file.write_bytes(f"tool_id,voter_id,x,y\n{rows}".encode())
    one.load(BOARD, VoteFile(file, ("tool_id", "voter_id", "x", "y"), source="import:votes.csv"))
    assert one.extract(BOARD).votes["voter_id"].tolist() == texts
    for text in texts:
        one.save_board(Board(text, title=text))
        assert one.board(text).title == text


# --- opening -----------------------------------------------------------------------------------


def test_new_database_gets_the_board_and_its_starter_tools_once(postgres, schema):
    address = postgres.address(schema)
    tools = [Tool("s1", "Starter", number=1)]
    with ThreadPoolExecutor(3) as pool:
        stores = list(pool.map(lambda _: open_store(address, "talk", starter_tools=lambda: tools), range(3)))
    assert [tool.tool_id for tool in stores[0].tools("talk")] == ["s1"]
    for store in stores:
        store.close()


def test_store_lets_go_of_its_connections_and_threads(postgres, schema):
    def connections() -> int:
        [(count,)] = postgres.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spectrum'"
        )
        return count

    before, threads = connections(), threading.active_count()
    store = PostgresStore(postgres.address(schema))
    store.boards()
    assert connections() > before
    store.close()
    assert happens(lambda: connections() == before)
    assert happens(lambda: threading.active_count() == threads)
    with pytest.raises(StoreUnavailable, match="shutting down"):
        store.submit(Ballot(uuid4(), BOARD, "t1", "late", 1.0, 2.0))
    with pytest.raises(StoreUnavailable, match="shutting down"):
        store.boards()
