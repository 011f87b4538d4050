"""Boards frozen under a name: what is in one, under which licence, and how it is cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Licence:
    """What others may do with the data: the licence's SPDX id, its title, and where its text stands."""

    name: str
    title: str
    path: str


_COMMONS = "https://creativecommons.org"

LICENCES: tuple[Licence, ...] = (
    Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", f"{_COMMONS}/licenses/by/4.0/"),
    Licence(
        "CC-BY-SA-4.0", "Creative Commons Attribution Share-Alike 4.0", f"{_COMMONS}/licenses/by-sa/4.0/"
    ),
    Licence(
        "CC-BY-NC-4.0", "Creative Commons Attribution Non-Commercial 4.0", f"{_COMMONS}/licenses/by-nc/4.0/"
    ),
    Licence("CC0-1.0", "Creative Commons Zero 1.0", f"{_COMMONS}/publicdomain/zero/1.0/"),
)
"""What an organiser can choose from; the first is offered first."""

LICENCE_NAMES: tuple[str, ...] = tuple(licence.name for licence in LICENCES)


@dataclass(frozen=True)
class Snapshot:
    """A board frozen under a name, as a data package that is kept beside its votes.

    `title`: the board's at that time. `seq`: the last vote in it. `licence`: one of LICENCE_NAMES.
    `software`: the version that wrote it. `files`: the SHA-256 of each file in the package;
    `sha256` and `size` (bytes) are those of the package, a zip file called `file`.
    """

    name: str
    title: str
    taken_at: datetime
    seq: int
    licence: str
    software: str
    n_tools: int
    n_voters: int
    n_votes: int
    files: Mapping[str, str] = field(repr=False)
    file: str
    sha256: str
    size: int

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of datapackage.json, which holds those of all files with data."""
        return self.files["datapackage.json"]

    @property
    def citation(self) -> str:
        """One line that names the data, their date and size, and what they can be told by."""
        return cite(
            title=self.title,
            name=self.name,
            date=f"{self.taken_at:%Y-%m-%d}",
            counts=(self.n_votes, self.n_voters, self.n_tools),
            software=self.software,
            fingerprint=self.fingerprint,
        )


def cite(
    *,
    title: str,
    name: str | None,
    date: str,
    counts: tuple[int, int, int],
    software: str,
    fingerprint: str,
) -> str:
    """The line under which a snapshot, or an export without a name, is cited.

    `counts`: votes that count, their voters, live tools.
    """
    n_votes, n_voters, n_tools = counts
    what = "vote data" if name is None else f"snapshot “{_one_line(name)}”"
    return (
        f"{_one_line(title)}: {what} of {date}. {_count(n_votes, 'vote')} by "
        f"{_count(n_voters, 'voter')} on {_count(n_tools, 'tool')}. Made with Spectrum {software}. "
        f"SHA-256 of datapackage.json: {fingerprint}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
