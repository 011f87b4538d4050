"""What every call of the API checks first: where it comes from, how large it is, who sends it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from spectrum.live.problems import Refused
from spectrum.model import can_be_shown, is_seen

_HALF_LETTER = re.compile("[\ud800-\udfff]")
LARGEST_BODY = 16 * 1024  # bytes
MOST_DIGITS = 400  # of a whole number; a float ends at 309


def check_origin(request: Request, public_url: str | None) -> None:
    """Raise Refused (403) for a browser's request that another site's page has made."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site") == "cross-site":
            raise Refused(403, "The request comes from another site's page, which may do nothing here.")
        return
    allowed = {_host_of("//" + request.headers.get("host", "")), _host_of(public_url or "")} - {""}
    if _host_of(origin) not in allowed:
        raise Refused(
            403,
            f"The request comes from a page of '{origin[:100]}', which may not vote here. Open this site.",
        )


def is_secure(request: Request, public_url: str | None) -> bool:
    """Whether the visitor's connection is encrypted: to this server, or to one in front of it.

    A proxy that is not trusted cannot say so; but who came by the public address came as it says.
    """
    if request.url.scheme == "https":
        return True
    host = _host_of("//" + request.headers.get("host", ""))
    return (public_url or "").startswith("https://") and host == _host_of(public_url or "")


def _host_of(address: str) -> str:
    """The host and port of an address, without a port that goes without saying; empty if it has none."""
    try:
        return urlsplit(address).netloc.lower().removesuffix(":80").removesuffix(":443")
    except ValueError:
        return ""


async def read_body(request: Request) -> bytes:
    """The body. Raises Refused (413) if it is larger than LARGEST_BODY, without reading it to its end."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Refused(413, f"The body is larger than {LARGEST_BODY} bytes. Send less in one request.")
    return bytes(body)


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused (413, 400)."""
    body = await read_body(request)
    try:
        found = json.loads(body, parse_int=_whole_number)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON. Send an object, such as {}.") from None
    if not isinstance(found, dict):
        raise Refused(400, "The body is JSON, but no object. Send one, such as {}.")
    return found


def _whole_number(digits: str) -> float:
    """The number, or infinity for more digits than any number here can have."""
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def read_tool_id(body: dict[str, Any]) -> str:
    """The tool that a body names, which may not be on the board. Raises Refused (422) if it names none."""
    value = body.get("tool_id")
    if not isinstance(value, str) or not value or not is_sound(value):
        raise invalid("tool_id", "tool_id must name a tool of the board.")
    return value


def read_text(body: dict[str, Any], field: str, longest: int, *, required: bool = False) -> str | None:
    """A field's text without blanks around it; None if it is missing or empty.

    Raises Refused (422) if it is no text, too long, or missing where it is required.
    """
    value = body.get(field)
    if value is None and not required:
        return None
    if not isinstance(value, str):
        raise invalid(field, f"{field} must be text.")
    text = " ".join(value.split())
    if not can_be_shown(text):
        raise invalid(field, f"{field} holds a character that cannot be shown.")
    if len(text) > longest:
        raise invalid(field, f"{field} has {len(text)} characters, but may have {longest} at most.")
    if required and not is_seen(text):
        raise invalid(field, f"{field} is empty. Give it from 1 to {longest} characters.")
    return text or None


def is_sound(text: str) -> bool:
    """Whether a text can be sent on: JSON can name halves of letters, which are none alone."""
    return _HALF_LETTER.search(text) is None


def invalid(field: str, detail: str) -> Refused:
    """A field of the body that cannot be used."""
    return Refused(422, detail, field=field)
