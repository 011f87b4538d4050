from __future__ import annotations

import pytest

from spectrum.charts.lettering import shorten, text_width


def test_width_is_helveticas() -> None:
    assert text_width("Hello", 1000) == 722 + 556 + 222 + 222 + 556


def test_width_grows_with_the_font_size_and_in_bold() -> None:
    assert text_width("Tool", 26) == pytest.approx(2 * text_width("Tool", 13))
    assert text_width("Tool", 13, bold=True) > text_width("Tool", 13)


def test_an_accent_takes_no_room() -> None:
    assert text_width("Überblendung", 13) == text_width("Uberblendung", 13)


def test_wide_and_unknown_characters_get_room() -> None:
    assert text_width("動画", 10) == 20
    assert text_width("Щ", 10) > 5


@pytest.mark.parametrize(
    ("name", "shown"), [("Short", "Short"), ("A name of more", "A name…"), ("  two\n words ", "two w…")]
)
def test_long_names_are_cut_with_an_ellipsis(name: str, shown: str) -> None:
    assert shorten(name, 7 if len(shown) > 6 else 6) == shown
