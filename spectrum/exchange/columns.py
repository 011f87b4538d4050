"""The columns of every table in a data package: name, type and meaning with its unit.

One list, from which the package's schema is made and its files are written, and
against which data/README.md is tested. Types are those of Frictionless schemas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spectrum.model import RESET_KINDS, REVEALS, ROUND_STARTS, TOOL_STATUSES, VOTE_KINDS

ColumnType = Literal["string", "integer", "number", "boolean", "datetime"]

POINTS = "axis points, 0 to 100"


@dataclass(frozen=True)
class Column:
    """One column. `choices` lists the values it may have, if they are few."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def description(self) -> str:
        """The meaning with the unit."""
        return f"{self.meaning} ({self.unit})" if self.unit else self.meaning

    @property
    def on_axis(self) -> bool:
        """Whether its values are positions on an axis."""
        return self.unit == POINTS


@dataclass(frozen=True)
class Table:
    """One CSV file of a package. `points_to` maps a column to the table whose key it holds."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    points_to: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> str:
        """The name of its file in a package."""
        return f"{self.name}.csv"

    @property
    def column_names(self) -> list[str]:
        """Its header, in order."""
        return [column.name for column in self.columns]


def _id(name: str, meaning: str) -> Column:
    return Column(name, "string", meaning, required=True)


def _axis(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit=POINTS)


def _number(name: str, meaning: str, unit: str) -> Column:
    return Column(name, "number", meaning, unit=unit)


def _count(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, "integer", meaning, required=True, unit=unit)


def _time(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "datetime", meaning, required=required, unit="UTC")


TOOL_ID = _id("tool_id", "the tool; key of tools.csv")
VOTER_ID = _id("voter_id", "the voter: a random pseudonym of 12 hex digits, new for each export")
ROUND_ID = Column("round_id", "string", "the round it was cast in; empty: outside any round")
KIND = Column("kind", "string", "what the voter did; only 'place' has a position", True, tuple(VOTE_KINDS))
X = _axis("x", "position from the left end of the axis (0) to the right (100)")
Y = _axis("y", "position from the bottom of the axis (0) to the top (100); empty: voted on x alone")

VOTES = Table(
    "votes",
    "The log: every vote ever cast, in order, never edited",
    (
        _id("vote_id", "the vote's UUID; random and new for each export, unless ids were asked for"),
        _count("seq", "place in the log, rising; the latest vote is the one with the highest seq"),
        ROUND_ID,
        _id("tool_id", "the tool that was voted on; if it was merged, see merged_into in tools.csv"),
        VOTER_ID,
        KIND,
        X,
        Y,
        _axis("shown_x", "collective x that the voter saw when starting; empty: none was shown"),
        _axis("shown_y", "collective y that the voter saw when starting; empty: none was shown"),
        _time("cast_at", "when the vote was cast; empty: not recorded"),
        _id("source", "where the row came from: 'live', 'import:' and a file name, or 'simulate'"),
        Column(
            "superseded",
            "boolean",
            "true: imported after a later vote of the same voter on the tool, so it never counted",
            required=True,
        ),
    ),
    key=("vote_id",),
    points_to=(("tool_id", "tools"), ("voter_id", "voters"), ("round_id", "rounds")),
)

CURRENT_VOTES = Table(
    "current_votes",
    "The latest vote of each voter on each tool: live tools, and voters who are not blocked",
    (
        TOOL_ID,
        VOTER_ID,
        ROUND_ID,
        KIND,
        X,
        _axis("y", "the voter's last y on the tool that still stands; empty: none"),
        _time("cast_at", "when the latest vote was cast; empty: not recorded"),
    ),
    key=("tool_id", "voter_id"),
    points_to=(("tool_id", "tools"), ("voter_id", "voters"), ("round_id", "rounds")),
)

TOOLS = Table(
    "tools",
    "What is placed on the board",
    (
        _id("tool_id", "the tool's id"),
        _count("number", "the tool's number on the chart"),
        _id("name", "the tool's name"),
        Column("description", "string", "what the tool does"),
        Column("branches", "string", "the branches that use it, joined by '; '"),
        _axis("seed_x", "x of the organiser's first position; empty: none"),
        _axis("seed_y", "y of the organiser's first position; empty: none"),
        Column("status", "string", "only live tools are in the figures", True, tuple(TOOL_STATUSES)),
        Column("merged_into", "string", "the tool_id that votes on a merged tool count for"),
        _time("created_at", "when the tool was added; empty: not recorded"),
    ),
    key=("tool_id",),
)

ROUNDS = Table(
    "rounds",
    "Voting windows",
    (
        _id("round_id", "the round's id"),
        _id("name", "the round's name"),
        _time("opened_at", "when it was opened", required=True),
        _time("closed_at", "when it was closed; empty: still open"),
        Column("reveal", "string", "when voters saw the others' votes", True, tuple(REVEALS)),
        Column("start", "string", "whether votes before its opening count on", True, tuple(ROUND_STARTS)),
    ),
    key=("round_id",),
)

VOTERS = Table(
    "voters",
    "Who voted",
    (
        VOTER_ID,
        Column(
            "branch",
            "string",
            "the voter's professional branch; empty: none, or fewer than 5 of it have voted",
        ),
        _time("blocked_at", "when the organiser took the voter out of all figures; empty: not blocked"),
    ),
    key=("voter_id",),
)

VOTER_NAME = Column("name", "string", "display name; this column is there only if names were asked for")

POSITIONS = Table(
    "positions",
    "The figures of every live tool, from the current votes",
    (
        TOOL_ID,
        _count("number", "the tool's number on the chart"),
        _id("name", "the tool's name"),
        _count("n", "current placements", "votes"),
        _count("n_y", "current placements that have a y", "votes"),
        _axis("x", "collective position: anchored; the plain mean without a seed; the seed without votes"),
        _axis("y", "collective position: anchored; the plain mean without a seed; the seed without votes"),
        _axis("mean_x", "plain mean"),
        _axis("mean_y", "plain mean"),
        _axis("anchored_x", "mean with the seed counted as so many votes as the board's anchor weight"),
        _axis("anchored_y", "mean with the seed counted as so many votes as the board's anchor weight"),
        _number("seed_share", "the seed's share of anchored_x", "0 to 1"),
        _number("seed_share_y", "the seed's share of anchored_y", "0 to 1"),
        _number("sd_x", "sample standard deviation", "axis points"),
        _number("sd_y", "sample standard deviation", "axis points"),
        _number("cov_xy", "sample covariance of placements with both axes", "axis points squared"),
        _number("standard_distance", "spread of placements with both axes, √(sd_x² + sd_y²)", "axis points"),
        _number("disagreement", "D = 1 - r*WG: 0 all the same, 1 as random clicks", "0 to 3n/(n-1)"),
        _number("disagreement_low", "lower end of the 95 % interval of D", "scale of D"),
        _number("disagreement_high", "upper end of the 95 % interval of D", "scale of D"),
        _axis("median_x", "median"),
        _axis("median_y", "median"),
        _axis("q1_x", "lower quartile"),
        _axis("q3_x", "upper quartile"),
        _axis("q1_y", "lower quartile"),
        _axis("q3_y", "upper quartile"),
        _number("iqr_x", "interquartile range, q3_x - q1_x", "axis points"),
        _number("iqr_y", "interquartile range, q3_y - q1_y", "axis points"),
        _number("mad_x", "median distance from the median, not scaled", "axis points"),
        _number("mad_y", "median distance from the median, not scaled", "axis points"),
        _axis("geometric_median_x", "geometric median: the least sum of distances to the votes"),
        _axis("geometric_median_y", "geometric median: the least sum of distances to the votes"),
        _number("mean_x_low", "lower end of the 95 % t interval of mean_x", "axis points"),
        _number("mean_x_high", "upper end of the 95 % t interval of mean_x", "axis points"),
        _number("mean_y_low", "lower end of the 95 % t interval of mean_y", "axis points"),
        _number("mean_y_high", "upper end of the 95 % t interval of mean_y", "axis points"),
        _number("mean_ellipse_half_major", "longer half axis of the mean's 95 % ellipse", "axis points"),
        _number("mean_ellipse_half_minor", "shorter half axis of the mean's 95 % ellipse", "axis points"),
        _number(
            "mean_ellipse_angle_degrees", "direction of the longer half axis, from x towards y", "degrees"
        ),
        Column("mean_ellipse_pooled", "boolean", "true: the ellipse's shape comes from all tools together"),
        _number("relative_variance_x", "variance as a part of the largest that mean_x allows", "0 to 1"),
        _number("relative_variance_y", "variance as a part of the largest that mean_y allows", "0 to 1"),
        _number("votes_needed_x", "votes that would tell mean_x to 5 points; n at least", "votes"),
        _number("votes_needed_y", "votes that would tell mean_y to 5 points; n_y at least", "votes"),
        _number(
            "votes_needed_disagreement", "votes that would tell D to a factor of 1.5; n_y at least", "votes"
        ),
        _number("dip_p_x", "p value of the dip test for camps along x, from 30 votes", "0 to 1"),
        _number("dip_p_y", "p value of the dip test for camps along y, from 30 votes", "0 to 1"),
        _number("dip_p_principal", "the same along the direction in which the votes vary most", "0 to 1"),
        _number("dip_q_x", "dip_p_x, adjusted for the number of tests (Benjamini-Hochberg)", "0 to 1"),
        _number("dip_q_y", "dip_p_y, adjusted for the number of tests (Benjamini-Hochberg)", "0 to 1"),
        _number(
            "dip_q_principal",
            "dip_p_principal, adjusted for the number of tests (Benjamini-Hochberg)",
            "0 to 1",
        ),
    ),
    key=("tool_id",),
    points_to=(("tool_id", "tools"),),
)

QUARANTINE = Table(
    "quarantine",
    "Rows of imported files that could not be used, with the reason",
    (
        _count("line", "line of the file it came from, counted from 1"),
        Column("column", "string", "column or field that is at fault"),
        Column("reason", "string", "why it could not be used", required=True),
        Column(
            "content",
            "string",
            "the row's tool, voter (a pseudonym) and position as JSON; or empty",
        ),
        _id("source", "where the row came from: 'import:' and a file name"),
    ),
)

RESETS = Table(
    "resets",
    "Votes in the log that do not count any more, up to a seq, because their tool was reset or its seed baked",
    (
        _id("tool_id", "the tool that was voted on"),
        _count("at_seq", "seq in votes.csv of the last vote that this is about"),
        Column(
            "kind",
            "string",
            "'reset': they count nowhere; 'baked': they are in the tool's seed, and count in their own rounds only",
            True,
            tuple(RESET_KINDS),
        ),
        _time("reset_at", "when this was done", required=True),
    ),
    points_to=(("tool_id", "tools"),),
)

TABLES: tuple[Table, ...] = (VOTES, CURRENT_VOTES, TOOLS, ROUNDS, VOTERS, POSITIONS, QUARANTINE, RESETS)
"""All tables, in the order in which a package lists them."""
