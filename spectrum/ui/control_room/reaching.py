"""Whether others can reach the address that is shown to them, and where they could."""

from __future__ import annotations

import socket
from contextlib import closing
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

ELSEWHERE = ("192.0.2.1", 9)  # an address that documents use, and nobody else


def reaches_nobody(address: str) -> bool:
    """Whether an address leads every machine to itself: localhost, 127.0.0.1, [::1]."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False  # a name
    return found.is_loopback or found.is_unspecified


def network_address() -> str | None:
    """This page's address in the machine's network, if the server listens there and the machine is in one."""
    host = _own_host()
    if host is None or st.config.get_option("server.address") or not st.context.url:
        return None
    here = urlsplit(st.context.url)
    port = f":{here.port}" if here.port else ""
    return f"{here.scheme}://{host}{port}/organise"


def _own_host() -> str | None:
    """The machine's address towards others. Nothing is sent: UDP only looks up the way when it connects."""
    try:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as way:
            way.connect(ELSEWHERE)
            host: str = way.getsockname()[0]
    except OSError:
        return None
    return None if ip_address(host).is_loopback or ip_address(host).is_unspecified else host
