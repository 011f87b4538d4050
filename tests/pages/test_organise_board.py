"""The organiser's settings, suggestions and record."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from spectrum.model import Suggestion, Tool, Voter
from tests.pages.looking import BOARD, PAGES, click, confirm, contents, errors, press, seen, words
from tests.pages.test_organise import audited

LABELS = {"left": "by hand", "right": "by machine", "bottom": "raw", "top": "well done"}
# Not the names of colours in a style sheet, such as --generative.
OLD_LABELS = re.compile(r"(?<!--)\b(algorithmic|generative|not ready|production-ready|AI Filmmaking)\b")


# --- settings ---------------------------------------------------------------------------


def test_settings_are_saved_and_taken_back(visit, store, signed_in):
    at = visit("organise.py", part="Board")
    at.text_input(key="board_0_title").set_value("Cooking methods")
    for end, text in LABELS.items():
        at.text_input(key=f"board_0_{end}").set_value(text)
    at.number_input(key="board_0_weight").set_value(5.0)
    at.number_input(key="board_0_days").set_value(30)
    at.text_input(key="board_0_contact").set_value("mailto:cook@example.org")
    at.radio(key="board_0_adding").set_value("Yes, at once")
    before = store.board(BOARD)
    at = click(at, "board_0_save")
    board = store.board(BOARD)
    assert (board.title, board.left, board.right, board.bottom, board.top) == (
        "Cooking methods",
        *LABELS.values(),
    )
    assert (board.anchor_weight, board.names_kept_days, board.contact, board.adding_open) == (
        5.0, 30, "mailto:cook@example.org", True,
    )  # fmt: skip
    assert audited(store) == [("change_board", BOARD)]
    at = click(at, "undo")
    assert store.board(BOARD) == before
    assert at.text_input(key="board_2_title").value == before.title


@pytest.mark.parametrize(
    ("choice", "rules"),
    [("Yes, they wait for approval", (True, True)), ("Yes, at once", (True, False)), ("No", (False, True))],
)
@pytest.mark.usefixtures("signed_in")
def test_adding_is_one_choice_and_approval_stays_where_it_says_nothing_of_it(visit, store, choice, rules):
    store.organise(BOARD, "cli").change_board(
        adding_open=choice != "Yes, they wait for approval", tools_need_approval=True
    )
    at = visit("organise.py", part="Board")
    at.radio(key="board_0_adding").set_value(choice)
    click(at, "board_0_save")
    assert (store.board(BOARD).adding_open, store.board(BOARD).tools_need_approval) == rules


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", " ", "title is ''"),
        ("left", "", "left is ''"),
        ("contact", "javascript:alert(1)", "contact is"),
    ],
)
@pytest.mark.usefixtures("signed_in")
def test_setting_that_cannot_be_is_refused_and_what_was_typed_stays(visit, store, field, value, said):
    at = visit("organise.py", part="Board")
    at.text_input(key=f"board_0_{field}").set_value(value)
    at = click(at, "board_0_save")
    assert said in errors(at)[0]
    assert at.text_input(key=f"board_0_{field}").value == value
    assert [entry.action for entry in store.organise(BOARD, "x").audit()] == ["sign_in"]


def test_another_field_uses_every_page_with_its_own_labels(visit, store, signed_in, vote, offered):
    organiser = store.organise(BOARD, "cli")
    organiser.change_board(title="Cooking methods", **LABELS)
    store.save_tools(BOARD, [Tool(f"s{n}", f"AI tool {n}", created_by="starter") for n in range(2)])
    organiser.add_tools([Tool("k1", "Searing", seed_x=20.0, seed_y=80.0)], replacing_starters=True)
    store.open_round(BOARD, "one")
    for n, voter in enumerate(("ann", "bob", "cleo", "dan", "eve", "flo")):
        store.append([vote(tool, voter, 10 + 9 * n, 80 - 7 * n) for tool in ("k1", "t1", "t2")])
    shown = ""
    for page in PAGES:
        everything = "\n".join(seen(visit(page, tool="k1")))
        shown += everything
        assert OLD_LABELS.findall(everything) == [], page
    assert all(label in shown for label in LABELS.values())
    assert "Cooking methods" in shown
    files = contents({name: make for name, make in offered.items() if name.endswith(".zip")})
    settings = json.loads(files["board.json in the package"])
    assert all(label in json.dumps(settings) for label in ("Cooking methods", *LABELS.values()))
    assert OLD_LABELS.findall("".join(content.decode("utf-8", "replace") for content in files.values())) == []


def test_old_names_are_forgotten_after_the_title_is_typed(visit, store, signed_in, vote):
    store.save_voter(BOARD, Voter("ann", name="Ann"))
    store.organise(BOARD, "cli").change_board(names_kept_days=10)
    at = visit("organise.py", part="Board")
    at = confirm(click(at, "forget_names"), store.board(BOARD).title)
    assert store.voter(BOARD, "ann").name is None
    assert "1 name forgotten." in words(at)


# --- suggestions --------------------------------------------------------------------------


@pytest.fixture
def suggested(store):
    store.suggest(BOARD, Suggestion("", "tool", name="Grading", text="We need it", x=40.0, y=60.0))
    store.suggest(BOARD, Suggestion("", "move", tool_id="t1", x=70.0, y=20.0))
    return store


def test_suggestions_are_accepted_and_declined(visit, suggested, signed_in):
    tool, move = suggested.organise(BOARD, "x").suggestions()
    at = visit("organise.py", part="Suggestions")
    assert "Add Grading at (40.0, 60.0)" in words(at)
    assert "Move Denoise to (70.0, 20.0)" in words(at)
    at = click(at, f"Accept_{tool.suggestion_id}")
    assert [(t.name, t.seed_x, t.seed_y) for t in suggested.tools(BOARD)][-1] == ("Grading", 40.0, 60.0)
    assert "Accepted, it is on the board" in words(at)
    at = click(at, f"Decline_{move.suggestion_id}")
    assert suggested.tools(BOARD)[0].seed_x == 10.0
    assert "No suggestion waits." in words(at)
    assert [action for action, _ in audited(suggested, entries=2)] == [
        "decline_suggestion",
        "accept_suggestion",
    ]
    at = visit("organise.py", part="Suggestions", suggestions="all")
    assert at.dataframe[0].value["became"].tolist() == ["declined", "accepted"]


def test_declined_suggestion_waits_again_at_once_or_later(visit, suggested, signed_in):
    tool, move = suggested.organise(BOARD, "x").suggestions()
    at = click(visit("organise.py", part="Suggestions"), f"Decline_{tool.suggestion_id}")
    at = click(at, "undo")
    assert "It waits again: Add Grading at (40.0, 60.0)." in words(at)
    assert suggested.organise(BOARD, "x").suggestions() == [tool, move]
    click(at, f"Decline_{move.suggestion_id}")
    at = visit("organise.py", part="Suggestions", suggestions="declined")
    assert "Move Denoise to (70.0, 20.0)" in words(at)
    assert "Grading" not in words(at)
    at = click(at, f"Let it wait again_{move.suggestion_id}")
    assert suggested.organise(BOARD, "x").suggestions() == [tool, move]
    assert "No suggestion was declined." in words(at)
    assert audited(suggested) == [("undo_decline", move.suggestion_id)]
    latest = record(visit("organise.py", part="Record")).iloc[0]
    assert (latest["what"], latest["on"]) == ("Decline undone", "Move Denoise to (70.0, 20.0)")


def test_accepted_suggestions_are_taken_back(visit, suggested, signed_in):
    tool, move = suggested.organise(BOARD, "x").suggestions()
    at = click(visit("organise.py", part="Suggestions"), f"Accept_{move.suggestion_id}")
    assert (suggested.tools(BOARD)[0].seed_x, suggested.tools(BOARD)[0].seed_y) == (70.0, 20.0)
    at = click(at, "undo")
    assert (suggested.tools(BOARD)[0].seed_x, suggested.tools(BOARD)[0].seed_y) == (10.0, 90.0)
    at = click(at, f"Accept_{tool.suggestion_id}")
    assert "Grading" in [t.name for t in suggested.tools(BOARD)]
    click(at, "undo")
    assert "Grading" not in [t.name for t in suggested.tools(BOARD)]
    assert [action for action, _ in audited(suggested, entries=2)] == ["hide_tool", "accept_suggestion"]


def test_suggestion_that_another_organiser_decided_is_refused_in_words(visit, suggested, signed_in):
    tool, _ = suggested.organise(BOARD, "x").suggestions()
    at = visit("organise.py", part="Suggestions")
    suggested.organise(BOARD, "another").decline(tool.suggestion_id)
    at = click(at, f"Accept_{tool.suggestion_id}")
    assert "The suggestion was declined before" in errors(at)[0]


def test_session_leads_to_what_waits(visit, suggested, signed_in):
    at = press(visit("organise.py"), "2 suggestions")
    assert "Add Grading at (40.0, 60.0)" in words(at)


# --- the record ------------------------------------------------------------------------------


@pytest.fixture
def eventful(store, vote):
    organiser = store.organise(BOARD, "0123456789abcdef")
    organiser.change_board(title="=cmd()", anchor_weight=3.0)
    organiser.hide("t1")
    opened = organiser.open_round("Tuesday", join_code="plum")
    store.append([vote("t2", "mallory", 20, 30, admitted_to=opened.round_id)])
    organiser.block(["mallory"])
    return store


def record(at):
    return at.dataframe[0].value


def test_record_is_read_by_people(visit, eventful, signed_in):
    at = visit("organise.py", part="Record")
    found = record(at)
    assert found["what"].tolist()[0] == "Signed in"
    found = found[1:].reset_index(drop=True)
    assert found["what"].tolist() == ["Voter blocked", "Round opened", "Tool hidden", "Settings changed"]
    assert found["on"].tolist() == ["voter 1", "Tuesday", "Denoise", "the board"]
    assert found["before"][3] == "title: AI Filmmaking Spectrum; votes that a seed counts as: 0"
    assert found["after"][3] == "title: =cmd(); votes that a seed counts as: 3"
    opened = "name: Tuesday; positions are shown: Live; votes that count: Cumulative; join code: yes"
    assert (found["before"][1], found["after"][1]) == ("", opened)
    assert "session 01234567" in found["who"].tolist()
    assert "plum" not in "\n".join(seen(at))
    assert "mallory" not in "\n".join(seen(at))


def test_record_is_filtered(visit, eventful, signed_in):
    at = visit("organise.py", part="Record", record_q="denoise")
    assert record(at)["what"].tolist() == ["Tool hidden"]
    at = visit("organise.py", part="Record")
    at.multiselect(key="record_actions").set_value(["Voter blocked", "Round opened"]).run()
    assert len(record(at)) == 2
    assert "2 of 5 entries" in words(at)
    assert "No entry matches" in words(visit("organise.py", part="Record", record_q="nothing at all"))


def test_own_actions_are_marked(visit, store, signed_in):
    click(visit("organise.py", part="Tools", tool="t1"), "Hide_t1")
    assert record(visit("organise.py", part="Record"))["who"].tolist() == ["you", "you"]


def test_record_is_downloaded_whole_and_harmless(visit, eventful, signed_in, offered):
    visit("organise.py", part="Record")
    rows = list(csv.DictReader(io.StringIO(offered[f"record-{BOARD}.csv"]().decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == [
        "change_board", "hide_tool", "open_round", "block_voter", "sign_in",
    ]  # fmt: skip
    assert rows[0]["after"] == '{"title": "=cmd()", "anchor_weight": 3.0}'
    assert rows[0]["done_at"].endswith("Z")
