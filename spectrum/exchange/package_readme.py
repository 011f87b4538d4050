"""The README that travels with a data package."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spectrum.exchange.columns import TABLES, VOTER_NAME, Table
from spectrum.model import Board, Licence, cite

DEMO_NOTE = " (DEMO: made-up votes)"

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~!&$]")
_DEMO_WARNING = "**DEMO: these votes are made up. They say nothing about any tool.**\n\n"

_TEXT = """# {title}

{demo}People placed tools on two axes: x runs from {left} (0) to {right} (100), y from {bottom} (0) to
{top} (100). Exported {exported_at} with Spectrum {version}.

## What is what
- `votes.csv` is the log: every vote ever cast, in order of `seq`. A voter's latest vote on a tool counts;
  the others stay as a record. Those up to a seq in `resets.csv` do not count any more.
- `current_votes.csv` has the votes that count, `positions.csv` what they amount to for each tool.
- Voters are random pseudonyms, made for this export alone: the same voter has another one in the next.
- `quarantine.csv` has the rows of imported files that could not be used, and why.
{figures_line}- `board.json` has the board's settings and `datapackage.json` describes every column for machines
  (Frictionless Data Package), with a SHA-256 of each file.

Files are CSV in UTF-8. An empty cell means: no value. Times are UTC. Text that a spreadsheet might run as
a formula has an apostrophe (') in front; importing takes it off again.

## How to rebuild the board
    python -m spectrum reproduce PACKAGE
    python -m spectrum import PACKAGE --database new.duckdb
    python -m spectrum stats --json --database new.duckdb

PACKAGE is this folder or the zip file that it came in. The first command checks every SHA-256, computes all
figures anew from `votes.csv` and compares them with {figures}. The others make a board of it, and
print its figures.
{licence}
## How to cite
{citation}

## Columns
{columns}"""


_FIGURES_LINE = (
    "- `figures.json` has all figures of the board and of each tool, as `stats --json` prints them.\n"
)

_LICENCE = """
## Licence
{title} ([{name}]({path})).
"""


@dataclass(frozen=True)
class Packing:
    """How a board is packed: with display names, with the stored vote ids, marked as made up.

    `snapshot`: the name under which it is frozen; its package has figures.json too.
    """

    names: bool = False
    ids: bool = False
    demo: bool = False
    licence: Licence | None = None
    snapshot: str | None = None


def package_readme(
    board: Board,
    packing: Packing,
    *,
    exported_at: str,
    version: str,
    counts: tuple[int, int, int],
    fingerprint: str,
) -> str:
    """The text of README.md. `counts`: votes that count, their voters, live tools.

    `fingerprint`: the SHA-256 of datapackage.json.
    """
    frozen = packing.snapshot is not None
    return _TEXT.format(
        title=_one_line(board.title),
        demo=_DEMO_WARNING if packing.demo else "",
        left=_one_line(board.left),
        right=_one_line(board.right),
        bottom=_one_line(board.bottom),
        top=_one_line(board.top),
        exported_at=exported_at,
        version=version,
        figures="`positions.csv` and `figures.json`" if frozen else "`positions.csv`",
        figures_line=_FIGURES_LINE if frozen else "",
        licence=_LICENCE.format(**vars(packing.licence)) if packing.licence else "",
        citation=cite(
            title=f"{_one_line(board.title)}{DEMO_NOTE if packing.demo else ''}",
            name=None if packing.snapshot is None else _one_line(packing.snapshot),
            date=exported_at[:10],
            counts=counts,
            software=version,
            fingerprint=fingerprint,
        ),
        columns="\n".join(_table_section(table, names=packing.names) for table in TABLES),
    )


def _table_section(table: Table, *, names: bool) -> str:
    columns = table.columns + ((VOTER_NAME,) if names and table.name == "voters" else ())
    lines = [f"- `{column.name}`: {column.description}" for column in columns]
    return "\n".join([f"### {table.file}", f"{table.title}.", "", *lines, ""])


def _one_line(text: str) -> str:
    """Someone's text in Markdown as it was written: no markup, no HTML."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
