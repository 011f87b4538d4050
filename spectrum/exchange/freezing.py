"""A board frozen under a name: its data package, kept where its votes are.

A package holds every vote, so it must not be made while a blind round hides some:
whoever downloads it would see them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from spectrum import __version__
from spectrum.errors import ActionRefused, InvalidSetting
from spectrum.exchange.package_readme import DEMO_NOTE, Packing
from spectrum.exchange.package_writer import counted, packed
from spectrum.model import LICENCE_NAMES, LICENCES, Licence, Snapshot
from spectrum.store.organising import Organiser
from spectrum.store.protocol import Extract, Store

LONGEST_SLUG = 60  # characters


def freeze(
    store: Store,
    organiser: Organiser,
    board_id: str,
    name: str,
    *,
    licence: str = LICENCE_NAMES[0],
    demo: bool = False,
) -> Snapshot:
    """Freeze the board as it stands under `name`, and return what was kept.

    `licence`: one of LICENCE_NAMES. Raises ActionRefused if the name is taken, or while a
    blind round is open; InvalidSetting for a name or licence that cannot be; NoSuchBoard.
    """
    terms = _licence(licence)
    organiser.check_snapshot_name(name)
    extract = store.extract(board_id)
    _check_nothing_hidden(extract)
    package, facts = packed(extract, Packing(demo=demo, licence=terms, snapshot=name))
    votes, voters, tools = counted(extract)
    snapshot = Snapshot(
        name=name,
        title=f"{extract.board.title}{DEMO_NOTE if demo else ''}",
        taken_at=extract.taken_at,
        seq=0 if extract.votes.empty else int(extract.votes["seq"].max()),
        licence=terms.name,
        software=__version__,
        n_tools=tools,
        n_voters=voters,
        n_votes=votes,
        files={file: fact.sha256 for file, fact in facts.items()},
        file=f"{'DEMO-' if demo else ''}{slug(board_id)}-{slug(name)}.zip",
        sha256=hashlib.sha256(package).hexdigest(),
        size=len(package),
    )
    return organiser.record_snapshot(snapshot, package)


def slug(text: str) -> str:
    """Text as a part of a file's name that every system takes: 'After the talk!' → 'after-the-talk'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return joined or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _licence(name: str) -> Licence:
    found = next((licence for licence in LICENCES if licence.name == name), None)
    if found is None:
        raise InvalidSetting("licence", name, f"one of {', '.join(LICENCE_NAMES)}")
    return found


def _check_nothing_hidden(extract: Extract) -> None:
    blind = next((round_ for round_ in extract.rounds if round_.is_open and round_.is_blind), None)
    if blind is not None:
        raise ActionRefused(
            f"Round '{blind.name}' is open and hides its votes, and a snapshot would show them to everyone. "
            "Nothing was frozen. Close the round first."
        )
