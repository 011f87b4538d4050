"""The command line: files in and out, figures, rounds, backup.

Exit codes: 0 done, 1 refused with one line on stderr, 2 wrong usage. Everything
it does is a call into the library; here is only what a terminal needs.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import cast

import click

from spectrum import __version__
from spectrum.analysis import Simulation
from spectrum.cli_frame import (
    Commands,
    board_named,
    board_option,
    board_options,
    is_demo,
    open_board,
    progress_bar,
)
from spectrum.cli_snapshots import reproduce_, snapshot_
from spectrum.errors import FileRefused, SpectrumError
from spectrum.exchange import (
    export_package,
    export_snapshot_json,
    import_file,
    import_simulation,
    stats_document,
    stats_text,
)
from spectrum.exchange.stats_report import plain_line
from spectrum.model import REVEALS, Loaded, Reveal, RoundStart
from spectrum.store import copy_between


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Spectrum")
@board_options
def cli() -> None:
    """Vote boards from the command line: files in and out, figures, rounds, backup."""


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--round", "round_name", metavar="NAME", help="The round of votes that name none.")
@click.option("--quarantine", is_flag=True, help="Set unusable lines aside and import the rest.")
@board_options
def import_(file: Path, round_name: str | None, quarantine: bool) -> None:
    """Import FILE: a snapshot (.json), votes (.csv), or a data package (folder or .zip).

    All or nothing; importing the same file again adds nothing.
    """
    if not file.exists():
        raise FileRefused(str(file), "there is no such file.")
    with open_board(may_create=True) as (store, board_id), progress_bar() as progress:
        loaded = import_file(
            store, board_id, file, round_name=round_name, quarantine=quarantine, progress=progress
        )
    _report(loaded)


def _report(loaded: Loaded) -> None:
    held = f"tools {loaded.tools}, votes {loaded.votes}, voters {loaded.voters}"
    click.echo(f"{held}, quarantined {loaded.quarantined}")
    if loaded.new_tools or loaded.new_votes:
        click.echo(f"new: {loaded.new_tools} tools, {loaded.new_votes} votes")
    else:
        click.echo("Nothing new: everything in it was here already.")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["package", "snapshot-json"]),
    default="package",
    show_default=True,
    help="A data package (a folder, or a zip file if OUT ends in .zip), or the published snapshot format.",
)
@click.option("--names", is_flag=True, help="Include voters' display names.")
@click.option("--ids", is_flag=True, help="Keep the stored vote ids (data packages only).")
@board_options
def export(out: Path, format_: str, names: bool, ids: bool) -> None:
    """Export the board to OUT, with voters under random pseudonyms."""
    if ids and format_ != "package":
        raise click.UsageError("--ids goes with data packages only: a snapshot holds no vote ids.")
    with open_board() as (store, board_id):
        demo = is_demo(store)
        if format_ == "package":
            export_package(store, board_id, out, names=names, ids=ids, demo=demo)
        else:
            written = export_snapshot_json(store, board_id, out, names=names, demo=demo)
            if written.left_out:
                click.echo(
                    f"Left out {written.left_out} votes without y, which this format cannot hold.", err=True
                )
    click.echo(plain_line(f"Exported board '{board_id}' to '{out}'."))


def _finite(_ctx: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number.")
    return value


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with null where a figure is undefined.")
@click.option(
    "--anchor-weight",
    type=click.FloatRange(min=0),
    callback=_finite,
    metavar="W",
    help="Count each seed as W votes instead of the board's own weight.",
)
@click.option("--round", "round_name", metavar="NAME", help="Only votes of this round.")
@board_options
def stats(as_json: bool, anchor_weight: float | None, round_name: str | None) -> None:
    """Print the measures of the board and of each tool."""
    with open_board() as (store, board_id):
        document = stats_document(store, board_id, anchor_weight=anchor_weight, round_name=round_name)
    if as_json:
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        click.echo(stats_text(document))


@cli.command()
@click.option("--voters", type=click.IntRange(min=1), required=True, metavar="N", help="Voters.")
@click.option("--tools", type=click.IntRange(min=1), required=True, metavar="T", help="Tools.")
@click.option("--votes-per-voter", type=click.IntRange(min=1), required=True, metavar="K", help="At most T.")
@click.option("--seed", type=click.IntRange(min=0), required=True, metavar="S", help="Same seed, same votes.")
@board_options
def simulate(voters: int, tools: int, votes_per_voter: int, seed: int) -> None:
    """Add made-up votes of known parameters to the board."""
    plan = Simulation(voters=voters, tools=tools, votes_per_voter=votes_per_voter, seed=seed)
    with open_board(may_create=True) as (store, board_id), progress_bar() as progress:
        loaded = import_simulation(store, board_id, plan, progress)
    _report(loaded)


@cli.command()
@click.option("--from", "source", required=True, metavar="D", help="The database that the board is in.")
@click.option("--to", "target", required=True, metavar="D", help="The one that gets a copy of it.")
@board_option
def copy(source: str, target: str) -> None:
    """Copy the board, with all that belongs to it, into another database.

    From DuckDB to PostgreSQL, back, or from one of a kind to another. All or nothing.
    """
    if "spectrum.database" in click.get_current_context().meta:
        raise click.UsageError("copy takes --from and --to instead of --database.")
    board_id = board_named()
    with progress_bar() as progress:
        copied = copy_between(source, target, board_id, progress)
    held = ", ".join(f"{name} {copied.rows[name]}" for name in ("tools", "votes", "voters", "rounds"))
    click.echo(plain_line(f"Copied board '{board_id}': {held}."))
    click.echo("Compared: all rows are there; log, current votes and positions agree.")
    if copied.open_round is not None:
        told = f"Round '{copied.open_round}' is open in both databases: votes cast in the old one stay there."
        click.echo(plain_line(told), err=True)


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@board_options
def backup(out: Path) -> None:
    """Write a safe copy of the whole database to OUT."""
    with open_board() as (store, _board_id):
        store.backup(out)
    click.echo(plain_line(f"Copied the database to '{out}'."))


@cli.command()
@board_options
def verify() -> None:
    """Check that the log and the current votes agree."""
    with open_board() as (store, board_id):
        found = store.verify(board_id)
    if not found.agrees:
        raise SpectrumError(
            f"The current votes of board '{board_id}' are not what the log amounts to: "
            + "; ".join(found.differences)
        )
    click.echo(f"votes {found.votes}, current votes {found.current_votes}: they agree")


@cli.group("round")
def round_() -> None:
    """Open, close or list rounds; without an open round nobody can vote."""


@round_.command("open")
@click.argument("name")
@click.option(
    "--reveal",
    type=click.Choice(REVEALS),
    default=REVEALS[0],
    show_default=True,
    help="When voters see others' votes.",
)
@click.option("--fresh", is_flag=True, help="Count only votes of this round while it is open.")
@board_options
def open_(name: str, reveal: str, fresh: bool) -> None:
    """Open the round NAME for voting."""
    if not name.strip():
        raise click.BadParameter("A round needs a name.", param_hint="NAME")
    start: RoundStart = "fresh" if fresh else "cumulative"
    with open_board(may_create=True) as (store, board_id):
        opened = store.open_round(board_id, name.strip(), reveal=cast(Reveal, reveal), start=start)
    click.echo(plain_line(f"Round '{opened.name}' is open (reveal {opened.reveal}, {opened.start})."))


@round_.command("close")
@board_options
def close() -> None:
    """Close the open round."""
    with open_board() as (store, board_id):
        closed = store.close_round(board_id)
    click.echo(plain_line(f"Round '{closed.name}' is closed."))


@round_.command("list")
@board_options
def list_() -> None:
    """List the rounds, oldest first."""
    with open_board() as (store, board_id):
        rounds = store.rounds(board_id)
    for each in rounds:
        closed = f"{each.closed_at:%Y-%m-%d %H:%M}" if each.closed_at else "open"
        times = f"{each.opened_at:%Y-%m-%d %H:%M} to {closed} UTC"
        click.echo(plain_line(f"{each.name}: {times}, reveal {each.reveal}, {each.start}"))
    if not rounds:
        click.echo("No rounds yet.")


cli.add_command(snapshot_)
cli.add_command(reproduce_)
