"""The works that measures come from, found by what a measure's source calls them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Reference:
    """One work. `name` is its short form, authors and year, as in `Measure.source`; `where` it was published."""

    name: str
    authors: str
    title: str
    where: str

    @property
    def year(self) -> str:
        """The year of publication, which ends the name."""
        return self.name.rsplit(" ", 1)[1]

    @property
    def anchor(self) -> str:
        """The name as the last part of a link: 'efron-morris-1977'."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


@cache
def references() -> dict[str, Reference]:
    """All works by name, in alphabetical order."""
    text = (files("spectrum.analysis") / "references.toml").read_text(encoding="utf-8")
    return {name: Reference(name=name, **fields) for name, fields in sorted(tomllib.loads(text).items())}


def cited(source: str) -> list[Reference]:
    """The works that a source names, in its order."""
    found = {source.find(name): work for name, work in references().items() if name in source}
    return [found[place] for place in sorted(found)]
