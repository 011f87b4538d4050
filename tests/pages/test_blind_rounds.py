"""What is cast in a blind round shows nowhere until the round is closed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from spectrum.exchange import TABLES
from spectrum.model import Tool
from spectrum.store import Store
from spectrum.ui.data import takeaway
from tests.pages.looking import ALL, BOARD, PAGES, contents, listed, seen, settled

SECRET_X, SECRET_Y = 87.3, 12.9
SECRET = re.compile(r"(?<![\d.])87\.3(?!\d)")  # as a number of its own, not a part of another
WITHOUT_DOWNLOADS = {"vote.py", "wall.py", "organise.py", "method.py", "my_votes.py"}
SAME_EACH_TIME = (
    *("spectrum", "votes-", "disagreement", "agreement", "variance", "funnel", "not-ranked"),
    *("residuals", "habits", "voter-figures", "comparison"),
    *("margins-", "mean-over-votes-", "figures-", "rounds-", "branches-", "picked-votes-", "same-voters-"),
)


@pytest.fixture(params=["after_close", "after_own_vote"])
def blind(request: pytest.FixtureRequest, seeded: Store) -> Store:
    """A board with votes of an earlier round and a blind round open."""
    seeded.open_round(BOARD, "blind", reveal=request.param)
    return seeded


def hide_votes(store: Store, vote) -> None:
    """Votes in the blind round: by somebody new, by a voter of earlier, and one taken back."""
    earlier = store.current_votes(ALL, "t1")["voter_id"][0]
    store.append(
        [
            vote("t1", "hidden", SECRET_X, SECRET_Y),
            vote("t3", "hidden", SECRET_X, SECRET_Y),
            vote("t1", earlier, SECRET_X, SECRET_Y),
            vote("t2", "gone", SECRET_X, SECRET_Y),
            vote("t2", "gone", kind="withdraw"),
        ]
    )


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("average.py", {"tool": "t1"}),
        ("average.py", {"branch": "Sound", "weight": "3", "arrows": "true", "ellipses": "true"}),
        ("distribution.py", {"tool": "t1"}),
        ("distribution.py", {"tool": "t3", "round": "blind"}),
        ("distribution.py", {"tool": "t1", "look": "By round"}),
        ("distribution.py", {"tool": "t1", "look": "By branch"}),
        ("distribution.py", {"tool": "t1", "look": "Pick votes", "x_range": ["0", "99"]}),
        ("disagreement.py", {}),
        ("disagreement.py", {"chart": "By number of votes", "chosen_y": "true", "round": "blind"}),
        ("voters.py", {"within": "50"}),
        ("voters.py", {"axis": "y", "without_habit": "true", "branch": "Sound"}),
        ("compare.py", {}),
        ("compare.py", {"compare": "Branches"}),
        ("compare.py", {"compare": "Before and after"}),
        ("method.py", {}),
        ("vote.py", {"tool": "t1"}),
        ("wall.py", {}),
        ("organise.py", {}),
        ("data.py", {}),
    ],
    ids=str,
)
def test_nothing_on_a_page_moves_with_a_blind_vote(visit, blind, vote, page, query):
    before = seen(visit(page, **query))
    hide_votes(blind, vote)
    after = seen(visit(page, **query))
    assert after == before
    assert not SECRET.search("".join(after))


def test_blind_votes_are_shown_once_the_round_is_closed(visit, blind, vote):
    hide_votes(blind, vote)
    blind.close_round(BOARD)
    assert SECRET.search("".join(seen(visit("distribution.py", tool="t3"))))
    assert listed(visit("average.py"))["n"].sum() == 80 + 2


@pytest.mark.parametrize("page", sorted({*PAGES} - WITHOUT_DOWNLOADS))
def test_downloads_hold_no_blind_vote(visit, blind, vote, offered, page):
    visit(page, tool="t1", compare="Branches")
    before = contents(offered)
    hide_votes(blind, vote)
    visit(page, tool="t1", compare="Branches")
    after = contents(offered)
    assert after
    assert [name for name, content in after.items() if SECRET.search(content.decode("latin-1"))] == []
    for name in after:
        if name.startswith(SAME_EACH_TIME):  # the others have new pseudonyms each time
            assert settled(after[name].decode()) == settled(before[name].decode())


def test_tables_to_take_away_have_no_row_more_for_a_blind_vote(blind, vote):
    board = blind.board(BOARD)

    def rows() -> dict[str, int]:
        return {table.file: len(takeaway._table(board, table.name).splitlines()) for table in TABLES}

    before = rows()
    hide_votes(blind, vote)
    assert rows() == before


def test_position_of_a_tool_that_was_added_in_a_blind_round_is_on_no_page_and_in_no_table(visit, blind):
    blind.save_board(replace(blind.board(BOARD), adding_open=True))
    blind.add_tool(BOARD, Tool("added", "Upscaler", seed_x=SECRET_X, seed_y=SECRET_Y))
    shown = [
        *seen(visit("average.py")),
        *seen(visit("distribution.py", tool="added")),
        *seen(visit("timeline.py")),
    ]
    assert "Upscaler" in "".join(shown)
    assert not SECRET.search("".join(shown))
    tables = {table.file: takeaway._table(blind.board(BOARD), table.name).decode() for table in TABLES}
    assert [file for file, table in tables.items() if SECRET.search(table)] == []
    blind.close_round(BOARD)
    assert SECRET.search("".join(seen(visit("distribution.py", tool="added"))))
