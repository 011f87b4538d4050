"""What becomes of a vote: a receipt, or the refusal that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spectrum.errors import DatabaseError, StoreUnavailable
from spectrum.model import Receipt, Tally
from spectrum.store.engine import Fault, FullFault, unavailable

Outcome = Receipt | Exception


def may_be_new(outcome: Outcome) -> bool:
    """Whether the board may be another one for this vote: not if it was refused or there before."""
    if isinstance(outcome, Receipt):
        return not outcome.repeated
    return isinstance(outcome, DatabaseError)  # who knows how far it came


def with_tally(outcome: Outcome, tallies: Mapping[str, Tally]) -> Outcome:
    """The receipt of a new vote with what its tool has now, if that is known; anything else as it is."""
    if not isinstance(outcome, Receipt) or outcome.repeated:
        return outcome
    return replace(outcome, tally=tallies.get(outcome.tool_id))


def refusal_after(first: Fault, second: DatabaseError | Fault) -> DatabaseError:
    """What voters are told of two failures: of a full disk, whichever of the two spoke of it."""
    if isinstance(second, DatabaseError):
        return second
    for fault in (second, first):
        if isinstance(fault, FullFault):
            return unavailable(fault)
    return StoreUnavailable("it had to be opened again")
