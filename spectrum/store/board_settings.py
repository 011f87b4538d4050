"""Settings of a board, as its organiser changes them."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

from spectrum.errors import InvalidSetting
from spectrum.model import (
    HEAVIEST_SEED,
    LONGEST_KEPT,
    LONGEST_NAME,
    LONGEST_TITLE,
    Board,
    BoardChanges,
    check_link,
    check_text,
)
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_board, write_board

ENDS = ("left", "right", "bottom", "top")


def change_board(session: Session, board_id: str, changes: BoardChanges) -> Deed[Board]:
    """Take over new settings; those that are not named stay. Raises InvalidSetting, NoSuchBoard."""
    board = read_board(session, board_id)
    changed = replace(board, **_checked(changes))
    write_board(session, changed)
    different = [f.name for f in fields(Board) if getattr(board, f.name) != getattr(changed, f.name)]
    before = {name: getattr(board, name) for name in different}
    after = {name: getattr(changed, name) for name in different}
    return Deed("change_board", board_id, changed, before=before, after=after)


def _checked(changes: BoardChanges) -> dict[str, Any]:
    checked: dict[str, Any] = dict(changes)
    if "title" in changes:
        checked["title"] = check_text("title", changes["title"], LONGEST_TITLE, required=True)
    for end in ENDS:
        if end in checked:
            checked[end] = check_text(end, checked[end], LONGEST_NAME, required=True)
    if "contact" in changes:
        checked["contact"] = check_link("contact", changes["contact"])
    weight = checked.get("anchor_weight", 0.0)
    if not (math.isfinite(weight) and 0 <= weight <= HEAVIEST_SEED):
        raise InvalidSetting("anchor_weight", weight, f"a number of votes from 0 to {HEAVIEST_SEED:,.0f}")
    days = checked.get("names_kept_days")
    if days is not None and not 1 <= days <= LONGEST_KEPT:
        raise InvalidSetting("names_kept_days", days, f"None, or a number of days from 1 to {LONGEST_KEPT:,}")
    return checked
