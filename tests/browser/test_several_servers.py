"""Browsers behind the proxy of `deploy/`, in front of two servers on one PostgreSQL, while one of these fails."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.voting import close_round, drag, introduced, organise, press_vote
from tests.proxy import Proxy
from tests.servers.conftest import eventually
from tests.servers.stage import BOARD, Stage, stage_in
from tests.serving import Server


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_in(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


def streams_at(server: Server) -> int:
    """How many screens a server has, as it says itself."""
    figures = httpx.get(f"{server.url}/metrics", trust_env=False, timeout=10).text
    lines = [line for line in figures.splitlines() if line.startswith("spectrum_subscribers{")]
    return sum(int(float(line.split()[-1])) for line in lines)


def logged(stage: Stage) -> list[int]:
    """The numbers of the tools that were voted on, in order."""
    store = stage.store()
    try:
        assert store.verify(BOARD).agrees
        numbers = {tool.tool_id: tool.number for tool in store.tools(BOARD)}
        return [numbers[tool_id] for tool_id in store.extract(BOARD).votes["tool_id"]]
    finally:
        store.close()


def vote_later(page: Page, number: int) -> None:
    """Drag and press, without waiting for an answer."""
    drag(page, number, -60, -60)
    page.get_by_role("button", name="Vote", exact=True).click()


def test_page_moves_to_the_other_server_when_its_own_is_killed(stage, visit):
    before = logged(stage)
    page = introduced(visit(f"{stage.url}/join", phone=True))
    drag(page, 33, -60, -60)
    press_vote(page)
    [own] = [server for server in stage.servers if streams_at(server) == 1]
    own.kill()
    vote_later(page, 16)
    expect(page.locator(".progress")).to_contain_text("2 of 33 placed")
    expect(page.locator(".connection")).to_contain_text("Live")
    eventually(lambda: logged(stage) == [*before, 33, 16])
    own.start()
    own.wait_until_healthy()


def test_vote_waits_in_the_browser_while_the_database_is_away_and_arrives_once(stage, visit):
    before = logged(stage)
    page = introduced(visit(f"{stage.url}/join"))
    stage.postgres.stop()
    try:
        vote_later(page, 33)
        expect(page.locator(".strip .note")).to_contain_text("kept")
        assert "spectrum" in page.evaluate("Object.keys(localStorage).join()")
        page.wait_for_timeout(3_000)  # in which it is sent again
    finally:
        stage.postgres.start()
    eventually(lambda: len(logged(stage)) > len(before))
    page.wait_for_timeout(3_000)  # in which it would be sent once more
    assert logged(stage) == [*before, 33]


def test_streamlit_pages_work_through_the_proxy_and_close_the_round_for_both_servers(stage, visit):
    phone = introduced(visit(f"{stage.url}/join", phone=True))
    screen = introduced(visit(f"{stage.url}/vote"))
    drag(screen, 5, -60, -60)
    press_vote(screen)
    admin = visit(stage.url)
    close_round(admin, stage)
    for page in (phone, screen):
        expect(page.get_by_text("Voting is closed").first).to_be_visible()
    assert [stage.board(server)["voting_open"] for server in stage.servers] == [False, False]
    organise(admin, stage)
    store = stage.store()
    store.open_round(BOARD, f"Again {time.time()}")
    store.close()


def test_proxy_with_tls_leads_to_https_and_secure_cookies(stage, visit, tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    before = logged(stage)
    proxy = Proxy(tmp_path / "tls", [server.port for server in stage.servers], certificates=tmp_path)
    try:
        led = httpx.get(f"http://127.0.0.1:{proxy.plain_port}/join?x=1", trust_env=False)
        assert (led.status_code, led.headers["location"]) == (308, "https://127.0.0.1/join?x=1")
        page = introduced(visit(f"{proxy.url}/join"))
        drag(page, 33, -60, -60)
        press_vote(page)
        [cookie] = [c for c in page.context.cookies() if c["name"] == "spectrum_voter"]
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
        introduced(visit(f"{proxy.url}/vote"))
    finally:
        proxy.stop()
    assert logged(stage) == [*before, 33]
