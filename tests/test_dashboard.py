"""The real server as a process: what it answers, and how it starts and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.live import VOTER_COOKIE, read_voter
from spectrum.store.duckdb_store import DuckDBStore
from tests.postgres import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
BOARD = "talk"
SECRET = "a secret of the tests"
STARTED_WITHIN = 60.0  # seconds, on a machine that is busy with other tests
ENDED_WITHIN = 20.0  # seconds


def command(port: int) -> list[str]:
    server = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", "dashboard.py", *server]


def environment(database: Path, **settings: str) -> dict[str, str]:
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("SPECTRUM_", "STREAMLIT_"))
    }
    ours = {"SPECTRUM_DATABASE": str(database), "SPECTRUM_BOARD": BOARD, "SPECTRUM_SECRET": SECRET}
    return plain | ours | settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A dashboard that runs until it is stopped."""

    def __init__(self, database: Path, **settings: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command(port),
            cwd=ROOT,
            env=environment(database, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=headers, trust_env=False, timeout=10)

    def wait(self) -> None:
        patience = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < patience and self.process.poll() is None:
            try:
                self.get("/healthz")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"The server did not start: {self.stop()}")

    def stop(self) -> str:
        """Ask the server to end, by force after a while; return what it printed."""
        self.process.terminate()
        try:
            return self.process.communicate(timeout=ENDED_WITHIN)[0].decode()
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()[0].decode()


@contextmanager
def serving(database: Path, **settings: str):
    server = Server(database, **settings)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="module")
def server(folder: Path):
    with serving(folder / "votes.duckdb") as running:
        yield running


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
        command(free_port()),
        cwd=ROOT,
        env=environment(database),
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
        env=environment(Path("unused"), **settings),
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
        env = environment(Path("unused"), **settings)
        with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as process:
            try:
                eventually_healthy(port)
                if workers == 2:
                    assert eventually(lambda: connections(postgres) >= 6)
            finally:
                process.terminate()
                process.wait(ENDED_WITHIN)


def eventually_healthy(port: int) -> None:
    def healthy() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    assert eventually(healthy)


def eventually(holds: Callable[[], bool]) -> bool:
    patience = time.monotonic() + STARTED_WITHIN
    while not holds():
        if time.monotonic() > patience:
            return False
        time.sleep(0.1)
    return True


def connections(postgres: PostgresServer) -> int:
    """How many connections servers hold: each one to write, one for news, and one or more to read."""
    [(count,)] = postgres.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spectrum' AND pid <> pg_backend_pid()"
    )
    return int(count)


def test_wrong_setting_is_refused_in_one_line(tmp_path):
    env = environment(tmp_path / "votes.duckdb", SPECTRUM_SECRET="short")
    done = subprocess.run(
        command(free_port()), cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Spectrum cannot start: SPECTRUM_SECRET" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_on_postgresql_needs_what_all_servers_share(tmp_path):
    env = environment(tmp_path / "x", SPECTRUM_DATABASE="postgresql://ann:hunter2@127.0.0.1:1/votes")
    done = subprocess.run(
        command(free_port()), cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Spectrum cannot start: SPECTRUM_ORGANISER_PASSWORD is not set" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_two_servers_show_one_board_on_postgresql(postgres):
    settings = {
        "SPECTRUM_DATABASE": postgres.address(postgres.new_schema()),
        "SPECTRUM_ORGANISER_PASSWORD": "x",
    }
    with serving(Path("unused"), **settings) as one, serving(Path("unused"), **settings) as other:
        boards = [server.get(f"/api/boards/{BOARD}").json() for server in (one, other)]
        assert boards[0]["tools"] == boards[1]["tools"] != []
        assert [server.get("/healthz").status_code for server in (one, other)] == [200, 200]
        assert "Traceback" not in one.stop() + other.stop()


def test_ending_saves_everything_and_lets_go_of_the_database(tmp_path):
    database = tmp_path / "votes.duckdb"
    with serving(database) as running:
        assert (tmp_path / "votes.duckdb.wal").exists()  # the new board, which is not in the file itself yet
        begun = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        said = running.process.communicate(timeout=ENDED_WITHIN)[0].decode()
        assert time.monotonic() - begun < ENDED_WITHIN
    # Whoever ends on SIGTERM may say so in the exit code, but nothing else went wrong.
    assert running.process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert "Traceback" not in said
    assert [file.name for file in tmp_path.iterdir()] == ["votes.duckdb"]
    opened = DuckDBStore(database)
    assert opened.tools(BOARD) == starter_tools()
    opened.close()
