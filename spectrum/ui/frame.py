"""What stands around every page: its head, the demo mark, and errors in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spectrum.charts.palette import Palette, palette_for
from spectrum.errors import SpectrumError
from spectrum.ui.current import settings
from spectrum.ui.small_groups import TooFewOfBranch
from spectrum.ui.words import escape

FAVICON = str(Path(__file__).parent / "favicon.svg")

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4rem 2rem 2rem; max-width: 120rem; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.6rem; }
/* The board fills the first screen, whatever its size; never less than its labels were placed for. */
.st-key-board [data-testid="stVegaLiteChart"] { height: clamp(500px, calc(100dvh - 15rem), 1200px) !important; }
:is(.st-key-long_list, [data-testid="stLayoutWrapper"]:has(> .st-key-long_list)) {
  flex: none; height: clamp(420px, calc(100dvh - 29rem), 1000px) !important; max-height: none;
}
/* A plane keeps its shape: a phone shrinks it as a whole. */
[class*="st-key-plane"] svg.marks { max-width: 100%; height: auto; }
.st-key-tool_card table { font-size: 0.875rem; width: 100%; }
.st-key-tool_card td, .st-key-tool_card th { padding: 0.15rem 0.5rem !important; }
.st-key-tool_card [data-testid="stVerticalBlock"] { gap: 0.4rem; }
/* The canvas fills the screen below the list of pages. */
.st-key-canvas { --spectrum-height: calc(100dvh - 5.5rem); }
/* Above a snapshot: a bar that no live page has. */
.st-key-looking_back { padding: 0.5rem 0.5rem 0.5rem 1rem; border-radius: 0.5rem; border-left: 4px solid #7C8CA3;
  background: color-mix(in srgb, currentColor 8%, transparent); }
/* Whatever stands in a row of controls is equally high. */
[data-testid="stButtonGroup"] button { min-height: 2.5rem; }
h3 { font-size: 1.25rem !important; }
h1 { font-size: 1.75rem !important; padding: 0 0 0.25rem !important; letter-spacing: -0.01em; }
[data-testid="stMetricValue"] { font-size: 1.4rem; }
/* The dark theme's primary colour is made for white text on it, and too dark for text of its own. */
[data-testid="stButtonGroup"] [aria-checked="true"] p { color: light-dark(#6D28D9, #B39BFF); }
input, textarea, select { font-size: 16px !important; }
/* On a phone the list of pages is behind an arrow: say so. */
[data-testid="stExpandSidebarButton"] { width: auto; padding: 0 0.5rem; }
[data-testid="stExpandSidebarButton"]::after { content: "Pages"; padding-left: 0.25rem; font-size: 1rem; }
/* Whoever goes by keyboard sees where they are. */
.stApp :is(a, summary, button):focus-visible { outline: 2px solid #7C8CA3 !important; outline-offset: 2px; }
[data-testid="stDataFrame"]:focus-within:has(canvas:focus-visible) { outline: 2px solid #7C8CA3; outline-offset: 2px; }
/* A button that is an icon to the eye, and a word to whoever listens. */
:is(.st-key-Next-tool, .st-key-Previous-tool, .st-key-unpick) button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
@media (hover: none) {  /* without a pointer it never goes, and lies over the controls above a chart or table */
  [data-testid="stElementToolbar"] { display: none; }
}
@media (max-width: 40rem) {
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { row-gap: 1rem; }  /* one below the other */
  /* A measure's name, its figures side by side, its note; a button below explains the measures. */
  .st-key-figures tr { display: grid; grid-template-columns: 1fr 1fr 1.4fr; border-bottom: 1px solid #7C8CA355; }
  .st-key-figures :is(td, th) { border: 0 !important; padding: 0.1rem 0.3rem !important; font-size: 0.875rem; }
  .st-key-figures tr > :is(:first-child, :nth-last-child(2)) { grid-column: 1 / -1; }
  .st-key-figures :is(tr > :last-child, thead tr > :is(:first-child, :nth-last-child(2))) { display: none; }
  .st-key-figures tbody tr > :first-child { font-weight: 600; }
  .st-key-figures td:nth-last-child(2):not(:has(span)) { display: none; }
  [data-testid="stMainBlockContainer"] { padding-left: 0.75rem; padding-right: 0.75rem; }
}
</style>
"""

WHOLE_SCREEN = """
<style>
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stSidebar"] { display: none !important; }
[data-testid="stApp"], [data-testid="stMain"] { background: #0F1216 !important; }
[data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0; }
.st-key-wall { --spectrum-height: 100dvh; }
</style>
"""


def palette() -> Palette:
    """The colours for the visitor's theme."""
    return palette_for(st.context.theme.type)


def page_style() -> None:
    """The look that all pages share, for one that brings a head of its own."""
    st.html(STYLE)


def page_head(title: str) -> DeltaGenerator:
    """Write the page's title; return the place for the one sentence below it."""
    page_style()
    mark = " :orange-badge[:material/science: DEMO · made-up votes]" if settings().demo else ""
    st.title(f"{escape(title)}{mark}", anchor=False)
    return st.empty()


def whole_screen() -> None:
    """Give the page to its one picture: no head, no margins."""
    st.html(WHOLE_SCREEN)


def sentence(place: DeltaGenerator, text: str) -> None:
    """Fill the place below a title."""
    place.caption(escape(text))


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Show a SpectrumError as words on the page. Bugs stay loud."""
    try:
        yield
    except TooFewOfBranch as error:
        st.info(escape(error), icon=":material/visibility_off:")
        st.stop()
    except SpectrumError as error:
        st.error(escape(error), icon=":material/error:")
        st.stop()


def no_tools(head: DeltaGenerator) -> NoReturn:
    """End the page of a board that has no tools to show."""
    sentence(head, "This board has no tools yet.")
    st.stop()
