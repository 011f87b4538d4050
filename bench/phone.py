"""How soon a slow phone can vote: the light page beside the dashboard's Vote page, in a real Chromium.

1.6 Mbit/s, 150 ms a round trip, a quarter of this machine's processor; a first visit
with an empty cache. Ready to vote means that every tool's dot is drawn and listens.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.live.ours import new_board, our_server
from bench.plan import make_plan
from bench.repeat import side_by_side
from bench.table import MILLISECONDS, measured

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY_TARGET = 2_000.0  # ms
BYTES_TARGET, REQUESTS_TARGET = 50.0, 12.0
PATIENCE = 120_000  # ms
DASHBOARD = "the dashboard's Vote page"


@dataclass(frozen=True)
class Phone:
    """A phone and its network: ms each way and back, bytes a second, how many times slower than this machine."""

    name: str
    latency: int
    throughput: int
    slower: int


SLOW = Phone("a slow phone", 150, 200_000, 4)
FAST = Phone("a fast phone", 20, 4_000_000, 1)  # where it only has to be seen that everything works


@dataclass(frozen=True)
class Arrival:
    """One first visit: ms until ready, KB over the wire, requests."""

    ready: float
    kilobytes: float
    requests: float


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table. Raises RuntimeError where there is no Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("No Chromium found. On Debian: apt-get install chromium")
    plan = make_plan(folder, quick=quick)
    phone = FAST if quick else SLOW
    database = Path(folder) / "phone.duckdb"
    last = f'[role=button][aria-label^="{len(new_board(database))} "]'
    with our_server(database) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        url = f"http://127.0.0.1:{server.port}"
        light, heavy = side_by_side(
            partial(_arrive, browser, phone, f"{url}/join", last),
            partial(_arrive, browser, phone, f"{url}/vote", last),
            plan.runs,
        )
        browser.close()
    figures = (
        ("ready to vote", MILLISECONDS, _ready, READY_TARGET),
        ("over the wire", "KB", _kilobytes, BYTES_TARGET),
        ("requests", "requests", _requests, REQUESTS_TARGET),
    )
    return [
        asdict(
            measured(
                f"light page on {phone.name}, {name}",
                [what(each) for each in light],
                unit,
                DASHBOARD,
                [what(each) for each in heavy],
                target=target,
            )
        )
        for name, unit, what, target in figures
    ]


def _arrive(browser: Browser, phone: Phone, url: str, last_dot: str) -> Arrival:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _conditions(phone))
    session.send("Emulation.setCPUThrottlingRate", {"rate": phone.slower})
    asked: list[str] = []
    received: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on(
        "Network.responseReceived", lambda event: received.append(event["response"]["encodedDataLength"])
    )
    session.on("Network.dataReceived", lambda event: received.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit", timeout=PATIENCE)
    page.locator(last_dot).first.wait_for(state="attached", timeout=PATIENCE)
    ready = (time.perf_counter() - began) * 1000
    page.wait_for_timeout(1_000)  # what comes after it belongs to the visit too
    context.close()
    return Arrival(ready, sum(received) / 1000, float(sum(not url.startswith("data:") for url in asked)))


def _conditions(phone: Phone) -> dict[str, bool | int]:
    both_ways = {"downloadThroughput": phone.throughput, "uploadThroughput": phone.throughput}
    return {"offline": False, "latency": phone.latency, **both_ways}


def _ready(arrival: Arrival) -> float:
    return arrival.ready


def _kilobytes(arrival: Arrival) -> float:
    return arrival.kilobytes


def _requests(arrival: Arrival) -> float:
    return arrival.requests
