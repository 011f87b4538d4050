"""Names that are nearly the same."""

from __future__ import annotations

import pytest

from spectrum.analysis import DUPLICATE_COLUMNS, likely_duplicates
from spectrum.exchange.catalogue import starter_tools


def pairs(names: dict[str, str], **more: float) -> set[tuple[str, str]]:
    found = likely_duplicates(names, **more)
    return set(zip(found["tool_id"], found["other_id"], strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Denoise", "DE-NOISE"),
        ("Face Swap", "swap face"),
        ("Colour Grading", "Color Grading"),
        ("Text to Film", "Text-to-film 2"),
        ("Café", "Cafe"),
        ("🎬 Storyboard", "Storyboard"),
    ],
)
def test_same_thing_written_differently_is_found(one, other):
    assert pairs({"a": one, "b": other}) == {("a", "b")}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Denoise", "Upscale"), ("Lip-Sync", "Auto-Captions"), ("AI", "VFX"), ("🎬", "🎞️"), ("", "")],
)
def test_different_things_are_left_alone(one, other):
    assert pairs({"a": one, "b": other}) == set()


def test_names_that_differ_in_writing_alone_come_first():
    found = likely_duplicates({"a": "Denoiser", "b": "Denoise", "c": "de noise"})
    assert found.columns.tolist() == list(DUPLICATE_COLUMNS)
    assert found.loc[0, ["tool_id", "other_id", "likeness"]].tolist() == ["b", "c", 1.0]
    assert found["likeness"].is_monotonic_decreasing
    assert len(found) == 3


def test_every_pair_is_told_once():
    found = likely_duplicates({"b": "Face Swap", "a": "face swap"})
    assert found[["tool_id", "other_id"]].to_numpy().tolist() == [["a", "b"]]


def test_none_among_none():
    assert likely_duplicates({}).empty


def test_starter_tools_have_no_duplicates_among_them():
    assert pairs({tool.tool_id: tool.name for tool in starter_tools()}) == set()
