"""What every answer carries and what none gives away, pages of Streamlit's own included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.abuse.attack import BOARD, Target

ROOT = Path(__file__).parents[2]
PAGES = re.findall(r'st\.Page\("(\w+)\.py"', (ROOT / "pages" / "navigation.py").read_text())
OURS = ["/join", f"/join/{BOARD}", "/join/nowhere", "/sign-in", "/canvas/room.js", "/canvas/none.js", "/healthz",
        "/metrics", "/api/openapi.json", f"/api/boards/{BOARD}", "/api/boards/none", "/api/none"]  # fmt: skip
STREAMLITS = ["/", *(f"/{page}" for page in PAGES[1:]), "/nowhere", "/_stcore/health", "/_stcore/host-config",
              "/favicon.png", "/media/none.svg", "/component/none/index.html", "/%00"]  # fmt: skip


@pytest.mark.parametrize("path", OURS + STREAMLITS)
def test_answers_are_fenced_in(target: Target, path: str) -> None:
    answer = target.send("GET", path)
    assert answer.status_code < 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    if answer.headers.get("content-type", "").startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy or "default-src 'self'" in policy
        assert "frame-ancestors" in policy
        assert "*" not in policy
    assert "x-powered-by" not in answer.headers
    assert re.search(r"\d", answer.headers.get("server", "")) is None
    assert re.search(r"Traceback|File \"|site-packages|\.py\b", answer.text.split("<script")[0]) is None


def test_stream_is_fenced_in_too(target: Target) -> None:
    import httpx

    with httpx.stream("GET", f"{target.url}/api/boards/{BOARD}/live", trust_env=False) as answer:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/vote", "/join"])
def test_page_with_a_voters_cookie_is_kept_by_no_proxy(target: Target, path: str) -> None:
    answer = target.send("GET", path)
    assert "private" in answer.headers["cache-control"]
    attributes = answer.headers["set-cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes


def test_agents_have_no_way_in_of_their_own(target: Target) -> None:
    """Streamlit's interface for programs would run pages without a browser; it is off."""
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        answer = target.send("POST", path, json={"script": "average.py"})
        assert answer.status_code in (400, 403, 404)
