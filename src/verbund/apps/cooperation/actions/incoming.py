"""What other members send: charters and register entries. Called inside the transaction that keeps the message."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, peer, system
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Invalid, Problem
from verbund.protocols.register.v1 import Charter, EntryType, parse_batch, parse_charter

from .. import audit, carrier, exchange, register_store
from ..models import CharterVersion, RegisterEntry, Verbund, VerbundMember
from . import _settle
from ._effect import bring_about

V = CharterVersion.Status
MAX_INVITATIONS = 50


def may_invite(company_id: UUID, peer_did: str) -> bool:
    """A stranger's invitations are taken within bounds."""
    return (
        Verbund.objects.filter(company_id=company_id, proposer_did=peer_did, state=Verbund.State.PROPOSED).count()
        < MAX_INVITATIONS
    )


def take_charter(company_id: UUID, from_did: str, dataset_id: str, raw: bytes) -> CharterVersion | None:
    """A charter arrived: an invitation, a new version, a counter-proposal, or an older version that was lacking.

    Raises Invalid when it is not what the dataset's name says, or does not name this company.
    """
    charter = parse_charter(raw)
    if charter.hash != dataset_id.partition(":")[2]:
        raise Invalid("other-charter", _("The charter has another hash than its name says."), where=dataset_id)
    own_did = Company.objects.values_list("did", flat=True).get(pk=company_id)
    uuid = UUID(charter.verbund.removeprefix("urn:uuid:"))
    verbund = Verbund.objects.select_for_update().filter(company_id=company_id, verbund_id=uuid).first()
    if verbund is None:
        if own_did not in charter.by_did or from_did != charter.proposer.did:
            raise Invalid("not-for-us", _("This charter does not name us, or is not by its proposer."), where="members")
        verbund = Verbund.objects.create(
            company_id=company_id,
            verbund_id=uuid,
            kind=charter.kind,
            title_de=charter.title.get("de") or next(iter(charter.title.values()))[:200],
            title_en=charter.title.get("en", "")[:200],
            proposer_did=charter.proposer.did,
            state=Verbund.State.PROPOSED,
        )
    elif CharterVersion.objects.filter(verbund=verbund, hash=charter.hash).exists():
        return None
    elif not _known(verbund, from_did):
        raise Invalid("not-a-member", _("This charter comes from nobody who belongs to the Verbund."), where=from_did)
    actor = peer(from_did)
    held = register_store.load(verbund)
    row = _keep(company_id, verbund, charter, from_did, held)
    record(
        actor,
        company_id,
        audit.CharterReceived(
            verbund=str(uuid), title=verbund.title_de, version=charter.version, charter=charter.hash, peer=from_did
        ),
    )
    for did in charter.by_did:
        carrier.errand(company_id, did, "learn", verbund=str(uuid))
    founding = held is None
    if held is None:
        held = register_store.load(verbund)
    if held is None:
        VerbundMember.objects.get_or_create(
            verbund=verbund,
            did=from_did,
            defaults={"company_id": company_id, "name": from_did, "role": "proposer", "state": "invited"},
        )
        carrier.errand(company_id, from_did, "fetch", dataset=f"charter:{charter.previous}")
        return row
    taken = held.add_charter(charter) if not founding else register_store.Taken()
    if charter.previous and charter.hash not in {c.hash for c in held.register.charters()}:
        carrier.errand(company_id, from_did, "fetch", dataset=f"charter:{charter.previous}")
    _settle.settle(actor, verbund, own_did, held, taken, from_did)
    bring_about(system("job", company_id), verbund, own_did, held)
    return row


def refuse_charter(company_id: UUID, from_did: str, dataset_id: str, problem: Problem) -> None:
    """A charter that cannot be taken leaves a line in the log."""
    record(
        peer(from_did),
        company_id,
        audit.CharterRejected(charter=dataset_id, peer=from_did, code=problem.code, problem=str(problem)[:300]),
    )


def _known(verbund: Verbund, did: str) -> bool:
    return VerbundMember.objects.filter(verbund=verbund, did=did).exists()


def _keep(
    company_id: UUID, verbund: Verbund, charter: Charter, from_did: str, held: register_store.Held | None
) -> CharterVersion:
    countered = held is not None and any(
        entry.type is EntryType.COUNTER_PROPOSAL and entry.payload and entry.payload["draft"] == charter.hash
        for entry in held.register.entries()
    )
    return CharterVersion.objects.create(
        company_id=company_id,
        verbund=verbund,
        hash=charter.hash,
        version=charter.version,
        author_did=from_did if countered else charter.proposer.did,
        status=V.COUNTER if countered else V.PROPOSED,
        document=charter.document,
    )


def take_entries(company_id: UUID, from_did: str, dataset_id: str, raw: bytes) -> int:
    """Entries arrived, pushed or pulled; returns how many were new. What is wrong in them is remembered, not raised."""
    verbund = exchange.verbund_of(company_id, dataset_id)
    if verbund is None:
        return 0
    verbund = Verbund.objects.select_for_update().get(pk=verbund.pk)
    held = register_store.load(verbund)
    if held is None or not _known(verbund, from_did):
        return 0
    actor = peer(from_did)
    try:
        batch = parse_batch(raw)
        if batch.verbund != verbund.urn:
            raise Invalid("other-verbund", _("The entries belong to another Verbund."), where="batch.verbund")
    except Invalid as problem:
        _refused(actor, verbund, held, from_did, problem)
        return 0
    for _index, problem in batch.refused:
        _refused(actor, verbund, held, from_did, problem)
    taken = held.add(batch.entries, from_did)
    own_did = Company.objects.values_list("did", flat=True).get(pk=company_id)
    if taken.kept or taken.pending or taken.rejected:
        _settle.settle(actor, verbund, own_did, held, taken, from_did)
    if batch.more:
        carrier.errand(company_id, from_did, "catch_up", dataset=dataset_id)
    bring_about(system("job", company_id), verbund, own_did, held)
    return len(taken.kept)


def _refused(actor: Actor, verbund: Verbund, held: register_store.Held, from_did: str, problem: Problem) -> None:
    held.reject(from_did, "", "", problem.code, str(problem))
    record(
        actor,
        verbund.company_id,
        audit.EntryRejected(
            verbund=str(verbund.verbund_id),
            title=verbund.title_de,
            peer=from_did,
            code=problem.code,
            problem=str(problem)[:300],
        ),
    )


def retry(company_id: UUID, verbund_id: UUID) -> None:
    """Keys were learnt: judge again what waited for them."""
    with scoped_to(company_id):
        found = Verbund.objects.filter(company_id=company_id, verbund_id=verbund_id)
        waiting = RegisterEntry.objects.filter(verbund__in=found, verdict=RegisterEntry.Verdict.PENDING)
        if not waiting.exists():
            return
        with turn(company_id):
            verbund = found.select_for_update().first()
            held = register_store.load(verbund) if verbund else None
            if verbund is None or held is None:
                return
            taken = held.retry()
            own_did = Company.objects.values_list("did", flat=True).get(pk=company_id)
            if taken.kept or taken.rejected:
                _settle.settle(system("job", company_id), verbund, own_did, held, taken)
            bring_about(system("job", company_id), verbund, own_did, held)
