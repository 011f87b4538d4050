"""How far seeds would go, before anyone lets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from spectrum.model import Tool
from spectrum.ui.words import count, points

MOVED = 0.05  # axis points from which a seed is said to move
HEIGHT = 260  # pixels

Place = tuple[float | None, float | None]


def seed_changes(tools: Sequence[Tool], becoming: Mapping[str, Place]) -> pd.DataFrame:
    """One row for each tool with another seed then: name, x, x_then, y, y_then, moved (axis points, largest first)."""
    rows = [
        (tool.name, tool.seed_x, becoming[tool.tool_id][0], tool.seed_y, becoming[tool.tool_id][1])
        for tool in tools
        if tool.tool_id in becoming
    ]
    frame = pd.DataFrame(rows, columns=["name", "x", "x_then", "y", "y_then"])
    frame = frame.astype({column: "float64" for column in frame.columns if column != "name"})
    dx, dy = ((frame[f"{axis}_then"] - frame[axis]).fillna(0.0) for axis in ("x", "y"))
    frame["moved"] = (dx**2 + dy**2) ** 0.5
    gained = frame["x"].isna() != frame["x_then"].isna()
    gained |= frame["y"].isna() != frame["y_then"].isna()
    changed = frame[(frame["moved"] >= MOVED) | gained]
    return changed.sort_values("moved", ascending=False, ignore_index=True)


def changes_sentence(changes: pd.DataFrame) -> str:
    """How many seeds move, and which the most."""
    if changes.empty:
        return "No seed would change."
    first = changes.iloc[0]
    most = f"“{first['name']}” the most, by {points(first['moved'])} points"
    return f"{count(len(changes), 'seed')} would change, {most}."


def changes_table(changes: pd.DataFrame, *, key: str) -> None:
    """The seeds that move, before and after."""
    if changes.empty:
        return
    heads = {"x": "x", "x_then": "x then", "y": "y", "y_then": "y then", "moved": "Moves by"}
    st.dataframe(
        changes[["name", "moved", "x", "x_then", "y", "y_then"]],
        hide_index=True,
        height=min(HEIGHT, 35 * (len(changes) + 1) + 2),
        key=key,
        column_config={
            "name": st.column_config.TextColumn("Tool", width=170),
            **{
                name: st.column_config.NumberColumn(head, format="%.1f", width=75)
                for name, head in heads.items()
            },
        },
        placeholder="–",
        alt=f"{len(changes)} seeds before and after",
    )
