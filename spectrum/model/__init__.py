"""The nouns of the product, as frozen values.

They carry no behaviour beyond checking themselves, so every other module can
share them. Positions are in axis points from 0 to 100; times are naive UTC.
"""

from spectrum.model.board import (
    BRANCH_SEPARATOR,
    REVEALS,
    ROUND_STARTS,
    STARTER,
    TOOL_STATUSES,
    Board,
    Reveal,
    Round,
    RoundStart,
    Tool,
    ToolStatus,
    Voter,
)
from spectrum.model.board_results import Agreement, BoardStatistics, Component, Components, GroupTest
from spectrum.model.files import VOTE_COLUMNS, Loaded, Verification, VoteFile
from spectrum.model.tool_results import (
    Anchoring,
    AxisDrift,
    Covariance,
    DipTest,
    Drift,
    Ellipse,
    Interval,
    Moments,
    Position,
)
from spectrum.model.votes import (
    AXIS_HIGH,
    AXIS_LOW,
    NO_VOTES,
    VOTE_KINDS,
    Ballot,
    Receipt,
    Selection,
    Tally,
    VoteKind,
    check_axis_value,
)

__all__ = [
    "AXIS_HIGH",
    "AXIS_LOW",
    "BRANCH_SEPARATOR",
    "NO_VOTES",
    "REVEALS",
    "ROUND_STARTS",
    "STARTER",
    "TOOL_STATUSES",
    "VOTE_COLUMNS",
    "VOTE_KINDS",
    "Agreement",
    "Anchoring",
    "AxisDrift",
    "Ballot",
    "Board",
    "BoardStatistics",
    "Component",
    "Components",
    "Covariance",
    "DipTest",
    "Drift",
    "Ellipse",
    "GroupTest",
    "Interval",
    "Loaded",
    "Moments",
    "Position",
    "Receipt",
    "Reveal",
    "Round",
    "RoundStart",
    "Selection",
    "Tally",
    "Tool",
    "ToolStatus",
    "Verification",
    "VoteFile",
    "VoteKind",
    "Voter",
    "check_axis_value",
]
