"""What every command needs around it: where the board is, refusals in one line, a progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import click

from spectrum.errors import SpectrumError
from spectrum.exchange.catalogue import starter_tools
from spectrum.exchange.stats_report import plain_line
from spectrum.settings import read_settings
from spectrum.store import Progress, Store, open_store, taken_away_if_it_fails

STEPS = 1000  # of the bar
PATIENCE = 1.0  # seconds of work before the bar appears

Command = TypeVar("Command", bound=Callable[..., Any])


class Refused(click.ClickException):
    """A SpectrumError as a terminal gets it: one line, exit code 1."""

    def show(self, file: Any = None) -> None:
        """Print the message to stderr."""
        click.echo(plain_line(self.message), file=file, err=file is None)


class Commands(click.Group):
    """Commands whose SpectrumErrors end in one line instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command line."""
        try:
            return super().invoke(ctx)
        except SpectrumError as error:
            raise Refused(str(error)) from error
        except BrokenPipeError:
            raise  # who reads the output has gone: click ends quietly
        except OSError as error:
            where = f"'{error.filename}': " if error.filename else ""
            raise Refused(f"{where}{error.strerror or error}.") from error


def _remember(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[f"spectrum.{parameter.name}"] = value


def board_options(command: Command) -> Command:
    """Add the options that say where; they may stand before a command's name or after it."""
    database = _place_option("database", "The DuckDB file, or a PostgreSQL address.")
    return database(board_option(command))


def board_option(command: Command) -> Command:
    """Add the option that names the board alone, to a command that has its own way to name databases."""
    return _place_option("board", "The board.")(command)


def _place_option(name: str, what: str) -> Callable[[Command], Command]:
    described = f"{what} Default: SPECTRUM_{name.upper()}, or the server's own."
    return click.option(f"--{name}", expose_value=False, callback=_remember, help=described)


def board_named() -> str:
    """The id of the board that options or settings name."""
    named: str = click.get_current_context().meta.get("spectrum.board") or read_settings().board
    return named


@contextmanager
def open_board(*, may_create: bool = False) -> Iterator[tuple[Store, str]]:
    """The store and board id that options and settings name; closed at the end.

    Raises DatabaseMissing rather than make a database, unless it `may_create` one.
    One that was made for a command that then fails is taken away again.
    """
    board_id = board_named()
    database = click.get_current_context().meta.get("spectrum.database") or read_settings().database
    with taken_away_if_it_fails(database):
        store = open_store(database, board_id, must_exist=not may_create, starter_tools=starter_tools)
        try:
            yield store, board_id
        finally:
            store.close()


def is_demo(store: Store) -> bool:
    """Whether the store holds the demo's made-up votes."""
    settings = read_settings()
    return settings.demo and store.database == settings.database


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A callback that moves a bar on stderr; None where nobody is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    bar: Any = None
    with ExitStack() as shown:

        def move(doing: str, share: float) -> None:
            nonlocal bar
            if bar is None:
                if time.monotonic() - started < PATIENCE:
                    return
                bar = shown.enter_context(click.progressbar(length=STEPS, file=sys.stderr))
            bar.label = doing
            bar.update(max(0, round(share * STEPS) - bar.pos))

        yield move
