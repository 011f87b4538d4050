"""Backups: by hand and before what goes far, neither in the way of the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from spectrum.errors import SpectrumError
from spectrum.model import Board, Tool
from spectrum.store import Store, close_shared_stores, open_store, shared_store
from spectrum.ui.data import backups
from spectrum.ui.data.backups import (
    DAYS_KEPT,
    KEPT,
    KEPT_BEFORE_STEPS,
    back_up,
    back_up_before,
    kept_before_steps,
)

BOARD = "board"


@pytest.fixture(params=["duckdb", "postgres"])
def shared(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """The store of the process, of either kind; with PostgreSQL the copies go to the data folder."""
    address = str(tmp_path / "votes.duckdb")
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        address = server.address(server.new_schema())
        monkeypatch.setenv("SPECTRUM_SECRET", "a secret of the tests")
        monkeypatch.setenv("SPECTRUM_ORGANISER_PASSWORD", "a password")
    monkeypatch.setattr(backups, "DATA", tmp_path)
    monkeypatch.setenv("SPECTRUM_DATABASE", address)
    monkeypatch.setenv("SPECTRUM_BOARD", BOARD)
    monkeypatch.delenv("SPECTRUM_DEMO", raising=False)
    close_shared_stores()
    yield shared_store(address, BOARD, starter_tools=list)
    close_shared_stores()


def copies(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "backups").iterdir())


def test_copy_holds_the_board_as_it_was(shared, tmp_path, vote):
    shared.save_tools(BOARD, [Tool("t1", "Denoise")])
    shared.open_round(BOARD, "one")
    shared.append([vote("t1", "ann", 20, 30)])
    shared.organise(BOARD, "cli").change_board(title="Before")
    file = back_up_before("merge")
    shared.organise(BOARD, "cli").change_board(title="After")
    copy = open_store(str(file), BOARD, must_exist=True)
    try:
        assert copy.board(BOARD).title == "Before"
        assert copy.extract(BOARD).votes["voter_id"].tolist() == ["ann"]
    finally:
        copy.close()


def test_nothing_new_is_copied_once(shared, tmp_path):
    first = back_up_before("merge")
    assert back_up_before("bake") == first
    shared.organise(BOARD, "cli").change_board(title="Changed")
    assert back_up_before("bake") != first
    assert len(copies(tmp_path)) == 2


def test_copy_that_was_taken_away_is_made_again(shared, tmp_path):
    back_up_before("merge").unlink()
    assert back_up_before("merge").exists()


def test_kinds_do_not_push_each_other_out(shared, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "PAUSE", 0.0)
    by_hand = back_up()
    for n in range(KEPT_BEFORE_STEPS + 3):
        shared.organise(BOARD, "cli").change_board(title=f"Title {n}")
        back_up_before("merge")
    assert by_hand.exists()
    assert len(copies(tmp_path)) == 1 + KEPT_BEFORE_STEPS + 1  # besides, the first of the day


def test_second_copy_by_hand_waits_a_minute_and_those_before_steps_do_not(shared, tmp_path):
    back_up_before("merge")
    back_up()
    with pytest.raises(SpectrumError, match="less than a minute old"):
        back_up()
    shared.save_board(Board(BOARD, title="Changed"))
    back_up_before("merge")
    assert len(copies(tmp_path)) == 3


def test_newest_copies_by_hand_are_kept(shared, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "PAUSE", 0.0)
    (tmp_path / "backups").mkdir(exist_ok=True)
    stem = back_up().stem.rsplit("-", 2)[0]
    for day in range(10, 20):
        (tmp_path / "backups" / f"{stem}-202501{day}-120000.duckdb").touch()
    newest = back_up()
    assert len(copies(tmp_path)) == KEPT
    assert newest.exists()


def test_latest_copies_and_the_first_of_each_day_are_kept():
    day = date(2026, 1, 1)
    times = [
        f"{day + timedelta(days=n):%Y%m%d}-{hour:02}0000-000000" for n in range(40) for hour in range(9, 12)
    ]
    kept = kept_before_steps(times)
    assert set(times[-KEPT_BEFORE_STEPS:]) <= kept
    firsts = [time for time in times if "-09" in time]
    assert {time for time in kept if "-09" in time} == set(firsts[-DAYS_KEPT:])
    assert len(kept) < KEPT_BEFORE_STEPS + DAYS_KEPT
