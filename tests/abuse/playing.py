"""One board on which everybody acts, with an eye on every answer and on all that is stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, ClassVar
from uuid import uuid4

import httpx

from spectrum.live import ORGANISER_COOKIE
from tests.abuse.door import Door, Stored
from tests.abuse.known import Cast, Knowledge, Visitor
from tests.abuse.reckoning import Place, counted_in, places_in
from tests.faults.serving import BOARD
from tests.live.describing import assert_described
from tests.serving import PASSWORD, Server

HERE = f"/api/boards/{BOARD}"
CALLS = "/api/boards/{board_id}"
ROUNDING = 0.0051  # axis points
STREAM_LINE = "data: "
plays = count(1)


class Play:
    """The server, what is known of it, and who takes part.

    In all plays, `answered`: the answers by call and status; `kept_out`: the voters who were, by the reason.
    """

    answered: ClassVar[Counter[tuple[str, int]]] = Counter()
    kept_out: ClassVar[Counter[str]] = Counter()

    def __init__(self, server: Server, door: Door) -> None:
        self.server, self.door = server, door
        self.number = next(plays)
        self.clients: list[httpx.Client] = []
        self.organiser = self.browser()
        self.ended: list[str] = []  # cookies of sessions that are over
        self.onlooker = self.browser()
        door.begin_anew()
        self.known = Knowledge.of(door.look())
        assert self.sign_in(PASSWORD) == 303
        self._put_in_order()

    def browser(self) -> httpx.Client:
        client = httpx.Client(base_url=self.server.url, trust_env=False, timeout=20, verify=False)
        self.clients.append(client)
        return client

    def visitor(self) -> Visitor:
        client = self.browser()
        answer = self.ask(client, "POST", "/api/voter", json={})
        assert answer.status_code == 200
        return Visitor(client, answer.json()["voter_id"])

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def ask(
        self, client: httpx.Client, method: str, path: str, call: str = "", **more: Any
    ) -> httpx.Response:
        """One call; its answer is one of those that are described."""
        answer = client.request(method, path, **more)
        assert_described(answer, call or path)
        self.answered[call or path, answer.status_code] += 1
        assert_nothing_told(answer)
        return answer

    # --- the organiser ---------------------------------------------------------------------

    @property
    def session(self) -> str | None:
        """The cookie of the organiser's session, while it lasts."""
        return self.organiser.cookies.get(ORGANISER_COOKIE)

    def sign_in(self, password: str) -> int:
        answer = self.ask(self.organiser, "POST", "/sign-in", data={"password": password})
        if answer.status_code == 303:
            self.known.deeds += 1
            self.known.sessions.add(str(self.session).split(".")[0])
        return answer.status_code

    def sign_out(self) -> None:
        cookie = self.session
        assert self.ask(self.organiser, "POST", "/sign-out").status_code == 303
        assert self.session is None
        if cookie is not None:
            self.known.deeds += 1
            self.ended.append(cookie)

    def cookie_of(self, who: str) -> str | None:
        """What somebody shows who wants to act as the organiser."""
        if who == "organiser":
            return self.session
        if who == "past session":
            return self.ended[-1] if self.ended else None
        if who == "forger":
            genuine = self.session or "0123456789abcdef.AAAAAA.signature"
            return genuine[:-2] + ("A" if genuine[-2] != "A" else "B") + genuine[-1]
        return None

    def act(self, who: str, action: str, *arguments: Any, **named: Any) -> tuple[str | None, Any]:
        """Try an organiser's action. Whoever is not signed in is refused."""
        cookie = self.cookie_of(who)
        refusal, result = self.door.act(cookie, action, *arguments, **named)
        if who != "organiser" or cookie is None:
            assert refusal == "NotSignedIn", (who, action, refusal)
        else:
            assert refusal != "NotSignedIn", action
        self.known.deeds += refusal is None
        return refusal, result

    def _put_in_order(self) -> None:
        """End what the play before has begun."""
        stored = self.door.look()
        for round_ in stored.rounds:
            if round_.is_open:
                self._do("close_round", round_.round_id)
        for voter_id in stored.blocked:
            self._do("unblock", [voter_id])
        for tool in reversed(stored.tools):
            if tool.status == "merged":
                self._do("unmerge", tool.tool_id)
        for tool in self.door.look().tools:
            if tool.tool_id.startswith("added_") and tool.status in ("live", "proposed"):
                self._do("hide", tool.tool_id)
            elif tool.status == "hidden" and not tool.tool_id.startswith("added_"):
                self._do("restore", tool.tool_id)
        for suggestion in stored.suggestions:
            if suggestion.status == "waiting":
                self._do("decline", suggestion.suggestion_id)
        self._do("change_board", adding_open=False, tools_need_approval=False)
        deeds, sessions = self.known.deeds, self.known.sessions
        self.known = Knowledge.of(self.door.look())
        assert self.known.deeds == deeds
        self.known.sessions = sessions

    def _do(self, action: str, *arguments: Any, **named: Any) -> None:
        refusal, result = self.act("organiser", action, *arguments, **named)
        assert refusal is None, (action, arguments, result)

    # --- voters ------------------------------------------------------------------------------

    def vote(self, visitor: Visitor, body: Mapping[str, Any]) -> int:
        """Send a vote that is sound; the answer is the one that must come."""
        expected = self.known.answer_to(visitor, dict(body))
        answer = self.ask(visitor.client, "POST", f"{HERE}/votes", f"{CALLS}/votes", json=body)
        assert answer.status_code == expected, answer.text
        if expected == 403:
            self.kept_out["blocked" if visitor.voter_id in self.known.blocked else "join code"] += 1
        self.note(visitor, body, answer)
        return answer.status_code

    def note(self, visitor: Visitor, body: Mapping[str, Any], answer: httpx.Response) -> None:
        """Take an acknowledged vote down; its answer tells nothing that is hidden."""
        if answer.status_code not in (200, 201):
            return
        vote_id, told = str(body["vote_id"]), answer.json()
        if answer.status_code == 201:
            assert self.known.round is not None
            self.known.casts[vote_id] = Cast(
                vote_id,
                visitor.voter_id,
                body["tool_id"],
                body.get("kind", "place"),
                body.get("x"),
                body.get("y"),
                told["seq"],
                self.known.round.round_id,
            )
            self.known.voters.add(visitor.voter_id)
        assert told["seq"] == self.known.casts[vote_id].seq
        if "tool" in told:
            seen = self.known.sees(visitor, told["tool"][0])
            assert seen is None or len(told["tool"]) == (4 if seen else 2), (told, seen)

    def new_vote(self, tool_id: str, kind: str, place: tuple[float, float | None]) -> dict[str, Any]:
        body: dict[str, Any] = {"vote_id": str(uuid4()), "tool_id": tool_id}
        return body | ({"x": place[0], "y": place[1]} if kind == "place" else {"kind": kind})

    # --- what must be so at any time ---------------------------------------------------------------

    def look_at_everything(self, visitor: Visitor | None) -> None:
        """What is stored is what is known; the figures come out of the log; nobody sees what is hidden."""
        stored = self.door.look()
        self.known.assert_stored(stored)
        places = places_in(stored)
        board = self.ask(self.onlooker, "GET", HERE, CALLS).json()
        counted = {key: a for key, a in counted_in(stored).items() if key[1] not in stored.blocked}
        placing = {voter for (tool, voter), a in counted.items() if a.kind == "place" and tool in places}
        assert board["voters"] == len(placing)
        assert board["votes"] == sum(place.n for place in places.values())
        assert board["mine"] == []
        self._assert_tools(board["tools"], places, None)
        self._assert_frame(places)
        if visitor is not None:
            board = self.ask(visitor.client, "GET", HERE, CALLS).json()
            self._assert_tools(board["tools"], places, visitor)
            self._assert_mine(board["mine"], stored, visitor)

    def _assert_tools(
        self, tools: list[dict[str, Any]], places: dict[str, Place], visitor: Visitor | None
    ) -> None:
        assert {tool["tool_id"] for tool in tools} == set(places)
        for tool in tools:
            place, seen = places[tool["tool_id"]], self.known.sees(visitor, tool["tool_id"])
            assert tool["n"] == place.n, (tool, place)
            if seen is False:
                assert (tool["x"], tool["y"], tool["seed"]) == (None, None, None), tool
            elif seen:
                assert_near([tool["x"], tool["y"]], [place.x, place.y])

    def _assert_frame(self, places: dict[str, Place]) -> None:
        with self.frames() as frames:
            frame = next(frames)
        assert {tool[0] for tool in frame["tools"]} == set(places)
        for tool_id, n, *position in frame["tools"]:
            place = places[tool_id]
            assert n == place.n
            hidden = self.known.sees(None, tool_id) is False
            assert (position == []) == hidden, (tool_id, position)
            assert hidden or assert_near(position, [place.x, place.y])
        assert frame["recent"] == []

    def _assert_mine(self, mine: list[dict[str, Any]], stored: Stored, visitor: Visitor) -> None:
        expected = {
            tool_id: (answer.kind, answer.x, answer.y)
            for (tool_id, voter_id), answer in counted_in(stored).items()
            if voter_id == visitor.voter_id and answer.kind != "withdraw"
        }
        assert {m["tool_id"]: (m["kind"], m["x"], m["y"]) for m in mine} == expected

    @contextmanager
    def frames(self) -> Iterator[Iterator[dict[str, Any]]]:
        """An onlooker's stream."""
        with self.onlooker.stream("GET", f"{HERE}/live") as stream:
            yield (
                json.loads(line.removeprefix(STREAM_LINE))
                for line in stream.iter_lines()
                if line.startswith(STREAM_LINE)
            )


def assert_near(found: list[float | None], expected: list[float | None]) -> bool:
    for one, other in zip(found, expected, strict=True):
        assert (one is None) == (other is None), (found, expected)
        assert one is None or other is None or abs(one - other) <= ROUNDING, (found, expected)
    return True


def assert_nothing_told(answer: httpx.Response) -> None:
    """No answer shows the program's inside."""
    assert "Traceback" not in answer.text
    assert PASSWORD not in answer.text
