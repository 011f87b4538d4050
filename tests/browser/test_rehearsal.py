"""A whole session as people live it: a blind round with a join code, its tools and voters looked after,
the result baked and frozen, and every figure rebuilt from the file that anyone may download.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from spectrum.model import TOOL_STATUSES
from spectrum.store import open_store
from tests.browser.conftest import PHONE, serving
from tests.browser.looking import BOARD, settled
from tests.browser.rebuilding import pseudonyms, same_everywhere, taken_and_rebuilt
from tests.browser.test_control_room import OUTCOME, click_row, confirm, go_to, told
from tests.browser.voting import board_answer, dot, organise, position
from tests.serving import Server

ROUND, FRESH, CODE = "Opening night", "After the talk", "amber owl"
BOARD_TITLE = "AI Filmmaking Spectrum"
ANN, BEN, CLEO = "Ann of the first row", "Ben of the back row", "Cleo of the gallery"
WEIGHT = 4  # votes that a seed counts as
KEEPER, DOUBLE, OTHER = "Voice Cleaner", "Voice Cleaners", "Foley by Text"
PLACES = {1: [(10, 20), (30, 40), (100, 100)], 2: [(60, 70), (80, 50), (100, 100)]}  # of Ann, Ben and Cleo
ALIKE = [(40, 60), (50, 70), (100, 100)]  # the same three on the tool that is there twice


@pytest.fixture
def attendees(browser: Browser) -> Iterator[Callable[[Server], list[Page]]]:
    """Three people at the door, each with a browser of their own: two with phones, one with a laptop."""
    problems: list[str] = []
    contexts = [browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) for _ in range(2)]
    contexts.append(browser.new_context())

    def arrive(site: Server) -> list[Page]:
        pages = [context.new_page() for context in contexts]
        for page in pages:
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(f"{site.url}/join")
            page.get_by_role("button", name="Skip").click()
        return pages

    yield arrive
    for context in contexts:
        context.close()
    assert problems == []


# --- the attendees ---------------------------------------------------------------------------


def refuse_a_wrong_code(page: Page) -> None:
    page.get_by_role("button", name="Enter it").click()
    page.locator("input[name=join_code]").fill("blue owl")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("code")
    expect(page.locator(".problem")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()


def come_in(page: Page, name: str) -> None:
    """Give the join code and a name."""
    page.get_by_role("button", name="Enter it").click()
    page.locator("input[name=join_code]").fill(CODE)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("asks for a join code")).to_have_count(0)
    page.get_by_label("Menu").click()
    page.get_by_role("button", name="My name").click()
    page.locator("dialog input[name=name]").fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def type_place(page: Page, name: str, place: tuple[float, float]) -> None:
    """Choose a tool in the list, type where it belongs, and press Vote."""
    if page.locator(".strip").is_visible():  # on a phone it lies over the list
        page.get_by_role("button", name="Close").first.click()
    page.get_by_label("Search tools").fill(name)
    page.locator(".tools button.tool:visible").filter(has=page.get_by_text(name, exact=True)).click()
    for field, value in zip(page.locator(".strip").get_by_role("spinbutton").all(), place, strict=True):
        field.fill(str(value))
    page.get_by_role("button", name="Vote", exact=True).click()


def vote(page: Page, name: str, place: tuple[float, float]) -> None:
    type_place(page, name, place)
    expect(page.locator(".strip .note")).to_contain_text("Your vote is in")


def add_tool(page: Page, name: str) -> None:
    page.get_by_label("Menu").click()
    page.get_by_role("button", name="Add a tool").click()
    page.locator("dialog input[name=name]").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".strip h2")).to_contain_text(name)


def anchored(seed, places):
    """Where a tool stands, worked out by hand."""
    parts = [*places, *([seed] * WEIGHT if seed else [])]
    return tuple(sum(part[axis] for part in parts) / len(parts) for axis in (0, 1))


def folder_in(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def test_a_session_from_the_open_door_to_a_file_that_gives_the_same_figures(tmp_path, open_page, attendees):
    with serving(tmp_path / "votes.duckdb") as site:
        names = {tool["number"]: tool["name"] for tool in board_answer(site)["tools"]}
        seeds = {number: position(site, number)[1:] for number in PLACES}

        admin = organise(open_page(f"{site.url}/data"), site)
        settled(admin)
        give_seeds_weight(admin)
        open_blind_round(admin)
        now = board_answer(site)
        assert (now["round"]["name"], now["round"]["reveal"]) == (ROUND, "after_close")
        assert (now["round"]["join_code_needed"], CODE in json.dumps(now)) == (True, False)

        ann, ben, cleo = people = attendees(site)
        refuse_a_wrong_code(ann)
        for page, name in zip(people, (ANN, BEN, CLEO), strict=True):
            come_in(page, name)
        for number, places in PLACES.items():
            for page, place in zip(people, places, strict=True):
                vote(page, names[number], place)
        vote(ben, names[1], (90, 90))
        vote(ben, names[1], PLACES[1][1])  # the log has all of his, one counts
        for page, name in zip(people, (KEEPER, DOUBLE, OTHER), strict=True):
            add_tool(page, name)
        for page, name, place in zip(people, (KEEPER, DOUBLE, KEEPER), ALIKE, strict=True):
            vote(page, name, place)
        nothing_is_seen(site, ann, open_page(site.url))

        merge_the_double(admin)
        expect(ben.locator(".tools").get_by_text(DOUBLE, exact=True)).to_have_count(0)
        block_cleo(admin)
        type_place(cleo, names[3], (50, 50))
        expect(cleo.locator(".strip .note")).to_contain_text("has paused your votes")

        close(admin)
        keeper = next(t["number"] for t in board_answer(site)["tools"] if t["name"] == KEEPER)
        voted = {**{n: anchored(seeds[n], PLACES[n][:2]) for n in PLACES}, keeper: anchored(None, ALIKE[:2])}
        for number, place in voted.items():
            stands_at(site, ann, number, 2, place)
        freeze(admin, site, "As voted")
        first = taken_and_rebuilt(open_page(f"{site.url}/data"), folder_in(tmp_path, "first"))
        same_everywhere(first, site)
        assert first.document["board"]["n_votes"] == 6
        assert [word for word in (CODE, ANN, BEN, CLEO) if word in first.text] == []

        bake(admin)
        for number, place in voted.items():
            stands_at(site, ann, number, 0, place)
        vote(ann, names[2], (0, 0))
        stands_at(site, ann, 2, 1, anchored(voted[2], [(0, 0)]))
        freeze(admin, site, "Next start")
        second = taken_and_rebuilt(open_page(f"{site.url}/data"), folder_in(tmp_path, "second"))
        same_everywhere(second, site)
        assert second.document["board"]["n_votes"] == 1
        assert pseudonyms(first).isdisjoint(pseudonyms(second))
    kept(tmp_path / "votes.duckdb")


# --- the organiser -------------------------------------------------------------------------


def give_seeds_weight(admin: Page) -> None:
    go_to(admin, "Board")
    admin.get_by_role("spinbutton", name="Seed counts as").fill(str(WEIGHT))
    admin.get_by_role("button", name="Save the settings").click()
    told(admin, "The settings are saved.")
    go_to(admin, "Session")


def open_blind_round(admin: Page) -> None:
    admin.get_by_text("Attendees may add tools").click()
    told(admin, "Attendees may add tools: on.")
    admin.get_by_label("Name", exact=True).fill(ROUND)
    admin.get_by_text("After the round: nobody sees positions until it closes").click()
    admin.get_by_role("textbox", name="Join code (optional)").fill(CODE)
    admin.get_by_role("button", name="Open voting").click()
    told(admin, f"Round “{ROUND}” is open")
    expect(admin.get_by_text(f"Join code: {CODE}")).to_be_visible()


def merge_the_double(admin: Page) -> None:
    go_to(admin, "Tools")
    admin.get_by_text("Likely duplicates: 1 pair").click()
    expect(admin.get_by_text(f"{DOUBLE} (1 vote) → {KEEPER} (2 votes)")).to_be_visible()
    admin.get_by_role("button", name="Merge …").first.click()
    confirm(admin, DOUBLE)
    told(admin, f"“{DOUBLE}” is merged: its votes count for “{KEEPER}”.")


def block_cleo(admin: Page) -> None:
    """The third to have voted, and the one who put everything into a corner."""
    go_to(admin, "Voters")
    admin.get_by_role("radio", name="all", exact=True).click()
    settled(admin)
    click_row(admin, 3, 20)
    expect(admin.get_by_text("Without this voter, 3 tools of 35 move")).to_be_visible()
    admin.get_by_role("button", name="Block 1 voter").click()
    told(admin, "Voter 3: blocked. Their votes count no more")


def close(admin: Page) -> None:
    go_to(admin, "Session")
    admin.get_by_role("button", name="Close voting").click()
    admin.get_by_role("button", name="Close the round now").click()
    told(admin, f"Round “{ROUND}” is closed.")


def freeze(admin: Page, site: Server, name: str) -> None:
    admin.goto(f"{site.url}/data")
    settled(admin)
    admin.get_by_text("Freeze a snapshot").click()
    admin.get_by_label("Name", exact=True).fill(name)
    admin.get_by_role("button", name="Freeze", exact=True).click()
    expect(admin.get_by_text(f"Snapshot “{name}” is frozen.")).to_be_visible()


def bake(admin: Page) -> None:
    admin.get_by_role("link", name="Organise").click()
    settled(admin)
    go_to(admin, "Seeds")
    expect(admin.get_by_text("3 seeds would change")).to_be_visible()
    admin.get_by_label("Name of the fresh round").fill(FRESH)
    admin.get_by_role("button", name="Bake …").click()
    confirm(admin, BOARD_TITLE)
    told(admin, f"the fresh round “{FRESH}” is open.")
    expect(admin.locator(OUTCOME)).to_contain_text("A backup was made first")


# --- what must be so ------------------------------------------------------------------------


def nothing_is_seen(site: Server, voter: Page, visitor: Page) -> None:
    """While a blind round is open: no position, no count of votes, neither in the room nor on the pages."""
    expect(voter.get_by_text("hidden until the round closes").first).to_be_visible()
    assert "position hidden" in dot(voter, 1).get_attribute("aria-label")
    assert all(tool["x"] is None and tool["y"] is None for tool in board_answer(site)["tools"])
    expect(visitor.get_by_text("no votes yet")).to_be_visible()


def stands_at(site: Server, voter: Page, number: int, n: int, place: tuple[float, float]) -> None:
    """A tool's place as worked out by hand, as the calls give it and as a voter sees it."""
    assert position(site, number) == (n, *(pytest.approx(value, abs=0.011) for value in place))
    across, up = (f"{value:.1f}".removesuffix(".0") for value in place)
    seen = re.compile(f"; {across} of 100 generative, {up} of 100 production-ready; {n} vote")
    expect(dot(voter, number)).to_have_attribute("aria-label", seen)


def kept(database: Path) -> None:
    """What the database holds once the server has let go of it."""
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        log = store.extract(BOARD).votes
        tools = {tool.name: tool for tool in store.tools(BOARD, TOOL_STATUSES)}
        people = store.organise(BOARD, "test").voters().set_index("name")
        entries = [entry for entry in reversed(store.organise(BOARD, "test").audit()) if entry.who != "clock"]
        assert store.verify(BOARD).agrees
        assert [(round_.name, round_.is_open, round_.start) for round_ in store.rounds(BOARD)] == [
            (ROUND, False, "cumulative"), (FRESH, True, "fresh"),
        ]  # fmt: skip
    finally:
        store.close()
    assert log.groupby("voter_id").size().to_dict() == {
        people.loc[ANN, "voter_id"]: 4, people.loc[BEN, "voter_id"]: 5, people.loc[CLEO, "voter_id"]: 3,
    }  # fmt: skip
    assert people["blocked_at"].notna().to_dict() == {ANN: False, BEN: False, CLEO: True}
    assert (tools[DOUBLE].status, tools[DOUBLE].merged_into) == ("merged", tools[KEEPER].tool_id)
    assert (tools[KEEPER].status, tools[OTHER].status) == ("live", "live")
    assert tools[OTHER].created_by == people.loc[CLEO, "voter_id"]
    done = [entry.action for entry in entries if not entry.action.startswith("sign_")]
    assert done == [
        "change_board", "change_board", "open_round", "merge_tools", "block_voter", "close_round",
        "record_snapshot", "bake_seeds", "record_snapshot",
    ]  # fmt: skip
    assert entries[0].action == "sign_in"
    [by] = {entry.who for entry in entries}
    assert by not in ("", "cli")
    [blocked] = [entry for entry in entries if entry.action == "block_voter"]
    assert (blocked.target, blocked.before) == (people.loc[CLEO, "voter_id"], {"blocked_at": None})
    [merged] = [entry for entry in entries if entry.action == "merge_tools"]
    assert merged.after == {"status": "merged", "merged_into": tools[KEEPER].tool_id}
    backups = [path.name for path in (database.parent / "backups").iterdir()]
    assert sum("merge" in name for name in backups) == sum("bake" in name for name in backups) == 1
