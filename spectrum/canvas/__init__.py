"""The voting canvas: ES modules, their styles, and the light page that loads them.

They are served without comments and indentation, so that a crowded network carries
less; nothing else is done to them, and there is no build step.
"""

import re
from pathlib import Path

_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)
_LINE_COMMENT = re.compile(r"(^|[ \t])// .*$", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_EMPTY_LINES = re.compile(r"^\n", re.MULTILINE)

FOLDER = Path(__file__).resolve().parent
LIGHT_PAGE = "join.html"
SIGN_IN_PAGE = "sign-in.html"


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


def read_light_page() -> str:
    """The template of the light page."""
    return (FOLDER / LIGHT_PAGE).read_text(encoding="utf-8")
