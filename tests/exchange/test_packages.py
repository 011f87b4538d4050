"""Data packages out: their files, their shape, and that there is never half of one."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from uuid import UUID

import frictionless
import pandas as pd
import pytest

from spectrum import __version__
from spectrum.errors import NoSuchBoard
from spectrum.exchange import (
    TABLES,
    ExportRefused,
    csv_bytes,
    export_package,
    package_bytes,
    public_tables,
    tables,
)
from spectrum.model import Board, Voter

BOARD = "board"
FILES = {"datapackage.json", "board.json", "README.md", *(table.file for table in TABLES)}
HEADERS = {
    "votes.csv": "vote_id,seq,round_id,tool_id,voter_id,kind,x,y,shown_x,shown_y,cast_at,source,superseded",
    "current_votes.csv": "tool_id,voter_id,round_id,kind,x,y,cast_at",
    "tools.csv": "tool_id,number,name,description,branches,seed_x,seed_y,status,merged_into,created_at",
    "rounds.csv": "round_id,name,opened_at,closed_at,reveal,start",
    "voters.csv": "voter_id,branch,blocked_at",
    "quarantine.csv": "line,column,reason,content,source",
}


@pytest.fixture
def voted(store, vote):
    """Two rounds, the second open; a withdrawn vote, and one on the x axis alone."""
    store.save_voter(BOARD, Voter("ann", name="Ann Example", branch="Sound"))
    store.open_round(BOARD, "First")
    store.append([vote("t1", "ann", 10, 20), vote("t1", "bob", 30, 40), vote("t2", "ann", 50)])
    store.close_round(BOARD)
    store.open_round(BOARD, "Second")
    store.append(
        [vote("t1", "ann", 12.5, 20, shown_x=11.0, shown_y=22.0), vote("t2", "bob", kind="withdraw")]
    )
    return store


def rows(folder, file):
    with (folder / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_package_has_exactly_its_files(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out")
    assert {path.name for path in out.iterdir()} == FILES


@pytest.mark.parametrize("file", HEADERS)
def test_every_table_has_the_columns_of_the_contract(voted, tmp_path, file):
    out = export_package(voted, BOARD, tmp_path / "out")
    assert (out / file).read_text().splitlines()[0] == HEADERS[file]


def test_positions_have_every_figure_of_stats(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out")
    first = rows(out, "positions.csv")[0]
    assert (first["tool_id"], first["n"], first["mean_x"], first["anchored_x"]) == (
        "t1",
        "2",
        "21.25",
        "21.25",
    )
    assert first["standard_distance"] != ""
    assert first["dip_p_x"] == ""
    assert "mean_ellipse_half_major" in first


def test_the_log_is_whole_and_in_order(voted, tmp_path):
    log = rows(export_package(voted, BOARD, tmp_path / "out"), "votes.csv")
    assert [row["seq"] for row in log] == ["1", "2", "3", "4", "5"]
    assert [row["kind"] for row in log] == ["place"] * 4 + ["withdraw"]
    assert [row["y"] for row in log] == ["20", "40", "", "20", ""]
    assert log[3]["shown_x"] == "11"
    assert {row["source"] for row in log} == {"live"}
    assert {row["superseded"] for row in log} == {"false"}
    assert all(datetime.fromisoformat(row["cast_at"]) and row["cast_at"].endswith("Z") for row in log)


def test_frictionless_finds_the_package_valid(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out")
    report = frictionless.Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    assert [task.name for task in report.tasks] == [*(table.name for table in TABLES), "board"]


def test_a_zipped_package_is_valid_with_names_too(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out.zip", names=True)
    report = frictionless.Package(str(out)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_an_empty_board_makes_a_valid_package(empty, tmp_path):
    out = export_package(empty, BOARD, tmp_path / "out")
    assert frictionless.Package(str(out / "datapackage.json")).validate().valid


def test_hashes_and_lengths_are_those_of_the_files(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out")
    document = json.loads((out / "datapackage.json").read_text())
    for resource in document["resources"]:
        content = (out / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_numbers_say_their_unit_and_times_their_zone(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out")
    document = json.loads((out / "datapackage.json").read_text())
    fields = [
        field for resource in document["resources"] for field in resource.get("schema", {}).get("fields", [])
    ]
    assert all("(" in field["description"] for field in fields if field["type"] in {"number", "datetime"})


def test_board_json_has_settings_and_version(voted, tmp_path):
    voted.save_board(Board(BOARD, title="Tools", left="hand", anchor_weight=3.0, adding_open=True))
    document = json.loads((export_package(voted, BOARD, tmp_path / "out") / "board.json").read_text())
    assert document["axes"] == {
        "left": "hand",
        "right": "generative",
        "bottom": "not ready",
        "top": "production-ready",
    }
    assert (document["title"], document["anchor_weight"], document["adding_open"]) == ("Tools", 3.0, True)
    assert (document["software_version"], document["demo"]) == (__version__, False)
    assert datetime.fromisoformat(document["exported_at"])


def test_a_demo_says_so_in_board_and_readme(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out", demo=True)
    assert json.loads((out / "board.json").read_text())["demo"] is True
    assert "DEMO: these votes are made up" in (out / "README.md").read_text()
    assert "DEMO" not in (export_package(voted, BOARD, tmp_path / "real") / "README.md").read_text()


def test_the_readme_explains_every_column(voted, tmp_path):
    text = (export_package(voted, BOARD, tmp_path / "out") / "README.md").read_text()
    for table in TABLES:
        section = text.split(f"### {table.file}")[1].split("###")[0]
        assert all(f"`{column.name}`" in section for column in table.columns)
    assert "3 votes by 2 voters" in " ".join(text.split())


def test_the_zip_in_memory_holds_the_same_files(voted):
    with zipfile.ZipFile(BytesIO(package_bytes(voted, BOARD))) as archive:
        assert set(archive.namelist()) == FILES
        assert archive.testzip() is None


def test_single_tables_are_those_of_the_package(voted):
    frames = tables(voted.extract(BOARD))
    assert list(frames) == [table.name for table in TABLES]
    assert csv_bytes(frames["rounds"]).decode().splitlines()[0] == HEADERS["rounds.csv"]


def test_as_of_leaves_out_what_came_later(voted, tmp_path):
    out = export_package(voted, BOARD, tmp_path / "out", as_of=3)
    assert len(rows(out, "votes.csv")) == 3
    assert {(row["tool_id"], row["x"]) for row in rows(out, "current_votes.csv")} == {
        ("t1", "10"),
        ("t1", "30"),
        ("t2", "50"),
    }
    assert rows(out, "positions.csv")[0]["mean_x"] == "20"


def test_hidden_tools_are_listed_but_have_no_figures(voted, tmp_path):
    shown = next(tool for tool in voted.tools(BOARD) if tool.tool_id == "t2")
    voted.save_tools(BOARD, [replace(shown, status="hidden")])
    out = export_package(voted, BOARD, tmp_path / "out")
    assert [row["status"] for row in rows(out, "tools.csv")] == ["live", "hidden", "live"]
    assert [row["tool_id"] for row in rows(out, "positions.csv")] == ["t1", "t3"]


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_nothing_is_written_over(voted, tmp_path, name):
    export_package(voted, BOARD, tmp_path / name)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ExportRefused, match="there is something already"):
        export_package(voted, BOARD, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(voted, tmp_path):
    (tmp_path / "out").mkdir()
    assert export_package(voted, BOARD, tmp_path / "out").is_dir()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_failure_leaves_nothing_behind(voted, tmp_path, monkeypatch, name):
    def fail(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("spectrum.exchange.package_writer.package_readme", fail)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ExportRefused, match="No space left on device"):
        export_package(voted, BOARD, tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


def test_a_missing_folder_is_named(voted, tmp_path):
    with pytest.raises(ExportRefused, match="the folder '.*nowhere' does not exist"):
        export_package(voted, BOARD, tmp_path / "nowhere" / "out")


def test_a_board_that_is_not_there_is_named(store, tmp_path):
    with pytest.raises(NoSuchBoard):
        export_package(store, "other", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_vote_ids_are_new_unless_asked_for(voted, tmp_path):
    stored = [str(vote_id) for vote_id in voted.extract(BOARD).votes["vote_id"]]
    kept = [
        row["vote_id"] for row in rows(export_package(voted, BOARD, tmp_path / "ids", ids=True), "votes.csv")
    ]
    drawn = [row["vote_id"] for row in rows(export_package(voted, BOARD, tmp_path / "out"), "votes.csv")]
    assert kept == stored
    assert set(drawn).isdisjoint(stored)
    assert all(UUID(vote_id).version == 4 for vote_id in drawn)


def test_names_are_there_only_when_asked_for(voted, tmp_path):
    export_package(voted, BOARD, tmp_path / "out")
    assert all(b"Ann Example" not in path.read_bytes() for path in (tmp_path / "out").iterdir())
    named = rows(export_package(voted, BOARD, tmp_path / "named", names=True), "voters.csv")
    assert {(row["name"], row["branch"]) for row in named} == {("Ann Example", "Sound"), ("", "")}


def test_sources_name_a_file_and_nothing_of_its_folder():
    assert public_tables.public_source("live") == "live"
    assert public_tables.public_source("simulate") == "simulate"
    assert public_tables.public_source("import:votes.csv") == "import:votes.csv"
    assert public_tables.public_source("import:/home/ann/votes.csv") == "import:votes.csv"
    assert public_tables.public_source(r"import:C:\Users\ann\votes.csv") == "import:votes.csv"


def test_frames_have_the_types_of_the_schema(voted):
    frames = tables(voted.extract(BOARD))
    assert frames["votes"]["superseded"].dtype == "boolean"
    assert pd.api.types.is_datetime64_any_dtype(frames["rounds"]["closed_at"])
