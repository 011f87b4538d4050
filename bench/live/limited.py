"""`python -m bench.live.limited '{"batch": 1, "queue": 200}' run …`: `streamlit`, its writer narrowed.

`batch`: votes in one commit. `queue`: votes that may wait.
"""

from __future__ import annotations

import json
import sys

from streamlit.web.cli import main as streamlit

from spectrum.store import writer
from spectrum.store.duckdb_store import DuckDBStore


def narrow(batch: int = writer.BATCH, queue: int = writer.CAPACITY) -> None:
    """Let stores that are opened from now on commit and keep no more than this."""
    writer.BATCH = batch
    defaults = DuckDBStore.__init__.__kwdefaults__
    if defaults is None or "capacity" not in defaults:
        raise RuntimeError("The store takes no capacity any more.")
    defaults["capacity"] = queue


if __name__ == "__main__":
    narrow(**json.loads(sys.argv.pop(1)))
    sys.exit(streamlit(prog_name="streamlit"))
