"""Files that cannot be used: each is refused with its line and column, and changes nothing."""

from __future__ import annotations

import json

import pytest

from spectrum.errors import FileRefused
from spectrum.exchange import import_file

BOARD = "board"
GOOD_ITEM = '"a": {"name": "A", "x": 1, "y": 2}'


def items(text):
    return f'{{\n"items": {{\n{text}\n}}\n}}'


def votes(text):
    return f'{{\n"items": {{{GOOD_ITEM}}},\n"votes": {{"a":\n{text}\n}}\n}}'


SNAPSHOTS = {
    "empty file": ("", "it is empty"),
    "blank file": (" \n ", "it is empty"),
    "no JSON": ("items: yes", "not JSON (line 1, column 1"),
    "cut off": ('{"items": {', "the file ends too early"),
    "UTF-16": ('{"items": {}}'.encode("utf-16"), "not UTF-8"),
    "Latin-1": ('{\n"items": {"a": {"name": "caf\xe9"}}}'.encode("latin-1"), "line 2: it is not UTF-8"),
    "list": ("[]", "must be an object {…}, but is a list"),
    "no items": ('{"votes": {}}', "it has no 'items'"),
    "items a list": ('{\n"items": [1]}', "line 2: 'items' must be an object {…}, but is a list"),
    "votes null": ('{"items": {},\n"votes": null}', "line 2: 'votes' must be an object {…}, but is null"),
    "votes on a tool a list": (votes("[]"), "line 4: 'votes' on 'a' must be an object"),
    "same item twice": (items(f"{GOOD_ITEM},\n{GOOD_ITEM}"), "line 4: the key 'a' stands twice in 'items'"),
    "same voter twice": (
        votes('{"v": {"x": 1}, "v": {"x": 2}}'),
        "the key 'v' stands twice in 'votes' on 'a'",
    ),
    "same member twice": (votes('{"v": {"x": 1, "x": 2}}'), "line 4: the key 'x' stands twice in one object"),
    "item no object": (items('"a": 5'), "line 3, column items: 5 is not an object"),
    "no name": (items('"a": {}'), "line 3, column name: null is not text"),
    "blank name": (items('"a": {"name": "  "}'), "line 3, column name: it is empty"),
    "absurdly long name": (
        items(json.dumps({"a": {"name": "x" * 201}})[1:-1]),
        "it has 201 characters; at most 200",
    ),
    "name a number": (items('"a": {"name": 7}'), "column name: 7 is not text"),
    "half a character": (items('"a": {"name": "\\ud800"}'), "column name: it holds half a character"),
    "NUL": (items('"a": {"name": "a\\u0000b"}'), "column name: it holds a NUL character"),
    "seed out of range": (
        items('"a": {"name": "A", "x": 100.1}'),
        "line 3, column x: 100.1 is not a number from 0",
    ),
    "seed a string": (
        items('"a": {"name": "A", "y": "5"}'),
        "line 3, column y: '5' is not a number from 0 to 100",
    ),
    "tags no list": (items('"a": {"name": "A", "tags": "Sound"}'), "column tags: 'Sound' is not a list"),
    "tag no text": (items('"a": {"name": "A", "tags": [1]}'), "column tags: 1 is not text"),
    "other id": (
        items('"a": {"name": "A", "id": "b"}'),
        "column id: 'b' is not the key that it stands under",
    ),
    "empty id": (items('"": {"name": "A"}'), "column items: it is empty"),
    "control character in id": (
        items('"a\\tb": {"name": "A"}'),
        "column items: 'a?b' holds a control character",
    ),
    "vote no object": (votes('{"v": [1, 2]}'), "line 4, column votes: a list is not an object"),
    "no x": (votes('{"v": {"y": 1}}'), "line 4, column x: it is missing"),
    "x a string": (votes('{"u": {"x": 1},\n"v": {"x": "1"}}'), "line 5, column x: '1' is not a number"),
    "x true": (votes('{"v": {"x": true}}'), "column x: true is not a number"),
    "NaN": (votes('{"v": {"x": NaN}}'), "line 4, column x: NaN is not a number"),
    "Infinity": (votes('{"v": {"x": 1, "y": -Infinity}}'), "column y: -Infinity is not a number"),
    "overflow": (votes('{"v": {"x": 1e999}}'), "column x: Infinity is not a number"),
    "below": (votes('{"v": {"x": -0.1}}'), "column x: -0.1 is not a number from 0 to 100"),
    "empty voter": (votes('{"": {"x": 1}}'), "line 4, column voter_id: it is empty"),
    "long username": (
        votes(json.dumps({"v": {"x": 1, "username": "n" * 201}})),
        "column username: it has 201",
    ),
}

TABLES = {
    "too few cells": ("t1,ann,1", "line 3"),
    "too many cells": ("t1,ann,1,2,3", "line 3"),
    "open quote": ('t1,"ann,1,2', "line 3"),
    "not UTF-8": (b"t1,\xe9,1,2", "line 3"),
    "no tool": (",ann,1,2", "line 3, column tool_id: it is empty"),
    "no voter": ("t1,,1,2", "line 3, column voter_id: it is empty"),
    "no x": ("t1,ann,,2", "line 3, column x: it is empty"),
    "x no number": ("t1,ann,left,2", "line 3, column x: 'left' is not a number"),
    "decimal comma": ('t1,ann,"1,5",2', "line 3, column x: '1,5' is not a number"),
    "x out of range": ("t1,ann,101,2", "line 3, column x: '101' is not a number from 0 to 100"),
    "NaN": ("t1,ann,1,NaN", "line 3, column y: 'NaN' is not a number"),
    "infinity": ("t1,ann,inf,1", "line 3, column x: 'inf' is not a number"),
    "long id": ("t" * 201 + ",ann,1,2", "line 3, column tool_id: it is longer than 200"),
}


def everything(store):
    extract = store.extract(BOARD)
    frames = (extract.voters, extract.votes, extract.current_votes, extract.quarantine)
    return [extract.board, extract.tools, extract.rounds, *(frame.to_csv() for frame in frames)]


@pytest.mark.parametrize(("text", "said"), SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_snapshot_is_refused_and_changes_nothing(store, write, text, said):
    before = everything(store)
    with pytest.raises(FileRefused) as refused:
        import_file(store, BOARD, write("bad.json", text))
    assert said in str(refused.value)
    assert "'bad.json' was not imported" in str(refused.value)
    assert everything(store) == before


@pytest.mark.parametrize(("line", "said"), TABLES.values(), ids=TABLES)
def test_csv_is_refused_and_changes_nothing(store, write, line, said):
    before = everything(store)
    body = (
        b"tool_id,voter_id,x,y\nt1,good,1,2\n" + (line if isinstance(line, bytes) else line.encode()) + b"\n"
    )
    with pytest.raises(FileRefused) as refused:
        import_file(store, BOARD, write("bad.csv", body))
    assert said in str(refused.value)
    assert everything(store) == before


def test_a_time_that_is_none_is_refused(store, write):
    text = "tool_id,voter_id,x,y,cast_at\nt1,ann,1,2,yesterday\n"
    with pytest.raises(FileRefused, match="line 2, column cast_at: 'yesterday' is not a time"):
        import_file(store, BOARD, write("bad.csv", text))


def test_a_file_that_is_not_there_is_refused(store, tmp_path):
    with pytest.raises(FileRefused, match="there is no such file"):
        import_file(store, BOARD, tmp_path / "nothing.csv")


def test_a_message_stays_short_however_many_lines_are_wrong(store, write):
    text = "tool_id,voter_id,x,y\n" + "t1,ann,x,y\n" * 5_000
    with pytest.raises(FileRefused) as refused:
        import_file(store, BOARD, write("bad.csv", text))
    assert "5000 unusable lines" in str(refused.value)
    assert len(str(refused.value)) < 1_000
