"""Boards are opened for reading: from any kind of file, which stays as it is, under pseudonyms."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import spectrum
from spectrum.errors import (
    DatabaseLocked,
    FileRefused,
    InvalidSetting,
    NoSuchBoard,
    NoSuchRound,
    SpectrumError,
)
from spectrum.exchange import export_package, stats_document
from spectrum.model import Board
from spectrum.notebook import BoardInUse, BoardNotOpened
from spectrum.store import open_store
from spectrum.store.migrations import known_migrations

BOARD = "board"
PSEUDONYM = re.compile(r"[a-f][0-9a-f]{11}")
FRAMES = ("current_votes", "placements", "log", "voters")
EVERY_FRAME = (*FRAMES, "tools", "rounds", "positions")
SECRETS = ("ann", "bob", "cy", "dee", "eve", "fay", "Ann Ambler", "Bob Bell")


def figures(records):
    """The plain figures of `stats --json`, as a frame that `positions` can be compared with."""
    flat = pd.json_normalize(records, sep="_")
    return flat.reindex(columns=[*flat.columns[:4], "mean_x", "disagreement_low", "geometric_median_y", "x"])


def content(path: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.parent.glob(f"{path.name}*")
    }


@pytest.fixture
def package(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "package", names=True)
    voted.close()
    return out


# --- the same figures ---------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"round_name": "Second"}, {"anchor_weight": 3.5}])
def test_figures_are_those_of_stats(voted, database, open_board, options):
    document = stats_document(voted, BOARD, **options)
    voted.close()
    board = open_board(database, **options)
    for name, expected in figures(document["tools"]).items():
        pd.testing.assert_series_equal(board.positions[name], expected, check_dtype=False, check_exact=True)
    counts = {name: document["board"][name] for name in ("n_tools", "n_voters", "n_votes", "anchor_weight")}
    assert vars(board.counts) == counts
    alpha = board.alpha("x")
    assert [alpha.value, alpha.low] == pytest.approx(
        [document["board"]["alpha_x"][end] for end in ("value", "low")]
    )


@pytest.mark.parametrize("kind", ["folder", "zip", "descriptor"])
def test_a_package_has_the_figures_of_its_database(voted, database, tmp_path, open_board, kind):
    out = export_package(voted, BOARD, tmp_path / ("talk.zip" if kind == "zip" else "talk"))
    voted.close()
    packed = open_board(out / "datapackage.json" if kind == "descriptor" else out)
    pd.testing.assert_frame_equal(packed.positions, open_board(database).positions)
    assert packed.about == open_board(database).about
    assert packed.rounds["name"].tolist() == ["First", "Second"]


def test_votes_in_a_csv_file_are_a_board(tmp_path, open_board):
    votes = tmp_path / "talk.csv"
    votes.write_text(
        "tool_id,voter_id,x,y,tool_name\nt1,ann,12,88,Denoise\nt1,bob,20,70,Denoise\n", encoding="utf-8"
    )
    board = open_board(votes)
    assert (board.about.board_id, board.positions["mean_x"].tolist()) == ("talk", [16.0])
    assert not board.voters["voter_id"].isin(SECRETS).any()


# --- voters stay unknown ---------------------------------------------------------------


def test_voters_are_pseudonyms_alike_in_all_frames(board):
    ids = {frame: set(getattr(board, frame)["voter_id"]) for frame in FRAMES}
    assert all(PSEUDONYM.fullmatch(voter) for voter in ids["log"])
    assert len(ids["log"]) == 6
    assert ids["current_votes"] == ids["voters"] == ids["log"] >= ids["placements"]


def test_no_frame_tells_a_name_or_a_stored_id(package, board, open_board):
    for opened in (board, open_board(package)):
        for frame in EVERY_FRAME:
            cells = getattr(opened, frame).astype("str").to_numpy().ravel().tolist()
            assert set(cells).isdisjoint(SECRETS), frame
        assert set(opened.habits("x").astype("str").to_numpy().ravel()).isdisjoint(SECRETS)
        assert set(opened.residuals("x").astype("str").to_numpy().ravel()).isdisjoint(SECRETS)


def test_pseudonyms_are_new_at_each_opening_of_a_database(file, open_board):
    first, second = (set(open_board(file).voters["voter_id"]) for _ in range(2))
    assert first.isdisjoint(second)


def test_pseudonyms_of_a_package_stay(package, open_board):
    ids = set(pd.read_csv(package / "voters.csv")["voter_id"])
    assert set(open_board(package).voters["voter_id"]) == ids


def test_order_of_rows_says_nothing_of_the_ids_behind_them(board):
    for frame in ("current_votes", "placements"):
        votes = getattr(board, frame)
        pd.testing.assert_frame_equal(votes, votes.sort_values(["tool_id", "voter_id"], ignore_index=True))


# --- the file stays as it is, and free ----------------------------------------------------


def test_a_database_stays_as_it_is(file, open_board):
    before = content(file)
    board = open_board(file)
    assert len(board.log) == 18
    board.close()
    assert content(file) == before


def test_a_database_can_be_written_while_its_board_is_open(file, open_board):
    board = open_board(file)
    store = open_store(str(file), BOARD, must_exist=True)
    try:
        store.save_board(Board(BOARD, title="Changed since"))
    finally:
        store.close()
    assert board.about.title == "Test board"


def test_votes_that_wait_in_the_write_ahead_log_are_there(file, open_board):
    """A process that was killed leaves them beside the file."""
    kill = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute(\"UPDATE boards SET title = 'In the log'\"); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", kill, str(file)], check=False)
    before = content(file)
    assert len(before) == 2
    assert open_board(file).about.title == "In the log"
    assert content(file) == before


def test_a_database_of_an_earlier_version_is_read_and_stays_that_way(tmp_path, open_board):
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute(known_migrations()[0].sql)
        connection.execute("INSERT INTO schema_migrations VALUES (1, 'first', TIMESTAMP '2026-01-01')")
        connection.execute("INSERT INTO boards VALUES ('old', 'Old board', 'l', 'r', 'b', 't', 0, true)")
    before = content(old)
    assert open_board(old).about.title == "Old board"
    assert content(old) == before


def test_copies_go_when_boards_are_closed(file, own_temporary_folder, open_board):
    board = open_board(file)
    view = board.select("First")
    assert len(list(own_temporary_folder.iterdir())) == 1
    board.close()
    board.close()
    assert list(own_temporary_folder.iterdir()) == []
    with pytest.raises(SpectrumError, match=r"closed. Open it again with spectrum\.open_board"):
        _ = view.current_votes


def test_copies_go_with_the_last_view(file, own_temporary_folder):
    view = spectrum.open_board(file).select("First")
    gc.collect()
    assert len(view.current_votes) == 12
    del view
    gc.collect()
    assert list(own_temporary_folder.iterdir()) == []


def test_a_board_closes_at_the_end_of_its_block(file, own_temporary_folder):
    with spectrum.open_board(file) as board:
        assert "12 votes by 6 voters on 3 tools" in repr(board)
    assert repr(board) == f"A closed board of '{file}'"
    assert list(own_temporary_folder.iterdir()) == []


# --- refusals -----------------------------------------------------------------------------


def test_a_database_that_a_server_holds_says_what_to_open_instead(file):
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseLocked) as refusal:
            spectrum.open_board(file)
        holder.communicate("")
    assert refusal.value.pid == holder.pid
    said = str(refusal.value)
    assert f"'{file}' is in use by process {holder.pid}" in said
    assert "download a package or make a backup on its Data page, and open that here" in said


def test_a_database_that_this_process_holds_is_refused_likewise(voted, database):
    with pytest.raises(BoardInUse, match=f"process {os.getpid()}"):
        spectrum.open_board(database)
    assert len(voted.extract(BOARD).votes) == 18


def test_several_boards_want_a_choice(voted, database, open_board):
    voted.save_board(Board("other"))
    voted.close()
    with pytest.raises(
        BoardNotOpened, match=r"it holds 'board', 'other'. Name one of them: open_board\(…, board_id"
    ):
        spectrum.open_board(database)
    assert open_board(database, board_id="other").counts.n_votes == 0


@pytest.fixture(params=["database", "package"])
def either(request, voted, database, tmp_path):
    """The database, or a package of it."""
    package = export_package(voted, BOARD, tmp_path / "package")
    voted.close()
    return database if request.param == "database" else package


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"board_id": "nowhere"}, NoSuchBoard, "'nowhere' in this database. Boards that are there: 'board'"),
        ({"round_name": "Third"}, NoSuchRound, "Rounds that are there: 'First', 'Second'"),
        (
            {"anchor_weight": -1},
            InvalidSetting,
            "anchor_weight is -1, but must be a number of votes, 0 or more",
        ),
        ({"anchor_weight": float("nan")}, InvalidSetting, "0 or more"),
    ],
)
def test_what_is_not_there_is_refused(either, own_temporary_folder, options, error, says):
    with pytest.raises(error, match=re.escape(says)):
        spectrum.open_board(either, **options)
    assert list(own_temporary_folder.iterdir()) == []


def test_nothing_there_says_what_can_be_opened(tmp_path):
    with pytest.raises(
        BoardNotOpened, match=r"there is no such file or folder\. Name a database \(\.duckdb, or a postgresql"
    ):
        spectrum.open_board(tmp_path / "votes.duckdb")
    assert not (tmp_path / "votes.duckdb").exists()


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("votes.duckdb", b"no database", "it is not a DuckDB file"),
        ("votes.duckdb", b"", "votes.duckdb"),
        ("package.zip", b"no zip", "cannot be unpacked"),
        ("notes.txt", b"some notes", "none of the files that can be imported"),
    ],
)
def test_files_that_hold_no_board_are_refused(tmp_path, own_temporary_folder, name, written, says):
    path = tmp_path / name
    path.write_bytes(written)
    with pytest.raises((BoardNotOpened, FileRefused), match=says):
        spectrum.open_board(path)
    assert path.read_bytes() == written
    assert list(own_temporary_folder.iterdir()) == []


def test_a_folder_that_is_no_package_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="no data package of an export"):
        spectrum.open_board(tmp_path)


def test_a_database_of_another_program_is_refused_by_its_own_name(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE something (a INTEGER)")
    with pytest.raises(
        BoardNotOpened, match=f"'{path}' cannot be used as a vote database: it holds tables of another"
    ):
        spectrum.open_board(path)


def test_a_package_that_was_changed_is_refused(package, own_temporary_folder):
    with (package / "votes.csv").open("a", encoding="utf-8") as votes:
        votes.write("\n")
    with pytest.raises(FileRefused, match="SHA-256 differs"):
        spectrum.open_board(package)
    assert list(own_temporary_folder.iterdir()) == []


def test_names_of_a_module_that_are_not_there_are_missed():
    assert not hasattr(spectrum, "open_bored")
    assert "open_board" in dir(spectrum)
