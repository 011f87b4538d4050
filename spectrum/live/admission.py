"""Join codes: who has given a round's code carries a signed note of it."""

from __future__ import annotations

import hmac

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from spectrum.model import Round

ADMISSION_COOKIE = "spectrum_admission"
ADMISSION_AGE = 24 * 3600  # seconds
LONGEST_CODE = 60  # characters


def code_fits(given: str, round_: Round) -> bool:
    """Whether a code is the round's, in whatever case; takes the same time for all that are not."""
    return hmac.compare_digest(_plain(given), _plain(round_.join_code or ""))


def admitted_to(request: Request, voter_id: str, secret: str) -> str | None:
    """The round to which the voter was admitted last, by the request's cookie."""
    value = request.cookies.get(ADMISSION_COOKIE)
    if not value:
        return None
    try:
        voter, round_id = _signer(secret).unsign(value).decode("ascii").split("/")
    except (BadSignature, UnicodeDecodeError, ValueError):
        return None
    return round_id if voter == voter_id else None


def admit(response: Response, voter_id: str, round_: Round, secret: str, *, secure: bool) -> None:
    """Give the voter a note that they may vote in the round."""
    value = _signer(secret).sign(f"{voter_id}/{round_.round_id}").decode("ascii")
    response.set_cookie(
        ADMISSION_COOKIE, value, max_age=ADMISSION_AGE, httponly=True, samesite="lax", secure=secure
    )


def _plain(code: str) -> bytes:
    return " ".join(code.casefold().split()).encode()


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="spectrum.admission")
