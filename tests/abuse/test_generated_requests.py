"""Requests that schemathesis makes up from the API's own description: right ones, wrong ones, odd ones."""

from __future__ import annotations

from copy import deepcopy

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import AuthContext, BaseSchema, Case

from spectrum.exchange.catalogue import starter_branches
from spectrum.live import VOTER_COOKIE
from spectrum.live.openapi import api_description
from tests.abuse.attack import BOARD, TOOL, Target, genuine_cookie

STREAM = ".*/live$"  # has no end; tests/live reads it, and test_streams.py opens too many
odd = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def description() -> BaseSchema:
    """The description, with a board, a tool and branches that are there among what may be asked for."""
    document = deepcopy(api_description())
    schemas = document["components"]["schemas"]
    for schema, name, there in (
        (document["components"]["parameters"]["BoardId"], "schema", BOARD),
        (schemas["Placement"]["properties"], "tool_id", TOOL),
        (schemas["OtherAnswer"]["properties"], "tool_id", TOOL),
    ):
        schema[name] = {"anyOf": [{"const": there}, schema[name]]}
    schemas["VoterDescription"]["properties"]["branch"] = {"enum": [None, *starter_branches()]}
    return schemathesis.openapi.from_dict(document)


api = description()


@api.auth()
class Cookie:
    """A new voter's cookie, where a request is to be made by a voter."""

    def get(self, _case: Case, _context: AuthContext) -> str:
        return genuine_cookie()

    def set(self, case: Case, data: str, _context: AuthContext) -> None:
        case.cookies[VOTER_COOKIE] = data


@api.exclude(path_regex=STREAM).parametrize()
@odd
def test_every_answer_is_as_described(case: Case, target: Target) -> None:
    case.call_and_validate(base_url=target.url, timeout=20)
