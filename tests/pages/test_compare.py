"""Two groups of votes side by side: what the visitor reads, what is drawn, and what is kept back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from spectrum import analysis
from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.model import Selection, Voter
from tests.pages.looking import ALL, BOARD, contents, elements, read, words

PAGE = "compare.py"
START = datetime(2026, 5, 1, 14)


def placements(store, selection: Selection) -> pd.DataFrame:
    votes = store.current_votes(selection)
    return votes[votes["kind"] == "place"].reset_index(drop=True)


def expected(store, a: Selection, b: Selection) -> pd.DataFrame:
    return analysis.compare(placements(store, a), placements(store, b)).set_index("tool_id")


def hold(store, vote, name: str, votes: list[tuple], reveal: str = "live") -> Selection:
    """A round with these votes (tool, voter, x, y, and what was shown), closed again."""
    round_ = store.open_round(BOARD, name, reveal=reveal, start="fresh")
    store.append([vote(*cast[:4], **(cast[4] if len(cast) > 4 else {})) for cast in votes])
    store.close_round(BOARD)
    return Selection(BOARD, round_id=round_.round_id)


def crowd(tool: str, x: float, y: float, *, voters: int = 12, shown: dict | None = None) -> list[tuple]:
    """Votes around a point, a few points apart."""
    return [(tool, f"v{i}", x + i % 4, y + i % 3, *([shown] if shown else [])) for i in range(voters)]


@pytest.fixture
def two_rounds(store, vote) -> tuple[Selection, Selection]:
    """t1 moves by some 40 points and t2 by none; t3 is placed in the second round only, and once."""
    first = hold(store, vote, "Tuesday", crowd("t1", 20, 30) + crowd("t2", 50, 50))
    shifted = [("t1", f"v{i}", 60 + (i * 3) % 5, 30 + i % 3) for i in range(12)]
    moved = [*shifted, *crowd("t2", 50, 50), ("t3", "v0", 5, 5)]
    return first, hold(store, vote, "Thursday", moved)


def table(at) -> pd.DataFrame:
    [frame] = [frame.value for frame in at.dataframe]
    return frame.set_index("number")


def whole(at, label: str) -> list[str]:
    [found] = [table.value.rename(index=read) for table in at.table]
    return [read(cell) for cell in found.loc[label]]


def arrows(at) -> pd.DataFrame:
    """The drawn tools: what the chart's data hold."""
    [chart] = at.get("vega_lite_chart")
    frames = [pa.ipc.open_stream(d.data.data).read_all().to_pandas() for d in chart.proto.datasets]
    inline = json.loads(chart.proto.spec).get("datasets", {}).values()
    frames += [pd.DataFrame(rows) for rows in inline]
    with_means = [frame for frame in frames if {"a_x", "b_x"} <= set(frame.columns) and len(frame)]
    return pd.concat(with_means).drop_duplicates("number").set_index("number").sort_index()


# --- rounds -------------------------------------------------------------------------------


def test_rounds_are_compared_tool_by_tool(visit, store, two_rounds):
    at = visit(PAGE)
    figures = expected(store, *two_rounds)
    shown = table(at)
    assert shown.index.tolist()[0] == 1  # the surest difference first
    assert shown.loc[1, "difference_x"] == pytest.approx(figures.loc["t1", "difference_x"])
    assert shown.loc[1, "difference_x"] > 35
    assert shown.loc[1, "q"] == pytest.approx(figures.loc["t1", "q"])
    low, high = figures.loc["t1", ["difference_x_low", "difference_x_high"]]
    assert shown.loc[1, "interval_x"] == f"[{low:.1f}, {high:.1f}]"
    assert shown.loc[1, ["sd_x_a", "sd_x_b"]].tolist() == pytest.approx(
        figures.loc["t1", ["sd_x_a", "sd_x_b"]].tolist()
    )
    assert shown.loc[3, "why"] == "there are votes of fewer than two groups"
    assert "Of 2 tools placed in both, 1 differs (q < 0.05): Denoise. 12 voters are in both." in words(at)


def test_chart_draws_an_arrow_from_a_to_b(visit, store, two_rounds):
    figures = expected(store, *two_rounds)
    drawn = arrows(visit(PAGE))
    assert drawn.index.tolist() == [1, 2]  # t3 has no mean in A
    assert drawn.loc[1, ["a_x", "b_x"]].tolist() == pytest.approx(
        figures.loc["t1", ["mean_x_a", "mean_x_b"]].tolist()
    )


def test_groups_are_summed_up(visit, store, two_rounds):
    at = visit(PAGE)
    assert whole(at, "Voters") == ["12", "12"]
    assert whole(at, "Votes") == ["24", "25"]
    a, b = (analysis.alpha(placements(store, side), "x") for side in two_rounds)
    assert whole(at, "Krippendorff's α, x") == [
        f"{side.value:.2f} [{side.low:.2f}, {side.high:.2f}]" for side in (a, b)
    ]
    within = [
        placements(store, side).groupby("tool_id")[["x", "y"]].agg(["var", "size"]) for side in two_rounds
    ]
    distances = [
        sum(
            (((by_tool[axis]["size"] - 1) * by_tool[axis]["var"]).sum()) / (by_tool[axis]["size"] - 1).sum()
            for axis in "xy"
        )
        ** 0.5
        for by_tool in within
    ]
    found = whole(at, "Standard distance, points, within tools")
    assert found == [f"{distance:.1f}" for distance in distances]


def test_url_chooses_the_rounds(visit, store, vote, two_rounds):
    hold(store, vote, "Friday", crowd("t1", 20, 80))
    at = visit(PAGE)
    assert [box.value for box in at.selectbox[:2]] == ["Thursday", "Friday"]
    at = visit(PAGE, round_a="Tuesday", round_b="Thursday")
    assert table(at).loc[1, "difference_x"] > 35
    backwards = visit(PAGE, round_a="Thursday", round_b="Tuesday")
    assert table(backwards).loc[1, "difference_x"] < -35


@pytest.mark.parametrize(
    ("way", "names"),
    [
        ("Rounds", {"round_a", "round_b", "branch"}),
        ("Branches", {"branch_a", "branch_b", "round"}),
        ("Before and after", {"at", "round", "branch"}),
    ],
)
@pytest.mark.usefixtures("seeded", "two_rounds", "timed")
def test_every_choice_is_in_the_url(visit, way, names):
    at = visit(PAGE, compare=way)
    bound = {getattr(node.proto, "query_param_key", "") for node in elements(at)} - {""}
    assert bound == names | {"compare", "beyond", "chosen_y"}


def test_way_of_comparing_is_chosen(visit, two_rounds):
    at = visit(PAGE)
    at.button_group(key="compare").set_value("Branches").run()
    assert "Comparing branches takes voters of two" in words(at)


def test_a_group_is_not_compared_with_itself(visit, two_rounds):
    at = visit(PAGE, round_a="Tuesday", round_b="Tuesday")
    assert "A and B are both “Tuesday”" in words(at)
    assert not at.dataframe


def test_a_tool_with_one_vote_on_a_side_is_not_tested(visit, store, vote):
    hold(store, vote, "one", [("t1", "ann", 10, 10)])
    hold(store, vote, "two", [("t1", "bob", 90, 90)])
    at = visit(PAGE)
    assert "Of 1 tool placed in both, none has the 2 votes on each side that a test takes." in words(at)
    assert table(at).loc[1, "why"] == "a group has fewer than two votes"


def test_few_tools_untested_are_counted(visit, store, vote):
    hold(store, vote, "one", [*crowd("t1", 10, 10), ("t2", "v0", 1, 1)])
    hold(store, vote, "two", [*crowd("t1", 10, 10), ("t2", "v0", 1, 1)])
    at = visit(PAGE)
    assert "Of 2 tools placed in both, none differs by more than chance" in words(at)
    assert "1 tool has too few votes to test" in words(at)


# --- what voters were shown -----------------------------------------------------------------


def test_warns_where_one_round_was_blind(visit, store, vote):
    hold(store, vote, "open", crowd("t1", 20, 30, shown={"shown_x": 22.0, "shown_y": 31.0}))
    hold(store, vote, "blind", crowd("t1", 20, 30), reveal="after_close")
    at = visit(PAGE)
    [warning] = [read(found.value) for found in at.warning]
    assert "Anchoring may make the difference" in warning
    assert "Voters of “open” saw the others’ votes while they voted" in warning
    assert "those of “blind” saw no votes of others" in warning
    assert "before 100 % of the votes in A and before 0 % in B" in warning


def test_warns_where_different_positions_were_shown(visit, store, vote):
    hold(store, vote, "one", crowd("t1", 20, 30, shown={"shown_x": 20.0, "shown_y": 30.0}))
    hold(store, vote, "two", crowd("t1", 20, 30, shown={"shown_x": 23.0, "shown_y": 34.0}))
    at = visit(PAGE)
    [warning] = [read(found.value) for found in at.warning]
    assert "5.0 points apart on average over 1 tool (most: Denoise, 5.0)" in warning
    assert table(at).loc[1, "shown_apart"] == pytest.approx(5.0)


def test_does_not_warn_where_the_same_was_shown(visit, store, vote):
    same = {"shown_x": 20.0, "shown_y": 30.0}
    for name in ("one", "two"):
        hold(store, vote, name, crowd("t1", 20, 30, shown=same))
    at = visit(PAGE)
    assert not at.warning
    assert "cannot be ruled out" not in words(at)
    near = analysis.anchoring_share(
        *zip(*[(20 + i % 4, 30 + i % 3, 20, 30) for i in range(12)], strict=True), within=5
    )
    assert whole(at, "Votes within 5 points of what was shown")[0].startswith(f"{100 * near.share:.0f} %")


def test_says_where_nothing_is_recorded_of_what_was_shown(visit, two_rounds):
    at = visit(PAGE)
    assert not at.warning
    assert "What voters were shown before they voted is not recorded for either side" in words(at)


def test_votes_near_what_was_shown_can_be_left_out(visit, store, vote):
    shown = {"shown_x": 20.0, "shown_y": 30.0}
    for name in ("one", "two"):
        hold(store, vote, name, crowd("t1", 20, 30, shown=shown) + crowd("t2", 60, 60, shown=shown))
    at = visit(PAGE, beyond="10")
    assert table(at).index.tolist() == [2]
    assert "Without votes within 10 points of what was shown" in words(at)


# --- the other ways -------------------------------------------------------------------------


def test_branches_are_compared(visit, seeded):
    at = visit(PAGE, compare="Branches", branch_a="Editing", branch_b="Story")
    a, b = (replace(ALL, branch=branch) for branch in ("Editing", "Story"))
    figures = expected(seeded, a, b)
    assert table(at).loc[1, "difference_y"] == pytest.approx(figures.loc["t1", "difference_y"])
    sound = seeded.counts(replace(ALL, branch="Sound")).voters
    assert f"{sound} voters of other branches, or of none, are on neither side" in words(at)
    assert "No voter is in both" in words(at)


def test_small_branch_is_kept_back(visit, seeded, vote):
    for number in range(4):
        seeded.save_voter(BOARD, Voter(f"few{number}", branch="Legal"))
    seeded.open_round(BOARD, "now")
    seeded.append([vote("t1", f"few{number}", 87.3, 12.9) for number in range(4)])
    at = visit(PAGE, compare="Branches", branch_a="Sound", branch_b="Legal")
    assert "“Legal” has votes of fewer than 5 voters" in words(at)
    assert not at.dataframe
    assert not at.get("vega_lite_chart")
    seeded.save_voter(BOARD, Voter("few4", branch="Legal"))
    seeded.append([vote("t1", "few4", 87.3, 12.9)])
    assert len(visit(PAGE, compare="Branches", branch_a="Sound", branch_b="Legal").dataframe) == 1


def test_small_branch_within_rounds_is_kept_back(visit, store, vote, two_rounds):
    store.save_voter(BOARD, Voter("v1", branch="Legal"))
    at = visit(PAGE, branch="Legal")
    assert "Fewer than 5 voters of branch Legal have votes here" in words(at)
    assert not at.dataframe


def test_branch_that_is_small_in_one_round_is_kept_back(visit, store, vote, two_rounds):
    for number in range(6):
        store.save_voter(BOARD, Voter(f"w{number}", branch="Legal"))
    hold(store, vote, "Wednesday", [("t1", f"w{number}", 20, 30) for number in range(4)])
    hold(store, vote, "Friday", [("t1", f"w{number}", 20, 30) for number in range(6)])
    at = visit(PAGE, branch="Legal", round_a="Wednesday", round_b="Friday")
    assert "“Wednesday” has votes of fewer than 5 voters of branch Legal" in words(at)
    assert not at.dataframe


def test_blind_rounds_stand_beside_live_ones(visit, store, vote):
    live = hold(store, vote, "live", crowd("t1", 20, 30))
    blind = [
        hold(store, vote, name, crowd("t1", x, 30), reveal="after_close")
        for name, x in (("b1", 40), ("b2", 50))
    ]
    at = visit(PAGE, compare="Blind and live")
    together = Selection(BOARD, round_ids=tuple(side.round_id for side in blind))
    figures = expected(store, together, live)
    assert table(at).loc[1, "difference_x"] == pytest.approx(figures.loc["t1", "difference_x"])
    assert "Voters of “Blind rounds” saw no votes of others" in read(at.warning[0].value)


@pytest.fixture
def timed(store) -> Selection:
    """Sixty votes over two hours, and six by two others that have no recorded time."""
    plan = Simulation(voters=20, tools=3, votes_per_voter=3, seed=2, starts_at=START, minutes=120)
    import_simulation(store, BOARD, plan, tools=store.tools(BOARD))
    more = Simulation(
        voters=22, tools=3, votes_per_voter=3, seed=9
    )  # the first 20 voters are those of before
    import_simulation(store, BOARD, more, tools=store.tools(BOARD))
    return ALL


def test_before_and_after_a_time(visit, store, timed):
    at = visit(PAGE, compare="Before and after", at="2026-05-01T14:30")
    moment = START + timedelta(minutes=30)
    figures = expected(store, replace(ALL, cast_until=moment), replace(ALL, cast_from=moment))
    shown = table(at)
    assert shown.loc[2, ["n_a", "n_b"]].tolist() == figures.loc["t2", ["n_a", "n_b"]].tolist()
    assert shown["n_a"].sum() + shown["n_b"].sum() == placements(store, ALL)["cast_at"].notna().sum()


def test_before_and_after_says_how_many_votes_have_no_time(visit, store, timed):
    votes = placements(store, ALL)
    without = int(votes["cast_at"].isna().sum())
    assert without == 6
    at = visit(PAGE, compare="Before and after")
    assert f"{without} of {len(votes)} votes have no recorded time and are on neither side" in words(at)


def test_before_and_after_starts_where_half_of_the_votes_are_cast(visit, store, timed):
    shown = table(visit(PAGE, compare="Before and after"))
    assert abs(shown["n_a"].sum() - shown["n_b"].sum()) <= 3


# --- what the page opens on -------------------------------------------------------------------


def test_page_opens_on_branches_where_there_are_no_two_rounds(visit, seeded):
    at = visit(PAGE)
    assert at.button_group(key="compare").value == "Branches"
    assert len(at.dataframe) == 1


def test_page_opens_on_times_where_every_branch_is_small(visit, store):
    plan = Simulation(voters=4, tools=3, votes_per_voter=3, seed=2, starts_at=START, minutes=120)
    import_simulation(store, BOARD, plan, tools=store.tools(BOARD))
    at = visit(PAGE)
    assert at.button_group(key="compare").value == "Before and after"
    assert len(at.dataframe) == 1


def test_page_opens_on_rounds_where_two_have_votes(visit, store, vote, two_rounds):
    store.open_round(BOARD, "empty")
    at = visit(PAGE)
    assert at.button_group(key="compare").value == "Rounds"
    assert [box.value for box in at.selectbox[:2]] == ["Tuesday", "Thursday"]
    assert len(at.dataframe) == 1


def test_page_opens_on_rounds_with_a_tool_in_common(visit, store, vote, two_rounds):
    hold(store, vote, "Friday", [("t3", "v5", 1, 1)])
    at = visit(PAGE)
    assert [box.value for box in at.selectbox[:2]] == ["Thursday", "Friday"]
    hold(store, vote, "Saturday", [("t2", "v5", 1, 1)])
    assert [box.value for box in visit(PAGE).selectbox[:2]] == ["Thursday", "Saturday"]


def test_way_in_the_url_is_kept(visit, seeded):
    at = visit(PAGE, compare="Rounds")
    assert at.button_group(key="compare").value == "Rounds"
    assert "The other ways" not in words(at)


def test_page_with_nothing_to_compare_says_so_of_all_ways(visit, store):
    at = visit(PAGE)
    assert "this board has none" in words(at)
    assert "The other ways have nothing to compare yet either" in words(at)


# --- nothing to compare ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "hint"),
    [
        ("Rounds", "To compare rounds takes two of which everybody may see the votes; this board has none"),
        ("Branches", "no voter of this board has named one"),
        ("Blind and live", "A closed blind round and a live round is missing"),
        ("Before and after", "this board has none. Votes cast here get a time"),
    ],
)
def test_an_empty_board_says_what_would_make_it_work(visit, store, way, hint):
    at = visit(PAGE, compare=way)
    assert hint in words(at)
    assert not at.dataframe


def test_a_single_round_is_named(visit, store, vote):
    hold(store, vote, "Tuesday", crowd("t1", 10, 10))
    assert "this board has one, “Tuesday”" in words(visit(PAGE))


def test_an_empty_round_is_named(visit, store, vote):
    hold(store, vote, "one", crowd("t1", 10, 10))
    store.open_round(BOARD, "two")
    assert "There are no votes in “two”" in words(visit(PAGE))


def test_open_blind_round_is_no_choice(visit, store, vote, two_rounds):
    store.open_round(BOARD, "secret", reveal="after_close")
    store.append([vote("t1", "v1", 87.3, 12.9)])
    at = visit(PAGE)
    assert "secret" not in at.selectbox(key="round_b").options
    assert "this is the board as of its opening" in words(at)


def test_big_board_draws_the_surest_differences_unless_asked_for_all(visit, store, vote, monkeypatch):
    monkeypatch.setattr("spectrum.ui.compare.charts.DRAWN", 1)
    hold(store, vote, "one", crowd("t1", 20, 30) + crowd("t2", 50, 50))
    hold(store, vote, "two", crowd("t1", 20, 30) + crowd("t2", 80, 50))
    assert arrows(visit(PAGE)).index.tolist() == [2]
    assert arrows(visit(PAGE, every="true")).index.tolist() == [1, 2]


def test_download_has_every_figure_unrounded(visit, store, two_rounds, offered):
    visit(PAGE)
    files = contents(offered)
    frame = pd.read_csv(io.BytesIO(files["comparison-all-tools.csv"])).set_index("tool_id")
    figures = expected(store, *two_rounds)
    assert frame.loc["t1", "difference_x_low"] == pytest.approx(
        figures.loc["t1", "difference_x_low"], abs=1e-9
    )
    assert set(analysis.COMPARISON_COLUMNS) <= {*frame.columns, "tool_id"}
    assert {"comparison.svg", "comparison.csv"} <= set(files)
