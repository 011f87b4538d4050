"""What `deploy/` says fits the program and itself; with the tools that are there it is checked by them, too."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from spectrum.live import Hall, HallRules
from spectrum.live.metrics import _HallFigures
from spectrum.settings import ROOT, read_settings
from tests.test_docs import SETTING, settings_read

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
DASHBOARDS = {name: service for name, service in COMPOSE["services"].items() if name.startswith("dashboard")}
NGINX = {file.name: file.read_text(encoding="utf-8") for file in (DEPLOY / "nginx").glob("*.conf")}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "spectrum.service").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / "env.example").read_text(encoding="utf-8")
FILES = [file for file in DEPLOY.rglob("*") if file.is_file()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_settings_are_those_that_are_read(file: Path):
    assert set(SETTING.findall(file.read_text(encoding="utf-8"))) <= settings_read()


def test_two_dashboards_have_the_same_settings_and_all_that_postgresql_needs():
    assert len(DASHBOARDS) == 2
    settings = [service["environment"] for service in DASHBOARDS.values()]
    assert settings[0] == settings[1]
    read = read_settings(
        {
            "SPECTRUM_DATABASE": settings[0]["SPECTRUM_DATABASE"],
            "SPECTRUM_TRUSTED_PROXIES": settings[0]["SPECTRUM_TRUSTED_PROXIES"],
        }
    )
    assert read.database.startswith("postgresql://")
    assert {"SPECTRUM_SECRET", "SPECTRUM_ORGANISER_PASSWORD", "PGPASSWORD"} <= set(settings[0])


def test_every_variable_of_the_compose_file_is_in_the_example():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text)) - {"SPECTRUM_BOARD"}
    assert asked == set(re.findall(r"^(\w+)=", EXAMPLE, re.M))


def test_proxy_leads_to_the_dashboards_and_is_believed():
    servers = re.findall(r"^\s*server ([\w-]+):(\d+) ", NGINX["nginx.conf"], re.M)
    assert {name for name, _ in servers} == set(DASHBOARDS)
    assert {port for _, port in servers} == {re.search(r"EXPOSE (\d+)", DOCKERFILE)[1]}
    [network] = COMPOSE["networks"].values()
    [subnet] = [part["subnet"] for part in network["ipam"]["config"]]
    for service in DASHBOARDS.values():
        assert service["environment"]["SPECTRUM_TRUSTED_PROXIES"] == subnet


def test_files_that_the_compose_file_mounts_are_there():
    mounted = [entry.rsplit(":", 2)[0] for entry in COMPOSE["services"]["proxy"]["volumes"]]
    files = [path for path in mounted if path.startswith("./nginx/")]
    assert files
    for variant in ("plain", "tls"):
        assert all((DEPLOY / path.replace("${PROXY:-plain}", variant)).exists() for path in files)


def test_streams_are_not_buffered_and_pages_keep_their_websocket():
    routes = NGINX["routes.conf"]
    live = re.search(r"location ~ (\S+) \{([^}]*)\}", routes)
    assert re.search(live[1], "/api/boards/ai-filmmaking/live")
    assert "proxy_buffering off" in live[2]
    socket = re.search(r"location = /_stcore/stream \{([^}]*)\}", routes)
    assert "proxy_set_header Upgrade $http_upgrade" in socket[1]
    assert "hash $visitor consistent" in NGINX["nginx.conf"]
    assert "map $cookie_spectrum_voter $visitor" in NGINX["nginx.conf"]


def test_image_holds_what_the_server_needs_and_runs_as_nobody_special():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    taken = [line[1:] for line in ignored if line.startswith("!")]
    assert all(list(ROOT.glob(path)) for path in taken)
    assert {"dashboard.py", "pages", "spectrum", "requirements.lock", ".streamlit"} <= set(taken)
    assert re.search(r"^USER spectrum$", DOCKERFILE, re.M)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/healthz" in DOCKERFILE
    assert DOCKERFILE.rindex("USER ") < DOCKERFILE.rindex("CMD [")


def test_unit_starts_the_dashboard_as_a_user_of_its_own():
    assert re.search(r"^User=spectrum$", UNIT, re.M)
    assert "streamlit run dashboard.py" in UNIT
    assert "KillSignal=SIGTERM" in UNIT


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (systemd)")
def test_unit_is_understood_by_systemd(tmp_path):
    unit = tmp_path / "spectrum.service"
    unit.write_text(UNIT.replace("/opt/spectrum/.venv/bin/python", shutil.which("true")))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_figures_that_the_page_names_are_told():
    """And all that are told are on the page."""

    class Figures:
        waiting = votes = commits = 0
        busy = 0.0

    class Store:
        def writer_figures(self) -> Figures:
            return Figures()

    registry = CollectorRegistry()
    registry.register(_HallFigures(Hall(Store, HallRules("b", "a secret of the tests"))))
    told = set(re.findall(r"^# TYPE (\w+)", generate_latest(registry).decode(), re.M)) - {"spectrum_build"}
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(spectrum_\w+)`", page, re.M)) == told
