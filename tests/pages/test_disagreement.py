"""The disagreement page: nothing is ranked that has too few votes, and every figure is the analysis'."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from spectrum import analysis
from spectrum.exchange import import_simulation
from spectrum.model import Selection
from spectrum.ui.disagreement.charts import LONGEST
from spectrum.ui.disagreement.figures import COLUMNS
from tests.pages.looking import ALL, BOARD, elements, read, words

PAGE = "disagreement.py"


def table(at) -> pd.DataFrame:
    """The table of all tools, by number."""
    [frame] = [found.value for found in at.dataframe if "disagreement" in found.value.columns]
    return frame.set_index("number")


def titles(at) -> list[str]:
    """The titles of the charts, in order."""
    specs = [json.loads(drawn.proto.spec) for drawn in at.get("vega_lite_chart")]
    return [spec["title"]["text"] for spec in specs]


def said_in(at, number: int) -> str:
    drawn = at.get("vega_lite_chart")[number].proto
    return json.dumps(json.loads(drawn.spec), ensure_ascii=False) + "".join(
        d.data.data.decode("utf-8", "ignore") for d in drawn.datasets
    )


def board_figure(at, label: str) -> list[str]:
    """A row of the table of the whole board."""
    [row] = [found.value.loc[label].tolist() for found in at.table if label in found.value.index]
    return [read(text) for text in row]


def figures(store, selection: Selection = ALL) -> pd.DataFrame:
    found = analysis.tool_statistics(store.positions(selection), store.tools(BOARD), anchor_weight=0)
    return found.set_index("number")


def placed(store, selection: Selection = ALL) -> pd.DataFrame:
    votes = store.current_votes(selection)
    return votes[votes["kind"] == "place"]


# --- empty and few --------------------------------------------------------------------


def test_board_without_votes_says_what_would_change_that(visit, store):
    at = visit(PAGE)
    assert "3 tools, no votes yet. Disagreement takes 2 votes on a tool, a ranking 10." in words(at)
    assert "nothing to show before the first vote" in words(at)
    assert not at.get("vega_lite_chart")


def test_nothing_is_ranked_below_ten_votes_on_both_axes(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 10.0 * i, 50.0) for i in range(9)])
    store.append([vote("t1", "x only", 50.0), vote("t2", "v1", 1, 2), vote("t2", "v2", 5, 9)])
    at = visit(PAGE)
    assert "No tool has the 10 votes on both axes that a ranking needs; nearest: Denoise (9)." in words(at)
    assert (
        "Denoise by 1; Text to film by 8; Storyboard by 10. Together the 3 without a rank lack 19 votes."
        in words(at)
    )
    assert titles(at)[0] == "Disagreement (1 − r*WG)"
    assert "3 tools with fewer than 10 votes: not ranked" in said_in(at, 0)
    assert "most disputed" not in said_in(at, 0)


def test_tenth_vote_ranks_a_tool_and_the_others_stay_apart(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 10.0 * i, 50.0) for i in range(10)])
    store.append([vote("t2", "v1", 1, 2), vote("t2", "v2", 5, 9)])
    at = visit(PAGE)
    row = figures(store).loc[1]
    limits = f"[{row['disagreement_low']:.2f}, {row['disagreement_high']:.2f}]"
    assert (
        f"One tool has the 10 votes that a ranking needs: Denoise (D {row['disagreement']:.2f} {limits}"
        in words(at)
    )
    assert "1 tool, the most disputed first" in said_in(at, 0)
    assert "Text to film" not in said_in(at, 0)
    assert [fold.label for fold in at.expander] == ["2 tools not ranked: fewer than 10 votes"]


def test_disagreement_without_an_interval_has_no_rank(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 40.0, 60.0) for i in range(12)])
    store.append([vote("t2", f"v{i}", 40.0 + (i == 0), 60.0) for i in range(12)])
    assert "No tool with the 10 votes that a ranking needs has an interval." in words(visit(PAGE))
    store.append([vote("t3", f"v{i}", 40.0 + i, 60.0) for i in range(12)])
    at = visit(PAGE)
    assert "1 tool, the most disputed first" in said_in(at, 0)
    assert "or all but one: Denoise and Text to film have no interval of D." in words(at)


def test_split_by_axis_needs_a_ranked_tool(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "v1", 1, 2), vote("t1", "v2", 5, 9)])
    at = visit(PAGE, chart="By axis")
    assert "split by axis from 10 votes on" in words(at)
    assert "Disagreement (1 − r*WG)" not in titles(at)


def test_figures_that_are_undefined_are_dashes_with_a_reason(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30), vote("t2", "ann", 25, 35)])
    at = visit(PAGE)
    assert board_figure(at, "Krippendorff's α") == ["–", "–", "–"]
    assert "α for x, y and both axes together: no tool has two votes." in words(at)
    assert "Components for x and y: there are fewer than two voters." in words(at)
    assert "cannot be told yet" in words(at)
    assert "nan" not in words(at).lower()
    assert table(at).loc[1, ["interval", "needed"]].tolist() == ["–", "–"]


# --- many ---------------------------------------------------------------------------


def test_table_has_the_figures_of_the_analysis(visit, seeded):
    shown, expected = table(visit(PAGE)), figures(seeded)
    assert shown["n"].tolist() == expected["n"].tolist()
    pd.testing.assert_series_equal(shown["disagreement"], expected["disagreement"], check_dtype=False)
    pd.testing.assert_series_equal(
        shown["standard_distance"], expected["standard_distance"], check_dtype=False
    )
    parts = shown["disagreement_x"] + shown["disagreement_y"]
    pd.testing.assert_series_equal(parts, expected["disagreement"], check_names=False)
    for number, row in expected.iterrows():
        low, high = row["disagreement_low"], row["disagreement_high"]
        assert shown.loc[number, "interval"] == f"[{low:.2f}, {high:.2f}]"


def test_sentence_names_the_ends_of_the_ranking(visit, seeded):
    by_d = figures(seeded).sort_values("disagreement")
    said = words(visit(PAGE))
    assert (
        f"Furthest apart are the votes on {by_d['name'].iloc[-1]} (D {by_d['disagreement'].iloc[-1]:.2f} ["
        in said
    )
    assert f"closest those on {by_d['name'].iloc[0]} (D {by_d['disagreement'].iloc[0]:.2f} [" in said


def test_agreement_and_components_are_those_of_all_votes(visit, seeded):
    at, votes = visit(PAGE), placed(seeded)
    assert board_figure(at, "Krippendorff's α") == [
        f"{analysis.alpha(votes, a).value:.2f}" for a in ("x", "y", "xy")
    ]
    low, high = analysis.alpha(votes, "x").low, analysis.alpha(votes, "x").high
    assert board_figure(at, "95 % interval of α")[0] == f"[{low:.2f}, {high:.2f}]"
    x, y = (analysis.components(votes, axis) for axis in "xy")
    assert board_figure(at, "Voter’s habit: share of the variance")[1] == (
        f"{100 * y.voter.value:.0f} % [{100 * y.voter.low:.0f}, {100 * y.voter.high:.0f}]"
    )
    ten, one = ([f"{100 * analysis.phi(c, n):.0f} % tool on {c.axis}" for c in (x, y)] for n in (10, 1))
    assert (
        f"The average of 10 voters is {ten[0]} and {ten[1]}; a single vote is {one[0]} and {one[1]}."
        in words(at)
    )


def test_camps_are_told_with_p_and_never_as_one_camp(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append(
        [vote("t1", f"v{i}", 5.0 + i % 7 if i % 2 else 90.0 + i % 7, 50.0 + i % 9) for i in range(60)]
    )
    store.append([vote("t2", f"v{i}", 40.0 + (i * 7.3) % 23, 30.0 + (i * 3.7) % 19) for i in range(60)])
    at = visit(PAGE)
    said = words(at)
    assert "2 tools have the 30 votes of the dip test; evidence of camps in Denoise (along" in said
    assert "p < 0.001, q < 0.001). No evidence of camps in the other 1." in said
    assert "one camp" not in said
    assert table(at)["camps"].tolist() == [
        "evidence of camps",
        "no evidence of camps",
        "too few votes (n < 30)",
    ]
    assert table(at)["dip_p_x"].notna().tolist() == [True, True, False]


def test_without_thirty_votes_no_tool_is_tested_for_camps(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30), vote("t1", "bob", 25, 35)])
    at = visit(PAGE)
    assert "no tool has the 30 votes that the dip test needs" in words(at)
    [shown] = [found for found in at.dataframe if "disagreement" in found.value.columns]
    assert not any(name.startswith("dip_") for name in shown.proto.column_order)


def test_funnel_draws_the_board_s_own_disagreement(visit, seeded):
    at = visit(PAGE, chart="By number of votes")
    assert titles(at)[0] == "Disagreement by number of votes"
    assert "3 tools. Dashed: the board’s D" in said_in(at, 0)


def test_long_ranking_is_drawn_at_its_ends_unless_asked_for_in_full(visit, store):
    tools = LONGEST + 5
    import_simulation(
        store, BOARD, analysis.Simulation(voters=30, tools=tools, votes_per_voter=tools, seed=1)
    )
    ends, full = visit(PAGE), visit(PAGE, every="true")
    assert f"{LONGEST} tools, the most disputed first" in said_in(ends, 0)
    assert "Drawn: the 20 most and the 20 least disputed of 45 tools." in words(ends)
    assert f"{tools} tools, the most disputed first" in said_in(full, 0)
    assert len(table(ends)) >= tools


def test_link_of_a_tool_carries_its_id_and_shows_its_name(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t2", "ann", 20, 30)])
    assert table(visit(PAGE)).loc[2, "tool"] == "distribution?tool=t2#Text%20to%20film"


# --- filters ------------------------------------------------------------------------


def test_filter_in_the_url_chooses_the_votes_and_is_said(visit, seeded):
    at, sound = visit(PAGE, branch="Sound"), Selection(BOARD, branch="Sound")
    assert table(at)["n"].tolist() == figures(seeded, sound)["n"].tolist()
    assert "Voters of branch Sound only;" in words(at)
    assert (
        board_figure(at, "Krippendorff's α")[0] == f"{analysis.alpha(placed(seeded, sound), 'x').value:.2f}"
    )


def test_filter_that_no_vote_passes_says_so(visit, seeded):
    seeded.open_round(BOARD, "empty")
    assert "No vote passes the filter" in words(visit(PAGE, round="empty"))


def test_y_that_repeats_the_seed_s_is_counted_and_can_be_left_out(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 90.0), vote("t1", "bob", 40, 90.0), vote("t1", "cat", 60, 10)])
    store.append([vote("t3", "ann", 20, 90.0)])  # without a seed there is nothing to repeat
    at = visit(PAGE)
    assert "2 of 4 votes repeat their tool’s seed y to 0.1." in words(at)
    left_out = visit(PAGE, chosen_y="true")
    assert "Here they count for x alone." in words(left_out)
    assert table(left_out).loc[1, ["n", "n_y"]].tolist() == [3, 1]


def test_nothing_is_said_of_seeds_where_no_vote_repeats_one(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 90.1), vote("t2", "ann", 20, 30)])
    assert "seed y" not in words(visit(PAGE))


def test_every_control_is_written_into_the_url(visit, seeded):
    bound = {getattr(node.proto, "query_param_key", "") for node in elements(visit(PAGE))} - {""}
    assert bound == {"chart", "round", "branch", "beyond", "chosen_y", "every"}


@pytest.mark.parametrize("name", ["disagreement", "agreement", "variance", "disagreement-all-tools"])
def test_numbers_of_every_chart_can_be_taken_away(visit, seeded, offered, name):
    visit(PAGE)
    header, *rows = offered[f"{name}.csv"]().decode("utf-8-sig").splitlines()
    assert len(rows) == {"variance": 6}.get(name, 3)
    assert "voter" not in header.replace("n_voters", "")
    if name == "disagreement-all-tools":
        assert header == ",".join(COLUMNS)
