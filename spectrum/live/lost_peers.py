"""Connections whose other end is gone without a word, as a phone out of reach, are let go of in time.

By itself the system tries for a quarter of an hour to send what nobody acknowledges, and keeps for
ever what nobody reads or what never asks for anything. Each holds a file and a stream's place. What is
set on a socket that listens holds for all connections that it accepts.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Iterator

PATIENCE = 60  # seconds in which nothing that was sent is taken, or nobody says that they are there
OPEN_FILES = "/dev/fd"  # of this process


def let_go_of_lost_peers() -> int:
    """Set it on all sockets of this process to which clients come; how many there are.

    Where a system knows one of the limits only, that one holds.
    """
    told = 0
    for listening in _listening():
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (
            ("TCP_USER_TIMEOUT", PATIENCE * 1_000),  # milliseconds
            ("TCP_KEEPIDLE", PATIENCE // 2),
            ("TCP_KEEPINTVL", max(1, PATIENCE // 6)),
            ("TCP_KEEPCNT", 3),
        ):
            if hasattr(socket, name):
                listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        told += 1
    return told


def _listening() -> Iterator[socket.socket]:
    """The sockets that are bound to an address and connected to nobody."""
    with contextlib.suppress(OSError):
        for name in os.listdir(OPEN_FILES):
            with contextlib.suppress(OSError, ValueError):
                file = int(name)
                if not stat.S_ISSOCK(os.fstat(file).st_mode):
                    continue
                with socket.socket(fileno=os.dup(file)) as found:
                    if _takes_clients(found):
                        yield found


def _takes_clients(found: socket.socket) -> bool:
    if found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        return False
    if not found.getsockname()[1]:
        return False
    try:
        found.getpeername()
    except OSError:
        return True
    return False
