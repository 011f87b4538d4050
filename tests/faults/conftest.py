"""A furnished database for each test, a disk that can be filled, and how often the long form repeats."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.disks import SMALL, Disk, Limit, SmallDisk
from tests.faults.serving import furnish
from tests.faults.voting import Account, Voter
from tests.serving import Server

LONG = os.environ.get("FAULTS_LONG") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def kills() -> int:
    return 50 if LONG else 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the database and nothing else."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def database(folder: Path) -> Path:
    file = folder / "votes.duckdb"
    furnish(file)
    return file


@pytest.fixture(params=["small disk", "size limit"])
def disk(request: pytest.FixtureRequest, folder: Path) -> Iterator[Disk]:
    """The database's folder, which can become full. A small disk is mounted where that is allowed."""
    if request.param == "size limit":
        limit = Limit(folder)
        yield limit
        limit.free(os.getpid())
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only; the same is tested with a size limit")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def join(account: Account) -> Iterator[Callable[[Server], Voter]]:
    """Makes voters of the test's account, and sends them home at the end."""
    with contextlib.ExitStack() as voters:
        yield lambda server: voters.enter_context(contextlib.closing(Voter(server, account)))
