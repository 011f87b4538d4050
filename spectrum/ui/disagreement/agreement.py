"""The board as a whole: how far voters agree, what the votes' variance is made of, and whether there are camps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from spectrum import analysis, charts
from spectrum.analysis.camps import EVIDENCE
from spectrum.model import Agreement, Board, Component, Components, Selection
from spectrum.ui import analyses, words
from spectrum.ui.measured import measured_label
from spectrum.ui.pictures import show_picture
from spectrum.ui.reads import read_key

Axis = Literal["x", "y"]
AXES: tuple[Axis, ...] = ("x", "y")
PARTS = {"tool": "Tool", "voter": "Voter’s habit", "residual": "Taste and noise"}
VOTERS = 10  # of whom the sentence tells how reliable their average is
CAMPS_NAMED = 3


def board_agreement(selection: Selection, board: Board) -> None:
    """α and the variance components of both axes, as charts, in a sentence and as a table."""
    alphas = {axis: analyses.alpha(selection, axis) for axis in (*AXES, "xy")}
    parts = {axis: analyses.components(selection, axis) for axis in AXES}
    agreed, shares = alpha_frame(alphas), component_frame(parts)
    kept_for = (*read_key(selection), selection, board)

    show_picture(
        partial(charts.agreement, agreed, board=board),
        agreed,
        kept_for=kept_for,
        name="agreement",
        alternative="α of each axis.",
    )
    show_picture(
        partial(charts.variance_shares, shares, board=board),
        shares,
        kept_for=kept_for,
        name="variance",
        alternative="What the variance is made of.",
    )
    st.markdown(words.escape(reliability_words(parts)))
    for why in reasons(alphas, parts):
        st.caption(words.escape(why))
    st.table(board_table(alphas, parts))


def alpha_frame(alphas: Mapping[str, Agreement]) -> pd.DataFrame:
    """One row an axis: axis, n, n_tools, n_voters, alpha, alpha_low, alpha_high, why."""
    rows = [
        (axis, found.n, found.n_tools, found.n_voters, found.value, found.low, found.high, found.why)
        for axis, found in alphas.items()
    ]
    names = ["axis", "n", "n_tools", "n_voters", "alpha", "alpha_low", "alpha_high", "why"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[4:7], "float64"))


def component_frame(parts: Mapping[Axis, Components]) -> pd.DataFrame:
    """One row an axis and component: axis, n, component, variance, share, share_low, share_high, why."""
    rows = [
        (axis, found.n, name, *_figures(getattr(found, name)), found.why)
        for axis, found in parts.items()
        for name in PARTS
    ]
    names = ["axis", "n", "component", "variance", "share", "share_low", "share_high", "why"]
    return pd.DataFrame(rows, columns=names)


def _figures(part: Component | None) -> tuple[float, float, float, float]:
    return (np.nan,) * 4 if part is None else (part.variance, part.value, part.low, part.high)


def reliability_words(parts: Mapping[Axis, Components]) -> str:
    """How much of one vote, and of an average, is the tool: φ(1) and φ(10) in words."""
    known = {axis: found for axis, found in parts.items() if found.tool is not None}
    if not known:
        return "How reliable an average is cannot be told yet."
    averages, votes = (
        " and ".join(
            f"{words.share(float(analysis.phi(found, n)))} tool on {axis}" for axis, found in known.items()
        )
        for n in (VOTERS, 1)
    )
    return f"The average of {VOTERS} voters is {averages}; a single vote is {votes}."


def reasons(alphas: Mapping[str, Agreement], parts: Mapping[Axis, Components]) -> list[str]:
    """Why figures are not given, one line for each different reason."""
    both = [
        *((axis, "α", found.why) for axis, found in alphas.items()),
        *((axis, "components", found.why) for axis, found in parts.items()),
    ]
    lines: dict[tuple[str, str], list[str]] = {}
    for axis, what, why in both:
        if why:
            lines.setdefault((what, why), []).append({"xy": "both axes together"}.get(axis, axis))
    return [
        f"{what if what == 'α' else what.capitalize()} for {words.listing(axes)}: {why}."  # its capital is an A
        for (what, why), axes in lines.items()
    ]


def board_table(alphas: Mapping[str, Agreement], parts: Mapping[Axis, Components]) -> pd.DataFrame:
    """The same numbers as text: a row a figure; x, y, and both axes together."""
    of_alpha = [alphas[axis] for axis in (*AXES, "xy")]
    rows = [
        ("Votes on tools with 2 or more", *(words.thousands(found.n) for found in of_alpha)),
        (words.escape(measured_label("alpha")), *(words.ratio(found.value) for found in of_alpha)),
        ("95 % interval of α", *(words.interval(found.low, found.high) for found in of_alpha)),
        *((f"{title}: share of the variance", *_shares(name, parts), "") for name, title in PARTS.items()),
        (
            f"Reliability of an average, φ({VOTERS})",
            *(words.share(float(analysis.phi(parts[axis], VOTERS))) for axis in AXES),
            "",
        ),
    ]
    return pd.DataFrame(rows, columns=["Whole board", "x", "y", "x and y"]).set_index("Whole board")


def _shares(name: str, parts: Mapping[Axis, Components]) -> list[str]:
    found = [_figures(getattr(parts[axis], name)) for axis in AXES]
    return [
        words.NOTHING if np.isnan(share) else f"{words.share(share)} {words.share_interval(low, high)}"
        for _, share, low, high in found
    ]


def camps_note(figures: pd.DataFrame) -> None:
    """Say below the charts what the dip tests found."""
    st.caption(f":material/groups: {words.escape(camps_words(figures))}")


def camps_words(figures: pd.DataFrame) -> str:
    """What the dip tests say of all tools: where camps are evident, with p and q, and where not."""
    tested = figures[figures["dip_q_x"].notna()]
    if tested.empty:
        return f"Camps: no tool has the {analysis.CAMPS_FROM} votes that the dip test needs."
    found = tested[tested["camps"] == EVIDENCE]
    have = "has" if len(tested) == 1 else "have"
    sizes = (
        f"Camps: {words.count(len(tested), 'tool')} {have} the {analysis.CAMPS_FROM} votes of the dip test;"
    )
    if found.empty:
        return f"{sizes} no evidence of camps in {'it' if len(tested) == 1 else 'any of them'}."
    rest = len(tested) - len(found)
    others = f" No evidence of camps in the other {words.thousands(rest)}." if rest else ""
    return f"{sizes} evidence of camps in {words.listing(_where(found), CAMPS_NAMED)}.{others}"


def _where(found: pd.DataFrame) -> Sequence[str]:
    """The tools with their clearest axis, the clearest first."""
    q = found[[f"dip_q_{axis}" for axis in analysis.CAMP_AXES]]
    axes = [name.removeprefix("dip_q_") for name in q.idxmin(axis=1).astype(str)]
    clearest = found.assign(q=q.min(axis=1), axis=axes)
    return [
        f"{tool['name']} ({_along(tool['axis'])}, p {_sized(tool['dip_p_' + tool['axis']])}, q {_sized(tool['q'])})"
        for tool in clearest.sort_values("q", kind="stable").to_dict("records")
    ]


def _along(axis: str) -> str:
    return "along the principal axis" if axis == "principal" else f"along {axis}"


def _sized(value: float) -> str:
    """'= 0.02' or '< 0.001', to follow the letter."""
    said = words.probability(value)
    return said if said.startswith("<") else f"= {said}"
