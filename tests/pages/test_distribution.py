"""One tool's page: its plane and margins, its groups, how the mean settled, all measures, and picking votes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from spectrum import analysis
from spectrum.model import Selection, Voter
from spectrum.store import Store
from spectrum.ui.distribution import picking
from tests.pages.looking import ALL, BOARD, elements, figure, read, seen, words

Pick = Callable[[list[int]], None]


def charts(at: AppTest) -> list[dict]:
    return [json.loads(drawn.proto.spec) for drawn in at.get("vega_lite_chart")]


def datasets(at: AppTest) -> list[pd.DataFrame]:
    """What the first chart draws."""
    return [
        pa.ipc.open_stream(d.data.data).read_all().to_pandas()
        for d in at.get("vega_lite_chart")[0].proto.datasets
    ]


def texts(spec: object) -> str:
    return json.dumps(spec, ensure_ascii=False)


def votes_on(store: Store, tool: str, selection: Selection = ALL) -> pd.DataFrame:
    votes = store.current_votes(selection, tool)
    return votes[votes["kind"] == "place"].reset_index(drop=True)


def remark(at: AppTest, label: str) -> str:
    [table] = [found.value.rename(index=read) for found in at.table]
    return read(table.loc[label, "Note"].removeprefix(":small[").removesuffix("]"))


@pytest.fixture
def rounds(store: Store, vote) -> Store:
    """Twelve voters of two branches, six of them in both of two rounds; two more of a third branch."""
    for voter in range(14):
        store.save_voter(
            BOARD, Voter(f"v{voter}", branch="Sound" if voter < 6 else "Story" if voter < 12 else "VFX")
        )
    store.open_round(BOARD, "Morning")
    store.append([vote("t1", f"v{voter}", 10 + voter, 60 + voter) for voter in range(14)])
    store.append([vote("t2", f"v{voter}", 50, 40) for voter in range(14)])
    store.close_round(BOARD)
    store.open_round(BOARD, "Evening")
    store.append([vote("t1", f"v{voter}", 70 + voter, 20) for voter in range(6)])
    store.close_round(BOARD)
    return store


@pytest.fixture
def pick(monkeypatch: pytest.MonkeyPatch) -> Pick:
    """Stands for the hand that draws around votes: `pick([0, 3])` picks these points of the plane."""
    points: list[dict[str, int]] = []

    def choose(rows: list[int]) -> None:
        points[:] = [{"pointIndex": row} for row in rows]

    monkeypatch.setattr(picking, "plotly_events", lambda *_, **__: points)
    return choose


# --- all votes


def test_votes_on_the_x_axis_alone_are_said_to_tell_nothing_of_both(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 40.0 + i) for i in range(3)])
    assert "3 votes, none of them on both axes. Spread needs at least two." in words(
        visit("distribution.py", tool="t1")
    )
    store.append([vote("t1", "v1", 41.0, 50.0)])
    assert "3 votes, 1 of them on both axes." in words(visit("distribution.py", tool="t1"))


def test_plane_shows_every_vote_and_from_ten_on_where_most_of_them_lie(visit, rounds):
    at = visit("distribution.py", tool="t1")
    plane, *_ = charts(at)
    assert "14 votes" in texts(plane["title"])
    assert "50\u2009% and 95\u2009% data ellipses" in texts(plane["title"])
    drawn = set().union(*({*zip(data["x"], data["y"], strict=True)} for data in datasets(at) if "x" in data))
    assert {*zip(*votes_on(rounds, "t1")[["x", "y"]].to_numpy().T, strict=True)} <= drawn


def test_new_vote_is_drawn_at_the_next_look(visit, rounds, vote):
    at = visit("distribution.py", tool="t1")
    rounds.open_round(BOARD, "Night")
    rounds.append([vote("t1", "new", 99, 1)])
    assert "15 votes" in texts(charts(at.run())[0]["title"])


def test_few_votes_have_no_data_ellipses_and_no_shape_in_the_margins(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{voter}", 10 * voter, 50 + voter) for voter in range(6)])
    plane, margin_x, margin_y, *_ = charts(visit("distribution.py", tool="t1"))
    assert "data ellipses" not in texts(plane)
    for margin in (margin_x, margin_y):
        assert '"type": "area"' not in texts(margin)
        assert "Line: mean" in texts(margin["title"])


def test_figures_are_those_of_the_analysis(visit, seeded):
    at = visit("distribution.py", tool="t2")
    votes = votes_on(seeded, "t2")
    middle = analysis.geometric_median(votes["x"], votes["y"])
    assert figure(at, "Geometric median") == [f"{middle.x:.1f}", f"{middle.y:.1f}"]
    assert (
        figure(at, "Median absolute deviation (MAD)")[0]
        == f"{(votes.x - votes.x.median()).abs().median():.1f}"
    )
    [table] = [found.value.rename(index=read) for found in at.table]
    assert (
        read(table.loc["Standard distance", "both"]) == f"{analysis.standard_distance(votes.x, votes.y):.1f}"
    )
    assert (
        read(table.loc["Disagreement (1 − r*WG)", "both"]) == f"{analysis.disagreement(votes.x, votes.y):.2f}"
    )


def test_every_measure_of_a_tool_is_labelled_and_explained_by_its_definition(visit, seeded):
    at = visit("distribution.py", tool="t1")
    [table] = [found.value.rename(index=read) for found in at.table]
    explained = words(at)
    for name, measure in analysis.measures().items():
        if measure.group in (
            "Votes",
            "Where a tool stands",
            "How far apart the votes are",
            "What moves a vote",
        ):
            assert read(table.loc[measure.label, "What it says"]) == measure.words
            assert f"](method#{name})" in explained
            assert measure.limits in explained


def test_missing_figure_says_why(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    at = visit("distribution.py", tool="t1")
    assert figure(at, "Standard deviation (SD)") == ["–", "–"]
    assert remark(at, "Standard deviation (SD)") == "Not given below 2 votes."
    assert remark(at, "95 % interval of disagreement").startswith("Not given below 5 complete votes")
    assert remark(at, "Camps (dip test)") == "Not tested below 30 votes."
    assert remark(at, "Drift") == "Not available: fewer than 5 votes have a recorded time."
    store.append([vote("t3", "ann", 20, 30)])
    assert remark(visit("distribution.py", tool="t3"), "Seed") == "This tool has no seed."


def test_camps_are_named_where_the_votes_fall_apart(visit, store, vote):
    store.open_round(BOARD, "one")
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.normal(15, 4, 30), rng.normal(85, 4, 30)]).clip(0, 100).round(1)
    store.append([vote("t1", f"v{voter}", float(at), 50 + voter / 10) for voter, at in enumerate(x)])
    assert remark(visit("distribution.py", tool="t1"), "Camps (dip test)").startswith(
        "Evidence of camps along x"
    )


def test_anchoring_is_counted_where_it_was_recorded_what_was_shown(visit, store, vote):
    store.open_round(BOARD, "one")
    shown = {"shown_x": 50.0, "shown_y": 50.0}
    store.append([vote("t1", f"v{voter}", 50 + 20 * voter, 50, **shown) for voter in range(2)])
    store.append([vote("t2", "ann", 50, 50)])
    at = visit("distribution.py", tool="t1")
    [table] = [found.value.rename(index=read) for found in at.table]
    assert read(table.loc["Anchoring", "both"]).startswith("50 % [")
    assert "2 votes were shown a position" in remark(at, "Anchoring")
    assert "For none of these votes" in remark(visit("distribution.py", tool="t2"), "Anchoring")


# --- how the mean settled


def test_course_of_the_mean_ends_at_the_mean(visit, rounds):
    *_, course_x, course_y = charts(visit("distribution.py", tool="t1"))
    mean = votes_on(rounds, "t1")[["x", "y"]].mean()
    assert f"After 14 votes: {mean['x']:.1f} [" in texts(course_x["title"])
    assert f"After 14 votes: {mean['y']:.1f} [" in texts(course_y["title"])


def test_votes_without_a_recorded_time_have_no_course_and_it_says_so(visit, seeded):
    at = visit("distribution.py", tool="t1")
    assert "Not available: these votes have no recorded time" in words(at)
    assert "mean x, vote by vote" not in "".join(map(texts, charts(at)))


def test_votes_with_and_without_a_time_are_counted_apart(visit, seeded, vote):
    seeded.open_round(BOARD, "one")
    seeded.append([vote("t3", f"new{voter}", 40 + voter, 50) for voter in range(3)])
    n = len(votes_on(seeded, "t3"))
    assert f"{n - 3} of {n} votes have no recorded time" in words(visit("distribution.py", tool="t3"))


# --- groups


def test_rounds_stand_side_by_side_each_with_its_own_latest_votes(visit, rounds):
    at = visit("distribution.py", tool="t1", look="By round")
    table = at.dataframe[0].value.set_index("group")
    assert table["n"].to_dict() == {"Morning": 14, "Evening": 6}
    known = {round_.name: round_.round_id for round_ in rounds.rounds(BOARD)}
    for name, round_id in known.items():
        own = votes_on(rounds, "t1", replace(ALL, round_id=round_id))
        assert table.loc[name, "mean_x"] == pytest.approx(own["x"].mean())
        assert table.loc[name, "standard_distance"] == pytest.approx(analysis.standard_distance(own.x, own.y))
    [drawn] = charts(at)
    assert [panel["title"]["text"] for panel in drawn["concat"]] == ["Morning", "Evening"]


def test_chosen_round_alone_is_said_to_be_alone(visit, rounds):
    at = visit("distribution.py", tool="t1", look="By round", round="Evening")
    assert at.dataframe[0].value["n"].tolist() == [6]
    assert "Choose “all rounds” there" in words(at)


def test_votes_of_no_round_stand_beside_those_of_rounds(visit, seeded, vote):
    before = len(votes_on(seeded, "t1"))
    assert "were imported and belong to no round" in words(
        visit("distribution.py", tool="t1", look="By round")
    )
    seeded.open_round(BOARD, "one")
    seeded.append([vote("t1", "ann", 20, 30)])
    table = visit("distribution.py", tool="t1", look="By round").dataframe[0].value
    assert dict(zip(table["group"], table["n"], strict=True)) == {"No round (imported)": before, "one": 1}


def test_branch_of_few_voters_is_not_shown_apart(visit, rounds):
    at = visit("distribution.py", tool="t1", look="By branch")
    assert at.dataframe[0].value["group"].tolist() == ["Sound", "Story"]
    assert "2 votes of 1 branch with fewer than 5 voters" in words(at)
    apart = [
        node for node in elements(at) if node.type in ("vega_lite_chart", "dataframe", "caption", "info")
    ]
    assert not [node for node in apart if "VFX" in str(node.proto)]


@pytest.mark.parametrize("look", ["All votes", "By round", "By branch", "Pick votes"])
def test_filter_for_a_branch_of_few_voters_shows_nothing_of_them(visit, rounds, look):
    at = visit("distribution.py", tool="t1", branch="VFX", look=look)
    assert "Fewer than 5 voters of branch VFX have votes here" in words(at)
    assert not charts(at)
    assert not at.table
    assert not at.dataframe


# --- picking


def test_ranges_pick_the_votes_within_them(visit, rounds, pick):
    at = visit("distribution.py", tool="t1", look="Pick votes", x_range=["16", "30"], y_range=["66", "70"])
    votes = votes_on(rounds, "t1")
    within = votes[votes["x"].between(16, 30) & votes["y"].between(66, 70)]
    assert 0 < len(within) < len(votes)
    assert (
        at.dataframe[0].value[["x", "y"]].to_numpy().tolist()
        == within.sort_values("x")[["x", "y"]].to_numpy().tolist()
    )
    assert f"{len(within)} of 14 votes picked" in words(at)


def test_picked_votes_are_listed_with_what_their_voters_did_elsewhere(visit, rounds, pick, vote):
    rounds.open_round(BOARD, "Night")
    rounds.append([vote("t2", "v8", 90, 10), vote("t3", "v8", 1, 2), vote("t3", "v0", 99, 98)])
    votes = votes_on(rounds, "t1")
    row = votes.index[votes["voter_id"] == "v8"][0]
    pick([int(row)])
    at = visit("distribution.py", tool="t1", look="Pick votes")
    listed, others = (found.value for found in at.dataframe)
    assert listed[["x", "y", "round", "branch"]].to_numpy().tolist() == [[18.0, 68.0, "Morning", "Story"]]
    assert others[["name", "n", "x", "y"]].to_numpy().tolist() == [
        ["Text to film", 1, 90.0, 10.0],
        ["Storyboard", 1, 1.0, 2.0],
    ]
    everybody = rounds.positions(ALL).set_index("tool_id")["mean_x"]
    assert others["all_x"].tolist() == pytest.approx(everybody[["t2", "t3"]].tolist())
    [drawn] = charts(at)
    assert "The same voters on 2 other tools" in texts(drawn["title"])


def test_nothing_picked_says_how_to_pick(visit, rounds, pick):
    at = visit("distribution.py", tool="t1", look="Pick votes")
    assert "Nothing picked yet" in words(at)
    assert "0 of 14 votes picked" in words(at)
    assert not at.dataframe


def test_picked_votes_do_not_tell_who_cast_them(visit, rounds, pick):
    pick([0, 13])
    at = visit("distribution.py", tool="t1", look="Pick votes")
    assert set(at.dataframe[0].value.columns) == {"x", "y", "round", "branch", "cast_at"}
    assert "VFX" not in at.dataframe[0].value["branch"].tolist()
    assert not [text for text in seen(at) if "v13" in text]


def test_plane_of_the_picker_gets_numbers_only(visit, rounds):
    at = visit("distribution.py", tool="t1", look="Pick votes")
    [component] = [node for node in elements(at) if node.type == "component_instance"]
    figure_ = json.loads(json.loads(component.proto.json_args)["plot_obj"])
    [trace] = figure_["data"]
    assert trace["x"] == votes_on(rounds, "t1")["x"].tolist()
    assert trace["y"] == votes_on(rounds, "t1")["y"].tolist()
    assert "Denoise" not in component.proto.json_args
    assert "Sound" not in component.proto.json_args


def test_clearing_takes_ranges_back(visit, rounds, pick):
    at = visit("distribution.py", tool="t1", look="Pick votes", x_range=["16", "30"])
    at.button(key="clear_picks").click().run()
    assert at.slider(key="x_range").value == (0.0, 100.0)
    assert "Nothing picked yet" in words(at)


def test_large_crowd_is_sampled_on_the_plane_and_ranges_take_all(visit, store, vote, monkeypatch):
    monkeypatch.setattr(picking, "MOST_DRAWN", 10)
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{voter}", voter, voter) for voter in range(40)])
    at = visit("distribution.py", tool="t1", look="Pick votes", x_range=["0", "29"])
    assert "30 of 40 votes picked" in words(at)
    assert "Of the 30 within the ranges 10, evenly chosen, are drawn" in words(at)
    assert len(at.dataframe[0].value) == 30


# --- from tool to tool


def test_neighbours_are_one_click_away(visit, store):
    at = visit("distribution.py", tool="t2")
    at.button(key="Next tool").click().run()
    assert at.query_params["tool"] == "t3"
    assert "Storyboard" in words(at)
    assert at.button(key="Next tool").disabled
    at.button(key="Previous tool").click().run()
    at.button(key="Previous tool").click().run()
    assert at.query_params["tool"] == "t1"
    assert at.button(key="Previous tool").disabled


@pytest.mark.parametrize("look", ["By round", "By branch", "Pick votes"])
def test_tool_without_votes_has_a_word_in_every_look(visit, store, look):
    at = visit("distribution.py", tool="t1", look=look)
    assert "Denoise: no votes yet" in words(at)
    assert at.info


def test_sentence_says_which_votes_are_left_out(visit, seeded):
    at = visit("distribution.py", tool="t1", beyond="3", chosen_y="true")
    assert "Without votes within 3 points of what was shown." in words(at)
    assert "A y that repeats the seed’s counts as not chosen." in words(at)
