from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.charts.labels import ALOOF, fits_inside, place_labels
from spectrum.charts.lettering import LINE_HEIGHT, text_width
from spectrum.charts.room import Label, Plot

Floats = npt.NDArray[np.float64]

FONT_SIZE = 12.0


@dataclass(frozen=True)
class Crowd:
    x: Floats
    y: Floats
    radii: Floats
    texts: list[tuple[str, ...]]

    def place(
        self, plot: Plot, must: int | None = None, standoffs: tuple[float, ...] = ALOOF
    ) -> list[Label | None]:
        order = range(len(self.texts))
        return place_labels(
            self.x, self.y, self.radii, self.texts, plot=plot, order=order, must=must, standoffs=standoffs
        )


def crowd(dots: int, seed: int = 0, radius: float = 6.0, text: str = "Tool") -> Crowd:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 100, (2, dots))
    return Crowd(x, y, np.full(dots, radius), [(f"{text} {at}", str(at)) for at in range(dots)])


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """Dots that love to coincide, line up, cluster and sit on the edges."""
    place = st.one_of(st.sampled_from([0.0, 50.0, 100.0]), st.integers(0, 1000).map(lambda tenth: tenth / 10))
    dots = draw(st.lists(st.tuples(place, place, st.floats(2, 16)), max_size=25))
    texts = [(draw(st.text("abcM 1", max_size=16)), str(at)) for at in range(len(dots))]
    x, y, radii = np.array(dots, dtype=float).reshape(-1, 3).T
    density = draw(st.sampled_from([1.0, 0.2, 0.05]))
    return Crowd(50 + density * (x - 50), 50 + density * (y - 50), radii, texts)


plots = st.builds(Plot, st.floats(150, 1200), st.floats(120, 800), st.just(FONT_SIZE))
grown = st.tuples(st.floats(1, 5), st.floats(1, 5))


@settings(max_examples=150, deadline=None)
@given(crowds(), plots, grown)
def test_nothing_overlaps_on_the_plot_or_on_a_larger_one(
    dots: Crowd, plot: Plot, by: tuple[float, float]
) -> None:
    labels = dots.place(plot)
    for wider, higher in ((1.0, 1.0), by):
        boxes = boxes_of(dots, labels, plot.width * wider, plot.height * higher)
        assert_apart(dots, boxes, plot.width * wider, plot.height * higher)


@settings(max_examples=100, deadline=None)
@given(crowds(), plots, grown, st.floats(0, 1), st.floats(0, 1))
def test_bounded_growth_is_safe_all_the_way(
    dots: Crowd, plot: Plot, most: tuple[float, float], across: float, up: float
) -> None:
    limited = Plot(plot.width, plot.height, FONT_SIZE, growth_x=most[0], growth_y=most[1])
    labels = dots.place(limited)
    width = plot.width * (1 + across * (most[0] - 1))
    height = plot.height * (1 + up * (most[1] - 1))
    assert_apart(dots, boxes_of(dots, labels, width, height), width, height)


@settings(max_examples=60, deadline=None)
@given(crowds(), plots, st.integers(0, 24))
def test_what_must_be_labelled_is_and_others_make_way(dots: Crowd, plot: Plot, which: int) -> None:
    if which >= len(dots.texts) or text_width("M" * 16, FONT_SIZE, bold=True) > plot.width:
        return
    labels = dots.place(plot, must=which)
    chosen = labels[which]
    assert chosen is not None
    assert chosen.text == dots.texts[which][0]
    boxes = boxes_of(dots, labels, plot.width, plot.height)
    assert not any(overlap(boxes[which], box) for other, box in boxes.items() if other != which)


def test_same_crowd_same_labels() -> None:
    plot = Plot(600, 400, FONT_SIZE)
    assert crowd(60).place(plot) == crowd(60).place(plot)


def test_a_lone_dot_has_its_name_to_its_right() -> None:
    dot = Crowd(np.array([50.0]), np.array([50.0]), np.array([6.0]), [("Name",)])
    (label,) = dot.place(Plot(600, 400, FONT_SIZE))
    assert label is not None
    assert (label.align, label.dy, label.leader) == ("left", 0, False)
    assert label.dx > 6


def test_a_dot_at_the_right_edge_has_its_name_to_its_left() -> None:
    dot = Crowd(np.array([99.0]), np.array([50.0]), np.array([6.0]), [("Name",)])
    (label,) = dot.place(Plot(600, 400, FONT_SIZE))
    assert label is not None
    assert label.align == "right"


def test_the_first_in_order_gets_the_place_that_two_want() -> None:
    pair = Crowd(np.array([50.0, 50.0]), np.array([50.0, 50.0]), np.array([6.0, 6.0]), [("One",), ("Two",)])
    both = Plot(600, 30, FONT_SIZE)
    for order in ([0, 1], [1, 0]):
        labels = place_labels(pair.x, pair.y, pair.radii, pair.texts, plot=both, order=order, standoffs=())
        first = labels[order[0]]
        assert first is not None
        assert first.align == "left"


def test_a_label_moves_for_another_that_has_nowhere_else_to_go() -> None:
    pair = Crowd(np.array([5.0, 20.0]), np.array([70.0, 85.0]), np.full(2, 6.0), [("A name",), ("A name",)])
    cramped = Plot(200, 60, FONT_SIZE, growth_x=1, growth_y=1)
    assert None not in pair.place(cramped, standoffs=(8.0,))


def test_labels_stay_apart_where_a_larger_plot_parts_the_dots() -> None:
    """Next to each other here, a label right of the wrong dot would run into the other's later."""
    for x, y in (
        ([54.0, 47.5, 46.0, 54.0], [51.5, 52.0, 52.5, 49.0]),
        ([46.0, 46.5, 47.0, 51.0], [49.0, 47.0, 46.5, 53.5]),
    ):
        dots = Crowd(np.array(x), np.array(y), np.full(4, 6.0), [(f"Tool {at}",) for at in range(4)])
        labels = dots.place(Plot(300, 200, FONT_SIZE))
        assert_apart(dots, boxes_of(dots, labels, 1200, 800), 1200, 800)


def test_a_number_does_where_a_name_has_no_room() -> None:
    dot = Crowd(np.array([50.0]), np.array([50.0]), np.array([6.0]), [("A name wider than the plot", "7")])
    (label,) = dot.place(Plot(100, 100, FONT_SIZE))
    assert label is not None
    assert label.text == "7"


def test_a_label_that_fits_nowhere_is_dropped() -> None:
    dot = Crowd(np.array([50.0]), np.array([50.0]), np.array([6.0]), [("A name wider than the plot",)])
    assert dot.place(Plot(100, 100, FONT_SIZE)) == [None]


def test_labels_stand_off_only_where_that_is_allowed() -> None:
    plot = Plot(500, 300, FONT_SIZE)
    assert any(label.leader for label in crowd(80).place(plot) if label)
    assert not any(label.leader for label in crowd(80).place(plot, standoffs=()) if label)


def test_points_without_texts_are_kept_clear_too() -> None:
    x, y, radii = np.array([50.0, 54.0]), np.array([50.0, 50.0]), np.array([6.0, 3.0])
    (label,) = place_labels(x, y, radii, [("Name",)], plot=Plot(600, 400, FONT_SIZE), order=[0])
    assert label is not None
    assert label.align != "left"


def test_an_empty_plot_has_no_labels() -> None:
    nothing = np.empty(0)
    assert place_labels(nothing, nothing, nothing, [], plot=Plot(600, 400, FONT_SIZE), order=[]) == []
    assert fits_inside(nothing, nothing, nothing, [], plot=Plot(600, 400, FONT_SIZE)).tolist() == []


def test_a_number_is_inside_its_dot_if_the_dot_is_large_enough_and_bare() -> None:
    x, y = np.array([10.0, 50.0, 52.0, 90.0]), np.full(4, 50.0)
    inside = fits_inside(
        x, y, np.array([10.0, 10.0, 10.0, 3.0]), ["1", "2", "3", "4"], plot=Plot(500, 400, 11)
    )
    assert inside.tolist() == [True, False, False, False]


def boxes_of(dots: Crowd, labels: list[Label | None], width: float, height: float) -> dict[int, Floats]:
    """Return left, right, top, bottom of each label in pixels, from what a label promises."""
    boxes = {}
    for dot, label in enumerate(labels):
        if label is None:
            continue
        x = dots.x[dot] * width / 100 + label.dx
        y = (100 - dots.y[dot]) * height / 100 + label.dy
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[label.align] * text_width(label.text, FONT_SIZE)
        high = LINE_HEIGHT * FONT_SIZE / 2
        boxes[dot] = np.array(
            [x - before, x - before + text_width(label.text, FONT_SIZE), y - high, y + high]
        )
    return boxes


def assert_apart(dots: Crowd, boxes: dict[int, Floats], width: float, height: float) -> None:
    for box in boxes.values():
        assert box[0] >= -1e-6
        assert box[1] <= width + 1e-6
        assert box[2] >= -1e-6
        assert box[3] <= height + 1e-6
        assert (distances(dots, box, width, height) >= dots.radii - 1e-6).all()
    for a, b in combinations(boxes.values(), 2):
        assert not overlap(a, b)


def distances(dots: Crowd, box: Floats, width: float, height: float) -> Floats:
    """Return how far the box is from each dot's centre."""
    x, y = dots.x * width / 100, (100 - dots.y) * height / 100
    return np.hypot(x - np.clip(x, box[0], box[1]), y - np.clip(y, box[2], box[3]))


def overlap(a: Floats, b: Floats) -> bool:
    return bool(a[0] < b[1] - 1e-6 and b[0] < a[1] - 1e-6 and a[2] < b[3] - 1e-6 and b[2] < a[3] - 1e-6)
