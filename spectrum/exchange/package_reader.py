"""A data package in: everything that `export` wrote, so that the board comes out the same."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from spectrum.errors import FileRefused, InvalidSetting
from spectrum.exchange.checks import Unusable, check_name, check_text, parse_number, quoted
from spectrum.exchange.columns import QUARANTINE, RESETS, ROUNDS, TABLES, TOOLS, VOTER_NAME, VOTERS, VOTES
from spectrum.exchange.descriptor import BOARD_FILE, DATA_PACKAGE, FIGURES_FILE
from spectrum.exchange.package_rows import reject_of, reset_of, round_of, tool_of, voter_of
from spectrum.exchange.package_table import read_package_table
from spectrum.exchange.reading import MEGABYTE, read_text, source_of
from spectrum.exchange.unpacking import DAMAGED
from spectrum.exchange.vote_csv import REQUIRED, check_header, read_header
from spectrum.exchange.vote_rewriting import without_guards
from spectrum.model import (
    HEAVIEST_SEED,
    LONGEST_KEPT,
    VOTE_COLUMNS,
    Board,
    Tool,
    ToolReset,
    VoteFile,
    check_link,
)

DERIVED = ("current_votes", "positions")  # may be missing: they follow from the log
LATER = ("resets",)  # may be missing: packages of earlier versions have none
PACKAGE_FILES = (DATA_PACKAGE, BOARD_FILE, FIGURES_FILE, *(table.file for table in TABLES))
_NEEDED = (DATA_PACKAGE, BOARD_FILE, *(table.file for table in TABLES if table.name not in DERIVED + LATER))
_SETTINGS_LIMIT = 4 * MEGABYTE


def read_package(path: Path, contents: Path, board: Board, folder: Path) -> VoteFile:
    """The package called `path`, whose files lie in `contents`, as a file of votes for `board`.

    `folder` takes what has to be written anew. Raises FileRefused if a file is
    missing, was changed since its hash was taken, or has something unusable.
    """
    package = path.name
    _check_files(contents, package)
    tools = read_package_table(contents, TOOLS, tool_of, package=package)
    rounds = read_package_table(contents, ROUNDS, round_of, package=package)
    _check_tools(tools, package)
    columns = read_header(contents / VOTES.file, f"{package}: {VOTES.file}")
    optional = [name for name in VOTE_COLUMNS if name not in REQUIRED]
    check_header(columns, f"{package}: {VOTES.file}", required=REQUIRED, optional=optional)
    set_aside = read_package_table(contents, QUARANTINE, reject_of, package=package)
    ids = [*(tool.tool_id for tool in tools), *(round_.round_id for round_ in rounds)]
    return VoteFile(
        path=without_guards(contents / VOTES.file, ids, folder),
        columns=tuple(columns),
        source=source_of(path),
        board=_board(contents, package, board),
        tools=tools,
        rounds=rounds,
        voters=read_package_table(contents, VOTERS, voter_of, package=package, also=(VOTER_NAME,)),
        rejects=set_aside,
        resets=_resets(contents, tools, package),
        unknown_tools="refuse",
    )


def packaged_board(path: Path) -> str | None:
    """The id of the board in a package, a folder or zip file.

    None if it is none, or damaged: the import then says how.
    """
    try:
        found = json.loads(_board_file(path))["board_id"]
    except (OSError, ValueError, KeyError, TypeError, StopIteration, *DAMAGED):
        return None
    return found if isinstance(found, str) and found else None


def _board_file(path: Path) -> bytes:
    if path.is_dir() or path.name == DATA_PACKAGE:
        return ((path if path.is_dir() else path.parent) / BOARD_FILE).read_bytes()
    with zipfile.ZipFile(path) as archive:
        member = next(info for info in archive.infolist() if Path(info.filename).name == BOARD_FILE)
        with archive.open(member) as file:
            return file.read(_SETTINGS_LIMIT)


def _resets(contents: Path, tools: list[Tool], package: str) -> list[ToolReset]:
    if not (contents / RESETS.file).is_file():
        return []
    resets = read_package_table(contents, RESETS, reset_of, package=package)
    known = {tool.tool_id for tool in tools}
    if strange := next((reset.tool_id for reset in resets if reset.tool_id not in known), None):
        raise FileRefused(f"{package}: {RESETS.file}", f"there is no tool '{strange}' in {TOOLS.file}.")
    return resets


def _check_files(contents: Path, package: str) -> None:
    missing = [name for name in _NEEDED if not (contents / name).is_file()]
    if missing:
        raise FileRefused(package, f"it is no data package of an export: {', '.join(missing)} missing.")
    document = read_document(contents, DATA_PACKAGE, package)
    resources = document.get("resources")
    if not isinstance(resources, list):
        raise FileRefused(f"{package}: {DATA_PACKAGE}", "it has no list of 'resources'.")
    for resource in resources:
        if isinstance(resource, dict):
            _check_hash(contents, resource, package)


def _check_hash(contents: Path, resource: dict[str, Any], package: str) -> None:
    name, expected = resource.get("path"), resource.get("hash")
    if name not in PACKAGE_FILES or not isinstance(expected, str) or not expected.startswith("sha256:"):
        return
    path = contents / str(name)
    if not path.is_file():
        return
    with path.open("rb") as file:
        found = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected.lower():
        raise FileRefused(
            f"{package}: {name}",
            f"it is not what was exported (its SHA-256 differs from the one in {DATA_PACKAGE}). "
            "If you changed it on purpose, take its 'hash' out there.",
        )


def read_document(contents: Path, name: str, package: str, *, limit: int = _SETTINGS_LIMIT) -> dict[str, Any]:
    """A JSON file of a package, an object. Raises FileRefused."""
    file = f"{package}: {name}"
    text = read_text(contents / name, file, limit=limit, way_out="Export the board anew.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileRefused(file, f"it is not JSON ({error}).") from None
    if not isinstance(document, dict):
        raise FileRefused(file, "it is no JSON object.")
    return document


def _board(contents: Path, package: str, board: Board) -> Board:
    document = read_document(contents, BOARD_FILE, package)
    axes = document.get("axes")
    try:
        if not isinstance(axes, dict):
            raise Unusable("axes", "it is no object")
        weight = parse_number("anchor_weight", str(document.get("anchor_weight")))
        if not 0 <= weight <= HEAVIEST_SEED:
            raise Unusable("anchor_weight", f"it is not from 0 to {HEAVIEST_SEED:,.0f}")
        left, right, bottom, top = (
            check_name(f"axes.{end}", axes.get(end)) for end in ("left", "right", "bottom", "top")
        )
        return replace(
            board,
            title=check_name("title", document.get("title")),
            left=left,
            right=right,
            bottom=bottom,
            top=top,
            anchor_weight=weight,
            adding_open=document.get("adding_open") is True,
            tools_need_approval=document.get("tools_need_approval", board.tools_need_approval) is True,
            contact=check_link("contact", check_text("contact", document.get("contact", board.contact))),
            names_kept_days=_days(document.get("names_kept_days", board.names_kept_days)),
        )
    except Unusable as problem:
        raise FileRefused(f"{package}: {BOARD_FILE}", f"{problem.column}: {problem.reason}.") from None
    except InvalidSetting as problem:
        raise FileRefused(f"{package}: {BOARD_FILE}", str(problem)) from None


def _days(value: object) -> int | None:
    if value is None or (
        isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_KEPT
    ):
        return value
    raise Unusable("names_kept_days", f"{quoted(value)} is not a number of days from 1 to {LONGEST_KEPT:,}")


def _check_tools(tools: list[Tool], package: str) -> None:
    ids = Counter(tool.tool_id for tool in tools)
    if repeated := next((tool_id for tool_id, count in ids.items() if count > 1), None):
        raise FileRefused(f"{package}: {TOOLS.file}", f"the tool '{repeated}' stands there twice.")
    for tool in tools:
        if tool.merged_into is not None and tool.merged_into not in ids:
            raise FileRefused(
                f"{package}: {TOOLS.file}",
                f"the tool '{tool.tool_id}' is merged into '{tool.merged_into}', which is not there.",
            )
