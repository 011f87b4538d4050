"""What the Method page says besides the measures; the words stand in method.md, for those who edit them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from spectrum.canvas import read_privacy
from spectrum.model import FEWEST_OF_GROUP, Board, safe_link
from spectrum.ui.words import escape

WORDS = Path(__file__).parent / "method.md"
PLAIN = "/?&=@%+,;!"  # letters of a URL that mean nothing else in Markdown
AXIS_ENDS = ("left", "right", "bottom", "top")


@dataclass(frozen=True)
class Section:
    """One section of method.md. In its `text`, Markdown, {left} and so on stand for the axes' ends.

    {privacy} stands for the text that the light page /privacy shows too.
    """

    heading: str
    text: str

    @property
    def anchor(self) -> str:
        """The last part of a link to it."""
        return slug(self.heading)

    def of(self, board: Board) -> str:
        """The text with the board's own words for the ends of its axes."""
        ends = {end: escape(getattr(board, end)) for end in AXIS_ENDS}
        return self.text.format(**ends, privacy=privacy_text(board))


@cache
def sections() -> tuple[Section, ...]:
    """All sections, in order."""
    parts = re.split(r"^## (.+)$", WORDS.read_text(encoding="utf-8"), flags=re.M)[1:]
    return tuple(
        Section(heading, text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True)
    )


def privacy_text(board: Board) -> str:
    """What is kept of visitors, as Markdown."""
    told = read_privacy(fewest_of_branch=FEWEST_OF_GROUP, names_kept_days=board.names_kept_days)
    paragraphs = [f"**{escape(part.heading)}.** {escape(part.text)}" for part in told]
    if contact := safe_link(board.contact):
        paragraphs.append(f"**Questions.** Write to {_linked(contact)}.")
    return "\n\n".join(paragraphs)


def _linked(url: str) -> str:
    """A link to where the URL says, in Markdown: Streamlit would find icons and formulas in it."""
    parts = urlsplit(url)
    path, query, fragment = (quote(part, safe=PLAIN) for part in (parts.path, parts.query, parts.fragment))
    target = urlunsplit((parts.scheme, parts.netloc, path, query, fragment))
    return f"[{escape(url.removeprefix('mailto:'))}](<{target}>)"


def slug(heading: str) -> str:
    """A heading as the last part of a link: 'How far apart' → 'how-far-apart'."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
