"""Voting through the page: what visitors see and what is stored."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.pages.looking import BOARD, log, placed, press, vote_at, words


def test_one_press_is_one_vote_however_often_the_page_runs(visit, store):
    round_ = store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.5, 30.0)
    assert [element.value for element in at.success] == ["Your vote is in."]
    for _ in range(3):
        at.run()
    [row] = log(store).to_dict("records")
    assert (row["tool_id"], row["kind"], row["x"], row["y"]) == ("t1", "place", 20.5, 30.0)
    assert (row["round_id"], row["source"]) == (round_.round_id, "live")
    assert not at.success
    assert store.verify(BOARD).agrees


def test_own_vote_stands_beside_the_form_with_its_position(visit, store):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t1")
    assert "None yet" in words(at)
    vote_at(at, "t1", 20.5, 30.0)
    assert "20.5 generative · 30.0 production-ready" in words(at)
    assert "1 of 3 answered" in [element.text for element in at.get("progress")]


def test_position_that_was_shown_is_stored_with_the_vote(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 40, 60)])
    at = visit("vote.py", tool="t1")
    assert "It stands at 40.0 generative, 60.0 production-ready (1 vote)." in words(at)
    vote_at(at, "t1", 1.0, 2.0)
    last = log(store).iloc[-1]
    assert (last["shown_x"], last["shown_y"]) == (40.0, 60.0)


def test_vote_on_one_axis_has_no_y(visit, store):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t3")
    at.checkbox(key="both_t3").uncheck()
    vote_at(at, "t3", 20.0, 30.0)
    [(x, y)] = placed(store, "t3")
    assert x == 20.0
    assert pd.isna(y)


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [("Unsure", "unsure", "unsure"), ("I don’t know this tool", "unknown_tool", "not know")],
)
def test_answer_without_a_position_is_stored_as_such(visit, store, answer, kind, said):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t1")
    at.button_group(key="answer_t1").set_value(answer).run()
    assert not at.slider
    press(at, "Vote")
    [row] = log(store).to_dict("records")
    assert row["kind"] == kind
    assert pd.isna(row["x"])
    assert placed(store, "t1") == []
    assert said in words(at)


def test_second_press_changes_the_vote_and_keeps_the_first_in_the_log(visit, store):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    vote_at(at, "t1", 70.0, 80.0)
    assert log(store)["x"].tolist() == [20.0, 70.0]
    assert log(store)["voter_id"].nunique() == 1
    assert log(store)["vote_id"].nunique() == 2
    assert placed(store, "t1") == [(70.0, 80.0)]


def test_withdrawn_vote_counts_no_more_and_stays_in_the_log(visit, store):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    press(at, "Withdraw")
    assert [element.value for element in at.success] == ["Your vote is withdrawn."]
    assert log(store)["kind"].tolist() == ["place", "withdraw"]
    assert placed(store, "t1") == []
    assert "None yet" in words(at)
    assert store.verify(BOARD).agrees


def test_change_and_next_lead_to_the_tool_meant(visit, store):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py"), "t1", 20.0, 30.0)
    press(at, "Next tool")
    assert at.selectbox[0].value == "2 · Text to film"
    press(at, "Change")
    assert at.selectbox[0].value == "1 · Denoise"
    assert at.slider(key="x_t1").value == 20.0
    assert len(log(store)) == 1


def test_visitors_vote_for_themselves(visit, store):
    store.open_round(BOARD, "one")
    vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    other = visit("vote.py", tool="t1")
    assert "None yet" in words(other)
    vote_at(other, "t1", 60.0, 70.0)
    assert sorted(placed(store, "t1")) == [(20.0, 30.0), (60.0, 70.0)]


def test_fresh_round_begins_without_own_answers(visit, store):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    assert "None yet" in words(at.run())
