"""The proxy of `deploy/` in front of servers on this machine: its very configuration, with other addresses."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.serving import STARTED_WITHIN, free_port

NGINX = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
HOW_TO_GET_IT = "needs nginx (on Debian: apt-get install nginx-light)"
PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def find_nginx() -> str | None:
    """Where the program is."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Proxy:
    """nginx as `deploy/` sets it up, over the servers at two ports; its files lie in `folder`.

    `certificates`: a folder with fullchain.pem and privkey.pem, for the variant with TLS.
    """

    def __init__(self, folder: Path, ports: Sequence[int], *, certificates: Path | None = None) -> None:
        program = find_nginx()
        if program is None:
            raise FileNotFoundError(HOW_TO_GET_IT)
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}" if certificates else f"http://127.0.0.1:{self.port}"
        self._log = folder / "error.log"
        (folder / "nginx.conf").write_text(self._main(folder, ports), encoding="utf-8")
        (folder / "routes.conf").write_text((NGINX / "routes.conf").read_text(), encoding="utf-8")
        (folder / "server.conf").write_text(self._server(folder, certificates), encoding="utf-8")
        command = [program, "-p", str(folder), "-e", str(self._log), "-c", str(folder / "nginx.conf")]
        self._process = subprocess.Popen([*command, "-g", f"daemon off; pid {folder / 'pid'};"])
        self._wait()

    def _main(self, folder: Path, ports: Sequence[int]) -> str:
        text = (NGINX / "nginx.conf").read_text(encoding="utf-8")
        for number, port in enumerate(ports, 1):
            text = _replaced(text, f"dashboard-{number}:8501", f"127.0.0.1:{port}")
        text = _replaced(text, "/etc/nginx/spectrum/", f"{folder}/")
        places = "".join(f"    {place}_temp_path {folder}/{place};\n" for place in PLACES)
        text = _replaced(text, "http {\n", f"http {{\n    access_log off;\n{places}")
        if os.geteuid() == 0:  # the folders of tests are for their owner alone
            text = "user root;\n" + text
        return text

    def _server(self, folder: Path, certificates: Path | None) -> str:
        name = "plain" if certificates is None else "tls"
        text = (NGINX / f"{name}.conf").read_text(encoding="utf-8")
        text = _replaced(text, "/etc/nginx/spectrum/", f"{folder}/")
        if certificates is None:
            return _replaced(text, "listen 80;", f"listen 127.0.0.1:{self.port};")
        text = _replaced(text, "listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        text = _replaced(text, "listen 443 ", f"listen 127.0.0.1:{self.port} ")
        return _replaced(text, "/etc/nginx/certificates/", f"{certificates}/")

    def _wait(self) -> None:
        patience = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < patience and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"nginx did not start: {self._log.read_text() if self._log.exists() else ''}")

    def stop(self) -> None:
        """End it, and see that it ends."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)


def _replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        raise ValueError(f"The proxy's configuration does not say {old!r} any more.")
    return text.replace(old, new)
