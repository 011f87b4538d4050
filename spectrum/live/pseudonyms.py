"""A name for voters who give none: the same one whenever they come back."""

from __future__ import annotations

import hashlib

COLOURS = (
    "Amber", "Azure", "Bronze", "Cobalt", "Copper", "Coral", "Crimson", "Ebony", "Emerald", "Golden", "Indigo",
    "Ivory", "Jade", "Lilac", "Ochre", "Olive", "Pearl", "Rose", "Ruby", "Russet", "Saffron", "Scarlet", "Sepia",
    "Silver", "Slate", "Teal", "Topaz", "Umber", "Violet", "White",
)  # fmt: skip
BIRDS = (
    "Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dove", "Eider", "Falcon", "Finch", "Gannet",
    "Grebe", "Heron", "Hoopoe", "Ibis", "Jay", "Kestrel", "Kite", "Lapwing", "Lark", "Magpie", "Martin", "Merlin",
    "Oriole", "Osprey", "Owl", "Petrel", "Pipit", "Plover", "Puffin", "Raven", "Robin", "Siskin", "Skua", "Starling",
    "Stork", "Swallow", "Swan", "Swift", "Tern", "Thrush", "Wagtail", "Warbler", "Wren",
)  # fmt: skip


def pseudonym(voter_id: str) -> str:
    """A colour and a bird. Others may have the same two: it is a name, not an identity."""
    number = int.from_bytes(hashlib.sha256(voter_id.encode()).digest()[:8])
    return f"{COLOURS[number % len(COLOURS)]} {BIRDS[number // len(COLOURS) % len(BIRDS)]}"
