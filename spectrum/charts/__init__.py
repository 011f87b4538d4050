"""Frames in, Altair charts out: pictures as values, without any screen."""

from spectrum.charts.activity import activity
from spectrum.charts.agreement import agreement
from spectrum.charts.averaged import averaged_spectrum
from spectrum.charts.caterpillar import caterpillar
from spectrum.charts.comparison import comparison
from spectrum.charts.components import variance_shares
from spectrum.charts.convergence import convergence
from spectrum.charts.disagreement import disagreement_by_axis, ranked_disagreement, unranked_disagreement
from spectrum.charts.distribution import tool_distribution
from spectrum.charts.dots import PICKED
from spectrum.charts.facets import distribution_by
from spectrum.charts.funnel import funnel
from spectrum.charts.images import to_png, to_svg
from spectrum.charts.marginal import axis_marginal
from spectrum.charts.palette import DARK, LIGHT, Palette, palette_for
from spectrum.charts.residuals import residual_map

__all__ = [
    "DARK",
    "LIGHT",
    "PICKED",
    "Palette",
    "activity",
    "agreement",
    "averaged_spectrum",
    "axis_marginal",
    "caterpillar",
    "comparison",
    "convergence",
    "disagreement_by_axis",
    "distribution_by",
    "funnel",
    "palette_for",
    "ranked_disagreement",
    "residual_map",
    "to_png",
    "to_svg",
    "tool_distribution",
    "unranked_disagreement",
    "variance_shares",
]
