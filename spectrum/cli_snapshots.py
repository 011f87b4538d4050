"""Commands that freeze boards, and rebuild the figures of what was frozen."""

from __future__ import annotations

import json
from pathlib import Path

import click

from spectrum.cli_frame import board_options, is_demo, open_board, progress_bar
from spectrum.errors import SpectrumError
from spectrum.exchange.freezing import freeze
from spectrum.exchange.reproduction import Reproduction, reproduce
from spectrum.exchange.stats_report import plain_line
from spectrum.exchange.targets import unfinished_sibling
from spectrum.model import LICENCE_NAMES

SHOWN = 5  # differences that a refusal names


@click.group("snapshot")
def snapshot_() -> None:
    """Freeze the board under a name, list what was frozen, write it to a file."""


@snapshot_.command("take")
@click.argument("name")
@click.option(
    "--licence",
    type=click.Choice(LICENCE_NAMES),
    default=LICENCE_NAMES[0],
    show_default=True,
    help="What others may do with the data.",
)
@board_options
def take(name: str, licence: str) -> None:
    """Freeze the board as it stands under NAME, for good."""
    with open_board() as (store, board_id):
        organiser = store.organise(board_id, "cli")
        taken = freeze(store, organiser, board_id, name.strip(), licence=licence, demo=is_demo(store))
    click.echo(plain_line(taken.citation))


@snapshot_.command("list")
@board_options
def list_() -> None:
    """List the snapshots, newest first."""
    with open_board() as (store, board_id):
        snapshots = store.snapshots(board_id)
    for each in snapshots:
        counts = f"{each.n_votes} votes by {each.n_voters} voters on {each.n_tools} tools"
        when = f"{each.taken_at:%Y-%m-%d %H:%M} UTC"
        click.echo(plain_line(f"{each.name}: {when}, {counts}, {each.licence}, {each.fingerprint}"))
    if not snapshots:
        click.echo("No snapshots yet.")


@snapshot_.command("export")
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path))
@board_options
def export(name: str, out: Path) -> None:
    """Write the data package of the snapshot NAME to OUT, a zip file."""
    with open_board() as (store, board_id):
        package = store.snapshot_package(board_id, name)
    with unfinished_sibling(out) as unfinished:
        unfinished.write_bytes(package)
    click.echo(plain_line(f"Wrote snapshot '{name}' to '{out}'."))


@click.command("reproduce")
@click.argument("package", type=click.Path(path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="Print the figures that were rebuilt, as `stats --json`."
)
def reproduce_(package: Path, as_json: bool) -> None:
    """Rebuild every figure of PACKAGE from its log, and compare. Needs no database."""
    with progress_bar() as progress:
        found = reproduce(package, progress)
    if found.differences:
        raise SpectrumError(_refusal(package, found))
    if as_json:
        click.echo(json.dumps(found.document, indent=2, allow_nan=False))
        return
    loaded = found.loaded
    click.echo(f"{found.checked} files have the SHA-256 that the package states")
    click.echo(f"tools {loaded.tools}, votes {loaded.votes}, voters {loaded.voters}")
    click.echo(f"all {found.figures} figures are those of the package")
    click.echo(f"SHA-256 of datapackage.json: {found.fingerprint}")


def _refusal(package: Path, found: Reproduction) -> str:
    more = len(found.differences) - SHOWN
    listed = "; ".join(found.differences[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return f"'{package}' does not state what its log amounts to: {listed}. Ask its source for the original."
