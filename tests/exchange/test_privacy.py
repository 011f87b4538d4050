"""Nothing in an export tells who voted."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from spectrum.errors import Reject
from spectrum.exchange import csv_bytes, export_package, export_snapshot_json, import_file, tables
from spectrum.model import VoteFile, Voter

BOARD = "board"
IDS = ("uid-ann", "uid-bob", "uid-cy", "uid-maker")


@pytest.fixture
def imported(empty, snapshot):
    import_file(empty, BOARD, snapshot())
    return empty


def everything(folder):
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir())).decode()


def test_no_stored_id_of_a_voter_is_anywhere_in_a_package(imported, tmp_path):
    text = everything(export_package(imported, BOARD, tmp_path / "out", ids=True, names=True))
    assert [voter_id for voter_id in IDS if voter_id in text] == []


def test_no_stored_id_of_a_voter_is_in_a_snapshot(imported, tmp_path):
    export_snapshot_json(imported, BOARD, tmp_path / "out.json", names=True)
    text = (tmp_path / "out.json").read_text()
    assert [voter_id for voter_id in IDS if voter_id in text] == []


def test_a_voter_has_one_pseudonym_within_an_export_and_another_in_the_next(imported):
    first, second = tables(imported.extract(BOARD)), tables(imported.extract(BOARD))
    voters = set(first["voters"]["voter_id"])
    assert set(first["votes"]["voter_id"]) == set(first["current_votes"]["voter_id"]) == voters
    assert voters.isdisjoint(second["voters"]["voter_id"])


def test_the_order_of_rows_says_nothing_of_the_ids(imported):
    imported.save_voter(BOARD, Voter("uid-000"))
    frames = tables(imported.extract(BOARD))
    assert frames["voters"]["voter_id"].is_monotonic_increasing
    pairs = list(zip(frames["current_votes"]["tool_id"], frames["current_votes"]["voter_id"], strict=True))
    assert pairs == sorted(pairs)


def test_voters_in_quarantined_rows_are_pseudonyms_too(imported):
    (row,) = tables(imported.extract(BOARD))["quarantine"].to_dict("records")
    content = json.loads(row["content"])
    assert (content["tool_id"], content["x"], content["y"]) == ("gone", "1", "2")
    assert re.fullmatch("[a-f][0-9a-f]{11}", content["voter_id"])


def set_aside(store, tmp_path, reject):
    path = tmp_path / "none.csv"
    path.write_text("tool_id,voter_id,x,y\n")
    columns = ("tool_id", "voter_id", "x", "y")
    store.load(BOARD, VoteFile(path, columns, "import:none.csv", rejects=[reject], quarantine=True))


@pytest.mark.parametrize(
    ("column", "reason", "content"),
    [
        (
            "x",
            "'uid-ann' is not a number",
            '{"tool_id": "d01", "voter_id": "3.4", "x": "uid-ann", "y": null}',
        ),
        (
            "x",
            "'ann@example.org' is not a number",
            '{"tool_id": "d01", "voter_id": "7", "x": "ann@example.org"}',
        ),
        ("x", "it's 'uid-ann's' value", ""),
        ("tool_id", "there is no tool 'uid-ann'", '{"tool_id": "uid-ann", "voter_id": "d01"}'),
        ("x", "the line has too few columns", "d01,uid-ann,ann@example.org"),
        ("x", "it is empty", '["uid-ann", "ann@example.org"]'),
        ("x", "it is empty", '{"voter_id": ["uid-ann"], "who": "ann@example.org"}'),
        ("x", "it is empty", '{"voter_id": "uid-new", "who": "ann@example.org", "x": ["uid-ann"]}'),
    ],
)
def test_slipped_rows_do_not_give_a_voter_away(imported, tmp_path, column, reason, content):
    set_aside(imported, tmp_path, Reject(2, column, reason, content))
    text = csv_bytes(tables(imported.extract(BOARD))["quarantine"]).decode()
    assert not re.search("uid-ann|ann@example|uid-new", text)


def test_numbers_and_tools_in_reasons_stay(imported, tmp_path):
    set_aside(imported, tmp_path, Reject(2, "x", "'101' is not a number from 0 to 100", ""))
    text = csv_bytes(tables(imported.extract(BOARD))["quarantine"]).decode()
    reasons = [row["reason"] for row in csv.DictReader(io.StringIO(text))]
    assert "'101' is not a number from 0 to 100" in reasons
    assert any("'gone'" in reason for reason in reasons)


@pytest.fixture
def branches(store, vote):
    """Five voters of Sound, four of VFX with a fifth who never voted, one of none."""
    store.open_round(BOARD, "one")
    voters = {f"s{n}": "Sound" for n in range(5)} | {f"f{n}": "VFX" for n in range(5)} | {"none": None}
    for voter_id, branch in voters.items():
        store.save_voter(BOARD, Voter(voter_id, name=f"Name of {voter_id}", branch=branch))
    store.append([vote("t1", voter_id, 20, 30) for voter_id in voters if voter_id != "f4"])
    return store


def test_branch_of_few_voters_is_in_no_export(branches, tmp_path):
    text = everything(export_package(branches, BOARD, tmp_path / "out"))
    assert text.count("Sound") > text.count("VFX") == 0
    voters = tables(branches.extract(BOARD))["voters"]
    assert sorted(voters["branch"].dropna()) == ["Sound"] * 5
    assert "VFX" in tables(branches.extract(BOARD), names=True)["voters"]["branch"].tolist()


def test_branch_counts_as_of_the_moment_that_is_exported(branches, vote):
    seq = branches.last_seq(BOARD)
    branches.append([vote("t1", "f4", 1, 1)])
    assert "VFX" in tables(branches.extract(BOARD))["voters"]["branch"].tolist()
    assert "VFX" not in tables(branches.extract(BOARD, as_of=seq))["voters"]["branch"].tolist()


def test_names_are_in_no_export_unless_asked_for(branches, tmp_path):
    assert "Name of" not in everything(export_package(branches, BOARD, tmp_path / "out", ids=True))
    assert "Name of" in everything(export_package(branches, BOARD, tmp_path / "named", names=True))
    for named in (False, True):
        file = tmp_path / f"{named}.json"
        export_snapshot_json(branches, BOARD, file, names=named)
        assert ("Name of" in file.read_text()) is named
