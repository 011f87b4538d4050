"""What the disagreement page adds to the figures of the tools."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from spectrum import analysis
from spectrum.ui.disagreement.charts import LONGEST, ends_of_ranking, missing_votes_words
from spectrum.ui.disagreement.figures import DIP_FIGURES, camps_by_tool, votes_still_needed
from spectrum.ui.disagreement.table import tool_link

NAN = math.nan


def needed(**figures: float) -> float:
    row = {"n": 10, "n_y": 10, "votes_needed_x": 10, "votes_needed_y": 10, "votes_needed_disagreement": 10}
    return votes_still_needed(pd.DataFrame([row | figures])).iloc[0]


def test_votes_still_needed_are_the_most_that_any_figure_lacks():
    assert needed() == 0
    assert needed(votes_needed_x=12, votes_needed_y=31, votes_needed_disagreement=24) == 21
    assert needed(votes_needed_disagreement=24) == 14


def test_votes_without_y_do_not_count_towards_y_and_disagreement():
    assert needed(n_y=4) == 6
    assert needed(n=12, votes_needed_x=12) == 0


def test_votes_still_needed_are_unknown_where_a_figure_is():
    assert math.isnan(needed(votes_needed_disagreement=NAN))


@pytest.fixture
def tests() -> pd.DataFrame:
    """Dip tests of a tool with camps along y, one without, and one with too few votes."""
    rows = [
        ("a", axis, p, q) for axis, p, q in (("x", 0.4, 0.5), ("y", 0.001, 0.004), ("principal", 0.3, 0.5))
    ]
    rows += [("b", axis, 0.7, 0.8) for axis in analysis.CAMP_AXES]
    rows += [("c", axis, NAN, NAN) for axis in analysis.CAMP_AXES]
    frame = pd.DataFrame(rows, columns=["tool_id", "axis", "p", "q"])
    verdicts = np.where(frame["q"] <= 0.05, "evidence of camps", "no evidence of camps")
    return frame.assign(verdict=np.where(frame["q"].isna(), "too few votes (n < 30)", verdicts))


def test_evidence_along_one_axis_is_the_tool_s_verdict(tests):
    found = camps_by_tool(tests).set_index("tool_id")
    assert found["camps"].to_dict() == {
        "a": "evidence of camps",
        "b": "no evidence of camps",
        "c": "too few votes (n < 30)",
    }
    assert found.loc["a", ["dip_p_x", "dip_p_y", "dip_q_principal"]].tolist() == [0.4, 0.001, 0.5]
    assert found.loc["c", list(DIP_FIGURES)].isna().all()


def test_board_without_votes_has_no_dip_tests():
    found = camps_by_tool(analysis.camps(pd.DataFrame({"tool_id": [], "x": [], "y": []})))
    assert found.empty
    assert {"tool_id", "camps", *DIP_FIGURES} == set(found.columns)


def test_hint_names_the_nearest_tools_first():
    others = pd.DataFrame({"name": ["far", "near", "also near"], "n_y": [1, 9, 9]})
    assert missing_votes_words(others) == (
        "Nearest to the 10 votes of a ranking, and short of them: near and also near by 1; far by 9. "
        "Together the 3 without a rank lack 11 votes."
    )


def test_long_ranking_keeps_both_of_its_ends():
    ranked = pd.DataFrame({"disagreement": np.arange(100) / 100, "number": range(100)})
    ends = ends_of_ranking(ranked)["disagreement"].tolist()
    assert len(ends) == LONGEST
    assert (max(ends), min(ends)) == (0.99, 0.0)
    assert not any(0.2 <= d < 0.8 for d in ends)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Lip-Sync / Dub", "Lip-Sync%20/%20Dub"),
        ("100 % AI & more", "100%20%25%20AI%20&%20more"),
        ("<b>", "%3Cb%3E"),
    ],
)
def test_link_keeps_a_name_readable_and_an_id_whole(name, shown):
    assert tool_link("a&b#c", name) == f"distribution?tool=a%26b%23c#{shown}"
