"""Zip files that were made to do harm: refused in a sentence, and nothing is written."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange import export_package, import_file
from spectrum.exchange.package_reader import packaged_board
from spectrum.exchange.reproduction import reproduce
from spectrum.exchange.unpacking import MEMBERS_LIMIT, unpack

BOARD = "board"
GIGABYTE = 10**9


@pytest.fixture
def package(store, vote, tmp_path):
    store.open_round(BOARD, "First")
    store.append([vote("t1", "ann", 10, 20), vote("t1", "bob", 30, 40)])
    return export_package(store, BOARD, tmp_path / "package.zip")


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "inner" / "target"
    folder.mkdir(parents=True)
    return folder


def refusal(path, target):
    with pytest.raises(FileRefused) as refused:
        unpack(path, target, ["votes.csv"])
    assert [file.name for file in target.parent.rglob("*") if file.stat().st_size and file.is_file()] == []
    return str(refused.value)


def zipped(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return path


def rewritten(path, *, of: bytes, at: int, value: bytes):
    """Puts other bytes into a header of the archive, so that it lies. `of`: the header's signature."""
    content = bytearray(path.read_bytes())
    start = content.rindex(of)
    content[start + at : start + at + len(value)] = value
    path.write_bytes(content)
    return path


CENTRAL = b"PK\x01\x02"


@pytest.mark.parametrize(
    "name",
    [
        *("../votes.csv", "../../../votes.csv", "a/../../votes.csv", "/votes.csv", "//votes.csv"),
        *(
            "..\\votes.csv",
            "C:\\votes.csv",
            "C:votes.csv",
            "\\\\server\\votes.csv",
            "votes.csv/../../votes.csv",
        ),
        *("..", "../harmless.txt", "/etc/cron.d/job"),
    ],
)
def test_name_that_leads_out_is_refused_whatever_it_is_called(tmp_path, target, name):
    assert "points outside of it" in refusal(zipped(tmp_path / "out.zip", [(name, b"x")]), target)


def test_link_is_written_as_the_text_that_it_is(tmp_path, target):
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    link = zipfile.ZipInfo("votes.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    unpack(zipped(tmp_path / "link.zip", [(link, str(secret))]), target, ["votes.csv"])
    assert not (target / "votes.csv").is_symlink()
    assert (target / "votes.csv").read_text() == str(secret)


def test_link_to_a_folder_leads_nowhere(tmp_path, target):
    link = zipfile.ZipInfo("sub")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    unpack(
        zipped(tmp_path / "l.zip", [(link, str(tmp_path)), ("sub/votes.csv", b"x")]), target, ["votes.csv"]
    )
    assert [file.name for file in target.iterdir()] == ["votes.csv"]
    assert not (tmp_path / "votes.csv").exists()


def test_zip_within_a_zip_is_passed_over(tmp_path, target, package):
    path = zipped(tmp_path / "outer.zip", [("inner.zip", package.read_bytes())])
    unpack(path, target, ["votes.csv"])
    assert list(target.iterdir()) == []
    with pytest.raises(FileRefused, match="it is no data package of an export"):
        reproduce(path)


def test_bomb_is_refused_for_its_ratio(tmp_path, target):
    path = zipped(tmp_path / "bomb.zip", [("votes.csv", bytes(100 * 2**20))])
    assert path.stat().st_size < 200_000
    assert "it unpacks to 100 MB" in refusal(path, target)
    assert "times its size, as no export does" in refusal(path, target)


def test_bomb_of_many_files_is_refused(tmp_path, target):
    names = [(f"{number}/notes.txt", b"") for number in range(MEMBERS_LIMIT + 1)]
    assert "holds 1,001 files" in refusal(zipped(tmp_path / "many.zip", names), target)


def test_overlapping_copies_of_one_file_are_refused(tmp_path, target):
    path = zipped(tmp_path / "twice.zip", [("a/votes.csv", bytes(1000)), ("b/votes.csv", bytes(1000))])
    assert "holds 'votes.csv' twice" in refusal(path, target)


def test_file_that_claims_ten_gigabytes_is_refused(tmp_path, target):
    path = tmp_path / "huge.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("votes.csv", "w", force_zip64=True) as file,
    ):
        file.write(b"x")
    central = struct.pack("<HHQQ", 1, 16, 10 * GIGABYTE, 11)
    content = bytearray(path.read_bytes())
    start = content.rindex(CENTRAL)
    entry = content[start:]
    name = b"votes.csv"
    entry[20:28] = b"\xff" * 8
    entry[30:32] = struct.pack("<H", len(central))
    end = entry.index(b"PK\x05\x06")
    entry = entry[: 46 + len(name)] + central + entry[end:]
    end = entry.index(b"PK\x05\x06")
    entry[end + 12 : end + 16] = struct.pack("<I", end)
    path.write_bytes(content[:start] + entry)
    assert "it unpacks to 9,537 MB, and at most 8,192 MB are unpacked" in refusal(path, target)


def test_file_larger_than_it_claims_is_cut_off_and_refused(tmp_path, target):
    path = zipped(tmp_path / "lying.zip", [("votes.csv", bytes(50 * 2**20))])
    rewritten(path, of=CENTRAL, at=24, value=struct.pack("<I", 1000))
    tracemalloc.start()
    with pytest.raises(FileRefused, match="cannot be unpacked"):
        unpack(path, target, ["votes.csv"])
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()
    assert sum(file.stat().st_size for file in target.iterdir()) <= 1000


def test_file_whose_checksum_is_wrong_is_refused(tmp_path, target):
    path = zipped(tmp_path / "crc.zip", [("votes.csv", b"tool_id")])
    rewritten(path, of=CENTRAL, at=16, value=struct.pack("<I", zlib.crc32(b"other")))
    with pytest.raises(FileRefused, match="cannot be unpacked"):
        unpack(path, target, ["votes.csv"])


def test_encrypted_file_is_refused(tmp_path, target):
    path = zipped(tmp_path / "locked.zip", [("votes.csv", b"tool_id")])
    rewritten(path, of=CENTRAL, at=8, value=b"\x01\x00")
    rewritten(path, of=b"PK\x03\x04", at=6, value=b"\x01\x00")
    assert "encrypted" in refusal(path, target)
    assert packaged_board(path) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(tmp_path, target, method):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("votes.csv", b"tool_id")
    assert "is packed in a way that is not read here" in refusal(path, target)


def test_whatever_is_broken_in_a_package_is_said_and_nothing_is_stored(package, empty, tmp_path):
    """Bytes changed at random, 300 times: it is refused, or what comes in is what was exported."""
    whole = package.read_bytes()
    draw = random.Random(5)
    refused = 0
    for number in range(300):
        content = bytearray(whole)
        for _ in range(draw.choice((1, 3, 30))):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path = tmp_path / f"broken{number}.zip"
        path.write_bytes(content[: draw.randrange(len(content)) if draw.random() < 0.1 else len(content)])
        packaged_board(path)
        try:
            assert import_file(empty, BOARD, path).votes == 2
        except FileRefused:
            refused += 1
    assert refused > 200
    assert len(empty.extract(BOARD).votes) in (0, 2)


def test_zip64_of_an_honest_export_is_read(package, empty):
    with zipfile.ZipFile(package) as archive:
        assert all(member.extract_version == zipfile.ZIP64_VERSION for member in archive.infolist()[:-1])
    assert import_file(empty, BOARD, package).votes == 2
