"""One thread for linear algebra whose matrices are small.

Boards have tens or hundreds of tools. On matrices of that size the threads of a linear
algebra library mostly wait for each other, on a busy machine many times as long as one
thread takes for all the work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

Given = ParamSpec("Given")
Found = TypeVar("Found")


def on_one_thread(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Decorate a function that shall compute on the thread that calls it alone.

    The limit holds for the whole process while it runs. Of two that overlap, the one that ends last may
    leave it in place, which slows nothing down that this package does.
    """

    @wraps(function)
    def limited(*args: Given.args, **named: Given.kwargs) -> Found:
        with _libraries().limit(limits=1, user_api="blas"):
            return function(*args, **named)

    return limited


@cache
def _libraries() -> ThreadpoolController:
    """The libraries with threads that this process has loaded: finding them takes a millisecond."""
    return ThreadpoolController()
