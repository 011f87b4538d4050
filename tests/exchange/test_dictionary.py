"""data/README.md says what every column of every file means, in the words of the package's schema."""

from __future__ import annotations

import re

import pytest

from spectrum.exchange import TABLES
from spectrum.exchange.columns import VOTER_NAME
from spectrum.exchange.snapshot_reader import SIZE_LIMIT
from spectrum.exchange.vote_csv import OPTIONAL, REQUIRED
from spectrum.settings import DATA

TEXT = (DATA / "README.md").read_text(encoding="utf-8")


def documented(heading):
    """The rows of the table below a heading: column name → (unit or values, meaning)."""
    section = re.split(r"\n#+ ", TEXT.split(f"\n### {heading}\n")[1])[0]
    return {
        name: (unit, meaning)
        for name, unit, meaning in re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", section, re.M)
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_of_an_export_is_documented(table):
    columns = [*table.columns, *([VOTER_NAME] if table.name == "voters" else [])]
    found = documented(table.file)
    assert list(found) == [column.name for column in columns]
    for column in columns:
        unit, meaning = found[column.name]
        assert meaning == column.meaning
        assert unit
        if column.unit:
            assert column.unit in unit


def test_every_column_of_a_csv_import_is_documented():
    assert list(documented("Votes as CSV")) == [*REQUIRED, *OPTIONAL]


def test_every_column_of_the_database_is_documented(empty, database):
    with empty._engine.read() as session:
        stored = session.fetch(
            "SELECT table_name, column_name FROM information_schema.columns ORDER BY ordinal_position"
        )
    for table, column in stored:
        assert column in documented(f"Table {table}"), f"{table}.{column}"


def test_the_limit_of_a_snapshot_is_documented():
    assert f"at most {SIZE_LIMIT // 2**20} MB" in TEXT
