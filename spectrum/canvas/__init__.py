"""The voting canvas: ES modules, their styles, and the light page that loads them.

They are served as they stand, to the light page and to the dashboard alike.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LIGHT_PAGE = "join.html"
SIGN_IN_PAGE = "sign-in.html"


def read_canvas_files() -> dict[str, bytes]:
    """The modules and styles by file name."""
    return {
        file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.suffix in (".js", ".css")
    }


def read_sign_in_page() -> str:
    """The organiser's form."""
    return (FOLDER / SIGN_IN_PAGE).read_text(encoding="utf-8")


def read_light_page() -> str:
    """The template of the light page."""
    return (FOLDER / LIGHT_PAGE).read_text(encoding="utf-8")
