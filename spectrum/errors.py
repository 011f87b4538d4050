"""Everything that can go wrong in a way a person can do something about.

Each message says what failed (with the value quoted), what is allowed, and the
next step. Anything else that is raised is a bug and stays loud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SpectrumError(Exception):
    """Base of all errors that are meant to be read by people."""


# --- the database -----------------------------------------------------------


class DatabaseError(SpectrumError):
    """The database cannot be opened or written."""


class DatabaseLocked(DatabaseError):
    """Another process holds the DuckDB file."""

    def __init__(self, database: str, pid: int | None, program: str = "") -> None:
        self.pid = pid
        holder = f"process {pid}" if pid else "another process"
        if program:
            holder += f" ({program})"
        super().__init__(
            f"The database '{database}' is in use by {holder}. Only one process at a time can open it: "
            "stop that one first, or use the dashboard's Data page, which exports and backs up while it runs. "
            "Servers that run side by side need PostgreSQL: set SPECTRUM_DATABASE to a postgresql:// address."
        )


class OneServerOnly(DatabaseError):
    """Several server processes were to share a DuckDB file."""

    def __init__(self, database: str, workers: int) -> None:
        super().__init__(
            f"{workers} server processes were asked for, but the database '{database}' is a DuckDB file, which one "
            "process at a time can open. Start one (no --workers, no WEB_CONCURRENCY), which is enough for a hall; or "
            f"move the board to PostgreSQL with 'python -m spectrum copy --from {database} --to postgresql://…' "
            "and set SPECTRUM_DATABASE to that address."
        )


class NotADatabase(DatabaseError):
    """The file is there, but it is no DuckDB database of ours."""

    def __init__(self, database: str, why: str) -> None:
        super().__init__(
            f"'{database}' cannot be used as a vote database: {why}. "
            "Nothing was changed; name another file in SPECTRUM_DATABASE, or move this one away."
        )


class DatabaseTooNew(DatabaseError):
    """The file was written by a later version of Spectrum or DuckDB."""

    def __init__(self, database: str, detail: str) -> None:
        super().__init__(
            f"The database '{database}' was written by a newer version ({detail}). "
            "Nothing was changed; update Spectrum and open it again."
        )


class DatabaseDamaged(DatabaseError):
    """The file, or the write-ahead log beside it, is not as it was written."""

    def __init__(self, database: str, detail: str, latest_backup: str | None = None) -> None:
        which = f" (the latest is '{latest_backup}')" if latest_backup else ""
        super().__init__(
            f"The database '{database}' is damaged: {detail}. Keep a copy of it and of '{database}.wal', then go back "
            f"to a backup{which}: docs/operate.md says how under 'The file is damaged'."
        )


class DatabaseNotWritable(DatabaseError):
    """The file or its folder can be read only."""

    def __init__(self, database: str, detail: str) -> None:
        super().__init__(
            f"The database '{database}' cannot be written: {detail}. Give the user that runs Spectrum the right to "
            "write to the file and to its folder, then start again."
        )


class DatabaseGone(DatabaseError):
    """The file was removed, replaced or written over while it was open."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"The database '{database}' was removed or replaced while the server ran, so nothing more is saved. "
            "Put the file back where it was, and voting goes on. If that cannot be done, stop the server: "
            "it then writes all that it holds to a file beside it."
        )


class DatabaseMissing(DatabaseError):
    """A command that only reads was pointed at a file that is not there."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"There is no database '{database}'. Create one with "
            f"'python -m spectrum import FILE --database {database}', or name another with --database."
        )


class DiskFull(DatabaseError):
    """The disk has no room for more votes."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"The disk that holds '{database}' is full, so this was not saved. Free some space and try again; "
            "everything saved before is safe."
        )


class StoreUnavailable(DatabaseError):
    """The store takes no writes at the moment."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The database takes no votes at the moment: {why}. Please try again shortly.")


class NotReady(StoreUnavailable):
    """The store takes no writes for a reason that is a sentence already."""

    def __init__(self, why: str) -> None:
        DatabaseError.__init__(self, why)


class ReadingBroken(NotReady):
    """The database had to be opened again while this was read: asked anew at once, it may answer."""


class DatabaseUnreachable(StoreUnavailable):
    """No connection to the database server can be had."""

    def __init__(self, database: str, why: str) -> None:
        DatabaseError.__init__(
            self,
            f"The database '{database}' cannot be reached: {why}. Nothing was saved; everything saved before is safe. "
            "See that the server runs and that the address, user and password are right, then try again.",
        )


class QueueFull(StoreUnavailable):
    """More votes are waiting than the writer may hold."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} votes are waiting to be saved")


class BoardInUse(DatabaseError):
    """A board that is to be copied would replace one that people have worked on."""

    def __init__(self, board_id: str, what: str) -> None:
        super().__init__(
            f"The board '{board_id}' of the target has been used already ({what}), so nothing was copied. "
            "Name another database as the target, or one where this board is new."
        )


class CopyDiffers(DatabaseError):
    """A copy is not what it was made from."""

    def __init__(self, board_id: str, how: str) -> None:
        super().__init__(
            f"The copy of the board '{board_id}' differs from it, so it was not kept: {how}. "
            "Nothing was changed in either database; see what 'python -m spectrum verify' says of both."
        )


# --- votes ------------------------------------------------------------------


class VoteRefused(SpectrumError):
    """A vote that was not saved. Earlier votes still count."""


class InvalidVote(VoteRefused):
    """A field of the vote has a value that it cannot have."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        super().__init__(f"{field} is {value!r}, but must be {allowed}. The vote was not saved.")


class VotingClosed(VoteRefused):
    """The board has no open round."""

    def __init__(self, last_round: str | None = None) -> None:
        what = f"Round '{last_round}' is closed" if last_round else "No round is open"
        super().__init__(f"{what}, so this vote was not saved. Your earlier votes still count.")


class JoinCodeNeeded(VoteRefused):
    """The round asks for a code that this voter has not given."""

    def __init__(self) -> None:
        super().__init__(
            "This round asks for a join code, so the vote was not saved. Give the code that is shown in the room, "
            "then vote again."
        )


class AddingClosed(SpectrumError):
    """The organiser does not take new tools at the moment."""

    def __init__(self) -> None:
        super().__init__(
            "Adding tools is closed at the moment, so this one was not added. Vote on those that are there."
        )


class ToolNameTaken(SpectrumError):
    """A tool of that name is on the board already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a tool '{name}' already. Vote on that one, or give yours another name.")


class VoteIdTaken(VoteRefused):
    """The vote_id belongs to another voter's vote."""

    def __init__(self, vote_id: object) -> None:
        super().__init__(
            f"The vote_id '{vote_id}' belongs to another voter. Send the vote again with a new one."
        )


class VoterBlocked(VoteRefused):
    """The organiser has blocked this voter."""

    def __init__(self) -> None:
        super().__init__(
            "The organiser has paused your votes, so this one was not saved. Please speak to them."
        )


# --- what an organiser does ---------------------------------------------------


class ActionRefused(SpectrumError):
    """An organiser's action that cannot be done as things stand. Nothing was changed."""


class SuggestionsClosed(SpectrumError):
    """Voting is open, so that nobody needs to suggest where a tool belongs."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Round '{name}' is open, so the suggestion was not taken. Vote now; suggest after the round."
        )


class SuggestionsFull(SpectrumError):
    """As many suggestions wait for the organiser as may."""

    def __init__(self, waiting: int, *, own: bool) -> None:
        whose = f"{waiting} suggestions of yours" if own else f"{waiting} suggestions"
        super().__init__(
            f"{whose} wait for the organiser already, so this one was not taken. Try again once some are decided."
        )


# --- things that are named but not there --------------------------------------


class NotFound(SpectrumError):
    """Something was asked for by a name that the database does not know."""


class NoSuchBoard(NotFound):
    def __init__(self, board_id: str, known: Sequence[str]) -> None:
        there = ", ".join(f"'{name}'" for name in known) or "none yet"
        super().__init__(f"There is no board '{board_id}' in this database. Boards that are there: {there}.")


class NoSuchTool(NotFound):
    def __init__(self, tool_id: str) -> None:
        super().__init__(
            f"There is no tool '{tool_id}' on this board, or it is hidden. Reload to see the tools that are there."
        )


class NoSuchRound(NotFound):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        there = ", ".join(f"'{round_}'" for round_ in known) or "none yet"
        super().__init__(f"There is no round '{name}' on this board. Rounds that are there: {there}.")


class RoundAlreadyOpen(SpectrumError):
    def __init__(self, name: str) -> None:
        super().__init__(f"Round '{name}' is still open. Close it before you open another.")


class RoundNameTaken(SpectrumError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is a round '{name}' already. Give the new one a name of its own.")


class InvalidSetting(SpectrumError):
    """A setting has a value that it cannot have."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(f"{name} is {value!r}, but must be {allowed}.")


class SettingNeeded(SpectrumError):
    """Settings that must be given are not."""

    def __init__(self, names: Sequence[str], why: str) -> None:
        need = "is" if len(names) == 1 else "are"
        super().__init__(
            f"{' and '.join(names)} {need} not set, but needed: {why}. Set {'it' if need == 'is' else 'them'} to "
            "the same value on every server, then start again."
        )


class SecretNotKept(SpectrumError):
    """The secret that was made cannot be written down."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(
            f"The secret that signs cookies cannot be kept in '{file}': {why}. See that the disk has room and that "
            "the server may write there, or set SPECTRUM_SECRET."
        )


# --- files --------------------------------------------------------------------


class FileRefused(SpectrumError):
    """A file that cannot be imported. Nothing of it was stored."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"'{file}' was not imported: {why}")


@dataclass(frozen=True)
class Reject:
    """A row of a file that cannot be used: where it stands, and why."""

    line: int
    column: str
    reason: str
    content: str = ""


class UnusableLines(FileRefused):
    """Some lines of a file cannot be used, and the caller did not ask for quarantine."""

    SHOWN = 5

    def __init__(self, file: str, rejects: Sequence[Reject], total: int) -> None:
        self.rejects = tuple(rejects)
        self.total = total
        listed = "; ".join(
            f"line {r.line}, column {r.column}: {r.reason}" for r in self.rejects[: self.SHOWN]
        )
        more = f"; and {total - self.SHOWN} more" if total > self.SHOWN else ""
        super().__init__(
            file,
            f"{total} unusable line{'s' if total != 1 else ''} ({listed}{more}). "
            "Nothing was stored. Mend the file, or use --quarantine to set such lines aside and import the rest.",
        )
