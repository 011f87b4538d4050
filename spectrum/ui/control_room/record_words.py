"""What an entry of the record says of a field, in the words that the forms have for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from spectrum.ui.control_room.opening import REVEALS, STARTS, short
from spectrum.ui.control_room.times import stamp
from spectrum.ui.words import NOTHING

FIELDS = {
    "reveal": "positions are shown",
    "start": "votes that count",
    "closes_at": "closes by itself",
    "has_join_code": "join code",
    "closed_at": "closed",
    "blocked_at": "blocked",
    "left": "x at 0",
    "right": "x at 100",
    "bottom": "y at 0",
    "top": "y at 100",
    "anchor_weight": "votes that a seed counts as",
    "names_kept_days": "days until display names are forgotten",
    "adding_open": "attendees may add tools",
    "tools_need_approval": "they wait for approval",
    "current_votes": "votes that count",
}
"""Fields whose stored name says too little; all others are called as they are stored."""

PROGRAMS_OWN = {"opened_seq", "at_seq", "seq", "files"}
"""Fields that only the file of the record tells."""

CHOICES: dict[str, Mapping[str, str]] = {"reveal": REVEALS, "start": STARTS}


def told(fields: Mapping[str, Any], names: Mapping[str, str], *, begins: bool = False) -> str:
    """Fields in one line. `names`: what ids stand for. `begins`: then what is empty goes without saying."""
    kept = {name: _field(name, value, names) for name, value in fields.items() if name not in PROGRAMS_OWN}
    return "; ".join(
        f"{FIELDS.get(name, name.replace('_', ' '))}: {value}"
        for name, value in kept.items()
        if not (begins and value == NOTHING)
    )


def _field(name: str, value: Any, names: Mapping[str, str]) -> str:
    if name in CHOICES and value:
        return short(CHOICES[name], value)
    if name == "round" and isinstance(value, Mapping):
        return told(value, names, begins=True)
    return _value(value, names)


def _value(value: Any, names: Mapping[str, str]) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        pairs = [(names.get(str(key), str(key)), _value(held, names)) for key, held in value.items()]
        return ", ".join(name if name == held else f"{name} {held}" for name, held in pairs)
    if isinstance(value, list):
        return ", ".join(_value(held, names) for held in value)
    if isinstance(value, str):
        return names.get(value) or _time(value) or value
    return f"{value:g}" if isinstance(value, float) else str(value)


def _time(text: str) -> str | None:
    """A time of the record by the organiser's clock; None if the text is none."""
    if not text.endswith("Z"):
        return None
    try:
        return stamp(datetime.fromisoformat(text.removesuffix("Z")))
    except ValueError:
        return None
