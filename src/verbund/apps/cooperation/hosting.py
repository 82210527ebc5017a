"""Who keeps the key that a member signs with: itself on its own node, or the operator of a node that hosts it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings

from verbund.apps.core.models import Company, Node
from verbund.apps.dataspace import identity
from verbund.apps.dataspace import queries as participants
from verbund.protocols.register.v1 import EntryType, read_statement

from .queries import EntryRow


def host_of(company_id: UUID) -> str | None:
    """DID of this node where it hosts the company; None where the company runs the node itself (`own_company`)."""
    slug = Company.objects.values_list("slug", flat=True).get(pk=company_id)
    return None if slug == settings.NODE.own_company else identity.did_for()


def node_name(did: str) -> str:
    """What to call a node: its name, else its address."""
    known = Node.objects.filter(did=did).exclude(name="").values_list("name", flat=True).first()
    found = known or participants.name_of(did)
    return unquote(found.removeprefix("did:web:")) if found == did else found


def hosts(entries: Iterable[EntryRow], charter_hash: str) -> dict[str, str]:
    """Member's DID → name of the host that kept its key when it signed this version; who signed itself is not in it."""
    found: dict[str, str] = {}
    for row in entries:
        if row.type == EntryType.ASSENT and row.counts and row.charter == charter_hash and row.payload:
            host = read_statement(str(row.payload["signature"]), "signature").claims.get("host")
            if host:
                found[row.author] = node_name(str(host))
            else:
                found.pop(row.author, None)
    return found
