"""The averaged spectrum: its chart, its table of tools."""
