"""From the board to a citable file and back: freeze, download, rebuild, and the same numbers."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.looking import BOARD, settled
from tests.serving import PASSWORD, ROOT


def spectrum(*arguments):
    """A command in a process of its own: what it prints."""
    command = [sys.executable, "-m", "spectrum", *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def sign_in(page, site):
    page.goto(f"{site.url}/sign-in")
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def freeze(page, site, name):
    page.goto(f"{site.url}/data")
    settled(page)
    page.get_by_text("Freeze a snapshot").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.keyboard.press("Enter")  # a click may miss the button while the form unfolds
    page.get_by_text(f"Snapshot “{name}” is frozen.").wait_for()
    settled(page)


def test_frozen_figures_are_rebuilt_with_the_commands_that_the_page_prints(own_site, open_page, tmp_path):
    page = open_page(own_site.url)
    sign_in(page, own_site)
    freeze(page, own_site, "After the talk")

    visitor = open_page(f"{own_site.url}/data")
    citation, commands = visitor.locator("[data-testid=stCode]").all_inner_texts()[:2]
    with visitor.expect_download() as waiting:
        visitor.get_by_role("button", name=re.compile(r"Data package \(\d+ KB\)")).click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)

    lines = [shlex.split(line) for line in commands.strip().splitlines()]
    assert [line[:4] for line in lines] == [
        ["python", "-m", "spectrum", what] for what in ("reproduce", "import", "stats")
    ]
    where = {file.name: file, "new.duckdb": tmp_path / "new.duckdb"}
    printed = [spectrum(*(where.get(word, word) for word in line[3:])) for line in lines]
    fingerprint = printed[0].split()[-1]
    assert citation.strip().endswith(fingerprint)
    rebuilt = json.loads(printed[2])
    own_site.stop()
    assert rebuilt == json.loads(
        spectrum("stats", "--json", "--database", own_site.database, "--board", BOARD)
    )
    assert rebuilt["board"]["n_votes"] == 300


def test_one_looks_back_from_page_to_page_and_comes_home(own_site, open_page):
    page = open_page(own_site.url)
    sign_in(page, own_site)
    freeze(page, own_site, "Before")
    page.get_by_role("link", name="View as of then").click()
    page.get_by_text("read-only").wait_for()
    page.get_by_role("link", name="Disagreement", exact=True).click()
    page.wait_for_url("**/disagreement?**")
    settled(page)
    assert parse_qs(urlsplit(page.url).query)["snapshot"] == ["Before"]
    assert page.get_by_text("read-only").is_visible()
    page.get_by_role("link", name="Vote", exact=True).click()
    page.get_by_text("nobody votes on it").wait_for()
    page.get_by_role("button", name="Back to the live board").click()
    page.locator(".spectrum canvas, .spectrum svg").first.wait_for()
    assert "snapshot" not in page.url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_snapshots_fit_a_phone(own_site, open_page, dark):
    page = open_page(own_site.url)
    sign_in(page, own_site)
    freeze(page, own_site, "A name with quite a lot of words in it, and one more of them")
    for path in ("data", "?snapshot=A+name+with+quite+a+lot+of+words+in+it%2C+and+one+more+of+them"):
        phone = open_page(f"{own_site.url}/{path}", phone=True, dark=dark)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
