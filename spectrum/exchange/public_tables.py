"""The tables of a data package, as frames in which no voter can be recognised."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from spectrum.exchange.columns import (
    CURRENT_VOTES,
    QUARANTINE,
    RESETS,
    ROUNDS,
    TABLES,
    TOOLS,
    VOTER_NAME,
    VOTERS,
    VOTES,
    Table,
)
from spectrum.exchange.pseudonyms import draw_pseudonyms, draw_uuids
from spectrum.exchange.stats import positions_frame
from spectrum.model import BRANCH_SEPARATOR, FEWEST_OF_GROUP, Round, Tool
from spectrum.store.protocol import Extract

SIMULATED = "simulate"
OWN_SOURCES = ("live", SIMULATED)
IMPORTED = "import:"
WITHHELD = "…"


def tables(
    extract: Extract, *, names: bool = False, ids: bool = False, positions: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """Every table of data/README.md by its name, with the columns named there.

    Voters get random pseudonyms, the same in all tables and new at each call, and
    so do votes unless `ids`. Display names, and branches of so few that they could be
    recognised, are there only with `names`. Rows stand
    in an order that says nothing of the stored ids: votes by seq, the rest by key.
    `positions`: the figures, where they were computed before.
    """
    content = [_parsed(text) for text in extract.quarantine["content"]]
    pseudonyms = draw_pseudonyms(_everyone(extract, content))
    made = {
        "votes": _votes(extract.votes, pseudonyms, ids=ids),
        "current_votes": _current_votes(extract.current_votes, pseudonyms),
        "tools": _tools(extract.tools),
        "rounds": _rounds(extract.rounds),
        "voters": _voters(extract, pseudonyms, names=names),
        "positions": positions_frame(extract) if positions is None else positions,
        "quarantine": _quarantine(extract.quarantine, content, pseudonyms),
        "resets": _shaped(extract.resets.sort_values(["at_seq", "tool_id"], ignore_index=True), RESETS),
    }
    return {table.name: made[table.name] for table in TABLES}


def public_source(source: str) -> str:
    """Where a row came from, without anything but the name of the file."""
    if source in OWN_SOURCES:
        return source
    return IMPORTED + re.split(r"[/\\]", source.removeprefix(IMPORTED))[-1]


def _everyone(extract: Extract, content: Sequence[Mapping[str, Any]]) -> list[str]:
    known = [*extract.voters["voter_id"], *extract.votes["voter_id"].unique()]
    return known + [row["voter_id"] for row in content if isinstance(row.get("voter_id"), str)]


def _votes(log: pd.DataFrame, pseudonyms: Mapping[str, str], *, ids: bool) -> pd.DataFrame:
    vote_ids = log["vote_id"].astype("str") if ids else draw_uuids(len(log)).set_axis(log.index)
    sources = {source: public_source(source) for source in log["source"].unique()}
    return _shaped(
        log.assign(
            vote_id=vote_ids,
            voter_id=log["voter_id"].map(pseudonyms),
            source=log["source"].map(sources),
        ),
        VOTES,
    )


def _current_votes(current: pd.DataFrame, pseudonyms: Mapping[str, str]) -> pd.DataFrame:
    renamed = current.assign(voter_id=current["voter_id"].map(pseudonyms))
    return _shaped(renamed.sort_values(["tool_id", "voter_id"], ignore_index=True), CURRENT_VOTES)


def _tools(tools: Sequence[Tool]) -> pd.DataFrame:
    rows = [{**vars(tool), "branches": BRANCH_SEPARATOR.join(tool.branches)} for tool in tools]
    return _shaped(pd.DataFrame(rows, columns=TOOLS.column_names), TOOLS)


def _rounds(rounds: Sequence[Round]) -> pd.DataFrame:
    return _shaped(pd.DataFrame([vars(round_) for round_ in rounds], columns=ROUNDS.column_names), ROUNDS)


def _voters(extract: Extract, pseudonyms: Mapping[str, str], *, names: bool) -> pd.DataFrame:
    voters = extract.voters if names else _in_large_branches(extract.voters, extract.votes)
    renamed = voters.assign(voter_id=voters["voter_id"].map(pseudonyms))
    shaped = _shaped(renamed, VOTERS)
    if names:
        shaped[VOTER_NAME.name] = renamed["name"].astype("str")
    return shaped.sort_values("voter_id", ignore_index=True)


def _in_large_branches(voters: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """The voters without the branches of which fewer than FEWEST_OF_GROUP have voted."""
    voted = voters["voter_id"].isin(log["voter_id"].unique())
    sizes = voters["branch"].map(voters.loc[voted, "branch"].value_counts()).fillna(0)
    return voters.assign(branch=voters["branch"].where(sizes >= FEWEST_OF_GROUP, None))


def _quarantine(
    rows: pd.DataFrame, content: Sequence[Mapping[str, Any]], pseudonyms: Mapping[str, str]
) -> pd.DataFrame:
    reasons = zip(rows["column"], rows["reason"], strict=True)
    return _shaped(
        rows.assign(
            reason=[_public_reason(column, reason, pseudonyms) for column, reason in reasons],
            content=[_public_content(row, pseudonyms) for row in content],
            source=[public_source(source) for source in rows["source"]],
        ),
        QUARANTINE,
    )


def _parsed(content: str) -> dict[str, Any]:
    try:
        row = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _public_content(row: Mapping[str, Any], pseudonyms: Mapping[str, str]) -> str:
    """What may be told of a row that could not be used; nothing if its parts are not told apart."""
    if not isinstance(row.get("voter_id"), str):
        return ""
    public = {"tool_id": _public_value("tool_id", row.get("tool_id"), pseudonyms)}
    public["voter_id"] = pseudonyms[row["voter_id"]]
    return json.dumps(public | {axis: _public_value(axis, row.get(axis), pseudonyms) for axis in ("x", "y")})


def _public_reason(column: str, reason: str, pseudonyms: Mapping[str, str]) -> str:
    """A reason with what it quotes, from the first quote to the last, replaced if it cannot be told."""
    return re.sub(
        r"'(.*)'", lambda match: f"'{_public_value(column, match[1], pseudonyms)}'", reason, flags=re.DOTALL
    )


def _public_value(column: str, value: object, pseudonyms: Mapping[str, str]) -> object:
    """The value, if it can be told: tool ids and numbers. A slipped row may have a voter anywhere."""
    if isinstance(value, str) and value in pseudonyms:
        return pseudonyms[value]
    told = value is None or (isinstance(value, str) and column == "tool_id") or _is_number(value)
    return value if told else WITHHELD


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, str | float | int) and math.isfinite(float(value))
    except (ValueError, OverflowError):
        return False


def _shaped(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table's columns, in order, each with the type that its cells have."""
    types = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    kept = frame[table.column_names]
    casts = {column.name: types[column.type] for column in table.columns if column.type in types}
    times = {
        column.name: pd.to_datetime(kept[column.name]) for column in table.columns if column.type not in types
    }
    return kept.astype(casts).assign(**times)
