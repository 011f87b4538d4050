from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import Simulation, simulate
from spectrum.analysis.absorption import Absorbed, Design
from spectrum.analysis.placements import placements

PLAN = Simulation(voters=14, tools=8, votes_per_voter=4, seed=2)


def test_criterion_is_the_restricted_likelihood_of_all_votes_together():
    votes = simulate(PLAN).votes
    design = Design.of(placements(votes, "x"))
    tool, voter = (pd.get_dummies(votes[name]).to_numpy(dtype=float) for name in ("tool_id", "voter_id"))
    y, ones = votes["x"].to_numpy(), np.ones(len(votes))
    for ratio_tool, ratio_voter in [(0.0, 0.0), (3.0, 0.4), (0.1, 50.0)]:
        absorbed = Absorbed(design, ratio_voter)
        residual = float(absorbed.residual_variance(ratio_tool))
        whole = residual * (np.eye(len(y)) + ratio_tool * tool @ tool.T + ratio_voter * voter @ voter.T)
        inverse = np.linalg.inv(whole)
        weight = ones @ inverse @ ones
        from_mean = y - ones @ inverse @ y / weight
        expected = np.linalg.slogdet(whole)[1] + np.log(weight) + from_mean @ inverse @ from_mean
        expected += (len(y) - 1) * np.log(2 * np.pi)
        assert float(absorbed.criterion(ratio_tool)) == pytest.approx(expected, abs=1e-8)


def test_slopes_are_those_of_the_criterion():
    design = Design.of(placements(simulate(PLAN).votes, "x"))
    tool, voter, step = 2.0, 0.3, 1e-5
    at = Absorbed(design, voter)
    by_tool = (at.criterion(tool + step) - at.criterion(tool - step)) / (2 * step)
    by_voter = (
        Absorbed(design, voter + step).criterion(tool) - Absorbed(design, voter - step).criterion(tool)
    ) / (2 * step)
    assert at.slope_by_tool(tool) == pytest.approx(float(by_tool), rel=1e-5)
    assert at.slope_by_voter(tool) == pytest.approx(float(by_voter), rel=1e-5)


def test_freedom_is_what_a_mean_for_each_tool_and_voter_leaves_over():
    for votes in (simulate(PLAN).votes, simulate(PLAN).votes[:20]):
        incidence = pd.get_dummies(votes[["tool_id", "voter_id"]]).to_numpy(dtype=float)
        left_over = len(votes) - np.linalg.matrix_rank(incidence)
        assert Design.of(placements(votes, "x")).freedom() == left_over
