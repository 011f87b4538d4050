"""Frames in, Altair charts out: pictures as values, without any screen."""

from spectrum.charts.averaged import averaged_spectrum
from spectrum.charts.distribution import tool_distribution
from spectrum.charts.dots import PICKED
from spectrum.charts.histogram import axis_histogram
from spectrum.charts.images import to_png, to_svg
from spectrum.charts.palette import DARK, LIGHT, Palette, palette_for

__all__ = [
    "DARK",
    "LIGHT",
    "PICKED",
    "Palette",
    "averaged_spectrum",
    "axis_histogram",
    "palette_for",
    "to_png",
    "to_svg",
    "tool_distribution",
]
