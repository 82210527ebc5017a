"""API tokens and codes of invitations: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q

from verbund.apps.core.actor import ANONYMOUS, Actor, Role
from verbund.kit import clock

from .models import ApiToken

PREFIX = "vb_"
SIGN = "sign"
SCOPES = ("read", "write", SIGN, "import", "admin")

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: what a hand writes and a finger types without mistaking one for another."""
GROUPS, LENGTH = 4, 4


def new_token() -> str:
    """A fresh token, 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def new_code() -> str:
    """A code of an invitation: 80 bits at random, in groups that can be typed: `7K2M-…`."""
    return "-".join("".join(secrets.choice(LETTERS) for _one in range(LENGTH)) for _group in range(GROUPS))


def plain(code: str) -> str:
    """A code as it was typed, without what people put between and with the letters they take for others."""
    kept = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def hash_of(raw: str) -> str:
    """What is kept of a token: SHA-256, hexadecimal (the token itself is random, so no salt is needed)."""
    return hashlib.sha256(raw.encode()).hexdigest()


def actor_of_token(raw: str) -> Actor:
    """The actor a valid token speaks for, else ANONYMOUS.

    A token belongs to a company, to a person, or to both; scopes limit what it may do. A company's token acts as its
    owner where it has the scope `sign`, as editor with `write` or `import`, else as viewer. With `import` alone the API
    lets it at imports and nothing else.
    """
    from .queries import actor_of

    if not raw.startswith(PREFIX) or len(raw) > 200:
        return ANONYMOUS
    now = clock.now()
    token = (
        ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), token_hash=hash_of(raw), revoked_at=None)
        .select_related("person")
        .first()
    )
    if token is None:
        return ANONYMOUS
    if token.last_used_at is None or now - token.last_used_at > timedelta(hours=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    scopes = frozenset(token.scopes)
    role = Role.OWNER if "sign" in scopes else Role.EDITOR if scopes & {"write", "import"} else Role.VIEWER
    if token.person is not None:
        base = actor_of(token.person, "api", token.company_id)
        roles = {
            company: _lower(held, role)
            for company, held in base.roles.items()
            if token.company_id is None or company == token.company_id
        }
        return Actor(
            pseudonym=base.pseudonym,
            via="api",
            user_id=base.user_id,
            company_id=base.company_id if base.company_id in roles else next(iter(roles), None),
            roles=roles,
            is_centre=base.is_centre and bool(scopes & {"admin", "read"}),
            staff_company=base.staff_company,
            scopes=scopes,
        )
    if token.company_id is None:
        return ANONYMOUS
    return Actor(
        pseudonym=f"token-{str(token.pk)[:8]}",
        via="api",
        company_id=token.company_id,
        roles={token.company_id: role},
        scopes=scopes,
    )


def _lower(held: Role, limit: Role) -> Role:
    """The weaker of two roles."""
    order = [Role.VIEWER, Role.EDITOR, Role.OWNER]
    return min(held, limit, key=order.index)


__all__ = ["PREFIX", "SCOPES", "SIGN", "actor_of_token", "hash_of", "new_code", "new_token", "plain"]
