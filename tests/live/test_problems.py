"""Every error of the library has a status in HTTP."""

from __future__ import annotations

import json

import pytest

from spectrum.errors import (
    AddingClosed,
    DatabaseError,
    DiskFull,
    InvalidVote,
    JoinCodeNeeded,
    NoSuchBoard,
    NoSuchTool,
    QueueFull,
    SpectrumError,
    StoreUnavailable,
    ToolNameTaken,
    VoteIdTaken,
    VoterBlocked,
    VotingClosed,
)
from spectrum.live.problems import Refused, problem_response, refusal_for

STATUSES = [
    (InvalidVote("x", 7, "a number"), 422),
    (JoinCodeNeeded(), 403),
    (VoterBlocked(), 403),
    (NoSuchBoard("b", []), 404),
    (NoSuchTool("t"), 404),
    (VotingClosed(), 409),
    (AddingClosed(), 409),
    (ToolNameTaken("t"), 409),
    (VoteIdTaken("v"), 409),
    (QueueFull(7), 503),
    (DiskFull("d"), 503),
    (StoreUnavailable("why"), 503),
    (DatabaseError("why"), 503),
]


@pytest.mark.parametrize(("error", "status"), STATUSES, ids=lambda value: type(value).__name__)
def test_error_has_its_status(error: SpectrumError, status: int):
    refused = refusal_for(error)
    assert (refused.status, refused.detail) == (status, str(error))
    answer = problem_response(refused)
    assert answer.media_type == "application/problem+json"
    assert json.loads(answer.body)["status"] == answer.status_code == status
    assert ("retry-after" in answer.headers) == (status == 503)


def test_field_is_named_where_one_is_wrong():
    assert (
        json.loads(problem_response(refusal_for(InvalidVote("shown_y", 7, "less"))).body)["field"]
        == "shown_y"
    )
    assert "field" not in json.loads(problem_response(Refused(404, "Gone")).body)


@pytest.mark.parametrize(("wait", "told"), [(0.001, "1"), (1.0, "1"), (1.2, "2"), (60, "60")])
def test_waiting_time_is_told_in_whole_seconds_and_never_too_short(wait, told):
    assert problem_response(Refused(429, "Slowly", retry_after=wait)).headers["retry-after"] == told
