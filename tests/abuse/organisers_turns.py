"""What an organiser does to a board, what the clock does, and what those try who would like to be the organiser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from spectrum.live import ORGANISER_COOKIE
from spectrum.model import REVEALS, ROUND_STARTS
from tests.abuse.known import Known, Visitor
from tests.abuse.playing import HERE
from tests.abuse.turns import CODE, Turns, a_suggestion, a_tool, a_visitor, place, post, somebody, turn
from tests.serving import PASSWORD, within

SOON = 0.15  # seconds
CLOSED_WITHIN = 10.0  # seconds


class OrganisersTurns(Turns):
    """By whoever is signed in; all others are refused."""

    @turn(3, password=st.sampled_from([PASSWORD, PASSWORD, "guessed"]))
    def sign_in(self, password: str) -> None:
        if self.play.session is None:
            assert self.play.sign_in(password) in ((303, 429) if password == PASSWORD else (401, 429))

    @turn()
    def sign_out(self) -> None:
        self.play.sign_out()

    @turn(who=st.sampled_from(["nobody", "past session", "forger"]))
    def sign_out_somebody_else(self, who: str) -> None:
        cookie = self.play.cookie_of(who) or ""
        headers = {"cookie": f"{ORGANISER_COOKIE}={cookie}"}
        assert self.play.ask(self.play.browser(), "POST", "/sign-out", headers=headers).status_code == 303

    @turn(
        5,
        who=somebody,
        reveal=st.sampled_from(REVEALS),
        start=st.sampled_from(ROUND_STARTS),
        code=st.sampled_from([None, None, CODE]),
    )
    def open_a_round(self, who: str, reveal: str, start: str, code: str | None) -> None:
        self.named += 1
        name = f"Round {self.named} of {self.play.number}"
        refusal, opened = self.play.act(who, "open_round", name, reveal=reveal, start=start, join_code=code)
        if refusal is None:
            assert self.known.round is None
            self.known.round = opened
            self.known.reset.clear()
        else:
            assert refusal == "NotSignedIn" or self.known.round is not None

    @turn(who=somebody)
    def close_the_round(self, who: str) -> None:
        round_id = self.known.round.round_id if self.known.round else "none"
        refusal, _ = self.play.act(who, "close_round", round_id)
        if refusal is None:
            self.known.round = None

    @turn(visitor=a_visitor, tool=a_tool, where=place)
    def let_its_time_run_out(self, visitor: Visitor, tool: str, where: tuple[float, float | None]) -> None:
        """A vote at the last moment is taken or refused; when the round has closed, it has."""
        if self.known.round is None:
            return
        ends = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=SOON)
        refusal, timed = self.play.act("organiser", "time_round", self.known.round.round_id, ends)
        if refusal is not None:
            return
        self.known.round = timed
        body = self.play.new_vote(tool, "place", where)
        expected = self.known.answer_to(visitor, body)
        late = post(visitor, body)
        assert late.status_code in (expected, 409)
        self.play.note(visitor, body, late)
        within(
            CLOSED_WITHIN, lambda: self.play.onlooker.get(HERE).json()["round"] is None, "the round closes"
        )
        self.known.round = None
        self.known.deeds += 1  # the clock's
        assert post(visitor, self.play.new_vote(tool, "place", where)).status_code == 409

    @turn(who=somebody, adding=st.booleans(), approval=st.booleans(), weight=st.sampled_from([0.0, 2.5]))
    def change_the_board(self, who: str, adding: bool, approval: bool, weight: float) -> None:
        changes = {"adding_open": adding, "tools_need_approval": approval, "anchor_weight": weight}
        refusal, _ = self.play.act(who, "change_board", **changes)
        if refusal is None:
            self.known.adding_open, self.known.need_approval = adding, approval

    @turn(2, who=somebody, visitor=a_visitor, block=st.booleans())
    def block(self, who: str, visitor: Visitor, block: bool) -> None:
        refusal, _ = self.play.act(who, "block" if block else "unblock", [visitor.voter_id])
        if refusal is None:
            assert visitor.voter_id in self.known.voters
            (self.known.blocked.add if block else self.known.blocked.discard)(visitor.voter_id)
            self.play.vote(visitor, self.play.new_vote(self.tools[0], "place", (1.0, 2.0)))
        self.who = visitor

    @turn(3, who=somebody, action=st.sampled_from(["approve", "hide", "restore", "unmerge"]), tool=a_tool)
    def act_on_a_tool(self, who: str, action: str, tool: str) -> None:
        before, status = self.known.tools[tool], self.known.status_of(tool)
        refusal, _ = self.play.act(who, action, tool)
        if refusal is not None:
            return
        from_, to = {
            "approve": ({"proposed"}, "live"),
            "hide": ({"live", "proposed"}, "hidden"),
            "restore": ({"hidden"}, "live"),
            "unmerge": ({"merged"}, before.status),
        }[action]
        assert status in from_
        self.known.tools[tool] = replace(before, status=to, into=None)

    @turn(2, who=somebody, tool=a_tool, into=a_tool)
    def merge(self, who: str, tool: str, into: str) -> None:
        refusal, _ = self.play.act(who, "merge", tool, into)
        if refusal is None:
            assert tool != into
            self.known.tools[tool] = replace(self.known.tools[tool], into=into)

    @turn(2, who=somebody, tool=a_tool, undo=st.booleans())
    def reset_votes(self, who: str, tool: str, undo: bool) -> None:
        refusal, _ = self.play.act(who, "undo_reset" if undo else "reset_votes", tool)
        if refusal is None:
            self.known.reset.add(tool)

    @turn(2, who=somebody, suggestion=a_suggestion, accept=st.booleans())
    def decide(self, who: str, suggestion: tuple[str, dict[str, Any]], accept: bool) -> None:
        suggestion_id, body = suggestion
        refusal, _ = self.play.act(who, "accept" if accept else "decline", suggestion_id)
        if refusal is not None:
            return
        assert self.known.suggestions[suggestion_id] == "waiting"
        self.known.suggestions[suggestion_id] = "accepted" if accept else "declined"
        if accept and body["kind"] == "tool":
            self.known.tools[f"added_{suggestion_id}"] = Known(body["name"], "live")
