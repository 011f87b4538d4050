"""The licences of all packages that the dashboard runs with, as the table in docs/dependencies.md.

`make licences` writes the table anew from what is installed; the tests compare the two.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
LOCK = ROOT / "requirements.lock"
HEAD = "| package | version | licence |\n|---|---|---|\n"
# What a package's own data leaves open; read in its source.
KNOWN = {"streamlit-plotly-events": "MIT"}
LONGEST = 60  # characters of a licence's name; more is its text


def locked() -> dict[str, str]:
    """The packages of the lock that are for this Python and system, with their versions."""
    found = {}
    for name in re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK.read_text(encoding="utf-8"), re.M):
        found[name] = distribution(name).version
    return found


def licence(name: str) -> str:
    """A package's licence as it states it itself: as an expression, by classifiers, or in words."""
    if name in KNOWN:
        return KNOWN[name]
    package: Distribution = distribution(name)
    stated = package.metadata.get("License-Expression")
    classifiers = package.metadata.get_all("Classifier") or []
    named = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    words = (package.metadata.get("License") or "").splitlines()[:1]
    return stated or " or ".join(named) or next((line for line in words if len(line) < LONGEST), "unknown")


def table() -> str:
    """A row for each package."""
    return HEAD + "".join(f"| {name} | {version} | {licence(name)} |\n" for name, version in locked().items())


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(HEAD)] + table(), encoding="utf-8")
