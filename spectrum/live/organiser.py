"""The organiser's sign-in: one password, and a signed cookie that ends by itself.

The password is kept as an argon2 hash only. A cookie belongs to the password that
it was given for, so a new password ends every session.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, TimestampSigner

ORGANISER_COOKIE = "spectrum_organiser"
SESSION_AGE = 12 * 3600  # seconds
ONE_TIME_LENGTH = 9  # bytes: 12 characters to type


class Organiser:
    """Who may open and close rounds: whoever knows the password, hashed or plain."""

    def __init__(self, password: str | None, secret: str) -> None:
        """Without a password, one for this run of the server is made: `one_time`."""
        self.one_time = None if password else secrets.token_urlsafe(ONE_TIME_LENGTH)
        password = password or self.one_time or ""
        self._hasher = PasswordHasher()
        self._hash = password if password.startswith("$argon2") else self._hasher.hash(password)
        bound = hashlib.sha256(password.encode()).hexdigest()[:16]
        self._signer = TimestampSigner(secret, salt=f"spectrum.organiser.{bound}")

    def knows(self, password: str) -> bool:
        """Whether this is the password. Takes the same time whatever is wrong with it."""
        try:
            return self._hasher.verify(self._hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def new_session(self) -> str:
        """The value of the cookie of a new session."""
        return self._signer.sign(secrets.token_hex(8)).decode("ascii")

    def session_of(self, cookie: str | None) -> str | None:
        """The id of the session that a cookie's value is of; None if there is none that has not ended."""
        if not cookie:
            return None
        try:
            return self._signer.unsign(cookie, max_age=SESSION_AGE).decode("ascii")
        except BadSignature:
            return None

    def is_session(self, cookie: str | None) -> bool:
        """Whether a cookie's value is of a session that has not ended."""
        return self.session_of(cookie) is not None


@lru_cache(maxsize=8)
def shared_organiser(password: str | None, secret: str) -> Organiser:
    """The organiser of this process, so that pages know the sessions that the form began."""
    return Organiser(password, secret)
