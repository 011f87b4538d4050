"""`python -m bench.analyses [--quick]`: what a researcher's figures cost, beside the packages that others use.

Every figure is computed of the same simulated votes in memory, by us and by the other
package in turn, in one process. They must agree.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bench.machine import machine, machine_sentence
from bench.plan import SEED, in_words
from bench.table import SECONDS, Row, markdown, measured, others

if TYPE_CHECKING:
    import pandas as pd

TOOLS = 40
VOTES_PER_VOTER = 20
PERMUTATIONS = 999
RUNS = 3
ALPHA_TARGET, COMPONENTS_TARGET, COMPARISON_TARGET = 1.0, 10.0, 10.0  # seconds


@dataclass(frozen=True)
class Size:
    """How many votes each figure is computed of. `components_beside`: as many as the alternative can bear."""

    alpha: int
    components: int
    components_beside: int
    comparison: int  # on either side


FULL = Size(alpha=1_000_000, components=70_000, components_beside=3_000, comparison=20_000)
QUICK = Size(alpha=100_000, components=10_000, components_beside=200, comparison=10_000)


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    size, runs = (QUICK, 1) if quick else (FULL, RUNS)
    targets = (None, None, None) if quick else (ALPHA_TARGET, COMPONENTS_TARGET, COMPARISON_TARGET)
    rows = [
        _alpha(size.alpha, runs, targets[0]),
        *_components(size, runs, targets[1]),
        _comparison(size.comparison, runs, targets[2]),
    ]
    return [asdict(row) for row in rows]


def _votes(votes: int, seed: int = SEED) -> pd.DataFrame:
    analysis = import_module("spectrum.analysis")
    plan = analysis.Simulation(
        voters=votes // VOTES_PER_VOTER,
        tools=TOOLS,
        votes_per_voter=VOTES_PER_VOTER,
        seed=seed,
        one_axis_share=0.0,
    )
    found: pd.DataFrame = analysis.simulate(plan).votes
    return found


def _alpha(votes: int, runs: int, target: float | None) -> Row:
    """Of positions in whole points: the package counts how often each value occurs."""
    analysis, package = import_module("spectrum.analysis"), import_module("krippendorff")
    cast = _votes(votes)
    cast["x"] = cast["x"].round()

    def ours() -> float:
        return float(analysis.alpha(cast, "x").value)

    def theirs() -> float:
        table = cast.pivot_table(index="voter_id", columns="tool_id", values="x")
        return float(package.alpha(table.to_numpy(), level_of_measurement="interval"))

    mine, others_ = _in_turn(ours, theirs, runs)
    return measured(
        f"Krippendorff's α of x, {in_words(votes)} votes; ours with its interval",
        mine,
        SECONDS,
        "krippendorff on a table by pandas",
        others_,
        target=target,
    )


def _components(size: Size, runs: int, target: float | None) -> list[Row]:
    analysis, mixed = (
        import_module("spectrum.analysis"),
        import_module("statsmodels.regression.mixed_linear_model"),
    )
    few = _votes(size.components_beside)

    def ours(votes: pd.DataFrame) -> float:
        return float(analysis.components(votes, "x").tool.variance)

    def theirs() -> float:
        effects = {"tool": "0 + C(tool_id)", "voter": "0 + C(voter_id)"}
        model = mixed.MixedLM.from_formula("x ~ 1", groups="one", vc_formula=effects, data=few.assign(one=1))
        return float(model.fit(reml=True).vcomp[0])

    mine, others_ = _in_turn(lambda: ours(few), theirs, runs, agree=1e-3)
    many = _votes(size.components)
    return [
        measured(
            f"variance components by REML, {in_words(size.components_beside)} votes; ours with intervals",
            mine,
            SECONDS,
            "MixedLM of statsmodels",
            others_,
        ),
        measured(
            f"variance components by REML, {in_words(size.components)} votes",
            [_seconds(lambda: ours(many))[0] for _ in range(runs)],
            SECONDS,
            target=target,
        ),
    ]


def _comparison(votes: int, runs: int, target: float | None) -> Row:
    """Two crowds of different voters; the package is given the test statistic alone, tool by tool."""
    analysis, stats, np = (import_module(name) for name in ("spectrum.analysis", "scipy.stats", "numpy"))
    sides = [_votes(votes, seed) for seed in (SEED, SEED + 1)]
    sides[1]["voter_id"] = "other " + sides[1]["voter_id"]

    def ours() -> float:
        return float(analysis.compare(*sides, permutations=PERMUTATIONS)["pseudo_f"].sum())

    def pseudo_f(one: Any, other: Any, axis: int) -> Any:
        """Of points as complex numbers, so that a point's two coordinates stay together."""
        both = np.concatenate([one, other], axis=axis)
        total = (np.abs(both - both.mean(axis=axis, keepdims=True)) ** 2).sum(axis=axis)
        inner = sum(
            (np.abs(side - side.mean(axis=axis, keepdims=True)) ** 2).sum(axis=axis) for side in (one, other)
        )
        return (total - inner) / inner * (both.shape[axis] - 2)

    def theirs() -> float:
        points = [
            {tool: (own["x"] + 1j * own["y"]).to_numpy() for tool, own in side.groupby("tool_id")}
            for side in sides
        ]
        found = (
            stats.permutation_test(
                (points[0][tool], points[1][tool]),
                pseudo_f,
                vectorized=True,
                n_resamples=PERMUTATIONS,
                batch=100,
                alternative="greater",
                rng=np.random.default_rng(SEED),
            )
            for tool in points[0]
        )
        return float(sum(result.statistic for result in found))

    mine, others_ = _in_turn(ours, theirs, runs)
    return measured(
        f"two sets of {in_words(votes)} votes compared on {TOOLS} tools, {PERMUTATIONS} permutations each; "
        "ours with all figures",
        mine,
        SECONDS,
        "permutation_test of SciPy, the test alone",
        others_,
        target=target,
    )


def _in_turn(
    ours: Callable[[], float], theirs: Callable[[], float], runs: int, agree: float = 1e-6
) -> tuple[Sequence[float], Sequence[float]]:
    """Seconds of both, one after the other. Raises RuntimeError if they find something else."""
    mine, others_ = [], []
    for _ in range(runs):
        took, found = _seconds(ours)
        mine.append(took)
        took, expected = _seconds(theirs)
        others_.append(took)
        if abs(found - expected) > agree * max(1, abs(expected)):
            raise RuntimeError(f"{found} is not {expected}")
    return mine, others_


def _seconds(work: Callable[[], float]) -> tuple[float, float]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.analyses", description=(__doc__ or "").split("\n\n")[1]
    )
    parser.add_argument("--quick", action="store_true", help="few votes, each measured once")
    quick = parser.parse_args().quick
    about = machine()
    rows = [Row(**row) for row in measure("", quick)]
    print(f"{machine_sentence(about)}\n\n{markdown(rows)}\n\n{others(rows)}")
    print("\nratio: how many times as good as the alternative; below 1 it is worse.", file=sys.stderr)


if __name__ == "__main__":
    main()
