"""What the browser is handed to replay the votes, and that it ends where the store's figures are."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spectrum import analysis
from spectrum.analysis.replay import in_order_of_play, running_sums
from spectrum.model import Board, Round, Selection, Tool
from spectrum.ui.timeline.replay import handover, played_votes

BOARD = "board"
ALL = Selection(BOARD)
ROOT = Path(__file__).parents[2]
NOON = pd.Timestamp(2026, 1, 1, 12)
LAST_STANDS = """
import { readReplay, standAt } from "%s";
let text = "";
for await (const part of process.stdin) text += part;
const replay = readReplay(JSON.parse(text));
console.log(JSON.stringify(replay.data.tools.map((_, place) => standAt(replay, place, replay.last))));
"""


def log(votes: int, *, voters: int = 50, untimed: int = 0) -> pd.DataFrame:
    """A log of made-up votes on three tools, a second from one to the next."""
    random = np.random.default_rng(4)
    times = pd.Series(NOON + pd.to_timedelta(np.arange(votes), unit="s"))
    return pd.DataFrame(
        {
            "seq": np.arange(1, votes + 1),
            "tool_id": random.choice(["t1", "t2", "t3"], votes),
            "voter_id": [f"voter-{number}" for number in random.integers(0, voters, votes)],
            "round_id": "r1",
            "kind": np.where(random.random(votes) < 0.1, "withdraw", "place"),
            "x": random.uniform(0, 100, votes).round(1),
            "y": random.uniform(0, 100, votes).round(1),
            "cast_at": times.where(np.arange(votes) >= untimed).astype("datetime64[us]"),
        }
    )


TOOLS = [Tool(f"t{number}", f"Tool {number}", number) for number in (1, 2, 3)]
ROUND = Round("r1", "Noon", opened_at=NOON.to_pydatetime())


def handed(votes: pd.DataFrame, **more: object) -> dict:
    given = handover(played_votes(votes, [ROUND]), TOOLS, [ROUND], Board(BOARD), anchor_weight=2.0, **more)  # type: ignore[arg-type]
    read: dict = json.loads(json.dumps(given, allow_nan=False))
    return read


def test_nothing_tells_voters_apart():
    assert "voter" not in json.dumps(handed(log(200)))


def test_times_are_milliseconds_from_the_first_timed_vote():
    data = handed(log(5, untimed=2))
    assert data["start"] == 1767268802000  # 12:00:02 UTC
    assert data["moments"] == {"at": [0, 1000, 2000], "votes": [1, 2, 3]}
    assert data["votes"]["moment"] == [0, 0, 1, 2, 3]
    assert data["rounds"] == [{"name": "Noon", "from": 1767268800000, "until": None}]


def test_withdrawn_place_is_null():
    votes = log(2).assign(kind=["place", "withdraw"], tool_id="t2", voter_id="ann")
    data = handed(votes)["votes"]
    assert (data["x"][1], data["y"][1], data["replaces"], data["tool"]) == (None, None, [-1, 0], [1, 1])


@pytest.mark.parametrize("untimed", [0, 3])
def test_log_in_which_nothing_has_a_time_has_no_moments(untimed):
    data = handed(log(untimed, untimed=untimed))
    assert (data["start"], data["moments"]["at"], data["total"]) == (None, [], untimed)


def test_long_log_is_thinned_to_steps_that_are_exact():
    votes = log(1000, untimed=100)
    whole, thinned = handed(votes), handed(votes, most_votes=999, steps=50, sample=200)
    assert whole["sums"] is None
    assert len(thinned["moments"]["at"]) == 50
    assert thinned["moments"]["votes"][-1] == 900
    assert len(thinned["votes"]["x"]) < 250
    last = running_sums(in_order_of_play(votes)).iloc[-1]
    sums = thinned["sums"]
    assert [sums["n"][-1], sums["nY"][-1]] == [last["n"], last["n_y"]]
    np.testing.assert_allclose([sums["x"][-1], sums["y"][-1]], [last["sum_x"], last["sum_y"]], atol=0.01)


def test_sample_holds_all_votes_of_the_places_that_it_holds():
    votes = log(3000, voters=20)
    data = handed(votes, most_votes=100, sample=300)["votes"]
    replaced = [row for row in data["replaces"] if row >= 0]
    assert len(set(replaced)) == len(replaced)
    assert all(data["tool"][row] == data["tool"][old] for row, old in enumerate(data["replaces"]) if old >= 0)
    current = sum(x is not None for row, x in enumerate(data["x"]) if row not in replaced)
    assert 0 < current <= 60 * 300 / 3000 + 1  # of 60 places


@pytest.fixture
def restless(store, vote):
    """A board with every kind of vote, cast in rounds that go on and that start fresh."""
    random = np.random.default_rng(8)
    for name, start in (("one", "cumulative"), ("two", "fresh"), ("three", "cumulative"), ("four", "fresh")):
        store.open_round(BOARD, name, start=start)
        for _ in range(40):
            tool, voter = f"t{random.integers(1, 4)}", f"v{random.integers(6)}"
            if random.random() < 0.2:
                store.append([vote(tool, voter, kind="unsure")])
            else:
                x, y = (round(value, 1) for value in random.uniform(0, 100, 2))
                store.append([vote(tool, voter, x, None if random.random() < 0.4 else y)])
        store.close_round(BOARD)
    return store


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node (on Debian: apt-get install nodejs)")
@pytest.mark.parametrize("most_votes", [1000, 10], ids=["one by one", "thinned"])
@pytest.mark.parametrize("part", ["all", "round"])
def test_browser_ends_where_the_figures_of_the_store_are(restless, tmp_path, most_votes, part):
    selection = ALL if part == "all" else replace(ALL, round_id=restless.rounds(BOARD)[1].round_id)
    data = handover(
        played_votes(restless.log(selection), restless.rounds(BOARD)),
        restless.tools(BOARD),
        restless.rounds(BOARD),
        restless.board(BOARD),
        anchor_weight=3.0,
        most_votes=most_votes,
    )
    script = tmp_path / "stands.mjs"
    script.write_text(LAST_STANDS % (ROOT / "spectrum" / "canvas" / "replay.js"))
    done = subprocess.run(
        ["node", script], input=json.dumps(data), capture_output=True, text=True, check=True
    )
    stands = pd.DataFrame(json.loads(done.stdout))
    figures = analysis.tool_statistics(
        restless.positions(selection), restless.tools(BOARD), anchor_weight=3.0
    )
    assert stands["n"].tolist() == figures["n"].tolist()
    np.testing.assert_allclose(stands[["x", "y"]].astype(float), figures[["x", "y"]], atol=0.01)
