"""Boards frozen under a name, and their figures rebuilt from what was frozen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import frictionless
import pytest

from spectrum import __version__
from spectrum.errors import ActionRefused, FileRefused, InvalidSetting
from spectrum.exchange import export_package, import_file, stats_document
from spectrum.exchange.freezing import freeze, slug
from spectrum.exchange.reproduction import reproduce
from spectrum.model import FEWEST_OF_GROUP, LICENCES, Board, Tool, Voter
from spectrum.store.postgres_store import PostgresStore

BOARD = "board"
HOSTILE = [
    "quotes \"double\" and 'single'",
    "line\nfeed and\r\ncarriage return",
    "שלום عليكم \u202eabc",
    "👩‍🎬🎞️ 𝕏",
    '=HYPERLINK("http://example.org")',
    "'@already guarded",
    "\\N NULL nan",
    "<b>bold</b> | `code` ](x)",
]


@pytest.fixture
def frozen(store, vote):
    """Takes a snapshot: `frozen("Final")`. The board has votes of all kinds in two rounds."""
    store.save_voter(BOARD, Voter("ann", name="Ann", branch="Sound"))
    store.open_round(BOARD, "First", reveal="after_close")
    store.append([vote("t1", voter, 9 * i + 0.1, 90 - 7 * i) for i, voter in enumerate("abcdefghijk")])
    store.append([vote("t1", "ann", 33.3), vote("t2", "a", kind="unsure"), vote("t2", "ann", 5, 6.25)])
    store.close_round(BOARD)
    store.open_round(BOARD, "Second")
    store.append([vote("t1", "a", 70, 20), vote("t2", "b", 60, 70), vote("t2", "c", 1, 99)])
    return lambda name="Final", **more: freeze(store, store.organise(BOARD, "session 1"), BOARD, name, **more)


def written(store, tmp_path, snapshot):
    path = tmp_path / snapshot.file
    path.write_bytes(store.snapshot_package(BOARD, snapshot.name))
    return path


# --- what is frozen


def test_package_has_hashes_licence_software_and_figures(frozen, store, tmp_path):
    snapshot = frozen(licence="CC0-1.0")
    path = written(store, tmp_path, snapshot)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == snapshot.sha256
    assert (snapshot.size, snapshot.software, snapshot.seq) == (path.stat().st_size, __version__, 17)
    assert (snapshot.n_tools, snapshot.n_voters, snapshot.n_votes) == (3, 12, 15)
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == set(snapshot.files)
        for name, sha256 in snapshot.files.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
        about = json.loads(archive.read("datapackage.json"))
        figures = json.loads(archive.read("figures.json"))
        readme = archive.read("README.md").decode()
    [licence] = about["licenses"]
    assert licence == vars(LICENCES[-1])
    assert figures == stats_document(store, BOARD)
    assert snapshot.citation in readme
    assert "CC0-1.0" in readme
    assert "python -m spectrum reproduce" in readme
    assert "Ann" not in path.read_bytes().decode("latin-1")


def test_frictionless_finds_a_snapshot_valid(frozen, store, tmp_path):
    path = written(store, tmp_path, frozen())
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "message"])


def test_hostile_text_comes_back_from_a_valid_package(frozen, store, open_empty, tmp_path, vote):
    longest = "x" * 10_000
    tools = [Tool(f"h{n}", text, description=text + longest) for n, text in enumerate(HOSTILE)]
    store.save_tools(BOARD, tools)
    board = replace(store.board(BOARD), title=HOSTILE[4], left=HOSTILE[0], right=HOSTILE[2], top=HOSTILE[7])
    store.save_board(board)
    store.close_round(BOARD)
    store.open_round(BOARD, HOSTILE[5])
    for number, text in enumerate(HOSTILE):
        for voter in (f"v{number}-{of_branch}" for of_branch in range(FEWEST_OF_GROUP)):
            store.save_voter(BOARD, Voter(voter, name=text, branch=text))
            store.append([vote(f"h{number}", voter, 50, 50)])
    snapshot = frozen(HOSTILE[4])
    path = written(store, tmp_path, snapshot)
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert reproduce(path).differences == ()
    other = open_empty("other")
    import_file(other, BOARD, path)
    assert other.tools(BOARD) == store.tools(BOARD)
    assert other.board(BOARD) == replace(board, contact="")
    assert [round_.name for round_ in other.rounds(BOARD)] == [round_.name for round_ in store.rounds(BOARD)]
    of_few = "Sound"
    assert other.branches(BOARD) == [branch for branch in store.branches(BOARD) if branch != of_few]


def test_no_cell_of_a_package_begins_a_formula(frozen, store, tmp_path):
    store.save_tools(BOARD, [Tool("=1+1", text, description=text) for text in HOSTILE[4:5]])
    with zipfile.ZipFile(written(store, tmp_path, frozen())) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")):
                    risky = [c for c in row if c[:1] in "=+-@\t\r\n" and c and not _is_number(c)]
                    assert risky == [], name


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_what_happens_later_is_not_in_it(frozen, store, tmp_path, vote):
    snapshot = frozen()
    before = stats_document(store, BOARD)
    organiser = store.organise(BOARD, "session 1")
    store.append([vote("t1", "late", 99, 99)])
    organiser.hide("t2")
    organiser.block(["a"])
    organiser.change_board(title="Another", anchor_weight=7.0)
    organiser.edit("t1", name="Renamed", seed_x=1.0)
    assert stats_document(store, BOARD) != before
    rebuilt = reproduce(written(store, tmp_path, snapshot))
    assert rebuilt.document == before
    assert store.snapshot(BOARD, "Final").title == "Test board"


# --- refusals


def test_name_is_taken_once(frozen, store):
    frozen("Final")
    package = store.snapshot_package(BOARD, "Final")
    with pytest.raises(ActionRefused, match="There is a snapshot 'FINAL' already"):
        frozen("FINAL")
    assert [snapshot.name for snapshot in store.snapshots(BOARD)] == ["Final"]
    assert store.snapshot_package(BOARD, "Final") == package


def test_unknown_licence_is_refused_with_those_that_are_known(frozen, store):
    with pytest.raises(InvalidSetting, match="'MIT', but must be one of CC-BY-4.0"):
        frozen(licence="MIT")
    assert store.snapshots(BOARD) == []


@pytest.mark.parametrize("reveal", ["after_close", "after_own_vote"])
def test_nothing_is_frozen_while_votes_are_hidden(frozen, store, vote, reveal):
    store.close_round(BOARD)
    store.open_round(BOARD, "Blind", reveal=reveal)
    store.append([vote("t3", "ann", 87.3, 12.9)])
    with pytest.raises(ActionRefused, match="Round 'Blind' is open and hides its votes"):
        frozen()
    assert store.snapshots(BOARD) == []
    store.close_round(BOARD)
    assert frozen().n_votes == 16


def test_demo_says_so_wherever_it_is_cited(frozen, store, tmp_path):
    snapshot = frozen(demo=True)
    assert snapshot.file.startswith("DEMO-")
    assert "DEMO" in snapshot.citation
    with zipfile.ZipFile(written(store, tmp_path, snapshot)) as archive:
        assert snapshot.citation in archive.read("README.md").decode()
        assert json.loads(archive.read("board.json"))["demo"] is True


def test_empty_board_can_be_frozen(empty, tmp_path):
    snapshot = freeze(empty, empty.organise(BOARD, "cli"), BOARD, "Nothing yet")
    assert (snapshot.seq, snapshot.n_votes) == (0, 0)
    path = tmp_path / "empty.zip"
    path.write_bytes(empty.snapshot_package(BOARD, "Nothing yet"))
    assert frictionless.Package(str(path)).validate().valid
    assert reproduce(path).differences == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("After the talk!", "after-the-talk"),
        ("Zürich  2026", "zurich-2026"),
        ("../../etc", "etc"),
        ("a" * 90, "a" * 60),
    ],
)
def test_file_names_suit_every_system(text, part):
    assert slug(text) == part


def test_name_without_plain_letters_has_a_file_name_too():
    assert len(slug("שלום")) == 8
    assert slug("שלום") != slug("عالم")


# --- figures rebuilt


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_any_export_can_be_reproduced(frozen, store, tmp_path, name):
    found = reproduce(export_package(store, BOARD, tmp_path / name))
    assert (found.differences, found.checked) == ((), 9)
    assert found.figures > 100
    assert found.document == stats_document(store, BOARD)


def test_snapshot_is_reproduced_with_the_fingerprint_of_its_citation(frozen, store, tmp_path):
    snapshot = frozen()
    found = reproduce(written(store, tmp_path, snapshot))
    assert (found.differences, found.checked) == ((), 10)
    assert found.fingerprint in snapshot.citation
    assert found.document == stats_document(store, BOARD)


@pytest.fixture
def unpacked(frozen, store, tmp_path):
    """A snapshot as a folder that a test may tamper with; its hashes are mended by `rehash`."""
    folder = tmp_path / "folder"
    with zipfile.ZipFile(written(store, tmp_path, frozen())) as archive:
        archive.extractall(folder)
    return folder


def rehash(folder):
    about = json.loads((folder / "datapackage.json").read_text())
    for resource in about["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (folder / "datapackage.json").write_text(json.dumps(about))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "positions.csv",
            "t1,1,Denoise,12",
            "t1,1,Denoise,13",
            "positions.csv: t1, n: 13.0 in the package, 12.0",
        ),
        (
            "figures.json",
            '"n": 12',
            '"n": 13',
            "figures.json, tools, t1, n: 13 in the package, 12 from its log",
        ),
        ("figures.json", '"n_voters": 12', '"n_voters": null', "figures.json, board, n_voters: none"),
    ],
)
def test_figure_that_the_log_does_not_give_is_named(unpacked, file, old, new, said):
    text = (unpacked / file).read_text()
    assert old in text
    (unpacked / file).write_text(text.replace(old, new, 1))
    with pytest.raises(FileRefused, match="not what was exported"):
        reproduce(unpacked)
    rehash(unpacked)
    [difference] = reproduce(unpacked).differences
    assert difference.startswith(said)


def test_vote_left_out_shows_in_the_figures(unpacked):
    lines = (unpacked / "votes.csv").read_text().splitlines(keepends=True)
    (unpacked / "votes.csv").write_text("".join(lines[:-1]))
    rehash(unpacked)
    assert any("n: 3.0 in the package, 2.0" in said for said in reproduce(unpacked).differences)


def test_file_without_its_hash_is_named(unpacked):
    about = json.loads((unpacked / "datapackage.json").read_text())
    del about["resources"][0]["hash"]
    (unpacked / "datapackage.json").write_text(json.dumps(about))
    assert reproduce(unpacked).differences == ("votes.csv has no SHA-256 in datapackage.json",)


@pytest.mark.parametrize("content", [b"no zip", None])
def test_what_is_no_package_is_refused(tmp_path, content):
    path = tmp_path / "some.zip"
    if content:
        path.write_bytes(content)
    with pytest.raises(FileRefused, match=r"some\.zip"):
        reproduce(path)


# --- on PostgreSQL


def test_servers_of_one_database_share_their_snapshots(frozen, store, postgres, tmp_path):
    """Frozen through one server, read through another; what it holds is what DuckDB would freeze."""
    out = export_package(store, BOARD, tmp_path / "out")
    address = postgres.address(postgres.new_schema())
    first, second = PostgresStore(address), PostgresStore(address)
    try:
        first.save_board(Board(BOARD))
        import_file(first, BOARD, out)
        snapshot = freeze(first, first.organise(BOARD, "session 1"), BOARD, "Final")
        assert second.snapshots(BOARD) == [snapshot]
        path = written(second, tmp_path, snapshot)
    finally:
        first.close()
        second.close()
    found = reproduce(path)
    assert found.differences == ()
    assert found.document == stats_document(store, BOARD)
