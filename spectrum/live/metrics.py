"""What there is to watch while a round is on, in the text format that Prometheus reads.

Everything is counted anyway and put into words only when asked for, so watching costs a vote nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from spectrum import __version__
from spectrum.errors import SpectrumError
from spectrum.live.endpoint import Visit
from spectrum.live.hall import Hall


async def show_metrics(visit: Visit) -> Response:
    """GET /metrics"""
    registry = CollectorRegistry()
    registry.register(_HallFigures(visit.hall))
    text = await asyncio.to_thread(generate_latest, registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


class _HallFigures:
    """A collector, as prometheus-client calls it: the figures of a hall at the moment of asking."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def collect(self) -> Iterator[Metric]:
        """All figures. Those of the store are left out while it cannot be reached."""
        yield GaugeMetricFamily("spectrum_build", f"Always 1; this is version {__version__}.", 1)
        yield from self._requests()
        yield from self._rooms()
        try:
            figures = self._hall.store().writer_figures()
        except SpectrumError:
            yield GaugeMetricFamily("spectrum_store_up", "1 while the store can be reached.", 0)
            return
        yield GaugeMetricFamily("spectrum_store_up", "1 while the store can be reached.", 1)
        yield GaugeMetricFamily("spectrum_queue_depth", "Votes and changes that wait.", figures.waiting)
        yield CounterMetricFamily("spectrum_votes", "Votes the writer has taken up.", figures.votes)
        yield SummaryMetricFamily(
            "spectrum_commit_seconds",
            "Commits of votes.",
            count_value=figures.commits,
            sum_value=figures.busy,
        )

    def _requests(self) -> Iterator[Metric]:
        refusals = CounterMetricFamily("spectrum_refusals", "Requests refused, by status.", labels=["status"])
        for status, count in sorted(self._hall.refusals.items()):
            refusals.add_metric([str(status)], count)
        yield refusals

    def _rooms(self) -> Iterator[Metric]:
        rooms = dict(self._hall.rooms)
        subscribers = _by_board(GaugeMetricFamily, "spectrum_subscribers", "Open live streams.")
        frames = _by_board(
            SummaryMetricFamily, "spectrum_frame_seconds", "Frames written to all subscribers."
        )
        readings = _by_board(
            SummaryMetricFamily, "spectrum_reading_seconds", "Readings of the board for frames."
        )
        for board_id, room in rooms.items():
            subscribers.add_metric([board_id], room.subscribers)
            frames.add_metric([board_id], room.frames.count, room.frames.seconds)
            readings.add_metric([board_id], room.readings.count, room.readings.seconds)
        yield from (subscribers, frames, readings)


def _by_board(family: Any, name: str, words: str) -> Any:
    return family(name, words, labels=["board"])
