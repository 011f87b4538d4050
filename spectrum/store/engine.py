"""What a store needs from a database: transactions to read and to write in.

An engine turns its driver's exceptions into SpectrumErrors, or into one of the
faults below, which the writer knows how to deal with.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol

import pandas as pd

from spectrum.errors import NotReady, StoreUnavailable


class Fault(Exception):
    """A failure of the database that the writer handles itself."""


class ConstraintFault(Fault):
    """The data broke a constraint: some row of the batch is at fault."""


class ConflictFault(Fault):
    """Another transaction was in the way; the same batch may pass when tried again."""


class BrokenFault(Fault):
    """The connection is lost or unusable; whether the batch was stored is unknown."""


class FullFault(BrokenFault):
    """The same, as the disk is full. The message is a sentence for people."""


class UnreadableFault(Fault):
    """A file that was to be loaded cannot be taken apart."""


class MemoryFault(Fault):
    """The work does not fit into the memory that it may use."""


def unavailable(fault: Fault) -> StoreUnavailable:
    """What whoever asked is told of a fault that cannot be dealt with."""
    text = str(fault).splitlines()[0]
    return NotReady(text) if isinstance(fault, FullFault) else StoreUnavailable(text)


Dialect = Literal["duckdb", "postgres"]


class Session(Protocol):
    """One transaction."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None: ...
    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def frame(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame: ...
    def script(self, sql: str) -> None:
        """Run several statements that take no parameters."""
        ...

    def table_out(self, table: str, columns: str, board_id: str | None, file: Path) -> None:
        """Write a table's rows, of one board or of all, to a CSV file that `table_in` understands."""
        ...

    def table_in(self, table: str, columns: str, file: Path) -> None:
        """Add the rows of such a file to a table."""
        ...


class Engine(Protocol):
    """A database that is open."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def database(self) -> str: ...

    def read(self) -> AbstractContextManager[Session]:
        """A transaction that sees one instant of the database."""
        ...

    def write(self) -> AbstractContextManager[Session]:
        """A transaction that is committed if its body ends well, and undone if not."""
        ...

    def reopen(self) -> None:
        """Open the database anew after a BrokenFault; if that fails, the next use tries again."""
        ...

    def tidy(self) -> None:
        """Housekeeping for a quiet moment."""
        ...

    def close(self) -> None: ...
