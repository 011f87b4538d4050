"""A JSON document read member by member, so that each value's line in the file is known.

`json.loads` forgets where things stood, takes the last of two equal keys in
silence and lets NaN through; a message about someone's file needs better.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from spectrum.errors import FileRefused

_SPACE = re.compile(r"[ \t\n\r]*")
_KINDS = {
    "{": "an object",
    "[": "a list",
    '"': "text",
    "t": "true or false",
    "f": "true or false",
    "n": "null",
}


class JsonCursor:
    """A place in the JSON text of a file that moves on as values are read.

    All methods raise FileRefused, with the line, where the text is no JSON, where
    something else stands than was asked for, and where a key stands twice.
    """

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._line = 1
        self._counted = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=_without_repeats)
        self._skip_space()

    @property
    def line(self) -> int:
        """The line on which the next value begins, counted from 1."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def members(self, what: str) -> Iterator[str]:
        """The keys of the object that stands here, called `what` in messages.

        With each key the cursor stands at its value; a value that is not read is skipped.
        """
        self._enter_object(what)
        seen: set[str] = set()
        while self._character != "}":
            if seen:
                self._expect(",")
            key = self._key()
            if key in seen:
                raise self._refusal(f"the key '{key}' stands twice in {what}")
            seen.add(key)
            before = self._at
            yield key
            if self._at == before:
                self.value()
        self._expect("}")

    def value(self) -> Any:
        """Whatever stands here, in full. NaN and Infinity come as floats, for the caller to refuse."""
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise FileRefused(self._file, _not_json(error)) from error
        except RecursionError:
            raise self._refusal("it is nested too deeply") from None
        except ValueError as error:
            raise self._refusal(str(error)) from error
        self._skip_space()
        return value

    def finish(self) -> None:
        """Check that nothing follows."""
        if self._at < len(self._text):
            raise self._refusal("something follows after the end of the document")

    def _enter_object(self, what: str) -> None:
        if self._character != "{":
            kind = _KINDS.get(self._character, "a number")
            if self._character not in '{["tfn-0123456789' or not self._character:
                self.value()
            raise self._refusal(f"{what} must be an object {{…}}, but is {kind}")
        self._expect("{")

    def _key(self) -> str:
        if self._character != '"':
            raise self._missing("a key in double quotes")
        key = str(self.value())
        self._expect(":")
        return key

    @property
    def _character(self) -> str:
        return self._text[self._at : self._at + 1]

    def _expect(self, character: str) -> None:
        if self._character != character:
            raise self._missing(f"'{character}'")
        self._at += 1
        self._skip_space()

    def _skip_space(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _missing(self, what: str) -> FileRefused:
        early = "" if self._character else ", as the file ends too early"
        return self._refusal(f"{what} is missing{early}")

    def _refusal(self, why: str) -> FileRefused:
        return FileRefused(self._file, f"line {self.line}: {why}.")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key '{twice}' stands twice in one object")
    return members


def _not_json(error: json.JSONDecodeError) -> str:
    return f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})."
