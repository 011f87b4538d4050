"""The shelf of snapshots."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import pytest

from spectrum.errors import ActionRefused, DatabaseError, InvalidSetting, NotFound
from spectrum.store import open_store
from spectrum.store.snapshots import PART
from tests.store.standing import BOARD, FINAL, PACKAGE


def test_snapshot_is_kept_once_and_found_again(store, organiser):
    assert organiser.record_snapshot(FINAL, PACKAGE) == FINAL
    assert store.snapshot(BOARD, "Final") == FINAL
    assert store.snapshot_package(BOARD, "Final") == PACKAGE
    with pytest.raises(ActionRefused, match="'final'"):
        organiser.record_snapshot(replace(FINAL, name="final"), b"other")
    with pytest.raises(ActionRefused):
        organiser.check_snapshot_name("Final")
    assert store.snapshots(BOARD) == [FINAL]
    assert store.snapshot_package(BOARD, "Final") == PACKAGE
    for ask in (store.snapshot, store.snapshot_package):
        with pytest.raises(NotFound, match="'Final'"):
            ask(BOARD, "Other")


@pytest.mark.parametrize("name", ["", "  ", " Final", "x" * 61, "a\nb"])
def test_name_that_cannot_be_shown_is_refused(store, organiser, name):
    with pytest.raises((ActionRefused, InvalidSetting)):
        organiser.record_snapshot(replace(FINAL, name=name), PACKAGE)
    assert store.snapshots(BOARD) == []


def test_taking_one_is_in_the_audit_and_nothing_takes_it_away(store, organiser):
    organiser.record_snapshot(FINAL, PACKAGE)
    entry = organiser.audit()[0]
    assert (entry.who, entry.action, entry.target) == ("session 1", "record_snapshot", "Final")
    assert entry.after["sha256"] == FINAL.sha256
    assert [name for name in dir(organiser) if "snapshot" in name] == [
        "check_snapshot_name",
        "record_snapshot",
    ]


def test_large_package_is_kept_in_parts(store, organiser):
    package = os.urandom(2 * PART + 17)
    large = replace(FINAL, sha256=hashlib.sha256(package).hexdigest(), size=len(package))
    organiser.record_snapshot(large, package)
    assert store.snapshot_package(BOARD, "Final") == package


def test_snapshots_are_in_every_backup(store, organiser, tmp_path):
    package = os.urandom(PART + 1) + '\\x41 "quoted", ünïcode\r\n'.encode()
    organiser.record_snapshot(
        replace(FINAL, title='He said "no",\n\\N', sha256=hashlib.sha256(package).hexdigest()), package
    )
    store.backup(tmp_path / "copy.duckdb")
    copy = open_store(str(tmp_path / "copy.duckdb"), BOARD, must_exist=True)
    try:
        assert copy.snapshots(BOARD) == store.snapshots(BOARD)
        assert copy.snapshot_package(BOARD, "Final") == package
    finally:
        copy.close()


def test_package_that_was_changed_is_not_given_out(store, organiser):
    organiser.record_snapshot(replace(FINAL, sha256="0" * 64), PACKAGE)
    with pytest.raises(DatabaseError, match="not what was frozen"):
        store.snapshot_package(BOARD, "Final")


def test_citation_is_one_line_that_identifies_the_data():
    assert FINAL.citation == (
        "Test board: snapshot “Final” of 2026-03-04. 2 votes by 1 voter on 3 tools. Made with Spectrum 1.2. "
        "SHA-256 of datapackage.json: cd34"
    )
    assert "\n" not in replace(FINAL, title="Two\nlines").citation
