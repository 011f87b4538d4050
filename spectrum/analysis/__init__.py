"""Frames in, numbers out: what the votes say, computed without a database or a page."""

from spectrum.analysis.board import board_statistics
from spectrum.analysis.ellipse import data_ellipse, mean_ellipse, outline, outlines, sd_ellipse
from spectrum.analysis.location import anchored, collective, collective_of_one, seed_share
from spectrum.analysis.moments import moments, pool
from spectrum.analysis.simulation import Camp, SimulatedBoard, Simulation, simulate
from spectrum.analysis.spread import (
    disagreement,
    disagreement_interval,
    large_sample_limits,
    leave_one_out_traces,
    standard_distance,
)
from spectrum.analysis.tools import AGGREGATE_COLUMNS, TOOL_COLUMNS, mean_ellipses, tool_statistics

__all__ = [
    "AGGREGATE_COLUMNS",
    "TOOL_COLUMNS",
    "Camp",
    "SimulatedBoard",
    "Simulation",
    "anchored",
    "board_statistics",
    "collective",
    "collective_of_one",
    "data_ellipse",
    "disagreement",
    "disagreement_interval",
    "large_sample_limits",
    "leave_one_out_traces",
    "mean_ellipse",
    "mean_ellipses",
    "moments",
    "outline",
    "outlines",
    "pool",
    "sd_ellipse",
    "seed_share",
    "simulate",
    "standard_distance",
    "tool_statistics",
]
