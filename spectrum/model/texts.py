"""Checks of what people give: settings, names, descriptions, links, places.

The limits are those that the voting room sets to voters, so that a text fits
the chart whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from spectrum.errors import InvalidSetting, InvalidVote
from spectrum.model.votes import check_axis_value

FORMULA_STARTS = "=+\\-@\t\r\n＝＋－＠"
"""Letters, for a character class, at which a spreadsheet takes a text for a formula."""

CONTROLS = r"\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
"""Control characters but for white space, for a character class: no text may hold one."""

UNSEEN = (
    r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
"""White space, joiners, marks and letters that nobody sees, for a character class: a name needs another one."""

LONGEST_NAME = 60
"""Characters of the name of a tool, a branch, a round, a snapshot or the end of an axis."""

LONGEST_TITLE = 120
"""Characters of a board's title."""

LONGEST_TEXT = 400
"""Characters of a description or a reason."""

LONGEST_LINK = 200
"""Characters of a link."""

LONGEST_KEPT = 36_500
"""Days that display names are kept at most, unless for good."""

MOST_BRANCHES = 12
"""Branches of one tool."""

LINK_KINDS = ("https", "mailto")
QUOTED = 40  # characters of a value that a message repeats
_CONTROL = re.compile(f"[{CONTROLS}\ud800-\udfff]")  # or half a letter, which JSON can name
_SEEN = re.compile(f"[^{CONTROLS}{UNSEEN}]")


def can_be_shown(text: str) -> bool:
    """Whether a text without line breaks holds nothing that is no letter."""
    return _CONTROL.search(text) is None


def is_seen(text: str) -> bool:
    """Whether there is anything to see of a text."""
    return _SEEN.search(text) is not None


def check_text(field: str, value: str, longest: int, *, required: bool = False) -> str:
    """Return the text in one line, without blanks around it; other characters stay as they are.

    Raises InvalidSetting if it is too long, holds what cannot be shown, or is empty where it is required.
    """
    text = " ".join(value.split())
    if not can_be_shown(text):
        raise InvalidSetting(field, text[:QUOTED], "text without control characters")
    if len(text) > longest:
        raise InvalidSetting(field, text[:QUOTED] + "…", f"at most {longest} characters (it has {len(text)})")
    if required and not is_seen(text):
        raise InvalidSetting(field, text, f"a text of 1 to {longest} characters")
    return text


def check_branches(branches: Sequence[str]) -> tuple[str, ...]:
    """Return a tool's branches, each once. Raises InvalidSetting for too many, a long one, or a semicolon."""
    if len(branches) > MOST_BRANCHES:
        raise InvalidSetting("branches", f"a list of {len(branches)}", f"{MOST_BRANCHES} at most")
    named = [check_text("branches", branch, LONGEST_NAME) for branch in branches]
    if any(";" in branch for branch in named):
        raise InvalidSetting("branches", "; ".join(named)[:QUOTED], "names without a semicolon")
    return tuple(dict.fromkeys(branch for branch in named if branch))


def check_link(field: str, value: str) -> str:
    """Return a link that begins with https:// or mailto:, or nothing for nothing.

    Any other kind may run a script in the reader's browser. Raises InvalidSetting.
    """
    link = check_text(field, value, LONGEST_LINK)
    if not link:
        return ""
    allowed = "empty, or a link such as https://example.org or mailto:me@example.org"
    if any(letter in ' "<>\\' or not letter.isprintable() for letter in link):
        raise InvalidSetting(field, link[:QUOTED], allowed)
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        raise InvalidSetting(field, link[:QUOTED], allowed) from None
    is_address = parts.scheme == "mailto" and not parts.netloc and "@" in parts.path.strip("@")
    if parts.scheme not in LINK_KINDS or not (host if parts.scheme == "https" else is_address):
        raise InvalidSetting(field, link[:QUOTED], allowed)
    return link


def safe_link(value: str) -> str:
    """The link, or nothing if `check_link` would refuse it: a database can come from anywhere."""
    try:
        return check_link("link", value)
    except InvalidSetting:
        return ""


def check_place(field: str, value: float | None) -> float | None:
    """Return a position on an axis, from 0 to 100, or None for none. Raises InvalidSetting."""
    if value is None:
        return None
    try:
        return check_axis_value(field, value)
    except InvalidVote:
        raise InvalidSetting(field, value, "empty, or a number from 0 to 100") from None
