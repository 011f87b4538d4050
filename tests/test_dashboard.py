"""The real server as a process: what it answers, and how it starts and ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.live import VOTER_COOKIE, read_voter
from spectrum.store.duckdb_store import DuckDBStore
from tests.postgres import PostgresServer
from tests.serving import (
    ENDED_WITHIN,
    HOST,
    ROOT,
    SECRET,
    STARTED_WITHIN,
    Server,
    environment,
    free_port,
    running,
    serve_command,
    within,
)

BOARD = "talk"


def ours(**settings: str) -> dict[str, str]:
    """The settings of a test, on its board."""
    return {"SPECTRUM_BOARD": BOARD, "SPECTRUM_SECRET": SECRET} | settings


@contextmanager
def serving(database: Path | str, printed_to: Path | None = None, **settings: str) -> Iterator[Server]:
    """A server until the end of the block."""
    with running(Server(database, ours(**settings), printed_to=printed_to)) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="module")
def server(folder: Path):
    with serving(folder / "votes.duckdb") as server:
        yield server


def test_health_is_answered_beside_the_pages(server):
    answer = server.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


@pytest.mark.parametrize("path", ["/", "/vote", "/distribution", "/data"])
def test_every_page_gives_the_voter_cookie(server, path):
    answer = server.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert read_voter(answer.cookies[VOTER_COOKIE], SECRET)


def test_known_voter_keeps_their_cookie(server):
    cookie = server.get("/").cookies[VOTER_COOKIE]
    assert "set-cookie" not in server.get("/", cookie=f"{VOTER_COOKIE}={cookie}").headers


def test_browser_that_has_the_page_already_gets_a_cookie_too(server):
    etag = server.get("/").headers["etag"]
    assert VOTER_COOKIE in server.get("/", **{"if-none-match": etag}).cookies


def test_second_server_is_refused_in_one_line_that_names_the_first(server, folder):
    database = folder / "votes.duckdb"
    done = subprocess.run(
        serve_command(free_port()),
        cwd=ROOT,
        env=environment(database, **ours()),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "Spectrum cannot start" in line]
    assert str(database) in line
    assert f"process {server.process.pid} " in line
    assert "need PostgreSQL: set SPECTRUM_DATABASE" in line
    assert "Traceback" not in done.stderr + done.stdout
    assert server.get("/healthz").status_code == 200


def uvicorn(*options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What uvicorn prints when it serves the dashboard, until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", str(free_port()), *options],
        cwd=ROOT,
        env=environment("unused", **ours(**settings)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("way", ["argument", "environment"])
def test_several_workers_on_one_file_are_refused_with_the_way_out(tmp_path, way):
    settings = {"SPECTRUM_DATABASE": str(tmp_path / "votes.duckdb")}
    done = (
        uvicorn("--workers", "2", **settings)
        if way == "argument"
        else uvicorn(**settings, WEB_CONCURRENCY="2")
    )
    refused = [line for line in done.stderr.splitlines() if "Spectrum cannot start" in line]
    assert refused
    assert "2 server processes were asked for" in refused[0]
    assert "python -m spectrum copy" in refused[0]
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_worker_on_a_file_and_several_on_postgresql_serve(tmp_path, postgres):
    schema = postgres.new_schema()
    shared = {"SPECTRUM_DATABASE": postgres.address(schema), "SPECTRUM_ORGANISER_PASSWORD": "x"}
    for workers, settings in ((1, {"SPECTRUM_DATABASE": str(tmp_path / "votes.duckdb")}), (2, shared)):
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "dashboard:app",
            "--port",
            str(port),
            "--workers",
            str(workers),
        ]
        env = environment("unused", **ours(**settings))
        with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as process:
            try:
                within(STARTED_WITHIN, partial(is_healthy, port), "the dashboard takes votes")
                if workers == 2:
                    within(STARTED_WITHIN, lambda: connections(postgres) >= 6, "both workers are connected")
            finally:
                process.terminate()
                process.wait(ENDED_WITHIN)


def is_healthy(port: int) -> bool:
    return httpx.get(f"http://{HOST}:{port}/healthz", trust_env=False).status_code == 200


def connections(postgres: PostgresServer) -> int:
    """How many connections servers hold: each one to write, one for news, and one or more to read."""
    [(count,)] = postgres.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spectrum' AND pid <> pg_backend_pid()"
    )
    return int(count)


def test_wrong_setting_is_refused_in_one_line(tmp_path):
    env = environment(tmp_path / "votes.duckdb", SPECTRUM_SECRET="short")
    done = subprocess.run(
        serve_command(free_port()), cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Spectrum cannot start: SPECTRUM_SECRET" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_on_postgresql_needs_what_all_servers_share(tmp_path):
    env = environment("postgresql://ann:hunter2@127.0.0.1:1/votes", **ours())
    done = subprocess.run(
        serve_command(free_port()), cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Spectrum cannot start: SPECTRUM_ORGANISER_PASSWORD is not set" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_two_servers_show_one_board_on_postgresql(tmp_path, postgres):
    address = postgres.address(postgres.new_schema())
    password = {"SPECTRUM_ORGANISER_PASSWORD": "x"}
    with (
        serving(address, tmp_path / "one", **password) as one,
        serving(address, tmp_path / "other", **password) as other,
    ):
        boards = [server.get(f"/api/boards/{BOARD}").json() for server in (one, other)]
        assert boards[0]["tools"] == boards[1]["tools"] != []
        assert [server.get("/healthz").status_code for server in (one, other)] == [200, 200]
        one.stop()
        other.stop()
        assert "Traceback" not in one.said + other.said


def test_ending_saves_everything_and_lets_go_of_the_database(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    database = folder / "votes.duckdb"
    with serving(database, printed_to=tmp_path / "printed") as server:
        assert (folder / "votes.duckdb.wal").exists()  # the new board, which is not in the file itself yet
        assert server.stop() < ENDED_WITHIN
    # Whoever ends on SIGTERM may say so in the exit code, but nothing else went wrong.
    assert server.process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert "Traceback" not in server.said
    assert [file.name for file in folder.iterdir()] == ["votes.duckdb"]
    opened = DuckDBStore(database)
    assert opened.tools(BOARD) == starter_tools()
    opened.close()
