"""Times as the organiser's clock shows them; the store keeps naive UTC."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from spectrum.ui.words import NOTHING


def now() -> datetime:
    """The time, naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def clock(moment: datetime) -> str:
    """'14:30', or '12:30 UTC' where the browser does not tell its time zone."""
    here = _here(moment)
    return f"{here:%H:%M}" + ("" if _zone() else " UTC")


def stamp(moment: datetime | None) -> str:
    """'2026-11-28 14:30', by the organiser's clock where that is known."""
    return NOTHING if moment is None else f"{_here(moment):%Y-%m-%d %H:%M}"


def zone_name() -> str:
    """What the times of a table are in."""
    return st.context.timezone if _zone() and st.context.timezone else "UTC"


def countdown(seconds: float) -> str:
    """'4:32', '1:02:05'; never below nothing."""
    left = max(0, int(seconds))
    minutes, rest = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _here(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(_zone() or UTC)


def _zone() -> ZoneInfo | None:
    with contextlib.suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    return None
