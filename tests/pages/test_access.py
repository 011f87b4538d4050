"""What is the organiser's is done by nobody else, whichever code path of a page asks for it."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from spectrum.live import ORGANISER_COOKIE, Organiser, shared_organiser
from spectrum.live.identity import sign_voter
from spectrum.model import TOOL_STATUSES, Suggestion, Tool
from spectrum.settings import signing_secret
from spectrum.ui import access, settings
from spectrum.ui.control_room import entrance, live_figures
from spectrum.ui.control_room.navigation import PARTS
from tests.pages.looking import BOARD, elements, errors

ROOT = Path(__file__).parents[2]
ENDED = "Your sign-in has ended"
CHANGES = {
    "save_board", "save_tools", "add_tool", "open_round", "close_round", "save_voter", "describe_voter",
    "forget_voter", "suggest", "submit", "append", "load", "begin_session", "end_session",
}  # fmt: skip
BACKUPS = {"backups.py"}  # whose callers look at the session


def standing(store):
    """All that an organiser can change, and what is noted of it."""
    extract = store.extract(BOARD)
    tables = [extract.voters, extract.votes, extract.current_votes, extract.resets]
    organiser = store.organise(BOARD, "test")
    return (
        extract.board,
        store.tools(BOARD, TOOL_STATUSES),
        extract.rounds,
        [table.to_csv() for table in tables],
        organiser.suggestions(None),
        organiser.audit(),
    )


@pytest.fixture
def busy(store, vote):
    """A board on which there is something to decide: a tool and a suggestion wait, votes are there."""
    store.save_board(replace(store.board(BOARD), adding_open=True, tools_need_approval=True))
    store.add_tool(BOARD, Tool("new", "Upscaler"))
    store.suggest(BOARD, Suggestion("", "tool", name="Rotoscope"))
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    store.close_round(BOARD)
    return store


def sign_out(store):
    now = settings()
    organiser = shared_organiser(now.organiser_password, signing_secret(now))
    organiser.end_session(st.context.cookies[ORGANISER_COOKIE], store, BOARD)


@pytest.fixture(params=[False, True], ids=["closed", "open"])
def voting(request, busy):
    """The busy board before and while voting is on."""
    if request.param:
        busy.open_round(BOARD, "two")
    return busy


def visits(visit, kind):
    """The organiser's page once for each of its controls of a kind, with that control."""
    count = len(visit("organise.py").get(kind))
    pages = [visit("organise.py") for _ in range(count)]
    return [(page, page.get(kind)[number]) for number, page in enumerate(pages)]


def test_no_control_does_anything_once_the_session_has_ended(visit, voting, signed_in):
    """The page stands as it was; in the meantime the organiser signs out in another window."""
    buttons, toggles = visits(visit, "button"), visits(visit, "toggle")
    assert buttons
    assert toggles
    sign_out(voting)
    before = standing(voting)
    for page, control in [*buttons, *toggles]:
        control.set_value(True if control.type == "button" else not control.value)
        page.run()
        assert not page.exception
        assert standing(voting) == before, control.label
        assert not page.button


@pytest.mark.parametrize("part", PARTS)
def test_button_does_nothing_even_on_a_page_that_does_not_look(visit, voting, signed_in, monkeypatch, part):
    at = visit("organise.py", part=part)
    sign_out(voting)
    for module in (entrance, live_figures):
        monkeypatch.setattr(module, "is_organiser", lambda: True)
    before = standing(voting)
    for number in range(len(at.button)):
        if number < len(at.button):
            at.button[number].click()
            at.run()
            assert not at.exception
        assert standing(voting) == before
    if part == "Session":
        assert any(ENDED in text for text in errors(at))


def test_backup_is_the_organisers(visit, store, monkeypatch, signed_in):
    at = visit("data.py")
    sign_out(store)
    [button] = [button for button in at.button if button.label == "Back up now"]
    button.click()
    at.run()
    assert not (Path(store.database).parent / "backups").exists()
    assert "Back up now" not in [button.label for button in visit("data.py").button]


COOKIES = {
    "none": dict,
    "empty": lambda: {ORGANISER_COOKIE: ""},
    "forged": lambda: {ORGANISER_COOKIE: "a.b.c"},
    "of another secret": lambda: {
        ORGANISER_COOKIE: Organiser("x", "another secret")._sessions.sign("0123").decode()
    },
    "of a voter": lambda: {ORGANISER_COOKIE: sign_voter("ann", signing_secret(settings()))},
    "of a session that never began": lambda: {
        ORGANISER_COOKIE: shared_organiser(None, signing_secret(settings()))._sessions.sign("0123").decode()
    },
}


@pytest.mark.parametrize("cookie", COOKIES)
def test_nobody_is_at_work_without_a_session(store, monkeypatch, cookie):
    monkeypatch.setattr(type(st.context), "cookies", COOKIES[cookie]())
    assert not access.is_organiser()
    with pytest.raises(access.NotSignedIn):
        access.organiser_at_work(BOARD)
    with pytest.raises(access.NotSignedIn):
        access.check_organiser()


def test_organiser_is_at_work_until_signing_out(store, signed_in):
    access.organiser_at_work(BOARD).change_board(title="New")
    assert store.board(BOARD).title == "New"
    assert store.organise(BOARD, "x").audit(1)[0].who == access.organiser_session()
    sign_out(store)
    with pytest.raises(access.NotSignedIn):
        access.organiser_at_work(BOARD)


def test_page_of_a_signed_out_organiser_is_a_visitors(visit, store, signed_in):
    sign_out(store)
    at = visit("organise.py")
    assert not [node for node in elements(at) if node.type in ("button", "toggle", "text_input")]


def calls(path: Path) -> set[str]:
    """The methods of the store that a module calls."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and re.match(r"(_|\w+\.)?(live_)?store(\(\))?$", ast.unparse(node.value))
    }


def test_calls_of_the_store_are_found():
    assert "organise" in calls(ROOT / "spectrum" / "ui" / "access.py")
    assert "branches" in calls(ROOT / "spectrum" / "ui" / "controls.py")


SHOWN = [*sorted((ROOT / "spectrum" / "ui").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_organisers_actions_are_reached_through_the_look_at_the_session_alone(path):
    if path.name != "access.py":
        assert "organise" not in calls(path)
    assert calls(path) & CHANGES == set()
    if path.name not in BACKUPS:
        assert "backup" not in calls(path)
