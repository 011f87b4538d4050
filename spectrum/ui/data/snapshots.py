"""The shelf of snapshots on the data page: frozen by the organiser, there for everyone."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.exchange import export_snapshot_json
from spectrum.exchange.freezing import freeze
from spectrum.exchange.shelf import shared_shelf
from spectrum.model import LICENCES, Licence, Snapshot
from spectrum.store import Store
from spectrum.ui import words
from spectrum.ui.access import is_organiser, organiser_at_work
from spectrum.ui.current import live_store, settings, snapshot_name

BY_TITLE = {f"{licence.title} ({licence.name})": licence for licence in LICENCES}
NAME_LENGTH = 60  # characters
KILOBYTE, MEGABYTE = 1e3, 1e6


def snapshot_shelf() -> None:
    """All snapshots, newest first; for the organiser also the form that freezes one."""
    board_id = settings().board
    if snapshot_name() is None and is_organiser():
        _freezing(board_id)
    snapshots = live_store().snapshots(board_id)
    if not snapshots:
        st.caption(
            "None yet. A snapshot is the board frozen under a name, with a citation and hashes; "
            "the organiser takes it on this page."
        )
    for snapshot in snapshots:
        _card(board_id, snapshot, opened=snapshot == snapshots[0])


# --- freezing -----------------------------------------------------------------------------


def _freezing(board_id: str) -> None:
    """The form of the organiser, and what became of it."""
    with st.expander("Freeze a snapshot …", icon=":material/ac_unit:"), st.form("freeze", border=False):
        st.caption(
            "All votes and figures as they stand, under pseudonyms, for everyone to download. "
            "It can neither be changed nor taken away."
        )
        name = st.text_input("Name", max_chars=NAME_LENGTH, placeholder="After the talk", key="freeze_name")
        licence = st.selectbox("Licence of the data", list(BY_TITLE), key="freeze_licence")
        pressed = st.form_submit_button("Freeze", type="primary", icon=":material/ac_unit:")
    if not pressed:
        return
    try:
        with st.spinner("Freezing the board…"):
            taken = _freeze(board_id, name.strip(), BY_TITLE[licence])
    except SpectrumError as error:
        st.error(words.escape(error), icon=":material/error:")
    else:
        st.success(words.escape(f"Snapshot “{taken.name}” is frozen."), icon=":material/check:")


def _freeze(board_id: str, name: str, licence: Licence) -> Snapshot:
    if not name:
        raise SpectrumError("The snapshot needs a name, so nothing was frozen. Give it one.")
    organiser = organiser_at_work(board_id)
    return freeze(live_store(), organiser, board_id, name, licence=licence.name, demo=settings().demo)


# --- what is there ------------------------------------------------------------------------


def _card(board_id: str, snapshot: Snapshot, *, opened: bool) -> None:
    """One snapshot: the ways to look at it, its citation, how to rebuild its figures, its hashes."""
    with st.expander(_label(snapshot), expanded=opened):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "average.py",
                label="View as of then",
                icon=":material/history:",
                query_params={"snapshot": snapshot.name},
            )
            st.download_button(
                f"Data package ({_size(snapshot.size)})",
                data=partial(live_store().snapshot_package, board_id, snapshot.name),
                file_name=snapshot.file,
                mime="application/zip",
                icon=":material/inventory_2:",
                key=f"package_{snapshot.sha256}",
                on_click="ignore",
            )
            st.download_button(
                "Published format (.json)",
                data=partial(snapshot_json, live_store(), board_id, snapshot.name, demo=settings().demo),
                file_name=Path(snapshot.file).with_suffix(".json").name,
                mime="application/json",
                icon=":material/data_object:",
                key=f"json_{snapshot.sha256}",
                on_click="ignore",
            )
            with st.popover("SHA-256", icon=":material/fingerprint:"):
                st.dataframe(_hashes(snapshot), hide_index=True)
        st.caption("Cite as")
        st.code(snapshot.citation, language=None, wrap_lines=True)
        st.caption("Rebuild every figure from the data package, and compare; or make a board of it")
        st.code(_commands(snapshot), language="sh", wrap_lines=True)
        st.caption(_terms(snapshot))


def _label(snapshot: Snapshot) -> str:
    counts = (
        f"{words.count(snapshot.n_votes, 'vote')} by {words.count(snapshot.n_voters, 'voter')} "
        f"on {words.count(snapshot.n_tools, 'tool')}"
    )
    return f"**{words.escape(snapshot.name)}** · {snapshot.taken_at:%Y-%m-%d %H:%M} UTC · {counts}"


def _commands(snapshot: Snapshot) -> str:
    return (
        f"python -m spectrum reproduce {snapshot.file}\n"
        f"python -m spectrum import {snapshot.file} --database new.duckdb\n"
        "python -m spectrum stats --json --database new.duckdb"
    )


def _terms(snapshot: Snapshot) -> str:
    licence = next(each for each in LICENCES if each.name == snapshot.licence)
    return (
        f"Licence: [{words.escape(licence.title)}]({licence.path}) · "
        f"made with Spectrum {words.escape(snapshot.software)} · votes up to number {words.thousands(snapshot.seq)}"
    )


def _hashes(snapshot: Snapshot) -> pd.DataFrame:
    rows = [*sorted(snapshot.files.items()), (snapshot.file, snapshot.sha256)]
    return pd.DataFrame(rows, columns=["File", "SHA-256"])


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(size / KILOBYTE, 1):.0f} KB"


# --- files of one ----------------------------------------------------------------------------


def snapshot_json(live: Store, board_id: str, name: str, *, demo: bool) -> bytes:
    """A snapshot in the format of the published chart."""
    frozen, frozen_id = shared_shelf.open(live, board_id, name)
    with tempfile.TemporaryDirectory(prefix="spectrum-") as folder:
        file = Path(folder) / "snapshot.json"
        taken_at = live.snapshot(board_id, name).taken_at
        export_snapshot_json(frozen, frozen_id, file, demo=demo, captured_at=taken_at)
        return file.read_bytes()


def frozen_file(live: Store, board_id: str, name: str, file: str) -> bytes:
    """A file of a snapshot's package, as it was frozen."""
    with zipfile.ZipFile(io.BytesIO(live.snapshot_package(board_id, name))) as package:
        return package.read(file)
