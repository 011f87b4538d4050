from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import spectrum.canvas
from spectrum.charts.palette import DARK, LIGHT, Palette, palette_for
from spectrum.charts.picker import vote_picker
from spectrum.charts.plane import readiness

Floats = npt.NDArray[np.float64]

CONTRAST = 4.7  # WCAG 2 contrast ratio
DIFFERENCE = 24  # CIE76

# Machado, Oliveira & Fernandes 2009, severity 1.0, for linear sRGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
D65 = np.array([0.95047, 1.0, 1.08883])

palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.theme)


@palettes
@pytest.mark.parametrize(
    "meaning", ["ink", "not_ready", "half_ready", "ready", "generative", "yours", "quiet"]
)
def test_every_colour_stands_out_from_its_background(palette: Palette, meaning: str) -> None:
    assert contrast(linear(getattr(palette, meaning)), linear(palette.background)) >= CONTRAST


@palettes
def test_every_grade_of_readiness_stands_out_so_that_numbers_can_be_read_on_it(palette: Palette) -> None:
    low, middle, high = (channels(stop) for stop in palette.readiness)
    grades = [
        a + (b - a) * share for a, b in ((low, middle), (middle, high)) for share in np.linspace(0, 1, 21)
    ]
    assert min(contrast(unfolded(grade), linear(palette.background)) for grade in grades) >= CONTRAST


def test_every_screen_mixes_the_grades_of_readiness_alike() -> None:
    """Charts (Vega), the canvas (CSS) and the picker (our own arithmetic): per channel of sRGB."""
    assert readiness(LIGHT).to_dict()["interpolate"] == "rgb"
    canvas = Path(spectrum.canvas.__file__).with_name("chart.js").read_text(encoding="utf-8")
    assert "color-mix(in srgb, " in canvas[canvas.index("function readiness") :][:400]
    half_way = pd.DataFrame({"x": [1.0], "y": [75.0]})
    expected = np.rint(255 * (channels(LIGHT.half_ready) + channels(LIGHT.ready)) / 2).astype(int)
    [colour] = json.loads(vote_picker(half_way, palette=LIGHT).to_json())["data"][0]["marker"]["color"]
    assert colour == "#{:02X}{:02X}{:02X}".format(*expected)


@palettes
@pytest.mark.parametrize("vision", VISION)
def test_meanings_can_be_told_apart(palette: Palette, vision: str) -> None:
    seen = {name: lab(VISION[vision] @ linear(colour)) for name, colour in palette.meanings.items()}
    differences = {(a, b): np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(seen, 2)}
    assert {pair: round(float(d), 1) for pair, d in differences.items() if d < DIFFERENCE} == {}


@palettes
@pytest.mark.parametrize("vision", VISION)
def test_above_and_below_zero_can_be_told_apart_even_half_way(palette: Palette, vision: str) -> None:
    below, zero, above = (lab(VISION[vision] @ linear(stop)) for stop in palette.deviation.stops)
    assert np.linalg.norm(below - above) >= 3 * DIFFERENCE
    assert np.linalg.norm((below - above) / 2) >= DIFFERENCE
    assert min(np.linalg.norm(end - zero) for end in (below, above)) >= DIFFERENCE


@palettes
def test_neither_side_of_zero_looks_the_larger(palette: Palette) -> None:
    below, _, above = (lab(linear(stop))[0] for stop in palette.deviation.stops)
    assert below == pytest.approx(above, abs=2)
    for end in (palette.deviation.below, palette.deviation.above):
        assert contrast(linear(end), linear(palette.background)) >= CONTRAST


@palettes
@pytest.mark.parametrize("vision", VISION)
def test_zero_is_not_blank(palette: Palette, vision: str) -> None:
    zero, ground = (
        lab(VISION[vision] @ linear(colour)) for colour in (palette.deviation.zero, palette.background)
    )
    assert 8 <= np.linalg.norm(zero - ground) <= 20


def test_a_theme_finds_its_palette_and_light_is_the_default() -> None:
    assert palette_for("dark") is DARK
    assert palette_for("light") is palette_for(None) is palette_for("sepia") is LIGHT


def channels(colour: str) -> Floats:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def linear(colour: str) -> Floats:
    return unfolded(channels(colour))


def unfolded(share: Floats) -> Floats:
    """The light of channels from 0 to 1 (IEC 61966-2-1)."""
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(a: Floats, b: Floats) -> float:
    dark, light = sorted(float(TO_XYZ[1] @ colour) for colour in (a, b))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Floats) -> Floats:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / D65
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
