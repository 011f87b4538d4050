"""Votes that do not count any more travel along, and still do not count."""

from __future__ import annotations

import csv
import json
import zipfile

import frictionless
import pytest

from spectrum.errors import FileRefused
from spectrum.exchange import export_package, import_file, stats_document, tables
from spectrum.model import Selection

BOARD = "board"


def figures(store):
    return json.dumps(stats_document(store, BOARD))


def counted(store, **selection):
    positions = store.positions(Selection(BOARD, **selection))
    return dict(zip(positions["tool_id"], positions["n"], strict=True))


@pytest.fixture
def begun_anew(store, vote):
    """t1 was reset after two votes; all that counted then was baked, and two more votes came."""
    organiser = store.organise(BOARD, "cli")
    organiser.change_board(anchor_weight=3.0)
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 10, 10), vote("t1", "bob", 20, 20), vote("t2", "ann", 30, 30)])
    organiser.reset_votes("t1")
    store.append([vote("t1", "ann", 40)])
    organiser.bake_seeds("two", close_open=True)
    store.append([vote("t1", "cy", 60, 60), vote("t3", "cy", 70, 70)])
    store.close_round(BOARD)
    return store


def rewritten(package, target, *, without=(), resets=None):
    """The package as a folder without some of its files, or with other resets."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(target)
    about = json.loads((target / "datapackage.json").read_text())
    about["resources"] = [r for r in about["resources"] if r["path"] not in (*without, "resets.csv")]
    (target / "datapackage.json").write_text(json.dumps(about))
    for name in without:
        (target / name).unlink()
    if resets is not None:
        (target / "resets.csv").write_text(resets)
    return target


def test_figures_come_back_the_same_as_of_every_seq_and_round(begun_anew, open_empty, tmp_path):
    other = open_empty("other")
    import_file(other, BOARD, export_package(begun_anew, BOARD, tmp_path / "out.zip"))
    assert counted(other) == {"t1": 1, "t3": 1}
    assert figures(other) == figures(begun_anew)
    assert other.verify(BOARD).agrees
    for seq in range(1, 7):
        assert counted(other, as_of=seq) == counted(begun_anew, as_of=seq)
    for round_ in begun_anew.rounds(BOARD):
        assert counted(other, round_id=round_.round_id) == counted(begun_anew, round_id=round_.round_id)
    kept = ["tool_id", "at_seq", "kind", "reset_at"]
    rows = begun_anew.extract(BOARD).resets[kept].to_dict("records")
    assert other.extract(BOARD).resets[kept].to_dict("records") == rows
    assert [(row["tool_id"], row["at_seq"], row["kind"]) for row in rows] == [
        ("t1", 3, "reset"),
        ("t1", 4, "baked"),
        ("t2", 4, "baked"),
    ]


def test_reset_can_be_undone_where_it_was_imported(begun_anew, open_empty, tmp_path):
    other = open_empty("other")
    import_file(other, BOARD, export_package(begun_anew, BOARD, tmp_path / "out.zip"))
    first = begun_anew.rounds(BOARD)[0].round_id
    for store in (begun_anew, other):
        store.organise(BOARD, "cli").undo_reset("t1")
        assert counted(store, round_id=first) == {"t1": 2, "t2": 1}
    assert figures(other) == figures(begun_anew)


def test_reset_of_merged_tools_is_undone_for_all_of_them(store, open_empty, tmp_path, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 10, 10), vote("t2", "bob", 20, 20)])
    organiser = store.organise(BOARD, "cli")
    organiser.merge("t2", into="t1")
    organiser.reset_votes("t1")
    other = open_empty("other")
    import_file(other, BOARD, export_package(store, BOARD, tmp_path / "out.zip"))
    assert counted(other) == {}
    other.organise(BOARD, "cli").undo_reset("t1")
    assert counted(other) == {"t1": 2}


def test_the_same_package_again_changes_nothing(begun_anew, open_empty, tmp_path):
    other = open_empty("other")
    package = export_package(begun_anew, BOARD, tmp_path / "out.zip")
    import_file(other, BOARD, package)
    before = figures(other)
    assert import_file(other, BOARD, package).new_votes == 0
    assert figures(other) == before
    assert len(other.extract(BOARD).resets) == 3


def test_own_votes_of_a_board_are_no_part_of_a_files_resets(begun_anew, open_empty, tmp_path, vote):
    other = open_empty("other")
    other.save_tools(BOARD, begun_anew.tools(BOARD)[:1])
    other.open_round(BOARD, "own")
    other.append([vote("t1", "dee", 5, 5)])
    import_file(other, BOARD, export_package(begun_anew, BOARD, tmp_path / "out.zip"))
    # t1 was there: its baked vote is one like others; t2's is in the seed that came along
    assert counted(other) == {"t1": 3, "t3": 1}
    assert other.extract(BOARD).resets.empty
    assert other.verify(BOARD).agrees


def test_package_as_of_a_seq_has_the_resets_until_then(begun_anew, tmp_path):
    assert len(tables(begun_anew.extract(BOARD, as_of=3))["resets"]) == 1
    out = export_package(begun_anew, BOARD, tmp_path / "out", as_of=2)
    assert (out / "resets.csv").read_text().splitlines() == ["tool_id,at_seq,kind,reset_at"]


def test_frictionless_finds_a_package_with_resets_valid(begun_anew, tmp_path):
    out = export_package(begun_anew, BOARD, tmp_path / "out")
    with (out / "resets.csv").open(encoding="utf-8", newline="") as opened:
        assert len(list(csv.DictReader(opened))) == 3
    assert frictionless.Package(str(out / "datapackage.json")).validate().valid


def test_package_of_an_earlier_version_has_no_resets(store, open_empty, tmp_path, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 10, 10)])
    package = export_package(store, BOARD, tmp_path / "out.zip")
    old = rewritten(package, tmp_path / "old", without=["resets.csv"])
    other = open_empty("other")
    assert import_file(other, BOARD, old).new_votes == 1
    assert counted(other) == {"t1": 1}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("t9,3,reset,2026-01-01T00:00:00Z", "no tool 't9'"),
        (f"t1,{2**63},reset,2026-01-01T00:00:00Z", "higher than any seq"),
        ("t1,x,reset,2026-01-01T00:00:00Z", "not a whole number"),
        ("t1,3,joke,2026-01-01T00:00:00Z", "not one of reset, baked"),
        ("t1,3,reset,soon", "not a time"),
    ],
)
def test_reset_that_cannot_be_used_is_refused_with_its_reason(begun_anew, open_empty, tmp_path, line, why):
    package = export_package(begun_anew, BOARD, tmp_path / "out.zip")
    bad = rewritten(package, tmp_path / "bad", resets=f"tool_id,at_seq,kind,reset_at\n{line}\n")
    other = open_empty("other")
    with pytest.raises(FileRefused, match=why):
        import_file(other, BOARD, bad)
    assert other.last_seq(BOARD) == 0
