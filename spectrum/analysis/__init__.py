"""Frames in, numbers out: what the votes say, computed without a database or a page."""

from spectrum.analysis.agreement import alpha, alpha_from_aggregates
from spectrum.analysis.anchoring import (
    VOTER_ANCHORING_COLUMNS,
    anchoring_by_voter,
    anchoring_share,
    beyond_shown,
    repeats_seed_y,
    without_seed_y,
)
from spectrum.analysis.blocking import BLOCKING_COLUMNS, effect_of_blocking
from spectrum.analysis.board import board_statistics
from spectrum.analysis.camps import CAMP_AXES, CAMP_COLUMNS, CAMPS_FROM, camps, dip_test, tool_camps
from spectrum.analysis.comparison import COMPARISON_COLUMNS, compare, difference_interval
from spectrum.analysis.components import components, phi
from spectrum.analysis.drift import CONVERGENCE_COLUMNS, convergence, drift
from spectrum.analysis.ellipse import data_ellipse, mean_ellipse, outline, outlines, sd_ellipse
from spectrum.analysis.geometric_median import geometric_median
from spectrum.analysis.groups import PERMUTATIONS, permanova
from spectrum.analysis.habits import HABIT_COLUMNS, TOOL_EFFECT_COLUMNS, tool_effects, voter_habits
from spectrum.analysis.likeness import DUPLICATE_COLUMNS, likely_duplicates
from spectrum.analysis.location import (
    anchored,
    collective,
    collective_of_one,
    interquartile_range,
    mad,
    median,
    seed_share,
)
from spectrum.analysis.many_tests import adjusted_p
from spectrum.analysis.measures import Measure, measure, measures
from spectrum.analysis.moments import moments, pool
from spectrum.analysis.precision import (
    disagreement_log_error,
    mean_interval,
    votes_needed_for_disagreement,
    votes_needed_for_mean,
)
from spectrum.analysis.references import Reference, cited, references
from spectrum.analysis.residuals import RESIDUAL_COLUMNS, residual_matrix
from spectrum.analysis.simulation import Camp, SimulatedBoard, Simulation, simulate
from spectrum.analysis.spread import (
    disagreement,
    disagreement_interval,
    large_sample_limits,
    leave_one_out_traces,
    relative_variance,
    standard_distance,
)
from spectrum.analysis.suspicion import (
    PATTERNS,
    SUSPICION_COLUMNS,
    SUSPICIOUS_NOT_GUILTY,
    suspicious_patterns,
)
from spectrum.analysis.tool_votes import TOOL_VOTE_COLUMNS, tool_votes
from spectrum.analysis.tools import AGGREGATE_COLUMNS, TOOL_COLUMNS, mean_ellipses, ranked, tool_statistics

__all__ = [
    "AGGREGATE_COLUMNS",
    "BLOCKING_COLUMNS",
    "CAMPS_FROM",
    "CAMP_AXES",
    "CAMP_COLUMNS",
    "COMPARISON_COLUMNS",
    "CONVERGENCE_COLUMNS",
    "DUPLICATE_COLUMNS",
    "HABIT_COLUMNS",
    "PATTERNS",
    "PERMUTATIONS",
    "RESIDUAL_COLUMNS",
    "SUSPICION_COLUMNS",
    "SUSPICIOUS_NOT_GUILTY",
    "TOOL_COLUMNS",
    "TOOL_EFFECT_COLUMNS",
    "TOOL_VOTE_COLUMNS",
    "VOTER_ANCHORING_COLUMNS",
    "Camp",
    "Measure",
    "Reference",
    "SimulatedBoard",
    "Simulation",
    "adjusted_p",
    "alpha",
    "alpha_from_aggregates",
    "anchored",
    "anchoring_by_voter",
    "anchoring_share",
    "beyond_shown",
    "board_statistics",
    "camps",
    "cited",
    "collective",
    "collective_of_one",
    "compare",
    "components",
    "convergence",
    "data_ellipse",
    "difference_interval",
    "dip_test",
    "disagreement",
    "disagreement_interval",
    "disagreement_log_error",
    "drift",
    "effect_of_blocking",
    "geometric_median",
    "interquartile_range",
    "large_sample_limits",
    "leave_one_out_traces",
    "likely_duplicates",
    "mad",
    "mean_ellipse",
    "mean_ellipses",
    "mean_interval",
    "measure",
    "measures",
    "median",
    "moments",
    "outline",
    "outlines",
    "permanova",
    "phi",
    "pool",
    "ranked",
    "references",
    "relative_variance",
    "repeats_seed_y",
    "residual_matrix",
    "sd_ellipse",
    "seed_share",
    "simulate",
    "standard_distance",
    "suspicious_patterns",
    "tool_camps",
    "tool_effects",
    "tool_statistics",
    "tool_votes",
    "voter_habits",
    "votes_needed_for_disagreement",
    "votes_needed_for_mean",
    "without_seed_y",
]
