"""Statements: signatures that stand on their own and are held inside entries.

assent  "I sign this version, having been shown the report with this hash"; `host` where another keeps the key
end     "I agree that the Verbund ends under this version"
key     "this key replaces that one for this member, whose last entry by the old key is this"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import _json, jws
from .schemas import PROFILE, validate

TYP = "verbund-statement+jws"
MAX_STATEMENT = 8192


@dataclass(frozen=True, slots=True)
class Statement:
    """A signed statement taken apart; its signature is verified by who holds the keys."""

    type: str
    claims: Mapping[str, Any]
    jws: jws.Jws

    def says(self, **claims: Any) -> bool:
        """True when every given claim has this value."""
        return all(self.claims.get(name) == value for name, value in claims.items())


def sign_assent(
    signer: jws.Signer, *, verbund: str, charter: str, member: str, report: str, host: str | None = None
) -> str:
    """Sign a charter version (hash) with the hash of the side-effect report shown; returns a compact JWS.

    host: DID of who keeps the member's key on a node that it runs, and so could sign for it; None: the member itself.
    """
    kept = {} if host is None else {"host": host}
    return _sign(signer, "assent", verbund, charter, member, report=report, **kept)


def sign_end(signer: jws.Signer, *, verbund: str, charter: str, member: str) -> str:
    """Agree that the Verbund ends; returns a compact JWS."""
    return _sign(signer, "end", verbund, charter, member)


def sign_key_change(
    signer: jws.Signer,
    *,
    verbund: str,
    charter: str,
    member: str,
    subject: str,
    old: str,
    new: str,
    last: str | None,
) -> str:
    """State that `subject`'s key `old` is replaced by `new` (thumbprints) after its entry `last`.

    Signed by the new key itself (proof of possession, member = subject), and for a lost key by all others.
    """
    return _sign(signer, "key", verbund, charter, member, subject=subject, old=old, new=new, last=last)


def read_statement(compact: str, where: str) -> Statement:
    """Take a statement apart; raises Invalid when form or claims are wrong. Verifies no signature."""
    found = jws.read(compact, TYP, where)
    claims = _json.parse(found.payload, limit=MAX_STATEMENT, where=where)
    kind = str(claims.get("type")) if isinstance(claims, dict) else ""
    validate(f"statement:{kind if kind in ('assent', 'end', 'key') else 'assent'}", claims, where)
    return Statement(kind, claims, found)


def _sign(signer: jws.Signer, kind: str, verbund: str, charter: str, member: str, **more: Any) -> str:
    claims = {
        "profile": PROFILE,
        "type": kind,
        "verbund": verbund,
        "charter": charter,
        "member": member,
        **more,
    }
    validate(f"statement:{kind}", claims, "statement")
    return jws.sign(signer, TYP, _json.canonical(claims, "statement"))
