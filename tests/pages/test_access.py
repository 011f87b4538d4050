"""What is the organiser's is done by nobody else, whichever code path of a page asks for it."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from spectrum.exchange.catalogue import CATALOGUE_COLUMNS
from spectrum.live import ORGANISER_COOKIE, OrganiserSignIn, shared_organiser_sign_in
from spectrum.live.identity import sign_voter
from spectrum.model import TOOL_STATUSES, Suggestion, Tool
from spectrum.settings import signing_secret
from spectrum.ui import access, settings
from spectrum.ui.control_room import entrance, hidden_positions, live_figures
from spectrum.ui.control_room.navigation import PARTS
from tests.pages.looking import BOARD, click, confirm, elements, errors

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
    rules = {"adding_open": True, "tools_need_approval": True, "contact": "https://example.org/"}
    store.save_board(replace(store.board(BOARD), **rules))
    store.add_tool(BOARD, Tool("new", "Upscaler"))
    store.suggest(BOARD, Suggestion("", "tool", name="Rotoscope"))
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    store.close_round(BOARD)
    return store


def sign_out(store):
    now = settings()
    organiser = shared_organiser_sign_in(now.organiser_password, signing_secret(now))
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


@pytest.fixture
def unguarded(monkeypatch):
    """Pages that take everyone for the organiser when they are drawn; only an action still asks."""
    monkeypatch.setattr(entrance, "is_organiser", lambda: True)
    for module in (live_figures, hidden_positions):
        monkeypatch.setattr(module, "is_still_organiser", lambda: True)


def other(control):
    """A value that the control does not have now."""
    match control.type:
        case "toggle":
            return not control.value
        case "text_input" | "text_area":
            return f"{control.value or ''}x"
        case "number_input":
            return control.min if control.value != control.min else control.min + 1
        case "selectbox" | "radio":
            return next(option for option in control.options if option != control.value)
        case "multiselect":
            return control.options[:1]
    raise AssertionError(f"A kind of control that this test does not know: {control.type}")


INPUTS = ("toggle", "text_input", "text_area", "number_input", "selectbox", "radio", "multiselect")


def inputs(at):
    """Every field and switch of the page, in forms too."""
    return [control for kind in INPUTS for control in at.get(kind)]


def use_everything(pages):
    """On each page, give every field and switch another value and press one of its buttons, the next one each time."""
    for number, at in enumerate(pages):
        for control in inputs(at):
            control.set_value(other(control))
        if number:
            at.button[number - 1].click()
        at.run()
        assert not at.exception
        yield at


def pages_to_use(visit, part):
    """The part once for its fields and switches alone, and once more for each of its buttons."""
    first = visit("organise.py", part=part, tool="t1")
    return [first, *(visit("organise.py", part=part, tool="t1") for _ in first.button)]


@pytest.mark.usefixtures("signed_in", "unguarded")
@pytest.mark.parametrize("part", PARTS)
def test_neither_field_nor_switch_nor_button_acts_without_sign_in(visit, voting, part):
    """The page does not look who is there; whatever is changed and pressed on it does."""
    pages = pages_to_use(visit, part)
    sign_out(voting)
    before = standing(voting)
    for _ in use_everything(pages):
        assert standing(voting) == before
    assert not (Path(voting.database).parent / "backups").exists()


ACT = {
    "Session": {"change_board", "approve_tool", "hide_tool"},
    "Tools": {"edit_tool", "hide_tool", "reorder_tools", "add_tools"},
    "Suggestions": {"accept_suggestion"},
    "Board": {"change_board"},
}


@pytest.mark.usefixtures("signed_in", "unguarded")
@pytest.mark.parametrize("part", ACT)
def test_the_same_fields_switches_and_buttons_act_for_the_organiser(visit, voting, part):
    """Without which the test above would say nothing."""
    assert len(list(use_everything(pages_to_use(visit, part)))) > 1
    done = {entry.action for entry in voting.organise(BOARD, "test").audit()}
    assert done >= ACT[part]


@pytest.mark.usefixtures("signed_in", "unguarded")
@pytest.mark.parametrize(
    ("part", "key", "typed"), [("Tools", "reset", "Denoise"), ("Seeds", "bake", "AI Filmmaking Spectrum")]
)
def test_question_that_was_open_when_the_session_ended_is_not_acted_on(visit, busy, part, key, typed):
    at = click(visit("organise.py", part=part, tool="t1"), key)
    sign_out(busy)
    before = standing(busy)
    at = confirm(at, typed)
    assert ENDED in errors(at)[0]
    assert standing(busy) == before
    assert not (Path(busy.database).parent / "backups").exists()


@pytest.mark.usefixtures("signed_in", "unguarded")
def test_what_was_done_is_not_undone_once_the_session_has_ended(visit, busy):
    at = click(visit("organise.py", part="Tools", tool="t1"), "Hide_t1")
    sign_out(busy)
    before = standing(busy)
    at = click(at, "undo")
    assert ENDED in errors(at)[0]
    assert standing(busy) == before


@pytest.mark.usefixtures("signed_in", "unguarded")
def test_file_that_was_looked_through_is_not_taken_in_once_the_session_has_ended(visit, busy):
    at = visit("organise.py", part="Tools")
    file = f"{','.join(CATALOGUE_COLUMNS)}\nk1,Searing,,,20,80\n".encode()
    at.file_uploader(key="catalogue").set_value(("tools.csv", file, "text/csv"))
    at.run()
    sign_out(busy)
    before = standing(busy)
    at = click(at, "add_file")
    assert ENDED in errors(at)[0]
    assert standing(busy) == before


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
        ORGANISER_COOKIE: OrganiserSignIn("x", "another secret")._sessions.sign("0123").decode()
    },
    "of a voter": lambda: {ORGANISER_COOKIE: sign_voter("ann", signing_secret(settings()))},
    "of a session that never began": lambda: {
        ORGANISER_COOKIE: shared_organiser_sign_in(None, signing_secret(settings()))
        ._sessions.sign("0123")
        .decode()
    },
}


@pytest.mark.parametrize("cookie", COOKIES)
def test_nobody_is_at_work_without_a_session(store, monkeypatch, cookie):
    monkeypatch.setattr(type(st.context), "cookies", COOKIES[cookie]())
    assert not access.is_organiser()
    with pytest.raises(access.NotSignedIn):
        access.organiser_at_work(BOARD)


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
        if isinstance(node, ast.Attribute)
        and re.match(r"(_|\w+\.)?(live_)?store(\(\))?$", ast.unparse(node.value))
    }


def test_calls_of_the_store_are_found():
    assert "organise" in calls(ROOT / "spectrum" / "ui" / "access.py")
    assert "branches" in calls(ROOT / "spectrum" / "ui" / "reads.py")


SHOWN = [*sorted((ROOT / "spectrum" / "ui").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_organisers_actions_are_reached_through_the_look_at_the_session_alone(path):
    if path.name != "access.py":
        assert "organise" not in calls(path)
    assert calls(path) & CHANGES == set()
    if path.name not in BACKUPS:
        assert "backup" not in calls(path)
