"""`python -m bench.child module:function '{"argument": …}'`: one function in a process of its own."""

from __future__ import annotations

import json
import sys
from importlib import import_module

RETURNED = "returned: "


def main() -> None:
    """Call the function and print what it returns as a line of JSON behind a word."""
    module, name = sys.argv[1].split(":")
    found = getattr(import_module(module), name)(**json.loads(sys.argv[2]))
    print(f"\n{RETURNED}{json.dumps(found)}", flush=True)


if __name__ == "__main__":
    main()
