"""The SQL files keep to what both databases understand, and say what they are for."""

from __future__ import annotations

import re

import pytest

from spectrum.store.statements import SQL_FOLDER, over_current, statement, statements

PORTABLE = sorted(SQL_FOLDER.glob("*.sql"))
POSTGRES = sorted(SQL_FOLDER.glob("postgres/*.sql"))
NOT_PORTABLE = {
    r"\bQUALIFY\b": "QUALIFY",
    r"\barg_m(ax|in)\b": "arg_max",
    r"\bmedian\(": "median()",
    r"GROUP BY ALL": "GROUP BY ALL",
    r"\bany_value\b": "any_value",
    r"\bTRY_CAST\b": "TRY_CAST",
    r"FROM unnest\(": "unnest in FROM",
    r"\?": "positional parameters",
}


@pytest.mark.parametrize("file", PORTABLE, ids=lambda file: file.name)
def test_portable_files_use_nothing_that_postgresql_lacks(file):
    text = file.read_text()
    assert [name for pattern, name in NOT_PORTABLE.items() if re.search(pattern, text)] == []


def test_every_statement_says_what_it_is_for():
    silent = [name for name, text in statements().items() if not text.startswith("-- ")]
    assert silent == []


def test_every_statement_is_used():
    code = "".join(file.read_text() for file in SQL_FOLDER.parent.glob("*.py"))
    assert [name for name in statements() if f'"{name}"' not in code] == []


@pytest.mark.parametrize("file", [*PORTABLE, *POSTGRES], ids=lambda file: file.name)
def test_parameters_are_cast_where_they_are_used(file):
    code = re.sub(r"--.*", "", file.read_text())
    assert re.findall(r"\$\d+(?!\d|::)", code) == []


def test_unknown_statement_is_an_error():
    with pytest.raises(KeyError):
        statement("no such statement")


def test_positions_can_be_put_over_the_table_and_over_the_log():
    assert "FROM current_votes" in over_current("list_cells", "table")
    assert "FROM votes" in over_current("list_cells", "log")
    assert "FROM votes" not in over_current("list_cells", "table")


def test_voters_are_looked_up_only_where_somebody_asks_for_them():
    assert "JOIN voters" not in over_current("list_cells", "table", all_voters=True)
    assert "JOIN voters" in over_current("list_cells", "table")
    assert "JOIN voters" in over_current("list_current", "table", all_voters=True)
