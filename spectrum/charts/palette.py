"""Every colour of the product, by what it means; nothing else names a colour.

Each stands at least 4.7:1 against its background. The meanings differ by at
least 24 (CIE76) from one another in normal and in simulated colour-blind
vision, but for quiet grey, which therefore is always hollow or thin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Deviation:
    """Three stops for a figure around zero, as `#RRGGBB`: well below, none, well above.

    They belong to heat maps alone. The ends are equally light, so that neither
    looks the larger; zero is a tone of the ground, but not the ground, as blank
    means missing.
    """

    below: str
    zero: str
    above: str

    @property
    def stops(self) -> tuple[str, str, str]:
        """The stops from the lowest figure to the highest."""
        return self.below, self.zero, self.above


@dataclass(frozen=True)
class Palette:
    """Colours as `#RRGGBB`, for one background.

    `not_ready`, `half_ready`, `ready`: the y axis from bottom to top.
    `generative`: the x axis. `yours`: a ring, never a fill. `quiet`: grid,
    seeds and secondary text. `ink`: text.
    """

    theme: Theme
    background: str
    ink: str
    not_ready: str
    half_ready: str
    ready: str
    generative: str
    yours: str
    quiet: str

    @property
    def readiness(self) -> tuple[str, str, str]:
        """The three stops of the y axis, at 0, 50 and 100 axis points."""
        return self.not_ready, self.half_ready, self.ready

    @property
    def deviation(self) -> Deviation:
        """The colours of a figure around zero."""
        return DEVIATION[self.theme]

    @property
    def meanings(self) -> dict[str, str]:
        """The colours that a viewer must be able to tell apart, by name."""
        return {
            "not ready": self.not_ready,
            "half ready": self.half_ready,
            "ready": self.ready,
            "generative": self.generative,
            "yours": self.yours,
        }


DEVIATION: dict[Theme, Deviation] = {
    "light": Deviation(below="#AF4D00", zero="#E3E6EB", above="#2563C9"),
    "dark": Deviation(below="#E0851A", zero="#2B323D", above="#5C9DE0"),
}

LIGHT = Palette(
    theme="light",
    background="#FFFFFF",
    ink="#111827",
    not_ready="#7F1D1D",
    half_ready="#A16207",
    ready="#0E7490",
    generative="#6D28D9",
    yours="#111827",
    quiet="#64748B",
)

DARK = Palette(
    theme="dark",
    background="#0F1216",
    ink="#E9EDF3",
    not_ready="#EF5350",
    half_ready="#FFC93C",
    ready="#4CCFE1",
    generative="#9575FF",
    yours="#FFFFFF",
    quiet="#7C8CA3",
)


def palette_for(theme: str | None) -> Palette:
    """Return the palette of a theme's name; an unknown or missing one counts as light."""
    return DARK if theme == "dark" else LIGHT
