"""`python -m bench.report [RESULTS.json]`: put a run's figures into the documents.

The run is kept as docs/performance.json. Every figure in docs/performance.md and in the
README stands between markers and is written from that file, and so are the plots: what
the documents say is what was measured, as a test checks.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.parts import NAMES
from bench.plots import plots
from bench.process import ROOT
from bench.results import Results, read_results
from bench.table import Row, markdown, number, others

KEPT = ROOT / "docs" / "performance.json"
DOCUMENTS = (ROOT / "docs" / "performance.md", ROOT / "README.md")
PLOT = "performance-{name}.svg"
ALTERNATIVES = {
    "ratios": "How many times as good as each alternative, on a logarithmic scale",
    "growth": "Milliseconds by current votes, both logarithmic",
    "stairs": "How long voters wait for their answers as more and more vote",
    "memory": "Memory of the servers and the database through the soak",
}
MARKED = re.compile(r"(<!-- begin (\w+)([^>]*?) -->\n).*?(<!-- end -->)", re.S)
HEADLINE = (  # rows that the README and the first plot show
    r"import of .*whole command",
    r"export of .*whole command",
    r"start of the server to its first page",
    r"figures of the home page.*loaded",
    r"table per tool[^:]*$",
    r"positions query, [^g]*$",
    r"home page, nothing cached",
    r"votes saved, (1|64) thread",
    r"light page on a slow phone, ready",
    r"arrivals.*p95",
    r"screens.*votes/s: (answer|vote to every screen), p95",
    r"as soon as|voting again when answered",
)


def main() -> None:
    """Write the documents from the named run, or the newest."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description="Put figures into documents.")
    parser.add_argument("results", nargs="?", type=Path, help="a run's JSON file; else the newest full one")
    path = parser.parse_args().results or _newest()
    if path is None:
        sys.exit("There is no full run in bench/results. Make one: make bench")
    results = read_results(path)
    if path.resolve() != KEPT:
        KEPT.write_bytes(path.read_bytes())
    for document in DOCUMENTS:
        document.write_text(filled(document.read_text(encoding="utf-8"), results), encoding="utf-8")
    for old in KEPT.parent.glob(PLOT.format(name="*")):
        old.unlink()
    for file, text in drawn(results).items():
        (KEPT.parent / file).write_text(text, encoding="utf-8")
    print(f"{', '.join(each.name for each in DOCUMENTS)} and the plots say what {path.name} says.")


def headline(results: Results) -> list[Row]:
    """The rows that say most, in the order of HEADLINE."""
    rows = [row for row in results.rows if row.ratio is not None]
    return [row for pattern in HEADLINE for row in rows if re.search(pattern, row.name)]


def filled(text: str, results: Results) -> str:
    """The text with what stands between its markers written anew. Raises KeyError for an unknown marker."""
    return MARKED.sub(lambda found: found[1] + _block(found[2], found[3].split(), results) + found[4], text)


def drawn(results: Results) -> dict[str, str]:
    """The plots: name of the file → SVG that tells from which results it was drawn."""
    mark = f"<!-- drawn from {digest(results)} -->\n"
    return {
        PLOT.format(name=name): mark + text + "\n" for name, text in plots(results, headline(results)).items()
    }


def digest(results: Results) -> str:
    """What tells one run from another."""
    return hashlib.sha256(results.json().encode()).hexdigest()[:16]


def _block(kind: str, parts: Sequence[str], results: Results) -> str:
    blocks = {"machine": _machine, "figures": _figures, "table": _table, "plot": _plot}
    return blocks[kind](parts, results) + "\n"


def _machine(_parts: Sequence[str], results: Results) -> str:
    return results.heading()


def _figures(_parts: Sequence[str], results: Results) -> str:
    lines = ["| what | figure | beside it | ratio |", "|---|---|---|---:|"]
    for row in headline(results):
        assert row.ratio is not None
        assert row.alternative_figure is not None
        beside = f"{row.alternative}: {number(row.alternative_figure)} {row.unit}"
        lines.append(f"| {row.name} | {number(row.figure)} {row.unit} | {beside} | × {number(row.ratio)} |")
    kept = all(row.met for row in results.rows if row.is_promise)
    lost = (
        "In all of these no vote that was answered was lost or doubled." if kept else "A promise was broken."
    )
    return "\n".join([*lines, "", lost])


def _table(parts: Sequence[str], results: Results) -> str:
    """The rows of these parts, and below them the figures that have no alternative."""
    rows = [row for row in results.rows if row.part in parts]
    if not rows:
        return "Not measured in this run."
    table = markdown(rows) if any(row.ratio is not None for row in rows) else ""
    return "\n\n".join(text for text in (table, others(rows)) if text)


def _plot(names: Sequence[str], results: Results) -> str:
    there = set(results.series) | ({"ratios"} if headline(results) else set())
    links = [f"![{ALTERNATIVES[name]}]({PLOT.format(name=name)})" for name in names if name in there]
    return "\n\n".join(links) or "Not measured in this run."


def _newest() -> Path | None:
    full = (path for path in (ROOT / "bench" / "results").glob("*.json") if _is_whole(path))
    return max(full, default=None)


def _is_whole(path: Path) -> bool:
    results = read_results(path)
    return not results.quick and {row.part for row in results.rows} >= set(NAMES) - {"data", "soak"}


if __name__ == "__main__":
    main()
