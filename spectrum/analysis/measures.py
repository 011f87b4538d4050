"""What each measure is called, what it means and how it is made: the one place that says so.

Labels of tables, their hints and the Method page all come from measures.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Measure:
    """One measure. `formula` is LaTeX; `columns` are its fields in `stats --json` and positions.csv.

    `unit`: "points" (of an axis), "share" (0 to 1, shown in percent) or empty; `source` is empty for plain arithmetic.
    """

    name: str
    group: str
    label: str
    unit: str
    words: str
    formula: str
    limits: str
    source: str = ""
    columns: tuple[str, ...] = ()


@cache
def measures() -> dict[str, Measure]:
    """All measures by name, in the order in which they are explained."""
    text = (files("spectrum.analysis") / "measures.toml").read_text(encoding="utf-8")
    return {
        name: Measure(name=name, **{**fields, "columns": tuple(fields.get("columns", ()))})
        for name, fields in tomllib.loads(text).items()
    }


def measure(name: str) -> Measure:
    """One measure. Raises ValueError, listing the names, for an unknown one."""
    known = measures()
    if name not in known:
        raise ValueError(f"there is no measure {name!r}; known are {', '.join(known)}")
    return known[name]
