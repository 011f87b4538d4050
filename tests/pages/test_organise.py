"""The organiser's page: nothing without sign-in, and the session that is run from it."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spectrum.model import Board, Suggestion, Tool
from spectrum.ui import access, control_room
from spectrum.ui.control_room import reaching
from spectrum.ui.control_room.acting import OUTCOME, Done, perform
from spectrum.ui.control_room.navigation import PARTS
from tests.pages.looking import BOARD, click, errors, press, words

NOW = datetime.now(UTC).replace(tzinfo=None)


def audited(store, *, entries: int = 1) -> list[tuple[str, str]]:
    """The latest actions that are noted, with what they were done to; by an organiser's session."""
    found = store.organise(BOARD, "test").audit(entries)
    assert all(len(entry.who) == 16 for entry in found)
    return [(entry.action, entry.target) for entry in found]


# --- nothing without sign-in ------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_visitor_who_is_not_signed_in_finds_no_controls(visit, store, part):
    at = visit("organise.py", part=part, tool="t1")
    assert "organiser's" in words(at)
    assert not at.button
    assert not at.text_input
    assert not at.dataframe
    assert not at.get("vega_lite_chart")


@pytest.mark.parametrize("cookie", ["", "forged", "a.b.c"])
def test_cookie_that_is_not_genuine_signs_nobody_in(visit, store, monkeypatch, cookie):
    monkeypatch.setattr(type(st.context), "cookies", {access.ORGANISER_COOKIE: cookie})
    assert not visit("organise.py").button


@pytest.fixture
def handed(monkeypatch):
    """What switches are to call when they are turned, by key."""
    found = {}
    original = DeltaGenerator.toggle

    def toggle(self, label, value=False, *, key=None, on_change=None, args=(), **more):
        if on_change is not None:
            found[key] = partial(on_change, *args)
        return original(self, label, value, key=key, on_change=on_change, args=args, **more)

    monkeypatch.setattr(DeltaGenerator, "toggle", toggle)
    monkeypatch.setattr(st, "toggle", st.toggle.__self__.toggle)
    return found


@pytest.fixture
def busy(store, vote):
    """A board on which there is something to press in every part."""
    store.save_board(
        replace(store.board(BOARD), adding_open=True, tools_need_approval=True, names_kept_days=9)
    )
    store.save_tools(BOARD, [Tool("t4", "Denoiser"), Tool("t5", "Old", status="hidden")])
    store.add_tool(BOARD, Tool("new", "Upscaler"))
    store.suggest(BOARD, Suggestion("", "tool", name="Grading"))
    store.open_round(BOARD, "one", closes_at=NOW + timedelta(minutes=30))
    store.append([vote("t1", voter, x, 30) for voter, x in (("ann", 20), ("bob", 40))])
    return store


@pytest.mark.parametrize("part", PARTS)
def test_whatever_is_pressed_after_the_session_has_ended_changes_nothing(
    visit, busy, signed_in, monkeypatch, part
):
    at = visit("organise.py", part=part, tool="t1")
    if part == "Voters":
        at.session_state["organiser_voters_chosen"] = ["ann"]
        at.run()
    before = busy.version(BOARD)
    folder = Path(busy.database).parent / "backups"
    monkeypatch.setattr(type(st.context), "cookies", {})
    assert len(at.button) + len(at.toggle) > 0 or part == "Record"
    for button in at.button:
        button.click()
    for toggle in at.toggle:
        toggle.set_value(not toggle.value)
    at.run()
    assert not at.exception
    assert "Your sign-in has ended" in errors(at)[0]
    assert not at.button
    assert busy.version(BOARD) == before
    assert not folder.exists()


def test_action_without_sign_in_is_never_begun(store, monkeypatch):
    monkeypatch.setattr(type(st.context), "cookies", {})
    perform(BOARD, lambda organiser: Done(organiser.hide("t1").name), before="merge")
    assert store.tools(BOARD)[0].status == "live"
    assert not (Path(store.database).parent / "backups").exists()
    assert "Your sign-in has ended" in st.session_state.pop(OUTCOME).said


def test_control_room_changes_the_board_as_an_organiser_only():
    """No code of the control room has a way to change a board but the one that asks for the sign-in."""
    changing = {"organise", "submit", "append", "load"} | {
        name
        for name in dir(type(store_class()))
        if name.startswith(("save_", "add_", "forget_", "describe_"))
    }
    folder = Path(control_room.__file__).parent
    for file in folder.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        of_store = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value) == "store()"
        }
        assert of_store & (changing | {"open_round", "close_round"}) == set(), file.name


def store_class() -> object:
    from spectrum.store.sql_store import SqlStore

    return object.__new__(SqlStore)


# --- rounds ---------------------------------------------------------------------------------


def test_round_is_opened_with_its_rules(visit, store, signed_in):
    at = visit("organise.py")
    at.text_input(key="round_name").set_value("  Tuesday  ")
    at.radio(key="round_reveal").set_value(at.radio(key="round_reveal").options[2])
    at.radio(key="round_start").set_value(at.radio(key="round_start").options[1])
    at.text_input(key="round_code").set_value("plum")
    at.number_input(key="round_minutes").set_value(10)
    at = press(at, "Open voting")
    [round_] = store.rounds(BOARD)
    assert (round_.name, round_.reveal, round_.start, round_.join_code) == (
        "Tuesday", "after_close", "fresh", "plum",
    )  # fmt: skip
    assert 590 < (round_.closes_at - round_.opened_at).total_seconds() <= 601
    assert words(at).count("Voting is open in round “Tuesday”.") == 1  # at the head of the page
    assert words(at).count("Round “Tuesday” is open: attendees can vote.") == 1  # as what was just done
    assert "Join code: plum" in words(at)
    assert audited(store) == [("open_round", round_.round_id)]


def test_round_without_a_name_is_not_opened(visit, store, signed_in):
    at = visit("organise.py")
    at.text_input(key="round_name").set_value("   ")
    at = press(at, "Open voting")
    assert "needs a name" in errors(at)[0]
    assert store.rounds(BOARD) == []


def test_name_of_an_earlier_round_is_refused_in_words_and_what_was_typed_stays(visit, store, signed_in):
    store.open_round(BOARD, "Tuesday")
    store.close_round(BOARD)
    at = visit("organise.py")
    at.text_input(key="round_name").set_value("Tuesday")
    at.text_input(key="round_code").set_value("plum")
    at = press(at, "Open voting")
    assert "There is a round 'Tuesday' already" in errors(at)[0]
    assert at.text_input(key="round_code").value == "plum"


def test_open_round_is_closed(visit, store, signed_in):
    opened = store.open_round(BOARD, "Tuesday")
    at = press(visit("organise.py"), "Close the round now")
    assert not store.rounds(BOARD)[0].is_open
    assert "Round “Tuesday” is closed." in words(at)
    assert at.text_input(key="round_name").value == "Round 2"
    assert audited(store) == [("close_round", opened.round_id)]


def test_page_that_shows_an_earlier_round_does_not_close_the_next_one(visit, store, signed_in):
    store.open_round(BOARD, "one")
    at = visit("organise.py")
    store.close_round(BOARD)  # another organiser was faster
    store.open_round(BOARD, "two")
    at.button(key="close_round").click().run()
    assert [round_.name for round_ in store.rounds(BOARD) if round_.is_open] == ["two"]
    assert "two" in words(at)
    assert "round 'two' is open now, and was left as it is" in errors(at)[0]


def test_live_figures_say_what_counts_and_what_came_in(visit, store, signed_in, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2), vote("t1", "ann", 3, 4), vote("t2", "bob", 3, 4)])
    found = {metric.label: metric.value for metric in visit("organise.py").metric}
    assert found == {"Votes": "2", "Voters": "2", "Per minute": "3", "Connected": "–", "Refused": "–"}


def test_live_figures_of_a_fresh_round_are_its_own(visit, store, signed_in, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    found = {metric.label: metric.value for metric in visit("organise.py").metric}
    assert (found["Votes"], found["Per minute"]) == ("0", "1")


def test_countdown_is_shown_moved_taken_away_and_taken_back(visit, store, signed_in):
    ends = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=10)
    store.open_round(BOARD, "one", closes_at=ends)
    at = visit("organise.py")
    assert at.metric[0].label == "Closes in"
    assert at.metric[0].value.startswith(("9:", "10:0"))
    at = click(at, "time_5")
    assert store.rounds(BOARD)[0].closes_at == ends + timedelta(minutes=5)
    at = click(at, "time_never")
    assert store.rounds(BOARD)[0].closes_at is None
    assert "stays open until you close it" in words(at)
    assert not [metric for metric in at.metric if metric.label == "Closes in"]
    at = click(at, "undo")
    assert store.rounds(BOARD)[0].closes_at == ends + timedelta(minutes=5)
    assert [action for action, _ in audited(store, entries=3)] == ["time_round"] * 3


def test_end_that_would_be_over_is_refused(visit, store, signed_in):
    store.open_round(BOARD, "one", closes_at=datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=50))
    at = click(visit("organise.py"), "time_-1")
    assert "Close the round instead" in errors(at)[0]
    assert store.rounds(BOARD)[0].is_open


def test_countdown_is_started_in_a_round_without_an_end(visit, store, signed_in):
    store.open_round(BOARD, "one")
    at = visit("organise.py")
    at.number_input(key="timing_minutes").set_value(3)
    press(at, "Start the countdown")
    left = store.rounds(BOARD)[0].closes_at - datetime.now(UTC).replace(tzinfo=None)
    assert 170 < left.total_seconds() <= 180


def test_hidden_positions_are_shown_to_the_organiser_when_asked_for(visit, store, signed_in, vote):
    store.open_round(BOARD, "one", reveal="after_close")
    store.append([vote("t3", "ann", 37.25, 62.75)])
    at = visit("organise.py")
    assert not at.get("vega_lite_chart")
    at.toggle(key="hidden_positions").set_value(True).run()
    [chart] = at.get("vega_lite_chart")
    assert "Hidden from everyone else" in words(at)
    frames = [data.data.data for data in chart.proto.datasets]
    assert any(holds(frame, 37.25) for frame in frames) or "37.25" in chart.proto.spec


def holds(arrow: bytes, value: float) -> bool:
    import pyarrow as pa

    frame = pa.ipc.open_stream(arrow).read_all().to_pandas()
    return bool((frame.select_dtypes("number") == value).any().any())


# --- the address, the rounds so far ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://localhost:8501", True),
        ("http://spectrum.localhost:8501", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://0.0.0.0:8501", True),
        ("http://192.168.1.20:8501", False),
        ("https://vote.example.org", False),
        ("https://localhost.example.org", False),
    ],
)
@pytest.mark.usefixtures("store", "signed_in")
def test_address_that_leads_phones_to_themselves_is_warned_of(visit, monkeypatch, address, said):
    monkeypatch.setenv("SPECTRUM_PUBLIC_URL", address)
    found = words(visit("organise.py"))
    assert ("Phones cannot reach this address" in found) is said
    assert ("SPECTRUM_PUBLIC_URL" in found) is said


def test_address_in_the_network_is_named_where_there_is_one(monkeypatch):
    monkeypatch.setattr(type(st.context), "url", "http://localhost:8501/organise?part=Session")
    monkeypatch.setattr(reaching, "_own_host", lambda: "192.168.1.20")
    assert reaching.network_address() == "http://192.168.1.20:8501/organise"
    monkeypatch.setattr(reaching, "_own_host", lambda: None)
    assert reaching.network_address() is None


def test_rounds_so_far_are_listed_with_their_own_votes(visit, store, signed_in, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2), vote("t2", "ann", 3, 4), vote("t1", "bob", 3, 4)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", reveal="after_close", start="fresh")
    store.append([vote("t1", "ann", 5, 6)])
    store.close_round(BOARD)
    [found] = [frame.value for frame in visit("organise.py").dataframe]
    assert found.columns.tolist() == [
        "Round", "Opened (UTC)", "Closed (UTC)", "Positions were shown", "Votes that counted", "Votes", "Voters",
    ]  # fmt: skip
    assert found.iloc[:, [0, 3, 4, 5, 6]].to_numpy().tolist() == [
        ["two", "After the round", "Fresh", 1, 1],
        ["one", "Live", "Cumulative", 3, 2],
    ]


# --- tools from attendees ---------------------------------------------------------------------


def test_adding_is_opened_and_closed(visit, store, signed_in):
    at = visit("organise.py")
    at.toggle(key="adding_open_False").set_value(True).run()
    assert store.board(BOARD).adding_open
    at.toggle(key="adding_open_True").set_value(False).run()
    assert not store.board(BOARD).adding_open
    assert audited(store, entries=2) == [("change_board", BOARD)] * 2


def test_approval_is_switched_only_while_adding_is_open(visit, store, signed_in):
    at = visit("organise.py")
    assert at.toggle(key="tools_need_approval_False").disabled
    at.toggle(key="adding_open_False").set_value(True).run()
    assert not at.toggle(key="tools_need_approval_False").disabled


def test_switch_that_nobody_turned_does_nothing(visit, store, signed_in, handed):
    """Streamlit calls it all the same if one leaves the part while it is drawn."""
    store.save_board(replace(store.board(BOARD), adding_open=True))
    visit("organise.py")
    switches = {"adding_open_True": True, "tools_need_approval_False": False}
    before = (store.board(BOARD), store.version(BOARD))
    for key, stands in switches.items():
        st.session_state[key] = stands
        handed[key]()
        assert st.session_state[key] == stands
    assert (store.board(BOARD), store.version(BOARD)) == before
    for key, stands in switches.items():
        st.session_state[key] = not stands
        handed[key]()
        del st.session_state[key]
    assert (store.board(BOARD).adding_open, store.board(BOARD).tools_need_approval) == (False, True)


def test_switch_that_is_reported_twice_acts_once(visit, store, signed_in, handed):
    """As it is when the live figures are due before the browser has the switch of the other key."""
    visit("organise.py")
    for _ in range(2):
        st.session_state["adding_open_False"] = True
        handed["adding_open_False"]()
        assert store.board(BOARD).adding_open
        assert st.session_state.pop(OUTCOME).said == "Attendees may add tools: on."
    del st.session_state["adding_open_False"]
    assert [action for action, _ in audited(store, entries=9)].count("change_board") == 1


@pytest.mark.parametrize(("label", "status"), [("Approve", "live"), ("Decline", "hidden")])
def test_tool_that_waits_is_approved_or_declined(visit, store, signed_in, label, status):
    store.save_board(replace(store.board(BOARD), adding_open=True, tools_need_approval=True))
    added = store.add_tool(BOARD, Tool("new", "Upscaler"))
    assert added.status == "proposed"
    press(visit("organise.py"), label)
    assert [tool.name for tool in store.tools(BOARD, (status,)) if tool.tool_id == "new"] == ["Upscaler"]
    assert audited(store) == [(f"{'approve' if status == 'live' else 'hide'}_tool", "new")]


def test_what_another_organiser_decided_first_is_refused_in_words(visit, store, signed_in):
    store.save_board(replace(store.board(BOARD), adding_open=True, tools_need_approval=True))
    store.add_tool(BOARD, Tool("new", "Upscaler"))
    at = visit("organise.py")
    store.organise(BOARD, "another").hide("new")
    at = press(at, "Approve")
    assert "'Upscaler' is hidden, but must be proposed" in errors(at)[0]
    assert [tool.status for tool in store.tools(BOARD, ("hidden",))] == ["hidden"]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("Session", "Open a round"),
        ("Tools", "This board has no tools yet."),
        ("Voters", "Nobody has voted on this board yet."),
        ("Seeds", "there is nothing to bake"),
        ("Suggestions", "No suggestion waits."),
        ("Board", "Another field"),
        ("Record", "Nothing was done on this board yet."),
    ],
)
@pytest.mark.usefixtures("signed_in")
def test_empty_board_has_a_hint_in_every_part(visit, store, monkeypatch, part, said):
    store.save_board(Board("empty"))
    monkeypatch.setenv("SPECTRUM_BOARD", "empty")
    at = visit("organise.py", part=part)
    assert said in "\n".join([words(at), *(head.value for head in at.subheader)])
    assert errors(at) == []
