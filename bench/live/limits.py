"""How many connections a process may have open."""

from __future__ import annotations

import resource

FILES = 16_384  # each stream is one


def raise_file_limit() -> None:
    """Let this process and those that it starts open a file for each stream, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
