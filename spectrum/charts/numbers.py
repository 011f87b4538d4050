"""Numbers as people read them on a chart: fixed decimals, and a dash where there is none."""

from __future__ import annotations

import math

THIN_SPACE = "\u2009"
NOTHING = "–"


def count(value: float) -> str:
    """Return a whole number with thin spaces between the thousands."""
    return NOTHING if math.isnan(value) else f"{value:,.0f}".replace(",", THIN_SPACE)


def counted(value: float, noun: str) -> str:
    """Return a count and its noun, in the plural unless it is one."""
    return f"{count(value)} {noun}" + ("" if value == 1 else "s")


def points(value: float) -> str:
    """Return a place on an axis, to 0.1 axis point."""
    return NOTHING if math.isnan(value) else f"{value:.1f}"


def distance(value: float) -> str:
    """Return a distance with its unit, to 0.1 axis point."""
    return NOTHING if math.isnan(value) else f"{value:.1f} points"


def position(x: float, y: float) -> str:
    """Return a place on the board as `x, y`; a dash if there is neither."""
    return NOTHING if math.isnan(x) and math.isnan(y) else f"{points(x)}, {points(y)}"


def share(value: float) -> str:
    """Return a share of 0 to 1 in whole percent."""
    return NOTHING if math.isnan(value) else f"{100 * value:.0f}{THIN_SPACE}%"


def coefficient(value: float) -> str:
    """Return D or α, to two decimals."""
    return NOTHING if math.isnan(value) else f"{value:.2f}"


def interval(low: float, high: float) -> str:
    """Return `[low, high]` to two decimals; empty if there is none."""
    return "" if math.isnan(low) or math.isnan(high) else f"[{coefficient(low)}, {coefficient(high)}]"
