from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from spectrum.analysis.threads import on_one_thread


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_linear_algebra_stays_on_one_thread_while_the_function_runs():
    np.linalg.eigh(np.eye(2))
    with threadpool_limits(2, user_api="blas"):
        assert threads() == {2}
        assert on_one_thread(threads)() == {1}
        assert threads() == {2}


def test_limit_is_lifted_after_an_error():
    @on_one_thread
    def fail() -> None:
        raise ValueError("no such votes")

    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ValueError, match="no such votes"):
            fail()
        assert threads() == {2}
