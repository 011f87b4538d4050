"""The voting room's HTTP side: who a browser is, and whether votes are taken."""

from spectrum.live.health import health_route
from spectrum.live.identity import VOTER_COOKIE, VoterCookie, new_voter_id, read_voter

__all__ = ["VOTER_COOKIE", "VoterCookie", "health_route", "new_voter_id", "read_voter"]
