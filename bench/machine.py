"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

Facts = dict[str, str | int | float]


def machine() -> Facts:
    """Processor, cores, memory, system, the versions that matter, and how busy it is now."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "pandas": version("pandas"),
        "polars": version("polars"),
        "streamlit": version("streamlit"),
        "load": round(os.getloadavg()[0], 1),
    }


def machine_sentence(found: Facts) -> str:
    """The same in a line."""
    return (
        f"{found['cores']} cores ({found['processor']}), {found['memory_gb']} GB, {found['system']}, "
        f"Python {found['python']}, DuckDB {found['duckdb']}, Streamlit {found['streamlit']}, "
        f"pandas {found['pandas']}, polars {found['polars']}; "
        f"load {found['load']} before the run"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
