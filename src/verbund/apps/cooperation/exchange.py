"""What of a register and its charters is held, lacking, or to be handed on. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from verbund.apps.core.models import Company
from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import batch_of, format_after, parse_after

from . import register_store
from .models import CharterVersion, Verbund, VerbundMember

MAX_AFTER = 40
"""Hashes in the address of a pull: the frontier and the last entry of each author, as far as they fit."""
READERS = (VerbundMember.State.INVITED, VerbundMember.State.ACTIVE, VerbundMember.State.SUSPENDED)
MEMBERS = (VerbundMember.State.ACTIVE, VerbundMember.State.SUSPENDED)
BEFORE = (Verbund.State.DRAFT, Verbund.State.PROPOSED, Verbund.State.DECLINED)


def verbund_of(company_id: UUID, dataset_id: str) -> Verbund | None:
    """The Verbund whose register this dataset carries, as this company holds it."""
    try:
        found = UUID(dataset_id.partition(":")[2])
    except ValueError:
        return None
    return Verbund.objects.filter(company_id=company_id, verbund_id=found).first()


def version_of(company_id: UUID, dataset_id: str) -> CharterVersion | None:
    """The charter version that this dataset carries; drafts that were not put forward are not there for others."""
    rows = CharterVersion.objects.filter(company_id=company_id, hash=dataset_id.partition(":")[2])
    return rows.exclude(status=CharterVersion.Status.DRAFT).select_related("verbund").first()


def holds(company_id: UUID, dataset_id: str) -> bool:
    """Whether this charter is here already."""
    return version_of(company_id, dataset_id) is not None


def may_read_charter(version: CharterVersion, did: str) -> bool:
    """Who is invited or a member reads the charters; a version also who it names."""
    return VerbundMember.objects.filter(verbund=version.verbund, did=did, state__in=READERS).exists() or any(
        member["did"] == did for member in version.document["members"]
    )


def may_read_register(verbund: Verbund, did: str) -> bool:
    """Members; before anything is in force also those invited."""
    states = READERS if verbund.state in BEFORE else MEMBERS
    return VerbundMember.objects.filter(verbund=verbund, did=did, state__in=states).exists()


def may_follow(verbund: Verbund, did: str) -> bool:
    """Who may reach an agreement on the register, also before it opens."""
    return VerbundMember.objects.filter(verbund=verbund, did=did, state__in=READERS).exists()


def others(verbund: Verbund) -> QuerySet[VerbundMember]:
    """The other members and those invited."""
    own = Company.objects.values_list("did", flat=True).get(pk=verbund.company_id)
    return VerbundMember.objects.filter(verbund=verbund, state__in=READERS).exclude(did=own)


def known_entries(company_id: UUID, dataset_id: str) -> str | None:
    """The value of `after` for what is held; None where there is no register to add to."""
    verbund = verbund_of(company_id, dataset_id)
    held = register_store.load(verbund) if verbund else None
    if held is None:
        return None
    hashes = dict.fromkeys((*held.register.frontier(), *held.register.heads().values()))
    return format_after(list(hashes)[:MAX_AFTER])


def batch_after(verbund: Verbund, after: str) -> bytes:
    """What a peer lacks that holds these entries. Raises Invalid."""
    held = register_store.load(verbund)
    if held is None:
        raise Invalid("not-founded", "The register has not begun here.", where="register")
    return batch_of(verbund.urn, held.register.missing(parse_after(after))).encode()


def batch_for(company_id: UUID, peer: str, dataset_id: str, hashes: Iterable[str]) -> bytes | None:
    """These entries for a peer; None where it may not read them now."""
    verbund = verbund_of(company_id, dataset_id)
    if verbund is None or not may_read_register(verbund, peer):
        return None
    held = register_store.load(verbund)
    if held is None:
        return None
    found = (held.register.get(hash) for hash in hashes)
    return batch_of(verbund.urn, [entry for entry in found if entry is not None]).encode()
