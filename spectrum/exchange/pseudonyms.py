"""Random stand-ins for the ids that could tell who voted.

They come from the system's random source, not from a hash of the ids: a hash
could be undone by trying out ids.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import pandas as pd

_LETTERS = "abcdef"


def draw_pseudonyms(voter_ids: Iterable[str]) -> dict[str, str]:
    """A different pseudonym of 12 hex digits for each voter id, new at every call.

    The first digit is a letter, so that no spreadsheet takes one for a number.
    """
    pseudonyms: dict[str, str] = {}
    taken: set[str] = set()
    for voter_id in voter_ids:
        if voter_id in pseudonyms:
            continue
        drawn = _draw()
        while drawn in taken:
            drawn = _draw()
        taken.add(drawn)
        pseudonyms[voter_id] = drawn
    return pseudonyms


def draw_uuids(count: int) -> pd.Series[str]:
    """`count` random UUIDs (version 4) as text; many times faster than one by one."""
    digits = secrets.token_bytes(16 * count).hex()
    return pd.Series([_as_uuid4(digits[at : at + 32]) for at in range(0, 32 * count, 32)], dtype="str")


def _draw() -> str:
    return secrets.choice(_LETTERS) + secrets.token_hex(6)[1:]


def _as_uuid4(digits: str) -> str:
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
