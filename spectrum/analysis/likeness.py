"""Names that are nearly the same: tools that somebody may have added twice.

Ratcliff and Obershelp's likeness of two texts (difflib), on names without case,
accents and punctuation, as they stand and with their words in order of the
alphabet. The threshold is a convention: it finds what to look at, no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

import pandas as pd

ALIKE_FROM = 0.82
"""Likeness, from 0 to 1, from which two names are told."""

DUPLICATE_COLUMNS = ("tool_id", "other_id", "likeness")


def likely_duplicates(names: Mapping[str, str], *, alike_from: float = ALIKE_FROM) -> pd.DataFrame:
    """Return pairs of tools whose names are alike: DUPLICATE_COLUMNS, the most alike first.

    `names`: tool_id → name. likeness: 1 for names that differ in case, accents, punctuation or
    the order of words alone.
    """
    found: list[tuple[str, str, float]] = []
    for ids, texts in (_forms(names, by_word=False), _forms(names, by_word=True)):
        found += _pairs(ids, texts, alike_from)
    frame = pd.DataFrame(found, columns=list(DUPLICATE_COLUMNS))
    ordered = frame.sort_values(
        ["likeness", "tool_id", "other_id"], ascending=[False, True, True], kind="stable"
    )
    return ordered.drop_duplicates(["tool_id", "other_id"], ignore_index=True)


def plain_words(name: str) -> list[str]:
    """The words of a name, without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _forms(names: Mapping[str, str], *, by_word: bool) -> tuple[list[str], list[str]]:
    """The ids and the texts to compare, in the order of their lengths; names of no letters are left out."""
    plain = {
        tool_id: " ".join(sorted(words)) if by_word else "".join(words)
        for tool_id, name in names.items()
        if (words := plain_words(name))
    }
    ids = sorted(plain, key=lambda tool_id: (len(plain[tool_id]), tool_id))
    return ids, [plain[tool_id] for tool_id in ids]


def _pairs(ids: list[str], texts: list[str], alike_from: float) -> list[tuple[str, str, float]]:
    """Every pair that is alike, its ids in order. Texts come in the order of their lengths."""
    found = []
    matcher = SequenceMatcher(autojunk=False)
    for place, text in enumerate(texts):
        matcher.set_seq2(text)
        for other, longer in zip(ids[place + 1 :], texts[place + 1 :], strict=True):
            if 2 * len(text) < alike_from * (len(text) + len(longer)):
                break  # all that follow are longer still
            matcher.set_seq1(longer)
            if matcher.quick_ratio() >= alike_from and (likeness := matcher.ratio()) >= alike_from:
                first, second = sorted((ids[place], other))
                found.append((first, second, likeness))
    return found
