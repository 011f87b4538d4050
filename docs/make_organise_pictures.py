"""Take the pictures of `organise.md`: a board of made-up votes in Chromium, as its organiser sees it.

Needs what the browser tests need. Run by `make screenshot`.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from make_screenshot import FLAGS, free_port, wait_for
from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from spectrum.analysis import Simulation  # noqa: E402
from spectrum.exchange import import_simulation  # noqa: E402
from spectrum.exchange.catalogue import starter_tools  # noqa: E402
from spectrum.model import Ballot, Tool  # noqa: E402
from spectrum.settings import read_settings  # noqa: E402
from spectrum.store import open_store  # noqa: E402

BOARD = read_settings({}).board
PASSWORD = "for the pictures"
SIZE = {"width": 1280, "height": 720}
COLOURS = 64  # of a picture: enough for an interface, and a third of the size
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


def main() -> None:
    """Make a board, serve it, look at three parts, and store what is seen."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium found. On Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="spectrum-") as folder:
        database = Path(folder) / "votes.duckdb"
        make_board(database)
        with serving(database) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport=SIZE)
            page.goto(f"{url}/sign-in")
            page.fill("#password", PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            take(page, f"{url}/organise?part=Session", "session")
            take(page, f"{url}/organise?part=Tools&tool=d05", "tools")
            page.goto(f"{url}/organise?part=Voters")
            page.get_by_test_id("stDataFrame").first.click(position={"x": 20, "y": 52})
            page.get_by_text("Without this voter").wait_for()
            take(page, None, "voters")
            browser.close()


def make_board(database: Path) -> None:
    """The starter tools with made-up votes, an open round, a tool that waits, and someone who plays tricks."""
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    tools = starter_tools()
    truth = tuple((tool.seed_x or 50.0, tool.seed_y or 50.0) for tool in tools)
    plan = Simulation(voters=60, tools=len(tools), votes_per_voter=12, seed=5, positions=truth)
    import_simulation(store, BOARD, plan, tools=tools)
    organiser = store.organise(BOARD, "pictures")
    organiser.change_board(adding_open=True, tools_need_approval=True)
    store.add_tool(BOARD, Tool("p1", "Upscaler Deluxe", description="Makes small pictures large"))
    organiser.open_round(
        "Opening night", closes_at=datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=12)
    )
    for voter, x in (("one", 1.0), ("two", 98.0)):
        store.append([Ballot(uuid4(), BOARD, tool.tool_id, voter, x, 99.0) for tool in tools[:20]])
    store.close()


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """The address of a server on this database."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
    environment = {
        **os.environ,
        "SPECTRUM_DEMO": "0",
        "SPECTRUM_DATABASE": str(database),
        "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
        "SPECTRUM_PUBLIC_URL": "https://vote.example.org",
    }
    with subprocess.Popen([*command, "--server.port", str(port)], cwd=DOCS.parent, env=environment) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def take(page: Page, address: str | None, name: str) -> None:
    """Store what the page shows, in few colours."""
    if address is not None:
        page.goto(address)
    page.get_by_role("radiogroup").first.wait_for()
    page.wait_for_timeout(1_000)
    page.wait_for_selector(READY)
    page.wait_for_timeout(1_500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(DOCS / f"organise-{name}.png", optimize=True)
    print(f"Saved docs/organise-{name}.png")


if __name__ == "__main__":
    main()
