"""A board on which every text that anyone can set tries to do something, and what it would look like if one did."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from spectrum.exchange.catalogue import starter_branches
from spectrum.model import Ballot, Tool, Voter
from spectrum.store import Store, open_store
from tests.browser.looking import BOARD

# Each fits into the 60 characters of a name.
PROBES = (
    "<img src=x onerror=pwned(1)>",
    '"><svg onload=pwned(2)></svg>',
    "[a](javascript:pwned(3)) $pwn^{ed}$ :material/bug_report:",
    "![i](https://evil.example/p.png) https://evil.example",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "</script><script>pwned(6)</script>",
    "</title><b id=pwned class=pwned>:red[x] :green-badge[y]",
    "'); pwned(8); ('{{7*7}}${7*7}",
    "<iframe srcdoc='<script>parent.pwned(9)</script>'>",
    "@import url(https://evil.example) *bold* ~~gone~~ `code`",
    "+1+cmd|' /C calc'!A0",
    "</textarea><a href=javascript:pwned(12)>go</a>",
)  # fmt: skip
LONG = " ".join(PROBES)[:400]


def poison(database: Path) -> None:
    """Two rounds of votes by named voters, on tools, a board, rounds and axes that are all probes."""
    with closing(open_store(str(database), BOARD, starter_tools=list)) as store:
        board = store.board(BOARD)
        ends = dict(zip(("left", "right", "bottom", "top"), PROBES[:4], strict=True))
        store.save_board(replace(board, title=f"{PROBES[0]} {PROBES[5]}", adding_open=True, **ends))
        tools = [
            Tool(f"t{number}", probe, number, LONG, (probe, PROBES[0]), 10.0 + 6 * number, 90.0 - 6 * number)
            for number, probe in enumerate(PROBES, 1)
        ]
        store.save_tools(BOARD, tools)
        for name in (PROBES[0], PROBES[6]):
            store.open_round(BOARD, name)
            vote_in(store, tools)
            store.close_round(BOARD)
        store.open_round(BOARD, PROBES[8], join_code=PROBES[5])
        store.save_board(replace(store.board(BOARD), tools_need_approval=True))
        store.add_tool(BOARD, Tool("waiting", f"{PROBES[11]} too", description=LONG, created_by="voter0"))


def vote_in(store: Store, tools: list[Tool]) -> None:
    branches = starter_branches()
    for number in range(14):
        name = PROBES[number % len(PROBES)]
        store.save_voter(BOARD, Voter(f"voter{number}", name, branches[number % 2]))
    store.append(
        [
            Ballot(
                uuid4(), BOARD, tool.tool_id, f"voter{number}", float(5 + 6 * number), float(7 * number % 100)
            )
            for tool in tools
            for number in range(14)
        ]
    )


# Looks through every frame's document, shadow trees included, for what none of our pages makes.
FOUND = """
() => {
  const found = (window.__pwned ?? []).map((hit) => `ran ${hit}`);
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const name = element.localName;
      for (const { name: key, value } of element.attributes) {
        const text = value.trim().toLowerCase();
        if (key.startsWith("on") && text.includes("pwned")) found.push(`${name} ${key}`);
        if (["href", "src", "action", "xlink:href"].includes(key)
          && (text.startsWith("javascript:") || text.includes("evil.example"))) found.push(`${name} ${key}=${value}`);
      }
      if (element.id === "pwned" || element.getAttribute("srcdoc")?.includes("pwned")) found.push(name);
      if (name === "script" && !element.src && element.textContent.includes("pwned(6)")) found.push("script");
      if (element.classList?.contains("katex") && element.textContent.includes("pwn")) found.push("formula");
      if (name === "del" && element.textContent === "gone") found.push("struck out");
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
}
"""
HOOK = "window.__pwned = []; window.pwned = (number) => { (window.top.__pwned ??= []).push(number); return number; };"
