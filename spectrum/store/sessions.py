"""Organisers' sessions: begun, used and ended in the database, so that they are so on every server.

A cookie alone could be sent again after its browser has signed out; here it is known
as ended, also after a restart. Signing in and out is noted in the audit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from spectrum.errors import ActionRefused
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.statements import statement

LONGEST = timedelta(hours=12)  # from signing in
LONGEST_IDLE = timedelta(hours=4)  # without anything being done
NOTED_EVERY = timedelta(minutes=5)  # how exactly it is known when a session was last used
KEPT = timedelta(days=30)  # sessions that are over


def begin_session(session: Session, session_id: str, now: datetime) -> Deed[None]:
    """Let a session begin."""
    session.execute(statement("drop_sessions"), [now - KEPT])
    session.execute(statement("begin_session"), [session_id, now])
    return Deed("sign_in", session_id, None)


def end_session(session: Session, session_id: str, now: datetime) -> Deed[None]:
    """Let a session end. Raises ActionRefused if it has ended already, or is none."""
    if read_seen(session, session_id, now) is None:
        raise ActionRefused("This session has ended already. Sign in again at /sign-in.")
    session.execute(statement("end_session"), [session_id, now])
    return Deed("sign_out", session_id, None)


def read_seen(session: Session, session_id: str, now: datetime) -> datetime | None:
    """When a session was last used; None if it has ended, by itself or by signing out."""
    for begun_at, seen_at in session.fetch(statement("find_session"), [session_id]):
        if now - begun_at < LONGEST and now - seen_at < LONGEST_IDLE:
            found: datetime = seen_at
            return found
    return None


def touch_session(session: Session, session_id: str, now: datetime) -> None:
    """Note that a session was used."""
    session.execute(statement("touch_session"), [session_id, now])
