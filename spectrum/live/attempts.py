"""How often a password may be tried.

Strangers who try must not keep the organiser out. So a browser in which the organiser
has signed in before has tries of its own, which nobody else can use up; the others
share those of their network, and all networks those of the server.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from spectrum.live.limits import Limit

RATE = 0.1  # tries a second, of a browser or a network
BURST = 10.0
RATE_OF_ALL = 1.0  # tries a second, of all strangers together
BURST_OF_ALL = 30.0
NETWORK = 64  # bits of an IPv6 address that its owner does not choose


class Attempts:
    """The tries of known browsers, of networks and of all strangers together."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._of_browser = Limit(RATE, BURST, clock)
        self._of_network = Limit(RATE, BURST, clock)
        self._of_all = Limit(RATE_OF_ALL, BURST_OF_ALL, clock)

    def take(self, address: str, browser: str | None) -> float:
        """Take a try; return 0, or the seconds until there is one. `browser`: its id, if it is known."""
        if browser is not None:
            return self._of_browser.take(browser)
        return self._of_network.take(network_of(address)) or self._of_all.take("")


def network_of(address: str) -> str:
    """What one party holds at least: an IPv4 address, or a network of 2^64 IPv6 addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network(f"{found.compressed.split('%')[0]}/{NETWORK}", strict=False))
