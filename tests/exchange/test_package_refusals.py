"""Packages that were damaged or changed: refused with the file, line and column, and nothing stored."""

from __future__ import annotations

import zipfile

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange import export_package, import_file
from spectrum.exchange.unpacking import unpack
from tests.exchange.conftest import drop_hashes

BOARD = "board"


@pytest.fixture
def package(store, vote, tmp_path):
    """An exported folder without hashes, so that tests may change its files."""
    store.open_round(BOARD, "First")
    store.append([vote("t1", "ann", 10, 20), vote("t1", "bob", 30, 40)])
    folder = export_package(store, BOARD, tmp_path / "package")
    drop_hashes(folder)
    return folder


def refusal(store, path):
    with pytest.raises(FileRefused) as refused:
        import_file(store, BOARD, path)
    assert store.tools(BOARD) == []
    assert store.extract(BOARD).votes.empty
    return str(refused.value)


def replace_in(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_package_itself_is_good(empty, package):
    assert import_file(empty, BOARD, package).votes == 2


def test_its_descriptor_stands_for_the_package(empty, package):
    assert import_file(empty, BOARD, package / "datapackage.json").votes == 2


@pytest.mark.parametrize("file", ["current_votes.csv", "positions.csv", "README.md"])
def test_what_follows_from_the_log_may_be_missing(empty, package, file):
    (package / file).unlink()
    assert import_file(empty, BOARD, package).votes == 2


@pytest.mark.parametrize(
    "file", ["datapackage.json", "board.json", "votes.csv", "tools.csv", "quarantine.csv"]
)
def test_a_missing_file_is_named(empty, package, file):
    (package / file).unlink()
    assert f"{file} missing" in refusal(empty, package)


@pytest.mark.parametrize("file", ["votes.csv", "tools.csv", "board.json", "positions.csv"])
def test_a_changed_file_is_noticed(empty, store, tmp_path, file):
    folder = export_package(store, BOARD, tmp_path / "package")
    (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
    said = refusal(empty, folder)
    assert f"'package: {file}'" in said
    assert "not what was exported" in said


CHANGES = {
    "unknown tool": ("votes.csv", ",t1,", ",t9,", "column tool_id: there is no tool 't9'"),
    "position": (
        "votes.csv",
        "place,10,",
        "place,110,",
        "line 2, column x: '110' is not a number from 0 to 100",
    ),
    "kind": ("votes.csv", "place,10,20", "jump,10,20", "line 2, column kind: 'jump' is not one of"),
    "vote id": ("votes.csv", "-4", "-4?", "column vote_id"),
    "column gone": ("tools.csv", "status", "state", "has no column 'status'; has the unknown column 'state'"),
    "status": ("tools.csv", "live", "alive", "line 2, column status: 'alive' is not one of live, proposed"),
    "number": ("tools.csv", "t1,1,", "t1,one,", "line 2, column number: 'one' is not a whole number"),
    "seed": ("tools.csv", "10,90", "10,900", "line 2, column seed_y: 900.0 is not a number from 0 to 100"),
    "seed no number": ("tools.csv", "10,90", "10,high", "line 2, column seed_y: 'high' is not a number"),
    "name": ("tools.csv", "Denoise", "", "line 2, column name: it is empty"),
    "merged": ("tools.csv", "live,", "merged,t9", "the tool 't1' is merged into 't9', which is not there"),
    "tool twice": ("tools.csv", "t2,", "t1,", "the tool 't1' stands there twice"),
    "cells": ("tools.csv", "10,90", "10,90,", "line 2: it has 11 cells for 10 columns"),
    "quote": ("tools.csv", "Denoise", '"Denoise', "it is no CSV"),
    "round time": ("rounds.csv", "T", " at ", "line 2, column opened_at"),
    "reveal": ("rounds.csv", "live", "soon", "line 2, column reveal: 'soon' is not one of"),
    "weight": (
        "board.json",
        '"anchor_weight": 0.0',
        '"anchor_weight": -1',
        "anchor_weight: it is not from 0",
    ),
    "weight too high": ("board.json", '"anchor_weight": 0.0', '"anchor_weight": 5e6', "from 0 to 1,000,000"),
    "weight NaN": (
        "board.json",
        '"anchor_weight": 0.0',
        '"anchor_weight": NaN',
        "'nan' is not a finite number",
    ),
    "title": ("board.json", '"Test board"', "null", "title: null is not text"),
    "axes": ("board.json", '"axes"', '"ends"', "axes: it is no object"),
    "contact": (
        "board.json",
        '"contact": ""',
        '"contact": "javascript:alert(1)"',
        "contact is 'javascript:alert(1)'",
    ),
    "contact no text": ("board.json", '"contact": ""', '"contact": 5', "contact: 5 is not text"),
    "days": (
        "board.json",
        '"names_kept_days": null',
        '"names_kept_days": 0',
        "names_kept_days: 0 is not a number",
    ),
    "board no JSON": ("board.json", "{", "", "board.json' was not imported: it is not JSON"),
    "descriptor": ("datapackage.json", '"resources"', '"files"', "it has no list of 'resources'"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_cannot_be_used_is_named(empty, package, change):
    file, old, new, said = change
    if file == "tools.csv":
        path = package / file
        path.write_text(path.read_text().replace('"', ""))
    replace_in(package / file, old, new)
    message = refusal(empty, package)
    assert said in message
    assert file in message


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_a_zip_of_the_folder_itself_is_read(empty, package, tmp_path):
    members = [(f"package/{path.name}", path.read_bytes()) for path in package.iterdir()]
    members += [("__MACOSX/package/votes.csv", b"junk"), ("package/notes.txt", b"mine")]
    assert import_file(empty, BOARD, zipped(tmp_path / "out.zip", members)).votes == 2


@pytest.mark.parametrize(
    "name", ["../votes.csv", "/etc/votes.csv", "a/../../votes.csv", "..\\votes.csv", "C:\\votes.csv"]
)
def test_names_that_point_out_of_a_zip_are_refused(empty, tmp_path, name):
    path = zipped(tmp_path / "out.zip", [(name, b"x")])
    assert "points outside of it" in refusal(empty, path)


def test_a_file_that_is_twice_in_a_zip_is_refused(empty, tmp_path):
    path = zipped(tmp_path / "out.zip", [("votes.csv", b"x"), ("a/votes.csv", b"y")])
    assert "holds 'votes.csv' twice" in refusal(empty, path)


def test_a_zip_that_would_fill_the_disk_is_refused_before_it_is_unpacked(tmp_path):
    path = zipped(tmp_path / "bomb.zip", [("votes.csv", b"0" * 3_000_000)])
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FileRefused, match="it unpacks to 3 MB, and at most 1 MB are unpacked"):
        unpack(path, folder, ["votes.csv"], limit=1_000_000)
    assert list(folder.iterdir()) == []


def test_a_damaged_zip_is_refused(empty, package, tmp_path):
    path = zipped(tmp_path / "out.zip", [(file.name, file.read_bytes()) for file in package.iterdir()])
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)
    assert "cannot be unpacked" in refusal(empty, path)


def test_something_else_called_zip_is_refused(empty, write):
    assert "cannot be unpacked" in refusal(empty, write("out.zip", "no zip"))
