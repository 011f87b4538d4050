"""The organiser's sign-in: one password, and sessions that the store knows.

The password is kept as an argon2 hash only. A cookie belongs to the password that
it was given for, so a new password ends every session; signing out ends one on
every server, also for whoever has copied its cookie.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, Signer, TimestampSigner

from spectrum.errors import InvalidSetting
from spectrum.store import Store

ORGANISER_COOKIE = "spectrum_organiser"
BROWSER_COOKIE = "spectrum_browser"
SESSION_AGE = 12 * 3600  # seconds
BROWSER_AGE = 180 * 24 * 3600  # seconds
ONE_TIME_LENGTH = 9  # bytes: 12 characters to type


def _check_hash(password: str) -> None:
    try:
        extract_parameters(password)
    except InvalidHashError:
        raise InvalidSetting(
            "SPECTRUM_ORGANISER_PASSWORD",
            "…",
            "a whole Argon2 hash; in a shell and in Compose files its $ must be quoted",
        ) from None


class OrganiserSignIn:
    """Who may open and close rounds: whoever knows the password, hashed or plain."""

    def __init__(self, password: str | None, secret: str) -> None:
        """Without a password, one for this run of the server is made: `one_time`.

        Raises InvalidSetting for a hash that is not whole: nobody could sign in.
        """
        self.one_time = None if password else secrets.token_urlsafe(ONE_TIME_LENGTH)
        password = password or self.one_time or ""
        self._hasher = PasswordHasher()
        if password.startswith("$argon2"):
            _check_hash(password)
        self._hash = password if password.startswith("$argon2") else self._hasher.hash(password)
        bound = hashlib.sha256(password.encode()).hexdigest()[:16]
        self._sessions = TimestampSigner(secret, salt=f"spectrum.organiser.{bound}")
        self._browsers = Signer(secret, salt=f"spectrum.browser.{bound}")

    def knows(self, password: str) -> bool:
        """Whether this is the password. Takes the same time whatever is wrong with it."""
        try:
            return self._hasher.verify(self._hash, password)
        except (VerificationError, InvalidHashError):
            return False

    # --- sessions: the methods ask the store, so they may not be called on an event loop ----------

    def new_session(self, store: Store, board_id: str) -> str:
        """The value of the cookie of a new session, whose beginning is noted in the board's audit."""
        session_id = secrets.token_hex(8)
        store.begin_session(board_id, session_id)
        return self._sessions.sign(session_id).decode("ascii")

    def session_of(self, cookie: str | None, store: Store, *, is_use: bool = True) -> str | None:
        """The id of the session that a cookie's value is of; None if there is none that has not ended.

        is_use: whether asking keeps the session from ending by itself.
        """
        session_id = self._read(cookie)
        if session_id is None or not store.session_is_open(session_id, is_use=is_use):
            return None
        return session_id

    def end_session(self, cookie: str | None, store: Store, board_id: str) -> None:
        """End the session that a cookie's value is of, if it has not ended."""
        session_id = self.session_of(cookie, store)
        if session_id is not None:
            store.end_session(board_id, session_id)

    def _read(self, cookie: str | None) -> str | None:
        """The id in a genuine cookie that is young enough. One from the future is: the clock was set back since."""
        if not cookie:
            return None
        try:
            session_id, begun_at = self._sessions.unsign(cookie, return_timestamp=True)
        except BadSignature:
            return None
        age = self._sessions.get_timestamp() - begun_at.timestamp()
        return str(session_id, "ascii") if age <= SESSION_AGE else None

    # --- browsers in which the organiser has signed in before ---------------------------------------

    def new_browser(self) -> str:
        """The value of the cookie by which such a browser is known. It lets nobody in."""
        return self._browsers.sign(secrets.token_hex(8)).decode("ascii")

    def browser_of(self, cookie: str | None) -> str | None:
        """The id of the browser that a cookie's value is of; None if it is not genuine."""
        if not cookie:
            return None
        try:
            return self._browsers.unsign(cookie).decode("ascii")
        except BadSignature:
            return None


@lru_cache(maxsize=8)
def shared_organiser_sign_in(password: str | None, secret: str) -> OrganiserSignIn:
    """The organiser of this process, so that pages know the sessions that the form began."""
    return OrganiserSignIn(password, secret)
