"""Take the README's picture: the demo board in Chromium, as a visitor sees it.

Needs what the browser tests need. Run by `make screenshot`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "screenshot.png"
SIZE = {"width": 1440, "height": 810}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_SECONDS = 60


def main() -> None:
    """Serve the demo board, look at it, and store what is seen."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium found. On Debian: apt-get install chromium")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
    server = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=ROOT, env={**os.environ, "SPECTRUM_DEMO": "1"}
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport=SIZE)
            page.goto(f"http://127.0.0.1:{port}/?tool=d18")
            page.wait_for_selector(".st-key-spectrum svg.marks")
            page.wait_for_timeout(2_000)
            page.screenshot(path=PICTURE)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=10)
    print(f"Saved {PICTURE.relative_to(ROOT)}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The server did not start.")


if __name__ == "__main__":
    main()
