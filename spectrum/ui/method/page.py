"""The Method page: every measure, made from the definitions that label the tables, and what goes for all of them.

Each heading has a fixed anchor, so that `/method#disagreement` leads to a measure from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path

import streamlit as st

from spectrum.analysis import Measure, cited, measures, references
from spectrum.model import Board
from spectrum.ui import words
from spectrum.ui.method.text import Section, sections, slug

REFERENCES = "references"
UNITS = {"points": "axis points", "points²": "axis points squared", "share": "a share, 0 to 1 (100 %)"}

STYLE = Path(__file__).parent / "method.css"
SCRIPT = Path(__file__).parent / "method.js"


def method_sentence() -> str:
    """How much is explained here."""
    known = measures()
    return (
        f"{words.count(len(known), 'measure')} in plain words and as formulas, with their limits and "
        f"{words.count(len(references()), 'source')}; how they are computed; and what is kept of those who vote."
    )


def method_contents() -> None:
    """Links to all sections and measures."""
    st.html(STYLE)
    with st.container(key="contents"):
        st.markdown("\n".join(_contents()))


def method_text(board: Board) -> None:
    """The page itself."""
    with st.container(key="method"):
        question, *others = sections()
        _section(question, board)
        for group, found in by_group():
            st.header(words.escape(group), anchor=slug(group))
            for measure in found:
                _measure(measure)
        for section in others:
            _section(section, board)
        st.header("References", anchor=REFERENCES)
        st.html(_references())
    script = SCRIPT.read_text(encoding="utf-8")
    st.html(f'<script type="module">{script}</script>', unsafe_allow_javascript=True)


def by_group() -> Iterable[tuple[str, list[Measure]]]:
    """The measures under the headings that they belong to, in order."""
    return [(group, list(found)) for group, found in groupby(measures().values(), lambda m: m.group)]


def _contents() -> Iterable[str]:
    question, *others = (f"- {link(section.heading, section.anchor)}" for section in sections())
    yield question
    for group, found in by_group():
        yield f"- {link(group, slug(group))}"
        yield from (f"  - {link(measure.label, measure.name)}" for measure in found)
    yield from others
    yield f"- {link('References', REFERENCES)}"


def link(text: str, anchor: str) -> str:
    """A link to another place on the page, as Markdown."""
    return f"[{words.escape(text)}](#{anchor})"


def _section(section: Section, board: Board) -> None:
    st.header(section.heading, anchor=section.anchor)
    st.markdown(section.of(board))


def _measure(measure: Measure) -> None:
    st.subheader(words.escape(measure.label), anchor=measure.name)
    st.markdown(words.escape(measure.words))
    st.latex(measure.formula)
    st.markdown(f"**Limits.** {words.escape(measure.limits)}")
    notes = [_source(measure.source), _unit(measure.unit), _columns(measure.columns)]
    st.caption(" · ".join(note for note in notes if note))


def _source(source: str) -> str:
    """The source, with each work linked to its place among the references."""
    said = words.escape(source)
    for work in cited(source):
        said = said.replace(words.escape(work.name), link(work.name, work.anchor))
    return f"Source: {said}" if said else "Plain arithmetic"


def _unit(unit: str) -> str:
    return f"Unit: {UNITS.get(unit, words.escape(unit))}" if unit else ""


def _columns(columns: Iterable[str]) -> str:
    listed = words.escape(", ".join(columns))
    return f"In files: {listed}" if listed else ""


def _references() -> str:
    """The works as one list; HTML, as Markdown has no anchors but those of headings."""
    works = "".join(
        f'<li id="{work.anchor}">{escape(work.authors)} ({work.year}). {escape(work.title)}. '
        f"<em>{escape(work.where)}</em>.</li>"
        for work in references().values()
    )
    return f"<ul>{works}</ul>"
