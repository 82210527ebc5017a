"""What a register says about an entry it was given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Outcome(StrEnum):
    """Kept entries are relayed and chained; only ACCEPTED ones have effect.

    outcome         kept  meaning
    accepted        yes   part of the register, with effect
    duplicate       yes   known already
    pending         wait  a predecessor, charter, key or payload is missing (named)
    fork            yes   its author signed two entries with one seq: both kept as proof, author frozen
    frozen          yes   by an author after its fork
    old_charter     yes   speaks under a version that its own past shows replaced
    backdated       yes   its heads deny entries that it builds on
    no_effect       yes   its author may not say this, or what it holds does not prove it (code says which)
    replayed        mixed a signature for another Verbund (not kept) or held from another charter (kept)
    forged          no    the signature is not by the author's key
    broken_chain    no    prev or heads do not continue the chains they name
    unknown_author  no    the charter it names does not name its author
    limit           no    beyond a limit
    """

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    PENDING = "pending"
    FORK = "fork"
    FROZEN = "frozen"
    OLD_CHARTER = "old_charter"
    BACKDATED = "backdated"
    NO_EFFECT = "no_effect"
    REPLAYED = "replayed"
    FORGED = "forged"
    BROKEN_CHAIN = "broken_chain"
    UNKNOWN_AUTHOR = "unknown_author"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Missing:
    """What an entry waits for: `id` is an entry hash, charter hash, kid, or (payload) its own hash.

    `author` is whose entry is missing, where that is known.
    """

    what: Literal["entry", "charter", "key", "payload"]
    id: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an entry has no effect, or a remark on one that has: stable code, and a sentence for a log."""

    outcome: Outcome
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Answer to one entry; `released` holds the answers to entries that had waited for it."""

    outcome: Outcome
    hash: str
    author: str
    kept: bool
    code: str = ""
    text: str = ""
    missing: tuple[Missing, ...] = ()
    proof: tuple[str, ...] = ()
    released: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A lie or fault the register holds proof of: who, what, by which entries."""

    author: str
    outcome: Outcome
    code: str
    text: str
    proof: tuple[str, ...]
