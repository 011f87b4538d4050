"""The organiser's voters: what stands out, what leaving voters out would change, and their blocking."""

from __future__ import annotations

from pathlib import Path

import pytest

from spectrum.model import Selection, Tool, Voter
from spectrum.ui.control_room.voter_list import under_numbers
from tests.pages.looking import ALL, BOARD, click, confirm, errors, seen, words
from tests.pages.test_organise import audited

CHOSEN = "organiser_voters_chosen"


@pytest.fixture
def crowd(store, vote):
    """Ann and Bob with answers of their own, and two who put everything into one corner."""
    store.save_tools(BOARD, [Tool(f"x{n}", f"Tool {n}") for n in range(6)])
    store.save_voter(BOARD, Voter("ann", name="Ann Arbor", branch="Sound"))
    store.open_round(BOARD, "one")
    ids = [tool.tool_id for tool in store.tools(BOARD)]
    for voter, step in (("ann", 7), ("bob", 11)):
        store.append(
            [vote(tool, voter, (n * step) % 90 + 5, (n * step * 3) % 90) for n, tool in enumerate(ids)]
        )
    for voter, x in (("mallory", 0), ("oscar", 1)):
        store.append([vote(tool, voter, x, 100) for tool in ids])
    return store


def choose(at, *voters: str):
    at.session_state[CHOSEN] = list(voters)
    at.run()
    assert not at.exception
    return at


def table(at):
    [frame] = [found.value for found in at.dataframe if "votes" in found.value.columns]
    return frame.set_index("voter")


def test_patterns_are_told_in_a_sentence_and_nobody_is_called_guilty(visit, crowd, signed_in):
    at = visit("organise.py", part="Voters")
    found = table(at)
    assert found.index.tolist() == [3, 4]
    assert "9 of 9 placements are at (0.0, 100.0)" in found.loc[3, "evidence"]
    assert "Suspicious, not guilty" in words(at)
    assert "4 voters, 2 of them with a pattern, 0 blocked." in words(at)


def test_voters_are_numbers_until_names_are_asked_for(visit, crowd, signed_in):
    at = visit("organise.py", part="Voters", voters="all")
    everything = "\n".join(seen(at))
    assert "Ann Arbor" not in everything
    assert not any(voter in everything for voter in ("mallory", "oscar", "bob"))
    at.toggle(key="voter_names").set_value(True).run()
    assert table(at).loc[1, "name"] == "Ann Arbor"


def test_evidence_that_names_another_voter_names_their_number():
    numbers = {"a1": 7, "b": 12}
    said = "9 of 9 tools are placed where voter a1 placed them, to 0.5 points; as voter b. And voter c."
    told = "9 of 9 tools are placed where voter 7 placed them, to 0.5 points; as voter 12. And voter c."
    assert under_numbers(said, numbers) == told


def test_effect_is_shown_before_anything_is_blocked(visit, crowd, signed_in):
    before = crowd.version(BOARD)
    at = choose(visit("organise.py", part="Voters"), "mallory")
    assert "Without this voter, 9 tools of 9 move" in words(at)
    [effect] = [found.value for found in at.dataframe if "moved" in found.value.columns]
    row = effect.set_index("name").loc["Denoise"]
    assert (row["n_before"], row["n_after"]) == (4, 3)
    without = crowd.organise(BOARD, "x").positions_without(["mallory"]).set_index("tool_id")
    assert row["x_after"] == pytest.approx(without.loc["t1", "mean_x"])
    assert crowd.version(BOARD) == before


def test_one_voter_is_blocked_at_once_and_the_block_is_undone(visit, crowd, signed_in):
    at = click(choose(visit("organise.py", part="Voters"), "mallory"), "block")
    assert crowd.voter(BOARD, "mallory").blocked_at is not None
    assert crowd.positions(ALL)["n"].max() == 3
    assert "Voter 3: blocked. Their votes count no more" in words(at)
    click(at, "undo")
    assert crowd.voter(BOARD, "mallory").blocked_at is None
    assert crowd.positions(ALL)["n"].max() == 4
    assert audited(crowd, entries=2) == [("unblock_voter", "mallory"), ("block_voter", "mallory")]


def test_several_voters_are_blocked_after_the_title_is_typed(visit, crowd, signed_in):
    at = click(choose(visit("organise.py", part="Voters"), "mallory", "oscar"), "block")
    at = confirm(at, "no")
    assert crowd.positions(ALL)["n"].max() == 4
    at = confirm(at, crowd.board(BOARD).title)
    assert crowd.positions(ALL)["n"].max() == 2
    assert len(list((Path(crowd.database).parent / "backups").glob("*-before-block-*.duckdb"))) == 1
    at = visit("organise.py", part="Voters", voters="blocked")
    assert table(at).index.tolist() == [3, 4]
    click(choose(at, "mallory", "oscar"), "unblock")
    assert crowd.positions(ALL)["n"].max() == 4


def test_page_shows_at_once_who_is_blocked_and_nobody_stays_chosen(visit, crowd, signed_in):
    at = choose(visit("organise.py", part="Voters"), "mallory", "oscar")
    ticked = at.dataframe[0].proto.id
    at = confirm(click(at, "block"), crowd.board(BOARD).title)
    assert "4 voters, 0 of them with a pattern, 2 blocked." in words(at)
    assert "Nobody stands out" in words(at)
    assert "Choose voters in the list" in words(at)
    assert not [button for button in at.button if button.key == "block"]
    at = click(at, "undo")
    assert "4 voters, 2 of them with a pattern, 0 blocked." in words(at)
    assert table(at).index.tolist() == [3, 4]
    assert "Choose voters in the list" in words(at)
    assert at.dataframe[0].proto.id != ticked  # a new table: the browser keeps no ticks of the old one


def test_effect_keeps_hidden_positions_back_and_says_of_which_votes_it_is(visit, crowd, signed_in):
    at = choose(visit("organise.py", part="Voters"), "mallory")
    assert "Of the votes of all rounds." in words(at)
    crowd.close_round(BOARD)
    crowd.open_round(BOARD, "two", reveal="after_close", start="fresh")
    at.run()
    positions = {"x_before", "x_after", "y_before", "y_after"}
    [effect] = [found.value for found in at.dataframe if "moved" in found.value.columns]
    assert not positions & set(effect.columns)
    assert "Of the votes of all rounds, as they count again once the fresh round “two” closes." in words(at)
    at.toggle(key="hidden_positions").set_value(True).run()
    [effect] = [found.value for found in at.dataframe if "moved" in found.value.columns]
    assert positions <= set(effect.columns)


def test_list_stays_as_it_was_until_one_looks_again(visit, crowd, signed_in, vote):
    at = visit("organise.py", part="Voters", voters="all")
    crowd.append([vote("t1", "newcomer", 50, 50)])
    at.run()
    assert len(table(at)) == 4
    at = click(choose(at, "mallory"), "look_again")
    assert len(table(at)) == 5
    assert "Choose voters in the list" in words(at)


def test_voter_who_is_gone_meanwhile_is_refused_and_nobody_is_blocked(visit, crowd, signed_in):
    at = choose(visit("organise.py", part="Voters"), "mallory", "oscar")
    at = click(at, "block")
    crowd.forget_voter(BOARD, "oscar", who="oscar")
    at = confirm(at, crowd.board(BOARD).title)
    assert "There is no voter" in errors(at)[0]
    assert crowd.voter(BOARD, "mallory").blocked_at is None


def test_nobody_stands_out_among_plain_votes(visit, store, signed_in, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    at = visit("organise.py", part="Voters")
    assert "Nobody stands out" in words(at)
    assert "Nobody is blocked" in words(visit("organise.py", part="Voters", voters="blocked"))
    assert len(store.current_votes(Selection(BOARD))) == 1
