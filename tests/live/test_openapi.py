"""The description of the API holds what the routes do, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from spectrum import __version__
from spectrum.live.guard import Guard
from spectrum.live.problems import TITLES
from spectrum.model import CONTROLS, REVEALS, ROUND_STARTS, UNSEEN, VOTE_KINDS, Voter
from spectrum.store.sql_store import utc_now
from tests.live.describing import DOCUMENT, assert_described, resolved, validator
from tests.live.visiting import BOARD, open_house, tools_of

CATCH_ALL = "/api/{rest}"  # answers 404 to all that is not described
METHODS = ("get", "post", "put", "patch", "delete", "options")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


# --- the description by itself -----------------------------------------------------------


def test_description_is_served_with_the_version_of_the_software(onlooker):
    answer = onlooker.get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert DOCUMENT["info"]["version"] == __version__


def test_every_reference_leads_somewhere_and_every_component_is_used():
    named = {node["$ref"] for node in nodes(DOCUMENT) if "$ref" in node}
    there = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses", "parameters")
        for name in DOCUMENT["components"][kind]
    }
    assert named == there


def test_every_schema_is_one():
    for node in [*nodes(DOCUMENT["paths"]), *nodes(DOCUMENT["components"])]:
        if isinstance(node.get("schema"), dict):
            Draft202012Validator.check_schema(resolved(node["schema"]))
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert schema["description"]


def test_every_operation_says_what_it_is_who_may_and_what_comes_back():
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)
    schemes = set(DOCUMENT["components"]["securitySchemes"])
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    for method, path, operation in operations():
        assert operation["summary"], path
        assert set(operation["tags"]) <= tags
        assert {name for need in operation["security"] for name in need} <= schemes
        assert any(code.startswith(("2", "3")) for code in operation["responses"])
        assert ("requestBody" in operation) == (method == "POST" and path != "/sign-out")
        parameters = [*DOCUMENT["paths"][path].get("parameters", []), *operation.get("parameters", [])]
        in_path = {resolved(p)["name"] for p in parameters if resolved(p)["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        for response in operation["responses"].values():
            assert resolved(response)["description"]


def test_every_example_fits_its_schema():
    checked = 0
    for node in nodes(DOCUMENT):
        given = [node["example"]] if "example" in node else []
        given += [example["value"] for example in node.get("examples", {}).values()]
        if "schema" in node and "type" not in node["schema"]:
            for example in given:
                validator(node["schema"]).validate(example)
                checked += 1
    assert checked >= 18


def test_example_of_the_stream_is_a_frame():
    content = DOCUMENT["paths"]["/api/boards/{board_id}/live"]["get"]["responses"]["200"]["content"]
    data = content["text/event-stream"]["example"].removeprefix("event: frame\ndata: ")
    frame(json.loads(data))


def test_choices_are_those_of_the_software():
    schemas = DOCUMENT["components"]["schemas"]
    described = schemas["Round"]["properties"]
    assert set(described["reveal"]["enum"]) == set(REVEALS)
    assert set(described["start"]["enum"]) == set(ROUND_STARTS)
    others = set(schemas["OtherAnswer"]["properties"]["kind"]["enum"])
    assert others | {schemas["Placement"]["properties"]["kind"]["const"]} == set(VOTE_KINDS)
    for response in DOCUMENT["components"]["responses"].values():
        if "application/problem+json" not in response["content"]:
            continue
        example = response["content"]["application/problem+json"]["example"]
        assert TITLES[example["status"]] == example["title"]


# --- the description and the routes ----------------------------------------------------------


def test_routes_and_description_name_the_same_calls(house):
    described = {(method, path) for method, path, _ in operations()}
    routed = set()
    for route in house.app.routes:
        path = re.sub(r":\w+}", "}", route.path)
        if path == CATCH_ALL:
            continue
        there = {method for method in METHODS if accepts(house, path, method)}
        routed |= {(method.upper(), path) for method in there}
    assert routed == described


def accepts(house, path: str, method: str) -> bool:
    """Whether a call is not refused for its method. The address leads to no board, so nothing happens."""
    address = path.replace("{board_id}", "nowhere").replace("{file}", "none.js")
    return house.visitor().send(method.upper(), address, content=b"").status_code != 405


# --- the description and the answers ------------------------------------------------------------


def frame(data: dict[str, Any]) -> None:
    validator({"$ref": "#/components/schemas/Frame"}).validate(data)


@pytest.fixture
def check():
    """Checks an answer against what is described for its call."""

    def one(answer: Any, path: str, status: int) -> Any:
        assert answer.status_code == status, answer.text
        assert_described(answer, path)
        return answer.json()

    return one


BOARDS, VOTES, TOOLS = (f"/api/boards/{{board_id}}{rest}" for rest in ("", "/votes", "/tools"))


@pytest.mark.parametrize("reveal", REVEALS)
def test_answers_are_as_described(store, house, check, reveal):
    store.save_board(replace(store.board(BOARD), adding_open=True))
    ann, new = house.visitor("ann"), house.visitor()
    here = f"/api/boards/{BOARD}"
    check(ann.get(here), BOARDS, 200)
    with ann.stream() as stream:
        frame(stream.frame())
        closes_at = utc_now() + timedelta(hours=1)
        store.open_round(BOARD, "one", reveal=reveal, closes_at=closes_at, join_code="wombat")
        check(new.describe(name="New", branch="Sound", join_code="wombat"), "/api/voter", 200)
        check(ann.describe(join_code="wombat"), "/api/voter", 200)
        vote_id = str(uuid4())
        check(ann.vote("t1", 20, 30, vote_id=vote_id), VOTES, 201)
        check(ann.vote("t1", 20, 30, vote_id=vote_id), VOTES, 200)
        check(ann.vote("t3", 20, None), VOTES, 201)
        check(ann.vote("t2", kind="unsure"), VOTES, 201)
        check(ann.add_tool("Upscaler", x=1, y=None), TOOLS, 201)
        store.save_board(replace(store.board(BOARD), tools_need_approval=True))
        check(ann.add_tool("Downscaler", branches=["Sound"]), TOOLS, 201)
        last = stream.until(lambda data: data["votes"] == 2 and len(tools_of(data)) <= 4)
        frame(last)
        for visitor in (ann, new, house.visitor()):
            check(visitor.get(here), BOARDS, 200)
    check(ann.get(f"{here}/mine"), BOARDS + "/mine", 200)
    check(house.visitor("nobody").get(f"{here}/mine"), BOARDS + "/mine", 200)
    store.close_round(BOARD)
    check(ann.suggest(kind="tool", name="Rotoscope", x=1), BOARDS + "/suggestions", 201)
    check(ann.suggest(kind="move", tool_id="t1", x=1, y=2, text="So"), BOARDS + "/suggestions", 201)
    check(ann.forget_me(), "/api/voter/forget", 200)
    check(ann.get("/healthz"), "/healthz", 200)
    check(ann.get("/api/openapi.json"), "/api/openapi.json", 200)


def test_refusals_are_as_described(store, house, check):
    store.save_board(replace(store.board(BOARD), adding_open=True))
    ann, bob = house.visitor("ann"), house.visitor("bob")
    check(ann.vote("t1", 1, 2), VOTES, 409)
    store.open_round(BOARD, "one")
    votes, nowhere = f"/api/boards/{BOARD}/votes", "/api/boards/nowhere"
    check(ann.post(votes, b"{"), VOTES, 400)
    check(house.visitor().vote("t1", 1, 2), VOTES, 401)
    check(ann.post(votes, {}, origin="http://evil.example"), VOTES, 403)
    check(ann.vote("none", 1, 2), VOTES, 404)
    check(ann.post(votes, b" " * 20_000), VOTES, 413)
    check(ann.vote("t1", 101, 2), VOTES, 422)
    check(ann.add_tool(""), TOOLS, 422)
    check(ann.add_tool("Denoise"), TOOLS, 409)
    check(ann.describe(name=7), "/api/voter", 422)
    for path, address in ((BOARDS, nowhere), (BOARDS + "/live", nowhere + "/live")):
        check(ann.get(address), path, 404)
    suggestions, forget = BOARDS + "/suggestions", "/api/voter/forget"
    check(house.visitor("cat").suggest(kind="tool", name="x"), suggestions, 409)
    check(house.visitor("cat").suggest(kind="joke"), suggestions, 422)
    check(house.visitor("cat").suggest(kind="move", tool_id="t9", x=1), suggestions, 409)
    check(house.visitor().suggest(kind="tool", name="x"), suggestions, 401)
    check(house.visitor().get(f"/api/boards/{BOARD}/mine"), BOARDS + "/mine", 401)
    check(house.visitor("cat").get("/api/boards/nowhere/mine"), BOARDS + "/mine", 404)
    check(house.visitor("cat").get("/api/boards/nowhere/mine.csv"), BOARDS + "/mine.csv", 404)
    check(house.visitor("cat").forget_me(), forget, 404)
    check(house.visitor("cat").forget_me(sure=1), forget, 422)
    check(house.visitor().forget_me(), forget, 401)
    check(house.visitor("cat").post(forget, {}, origin="http://evil.example"), forget, 403)
    store.save_voter(BOARD, Voter("bob", blocked_at=utc_now()))
    check(bob.vote("t1", 1, 2), VOTES, 403)
    check(next(a for _ in range(60) if (a := ann.vote("none", 1, 2)).status_code == 429), VOTES, 429)
    store.close()
    check(bob.get(f"/api/boards/{BOARD}"), BOARDS, 503)
    check(bob.get("/healthz"), "/healthz", 503)


def test_what_the_description_allows_is_taken_and_what_it_forbids_is_refused(store, house):
    store.save_board(replace(store.board(BOARD), adding_open=True))
    store.open_round(BOARD, "one")
    vote, tool = ({"$ref": f"#/components/schemas/{name}"} for name in ("Vote", "NewTool"))
    bodies = [
        ("votes", vote, {"tool_id": "t1", "x": 1, "y": 2}),
        ("votes", vote, {"tool_id": "t1", "x": 1, "y": None, "kind": "place"}),
        ("votes", vote, {"tool_id": "t1", "x": 1, "y": 2, "shown_x": 3, "shown_y": None}),
        ("votes", vote, {"tool_id": "t1", "kind": "withdraw"}),
        ("votes", vote, {"tool_id": "t1", "x": 1}),
        ("votes", vote, {"tool_id": "t1", "x": None, "y": 2}),
        ("votes", vote, {"tool_id": "t1", "x": 100.5, "y": 2}),
        ("votes", vote, {"tool_id": "t1", "kind": "like"}),
        ("votes", vote, {"tool_id": 7, "x": 1, "y": 2}),
        ("votes", vote, {"x": 1, "y": 2}),
        ("tools", tool, {"name": "One"}),
        ("tools", tool, {"name": "Two", "description": None, "branches": None, "x": None, "y": None}),
        ("tools", tool, {"name": "Three", "branches": ["a", "b"], "x": 1}),
        ("tools", tool, {"name": ""}),
        ("tools", tool, {"name": "Half", "y": 1}),
        ("tools", tool, {"name": "Half", "x": None, "y": 1}),
        ("tools", tool, {"name": "Four", "branches": ["a;b"]}),
        ("tools", tool, {"name": "x" * 61}),
        ("tools", tool, {"name": "Five", "x": -1, "y": 1}),
    ]
    for number, (call, schema, fields) in enumerate(bodies):
        body = {"vote_id": str(uuid4()), **fields} if call == "votes" else fields
        answer = house.visitor(f"v{number}").post(f"/api/boards/{BOARD}/{call}", body)
        assert (answer.status_code == 201) == validator(schema).is_valid(body), (body, answer.text)


def test_texts_are_described_as_they_are_checked(store, house):
    """A text that fits its pattern is taken; each character by which it does not is refused."""
    store.save_board(replace(store.board(BOARD), adding_open=True))
    schemas = DOCUMENT["components"]["schemas"]
    text, name = f"^[^{CONTROLS}]*$", f"^[^{CONTROLS}]*[^{CONTROLS}{UNSEEN}][^{CONTROLS}]*$"
    tool = schemas["NewTool"]["properties"]
    suggested, moved = (each["properties"] for each in schemas["NewSuggestion"]["oneOf"])
    voter = schemas["VoterDescription"]["properties"]
    assert [tool["name"]["pattern"], suggested["name"]["pattern"]] == [name, name]
    for field in (tool["description"], suggested["text"], moved["text"], voter["name"], voter["join_code"]):
        assert field["pattern"] == text
    for number, letter in enumerate(map(chr, (*range(0x100), 0xAD, 0x200B, 0x2800, 0x3164, 0xE000, 0x16FE0))):
        visitor = house.visitor(f"v{number}")
        for described, value in ((name, letter * 2), (text, f"a{letter}b")):
            fields = {"name": value} if described == name else {"name": f"n{number}", "description": value}
            answer = visitor.add_tool(**fields)
            assert (answer.status_code == 422) == (re.search(described, value) is None), (letter, answer.text)


def test_every_call_says_that_an_address_may_ask_too_often(store):
    with open_house(store, address_rate=1e-6) as house:
        house.app = Guard(house.app, house.hall.requests_of_address)
        for method, path, _ in operations():
            address = path.replace("{board_id}", BOARD).replace("{file}", "room.js")
            answer = house.visitor().send(method, address, content=b"")
            assert (path, answer.status_code) == (path, 429)
            assert_described(answer, path)
