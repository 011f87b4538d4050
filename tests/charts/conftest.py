"""Positions as the analysis hands them over, made up but plausible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from spectrum.model import Board

Positions = Callable[..., pd.DataFrame]


@pytest.fixture(autouse=True)
def held_against_the_schema() -> Iterator[None]:
    """Each part of a chart is checked as it is made, whatever pages have switched off before in this process."""
    with debug_mode(True):
        yield


@pytest.fixture
def board() -> Board:
    return Board("board", left="by rule", right="by model", bottom="a toy", top="in use")


@pytest.fixture
def positions() -> Positions:
    return make_positions


def make_positions(tools: int = 6, *, seed: int = 0, **overrides: Any) -> pd.DataFrame:
    """Return `tools` tools; every fifth has a seed only. `overrides` replace whole columns."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, 100, (tools, 2))
    n = np.where(np.arange(tools) % 5 == 4, 0, rng.integers(1, 30, tools))
    voted, spread = n > 0, np.where(n > 1, 64.0, np.nan)
    frame = pd.DataFrame(
        {
            "tool_id": [f"t{at}" for at in range(tools)],
            "number": range(1, tools + 1),
            "name": [
                f"Tool for {['sound', 'in-painting', 'storyboards'][at % 3]} {at}" for at in range(tools)
            ],
            "description": "What it is for",
            "branches": "Sound; Music",
            "n": n,
            "n_y": n,
            "x": centre[:, 0],
            "y": centre[:, 1],
            "seed_share": 10 / (10 + n),
            "sd_x": np.sqrt(spread),
            "sd_y": np.sqrt(spread),
            "var_x": spread,
            "var_y": spread,
            "cov_xy": spread / 2,
            "standard_distance": np.sqrt(2 * spread),
            "disagreement": spread / 833.3,
            "disagreement_low": np.where(n > 4, 0.05, np.nan),
            "disagreement_high": np.where(n > 4, 0.25, np.nan),
        }
    )
    for axis, values in (("x", centre[:, 0]), ("y", centre[:, 1])):
        frame[f"mean_{axis}"] = np.where(voted, values, np.nan)
        frame[f"anchored_{axis}"] = values
        frame[f"seed_{axis}"] = np.clip(values + 8, 0, 100)
    return frame.assign(**overrides)


Spec = dict[str, Any]


class Drawn:
    """A chart's specification, with the questions that tests ask of it."""

    def __init__(self, chart: alt.LayerChart) -> None:
        self.spec: Spec = chart.to_dict()
        self.layers: list[Spec] = self.spec["layer"]

    def rows(self, layer: Spec) -> list[Spec]:
        data = layer.get("data") or self.spec["data"]  # Altair writes what all layers share only once
        found: list[Spec] = self.spec["datasets"][data["name"]] if "name" in data else data["values"]
        return found

    def marks(self, kind: str, **properties: Any) -> list[Spec]:
        """Return the layers of this mark whose mark properties are as given."""
        return [
            layer
            for layer in self.layers
            if layer["mark"]["type"] == kind
            and all(layer["mark"].get(name) == value for name, value in properties.items())
        ]

    @property
    def dots(self) -> Spec:
        (layer,) = [layer for layer in self.layers if "strokeWidth" in layer.get("encoding", {})]
        return layer

    @property
    def captions(self) -> list[Spec]:
        return self.rows(self.marks("text")[-1])

    @property
    def words(self) -> list[str]:
        """Return the texts that stand on the chart by themselves, those by expression left out."""
        texts = [layer["mark"].get("text") for layer in self.marks("text")]
        return [text for text in texts if isinstance(text, str)]

    def scales(self, channel: str) -> list[Spec]:
        encodings = [layer.get("encoding", {}).get(channel, {}) for layer in self.layers]
        return [encoding["scale"] for encoding in encodings if encoding.get("scale")]


@pytest.fixture
def drawn() -> type[Drawn]:
    return Drawn
