"""Files of any content: imported or refused in words, never anything else; a refused one leaves nothing behind."""

from __future__ import annotations

import io
import json
import math
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spectrum.errors import FileRefused
from spectrum.exchange import export_package, import_file
from spectrum.model import Board, Tool
from spectrum.store import Store
from spectrum.store.duckdb_store import DuckDBStore

ODD_TEXTS = [
    "", "\x00", "a\x00b", "\ud800", "\ufeff", "\u202e", "=1+1", "x" * 300, "9" * 400, "NaN", "-Infinity", "1e999",
    "1,5", '"', "'", "\r", "\n", "é", "🎬", "<script>", "t1", "true", "null", "-0", "1_000", "0x10", "١٢", "2026-13-45",
]  # fmt: skip
ODD_VALUES = [
    None,
    True,
    [],
    {},
    [[]],
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -1,
    100.0000001,
    1e308,
    *ODD_TEXTS,
]
ITEM = {"name": "Denoise", "x": 10, "y": 90.5, "desc": "", "tags": ["Sound"]}
SNAPSHOT = {
    "items": {"t1": ITEM, "t2": {"name": "Layout", "x": 1, "y": 2}},
    "votes": {"t1": {"ann": {"username": "Voter 01", "x": 20.5, "y": 80}, "bob": {"x": 3, "y": None}}},
    "settings": {},
    "capturedAt": "2026-08-18T01:29:52.456Z",
}
TABLE = "tool_id,voter_id,x,y,tool_name,cast_at,round\r\n" + "".join(
    f"t{n % 3},v{n},{n},{n / 2},Tool {n % 3},2026-01-02T03:04:0{n}Z,One\r\n" for n in range(8)
)

TOOL = Tool("t0", "There before", number=1)

few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)

Offer = Callable[[str, bytes], bool]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database that gets a new board for each file."""
    with closing(DuckDBStore(tmp_path_factory.mktemp("shelf") / "votes.duckdb")) as store:
        yield store


@pytest.fixture
def offer(shelf: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Imports a file (or the folder of a package) and returns whether it was taken."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def taken(name: str, content: bytes) -> bool:
        path = tmp_path / name
        path.write_bytes(content)
        return try_to_import(shelf, path, scratch)

    return taken


def try_to_import(store: Store, path: Path, scratch: Path) -> bool:
    board = Board(uuid4().hex, title="Fuzzed")
    board_id = board.board_id
    store.save_board(board)
    store.save_tools(board_id, [TOOL])
    try:
        loaded = import_file(store, board_id, path)
    except FileRefused as refused:
        said, loaded = str(refused), None
    assert list(scratch.iterdir()) == []
    extract = store.extract(board_id)
    if loaded is not None:
        assert len(extract.votes) == loaded.votes
        assert store.verify(board_id).agrees
        return True
    assert len(said) < 5_000
    assert (extract.board, extract.tools, extract.rounds) == (board, [TOOL], [])
    assert all(
        frame.empty for frame in (extract.voters, extract.votes, extract.current_votes, extract.quarantine)
    )
    return False


# --- strategies -------------------------------------------------------------------------------


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file in which some bytes are other ones, missing, or there twice."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(0, 12))
        content[start : start + length] = draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from([text.encode("utf-8", "surrogatepass") for text in ODD_TEXTS]),
            )
        )
    return bytes(content)


@st.composite
def other_member(draw: st.DrawFn, whole: Any) -> Any:
    """A document in which one value, wherever it stands, is an odd one, or its key is."""
    if not isinstance(whole, dict) or not whole or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(ODD_VALUES))
    key = draw(st.sampled_from(sorted(whole)))
    if draw(st.integers(0, 4)) == 0:
        renamed = draw(st.sampled_from(ODD_TEXTS))
        return {renamed if name == key else name: value for name, value in whole.items()}
    return whole | {key: draw(other_member(whole[key]))}


@st.composite
def other_cell(draw: st.DrawFn, table: str) -> bytes:
    """A CSV file in which some cells are odd ones."""
    rows = [line.split(",") for line in table.split("\r\n")]
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(ODD_TEXTS))
    end = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    return end.join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")


names = st.sampled_from(["file.json", "file.csv", "file.zip", "file", "file.txt"])


# --- single files -----------------------------------------------------------------------------


@few
@given(name=names, content=st.binary(max_size=300))
def test_any_bytes(offer: Offer, name: str, content: bytes) -> None:
    offer(name, content)


@few
@given(content=damaged(json.dumps(SNAPSHOT).encode()))
def test_damaged_snapshot(offer: Offer, content: bytes) -> None:
    offer("file.json", content)


@few
@given(document=other_member(SNAPSHOT), ascii_only=st.booleans())
def test_snapshot_with_odd_values(offer: Offer, document: Any, ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    offer("file.json", text.encode("utf-8", "surrogatepass"))


@few
@given(content=damaged(TABLE.encode()))
def test_damaged_table(offer: Offer, content: bytes) -> None:
    offer("file.csv", content)


@few
@given(content=other_cell(TABLE))
def test_table_with_odd_cells(offer: Offer, content: bytes) -> None:
    offer("file.csv", content)


def test_good_files_are_taken(offer: Offer) -> None:
    assert offer("file.json", json.dumps(SNAPSHOT).encode())
    assert offer("file.csv", TABLE.encode())
    assert offer("bom.csv", b"\xef\xbb\xbf" + TABLE.encode())


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "shift_jis"]
)
def test_other_encodings(offer: Offer, encoding: str) -> None:
    text = TABLE.replace("Tool", "Tööl") if encoding != "shift_jis" else TABLE.replace("Tool", "道具")
    if encoding == "utf-7":
        offer("file.csv", text.encode(encoding))  # is ASCII, so it may be taken as it stands
    else:
        assert not offer("file.csv", text.encode(encoding))


HUGE = {
    "a nest of lists": b"[" * 200_000,
    "a nest of objects": b'{"items":' * 100_000,
    "a nest in a value": b'{"items": {"t": {"name": "T", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}}",
    "a number of a million digits": b'{"items": {"t": {"name": "T", "x": ' + b"9" * 1_000_000 + b"}}}",
    "a name of ten million letters": b'{"items": {"t": {"name": "' + b"n" * 10_000_000 + b'"}}}',
    "a line of ten million bytes": b"tool_id,voter_id,x,y\nt1,ann,1," + b"2" * 10_000_000 + b"\n",
    "a cell of ten million bytes": b'tool_id,voter_id,x,y\nt1,"' + b"a" * 10_000_000 + b'",1,2\n',
    "a header of ten million bytes": b"tool_id,voter_id,x,y" + b"," * 10_000_000 + b"\n",
    "a quote that never ends": b'tool_id,voter_id,x,y\nt1,"ann,1,2\n' + b"t1,bob,1,2\n" * 200_000,
    "a million commas": b"tool_id,voter_id,x,y\n" + b"," * 1_000_000 + b"\n",
    "nothing but zeros": b"\x00" * 5_000_000,
}


@pytest.mark.parametrize("content", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("name", ["file.json", "file.csv", "file"])
def test_huge_and_deep_files_are_refused(offer: Offer, content: bytes, name: str) -> None:
    assert not offer(name, content)


# --- packages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(shelf: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an exported package, without the hashes that would tell of any change."""
    folder = tmp_path_factory.mktemp("export")
    source = folder / "votes.csv"
    source.write_text(TABLE)
    shelf.save_board(Board("original", title="Original"))
    import_file(shelf, "original", source)
    out = export_package(shelf, "original", folder / "package", names=True)
    files = {path.name: path.read_bytes() for path in out.iterdir()}
    descriptor = json.loads(files["datapackage.json"])
    for resource in descriptor["resources"]:
        resource.pop("hash", None)
        resource.pop("bytes", None)
    return files | {"datapackage.json": json.dumps(descriptor).encode()}


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_good_package_is_taken(offer: Offer, package: dict[str, bytes]) -> None:
    assert offer("file.zip", zipped(package))


@few
@given(data=st.data())
def test_package_with_a_damaged_file(offer: Offer, package: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(package)))
    offer("file.zip", zipped(package | {name: data.draw(damaged(package[name]))}))


@few
@given(data=st.data())
def test_package_with_odd_cells_or_values(
    offer: Offer, package: dict[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name for name in sorted(package) if not name.endswith(".md")]))
    if name.endswith(".json"):
        content = json.dumps(data.draw(other_member(json.loads(package[name])))).encode()
    else:
        content = data.draw(other_cell(package[name].decode().replace("\n", "\r\n")))
    offer("file.zip", zipped(package | {name: content}))


@few
@given(data=st.data())
def test_damaged_zip(offer: Offer, package: dict[str, bytes], data: st.DataObject) -> None:
    offer("file.zip", data.draw(damaged(zipped(package))))


@few
@given(data=st.data())
def test_damaged_folder(
    shelf: Store, offer: Offer, tmp_path: Path, package: dict[str, bytes], data: st.DataObject
) -> None:
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    name = data.draw(st.sampled_from(sorted(package)))
    for file, content in package.items():
        (folder / file).write_bytes(data.draw(damaged(content)) if file == name else content)
    try_to_import(shelf, folder, tmp_path / "scratch")
