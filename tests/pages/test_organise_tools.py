"""The organiser's tools: found, edited, hidden, merged, reset, ordered and added; each noted, and most undone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from spectrum.exchange.catalogue import CATALOGUE_COLUMNS
from spectrum.model import TOOL_STATUSES, Tool
from tests.pages.looking import ALL, BOARD, click, confirm, errors, placed, press, words
from tests.pages.test_organise import audited

HEADER = ",".join(CATALOGUE_COLUMNS)


@pytest.fixture
def voted(store, vote):
    """Three tools, a likely duplicate of the first, and votes on both."""
    store.save_tools(BOARD, [Tool("t4", "De-noise", number=4)])
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30), vote("t1", "bob", 40, 50), vote("t4", "cleo", 60, 70)])
    return store


def tools(store) -> dict[str, Tool]:
    return {tool.tool_id: tool for tool in store.tools(BOARD, TOOL_STATUSES)}


def backups(store) -> list[str]:
    return sorted(file.name for file in (Path(store.database).parent / "backups").glob("*.duckdb"))


def names(at) -> list[str]:
    [frame] = [found.value for found in at.dataframe if "seed_x" in found.value.columns]
    return frame["name"].tolist()


# --- the list ---------------------------------------------------------------------------


def test_list_is_searched_and_filtered_by_the_url(visit, voted, signed_in):
    voted.organise(BOARD, "cli").hide("t3")
    assert names(visit("organise.py", part="Tools")) == ["Denoise", "Text to film", "Storyboard", "De-noise"]
    assert names(visit("organise.py", part="Tools", tool_q="noise")) == ["Denoise", "De-noise"]
    assert names(visit("organise.py", part="Tools", tool_status="hidden")) == ["Storyboard"]
    assert "No tools match" in words(visit("organise.py", part="Tools", tool_q="nothing"))


def test_three_hundred_tools_need_no_more_controls_than_three(visit, store, signed_in):
    few = len(visit("organise.py", part="Tools", tool="t1").button)
    store.save_tools(BOARD, [Tool(f"x{n}", f"Tool number {n * n}") for n in range(300)])
    at = visit("organise.py", part="Tools", tool="t1")
    assert len(names(at)) == 303
    assert len(at.button) <= few + 5  # at most five likely duplicates


# --- one tool ----------------------------------------------------------------------------


def test_tool_is_edited_and_the_edit_is_undone(visit, voted, signed_in):
    at = visit("organise.py", part="Tools", tool="t1")
    at.text_input(key="tool_t1_0_name").set_value("Denoising")
    at.text_input(key="tool_t1_0_branches").set_value("Sound; Visual Effects ;")
    at.number_input(key="tool_t1_0_x").set_value(12.5)
    at = click(at, "tool_t1_0_save")
    edited = tools(voted)["t1"]
    assert (edited.name, edited.branches, edited.seed_x, edited.seed_y) == (
        "Denoising", ("Sound", "Visual Effects"), 12.5, 90.0,
    )  # fmt: skip
    assert "“Denoising” is saved." in words(at)
    entry = voted.organise(BOARD, "x").audit(1)[0]
    assert (entry.before["name"], entry.after["name"]) == ("Denoise", "Denoising")
    at = click(at, "undo")
    assert tools(voted)["t1"].name == "Denoise"
    assert at.text_input(key="tool_t1_2_name").value == "Denoise"


def test_name_of_another_tool_is_refused_and_what_was_typed_stays(visit, store, signed_in):
    at = visit("organise.py", part="Tools", tool="t1")
    at.text_input(key="tool_t1_0_name").set_value("storyboard")
    at = click(at, "tool_t1_0_save")
    assert "There is a tool 'storyboard' already" in errors(at)[0]
    assert at.text_input(key="tool_t1_0_name").value == "storyboard"
    assert tools(store)["t1"].name == "Denoise"


def test_two_organisers_change_different_things_of_a_tool(visit, store, signed_in):
    at = visit("organise.py", part="Tools", tool="t1")
    store.organise(BOARD, "another").edit("t1", description="Takes the grain away")
    at.text_input(key="tool_t1_0_name").set_value("Denoising")
    click(at, "tool_t1_0_save")
    assert (tools(store)["t1"].name, tools(store)["t1"].description) == ("Denoising", "Takes the grain away")


def test_what_another_organiser_changed_meanwhile_is_overwritten_only_when_asked_twice(
    visit, store, signed_in
):
    at = visit("organise.py", part="Tools", tool="t1")
    store.organise(BOARD, "another").edit("t1", name="Denoiser")
    at.text_input(key="tool_t1_0_name").set_value("Denoising")
    at = click(at, "tool_t1_0_save")
    assert "Someone else has changed this meanwhile: name is “Denoiser”" in errors(at)[0]
    assert tools(store)["t1"].name == "Denoiser"
    assert at.text_input(key="tool_t1_0_name").value == "Denoising"
    click(at, "tool_t1_0_save")
    assert tools(store)["t1"].name == "Denoising"


def test_saving_an_unchanged_form_is_told_and_noted_nowhere(visit, store, signed_in):
    at = click(visit("organise.py", part="Tools", tool="t1"), "tool_t1_0_save")
    assert "Nothing was changed" in errors(at)[0]
    assert [entry.action for entry in store.organise(BOARD, "x").audit()] == ["sign_in"]


def test_tool_is_hidden_and_restored_with_its_votes(visit, voted, signed_in):
    at = click(visit("organise.py", part="Tools", tool="t1"), "Hide_t1")
    assert tools(voted)["t1"].status == "hidden"
    assert "Its votes are kept" in words(at)
    at = click(at, "undo")
    assert tools(voted)["t1"].status == "live"
    assert len(placed(voted, "t1")) == 2
    assert audited(voted, entries=2) == [("restore_tool", "t1"), ("hide_tool", "t1")]


def test_tool_gets_another_number(visit, store, signed_in):
    at = visit("organise.py", part="Tools", tool="t3")
    at.number_input(key="number_t3").set_value(1)
    at = click(at, "move")
    assert [tool.tool_id for tool in store.tools(BOARD)] == ["t3", "t1", "t2"]
    assert "“Storyboard” is number 1 now." in words(at)
    click(at, "undo")
    assert [tool.tool_id for tool in store.tools(BOARD)] == ["t1", "t2", "t3"]


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("by name, A to Z", ["t4", "t1", "t3", "t2"]),
        ("by votes, most first", ["t1", "t4", "t2", "t3"]),
        ("by seed, from left to right", ["t1", "t2", "t3", "t4"]),
    ],
)
def test_all_tools_are_numbered_anew(visit, voted, signed_in, by, order):
    at = visit("organise.py", part="Tools")
    at.selectbox(key="order_by").set_value(by)
    click(at, "order_all")
    assert [tool.tool_id for tool in voted.tools(BOARD)] == order


# --- what goes far --------------------------------------------------------------------------


def test_likely_duplicate_is_merged_after_its_name_is_typed_and_the_merge_is_undone(visit, voted, signed_in):
    at = visit("organise.py", part="Tools")
    assert "De-noise (1 vote) → Denoise (2 votes)" in words(at).replace("**", "")
    at = click(at, "duplicate_t4_t1")
    at = confirm(at, "something else")
    assert "That is not the name above" in errors(at)[0]
    assert tools(voted)["t4"].status == "live"
    assert backups(voted) == []
    at = confirm(at, " de-NOISE ")
    assert tools(voted)["t4"].merged_into == "t1"
    assert voted.positions(ALL).set_index("tool_id").loc["t1", "n"] == 3
    [copy] = backups(voted)
    assert copy in words(at)
    assert "-before-merge-" in copy
    assert not [field for field in at.text_input if field.key == "confirm_name"]
    at = click(at, "undo")
    assert tools(voted)["t4"].status == "live"
    assert voted.positions(ALL).set_index("tool_id").loc["t1", "n"] == 2
    assert audited(voted, entries=2) == [("unmerge_tool", "t4"), ("merge_tools", "t4")]


def test_tool_is_merged_into_one_that_is_chosen(visit, voted, signed_in):
    at = visit("organise.py", part="Tools", tool="t3")
    at.selectbox(key="merge_t3").set_value("2 · Text to film").run()
    confirm(click(at, "merge"), "Storyboard")
    assert tools(voted)["t3"].merged_into == "t2"
    at = visit("organise.py", part="Tools", tool="t3")
    assert "its votes count for “Text to film”" in words(at)
    click(at, "Undo the merge_t3")
    assert tools(voted)["t3"].status == "live"


def test_votes_of_a_tool_are_reset_and_come_back(visit, voted, signed_in):
    at = confirm(click(visit("organise.py", part="Tools", tool="t1"), "reset"), "Denoise")
    assert placed(voted, "t1") == []
    assert len(voted.extract(BOARD).votes) == 3
    assert "They stay in the log" in words(at)
    click(at, "undo")
    assert len(placed(voted, "t1")) == 2
    assert audited(voted, entries=2) == [("undo_reset", "t1"), ("reset_votes", "t1")]


def test_reset_is_undone_later_from_the_tool(visit, voted, signed_in):
    voted.organise(BOARD, "cli").reset_votes("t1")
    at = visit("organise.py", part="Tools", tool="t1")
    assert "No votes count for this tool." in words(at)
    at = click(at, "undo_reset")
    assert len(placed(voted, "t1")) == 2
    at = click(at, "undo_reset")
    assert "were not reset, so there is nothing to undo" in errors(at)[0]


def test_nothing_is_done_without_a_backup(visit, voted, signed_in, monkeypatch):
    (Path(voted.database).parent / "backups").write_text("in the way", encoding="utf-8")
    at = click(visit("organise.py", part="Tools", tool="t1"), "reset")
    at = confirm(at, "Denoise")
    assert "no backup could be made" in errors(at)[0]
    assert len(placed(voted, "t1")) == 2
    assert voted.organise(BOARD, "x").audit(1)[0].action == "sign_in"


# --- more tools ------------------------------------------------------------------------------


def test_tool_is_added_with_its_seed(visit, store, signed_in):
    at = visit("organise.py", part="Tools")
    at.text_input(key="new_tool_0_name").set_value("Grading")
    at.text_input(key="new_tool_0_branches").set_value("Colour; Editing")
    at.number_input(key="new_tool_0_x").set_value(40.0)
    at = click(at, "new_tool_0_add")
    [added] = [tool for tool in store.tools(BOARD) if tool.name == "Grading"]
    assert (added.branches, added.seed_x, added.seed_y, added.number) == (
        ("Colour", "Editing"),
        40.0,
        None,
        4,
    )
    assert "“Grading” is on the board." in words(at)
    assert at.text_input(key="new_tool_1_name").value == ""
    at = visit("organise.py", part="Tools")
    assert "needs a name" in errors(click(at, "new_tool_0_add"))[0]


def upload(at, text: str | bytes, name: str = "tools.csv"):
    content = text.encode() if isinstance(text, str) else text
    at.file_uploader(key="catalogue").set_value((name, content, "text/csv"))
    at.run()
    assert not at.exception
    return at


def test_tools_of_a_file_are_looked_through_and_added(visit, store, signed_in):
    rows = f"{HEADER}\nk1,Searing,Brown it,Stove; Grill,20,80\nt1,Denoise,,,,\nk2,Smoking,,,,\n"
    at = upload(visit("organise.py", part="Tools"), rows)
    [preview] = [frame.value for frame in at.dataframe if "branches" in frame.value.columns]
    assert preview["status"].tolist() == ["new", "there already, stays as it is", "new"]
    assert len(store.tools(BOARD)) == 3
    at = click(at, "add_file")
    assert [tool.name for tool in store.tools(BOARD)][3:] == ["Searing", "Smoking"]
    assert tools(store)["t1"].description == "Cleans up a plate"
    assert "2 tools added. 1 tool of the file was there" in words(at)
    assert audited(store) == [("add_tools", BOARD)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEADER}\nk1,Searing,,,abc,1\n", "line 2: seed_x is 'abc', but must be empty or a number from 0 to 100"),
        (f"{HEADER}\nk1,Searing,,,1,2\nk2,,,,1,2\n", "line 3: name is empty"),
        (f"{HEADER}\nk1,{'x' * 61},,,1,2\n", "line 2: name is"),
        ("id,name\n1,Searing\n", "its header lacks 'tool_id'"),
        (b"\xff\xfe\x00", "it is not UTF-8 text"),
        (f"{HEADER}\nk1,storyboard,,,1,2\n", "A tool “storyboard” is on the board under another id"),
        (f"{HEADER}\n", "The file has no tools below its first line"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_used_is_refused_in_words_and_nothing_is_stored(
    visit, store, signed_in, text, said
):
    before = store.version(BOARD)
    at = upload(visit("organise.py", part="Tools"), text)
    assert said in words(at)
    assert not [button for button in at.button if button.key in ("add_file", "replace")]
    assert store.version(BOARD) == before


def test_starter_tools_give_way_to_those_of_a_file(visit, store, signed_in, vote):
    store.save_tools(BOARD, [Tool(f"s{n}", f"Starter {n}", created_by="starter") for n in range(3)])
    store.open_round(BOARD, "one")
    store.append([vote("s1", "ann", 20, 30)])
    at = upload(visit("organise.py", part="Board"), f"{HEADER}\nk1,Searing,,,20,80\n")
    at.toggle(key="replace_starters").set_value(True).run()
    at = confirm(click(at, "replace"), store.board(BOARD).title)
    assert [tool.name for tool in store.tools(BOARD)] == [
        "Denoise",
        "Text to film",
        "Storyboard",
        "Starter 1",
        "Searing",
    ]
    assert "-before-replace-" in backups(store)[0]
    assert store.organise(BOARD, "x").audit(1)[0].before == {"gave_way": ["s0", "s2"]}


def test_tools_are_given_out_in_the_format_that_is_taken_in(visit, store, signed_in, offered):
    store.organise(BOARD, "cli").edit("t2", name="=1+1", description='a "quoted", text')
    visit("organise.py", part="Tools")
    text = offered[f"tools-{BOARD}.csv"]().decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == list(CATALOGUE_COLUMNS)
    store.organise(BOARD, "cli").add_tools([])
    at = upload(visit("organise.py", part="Tools"), text)
    [preview] = [frame.value for frame in at.dataframe if "branches" in frame.value.columns]
    assert preview["name"].tolist() == ["Denoise", "=1+1", "Storyboard"]
    assert preview["description"][1] == 'a "quoted", text'


def test_pressing_merge_twice_is_told(visit, voted, signed_in):
    at = click(visit("organise.py", part="Tools"), "duplicate_t4_t1")
    voted.organise(BOARD, "another").merge("t4", "t1")
    assert "merged already" in errors(confirm(at, "De-noise"))[0]
    press(visit("organise.py", part="Tools"), "Number them")
