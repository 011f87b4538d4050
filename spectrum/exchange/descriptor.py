"""`datapackage.json`: what a Frictionless reader needs to know of a package's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spectrum.exchange.columns import TABLES, VOTER_NAME, Column, Table
from spectrum.model import AXIS_HIGH, AXIS_LOW, Licence

DATA_PACKAGE = "datapackage.json"
BOARD_FILE = "board.json"
FIGURES_FILE = "figures.json"  # in snapshots alone
README_FILE = "README.md"
DOCUMENTS = {
    BOARD_FILE: "The board's settings, and the software that wrote this package",
    FIGURES_FILE: "All measures of the board and of each tool, as `stats --json` prints them",
}
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class FileFacts:
    """What a file amounts to: its length in bytes and its SHA-256."""

    length: int
    sha256: str

    @property
    def hash(self) -> str:
        """The hash as a descriptor writes it."""
        return f"sha256:{self.sha256}"


def descriptor(
    *,
    title: str,
    version: str,
    created: str,
    files: Mapping[str, FileFacts],
    names: bool,
    licence: Licence | None = None,
) -> dict[str, Any]:
    """The Frictionless data package (version 1) of the given files.

    `files` has every table's file, board.json and, in a snapshot, figures.json; `created`
    is an ISO 8601 time; `names` says whether voters.csv has display names.
    """
    tables = [_table_resource(table, files[table.file], names=names) for table in TABLES]
    documents = [
        _json_resource(file, about, files[file]) for file, about in DOCUMENTS.items() if file in files
    ]
    licences = {"licenses": [vars(licence)]} if licence else {}
    return {
        "profile": "data-package",
        "name": "vote-board",
        "title": title,
        "description": "Where people placed tools on two axes, with the full log of their votes.",
        "version": version,
        "created": created,
        **licences,
        "resources": [*tables, *documents],
    }


def _table_resource(table: Table, facts: FileFacts, *, names: bool) -> dict[str, Any]:
    columns = table.columns + ((VOTER_NAME,) if names and table.name == "voters" else ())
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.points_to:
        schema["foreignKeys"] = [_foreign_key(column, there) for column, there in table.points_to]
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": facts.length,
        "hash": facts.hash,
        "schema": schema,
    }


def _json_resource(file: str, title: str, facts: FileFacts) -> dict[str, Any]:
    return {
        "name": file.removesuffix(".json"),
        "path": file,
        "profile": "data-resource",
        "title": title,
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "bytes": facts.length,
        "hash": facts.hash,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.type == "datetime":
        field["format"] = TIME_FORMAT
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.on_axis:
        constraints |= {"minimum": AXIS_LOW, "maximum": AXIS_HIGH}
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(column: str, table: str) -> dict[str, Any]:
    return {"fields": column, "reference": {"resource": table, "fields": column}}
