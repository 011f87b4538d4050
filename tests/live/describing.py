"""Whether an answer is one that the API's description tells of."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

from spectrum.live.openapi import api_description

DOCUMENT = api_description()


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    whole = closed({**schema, "components": DOCUMENT["components"]})
    return Draft202012Validator(whole, format_checker=FormatChecker())


def closed(node: Any) -> Any:
    """The same schema, which takes no fields that are not described."""
    if isinstance(node, list):
        return [closed(child) for child in node]
    if not isinstance(node, dict):
        return node
    end = {"additionalProperties": False} if node.get("type") == "object" and "properties" in node else {}
    return {key: closed(child) for key, child in node.items()} | end


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = DOCUMENT
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def assert_described(answer: httpx.Response, path: str) -> None:
    """Check status, kind, headers and content of an answer against what is described for its call."""
    operation = DOCUMENT["paths"][path][answer.request.method.lower()]
    assert str(answer.status_code) in operation["responses"], (path, answer.status_code, answer.text)
    response = resolved(operation["responses"][str(answer.status_code)])
    for name in response.get("headers", {}):
        assert name in answer.headers, (path, answer.status_code, name)
    if "content" not in response:
        return
    media = answer.headers["content-type"].split(";")[0]
    assert media in response["content"], (path, answer.status_code, media)
    if re.search(r"[/+]json$", media):
        _validator_of(path, answer.request.method.lower(), answer.status_code, media).validate(answer.json())


@cache
def _validator_of(path: str, method: str, status: int, media: str) -> Draft202012Validator:
    response = resolved(DOCUMENT["paths"][path][method]["responses"][str(status)])
    return validator(response["content"][media]["schema"])
