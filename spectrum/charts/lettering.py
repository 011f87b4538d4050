"""How wide a text will be, before any browser has drawn it.

Widths are those of Helvetica, which Arial and Liberation Sans share. Source
Sans, the font that Streamlit brings, is narrower: an estimate errs on the side
of more room.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", "Helvetica Neue", Arial, sans-serif'

ELLIPSIS = "…"
LINE_HEIGHT = 1.15  # of the font size

_BY_WIDTH = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$?0123456789L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: ELLIPSIS + "←→",
    1015: "@",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_UNKNOWN = 722
_FULL_WIDTH = 1000
_BOLD = 1.07


@lru_cache(maxsize=8192)
def text_width(text: str, font_size: float, *, bold: bool = False) -> float:
    """Return the width in pixels that `text` takes at most in one line."""
    thousandths = sum(_character_width(character) for character in unicodedata.normalize("NFD", text))
    return thousandths / 1000 * font_size * (_BOLD if bold else 1.0)


def shorten(text: str, limit: int) -> str:
    """Return `text` cut to at most `limit` characters, the cut marked by an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL_WIDTH
    return _WIDTHS.get(character, _UNKNOWN)
