from __future__ import annotations

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange.catalogue import (
    CATALOGUE_COLUMNS,
    LARGEST_CATALOGUE,
    parse_catalogue,
    read_catalogue,
    starter_branches,
    starter_tools,
)
from spectrum.model import STARTER, Tool

HEADER = ",".join(CATALOGUE_COLUMNS)


@pytest.fixture
def catalogue(tmp_path):
    def write(*lines: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "tools.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        return path

    return write


# --- the catalogue that comes with a new board --------------------------------------


def test_starter_tools_are_numbered_and_placed():
    tools = starter_tools()
    assert [tool.number for tool in tools] == list(range(1, 34))
    assert len({tool.tool_id for tool in tools}) == len({tool.name for tool in tools}) == 33
    assert all(tool.created_by == STARTER and tool.status == "live" for tool in tools)
    assert all(tool.seed_x is not None and tool.seed_y is not None for tool in tools)


def test_starter_tool_has_the_published_seed():
    first = starter_tools()[0]
    assert (first.tool_id, first.name) == ("d01", "Denoising Picture")
    assert (first.seed_x, first.seed_y) == (4.86061, 93.3909)
    assert first.branches == ("Cinematographers", "Visual Effects")


def test_starter_descriptions_are_one_short_sentence():
    for tool in starter_tools():
        assert 0 < len(tool.description) <= 90
        assert tool.description.endswith(".")


def test_starter_branches_are_those_of_the_tools():
    branches = starter_branches()
    assert branches == sorted({branch for tool in starter_tools() for branch in tool.branches})


# --- catalogues of one's own ------------------------------------------------------------


def test_a_catalogue_is_read_in_its_order(catalogue):
    path = catalogue('t2,Second,"One, two.",Sound; Music,10,20.5', "", "t1,First,,,,")
    assert read_catalogue(path) == [
        Tool("t2", "Second", 1, "One, two.", ("Sound", "Music"), 10.0, 20.5, created_by=STARTER),
        Tool("t1", "First", 2, created_by=STARTER),
    ]


def test_column_order_and_further_columns_do_not_matter(catalogue):
    path = catalogue("1,90,,Sound,,Mixer,t1", header="note,seed_y,seed_x,branches,description,name,tool_id")
    assert read_catalogue(path) == [Tool("t1", "Mixer", 1, "", ("Sound",), None, 90.0, created_by=STARTER)]


def test_a_catalogue_saved_by_a_spreadsheet_is_read(catalogue):
    path = catalogue("t1,Étalonnage,,Sound;Music,1,2", encoding="utf-8-sig")
    assert read_catalogue(path)[0].branches == ("Sound", "Music")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["t1,A,,,1,2", "t1,B,,,1,2"], "line 3: tool_id 't1' is that of line 2 already"),
        ([",A,,,1,2"], "line 2: tool_id is empty"),
        (["t1,,,,1,2"], "line 2: name is empty"),
        (["t1,A,,,101,2"], "line 2: seed_x is '101', but must be empty or a number from 0 to 100"),
        (["t1,A,,,1,-0.1"], "line 2: seed_y is '-0.1'"),
        (["t1,A,,,1,nan"], "line 2: seed_y is 'nan'"),
        (["t1,A,,,left,2"], "line 2: seed_x is 'left'"),
        (["t1,A,one, two,,1,2"], "line 2: 7 values under 6 column names"),
        (["t1,A"], "line 2: 2 values under 6 column names"),
        (['t1,"A'], "not a readable CSV file"),
    ],
)
def test_unusable_line_is_refused_with_its_number(catalogue, lines, message):
    with pytest.raises(FileRefused, match=r"tools\.csv' was not imported: ") as refusal:
        read_catalogue(catalogue(*lines))
    assert message in str(refusal.value)


def test_missing_columns_are_named(catalogue):
    path = catalogue("t1,A,1", header="tool_id,name,seed_x")
    with pytest.raises(FileRefused, match="lacks 'description', 'branches', 'seed_y'"):
        read_catalogue(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="there is no such file"):
        read_catalogue(tmp_path / "nowhere.csv")


def test_text_in_another_encoding_is_refused(catalogue):
    with pytest.raises(FileRefused, match="not UTF-8"):
        read_catalogue(catalogue("t1,Étalonnage,,,1,2", encoding="latin-1"))


def test_text_that_is_too_long_for_the_board_is_refused_with_its_line(catalogue):
    with pytest.raises(FileRefused, match="line 3: name is 'x+…', but must be at most 60 characters"):
        read_catalogue(catalogue("t1,A,,,,", f"t2,{'x' * 61},,,,"))
    with pytest.raises(FileRefused, match="line 2: description is .* at most 400 characters"):
        read_catalogue(catalogue(f"t1,A,{'x' * 401},,,"))


def test_cells_that_were_guarded_against_formulas_come_back_as_they_were(catalogue):
    [tool] = read_catalogue(catalogue("t1,'=1+1,'-x,'@A; B,,"))
    assert (tool.name, tool.description, tool.branches) == ("=1+1", "-x", ("@A", "B"))


def test_large_file_is_refused_by_its_size():
    with pytest.raises(FileRefused, match=r"'big\.csv' was not imported: it has 2\.00 MB, and at most 2 MB"):
        parse_catalogue(b"x" * (LARGEST_CATALOGUE + 1), "big.csv")
