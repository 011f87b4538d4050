"""What can be taken away, the backup that stays, and the mark of the demo."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest

from spectrum import settings
from spectrum.exchange.demo import make_demo
from tests.pages.looking import ALL, BOARD, PAGES, contents, press, words


def test_everything_offered_can_be_made(visit, seeded, offered):
    for page in PAGES:
        visit(page, tool="t1")
    files = contents(offered, pictures=True)
    assert {Path(name).suffix for name in offered} == {".png", ".svg", ".csv", ".zip", ".json"}
    assert all(files.values())
    assert files["spectrum.png"].startswith(b"\x89PNG")
    [package] = [name for name in offered if name.endswith(".zip")]
    assert re.fullmatch(rf"{BOARD}-\d{{4}}-\d\d-\d\d\.zip", package)
    assert len(files["votes.csv in the package"].splitlines()) == 81


def test_tables_have_each_vote_of_a_live_round_at_once(visit, seeded, offered, vote):
    seeded.open_round(BOARD, "live")
    visit("data.py")
    [log] = [make for name, make in offered.items() if name.endswith("-votes.csv")]
    assert len(log().splitlines()) == 81
    seeded.append([vote("t1", "now", 12.5, 87.5)])
    assert log().decode("utf-8-sig").splitlines()[-1].count("12.5,87.5") == 1


def test_numbers_of_a_tool_tell_no_voters_apart(visit, seeded, offered):
    visit("distribution.py", tool="t1")
    header, *rows = offered["votes-t1.csv"]().decode("utf-8-sig").splitlines()
    assert "voter" not in header
    assert len(rows) == seeded.positions(ALL)["n"][0]


def test_backup_is_written_once_a_minute_and_not_by_looking(visit, seeded, database, signed_in):
    at = visit("data.py")
    folder = database.parent / "backups"
    assert not folder.exists()
    press(at, "Back up now")
    [copy] = folder.glob("*.duckdb")
    assert copy.name in words(at)
    [entry] = [entry for entry in seeded.organise(BOARD, "test").audit() if entry.action == "back_up"]
    assert (entry.target, entry.after) == (copy.name, {"size": copy.stat().st_size})
    press(visit("data.py"), "Back up now")
    assert "less than a minute old" in words(press(at, "Back up now"))
    assert len(list(folder.glob("*.duckdb"))) == 1


def test_backup_is_possible_after_the_clock_was_set_back(visit, seeded, database, signed_in):
    folder = database.parent / "backups"
    folder.mkdir()
    earlier = folder / "votes-29990101-000000.duckdb"
    seeded.backup(earlier)
    in_an_hour = time.time() + 3_600
    os.utime(earlier, (in_an_hour, in_an_hour))
    press(visit("data.py"), "Back up now")
    assert len(list(folder.glob("*.duckdb"))) == 2


def test_backup_whose_folder_cannot_be_made_is_refused_in_words(visit, seeded, database, signed_in):
    (database.parent / "backups").write_text("a file in its place")
    at = press(visit("data.py"), "Back up now")
    assert "backups' for copies cannot be made" in words(at)
    assert not at.exception


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A demo server: its database is a file of its own."""
    file = tmp_path / "demo.duckdb"
    monkeypatch.setattr(settings, "DEMO_DATABASE", file)
    monkeypatch.setenv("SPECTRUM_DEMO", "1")
    make_demo(str(file), BOARD)
    return file


def test_demo_is_marked_on_every_page_and_download(visit, demo, database, offered):
    for page in {*PAGES} - {"vote.py", "wall.py"}:  # there the canvas says so
        at = visit(page)
        assert not at.error
        assert "DEMO" in at.title[0].value
    board = [name for name in offered if BOARD in name]
    assert board
    assert all(name.startswith("DEMO-") for name in board)
    files = contents({name: offered[name] for name in board if not name.endswith(".csv")})
    assert json.loads(files["board.json in the package"])["demo"] is True
    [snapshot] = [content for name, content in files.items() if re.fullmatch(r"DEMO-.*\d\.json", name)]
    assert "DEMO" in json.loads(snapshot)["source"]
    assert not database.exists()


def test_own_board_is_not_marked(visit, store):
    for page in {*PAGES} - {"vote.py", "wall.py"}:
        assert "DEMO" not in visit(page).title[0].value
