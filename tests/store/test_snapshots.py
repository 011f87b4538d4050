"""The book of snapshots."""

from __future__ import annotations

import pytest

from spectrum.errors import ActionRefused, NotFound
from tests.store.standing import BOARD


def test_snapshot_is_entered_once_and_found_again(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10)])
    kept = organiser.record_snapshot("Final", files={"votes.csv": "ab12"}, software="1.2", path="s/final")
    assert (kept.seq, voting.snapshot(BOARD, "Final")) == (1, kept)
    with pytest.raises(ActionRefused, match="'final'"):
        organiser.record_snapshot("final", files={}, software="1.2", path="s/2")
    with pytest.raises(ActionRefused):
        organiser.check_snapshot_name("Final")
    assert voting.snapshots(BOARD) == [kept]
    with pytest.raises(NotFound, match="'Final'"):
        voting.snapshot(BOARD, "Other")
