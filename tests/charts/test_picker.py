from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT
from spectrum.charts.picker import vote_picker

VOTES = pd.DataFrame({"x": [10.0, 90.5, 30.0], "y": [20.0, np.nan, 99.9]})


def drawn(votes: pd.DataFrame = VOTES, **options: object) -> dict:
    return json.loads(vote_picker(votes, palette=LIGHT, **options).to_json())


def test_a_points_index_is_its_votes_row():
    [trace] = drawn()["data"]
    assert trace["x"] == [10.0, 90.5, 30.0]
    assert trace["y"] == [20.0, 0.0, 99.9]


def test_vote_on_x_alone_is_a_tick_on_the_edge():
    [trace] = drawn()["data"]
    assert trace["marker"]["symbol"] == ["circle", "line-ns-open", "circle"]
    assert "%{y" not in trace["hovertemplate"][1]


def test_colour_tells_the_readiness_and_that_of_x_the_vote_without_one():
    ends = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [0.0, 50.0, 100.0, np.nan]})
    assert drawn(ends)["data"][0]["marker"]["color"] == [*LIGHT.readiness, LIGHT.generative]


def test_arrays_are_plain_lists_that_an_old_plotly_reads():
    assert "bdata" not in json.dumps(drawn())


def test_picked_votes_stand_out_and_without_picks_none_fades():
    assert drawn(picked=[np.int64(2)])["data"][0]["selectedpoints"] == [2]
    assert "selectedpoints" not in drawn()["data"][0]


def test_both_axes_have_the_same_scale_and_the_whole_range():
    layout = drawn()["layout"]
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert layout["xaxis"]["range"] == layout["yaxis"]["range"]
    assert layout["xaxis"]["range"][0] <= 0
    assert layout["xaxis"]["range"][1] >= 100


def test_a_hand_draws_a_lasso_and_a_click_picks():
    assert (drawn()["layout"]["dragmode"], drawn()["layout"]["clickmode"]) == ("lasso", "event+select")


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_ground_is_the_pages(palette):
    figure = vote_picker(VOTES, palette=palette)
    assert figure.layout["paper_bgcolor"] == figure.layout["plot_bgcolor"] == palette.background


def test_frame_is_not_changed_and_a_missing_column_is_named():
    before = VOTES.copy()
    vote_picker(VOTES, palette=LIGHT)
    pd.testing.assert_frame_equal(VOTES, before)
    with pytest.raises(ValueError, match="lacks a column: y"):
        vote_picker(VOTES[["x"]], palette=LIGHT)
