"""The organiser's seeds: baked from votes into a fresh round, and taken back; nothing counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from spectrum.model import Selection
from tests.pages.looking import ALL, BOARD, click, confirm, errors, words
from tests.pages.test_organise import audited


@pytest.fixture
def voted(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30), vote("t1", "bob", 40, 50)])
    return store


def seed(store, tool: str) -> tuple[float | None, float | None]:
    [found] = [tool_ for tool_ in store.tools(BOARD) if tool_.tool_id == tool]
    return found.seed_x, found.seed_y


def test_what_would_move_is_shown_and_nothing_is_done_by_looking(visit, voted, signed_in):
    before = voted.version(BOARD)
    at = visit("organise.py", part="Seeds")
    assert "1 seed would change, “Denoise” the most, by 53.9 points." in words(at)
    assert voted.version(BOARD) == before


def test_seeds_show_nothing_that_a_blind_round_hides_unless_asked(visit, voted, signed_in, vote):
    """The organiser's screen may be the one on the projector."""
    voted.close_round(BOARD)
    voted.open_round(BOARD, "two", reveal="after_close")
    voted.append([vote("t2", "ann", 37.25, 62.75)])
    at = visit("organise.py", part="Seeds")
    assert "seeds would change" not in words(at)
    assert not at.dataframe
    at.toggle(key="hidden_positions").set_value(True).run()
    assert "2 seeds would change" in words(at)
    assert at.dataframe[0].value["x_then"].tolist() == [37.25, 30.0]


def test_seeds_without_weight_are_said_to_give_way(visit, voted, signed_in):
    assert "Seeds count as 0 votes on this board" in words(visit("organise.py", part="Seeds"))
    voted.organise(BOARD, "test").change_board(anchor_weight=5.0)
    assert "Seeds count as" not in words(visit("organise.py", part="Seeds"))


def test_votes_are_baked_into_seeds_and_a_fresh_round_opens(visit, voted, signed_in):
    at = visit("organise.py", part="Seeds")
    at.text_input(key="bake_name").set_value("Second audience")
    at.text_input(key="bake_code").set_value("plum")
    at.selectbox(key="bake_reveal").set_value(at.selectbox(key="bake_reveal").options[2])
    at = confirm(click(at, "bake"), voted.board(BOARD).title)
    assert seed(voted, "t1") == (30.0, 40.0)
    first, second = voted.rounds(BOARD)
    assert not first.is_open
    assert (second.name, second.start, second.join_code, second.reveal, second.is_open) == (
        "Second audience", "fresh", "plum", "after_close", True,
    )  # fmt: skip
    assert voted.positions(ALL).empty  # the votes are in the seeds now
    assert voted.positions(Selection(BOARD, round_id=first.round_id))["n"].tolist() == [2]
    assert "the fresh round “Second audience” is open" in words(at)
    assert len(list((Path(voted.database).parent / "backups").glob("*-before-bake-*.duckdb"))) == 1
    assert audited(voted) == [("bake_seeds", second.round_id)]


def test_bake_is_undone_and_the_votes_count_again(visit, voted, signed_in):
    at = visit("organise.py", part="Seeds")
    at = click(confirm(click(at, "bake"), voted.board(BOARD).title), "undo")
    assert seed(voted, "t1") == (10.0, 90.0)
    assert voted.positions(ALL)["n"].tolist() == [2]
    assert not any(round_.is_open for round_ in voted.rounds(BOARD))
    assert "have the seeds of set 1 again" in words(at)


def test_one_goes_back_to_an_earlier_set_that_is_chosen(visit, voted, signed_in):
    voted.organise(BOARD, "cli").bake_seeds("two", close_open=True)
    at = visit("organise.py", part="Seeds")
    at.selectbox(key="seed_set").set_value(1).run()
    assert "1 seed would change, “Denoise” the most" in words(at)
    at = click(at, "revert")
    at = confirm(at, voted.board(BOARD).title)
    assert seed(voted, "t1") == (10.0, 90.0)
    assert voted.positions(ALL)["n"].tolist() == [2]
    assert audited(voted) == [("revert_seeds", "1")]


def test_bake_waits_for_a_round_that_another_organiser_opened_meanwhile(visit, voted, signed_in):
    voted.close_round(BOARD)
    at = click(visit("organise.py", part="Seeds"), "bake")
    voted.organise(BOARD, "another").open_round("surprise")
    at = confirm(at, voted.board(BOARD).title)
    assert "Round 'surprise' is still open" in errors(at)[0]
    assert seed(voted, "t1") == (10.0, 90.0)


def test_name_of_the_fresh_round_is_needed(visit, voted, signed_in):
    at = visit("organise.py", part="Seeds")
    at.text_input(key="bake_name").set_value("  ")
    assert "needs a name" in errors(click(at, "bake"))[0]
