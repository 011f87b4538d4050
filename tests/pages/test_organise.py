"""The organiser's page: nothing without sign-in, and rounds open and close with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st

from spectrum.model import Tool
from spectrum.ui import access
from tests.pages.looking import BOARD, errors, press, words


def test_visitor_who_is_not_signed_in_finds_no_controls(visit, store):
    at = visit("organise.py")
    assert "organiser's" in words(at)
    assert not at.button
    assert not at.text_input


@pytest.mark.parametrize("cookie", ["", "forged", "a.b.c"])
def test_cookie_that_is_not_genuine_signs_nobody_in(visit, store, monkeypatch, cookie):
    monkeypatch.setattr(type(st.context), "cookies", {access.ORGANISER_COOKIE: cookie})
    assert not visit("organise.py").button


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
    assert "Voting is open in round" in words(at)
    assert "Join code: plum" in words(at)


def test_round_without_a_name_is_not_opened(visit, store, signed_in):
    at = visit("organise.py")
    at.text_input(key="round_name").set_value("   ")
    at = press(at, "Open voting")
    assert "needs a name" in errors(at)[0]
    assert store.rounds(BOARD) == []


def test_name_of_an_earlier_round_is_refused_in_words(visit, store, signed_in):
    store.open_round(BOARD, "Tuesday")
    store.close_round(BOARD)
    at = visit("organise.py")
    at.text_input(key="round_name").set_value("Tuesday")
    assert "There is a round 'Tuesday' already" in errors(press(at, "Open voting"))[0]


def test_open_round_is_closed(visit, store, signed_in):
    store.open_round(BOARD, "Tuesday")
    at = press(visit("organise.py"), "Close the round now")
    assert not store.rounds(BOARD)[0].is_open
    assert "Round 'Tuesday' is closed." in words(at)
    assert at.text_input(key="round_name").value == "Round 2"


def test_session_that_has_ended_changes_nothing(visit, store, signed_in, monkeypatch):
    at = visit("organise.py")
    monkeypatch.setattr(type(st.context), "cookies", {})  # it ends between the page and the press
    at.text_input(key="round_name").set_value("Tuesday")
    at = press(at, "Open voting")
    assert store.rounds(BOARD) == []
    assert "Your sign-in has ended" in errors(at)[0]


def test_adding_is_opened_and_closed(visit, store, signed_in):
    at = visit("organise.py")
    at.toggle(key="adding_open_False").set_value(True).run()
    assert store.board(BOARD).adding_open
    at.toggle(key="adding_open_True").set_value(False).run()
    assert not store.board(BOARD).adding_open


@pytest.mark.parametrize(("label", "status"), [("Approve", "live"), ("Decline", "hidden")])
def test_tool_that_waits_is_approved_or_declined(visit, store, signed_in, label, status):
    store.save_board(replace(store.board(BOARD), adding_open=True, tools_need_approval=True))
    added = store.add_tool(BOARD, Tool("new", "Upscaler"))
    assert added.status == "proposed"
    press(visit("organise.py"), label)
    assert [tool.name for tool in store.tools(BOARD, (status,)) if tool.tool_id == "new"] == ["Upscaler"]
