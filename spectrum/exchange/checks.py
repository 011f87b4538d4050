"""Checks of single values that come from files: each returns the value or says what is wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from spectrum.model import AXIS_HIGH, AXIS_LOW

ID_LIMIT = 200  # characters
NAME_LIMIT = 200
TEXT_LIMIT = 20_000
QUOTED_LIMIT = 40  # characters of a value that a message quotes

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Unusable(ValueError):
    """A value that cannot be used: the column it stands in, and why."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(f"{column}: {reason}")


def quoted(value: object) -> str:
    """The value as a message shows it: short, in one line, text in single quotes."""
    if isinstance(value, str):
        text = value if len(value) <= QUOTED_LIMIT else value[: QUOTED_LIMIT - 1] + "…"
        return f"'{_CONTROL.sub('?', text)}'"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else json.dumps(value)[:QUOTED_LIMIT]


def check_position(column: str, value: object) -> float:
    """A finite number from 0 to 100. Raises Unusable."""
    if value is None:
        raise Unusable(column, "it is missing, but must be a number from 0 to 100")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(column, f"{quoted(value)} is not a number from 0 to 100")
    if not AXIS_LOW <= value <= AXIS_HIGH:
        raise Unusable(column, f"{quoted(value)} is not a number from 0 to 100")
    return float(value)


def check_optional_position(column: str, value: object) -> float | None:
    """A position, or None for none. Raises Unusable."""
    return None if value is None else check_position(column, value)


def check_text(column: str, value: object, limit: int = TEXT_LIMIT) -> str:
    """Text of at most `limit` characters that every database can hold. Raises Unusable."""
    if not isinstance(value, str):
        raise Unusable(column, f"{quoted(value)} is not text")
    if len(value) > limit:
        raise Unusable(column, f"it has {len(value):,} characters; at most {limit:,} are allowed")
    if "\0" in value:
        raise Unusable(column, "it holds a NUL character")
    if _SURROGATE.search(value):
        raise Unusable(column, "it holds half a character (a lone surrogate)")
    return value


def check_name(column: str, value: object) -> str:
    """Text that is not blank and short enough to show. Raises Unusable."""
    name = check_text(column, value, NAME_LIMIT).strip()
    if not name:
        raise Unusable(column, "it is empty")
    return name


def check_id(column: str, value: object) -> str:
    """An id: not empty, in one line. Raises Unusable."""
    name = check_text(column, value, ID_LIMIT)
    if not name.strip():
        raise Unusable(column, "it is empty")
    if _CONTROL.search(name):
        raise Unusable(column, f"{quoted(name)} holds a control character")
    return name


def check_branches(column: str, values: Iterable[object]) -> tuple[str, ...]:
    """Branch names without repeats. A ';' separates branches, so one with it counts as two."""
    parts = [part.strip() for value in values for part in check_text(column, value).split(";")]
    return tuple(dict.fromkeys(part for part in parts if part))


def parse_number(column: str, text: str) -> float:
    """A finite number written as text. Raises Unusable."""
    try:
        number = float(text)
    except ValueError:
        raise Unusable(column, f"{quoted(text)} is not a number") from None
    if not math.isfinite(number):
        raise Unusable(column, f"{quoted(text)} is not a finite number")
    return number


def parse_time(column: str, text: str) -> datetime:
    """An ISO 8601 time as naive UTC; without an offset it is taken for UTC. Raises Unusable."""
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, OverflowError):
        raise Unusable(column, f"{quoted(text)} is not a time like 2026-08-18T12:30:00Z") from None


def parse_choice(column: str, text: str, choices: tuple[str, ...]) -> str:
    """One of the given words. Raises Unusable."""
    if text not in choices:
        raise Unusable(column, f"{quoted(text)} is not one of {', '.join(choices)}")
    return text
