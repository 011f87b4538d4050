"""The voting canvas: ES modules, their styles, and the light page that loads them.

They are served without comments and indentation, so that a crowded network carries
less; nothing else is done to them, and there is no build step.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)
_LINE_COMMENT = re.compile(r"(^|[ \t])// .*$", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_EMPTY_LINES = re.compile(r"^\n", re.MULTILINE)

FOLDER = Path(__file__).resolve().parent
SIGN_IN_PAGE = "sign-in.html"
PRIVACY = "privacy.md"


@dataclass(frozen=True)
class Paragraph:
    """A part of the privacy text: what it is about, and what is so. Plain text both."""

    heading: str
    text: str


def read_canvas_files() -> dict[str, bytes]:
    """The modules and styles by file name, as they are sent."""
    files = [file for file in sorted(FOLDER.iterdir()) if file.suffix in (".js", ".css")]
    return {file.name: lightened(file.read_text(encoding="utf-8")).encode() for file in files}


def lightened(code: str) -> str:
    """A module or style sheet without comments, indentation and empty lines.

    Relies on what the files here keep to: a comment between `/*` and `*/` begins its
    line, one after `//` has a blank on both sides, and no string spans lines.
    """
    for pattern in (_BLOCK_COMMENT, _LINE_COMMENT, _INDENTATION, _EMPTY_LINES):
        code = pattern.sub("", code)
    return code


def read_sign_in_page() -> str:
    """The organiser's form."""
    return (FOLDER / SIGN_IN_PAGE).read_text(encoding="utf-8")


def read_page(name: str) -> str:
    """The template of a light page: "join", "my-votes", "privacy" or, where there is none, "refused"."""
    return (FOLDER / f"{name}.html").read_text(encoding="utf-8")


def read_privacy(*, fewest_of_branch: int, names_kept_days: int | None) -> list[Paragraph]:
    """What is kept of visitors and what becomes of it: one text for all pages that tell it."""
    text = (FOLDER / PRIVACY).read_text(encoding="utf-8")
    filled = text.format(fewest=fewest_of_branch, names_kept=_names_kept(names_kept_days))
    found = re.findall(r"\*\*(.+?)\.\*\* (.+?)(?:\n\n|\s*\Z)", filled, re.DOTALL)
    return [Paragraph(heading, " ".join(words.split())) for heading, words in found]


def _names_kept(days: int | None) -> str:
    if days is None:
        return "A display name is kept until its voter removes it, or the organiser does so."
    return (
        f"A display name is forgotten {days} day{'' if days == 1 else 's'} after its voter last voted or changed it, "
        "and at most a day later."
    )
