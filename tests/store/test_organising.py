"""What an organiser changes of a board and its tools, and the record of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spectrum.errors import InvalidSetting, ToolNameTaken
from spectrum.model import Suggestion
from tests.store.standing import BOARD, FINAL, PACKAGE, latest

HOSTILE = [
    "'; DROP TABLE votes; --",
    "<script>alert(1)</script>",
    "שלום عالم",
    "🎬 𝕏",
    "=1+1",
    '"quoted"',
    "\\N",
]


def test_settings_change_only_what_is_named_and_say_what_was(store, organiser):
    changed = organiser.change_board(
        title="  New   title ", anchor_weight=3.0, contact="mailto:a@example.org"
    )
    assert store.board(BOARD) == changed
    assert (changed.title, changed.left) == ("New title", "algorithmic")
    entry = latest(organiser)
    assert (entry.who, entry.action, entry.target) == ("session 1", "change_board", BOARD)
    assert entry.before == {"title": "Test board", "anchor_weight": 0.0, "contact": ""}
    assert entry.after == {"title": "New title", "anchor_weight": 3.0, "contact": "mailto:a@example.org"}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"title": "x" * 121},
        {"left": "x" * 61},
        {"top": ""},
        {"anchor_weight": -1.0},
        {"anchor_weight": float("nan")},
        {"names_kept_days": 0},
        {"contact": "javascript:alert(1)"},
        {"contact": "http://example.org"},
        {"contact": "https://"},
        {"contact": "https://a b.org"},
        {"contact": "data:text/html,x"},
        {"contact": "mailto:nobody"},
        {"contact": "https://example.org/\"onclick='x'"},
        {"title": "half \ud83d"},
        {"title": "bell \x07"},
    ],
)
def test_setting_that_cannot_be_is_refused_and_nothing_changes(store, organiser, changes):
    before = store.board(BOARD)
    with pytest.raises(InvalidSetting):
        organiser.change_board(**changes)
    assert store.board(BOARD) == before
    assert organiser.audit() == []


def test_action_by_nobody_is_refused(store):
    with pytest.raises(InvalidSetting, match="who"):
        store.organise(BOARD, " ").change_board(title="X")
    assert store.board(BOARD).title == "Test board"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_letter_for_letter(store, organiser, text):
    branch = text.replace(";", ",")
    store.suggest(BOARD, Suggestion("", "tool", name=text, text=text))
    store.describe_voter(BOARD, "ann", text, branch)
    organiser.change_board(title=text, left=text, right=text, bottom=text, top=text)
    organiser.edit("t1", name=text, description=text, branches=(branch,))
    organiser.record_snapshot(replace(FINAL, name=text, title=text, file=text, files={text: "ab"}), PACKAGE)
    organiser.open_round(text, join_code=text)
    board, tool, round_ = store.board(BOARD), store.tools(BOARD)[0], store.rounds(BOARD)[0]
    assert (board.title, board.left, board.right, board.bottom, board.top) == (text,) * 5
    assert (tool.name, tool.description, tool.branches) == (text, text, (branch,))
    assert [(s.name, s.text) for s in organiser.suggestions()] == [(text, text)]
    assert (store.voter(BOARD, "ann").name, store.branches(BOARD)) == (text, [branch])
    assert (round_.name, round_.join_code) == (text, text)
    snapshot = store.snapshot(BOARD, text)
    assert (snapshot.title, snapshot.file, snapshot.files) == (text, text, {text: "ab"})
    noted = {entry.action: entry.after for entry in organiser.audit()}
    assert noted["change_board"]["title"] == noted["edit_tool"]["description"] == text
    assert noted["open_round"]["name"] == text
    store.close_round(BOARD)
    with pytest.raises(ToolNameTaken) as refused:
        store.suggest(BOARD, Suggestion("", "tool", name=text, text=text))
    assert f"'{text}'" in str(refused.value)
    with pytest.raises(ToolNameTaken):
        organiser.accept(organiser.suggestions()[0].suggestion_id)


def test_rounds_are_noted_without_their_join_code(store, organiser):
    opened = store.open_round(BOARD, "one", join_code="wombat", who="session 9")
    store.close_round(BOARD, who="clock")
    closing, opening = organiser.audit()
    assert (opening.who, opening.action, opening.target) == ("session 9", "open_round", opened.round_id)
    assert "wombat" not in str(opening)
    assert (closing.who, closing.action) == ("clock", "close_round")


def test_audit_is_in_order_and_outlasts_the_store(home, store):
    for title in ("a", "b", "c"):
        store.organise(BOARD, "cli").change_board(title=title)
    store.close()
    again = home.open()
    entries = again.organise(BOARD, "x").audit(2)
    again.close()
    assert [(entry.seq, entry.after["title"]) for entry in entries] == [(3, "c"), (2, "b")]


def test_every_action_moves_the_boards_version(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10)])
    actions = [
        lambda: organiser.change_board(title="x"),
        lambda: organiser.hide("t2"),
        lambda: organiser.merge("t2", into="t1"),
        lambda: organiser.block(["ann"]),
        lambda: organiser.reset_votes("t1"),
        lambda: voting.forget_voter(BOARD, "ann", who="voter"),
    ]
    for action in actions:
        before = voting.version(BOARD)
        action()
        assert voting.version(BOARD) > before
