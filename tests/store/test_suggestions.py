"""What visitors propose, and what becomes of it."""

from __future__ import annotations

import pytest

from spectrum.errors import ActionRefused, InvalidSetting, NoSuchTool, NotFound, SuggestionsClosed
from spectrum.model import Suggestion
from tests.store.standing import BOARD, everything, latest


def test_suggested_tool_is_on_the_board_once_accepted(store, organiser):
    taken = store.suggest(
        BOARD, Suggestion("", "tool", name="Rotoscope", text="Cuts out", x=30.0, voter_id="v")
    )
    assert organiser.suggestions() == [taken]
    organiser.accept(taken.suggestion_id)
    added = store.tools(BOARD)[-1]
    assert (added.name, added.description, added.seed_x, added.seed_y) == (
        "Rotoscope",
        "Cuts out",
        30.0,
        None,
    )
    assert organiser.suggestions() == []
    assert [s.status for s in organiser.suggestions(None)] == ["accepted"]
    with pytest.raises(ActionRefused, match="accepted before"):
        organiser.decline(taken.suggestion_id)


def test_suggested_move_becomes_the_seed(store, organiser):
    taken = store.suggest(BOARD, Suggestion("", "move", tool_id="t1", x=44.0))
    organiser.accept(taken.suggestion_id)
    assert (store.tools(BOARD)[0].seed_x, store.tools(BOARD)[0].seed_y) == (44.0, 90.0)
    assert latest(organiser).before == {"status": "waiting", "seed_x": 10.0}


def test_declined_suggestion_changes_nothing(store, organiser):
    taken = store.suggest(BOARD, Suggestion("", "move", tool_id="t1", x=44.0, y=1.0))
    before = everything(store)
    organiser.decline(taken.suggestion_id)
    assert everything(store) == before
    assert latest(organiser).after == {"status": "declined"}


def test_declined_suggestion_waits_again_as_if_nothing_had_been_decided(store, organiser):
    taken = store.suggest(BOARD, Suggestion("", "tool", name="Rotoscope", text="Cuts out", x=30.0))
    organiser.decline(taken.suggestion_id)
    assert organiser.suggestions() == []
    organiser.undo_decline(taken.suggestion_id)
    assert organiser.suggestions() == [taken]
    noted = latest(organiser)
    assert (noted.action, noted.target) == ("undo_decline", taken.suggestion_id)
    assert (noted.before, noted.after) == ({"status": "declined"}, {"status": "waiting"})
    organiser.accept(taken.suggestion_id)
    assert store.tools(BOARD)[-1].name == "Rotoscope"


def test_decline_that_does_not_stand_is_not_undone(store, organiser):
    taken = store.suggest(BOARD, Suggestion("", "move", tool_id="t1", x=44.0))
    with pytest.raises(ActionRefused, match="is waiting already, not declined"):
        organiser.undo_decline(taken.suggestion_id)
    organiser.accept(taken.suggestion_id)
    before, done = everything(store), latest(organiser)
    with pytest.raises(ActionRefused, match="is accepted, not declined"):
        organiser.undo_decline(taken.suggestion_id)
    with pytest.raises(NotFound, match="no suggestion 'gone'"):
        organiser.undo_decline("gone")
    assert (everything(store), latest(organiser)) == (before, done)
    assert [s.status for s in organiser.suggestions(None)] == ["accepted"]


@pytest.mark.parametrize(
    ("suggestion", "error"),
    [
        (Suggestion("", "tool", name=" "), InvalidSetting),
        (Suggestion("", "tool", name="x" * 61), InvalidSetting),
        (Suggestion("", "tool", name="x", text="x" * 401), InvalidSetting),
        (Suggestion("", "tool", name="x", x=101.0), InvalidSetting),
        (Suggestion("", "move", tool_id="t1"), InvalidSetting),
        (Suggestion("", "move", tool_id="t9", x=1.0), NoSuchTool),
        (Suggestion("", "joke", name="x"), InvalidSetting),  # type: ignore[arg-type]
    ],
)
def test_suggestion_that_cannot_be_used_is_refused(store, organiser, suggestion, error):
    with pytest.raises(error):
        store.suggest(BOARD, suggestion)
    assert organiser.suggestions(None) == []


def test_suggestions_wait_for_the_end_of_voting(voting):
    with pytest.raises(SuggestionsClosed, match="'one'"):
        voting.suggest(BOARD, Suggestion("", "tool", name="x"))
