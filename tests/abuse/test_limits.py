"""What one address or one voter can take of a server, and that a hall which shares an address has room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from spectrum.live import VOTER_COOKIE, VoterCookie, hall
from spectrum.live.guard import Guard
from spectrum.live.limits import Limit, Places
from spectrum.store.duckdb_store import DuckDBStore
from tests.live.visiting import BOARD, SECRET, House, open_house, problem


@pytest.fixture
def house(store: DuckDBStore) -> Iterator[House]:
    with open_house(store) as opened:
        yield opened


LIVE = f"/api/boards/{BOARD}/live"


def test_place_is_free_again_when_it_is_given_back() -> None:
    places = Places(2)
    assert [places.enter("a") for _ in range(3)] == [True, True, False]
    assert places.enter("b")
    places.leave("a")
    assert places.enter("a")
    for key in ("a", "a", "b"):
        places.leave(key)
    assert not places._taken


def test_address_opens_so_many_streams_and_no_more(store: DuckDBStore) -> None:
    with open_house(store, address_streams=3) as house, ExitStack() as stack:
        for number in range(3):
            stack.enter_context(house.visitor(f"v{number}").stream()).frame()
        assert "this network" in problem(house.visitor("v4").get(LIVE), 429)
        stack.enter_context(house.visitor("v5", address="10.0.0.2").stream()).frame()
        stack.close()
        with house.visitor("v6").stream() as again:
            again.frame()
    assert not house.hall.streams_of_address._taken


def test_voter_opens_so_many_streams_and_no_more(store: DuckDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "STREAMS_OF_VOTER", 2)
    with open_house(store) as house, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(house.visitor("ann").stream()).frame()
        assert "this browser" in problem(house.visitor("ann").get(LIVE), 429)
        stack.enter_context(house.visitor("bob").stream()).frame()
        stack.close()
        assert not house.hall.streams_of_voter._taken
        assert not house.hall.streams_of_address._taken


def test_stream_that_cannot_begin_holds_no_place(house: House) -> None:
    problem(house.visitor("ann").get("/api/boards/nowhere/live"), 404)
    assert not house.hall.streams_of_address._taken
    assert not house.hall.streams_of_voter._taken


def test_hall_of_two_thousand_comes_in_at_once(house: House) -> None:
    take = house.hall.newcomers_of_address.take
    assert {take("the hall") for _ in range(2_000)} == {0.0}


def test_script_that_makes_voters_is_stopped_while_known_ones_go_on(store: DuckDBStore) -> None:
    with open_house(store, address_voters=5) as house:
        store.open_round(BOARD, "one")
        made = [house.visitor().describe() for _ in range(9)]
        assert [answer.status_code for answer in made[:5]] == [200] * 5
        for answer in made[5:]:
            assert "new voters" in problem(answer, 429)
            assert "set-cookie" not in answer.headers
        assert house.visitor("known").describe().status_code == 200
        assert house.visitor("known").vote("t1", 1, 2).status_code == 201
        assert house.visitor(address="10.0.0.2").describe().status_code == 200


def test_pages_come_without_a_cookie_beyond_the_limit_and_say_why_when_asked(house: House) -> None:
    newcomers = Limit(rate=0.001, burst=2)
    house.app = VoterCookie(house.app, SECRET, newcomers_of_address=newcomers)  # type: ignore[assignment]
    answers = [house.visitor().get("/join") for _ in range(3)]
    assert [VOTER_COOKIE in answer.cookies for answer in answers] == [True, True, False]
    assert [answer.status_code for answer in answers] == [200] * 3


def test_pages_are_counted_with_the_calls_of_the_api(store: DuckDBStore) -> None:
    with open_house(store, address_rate=3) as house:
        house.app = Guard(house.app, house.hall.requests_of_address)  # type: ignore[assignment]
        answers = [house.visitor().get("/join") for _ in range(12)]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
        assert house.visitor(address="10.0.0.2").get("/join").status_code == 200
