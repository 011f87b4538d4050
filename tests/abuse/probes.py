"""A board on which every text that anyone can set tries to do something, and what it would look like if one did."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import uuid4

from spectrum.exchange.catalogue import starter_branches
from spectrum.exchange.freezing import freeze
from spectrum.model import Ballot, Suggestion, Tool, Voter
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
CONTACT = "https://example.org/:red[x]$pwn^{ed}$?a=~~gone~~&b=*c*;onerror=pwned(13)#:material/bug_report:"
SNAPSHOT = PROBES[0]
CODE = PROBES[5]


def poison(database: Path) -> None:
    """Two rounds of votes by named voters; tools, board, rounds, axes, suggestions and snapshots are all probes.

    What an organiser sets goes in by the organiser's own actions, so that it stands in the record too.
    """
    with closing(open_store(str(database), BOARD, starter_tools=list)) as store:
        organiser = store.organise(BOARD, "organiser")
        ends = dict(zip(("left", "right", "bottom", "top"), PROBES[:4], strict=True))
        title = f"{PROBES[0]} {PROBES[5]} {{{{{{paragraphs}}}}}}"
        organiser.change_board(title=title, adding_open=True, contact=CONTACT, **ends)
        tools = organiser.add_tools(
            [
                Tool(
                    f"t{number}",
                    probe,
                    number,
                    LONG,
                    (probe.replace(";", ","), PROBES[0]),
                    10.0 + 6 * number,
                    90.0 - 6 * number,
                )
                for number, probe in enumerate(PROBES, 1)
            ]
        )
        for name in (PROBES[0], PROBES[6]):
            organiser.open_round(name)
            vote_in(store, tools)
            store.close_round(BOARD)
        for name in (SNAPSHOT, PROBES[2]):
            freeze(store, organiser, BOARD, name)
        suggest_in(store)
        work_on_tools(store, tools)
        organiser.open_round(PROBES[8], join_code=CODE)
        organiser.change_board(tools_need_approval=True)
        store.add_tool(BOARD, Tool("waiting", f"{PROBES[11]} too", description=LONG, created_by="voter0"))


def suggest_in(store: Store) -> None:
    """Tools and moves, of which some wait, one is accepted and one declined."""
    organiser = store.organise(BOARD, "organiser")
    taken = [
        store.suggest(
            BOARD, Suggestion("", "tool", name=f"{probe[:57]} ++", text=LONG, x=5.0, voter_id=f"v{n}")
        )
        for n, probe in enumerate(PROBES)
    ]
    moved = [store.suggest(BOARD, Suggestion("", "move", f"t{n}", text=LONG, x=6.0)) for n in (1, 6)]
    organiser.accept(taken[0].suggestion_id)
    organiser.decline(taken[1].suggestion_id)
    organiser.accept(moved[0].suggestion_id)


def work_on_tools(store: Store, tools: list[Tool]) -> None:
    """A tool that is hidden and two that were one, named like the others; a voter who is blocked."""
    organiser = store.organise(BOARD, "organiser")
    spare = organiser.add_tools([Tool("s1", f"{PROBES[8]} 2"), Tool("s2", f"{PROBES[1]} 2")])
    organiser.hide(spare[0].tool_id)
    organiser.merge(spare[1].tool_id, tools[0].tool_id)
    organiser.edit(tools[1].tool_id, description=f"{LONG[:300]} {PROBES[0]}")
    organiser.block(["voter13"])


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
