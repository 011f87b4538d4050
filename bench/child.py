"""`python -m bench.child module:function '{"argument": …}'`: one function in a process of its own."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """Call the function and print what it returns as one line of JSON."""
    module, name = sys.argv[1].split(":")
    print(json.dumps(getattr(import_module(module), name)(**json.loads(sys.argv[2]))))


if __name__ == "__main__":
    main()
