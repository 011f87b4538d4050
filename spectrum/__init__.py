"""Spectrum: where people place AI film tools, and how far apart their answers are."""

__version__ = "0.1.0"
