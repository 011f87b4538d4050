"""Numbers in place of voters' ids, for pages that show voters one by one.

An id is a cookie's content, and the name that a wall may show for it follows from
it; so neither an id nor anything made of it alone may be shown. Voters are numbered
in the order of a hash keyed with the server's secret, which nobody outside can redo,
and with the choice of votes: the same voter has other numbers in other choices, so
that comparing choices does not lead to anybody. Reloading a page keeps the numbers,
until somebody votes for the first time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from spectrum.model import Selection
from spectrum.settings import signing_secret
from spectrum.store import Store
from spectrum.ui import analyses
from spectrum.ui.current import settings, store
from spectrum.ui.reads import read_key


def voter_numbers(selection: Selection) -> pd.Series[int]:
    """The number of each voter who has a placement in the selection, from 1 on; the index is voter_id."""
    return _voter_numbers(*read_key(selection), selection, store())


def numbered(voter_ids: Iterable[str], key: str) -> pd.Series[int]:
    """Number the voters from 1 on, in an order that follows from `key` and looks random without it."""
    digest = hashlib.sha256(key.encode()).digest()

    def place(voter_id: str) -> bytes:
        return hashlib.blake2b(voter_id.encode(), key=digest, digest_size=16).digest()

    in_order = sorted(set(voter_ids), key=place)
    return pd.Series(range(1, len(in_order) + 1), index=pd.Index(in_order, dtype="str"), dtype="int64")


@st.cache_data(max_entries=8, show_spinner=False)
def _voter_numbers(database: str, version: int, selection: Selection, _store: Store) -> pd.Series[int]:
    voters = analyses.placements(selection)["voter_id"].unique()
    return numbered(voters, f"{signing_secret(settings())} {selection}")
