from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from spectrum.analysis import data_ellipse, mean_ellipse, moments, outline, outlines, pool, sd_ellipse
from spectrum.analysis.ellipse import OUTLINE_COLUMNS, hotelling_radius2, is_singular
from spectrum.model import Covariance, Ellipse, Moments

grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)
points = st.lists(st.tuples(grid, grid), min_size=3, max_size=30).map(lambda rows: np.array(rows).T)


def shaped(var_x: float, var_y: float, cov_xy: float, n: int = 20) -> Moments:
    return Moments(n, 50.0, 50.0, Covariance(var_x, var_y, cov_xy, n - 1))


# --- published figures ------------------------------------------------------------


def test_mean_ellipse_is_that_of_johnson_and_wichern(example):
    data = example("ellipse")["johnson_wichern"]
    own = moments(*np.array(data["points"]).T)
    ellipse = mean_ellipse(own)
    assert [ellipse.centre_x, ellipse.centre_y] == data["mean"]
    assert hotelling_radius2(3, 0.95) == pytest.approx(data["radius_squared_95"], abs=data["tolerance"])
    for field in ("half_major", "half_minor", "angle_degrees"):
        assert getattr(ellipse, field) == pytest.approx(data[field], abs=data["tolerance"])
    assert not ellipse.pooled


def test_covariance_and_t_squared_are_those_of_johnson_and_wichern(example):
    data = example("ellipse")["johnson_wichern"]
    own = moments(*np.array(data["points"]).T)
    c = own.covariance
    matrix = np.array([[c.var_x, c.cov_xy], [c.cov_xy, c.var_y]])
    away = np.array([own.mean_x, own.mean_y]) - data["hypothesis"]
    np.testing.assert_allclose(matrix, data["covariance"])
    assert own.n * away @ np.linalg.solve(matrix, away) == pytest.approx(data["t_squared"])


def test_mean_ellipse_of_the_pysal_points(example):
    data = example("ellipse")["pysal"]
    ellipse = mean_ellipse(moments(*np.array(data["points"]).T))
    half_axes = [ellipse.half_major, ellipse.half_minor]
    assert half_axes == pytest.approx(data["half_axes"], abs=data["tolerance"])
    assert ellipse.angle_degrees == pytest.approx(data["angle_degrees"], abs=data["tolerance"])


# --- radii --------------------------------------------------------------------------


@pytest.mark.parametrize("freedom", [2, 3, 11, 500])
def test_radius_of_the_mean_follows_the_f_distribution(freedom):
    expected = 2 * freedom / (freedom - 1) * stats.f.ppf(0.9, 2, freedom - 1)
    assert hotelling_radius2(freedom, 0.9) == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_data_ellipse_has_a_chi_squared_radius(share):
    ellipse = data_ellipse(shaped(100.0, 25.0, 0.0), share=share)
    radius = math.sqrt(stats.chi2.ppf(share, 2))
    assert [ellipse.half_major, ellipse.half_minor] == pytest.approx([10 * radius, 5 * radius])


def test_data_ellipse_holds_its_share_of_normal_votes():
    x, y = np.random.default_rng(2).multivariate_normal([50, 50], [[90, 40], [40, 60]], 50_000).T
    ellipse = data_ellipse(moments(x, y), share=0.5)
    turn = math.radians(ellipse.angle_degrees)
    along = (x - ellipse.centre_x) * math.cos(turn) + (y - ellipse.centre_y) * math.sin(turn)
    across = (y - ellipse.centre_y) * math.cos(turn) - (x - ellipse.centre_x) * math.sin(turn)
    inside = (along / ellipse.half_major) ** 2 + (across / ellipse.half_minor) ** 2 <= 1
    assert inside.mean() == pytest.approx(0.5, abs=0.01)


def test_sd_ellipse_reaches_one_standard_deviation():
    ellipse = sd_ellipse(shaped(16.0, 49.0, 0.0))
    assert (ellipse.half_major, ellipse.half_minor, ellipse.angle_degrees) == (7.0, 4.0, 90.0)


def test_mean_ellipse_shrinks_as_votes_come_in():
    few, many = mean_ellipse(shaped(100, 50, 20, n=10)), mean_ellipse(shaped(100, 50, 20, n=100))
    assert many.half_major < few.half_major / 3


# --- pooled shapes --------------------------------------------------------------------


def test_pooled_shape_is_weighted_by_degrees_of_freedom():
    pooled = pool(
        [Covariance(10, 20, 3, 1), Covariance(40, 80, -6, 2), Covariance(math.nan, math.nan, math.nan, 0)]
    )
    assert pooled == Covariance(30, 60, -3, 3)


def test_pooled_ellipse_is_centred_on_the_tool_and_marked():
    one_vote = moments([20.0], [80.0])
    ellipse = mean_ellipse(one_vote, pooled=Covariance(100, 25, 0, 12))
    radius = math.sqrt(2 * 12 / 11 * stats.f.ppf(0.95, 2, 11))
    assert ellipse == Ellipse(
        20.0, 80.0, pytest.approx(10 * radius), pytest.approx(5 * radius), 0.0, pooled=True
    )


def test_nothing_to_pool_gives_no_shape():
    assert pool([moments([1.0], [2.0]).covariance]).freedom == 0
    assert mean_ellipse(moments([1.0], [2.0]), pooled=pool([])) is None


# --- edge cases ---------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_votes_have_no_ellipse(n):
    own = moments([10.0, 30.0][:n], [20.0, 70.0][:n])
    assert mean_ellipse(own) is None
    assert sd_ellipse(own) is None


def test_no_data_ellipse_below_ten_votes():
    assert data_ellipse(shaped(100, 50, 0, n=9), share=0.95) is None
    assert data_ellipse(shaped(100, 50, 0, n=10), share=0.95) is not None


@pytest.mark.parametrize("at", [0.0, 33.3, 100.0])
def test_equal_votes_have_no_ellipse(at):
    assert mean_ellipse(moments([at] * 12, [at] * 12)) is None


@pytest.mark.parametrize("slope", [0.0, 0.3, -1.0, 3.7])
def test_votes_on_one_line_have_no_ellipse(slope):
    x = np.arange(0.0, 20.0, 0.7)
    assert is_singular(moments(x, 50 + slope * x).covariance)
    assert mean_ellipse(moments(x, 50 + slope * x)) is None


def test_one_vote_a_tenth_off_a_line_is_enough_for_an_ellipse():
    x, y = np.tile([0.0, 100.0], 500), np.zeros(1000)
    y[0] = 0.1
    assert mean_ellipse(moments(x, y)) is not None


def test_votes_without_y_are_left_out():
    x, y = [10, 20, 35, 90], [5, 25, 10, math.nan]
    assert moments(x, y) == moments(x[:3], y[:3])


# --- direction --------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [-89, -45, -10, 0, 30, 45, 89, 90])
def test_angle_is_that_of_the_major_axis(degrees):
    turn = math.radians(degrees)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    s = rotation @ np.diag([90.0, 10.0]) @ rotation.T
    assert sd_ellipse(shaped(s[0, 0], s[1, 1], s[0, 1])).angle_degrees == pytest.approx(degrees)


@pytest.mark.parametrize("cov_xy", [0.0, -0.0, -1e-300])
def test_upright_ellipse_has_angle_plus_ninety(cov_xy):
    assert sd_ellipse(shaped(1.0, 2.0, cov_xy)).angle_degrees == 90.0


@given(points)
def test_half_axes_are_the_square_roots_of_the_eigenvalues(xy):
    own = moments(*xy)
    assume(not is_singular(own.covariance))
    ellipse = sd_ellipse(own)
    expected = np.sqrt(np.linalg.eigvalsh(np.cov(xy)))
    assert [ellipse.half_minor, ellipse.half_major] == pytest.approx(expected, abs=1e-5)
    assert -90 < ellipse.angle_degrees <= 90


# --- outlines ---------------------------------------------------------------------------


@given(points)
def test_outline_lies_on_the_ellipse(xy):
    own = moments(*xy)
    assume(not is_singular(own.covariance) and own.covariance.var_x > 1 and own.covariance.var_y > 1)
    ellipse = sd_ellipse(own)
    assume(ellipse.half_minor > 0.1)
    away = outline(ellipse, 24) - [own.mean_x, own.mean_y]
    squared = (away * np.linalg.solve(np.cov(xy), away.T).T).sum(axis=1)
    assert squared == pytest.approx(np.ones(25), abs=1e-6)


def test_outline_is_closed_and_starts_at_the_major_axis():
    polygon = outline(Ellipse(50, 50, 10, 5, 90.0), points=8)
    assert polygon.shape == (9, 2)
    assert polygon[0] == pytest.approx([50, 60])
    assert polygon[-1] == pytest.approx(polygon[0])


def test_outlines_of_many_tools_are_one_tidy_frame():
    frame = outlines(
        {"a": Ellipse(20, 20, 4, 2, 0.0), "b": Ellipse(99, 50, 4, 2, 0.0, pooled=True)}, points=6
    )
    assert tuple(frame.columns) == OUTLINE_COLUMNS
    assert frame.groupby("tool_id")["order"].apply(list).to_dict() == {
        "a": list(range(7)),
        "b": list(range(7)),
    }
    assert frame.groupby("tool_id")["pooled"].all().to_dict() == {"a": False, "b": True}
    assert frame["x"].max() == 103  # numbers are never clipped at the axes


def test_outlines_of_no_tools_are_an_empty_frame():
    assert tuple(outlines({}).columns) == OUTLINE_COLUMNS
    assert outlines({}).empty
