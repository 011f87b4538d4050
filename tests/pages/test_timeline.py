"""The timeline: what it says, what it hands to the browser, and what it keeps to itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from spectrum.analysis import Simulation
from spectrum.errors import StoreUnavailable
from spectrum.exchange import import_simulation
from spectrum.store.sql_store import SqlStore
from spectrum.ui.timeline.player import WAY_OUT
from tests.pages.looking import BOARD, contents, errors, fail, mounted, seen, settled, words

PAGE = "timeline.py"
SECRET_X, SECRET_Y = 87.3, 12.9


@pytest.fixture
def rehearsed(store, vote):
    """Two rounds: three placements, one of them changed, and one taken back."""
    store.open_round(BOARD, "one")
    store.append(
        [vote("t1", "ann-secret", 20, 30), vote("t1", "bob-secret", 40, 50), vote("t2", "ann-secret", 5, 6)]
    )
    store.close_round(BOARD)
    store.open_round(BOARD, "two")
    store.append([vote("t1", "ann-secret", 60, None), vote("t2", "ann-secret", kind="withdraw")])
    return store


def table(at, column: str):
    [frame] = [frame.value for frame in at.dataframe if column in frame.value.columns]
    return frame


def test_browser_is_handed_every_vote_in_order(visit, rehearsed):
    data = mounted(visit(PAGE))
    assert data["votes"]["x"] == [20, 40, 5, 60, None]
    assert data["votes"]["y"] == [30, 50, 6, 30, None]
    assert data["votes"]["replaces"] == [-1, -1, -1, 0, 2]
    assert data["moments"]["votes"] == [1, 2, 3, 4, 5]
    assert [span["name"] for span in data["rounds"]] == ["one", "two"]
    assert [tool["seed"] for tool in data["tools"]] == [[10, 90], [95, 5], [None, None]]


def test_voters_are_not_told_apart(visit, rehearsed):
    assert "secret" not in "".join(seen(visit(PAGE)))


def test_sentence_and_tables_have_todays_numbers(visit, rehearsed):
    at = visit(PAGE, weight="0")
    assert "5 votes by 2 voters, changes of mind included" in words(at)
    moved = table(at, "moved").set_index("name")
    assert moved.loc["Denoise", ["n_end", "end_x", "end_y", "moved"]].tolist() == [
        2,
        50,
        40,
        pytest.approx(64.03, abs=0.01),
    ]
    assert moved.loc["Text to film", ["n_end", "moved"]].tolist() == [0, 0]
    assert table(at, "first_vote")[["round", "votes", "voters"]].values.tolist() == [
        ["one", 3, 2],
        ["two", 2, 1],
    ]


def test_round_in_the_url_is_replayed_alone(visit, rehearsed):
    data = mounted(visit(PAGE, round="two"))
    assert (data["votes"]["x"], data["votes"]["y"]) == ([60, None], [None, None])


def test_weight_and_tool_in_the_url_reach_the_browser(visit, rehearsed):
    data = mounted(visit(PAGE, weight="4", tool="t2"))
    assert (data["weight"], data["select"]) == (4, "t2")


def test_replay_goes_on_unless_something_has_changed(visit, rehearsed, vote):
    first = mounted(visit(PAGE))["key"]
    assert mounted(visit(PAGE, tool="t2"))["key"] == first
    rehearsed.append([vote("t3", "cat", 1, 1)])
    assert mounted(visit(PAGE))["key"] != first


def test_board_without_recorded_times_says_what_would_change_that(visit, seeded):
    at = visit(PAGE)
    assert "None of the 80 votes has a recorded time" in words(at)
    assert WAY_OUT in words(at)
    assert mounted(at)["moments"]["at"] == []
    assert not at.get("vega_lite_chart")


def test_votes_without_a_time_are_counted_beside_those_with_one(visit, seeded, vote):
    seeded.open_round(BOARD, "one")
    seeded.append([vote("t1", "ann", 20, 30)])
    at = visit(PAGE)
    assert (
        "80 of 81 votes have no recorded time. They are in the starting positions and do not move."
        in words(at)
    )
    assert mounted(at)["votes"]["moment"] == [0] * 80 + [1]


def test_board_without_votes_is_shown_at_its_seeds(visit, store):
    at = visit(PAGE)
    assert "No votes yet." in words(at)
    assert len(mounted(at)["tools"]) == 3


def test_votes_that_come_with_their_times_are_replayed(visit, store):
    plan = Simulation(
        voters=9, tools=3, votes_per_voter=2, seed=1, starts_at=datetime(2026, 1, 1, 14), minutes=30
    )
    import_simulation(store, BOARD, plan, tools=store.tools(BOARD))
    at = visit(PAGE)
    assert "18 votes by 9 voters, 1 Jan 2026, 14:" in words(at)
    assert mounted(at)["moments"]["votes"] == list(range(1, 19))


def test_numbers_can_be_taken_away(visit, rehearsed, offered):
    visit(PAGE)
    files = contents(offered)
    assert files["timeline.csv"].startswith(b"number,name,n_start,n_end,start_x")
    assert files["timeline-rounds.csv"].count(b"\n") == 3


@pytest.fixture(params=["after_close", "after_own_vote"])
def blind(request, rehearsed):
    """A blind round that is open after two others."""
    rehearsed.close_round(BOARD)
    rehearsed.open_round(BOARD, "blind", reveal=request.param)
    return rehearsed


def hide_votes(store, vote) -> None:
    """Votes in the blind round, by somebody new and by a voter of earlier."""
    store.append([vote("t1", who, SECRET_X, SECRET_Y) for who in ("new", "ann-secret")])


@pytest.mark.parametrize("query", [{}, {"round": "blind"}, {"tool": "t1", "weight": "0"}], ids=str)
def test_blind_round_shows_nowhere_while_it_is_open(visit, blind, vote, query):
    before = seen(visit(PAGE, **query))
    hide_votes(blind, vote)
    after = seen(visit(PAGE, **query))
    assert after == before
    assert str(SECRET_X) not in "".join(after)
    blind.close_round(BOARD)
    assert SECRET_X in mounted(visit(PAGE))["votes"]["x"]


def test_blind_round_is_in_no_file_while_it_is_open(visit, blind, vote, offered):
    def tables() -> dict[str, str]:
        visit(PAGE)
        made = contents(offered)
        return {name: settled(made[name].decode()) for name in made if name.endswith(".csv")}

    before = tables()
    hide_votes(blind, vote)
    assert tables() == before


@pytest.mark.parametrize("method", ["log", "tools", "rounds"])
def test_store_that_fails_is_put_in_words(visit, rehearsed, monkeypatch, method):
    monkeypatch.setattr(SqlStore, method, fail)
    assert errors(visit(PAGE)) == [str(StoreUnavailable("the disk is gone"))]
