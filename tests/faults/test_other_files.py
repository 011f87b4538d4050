"""Files that are not to be written, too old, too new, or that go away under the server."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from spectrum.store.migrations import known_migrations
from tests.faults.serving import BOARD, furnish, refused_start, serving
from tests.faults.voting import assert_kept
from tests.serving import running

NO_ROOT = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("votes.duckdb*")}


def test_file_that_may_only_be_read_is_refused(database, folder):
    database.chmod(0o444)
    line = refused_start(database, before=NO_ROOT)
    assert f"The database '{database}' cannot be written: " in line
    assert "Give the user that runs Spectrum the right to write to the file and to its folder" in line


def test_folder_that_may_only_be_read_is_refused(database, folder):
    folder.chmod(0o555)
    try:
        line = refused_start(database, before=NO_ROOT, SPECTRUM_DATABASE=str(database))
    finally:
        folder.chmod(0o755)
    assert f"its folder '{folder}' is not writable" in line


def test_database_of_the_first_version_is_brought_up_to_date(folder, account, join):
    database = folder / "votes.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(known_migrations()[0].sql)
        connection.execute(
            f"""
            INSERT INTO schema_migrations VALUES (1, 'first', TIMESTAMP '2026-01-01');
            INSERT INTO boards VALUES ('{BOARD}', 'Old board', 'l', 'r', 'b', 't', 10.0, true);
            INSERT INTO tools VALUES ('{BOARD}', 'old_tool', 1, 'Denoise', '', 'Sound', 10, 90, NULL,
                TIMESTAMP '2026-01-01', 'live', NULL);
            INSERT INTO rounds VALUES
                ('{BOARD}', 'r1', 'one', TIMESTAMP '2026-01-03', NULL, 'live', 'cumulative', 0);
            INSERT INTO voters VALUES ('{BOARD}', 'ann', 'Ann', 'Sound', NULL);
            INSERT INTO votes VALUES ('{BOARD}', 1, '00000000-0000-4000-8000-000000000001', 'r1', 'old_tool', 'ann',
                'place', 20, 30, NULL, NULL, TIMESTAMP '2026-01-03', 'live', false);
            INSERT INTO current_votes VALUES
                ('{BOARD}', 'old_tool', 'ann', 1, 'r1', 'place', 20, 30, TIMESTAMP '2026-01-03', 'live');
            """
        )
    account.sent = {"00000000-0000-4000-8000-000000000001": ("old_tool", 20.0, 30.0)}
    account.promised = {"00000000-0000-4000-8000-000000000001": 1}
    with serving(database) as server:
        board = server.get(f"/api/boards/{BOARD}").json()
        assert (board["board"]["title"], board["votes"]) == ("Old board", 1)
        assert join(server).vote("old_tool").status_code == 201
        server.stop()
    assert_kept(database, account)


def test_database_of_a_newer_version_is_refused_and_left_as_it_is(database, folder):
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "INSERT INTO schema_migrations VALUES (9999, 'from the future', TIMESTAMP '2030-01-01')"
        )
    before = files(folder)
    line = refused_start(database)
    assert (
        f"The database '{database}' was written by a newer version (schema 9999, this version knows" in line
    )
    assert "Nothing was changed; update Spectrum and open it again." in line
    assert files(folder) == before


# --- while the server runs ----------------------------------------------------------------


def replace(database: Path) -> None:
    other = database.with_name("other.duckdb")
    furnish(other)
    os.replace(other, database)


def write_over(database: Path) -> None:
    other = database.with_name("other.duckdb")
    furnish(other)
    shutil.copyfile(other, database)
    other.unlink()


@pytest.mark.parametrize(
    "harm", [Path.unlink, replace, write_over], ids=["removed", "replaced", "written over"]
)
def test_file_that_goes_away_takes_no_vote_with_it(database, folder, account, join, harm):
    with serving(database) as server:
        voter = join(server)
        for _ in range(10):
            assert voter.vote().status_code == 201
        harm(database)
        for answer in (voter.vote(), voter.vote(), server.get("/healthz")):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
            assert "was removed or replaced while the server ran, so nothing more is saved." in answer.text
        assert server.get(f"/api/boards/{BOARD}").json()["votes"] > 0
        there = database.read_bytes() if database.exists() else None
        server.stop()
        assert server.said.count("Votes are refused: The database") == 1
        assert "Traceback" not in server.said
    assert (database.read_bytes() if database.exists() else None) == there
    assert not database.with_name("votes.duckdb.wal").exists()
    [rescued] = folder.glob("votes-rescued-*.duckdb")
    assert f"was removed or replaced while it was open. All that it held is in '{rescued}'." in server.said
    assert_kept(rescued, account)


def test_voting_goes_on_when_the_file_is_back(database, account, join):
    away = database.with_name("away")
    with serving(database) as server:
        voter = join(server)
        assert voter.vote().status_code == 201
        database.rename(away)
        assert voter.vote().status_code == 503
        away.rename(database)
        server.wait_until_healthy()
        assert voter.vote().status_code == 201
        server.kill()
    with running(server) as again:
        assert again.is_healthy()
        again.stop()
    assert_kept(database, account)
