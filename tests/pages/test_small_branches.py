"""What fewer than five voters of a branch placed is told on no page and in no download of one."""

from __future__ import annotations

import re

import pytest

from spectrum.model import Voter
from tests.pages.looking import BOARD, PAGES, contents, seen, words

FEW, OF_FEW_Y, LONELY = ("63.7", "58.3"), "71.9", ("37.3", "41.9")
WITH_FILTER = ["average.py", "compare.py", "disagreement.py", "distribution.py", "timeline.py", "voters.py"]


@pytest.fixture
def branches(store, vote):
    """Eight voters of Sound, three of VFX, eight of none; distinct positions where few of them voted.

    Three of Sound placed t2, seven t1. All of Sound placed t3 in x, but only three in y.
    """
    for number in range(8):
        store.save_voter(BOARD, Voter(f"s{number}", branch="Sound"))
    for number in range(3):
        store.save_voter(BOARD, Voter(f"f{number}", branch="VFX"))
    for name in ("one", "two"):
        store.open_round(BOARD, name)
        store.append(
            [
                *(vote("t1", f"s{number}", 20 + number, 30 + number) for number in range(7)),
                *(vote("t2", f"s{number}", *map(float, FEW)) for number in range(3)),
                *(
                    vote("t3", f"s{number}", 80, None if number > 2 else float(OF_FEW_Y))
                    for number in range(8)
                ),
                *(vote("t1", f"f{number}", *map(float, LONELY)) for number in range(3)),
                *(vote("t1", f"n{number}", 50 + number, 50 - number) for number in range(8)),
                *(vote("t2", f"n{number}", 90 - number, 10 + number) for number in range(8)),
            ]
        )
        store.close_round(BOARD)
    return store


def told(at, offered, *numbers):
    """Which of the numbers stand on a page or in what can be downloaded from it."""
    files = [content.decode("utf-8", "replace") for content in contents(offered).values()]
    text = "\n".join([*seen(at), *files])
    return [number for number in numbers if re.search(rf"(?<![\d.]){re.escape(number)}(?:0*)(?![\d.])", text)]


LOOKS = ("All votes", "By round", "Pick votes")
QUERIES = {
    "average.py": [{}, {"arrows": "true", "ellipses": "true"}, {"round": "one"}],
    "distribution.py": [{"look": look, "tool": tool} for look in LOOKS for tool in ("t1", "t2", "t3")],
    "disagreement.py": [{}, {"chart": "By axis"}, {"chart": "By number of votes"}],
    "compare.py": [{}, {"compare": "Branches", "branch_a": "Sound", "branch_b": "VFX"}],
    "voters.py": [{}, {"axis": "y"}],
    "timeline.py": [{}],
}
VIEWS = [(page, query) for page, queries in QUERIES.items() for query in queries]


def test_every_page_with_a_filter_is_looked_at():
    assert set(QUERIES) == set(WITH_FILTER) <= set(PAGES)


@pytest.mark.parametrize(("page", "query"), VIEWS)
def test_branch_of_few_voters_is_told_nowhere(visit, branches, offered, page, query):
    at = visit(page, branch="VFX", **query)
    assert told(at, offered, *LONELY) == []
    assert "ewer than 5 voters" in words(at)


@pytest.mark.parametrize(("page", "query"), VIEWS)
def test_tool_that_few_of_a_branch_placed_is_told_nowhere(visit, branches, offered, page, query):
    at = visit(page, branch="Sound", **query)
    assert told(at, offered, *FEW, OF_FEW_Y) == []


def test_all_of_it_is_there_without_a_branch(visit, branches, offered):
    """What the tests above look for would be found if it were told."""
    at = visit("timeline.py")
    assert told(at, offered, *LONELY, *FEW, OF_FEW_Y) == [*LONELY, *FEW, OF_FEW_Y]


def test_what_is_left_out_is_said_and_the_rest_is_shown(visit, branches):
    at = visit("average.py", branch="Sound")
    assert "what fewer than 5 of them placed counts as without votes" in words(at)
    figures = at.dataframe[0].value.set_index("name")
    assert figures["n"].tolist() == [7, 0, 8]
    assert figures.loc["Denoise", "x"] == pytest.approx(23.0)
