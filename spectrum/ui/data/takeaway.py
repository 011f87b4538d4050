"""Downloads of the board, and the backup that stays on the server."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.exchange import TABLES, Table, csv_bytes, export_snapshot_json, package_bytes, tables
from spectrum.model import Board, Selection
from spectrum.ui import words
from spectrum.ui.access import is_organiser, organiser_at_work
from spectrum.ui.current import live_store, settings, snapshot_name, store
from spectrum.ui.data.backups import KEPT, back_up
from spectrum.ui.data.snapshots import frozen_file, snapshot_json
from spectrum.ui.reads import counts


def data_sentence(board: Board) -> str:
    """What there is to take away, and as of when."""
    selection = Selection(board.board_id, as_of=_as_of(board))  # files hold all rounds
    found = counts(selection)
    if snapshot_name() is not None:
        return (
            f"{words.count(found.votes, 'vote')} by {words.count(found.voters, 'voter')}, all rounds, as they were "
            "frozen: these files are the same for everyone."
        )
    blind = " A round is open whose votes stay hidden: everything here is as of its opening."
    return (
        f"{words.count(found.votes, 'vote')} by {words.count(found.voters, 'voter')}, "
        f"all rounds. Voters have random pseudonyms, new in every download."
        f"{blind if selection.as_of is not None else ''}"
    )


def package_download(board: Board) -> None:
    """The whole board as one file, and in the format of the published chart."""
    name = _file_name(board)
    left, right = st.columns(2, gap="large")
    with left:
        st.download_button(
            "Data package (.zip)",
            data=partial(_package, board, snapshot_name()),
            file_name=f"{name}.zip",
            mime="application/zip",
            icon=":material/inventory_2:",
            type="primary",
            on_click="ignore",
        )
        st.caption(
            "All tables as CSV with their descriptions (Frictionless Data Package). "
            "`python -m spectrum import FILE.zip` makes a board of it again."
        )
    with right:
        st.download_button(
            "Published format (.json)",
            data=partial(_snapshot, board, snapshot_name()),
            file_name=f"{name}.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
        )
        st.caption(
            "The format of the published chart: tools with their seeds, and each voter’s position on both axes."
        )


def table_downloads(board: Board) -> None:
    """Every table by itself, with what it holds."""
    name = _file_name(board)
    for table in TABLES:
        about, columns, button = st.columns([6, 2, 1.2], vertical_alignment="center")
        about.markdown(f"**{table.file}** · {table.title}")
        with columns.popover(f"{len(table.columns)} columns", icon=":material/table:", width="stretch"):
            st.dataframe(_dictionary(table), hide_index=True)
        button.download_button(
            "CSV",
            data=partial(_table, board, table.name, snapshot_name()),
            file_name=f"{name}-{table.file}",
            mime="text/csv",
            icon=":material/download:",
            key=f"download_{table.name}",
            on_click="ignore",
            width="stretch",
        )


def _dictionary(table: Table) -> pd.DataFrame:
    rows = [(column.name, column.type, column.description) for column in table.columns]
    return pd.DataFrame(rows, columns=["Column", "Type", "Meaning"])


def names_download(board: Board) -> None:
    """The organiser's own package, with the names that voters gave; not where one looks back."""
    if snapshot_name() is not None or not is_organiser():
        return
    st.subheader("With display names", anchor=False)
    st.caption(
        "The data package with the names that voters gave: for yourself, as voters were told that nobody else "
        "sees them. Each download is noted in the record."
    )
    name = f"{_file_name(board)}-with-names.zip"
    st.download_button(
        "Data package with names (.zip)",
        data=partial(_package_with_names, board, name),
        file_name=name,
        mime="application/zip",
        icon=":material/badge:",
        on_click="ignore",
    )


def backup(board: Board) -> None:
    """The organiser's consistent copy of the database beside it, while votes go on; not where one looks back."""
    if snapshot_name() is not None:
        return
    st.subheader("Backup", anchor=False)
    if not is_organiser():
        st.caption("The organiser can back the database up here, after signing in on the page Organise.")
        return
    st.caption(
        f"Writes a consistent copy of the database into a folder on the server, while votes go on. "
        f"The newest {KEPT} are kept. A copy holds everything, so it is not for download."
    )
    if st.button("Back up now", icon=":material/backup:"):
        try:
            with st.spinner("Copying the database…"):
                organiser = organiser_at_work(board.board_id)
                file = back_up()
                organiser.note_backup(file.name, file.stat().st_size)
        except SpectrumError as error:
            st.error(str(error), icon=":material/error:")
        else:
            st.success(f"Saved as {file.parent.name}/{file.name} ({file.stat().st_size / 1e6:.1f} MB).")


def _as_of(board: Board) -> int | None:
    return store().public_view(board.board_id).as_of


def _package(board: Board, snapshot: str | None) -> bytes:
    if snapshot is not None:
        return live_store().snapshot_package(settings().board, snapshot)
    return package_bytes(live_store(), board.board_id, demo=settings().demo, as_of=_as_of(board))


def _package_with_names(board: Board, name: str) -> bytes:
    organiser = organiser_at_work(board.board_id)
    package = package_bytes(
        live_store(), board.board_id, names=True, demo=settings().demo, as_of=_as_of(board)
    )
    organiser.note_names_exported(name)
    return package


def _table(board: Board, name: str, snapshot: str | None = None) -> bytes:
    if snapshot is not None:
        return frozen_file(live_store(), settings().board, snapshot, f"{name}.csv")
    return csv_bytes(tables(live_store().extract(board.board_id, as_of=_as_of(board)))[name])


def _snapshot(board: Board, snapshot: str | None) -> bytes:
    if snapshot is not None:
        return snapshot_json(live_store(), settings().board, snapshot, demo=settings().demo)
    with tempfile.TemporaryDirectory(prefix="spectrum-") as folder:
        file = Path(folder) / "snapshot.json"
        export_snapshot_json(live_store(), board.board_id, file, demo=settings().demo, as_of=_as_of(board))
        return file.read_bytes()


def _file_name(board: Board) -> str:
    snapshot = snapshot_name()
    if snapshot is not None:
        return Path(live_store().snapshot(settings().board, snapshot).file).stem
    mark = "DEMO-" if settings().demo else ""
    return f"{mark}{board.board_id}-{datetime.now(UTC):%Y-%m-%d}"
