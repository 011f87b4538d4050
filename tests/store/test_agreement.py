"""Whatever is done in whatever order, the table of current votes is what the log amounts to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spectrum.model import Ballot, Board, Selection, Tool, VoteFile
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"
TOOLS = ["t1", "t2", "merged"]
AXIS = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.tuples(st.sampled_from(TOOLS), st.sampled_from("abc"), AXIS, st.none() | AXIS)
OTHERS = st.tuples(
    st.sampled_from(TOOLS), st.sampled_from("abc"), st.sampled_from(["unsure", "unknown_tool", "withdraw"])
)
BATCHES = st.lists(PLACES | OTHERS, min_size=1, max_size=6)
IMPORTS = st.lists(
    st.tuples(
        st.sampled_from(TOOLS),
        st.sampled_from("abc"),
        AXIS,
        st.sampled_from(["", "2020-01-01", "2099-01-01"]),
    ),
    min_size=1,
    max_size=4,
)
STEPS = st.lists(
    st.tuples(st.just("vote"), BATCHES)
    | st.tuples(st.just("import"), IMPORTS)
    | st.tuples(st.just("round"), st.sampled_from(["cumulative", "fresh"])),
    max_size=8,
)


def ballot(answer: tuple) -> Ballot:
    if len(answer) == 3:
        tool, voter, kind = answer
        return Ballot(uuid4(), BOARD, tool, voter, kind=kind)
    tool, voter, x, y = answer
    return Ballot(uuid4(), BOARD, tool, voter, x, y)


def import_rows(store: DuckDBStore, folder: str, rows: list[tuple]) -> None:
    file = Path(folder) / f"{uuid4()}.csv"
    lines = [f"{tool},{voter},{x},50,{cast_at}" for tool, voter, x, cast_at in rows]
    file.write_text("\n".join(["tool_id,voter_id,x,y,cast_at", *lines]))
    columns = ("tool_id", "voter_id", "x", "y", "cast_at")
    store.load(BOARD, VoteFile(file, columns, source=f"import:{file.name}"))


def open_board(folder: str) -> DuckDBStore:
    store = DuckDBStore(Path(folder) / "votes.duckdb")
    store.save_board(Board(BOARD))
    store.save_tools(
        BOARD,
        [Tool("t1", "One"), Tool("t2", "Two"), Tool("merged", "Uno", status="merged", merged_into="t1")],
    )
    store.open_round(BOARD, "first")
    return store


@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_current_votes_agree_with_the_log(steps):
    with tempfile.TemporaryDirectory() as folder:
        store = open_board(folder)
        try:
            for what, detail in steps:
                if what == "vote":
                    store.append([ballot(answer) for answer in detail])
                elif what == "import":
                    import_rows(store, folder, detail)
                else:
                    store.close_round(BOARD)
                    store.open_round(BOARD, str(uuid4()), start=detail)
            verification = store.verify(BOARD)
            assert verification.agrees, verification.differences
        finally:
            store.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.lists(PLACES | OTHERS, min_size=2, max_size=8))
def test_one_batch_and_many_give_the_same(answers):
    seen = []
    for one_batch in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            store = open_board(folder)
            try:
                votes = [ballot(answer) for answer in answers]
                for batch in [votes] if one_batch else [[vote] for vote in votes]:
                    store.append(batch)
                frame = store.current_votes(Selection(BOARD))
                seen.append(frame[["tool_id", "voter_id", "kind", "x", "y"]])
            finally:
                store.close()
    assert seen[0].equals(seen[1])
