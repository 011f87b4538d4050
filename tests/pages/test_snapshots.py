"""Snapshots: frozen on the data page, looked at as boards of their own, compared."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from spectrum.errors import ActionRefused
from spectrum.exchange.freezing import freeze
from spectrum.exchange.reproduction import reproduce
from spectrum.exchange.shelf import shared_shelf
from spectrum.live import ORGANISER_COOKIE
from spectrum.model import Selection
from spectrum.ui import looking_back
from spectrum.ui.access import NotSignedIn, organiser_at_work
from tests.pages.looking import ALL, BOARD, PAGES, contents, elements, errors, listed, press, read, words

READING = [
    "average.py",
    "compare.py",
    "data.py",
    "disagreement.py",
    "distribution.py",
    "method.py",
    "timeline.py",
]
LIVE = sorted({*PAGES} - {*READING, "voters.py"})
HOSTILE = '=1+1 <b>"שלום"</b> [x](y) 🎬 `c` | *z*'


def take(store, name="Final", **more):
    return freeze(store, store.organise(BOARD, "session 1"), BOARD, name, **more)


@pytest.fixture
def changed(seeded, vote):
    """A board that was frozen as 'Final' and then changed in every way."""
    take(seeded)
    organiser = seeded.organise(BOARD, "session 1")
    seeded.open_round(BOARD, "later")
    seeded.append([vote("t1", f"new{n}", 99, 1) for n in range(12)])
    organiser.edit("t2", name="Renamed", seed_x=50.0)
    organiser.hide("t3")
    organiser.block([seeded.current_votes(ALL, "t1")["voter_id"][0]])
    organiser.change_board(title="Another title", anchor_weight=5.0)
    return seeded


# --- freezing


def fill(at, name):
    at.text_input(key="freeze_name").set_value(name)
    return press(at, "Freeze")


def test_organiser_freezes_the_board(visit, seeded, signed_in):
    at = fill(visit("data.py"), "  Final ")
    assert "Snapshot “Final” is frozen." in words(at)
    [snapshot] = seeded.snapshots(BOARD)
    assert (snapshot.name, snapshot.n_votes, snapshot.licence) == ("Final", 80, "CC-BY-4.0")
    assert at.code[0].value == snapshot.citation
    entry = seeded.organise(BOARD, "x").audit()[0]
    assert (entry.action, entry.target) == ("record_snapshot", "Final")
    assert entry.who not in ("", "cli")


def test_licence_is_the_organisers_choice(visit, seeded, signed_in):
    at = visit("data.py")
    box = at.selectbox(key="freeze_licence")
    box.set_value(box.options[-1])
    fill(at, "Free")
    assert seeded.snapshot(BOARD, "Free").licence == "CC0-1.0"


@pytest.mark.parametrize("name", ["", "   ", "final"])
def test_name_that_cannot_be_is_refused_in_words(visit, seeded, signed_in, name):
    take(seeded)
    at = fill(visit("data.py"), name)
    assert [said for said in errors(at) if "name" in said]
    assert [snapshot.name for snapshot in seeded.snapshots(BOARD)] == ["Final"]


def test_blind_round_is_not_frozen(visit, seeded, signed_in, vote):
    seeded.open_round(BOARD, "Blind", reveal="after_close")
    seeded.append([vote("t1", "ann", 87.3, 12.9)])
    at = fill(visit("data.py"), "Leak")
    assert "Round 'Blind' is open and hides its votes" in "".join(errors(at))
    assert seeded.snapshots(BOARD) == []


def test_visitor_finds_no_way_to_freeze(visit, seeded):
    at = visit("data.py")
    assert "Freeze" not in [button.label for button in at.button]
    assert "None yet" in words(at)
    with pytest.raises(NotSignedIn):
        organiser_at_work(BOARD)


def test_sign_in_that_ended_freezes_nothing(visit, seeded, signed_in, monkeypatch):
    at = visit("data.py")
    at.text_input(key="freeze_name").set_value("Final")
    monkeypatch.setattr(type(st.context), "cookies", {ORGANISER_COOKIE: "forged.forged.forged"})
    [button] = [button for button in at.button if button.label == "Freeze"]
    button.click().run()
    assert seeded.snapshots(BOARD) == []


# --- what everyone finds


def test_snapshots_are_there_for_everyone_newest_first(visit, seeded, offered):
    first, second = take(seeded, "One"), take(seeded, HOSTILE, licence="CC0-1.0")
    at = visit("data.py")
    labels = [expander.label for expander in at.expander]
    assert len(labels) == 2
    assert labels[1].startswith("**One** · ")
    assert "80 votes by 40 voters on 3 tools" in labels[1]
    assert [code.value for code in at.code][::2] == [second.citation, first.citation]
    assert f"python -m spectrum reproduce {first.file}" in at.code[3].value
    hashes = [frame.value for frame in at.dataframe if "SHA-256" in frame.value.columns]
    assert dict(hashes[1].values.tolist()) == {**first.files, first.file: first.sha256}
    assert offered[first.file]() == seeded.snapshot_package(BOARD, "One")


def test_package_that_is_downloaded_gives_the_same_figures(visit, seeded, offered, tmp_path):
    snapshot = take(seeded)
    visit("data.py")
    path = tmp_path / snapshot.file
    path.write_bytes(offered[snapshot.file]())
    found = reproduce(path)
    assert found.differences == ()
    assert found.fingerprint in snapshot.citation


def test_snapshot_is_there_in_the_format_of_the_published_chart(visit, changed, offered):
    visit("data.py")
    document = json.loads(offered["board-final.json"]())
    assert set(document) == {"capturedAt", "items", "settings", "source", "votes"}
    assert document["items"]["t2"]["name"] == "Text to film"
    assert sum(len(votes) for votes in document["votes"].values()) == 80
    assert document["capturedAt"].startswith(f"{changed.snapshot(BOARD, 'Final').taken_at:%Y-%m-%dT%H:%M:%S}")


# --- looking back


def test_board_is_shown_as_it_was_frozen(visit, changed):
    now, then = visit("average.py"), visit("average.py", snapshot="Final")
    assert now.title[0].value == "Another title"
    assert then.title[0].value != "Another title"
    assert listed(then)["n"].sum() == 80
    assert {"Text to film", "Storyboard"} <= {*listed(then).index}
    assert "Renamed" in listed(now).index
    assert "Storyboard" not in listed(now).index
    said = words(then)
    assert "Snapshot **Final** of" in said
    assert "80 votes by 40 voters" in said
    assert "read-only" in said
    assert "read-only" not in words(now)


def test_who_opens_a_snapshot_takes_no_turn_of_the_crowds(visit, changed, monkeypatch):
    turns = []

    @contextmanager
    def turn(path):
        turns.append(path)
        yield

    monkeypatch.setattr(looking_back, "turn", turn)
    assert "read-only" in words(visit("average.py", snapshot="Final"))
    assert turns == []
    visit("average.py")
    assert turns == [""]


@pytest.mark.parametrize("page", [*READING, "voters.py"])
def test_pages_that_read_show_what_they_showed_when_it_was_frozen(visit, seeded, vote, page):
    take(seeded)
    before = visit(page, tool="t1")
    seeded.open_round(BOARD, "later")
    seeded.append([vote("t1", "late", 99, 1)])
    then = visit(page, tool="t1", snapshot="Final")
    assert not then.error
    charts = [
        [node.proto.spec for node in elements(at) if node.type == "vega_lite_chart"] for at in (before, then)
    ]
    assert len(charts[0]) == len(charts[1])
    tables = [[table.value.to_csv() for table in at.table] for at in (before, then)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("page", LIVE)
def test_pages_for_voting_and_organising_are_closed(visit, changed, signed_in, page):
    at = visit(page, snapshot="Final")
    assert "nobody votes on it" in words(at)
    assert [node for node in elements(at) if node.type == "bidi_component"] == []
    assert [button.label for button in at.button] == ["Back to the live board"]


def test_way_back(visit, changed):
    at = visit("average.py", snapshot="Final")
    press(at, "Back to the live board")
    assert at.title[0].value == "Another title"
    assert "snapshot" not in at.query_params


def test_it_goes_along_from_page_to_page(visit, changed):
    at = visit("average.py", snapshot="Final")
    del at.query_params["snapshot"]
    at.switch_page("distribution.py").run()
    assert at.query_params["snapshot"] == "Final"
    assert "read-only" in words(at)
    press(at, "Back to the live board")
    at.switch_page("average.py").run()
    assert at.title[0].value == "Another title"


def test_taking_it_out_of_the_url_leaves_it(visit, changed):
    at = visit("average.py", snapshot="Final")
    del at.query_params["snapshot"]
    at.run()
    assert at.title[0].value == "Another title"


def test_unknown_snapshot_is_said_with_those_that_are_there(visit, changed):
    at = visit("average.py", snapshot="<b>Other")
    assert errors(at) == ["There is no snapshot '<b>Other' of this board. Snapshots that are there: 'Final'."]
    assert [button.label for button in at.button] == ["Back to the live board"]


def test_downloads_of_a_snapshot_are_those_that_were_frozen(visit, changed, offered):
    at = visit("data.py", snapshot="Final")
    assert "the same for everyone" in words(at)
    assert "Back up now" not in [button.label for button in at.button]
    package = changed.snapshot_package(BOARD, "Final")
    assert offered["board-final.zip"]() == package
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in ("votes", "positions", "voters"):
            assert offered[f"board-final-{name}.csv"]() == archive.read(f"{name}.csv")


def test_charts_numbers_are_downloaded_as_they_are_shown(visit, changed, offered):
    visit("average.py", snapshot="Final")
    visit("distribution.py", tool="t1", snapshot="Final")
    files = contents(offered)
    assert b"Storyboard" in files["spectrum.csv"]
    n = int(listed(visit("average.py", snapshot="Final")).loc["Denoise", "n"])
    assert len(files["votes-t1.csv"].splitlines()) == n + 1


def test_nothing_about_a_snapshot_can_be_changed(changed, vote):
    frozen, board_id = shared_shelf.open(changed, BOARD, "Final")
    before = frozen.counts(Selection(board_id))
    for change in (
        lambda: frozen.organise(board_id, "x").change_board(title="Mine"),
        lambda: frozen.open_round(board_id, "Again"),
        lambda: frozen.organise(board_id, "x").hide("t1"),
        lambda: frozen.describe_voter(board_id, "ann", "Ann", None),
        lambda: frozen.save_board(replace(frozen.board(board_id), title="Mine")),
    ):
        with pytest.raises(ActionRefused, match="This is a snapshot"):
            change()
    with pytest.raises(Exception, match="not saved"):
        frozen.append([vote("t1", "ann", 1, 1, board_id=board_id)])
    assert frozen.counts(Selection(board_id)) == before


def test_snapshots_share_one_scratch_database_that_goes_at_the_end(changed):
    take(changed, "Second")
    first, first_id = shared_shelf.open(changed, BOARD, "Final")
    second, second_id = shared_shelf.open(changed, BOARD, "Second")
    assert first is second
    assert first_id != second_id
    assert shared_shelf.open(changed, BOARD, "Final") == (first, first_id)
    folder = Path(first.database).parent
    assert folder.is_dir()
    shared_shelf.close()
    assert not folder.exists()


# --- comparing


def test_snapshots_are_compared_with_each_other_and_with_now(visit, seeded, vote):
    take(seeded, "One")
    seeded.open_round(BOARD, "later")
    seeded.append([vote("t1", f"new{n}", 99, 1) for n in range(12)])
    take(seeded, "Two")
    seeded.append([vote("t2", "last", 1, 1)])
    at = visit("compare.py", compare="Snapshots", snapshot_a="One", snapshot_b="Two")
    assert not at.error
    [groups] = [table.value for table in at.table]
    assert [read(column) for column in groups.columns] == ["A: One", "B: Two"]
    assert groups.loc["Votes"].tolist() == ["80", "92"]
    assert "merges and blocks of today" in words(at)
    assert "stay hidden" not in words(at)
    now = visit("compare.py", compare="Snapshots")
    [groups] = [table.value for table in now.table]
    assert groups.loc["Votes"].tolist() == ["92", "93"]


def test_snapshots_without_a_vote_between_are_the_same(visit, seeded):
    take(seeded, "One")
    take(seeded, "Two")
    at = visit("compare.py", compare="Snapshots", snapshot_a="One", snapshot_b="Two")
    assert "No vote was cast between “One” and “Two”" in words(at)


def test_without_snapshots_the_comparison_says_how_to_get_one(visit, seeded):
    assert "freezes the board on the page Data" in words(visit("compare.py", compare="Snapshots"))


def test_comparison_while_a_blind_round_is_open_stops_at_its_opening(visit, seeded, vote):
    take(seeded, "One")
    seeded.open_round(BOARD, "live")
    seeded.append([vote("t1", "ann", 50, 50)])
    seeded.close_round(BOARD)
    seeded.open_round(BOARD, "blind", reveal="after_close")
    seeded.append([vote("t1", "hidden", 87.3, 12.9)])
    at = visit("compare.py", compare="Snapshots")
    [groups] = [table.value for table in at.table]
    assert groups.loc["Votes"].tolist() == ["80", "81"]
    assert "“now” is its opening" in words(at)
