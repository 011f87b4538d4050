"""A voter's own votes inside a Streamlit page: the module of the light page, mounted without an iframe.

So a voter is who the cookie says, and what they ask for goes the same way from both pages.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spectrum.canvas import read_canvas_files
from spectrum.model import Board
from spectrum.ui.canvas import HTML, server_address
from spectrum.ui.frame import sentence

OWN = """
export default async function (component) {
  const { parentElement, data } = component;
  const base = new URL(data.base, document.baseURI).href;
  const { mountOwn } = await import(new URL("canvas/my-votes.js", base).href);
  const root = parentElement.querySelector(".spectrum");
  root.own ??= mountOwn(root, { ...data, base, inside: true });
  root.own.update(data);
}
"""

_mount = st.components.v2.component(
    "spectrum_own",
    html=HTML,
    css="".join(read_canvas_files().get(name, b"").decode() for name in ("canvas.css", "page.css")),
    js=OWN,
)


def own_votes(head: DeltaGenerator, board: Board) -> None:
    """What is kept of the visitor, to see, take away, change and make anonymous."""
    sentence(head, "Your votes on this board, and what you can do with them.")
    data = {
        "board": board.board_id,
        "base": server_address(),
        "theme": st.context.theme.type or "light",
    }
    _mount(data=data, key="own_votes", width="stretch", height="content")
    st.page_link("method.py", label="Privacy: what is kept, and for how long", icon=":material/shield:")
