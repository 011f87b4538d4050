"""What voters do on a board: vote, once, twice and all at once; add, suggest, look at their votes, go away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import strategies as st

from tests.abuse.known import Known, Visitor
from tests.abuse.playing import CALLS, HERE
from tests.abuse.turns import CODE, Turns, a_crowd, a_tool, a_visitor, a_vote, kinds, place, post, turn

NAMES = ["Ann", None, "<b>Bob</b>", "=1+1"]


class VotersTurns(Turns):
    """Each answer is the one that must come."""

    @turn()
    def join(self) -> None:
        self.who = self.play.visitor()
        self.visitors.append(self.who)

    @turn(visitor=a_visitor, name=st.sampled_from(NAMES))
    def give_a_name(self, visitor: Visitor, name: str | None) -> None:
        answer = self.play.ask(visitor.client, "POST", "/api/voter", json={"name": name})
        assert (answer.status_code, answer.json()["voter_id"]) == (200, visitor.voter_id)
        self.known.voters.add(visitor.voter_id)

    @turn(3, visitor=a_visitor, code=st.sampled_from([CODE, CODE.upper(), "wombat"]))
    def give_a_code(self, visitor: Visitor, code: str) -> None:
        answer = self.play.ask(visitor.client, "POST", "/api/voter", json={"join_code": code})
        needed = self.known.round is not None and self.known.round.join_code
        right = code.casefold() == CODE.casefold()
        assert answer.status_code == (200 if right or not needed else 403)
        if right and needed and self.known.round is not None:
            visitor.admitted = self.known.round.round_id

    @turn(8, visitor=a_visitor, tool=a_tool, kind=kinds, where=place)
    def vote(self, visitor: Visitor, tool: str, kind: str, where: tuple[float, float | None]) -> None:
        body = self.play.new_vote(tool, kind, where)
        self.play.vote(visitor, body)
        self.sent.append(body)
        self.who = visitor

    @turn(4, visitor=a_visitor, body=a_vote)
    def send_again(self, visitor: Visitor, body: dict[str, Any]) -> None:
        """A vote that was stored is stored once; one that was refused then may come late, in another round."""
        self.play.vote(visitor, body)
        self.who = visitor

    @turn(visitor=a_visitor, where=place)
    def vote_on_a_tool_that_is_not_there(self, visitor: Visitor, where: tuple[float, float | None]) -> None:
        self.play.vote(visitor, self.play.new_vote("nowhere", "place", where))

    @turn(3, some=a_crowd, twice=st.booleans())
    def vote_at_once(self, some: list[tuple[Visitor, str, tuple[float, float | None]]], twice: bool) -> None:
        votes = [(visitor, self.play.new_vote(tool, "place", where)) for visitor, tool, where in some]
        expected = [self.known.answer_to(*vote) for vote in votes]
        if twice:
            votes.append(votes[0])
        with ThreadPoolExecutor(len(votes)) as crowd:
            answers = list(crowd.map(lambda vote: post(*vote), votes))
        if twice and expected[0] == 201:
            again = answers.pop()
            assert sorted((again.status_code, answers[0].status_code)) == [200, 201]
            assert again.json()["seq"] == answers[0].json()["seq"]
            answers[0] = max(again, answers[0], key=lambda answer: answer.status_code)
        assert [answer.status_code for answer in answers[: len(expected)]] == expected
        received = sorted(
            zip(some, votes, answers, strict=False), key=lambda each: each[2].json().get("seq", 0)
        )
        for (visitor, _, _), (_, body), answer in received:
            self.play.note(visitor, body, answer)

    @turn(
        visitor=a_visitor, tool=a_tool, where=place, origin=st.sampled_from(["http://evil.example", "null"])
    )
    def vote_from_another_sites_page(
        self, visitor: Visitor, tool: str, where: tuple[float, float | None], origin: str
    ) -> None:
        body = self.play.new_vote(tool, "place", where)
        answer = self.play.ask(
            visitor.client, "POST", f"{HERE}/votes", f"{CALLS}/votes", json=body, headers={"origin": origin}
        )
        assert answer.status_code == 403

    @turn(2, visitor=a_visitor, name=st.sampled_from("abc"), seed=st.none() | place)
    def add_a_tool(self, visitor: Visitor, name: str, seed: tuple[float, float | None] | None) -> None:
        name = f"{name} of {self.play.number}"
        x, y = seed or (None, None)
        body = {"name": name, "x": x, "y": y}
        answer = self.play.ask(visitor.client, "POST", f"{HERE}/tools", f"{CALLS}/tools", json=body)
        if visitor.voter_id in self.known.blocked or not self.known.lets_in(visitor):
            expected = 403
        else:
            expected = 201 if self.known.adding_open and not self.known.is_taken(name) else 409
        assert answer.status_code == expected, answer.text
        if expected != 201:
            return
        added = answer.json()
        assert added["status"] == ("proposed" if self.known.need_approval else "live")
        if self.known.sees(visitor, added["tool_id"]) is False if added["status"] == "live" else False:
            assert (added["x"], added["y"], added["seed"]) == (None, None, None)
        self.known.tools[added["tool_id"]] = Known(name, added["status"])
        self.tools.append(added["tool_id"])

    @turn(2, visitor=a_visitor, tool=a_tool, where=place, is_tool=st.booleans())
    def suggest(self, visitor: Visitor, tool: str, where: tuple[float, float | None], is_tool: bool) -> None:
        body: dict[str, Any] = {"kind": "tool" if is_tool else "move", "x": where[0], "y": where[1]}
        body |= (
            {"name": f"{len(self.known.suggestions)}. of {self.play.number}"}
            if is_tool
            else {"tool_id": tool}
        )
        answer = self.play.ask(
            visitor.client, "POST", f"{HERE}/suggestions", f"{CALLS}/suggestions", json=body
        )
        if answer.status_code == 429:
            return
        if self.known.round is not None:
            expected = {409}
        elif visitor.voter_id in self.known.blocked:
            expected = {403}
        else:
            taken = is_tool or self.known.status_of(tool) == "live"
            expected = {201, 409} if taken else {404, 409}  # 409: five wait already
        assert answer.status_code in expected, answer.text
        if answer.status_code != 201:
            return
        suggestion_id = answer.json()["suggestion_id"]
        self.known.suggestions[suggestion_id] = "waiting"
        self.suggestions.append((suggestion_id, body))

    @turn(2, visitor=a_visitor)
    def see_own_votes(self, visitor: Visitor) -> None:
        answer = self.play.ask(visitor.client, "GET", f"{HERE}/mine", f"{CALLS}/mine")
        if answer.status_code == 429:
            return
        assert answer.json()["voter"]["voter_id"] == visitor.voter_id
        own = [cast for cast in self.known.casts.values() if cast.voter_id == visitor.voter_id]
        own.sort(key=lambda cast: -cast.seq)
        found = [(v["tool_id"], v["kind"], v["x"], v["y"]) for v in answer.json()["votes"]]
        assert found == [(cast.tool_id, cast.kind, cast.x, cast.y) for cast in own]

    @turn(2, visitor=a_visitor)
    def forget_me(self, visitor: Visitor) -> None:
        answer = self.play.ask(visitor.client, "POST", "/api/voter/forget", json={"sure": True})
        if answer.status_code == 429:
            return
        assert answer.status_code == (200 if visitor.voter_id in self.known.voters else 404)
        if answer.status_code == 200:
            self.known.forget(visitor, answer.json()["voter_id"])
            self.known.deeds += 1
        self.who = visitor
