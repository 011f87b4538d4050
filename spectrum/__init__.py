"""Spectrum: where people place AI film tools, and how far apart their answers are.

`spectrum.open_board(path)` opens a board for reading in a notebook. It is found
by name when it is first asked for: servers and commands need not wait for it,
and no part of the package comes to depend on it by importing the package.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "open_board"]

LAZY = {"open_board": "spectrum.notebook"}


def __getattr__(name: str) -> Any:
    if name in LAZY:
        return getattr(import_module(LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
