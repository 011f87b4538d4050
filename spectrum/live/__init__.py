"""The voting room's HTTP side: who a browser is, and whether votes are taken."""

from spectrum.live.doorway import Doorway
from spectrum.live.guard import Guard
from spectrum.live.hall import Hall, HallRules
from spectrum.live.health import health_route
from spectrum.live.identity import VOTER_COOKIE, VoterCookie, new_voter_id, read_voter
from spectrum.live.lost_peers import let_go_of_lost_peers
from spectrum.live.organiser_sign_in import ORGANISER_COOKIE, OrganiserSignIn, shared_organiser_sign_in
from spectrum.live.routes import voting_routes
from spectrum.live.watching import RoomFigures, room_figures

__all__ = [
    "ORGANISER_COOKIE",
    "VOTER_COOKIE",
    "Doorway",
    "Guard",
    "Hall",
    "HallRules",
    "OrganiserSignIn",
    "RoomFigures",
    "VoterCookie",
    "health_route",
    "let_go_of_lost_peers",
    "new_voter_id",
    "read_voter",
    "room_figures",
    "shared_organiser_sign_in",
    "voting_routes",
]
