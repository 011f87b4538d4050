"""What a selection looks at: every reading obeys it, and the rules are those of the analysis."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from spectrum.analysis import anchoring
from spectrum.errors import InvalidSetting
from spectrum.model import Round, Selection, Tool, VoteFile, Voter

BOARD = "board"
ALL = Selection(BOARD)
HEADER = ("tool_id", "voter_id", "kind", "x", "y", "shown_x", "shown_y", "cast_at", "round_id")
LOG = """\
t1,ann,place,10.0,20.0,,,2026-01-01T10:00:00,r1
t1,ben,place,30.0,90.0,29.8,60.0,2026-01-01T10:10:00,r1
t2,ann,place,50.0,5.04,50.0,5.0,2026-01-01T10:20:00,r1
t1,ann,place,40.0,,40.3,70.0,2026-01-01T11:00:00,r2
t1,cat,place,70.0,72.0,70.0,70.0,2026-01-01T11:10:00,r2
t2,cat,unsure,,,50.0,5.0,2026-01-01T11:20:00,r2
t1,ben,place,35.0,90.02,,,2026-01-01T12:00:00,r3
t3,ann,place,60.0,,61.0,,,r3
"""


def times(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 1, hour, minute, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def logged(store, tmp_path):
    file = tmp_path / "votes.csv"
    file.write_text(
        ",".join(("seq", *HEADER))
        + "\n"
        + "".join(f"{i},{line}\n" for i, line in enumerate(LOG.splitlines(), 1))
    )
    rounds = [Round(f"r{i}", f"Round {i}", times(9 + i), times(10 + i)) for i in (1, 2, 3)]
    tools = store.tools(BOARD)
    store.load(BOARD, VoteFile(file, ("seq", *HEADER), source="import:votes.csv", tools=tools, rounds=rounds))
    return store


def placed(store, selection):
    """{(tool, voter): (x, y)} of the current placements."""
    frame = store.current_votes(selection)
    frame = frame[frame["kind"] == "place"]
    y = frame["y"].astype(object).where(frame["y"].notna(), None)
    return dict(
        zip(
            zip(frame["tool_id"], frame["voter_id"], strict=True),
            zip(frame["x"], y, strict=True),
            strict=True,
        )
    )


def test_several_rounds_give_the_latest_vote_within_them(logged):
    seen = placed(logged, Selection(BOARD, round_ids=("r1", "r2")))
    assert seen == {
        ("t1", "ann"): (40.0, 20.0), ("t1", "ben"): (30.0, 90.0), ("t1", "cat"): (70.0, 72.0),
        ("t2", "ann"): (50.0, 5.04),
    }  # fmt: skip


def test_one_round_can_be_named_either_way(logged):
    assert placed(logged, Selection(BOARD, round_ids=("r2",))) == placed(
        logged, Selection(BOARD, round_id="r2")
    )


def test_no_round_at_all_gives_no_votes(logged):
    assert logged.positions(Selection(BOARD, round_ids=())).empty


def test_times_include_the_first_and_leave_out_the_second(logged):
    seen = placed(logged, Selection(BOARD, cast_from=times(10, 10), cast_until=times(11, 10)))
    assert seen == {("t1", "ben"): (30.0, 90.0), ("t2", "ann"): (50.0, 5.04), ("t1", "ann"): (40.0, None)}


def test_votes_without_a_time_are_in_no_span_of_time(logged):
    assert ("t3", "ann") in placed(logged, ALL)
    for span in ({"cast_from": times(0)}, {"cast_until": times(23)}):
        assert set(placed(logged, Selection(BOARD, **span))) == set(placed(logged, ALL)) - {("t3", "ann")}


@pytest.mark.parametrize("within", [0.0, 0.3, 1.0, 2.0, 30.0])
@pytest.mark.parametrize("chosen", [False, True])
def test_placements_near_what_was_shown_are_left_out_as_the_analysis_does(logged, within, chosen):
    shown = logged.anchored_votes(Selection(BOARD, chosen_y_only=chosen))
    kept = shown[anchoring.beyond_shown(shown, within=within)]
    selection = Selection(BOARD, beyond_shown=within, chosen_y_only=chosen)
    assert set(placed(logged, selection)) == set(zip(kept["tool_id"], kept["voter_id"], strict=True))
    assert logged.anchored_votes(selection)["x"].tolist() == kept["x"].tolist()


def test_y_of_the_seed_is_not_chosen_and_x_stays(logged):
    tools = logged.tools(BOARD)
    shown = logged.anchored_votes(ALL)
    expected = anchoring.without_seed_y(shown, anchoring.repeats_seed_y(shown, tools))
    found = logged.anchored_votes(Selection(BOARD, chosen_y_only=True))
    np.testing.assert_array_equal(found[["x", "y"]], expected[["x", "y"]])
    assert found["y"].isna().sum() == shown["y"].isna().sum() + 2


@pytest.mark.parametrize(
    "selection",
    [
        ALL,
        Selection(BOARD, round_ids=("r1", "r3")),
        Selection(BOARD, cast_from=times(10, 5), cast_until=times(12)),
        Selection(BOARD, as_of=5),
        Selection(BOARD, beyond_shown=1.0),
        Selection(BOARD, chosen_y_only=True, branch="Sound"),
        Selection(BOARD, branch="Sound", beyond_shown=0.5, round_ids=("r1", "r2")),
    ],
)
@pytest.mark.parametrize("blocked", [False, True])
def test_every_reading_obeys_the_selection(logged, selection, blocked):
    for voter in ("ann", "ben"):
        logged.save_voter(BOARD, Voter(voter, branch="Sound"))
    if blocked:
        logged.save_voter(BOARD, Voter("ben", branch="Sound", blocked_at=times(13)))
    votes = logged.current_votes(selection)
    votes = votes[votes["kind"] == "place"]
    positions, lattice, counts = (
        logged.positions(selection),
        logged.lattice(selection),
        logged.counts(selection),
    )
    assert (counts.voters, counts.votes) == (votes["voter_id"].nunique(), len(votes))
    assert (
        dict(zip(positions["tool_id"], positions["n"], strict=True))
        == votes.groupby("tool_id").size().to_dict()
    )
    assert positions["n_y"].tolist() == votes.groupby("tool_id")["y"].count().tolist()
    assert lattice[lattice["axis"] == "x"]["n"].sum() == len(votes)
    assert lattice[lattice["axis"] == "y"]["n"].sum() == votes["y"].count()
    anchored = logged.anchored_votes(selection)
    assert anchored["x"].tolist() == votes["x"].tolist()
    assert set(zip(anchored["tool_id"], anchored["voter_id"], strict=True)) <= set(
        zip(logged.log(selection)["tool_id"], logged.log(selection)["voter_id"], strict=True)
    )


def test_shown_positions_are_those_of_the_latest_vote(logged):
    for selection in (ALL, Selection(BOARD, as_of=10**6)):
        ann = logged.anchored_votes(selection, "t1").set_index("voter_id").loc["ann"]
        assert (ann["seq"], ann["x"], ann["y"], ann["shown_x"], ann["shown_y"]) == (4, 40.0, 20.0, 40.3, 70.0)


def test_log_has_every_vote_in_order_as_it_was_cast(logged):
    log = logged.log(ALL, "t1")
    assert log["seq"].tolist() == [1, 2, 4, 5, 7]
    assert np.isnan(log.set_index("seq")["y"][4])
    assert log["cast_at"].iloc[0] == times(10)
    assert logged.log(ALL)["kind"].tolist().count("unsure") == 1


def test_log_leaves_out_what_does_not_count(logged, tmp_path):
    logged.save_voter(BOARD, Voter("ann", blocked_at=times(13)))
    logged.save_tools(BOARD, [Tool("t2", "Text to film", number=2, status="hidden")])
    older = tmp_path / "older.csv"
    older.write_text("tool_id,voter_id,x,y,cast_at\nt1,cat,1,1,2020-01-01\n")
    logged.load(
        BOARD, VoteFile(older, ("tool_id", "voter_id", "x", "y", "cast_at"), source="import:older.csv")
    )
    assert logged.log(ALL)["seq"].tolist() == [2, 5, 7]


def test_log_stops_where_a_blind_round_began(logged, vote):
    logged.open_round(BOARD, "blind", reveal="after_close")
    logged.append([vote("t1", "dan", 1, 1)])
    assert logged.log(logged.public_view(BOARD))["seq"].max() == 8
    assert logged.log(ALL)["seq"].max() == 9


def test_votes_on_a_merged_tool_stand_in_the_log_of_the_one_that_remains(logged):
    logged.save_tools(BOARD, [Tool("t2", "Text to film", number=2, status="merged", merged_into="t1")])
    assert logged.log(ALL, "t1")["seq"].tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_lattice_counts_to_a_tenth(store, vote):
    store.open_round(BOARD, "one")
    store.append(
        [vote("t1", f"v{i}", x, 100.0) for i, x in enumerate([0.0, 0.04, 0.06, 50.3, 50.349, 100.0])]
    )
    lattice = store.lattice(ALL)
    x = lattice[lattice["axis"] == "x"]
    assert dict(zip(x["cell"], x["n"], strict=True)) == {0: 2, 1: 1, 503: 2, 1000: 1}
    assert lattice[lattice["axis"] == "y"][["tool_id", "cell", "n"]].to_numpy().tolist() == [["t1", 1000, 6]]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"round_id": "r1", "round_ids": ("r2",)}, "round_ids"),
        ({"beyond_shown": -1.0}, "beyond_shown"),
        ({"beyond_shown": float("nan")}, "beyond_shown"),
        ({"cast_from": datetime(2026, 1, 1, tzinfo=UTC)}, "cast_from"),
        ({"cast_until": datetime(2026, 1, 1, tzinfo=UTC)}, "cast_until"),
    ],
)
def test_what_cannot_be_selected_is_refused(more, named):
    with pytest.raises(InvalidSetting, match=named):
        Selection(BOARD, **more)
