"""The command line, as a terminal sees it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from spectrum import __version__
from spectrum.cli import cli
from spectrum.store.duckdb_store import DuckDBStore

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = {
    "items": {
        "d01": {"id": "d01", "name": "Denoise", "tags": [], "x": 10, "y": 90},
        "d02": {"id": "d02", "name": "Layout", "tags": [], "x": 60, "y": 40},
    },
    "votes": {
        "d01": {
            "uid-ann": {"username": "Voter 01", "x": 20, "y": 80},
            "uid-bob": {"username": "Voter 02", "x": 30, "y": 70},
        },
        "gone": {"uid-ann": {"username": "Voter 01", "x": 1, "y": 2}},
    },
    "settings": {},
    "capturedAt": "2026-08-18T01:29:52.456Z",
}


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """Settings that point into the test's own folder."""
    database = tmp_path / "votes.duckdb"
    monkeypatch.setenv("SPECTRUM_DATABASE", str(database))
    monkeypatch.setenv("SPECTRUM_BOARD", "talk")
    monkeypatch.delenv("SPECTRUM_DEMO", raising=False)
    return database


@pytest.fixture
def snapshot(tmp_path):
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(SNAPSHOT))
    return str(path)


@pytest.fixture
def run(settings):
    """Runs a command that must succeed, and returns what it printed."""

    def run_command(*arguments):
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    return run_command


@pytest.fixture
def refuse(settings):
    """Runs a command that must be refused in one line on stderr, and returns the line."""

    def run_command(*arguments):
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        assert result.stderr.count("\n") == 1
        return result.stderr.strip()

    return run_command


def test_import_says_what_the_file_held_and_what_was_new(run, snapshot):
    assert run("import", snapshot).splitlines() == [
        "tools 2, votes 2, voters 2, quarantined 1",
        "new: 2 tools, 2 votes",
    ]
    assert run("import", snapshot).splitlines() == [
        "tools 2, votes 2, voters 2, quarantined 1",
        "Nothing new: everything in it was here already.",
    ]


def test_import_takes_a_round_and_quarantine(run, refuse, tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("tool_id,voter_id,x,y\nd01,ann,1,2\nd01,bob,left,2\n")
    assert "line 3, column x: 'left' is not a number from 0 to 100" in refuse("import", path)
    assert run("import", path, "--quarantine", "--round", "Talk").startswith(
        "tools 1, votes 1, voters 1, quarantined 1"
    )
    assert run("round", "list").startswith("Talk: ")


def test_stats_as_json_has_no_nan(run, snapshot):
    run("import", snapshot)
    document = json.loads(run("stats", "--json"), parse_constant=pytest.fail)
    assert document["board"]["board_id"] == "talk"
    assert document["board"]["anchor_weight"] == 10.0
    assert [tool["n"] for tool in document["tools"]] == [2, 0]


def test_stats_try_another_anchor_weight(run, snapshot):
    run("import", snapshot)
    document = json.loads(run("stats", "--json", "--anchor-weight", "0"))
    assert document["tools"][0]["anchored_x"] == 25.0


def test_stats_as_a_table(run, snapshot):
    run("import", snapshot)
    assert re.search(r"^ *1 +Denoise +2 +12\.5 +87\.5", run("stats"), re.M)


def test_stats_name_the_rounds_there_are(run, refuse, snapshot):
    run("import", snapshot, "--round", "First")
    assert json.loads(run("stats", "--json", "--round", "First"))["board"]["n_votes"] == 2
    assert "no round 'Second'" in refuse("stats", "--round", "Second")


def test_export_and_import_into_an_empty_database_give_the_same_stats(run, snapshot, tmp_path):
    run("import", snapshot)
    out, other = tmp_path / "out.zip", tmp_path / "other.duckdb"
    assert run("export", out) == f"Exported board 'talk' to '{out}'.\n"
    assert "votes.csv" in zipfile.ZipFile(out).namelist()
    run("import", out, "--database", other)
    assert run("stats", "--json", "--database", other) == run("stats", "--json")


def test_export_refuses_to_write_over(run, refuse, snapshot, tmp_path):
    run("import", snapshot)
    run("export", tmp_path / "out")
    assert "there is something already" in refuse("export", tmp_path / "out")


def test_export_of_a_snapshot_says_what_it_left_out(run, settings, tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("tool_id,voter_id,x,y\nd01,ann,1,\nd01,bob,3,4\n")
    run("import", path)
    result = CliRunner().invoke(cli, ["export", str(tmp_path / "out.json"), "--format", "snapshot-json"])
    assert result.exit_code == 0
    assert result.stderr == "Left out 1 votes without y, which this format cannot hold.\n"
    assert len(json.loads((tmp_path / "out.json").read_text())["votes"]["d01"]) == 1


def test_copy_tells_what_it_copied_and_refuses_to_do_it_twice(run, refuse, settings, snapshot, tmp_path):
    run("import", snapshot, "--round", "First")
    run("round", "open", "Second")
    ways = ("copy", "--from", str(settings), "--to", str(tmp_path / "copy.duckdb"))
    result = CliRunner().invoke(cli, ways)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Copied board 'talk': tools 2, votes 2, voters 2, rounds 2.",
        "Compared: all rows are there; log, current votes and positions agree.",
    ]
    assert result.stderr == (
        "Round 'Second' is open in both databases: votes cast in the old one stay there.\n"
    )
    assert "has been used already (2 votes)" in refuse(*ways)
    assert run("stats", "--json", "--database", tmp_path / "copy.duckdb") == run("stats", "--json")


def test_copy_names_its_databases_itself(settings):
    result = CliRunner().invoke(cli, ["--database", "x.duckdb", "copy", "--from", "a", "--to", "b"])
    assert result.exit_code == 2
    assert "--from and --to instead of --database" in result.stderr


def test_copy_to_postgres_hides_the_password(refuse, run, settings, snapshot):
    run("import", snapshot)
    address = "postgresql://ann:hunter2@127.0.0.1:1/votes"
    refused = refuse("copy", "--from", settings, "--to", address)
    assert "'postgresql://ann@127.0.0.1:1/votes' cannot be reached" in refused


def test_rounds_are_opened_listed_and_closed(run, refuse):
    assert run("round", "open", "Tuesday", "--reveal", "after_close", "--fresh") == (
        "Round 'Tuesday' is open (reveal after_close, fresh).\n"
    )
    assert "still open" in refuse("round", "open", "Wednesday")
    assert re.fullmatch(r"Tuesday: [-: \d]+ to open UTC, reveal after_close, fresh\n", run("round", "list"))
    assert run("round", "close") == "Round 'Tuesday' is closed.\n"
    assert "none to close" in refuse("round", "close")


def test_a_board_without_rounds_says_so(run, snapshot):
    run("import", snapshot)
    assert run("round", "list") == "No rounds yet.\n"


def test_simulate_is_the_same_for_the_same_seed(run):
    command = ["simulate", "--voters", 10, "--tools", 4, "--votes-per-voter", 2, "--seed", 7]
    assert run(*command).splitlines() == [
        "tools 4, votes 20, voters 10, quarantined 0",
        "new: 4 tools, 20 votes",
    ]
    assert "Nothing new" in run(*command)


def test_simulate_refuses_what_cannot_be(refuse):
    command = ["simulate", "--voters", 10, "--tools", 4, "--votes-per-voter", 5, "--seed", 7]
    assert "votes_per_voter is 5" in refuse(*command)


def test_backup_is_a_database_with_the_same_votes(run, snapshot, tmp_path):
    run("import", snapshot)
    before = run("stats", "--json")
    run("backup", tmp_path / "copy.duckdb")
    assert run("stats", "--json", "--database", tmp_path / "copy.duckdb") == before


def test_verify_says_that_log_and_current_votes_agree(run, snapshot):
    run("import", snapshot)
    assert run("verify") == "votes 2, current votes 2: they agree\n"


def test_verify_refuses_when_they_do_not(run, refuse, snapshot, settings):
    run("import", snapshot)
    store = DuckDBStore(settings)
    with store._engine.write() as session:
        session.execute("UPDATE current_votes SET x = 99 WHERE voter_id = 'uid-ann'")
    store.close()
    assert "not what the log amounts to: tool 'd01', voter 'uid-ann'" in refuse("verify")


READERS = [
    ["stats"],
    ["export", "out"],
    ["backup", "out.duckdb"],
    ["verify"],
    ["round", "close"],
    ["round", "list"],
]


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_commands_that_only_read_make_no_database(refuse, settings, command):
    assert f"There is no database '{settings}'" in refuse(*command)
    assert not settings.exists()


@pytest.mark.parametrize("command", [["stats"], ["verify"], ["export", "out"]], ids=" ".join)
def test_a_board_that_is_not_there_is_named_with_those_that_are(run, refuse, snapshot, command):
    run("import", snapshot)
    said = refuse(*command, "--board", "other")
    assert "no board 'other'" in said
    assert "'talk'" in said


def test_a_file_that_is_not_there_makes_no_database(refuse, settings):
    assert "there is no such file" in refuse("import", "nothing.json")
    assert not settings.exists()


def test_a_new_database_gets_the_starter_tools(run, snapshot):
    run("round", "open", "First")
    assert json.loads(run("stats", "--json"))["board"]["n_tools"] > 10
    run("round", "close")
    run("import", snapshot)
    assert json.loads(run("stats", "--json"))["board"]["n_tools"] == 2


def test_database_and_board_may_stand_before_the_command(run, snapshot, tmp_path):
    other = tmp_path / "other.duckdb"
    run("--database", other, "--board", "x", "import", snapshot)
    assert json.loads(run("stats", "--json", "--database", other, "--board", "x"))["board"]["board_id"] == "x"
    assert "votes 2" in run(
        "--database", tmp_path / "wrong.duckdb", "verify", "--database", other, "--board", "x"
    )


def test_control_characters_in_a_file_do_not_reach_the_terminal(refuse, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("tool_id,voter_id,x,y\nd01,ann,\x1b[31mred,2\n")
    assert "\x1b" not in refuse("import", path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["import"],
        ["stats", "--anchor-weight", "-1"],
        ["stats", "--anchor-weight", "nan"],
        ["export", "out", "--format", "xlsx"],
        ["export", "out", "--format", "snapshot-json", "--ids"],
        ["round", "open", " "],
        ["round", "open", "First", "--reveal", "never"],
        ["simulate", "--voters", "0", "--tools", "1", "--votes-per-voter", "1", "--seed", "1"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(settings, arguments):
    assert CliRunner().invoke(cli, arguments).exit_code == 2
    assert not settings.exists()


def test_a_setting_that_cannot_be_is_refused(refuse, monkeypatch):
    monkeypatch.setenv("SPECTRUM_DEMO", "maybe")
    assert "SPECTRUM_DEMO is 'maybe'" in refuse("verify")


@pytest.mark.parametrize("command", ["import", "export", "stats", "simulate", "backup", "verify"])
def test_every_command_explains_itself(run, command):
    text = run(command, "--help")
    assert "--database" in text
    assert "--board" in text


def test_it_runs_as_a_module(settings, snapshot):
    def spectrum(*arguments):
        command = [sys.executable, "-m", "spectrum", *arguments]
        return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)

    assert __version__ in spectrum("--version").stdout
    done = spectrum("import", snapshot)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("tools 2, votes 2, voters 2, quarantined 1\n")
    refused = spectrum("stats", "--round", "None")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)


def test_reader_that_has_seen_enough_ends_it_quietly(settings, snapshot, run):
    """As in `python -m spectrum stats --json | true`."""
    run("import", snapshot)
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "spectrum", "stats", "--json"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ, stdout=writes, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writes)
    assert done.stderr == ""


def test_a_database_in_use_is_named_with_the_process(run, snapshot, settings):
    run("import", snapshot)
    store = DuckDBStore(settings)
    try:
        command = [sys.executable, "-m", "spectrum", "stats"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    finally:
        store.close()
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"process {os.getpid()}" in done.stderr


def test_refused_import_leaves_no_database_behind(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("tool_id,voter_id,x,y\nt1,ann,left,2\n")
    database = tmp_path / "new.duckdb"
    done = CliRunner().invoke(cli, ["import", str(bad), "--database", str(database)])
    assert done.exit_code == 1
    assert list(tmp_path.iterdir()) == [bad]


def test_place_that_cannot_be_written_is_refused_in_one_line(tmp_path):
    (tmp_path / "file.txt").write_text("not a folder")
    good = tmp_path / "good.csv"
    good.write_text("tool_id,voter_id,x,y\nt1,ann,1,2\n")
    inside = tmp_path / "file.txt" / "votes.duckdb"
    done = CliRunner().invoke(cli, ["import", str(good), "--database", str(inside)])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be used as a vote database" in done.stderr


# --- snapshots


def test_snapshot_is_taken_listed_written_and_reproduced(run, refuse, snapshot, tmp_path):
    run("import", snapshot)
    assert run("snapshot", "list") == "No snapshots yet.\n"
    citation = run("snapshot", "take", " Final ", "--licence", "CC0-1.0").strip()
    assert "snapshot “Final” of" in citation
    assert "'Final' already" in refuse("snapshot", "take", "Final")
    [line] = run("snapshot", "list").splitlines()
    assert line.startswith("Final: ")
    assert "2 votes by 2 voters on 2 tools, CC0-1.0" in line
    out = tmp_path / "final.zip"
    run("snapshot", "export", "Final", out)
    assert "there is something already" in refuse("snapshot", "export", "Final", out)
    assert "There is no snapshot 'Other'" in refuse("snapshot", "export", "Other", tmp_path / "other.zip")
    printed = run("reproduce", out)
    assert printed.splitlines()[-1].split()[-1] == citation.split()[-1]
    assert json.loads(run("reproduce", out, "--json")) == json.loads(run("stats", "--json"))


def test_nothing_is_frozen_while_a_blind_round_is_open(run, refuse, snapshot):
    run("import", snapshot)
    run("round", "open", "Blind", "--reveal", "after_close")
    assert "Round 'Blind' is open and hides its votes" in refuse("snapshot", "take", "Leak")
    assert run("snapshot", "list") == "No snapshots yet.\n"


def test_package_that_states_other_figures_is_refused(run, refuse, snapshot, tmp_path):
    run("import", snapshot)
    run("export", tmp_path / "out")
    about = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    for resource in about["resources"]:
        if resource["path"] == "positions.csv":
            del resource["hash"]
    (tmp_path / "out" / "datapackage.json").write_text(json.dumps(about))
    positions = (tmp_path / "out" / "positions.csv").read_text()
    (tmp_path / "out" / "positions.csv").write_text(positions.replace("d01,1,Denoise,2", "d01,1,Denoise,3"))
    said = refuse("reproduce", tmp_path / "out")
    assert "does not state what its log amounts to" in said
    assert "positions.csv: d01, n: 3.0 in the package, 2.0 from its log" in said
    assert "no data package" in refuse("reproduce", snapshot)
