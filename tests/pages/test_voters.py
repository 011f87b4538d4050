"""The voters' page: figures voter by voter, which lead to nobody."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from spectrum import analysis, ui
from spectrum.live.pseudonyms import pseudonym
from spectrum.model import Selection, Voter
from spectrum.ui.voters.table import LISTED
from tests.pages.looking import ALL, BOARD, contents, elements, seen, words

PAGE = "voters.py"


def table(at) -> pd.DataFrame:
    """The table of voters, by number."""
    [frame] = [found.value for found in at.dataframe if "habit" in found.value.columns]
    return frame.set_index("voter")


def charts(at) -> list[dict]:
    return [json.loads(drawn.proto.spec) for drawn in at.get("vega_lite_chart")]


def placed(store, selection: Selection = ALL) -> pd.DataFrame:
    votes = store.current_votes(selection)
    return votes[votes["kind"] == "place"]


def crowd(store, vote, voters: int, **more) -> None:
    store.append(
        [
            vote(tool, f"v{i}", 40.0 + 3 * i + at, 60.0 - 2 * i + at * at, **more)
            for i in range(voters)
            for at, tool in enumerate(("t1", "t2"))
        ]
    )


# --- who is shown -----------------------------------------------------------------------


def test_board_without_votes_invites_to_vote(visit, store):
    at = visit(PAGE)
    assert "No votes yet" in words(at)
    assert not at.get("vega_lite_chart")
    assert not at.dataframe


def test_four_voters_are_not_shown_and_five_are(visit, store, vote):
    store.open_round(BOARD, "one")
    crowd(store, vote, 4)
    at = visit(PAGE)
    assert "only where 5 or more have voted on x" in words(at)
    assert not at.get("vega_lite_chart")
    assert not at.dataframe
    crowd(store, vote, 5)
    assert len(table(visit(PAGE))) == 5


def test_small_branch_is_not_shown_nor_offered_for_download(visit, store, vote, offered):
    store.open_round(BOARD, "one")
    for number in range(9):
        store.save_voter(BOARD, Voter(f"v{number}", branch="Sound" if number < 4 else "Story"))
    crowd(store, vote, 9)
    offered.clear()
    at = visit(PAGE, branch="Sound")
    assert "So few could be recognised" in words(at)
    assert offered == {}
    assert len(table(visit(PAGE, branch="Story"))) == 5


def test_votes_on_x_alone_do_not_make_a_group_on_y(visit, store, vote):
    store.open_round(BOARD, "one")
    crowd(store, vote, 4)
    store.append([vote("t1", "v4", 50.0), vote("t2", "v4", 60.0)])
    assert len(table(visit(PAGE))) == 5
    assert "only where 5 or more have voted on y" in words(visit(PAGE, axis="y"))


def test_neither_ids_nor_names_are_sent_or_downloaded(visit, store, vote, offered):
    store.open_round(BOARD, "one")
    voters = [f"secret-{i}" for i in range(8)]
    for voter in voters:
        store.save_voter(BOARD, Voter(voter, name=f"Name of {voter}"))
    store.append(
        [vote(tool, voter, 10.0 * i, 5.0 * i) for i, voter in enumerate(voters) for tool in ("t1", "t2")]
    )
    text = "".join(seen(visit(PAGE)))
    files = b"".join(contents(offered).values()).decode("utf-8", "ignore")
    for hidden in ["secret-", "Name of", *(pseudonym(voter) for voter in voters)]:
        assert hidden not in text
        assert hidden not in files


def test_numbers_stay_at_a_second_look_and_differ_in_another_choice(visit, seeded):
    votes = placed(seeded).groupby("voter_id").size()
    again = [ui.voter_numbers(ALL) for _ in range(2)]
    pd.testing.assert_series_equal(*again)
    assert sorted(again[0]) == list(range(1, len(votes) + 1))
    others = ui.voter_numbers(Selection(BOARD, chosen_y_only=True))
    assert others.index.tolist() != again[0].index.tolist()  # in order of number


# --- figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("axis", ["x", "y"])
def test_habits_are_those_of_the_analysis(visit, seeded, axis):
    at, votes = visit(PAGE, axis=axis), placed(seeded)
    parts = analysis.components(votes, axis)
    expected = analysis.voter_habits(votes, parts).assign(
        voter=lambda f: f["voter_id"].map(ui.voter_numbers(ALL))
    )
    expected = expected.set_index("voter").sort_index()
    shown = table(at)
    np.testing.assert_allclose(shown["habit"], expected["habit"], atol=1e-5)
    assert shown["n"].tolist() == expected["n"].tolist()
    share = f"{100 * parts.voter.value:.0f} % [{100 * parts.voter.low:.0f}, {100 * parts.voter.high:.0f}]"
    assert f"40 voters, 80 votes. Voters’ habits make up {share} of the variance on {axis} (n 80)." in words(
        at
    )


def test_residuals_of_the_map_and_its_download_are_the_analysis_s(visit, seeded, offered):
    visit(PAGE)
    found = analysis.residual_matrix(placed(seeded), "x")
    lines = offered["residuals.csv"]().decode("utf-8-sig").splitlines()
    assert lines[0] == "voter,number,name,residual,residual_without_habit"
    got = sorted(float(line.split(",")[3]) for line in lines[1:])
    np.testing.assert_allclose(got, sorted(found["residual"]), atol=1e-5)


def test_toggle_takes_the_habits_off_the_map_and_its_table(visit, seeded):
    maps = [charts(visit(PAGE, **query))[0] for query in ({}, {"without_habit": "true"})]
    assert maps[0]["title"] == maps[1]["title"]
    tables = [
        next(found.value for found in visit(PAGE, **query).dataframe if "1 Denoise" in found.value.columns)
        for query in ({}, {"without_habit": "true"})
    ]
    found = analysis.residual_matrix(placed(seeded), "x")
    assert np.nanmax(tables[0]) == pytest.approx(found["residual"].max(), abs=0.06)
    assert np.nanmax(tables[1]) == pytest.approx(found["residual_without_habit"].max(), abs=0.06)
    assert np.isnan(tables[0].to_numpy(dtype=float)).sum() == 40 * 3 - 80  # no vote is blank, not zero


def test_where_habits_cannot_be_told_the_page_says_why(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", f"v{i}", 10.0 * i, 50.0 + i) for i in range(6)])
    at = visit(PAGE)
    assert "Voters’ habits on x cannot be told: there are votes on fewer than two tools." in words(at)
    assert [chart["title"]["text"] for chart in charts(at)] == ["Residuals, x"]
    assert "Habits cannot be taken off" in words(visit(PAGE, without_habit="true"))
    assert table(at)["habit"].isna().all()


def test_crowd_is_listed_by_its_strongest_habits(monkeypatch, visit, seeded, offered):
    assert LISTED == 200
    monkeypatch.setattr("spectrum.ui.voters.table.LISTED", 10)
    at = visit(PAGE)
    votes = placed(seeded)
    habits = analysis.voter_habits(votes, analysis.components(votes, "x"))["habit"].abs()
    assert sorted(table(at)["habit"].abs()) == pytest.approx(sorted(habits)[-10:], abs=1e-5)
    assert "Listed: the 10 strongest habits of 40 voters." in words(at)
    assert len(offered["voter-figures.csv"]().splitlines()) == 41


# --- anchoring --------------------------------------------------------------------------


@pytest.fixture
def shown(store, vote):
    """Nine voters who saw both tools at (50, 50): three voted 4 and 5 points away, six further; one saw nothing."""
    round_ = store.open_round(BOARD, "one")
    saw = {"shown_x": 50.0, "shown_y": 50.0, "shown_in": round_.round_id}
    for i in range(9):
        away = 4.0 if i < 3 else 10.0 + i
        store.append(
            [vote("t1", f"v{i}", 50 + away, 50.0, **saw), vote("t2", f"v{i}", 50.0, 51 + away, **saw)]
        )
    store.append([vote("t1", "blind", 30.0, 31.0), vote("t2", "blind", 36.0, 35.0)])
    return store


def test_anchoring_of_the_board_and_of_each_voter(visit, shown):
    at = visit(PAGE)
    assert (
        "Anchoring: 6 of the 18 votes whose voters were shown a position lie within 5 points of it, 33 % [16, 56]. "
        "For 2 votes nothing is recorded as shown." in words(at)
    )
    found = table(at).sort_values("share")
    assert found["n_shown"].value_counts().to_dict() == {2: 9, 0: 1}
    assert found["share"].dropna().tolist() == [0.0] * 6 + [100.0] * 3
    assert found["share_interval"].iloc[-1] == "–"  # NaN is last: nothing was recorded as shown


def test_distance_in_the_url_says_what_is_near(visit, shown):
    at = visit(PAGE, within="4")
    assert "3 of the 18 votes whose voters were shown a position lie within 4 points of it" in words(at)


def test_leaving_out_near_votes_does_not_hide_how_many_are_near(visit, shown):
    at = visit(PAGE, beyond="5")
    assert "6 of the 18 votes" in words(at)
    assert "also of those that the filter leaves out" in words(at)


def test_imported_votes_have_no_anchoring(visit, seeded):
    at = visit(PAGE)
    assert "Anchoring: not available. For none of the 80 votes" in words(at)
    assert "share" not in table(at).columns


def test_every_control_is_written_into_the_url(visit, seeded):
    bound = {getattr(node.proto, "query_param_key", "") for node in elements(visit(PAGE))} - {""}
    assert bound == {"axis", "round", "branch", "beyond", "chosen_y", "without_habit", "within"}
