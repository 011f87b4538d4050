"""What stands on a page, read as a visitor, a browser or somebody curious reads it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
from google.protobuf import text_format
from streamlit.testing.v1 import AppTest

from spectrum.errors import StoreUnavailable
from spectrum.model import Selection
from spectrum.store import Store
from spectrum.ui.words import WORD_JOINER

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"
PAGES = sorted(page.name for page in NAVIGATION.parent.glob("*.py") if page != NAVIGATION)
BOARD = "board"
ALL = Selection(BOARD)


# --- in the database


def log(store: Store) -> pd.DataFrame:
    return store.extract(BOARD).votes


def placed(store: Store, tool: str) -> list[tuple[float, float]]:
    votes = store.current_votes(ALL, tool)
    return list(votes.loc[votes["kind"] == "place", ["x", "y"]].itertuples(index=False, name=None))


def fail(*_arguments: object, **_more: object) -> None:
    """What a store does whose database is gone."""
    raise StoreUnavailable("the disk is gone")


# --- on the page


def words(at: AppTest) -> str:
    """What a visitor reads besides tables, charts and controls."""
    kinds = (at.title, at.caption, at.markdown, at.info, at.success, at.warning, at.error)
    return "\n".join(read(element.value) for kind in kinds for element in kind)


def errors(at: AppTest) -> list[str]:
    """What a visitor is told of what went wrong."""
    return [read(element.value) for element in at.error]


def read(markdown: str) -> str:
    """Markdown as it is read once the backslashes have done their work."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", markdown).replace("&amp;", "&").replace(WORD_JOINER, "")


def listed(at: AppTest) -> pd.DataFrame:
    """The list of tools beside the averaged spectrum, by name."""
    [frame] = [frame.value for frame in at.dataframe if "name" in frame.value.columns]
    return frame.set_index("name")


def figure(at: AppTest, label: str) -> list[str]:
    """A row of the table of figures: of x and of y."""
    tables = [found.value.rename(index=read) for found in at.table]
    [row] = [table.loc[label].tolist() for table in tables if label in table.index]
    return [read(cell) for cell in row[:2]]


def spec(at: AppTest) -> str:
    """The first chart as Vega-Lite, readable."""
    return json.dumps(json.loads(at.get("vega_lite_chart")[0].proto.spec), ensure_ascii=False)


def press(at: AppTest, label: str) -> AppTest:
    [button] = [button for button in at.button if button.label == label]
    button.click()
    at.run()
    assert not at.exception
    return at


def confirm(at: AppTest, name: str) -> AppTest:
    """Answer the question that is open with a name."""
    at.text_input(key="confirm_name").set_value(name)
    [button] = [button for button in at.button if button.key == "confirm"]
    button.click()
    at.run()
    assert not at.exception
    return at


def click(at: AppTest, key: str) -> AppTest:
    """Press the button that has this key."""
    at.button(key=key).click()
    at.run()
    assert not at.exception
    return at


def mounted(at: AppTest) -> dict[str, object]:
    """What the page hands to the voting canvas."""
    [canvas] = [node for node in elements(at) if node.type == "bidi_component"]
    found: dict[str, object] = json.loads(canvas.proto.json)
    return found


# --- in what is sent to the browser


def elements(at: AppTest) -> list:
    """Everything on the page, in order, also what is folded away."""
    return [node for node in at if getattr(node, "proto", None) is not None]


def seen(at: AppTest) -> list[str]:
    """All that is sent to the browser, as text."""
    said = []
    for node in elements(at):
        if node.type == "vega_lite_chart":
            said += [node.proto.spec, node.proto.alt, *(_table(d.data.data) for d in node.proto.datasets)]
        elif node.type in ("dataframe", "table"):
            said += [node.value.to_csv(), getattr(node.proto, "columns", "")]
        else:
            said.append(text_format.MessageToString(node.proto, as_utf8=True))
    return [settled(text) for text in said]


def _table(data: bytes) -> str:
    return pa.ipc.open_stream(data).read_all().to_pandas().to_csv()


def settled(text: str) -> str:
    """The text without ids that are drawn anew for each run, and without a number's last digits.

    These depend on the order in which the database adds votes up.
    """
    text = re.sub(r"\b(data-)?[0-9a-f]{32}\b|clip\d+|gradient_\d+", "", text)
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda number: f"{round(float(number[0]), 6) + 0.0:g}", text)


def contents(offers: dict[str, Callable[[], bytes]], *, pictures: bool = False) -> dict[str, bytes]:
    """What is downloaded: the files themselves, and those in zip files."""
    files = {name: make() for name, make in offers.items() if pictures or not name.endswith(".png")}
    for content in [content for name, content in files.items() if name.endswith(".zip")]:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            files |= {f"{member} in the package": package.read(member) for member in package.namelist()}
    return files


# These show text as it is; everything else may be read as Markdown.
PLAIN = {
    "code": {"code_text"},
    "selectbox": {"options", "raw_value"},
    "page_link": {"query_string"},
    "text_input": {"value"},
}
APART = ("bidi_component", "vega_lite_chart", "dataframe", "table")


def markdown(at: AppTest) -> list[tuple[str, str]]:
    """Every text that the browser may read as Markdown, with the kind of its element."""
    nodes = [node for node in elements(at) if node.type not in APART]
    texts = [(node.type, text) for node in nodes for text in _texts(node.proto, PLAIN.get(node.type, set()))]
    tables = [("table", found.value.to_csv()) for found in at.table]
    columns = [column for found in at.dataframe for column in json.loads(found.proto.columns).values()]
    return texts + tables + [("column", column["help"]) for column in columns if column.get("help")]


def _texts(message, plain: set[str]) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in plain or field.type == field.TYPE_BYTES:
            continue
        for item in value if field.is_repeated else [value]:
            if field.message_type:
                yield from _texts(item, plain)
            elif isinstance(item, str):
                yield item
