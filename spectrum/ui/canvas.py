"""The voting canvas inside a Streamlit page: the modules of the light page, mounted without an iframe."""

from __future__ import annotations

from typing import Any, Literal

import segno
import streamlit as st

from spectrum.canvas import read_canvas_files
from spectrum.errors import SpectrumError
from spectrum.model import Board
from spectrum.ui.access import is_organiser
from spectrum.ui.controls import choose_tool, chosen_tool
from spectrum.ui.current import settings
from spectrum.ui.reads import open_round

# A rerun calls this again on the same element: the canvas there takes over what is new and goes on.
BOOT = """
export default async function (component) {
  const { parentElement, data } = component;
  const base = new URL(data.base, document.baseURI).href;
  const { mount } = await import(new URL(data.mode === "wall" ? "canvas/wall.js" : "canvas/main.js", base).href);
  const root = parentElement.querySelector(".spectrum");
  if (root.canvas) root.canvas.update({ ...data, base });
  else root.canvas = mount(root, { ...data, base });
}
"""
HTML = '<div class="spectrum"></div>'
REPLAY = """
export default async function (component) {
  const { parentElement, data, setStateValue } = component;
  const base = new URL(data.base, document.baseURI).href;
  const { mountPlayer } = await import(new URL("canvas/player.js", base).href);
  const root = parentElement.querySelector(".spectrum");
  root.onTool = (id) => setStateValue("tool", id);
  if (root.player) root.player.update(data);
  else root.player = mountPlayer(root, data, { onTool: (id) => root.onTool(id) });
}
"""

EVERY = 2.0  # seconds after which the organiser's wall looks for the join code anew
REPLAY_KEY = "replay"
PAGES = {"own": "my_votes", "privacy": "method#privacy"}  # of the dashboard, beside which the canvas stands


def _styles(*names: str) -> str:
    files = read_canvas_files()
    return "".join(files.get(name, b"").decode() for name in names)


_mount = st.components.v2.component(
    "spectrum_canvas", html=HTML, css=_styles("canvas.css", "wall.css"), js=BOOT
)

_mount_replay = st.components.v2.component(
    "spectrum_replay", html=HTML, css=_styles("canvas.css", "replay.css"), js=REPLAY
)


def voting_canvas(board: Board) -> None:
    """The canvas on which a visitor votes."""
    _show(board, "vote", {"select": chosen_tool(), **PAGES}, height=None)


def wall_canvas(board: Board) -> None:
    """The read-only canvas for a projector, with the way to join.

    Anybody may open it, so the join code is shown only where the organiser has signed in.
    """
    if is_organiser():
        _wall_with_code(board)
    else:
        _wall(board, None)


@st.fragment(run_every=EVERY)
def _wall_with_code(board: Board) -> None:
    """The wall that follows which round is open and who is signed in: to show it is to use the session."""
    _wall(board, _join_code(board.board_id))


def _wall(board: Board, code: dict[str, str] | None) -> None:
    address = join_address()
    _show(board, "wall", {"join": {"url": address, "qr": qr_code(address), "code": code}}, height=None)


def _join_code(board_id: str) -> dict[str, str] | None:
    """The open round's code with the round's id, for the organiser alone; a store that fails takes only that away."""
    try:
        now_open = open_round(board_id) if is_organiser() else None
    except SpectrumError:
        return None
    if now_open is None or not now_open.join_code:
        return None
    return {"round": now_open.round_id, "text": now_open.join_code}


def replay_canvas(replay: dict[str, Any], *, version: str) -> None:
    """The player of recorded votes (`ui.replay.handover`); another `version` makes it begin anew.

    The tool whose votes are looked at is the one in the URL.
    """

    def choose() -> None:
        choose_tool(st.session_state[REPLAY_KEY].get("tool"))

    data = {
        **replay,
        "key": version,
        "base": server_address(),
        "select": chosen_tool(),
        "theme": st.context.theme.type or "light",
    }
    _mount_replay(
        data=data,
        key=REPLAY_KEY,
        on_tool_change=choose,
        width="stretch",
        height="content",
    )


def server_address() -> str:
    """What the server's addresses begin with, as this visitor's browser knows it."""
    return "./" if st.context.url is None else "/".join([*st.context.url.split("/")[:3], ""])


def join_address() -> str:
    """Where attendees vote: below SPECTRUM_PUBLIC_URL, else below the address of this visit."""
    public = settings().public_url
    if public:
        return f"{public}/join"
    url = st.context.url or ""
    parts = url.split("/")
    return "/".join([*parts[:3], "join"]) if len(parts) >= 3 else "/join"


def qr_code(address: str) -> str:
    """A QR code as the data URI of an SVG, dark on white, with its quiet zone."""
    return segno.make(address, error="m").svg_data_uri(border=3, dark="#0F1216", light="#FFFFFF", scale=8)


def _show(board: Board, mode: Literal["vote", "wall"], more: dict[str, Any], *, height: int | None) -> None:
    data = {
        "board": board.board_id,
        "base": server_address(),
        "mode": mode,
        "theme": "dark" if mode == "wall" else (st.context.theme.type or "light"),
        **more,
    }
    _mount(data=data, key=f"canvas_{mode}", width="stretch", height="content" if height is None else height)
