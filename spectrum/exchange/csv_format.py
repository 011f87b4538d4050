"""CSV as this project writes it: RFC 4180, UTF-8, shortest exact numbers, times in ISO 8601 with Z.

Spreadsheets run a text cell that begins with `=`, `+`, `-` or `@` as a formula.
Such text gets a leading apostrophe, and so does text that begins with
apostrophes and then one of these: so the original is never in doubt.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from spectrum.model import FORMULA_STARTS

_RISKY = re.compile(f"'*[{FORMULA_STARTS}]")
_WAS_RISKY = re.compile(f"^'(?='*[{FORMULA_STARTS}])")
_NEEDS_QUOTES = '[",\r\n]'


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as a CSV file that is safe to open in a spreadsheet."""
    buffer = io.BytesIO()
    write_csv(frame, buffer)
    return buffer.getvalue()


def write_csv(frame: pd.DataFrame, target: Path | IO[bytes], *, guard_formulas: bool = True) -> None:
    """Write the frame with a header line; missing values and empty text are empty cells.

    `guard_formulas` is for files that people open; files made for the store alone go without.
    """
    table = _as_text(pa.Table.from_pandas(frame, preserve_index=False), guard_formulas=guard_formulas)
    quoting = "needed" if any(_has_special(column) for column in table.columns) else "none"
    options = csv.WriteOptions(quoting_header="none", quoting_style=quoting, batch_size=16_384)
    csv.write_csv(table, target, options)


def without_guard(text: str) -> str:
    """Text from a guarded cell as it was before."""
    return _WAS_RISKY.sub("", text, count=1)


def needs_guard(text: str) -> bool:
    """Whether `write_csv` would put an apostrophe in front of the text."""
    return _RISKY.match(text) is not None


def _as_text(table: Any, *, guard_formulas: bool) -> Any:
    """The Arrow table with times and text as they are to stand in the file."""
    for index, field in enumerate(table.schema):
        column = table.column(index)
        if pa.types.is_timestamp(field.type):
            table = table.set_column(index, field.name, _iso_times(column))
        elif _is_text(field.type):
            text = pc.if_else(pc.equal(column, ""), pa.scalar(None, field.type), column)
            table = table.set_column(index, field.name, _guarded(text) if guard_formulas else text)
    return table


def _iso_times(column: Any) -> Any:
    text = column.cast(pa.timestamp("us")).cast(pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), "Z", "")


def _guarded(column: Any) -> Any:
    return pc.replace_substring_regex(column, f"^('*[{FORMULA_STARTS}])", r"'\1")


def _has_special(column: Any) -> bool:
    return _is_text(column.type) and bool(pc.any(pc.match_substring_regex(column, _NEEDS_QUOTES)).as_py())


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
