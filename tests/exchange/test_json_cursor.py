from __future__ import annotations

import math

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange.json_cursor import JsonCursor


def read(text: str) -> dict[str, object]:
    cursor = JsonCursor(text, "file.json")
    found = {key: cursor.value() for key in cursor.members("the document")}
    cursor.finish()
    return found


def test_every_value_knows_its_line() -> None:
    cursor = JsonCursor('{\n "a": 1,\n\n "b": {\n  "c": [\n2]\n }, "d": 3}', "file.json")
    lines = {}
    for key in cursor.members("the document"):
        lines[key] = cursor.line
        if key == "b":
            for inner in cursor.members("'b'"):
                lines[inner] = cursor.line
    assert lines == {"a": 2, "b": 4, "c": 5, "d": 7}


def test_values_that_are_not_read_are_skipped() -> None:
    cursor = JsonCursor('{"a": {"x": [1, "}"]}, "b": 2}', "file.json")
    assert [cursor.value() for key in cursor.members("the document") if key == "b"] == [2]


def test_reads_what_json_allows() -> None:
    assert read(" { } ") == {}
    assert read('{"a": "\\ud83d\\ude00", "b": [1.5, -2e3, true, null]}') == {
        "a": "😀",
        "b": [1.5, -2000.0, True, None],
    }


def test_nan_comes_through_for_the_caller_to_refuse() -> None:
    assert math.isnan(read('{"a": NaN}')["a"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "line 1: the document must be an object {…}, but is a list"),
        ('"text"', "but is text"),
        ("12", "but is a number"),
        ("hello", "not JSON (line 1, column 1"),
        ('{"a": 1', "line 1: ',' is missing, as the file ends too early"),
        ('{\n"a": 1\n"b": 2}', "line 3: ',' is missing"),
        ('{"a" 1}', "':' is missing"),
        ('{"a": 1,}', "a key in double quotes is missing"),
        ('{"a":\n tru}', "not JSON (line 2, column 2"),
        ('{"a": 1} {}', "something follows after the end"),
        ('{"a": 1,\n"a": 2}', "line 2: the key 'a' stands twice in the document"),
        ('{"a":\n{"b": 1, "b": 2}}', "line 2: the key 'b' stands twice in one object"),
        ('{"a": ' + "[" * 100_000 + "}", "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "line 1"),
    ],
)
def test_refusals_name_the_line(text: str, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(text)
    assert said in str(refused.value)
    assert str(refused.value).startswith("'file.json' was not imported: ")
