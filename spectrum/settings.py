"""Settings, read from the environment (README lists them)."""

from __future__ import annotations

import contextlib
import math
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from spectrum.errors import InvalidSetting, OneServerOnly, SecretNotKept, SettingNeeded
from spectrum.model.database import is_postgres

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
DEMO_DATABASE = DATA / "demo.duckdb"
SHORTEST_SECRET = 16  # characters


@dataclass(frozen=True)
class Settings:
    """What the server and the command line need to know before they start."""

    database: str = field(repr=False)  # the address of a server may hold a password
    board: str
    demo: bool
    secret: str | None = field(default=None, repr=False)
    organiser_password: str | None = field(default=None, repr=False)
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    tick: float = 0.2  # seconds
    voter_rate: float = 5.0  # votes a second
    voter_burst: float = 20.0
    address_rate: float = 2_000.0  # requests a second
    address_streams: int = 20_000  # open at once
    address_voters: int = 20_000  # new ones, and as many again every ten minutes

    @property
    def secret_file(self) -> Path:
        """Where the secret is kept if none is given: beside the database."""
        return Path(self.database).with_suffix(".secret")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (default: this process's environment).

    Raises InvalidSetting if one of them has a value that it cannot have.
    """
    env = os.environ if environ is None else environ
    demo = _flag(env, "SPECTRUM_DEMO")
    database = env.get("SPECTRUM_DATABASE", "") or str(DATA / "votes.duckdb")
    if "://" in database and not is_postgres(database):
        raise InvalidSetting(
            "SPECTRUM_DATABASE",
            database.split("://")[0] + "://…",
            "the path of a DuckDB file, or postgresql://user:password@host/database",
        )
    secret = env.get("SPECTRUM_SECRET") or None
    if secret is not None and len(secret) < SHORTEST_SECRET:
        raise InvalidSetting("SPECTRUM_SECRET", "…", f"at least {SHORTEST_SECRET} characters long")
    return Settings(
        database=str(DEMO_DATABASE) if demo else database,
        board=env.get("SPECTRUM_BOARD", "") or "ai-filmmaking",
        demo=demo,
        secret=secret,
        organiser_password=env.get("SPECTRUM_ORGANISER_PASSWORD") or None,
        public_url=_url(env, "SPECTRUM_PUBLIC_URL"),
        trusted_proxies=tuple(
            part.strip() for part in env.get("SPECTRUM_TRUSTED_PROXIES", "").split(",") if part.strip()
        ),
        tick=_number(env, "SPECTRUM_TICK", 0.2, low=0.02, high=10.0),
        voter_rate=_number(env, "SPECTRUM_VOTER_RATE", 5.0, low=0.1, high=1_000.0),
        voter_burst=_number(env, "SPECTRUM_VOTER_BURST", 20.0, low=1.0, high=10_000.0),
        address_rate=_number(env, "SPECTRUM_ADDRESS_RATE", 2_000.0, low=1.0, high=1_000_000.0),
        address_streams=int(_number(env, "SPECTRUM_ADDRESS_STREAMS", 20_000, low=1, high=1_000_000)),
        address_voters=int(_number(env, "SPECTRUM_ADDRESS_VOTERS", 20_000, low=1, high=1_000_000)),
    )


def check_for_serving(settings: Settings, *, workers: int = 1) -> None:
    """See that servers can share what they must share with others on the same database.

    Raises OneServerOnly if several are to work on a DuckDB file. Raises SettingNeeded if the
    database is PostgreSQL and nothing is given that signs cookies, or that the organiser
    signs in with: made up by each server, they would hold on one server only.
    """
    if not is_postgres(settings.database):
        if workers > 1:
            raise OneServerOnly(settings.database, workers)
        return
    given = {
        "SPECTRUM_SECRET": settings.secret,
        "SPECTRUM_ORGANISER_PASSWORD": settings.organiser_password,
    }
    missing = [name for name, value in given.items() if value is None]
    if missing:
        raise SettingNeeded(missing, "the database is PostgreSQL, where all servers must have the same")


def workers_asked(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """How many server processes a command line such as uvicorn's, or WEB_CONCURRENCY, asks for."""
    asked = [environ.get("WEB_CONCURRENCY", "")]
    for argument, value in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument in ("--workers", "-w"):
            asked.append(value)
        elif argument.startswith("--workers="):
            asked.append(argument.removeprefix("--workers="))
    return max([1, *(int(number) for number in asked[-1:] if number.isdecimal())])


def signing_secret(settings: Settings) -> str:
    """The secret that signs cookies: the given one, or one made once and kept with mode 0600.

    Raises SecretNotKept if it cannot be written or read, and InvalidSetting if the kept one is not whole.
    """
    if settings.secret is not None:
        return settings.secret
    file = settings.secret_file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            return _new_secret(file)
        kept = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise SecretNotKept(str(file), error.strerror or str(error)) from error
    if len(kept) < SHORTEST_SECRET:
        raise InvalidSetting(f"The secret in '{file}'", "…", "whole; delete the file to have a new one made")
    return kept


def _new_secret(file: Path) -> str:
    """Make a secret and keep it. Raises OSError, and then there is no half of it."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    secret = secrets.token_hex(32)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secret)
    except OSError:
        file.unlink()
        raise
    return secret


def _number(env: Mapping[str, str], name: str, default: float, *, low: float, high: float) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise InvalidSetting(name, text, f"a number from {low:g} to {high:g}")
    return value


def _url(env: Mapping[str, str], name: str) -> str | None:
    text = env.get(name, "").strip().rstrip("/")
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidSetting(name, text, "an address like https://spectrum.example.org")
    return text


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise InvalidSetting(name, value, "0 or 1")
    return value == "1"
