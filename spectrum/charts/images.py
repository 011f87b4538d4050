"""Charts as image files, drawn on this machine without any network."""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.split(".")[:2])
CONTAINER_WIDTH = 1200  # pixels for a chart that fills its container, as a file has none


def to_png(chart: alt.TopLevelMixin, *, scale: float = 2.0, background: str) -> bytes:
    """Return the chart as a PNG with `scale` pixels to each of its own, on a colour `#RRGGBB`."""
    spec = _spec(chart)
    spec["background"] = background
    return vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])


def to_svg(chart: alt.TopLevelMixin) -> str:
    """Return the chart as SVG text with a transparent ground."""
    return vl_convert.vegalite_to_svg(_spec(chart), vl_version=VEGA_LITE, allowed_base_urls=[])


def _spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict(validate=False)
    if spec.get("width") == "container":
        spec["width"] = CONTAINER_WIDTH
    return spec
