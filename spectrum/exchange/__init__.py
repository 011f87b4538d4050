"""Files in and out: published snapshots, CSV, and data packages that rebuild a board."""

from spectrum.exchange.columns import TABLES, Column, Table
from spectrum.exchange.csv_format import csv_bytes
from spectrum.exchange.imports import import_file
from spectrum.exchange.package_writer import export_package, package_bytes
from spectrum.exchange.public_tables import tables
from spectrum.exchange.simulated import import_simulation
from spectrum.exchange.snapshot_writer import SnapshotWritten, export_snapshot_json
from spectrum.exchange.stats import stats_document
from spectrum.exchange.stats_report import stats_text
from spectrum.exchange.targets import ExportRefused

__all__ = [
    "TABLES",
    "Column",
    "ExportRefused",
    "SnapshotWritten",
    "Table",
    "csv_bytes",
    "export_package",
    "export_snapshot_json",
    "import_file",
    "import_simulation",
    "package_bytes",
    "stats_document",
    "stats_text",
    "tables",
]
