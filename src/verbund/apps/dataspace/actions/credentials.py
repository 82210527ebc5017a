"""Credentials: asked for and taken by a holder, decided and signed by an issuer (DCP 1.0, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from verbund.apps.core import outbox
from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, peer, system
from verbund.apps.core.scoping import everybody
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid, Missing
from verbund.protocols.dcp import v1_0 as dcp

from .. import identity, issuer, keys, rules
from ..audit import CredentialIssued, CredentialOffered, CredentialReceived, CredentialRevoked, CredentialsAsked
from ..models import CredentialRequest, HeldCredential, IssuedCredential
from ._rows import held

HANDLER = "dataspace.credentials"
State = CredentialRequest.State
MOST_OPEN = 100
"""Requests of one peer that may wait at one issuer."""


# ---- holder


def request_credentials(actor: Actor, company_id: UUID, issuer_did: str, kinds: Sequence[str]) -> CredentialRequest:
    """Ask an issuer for credentials by the ids of its metadata; they are delivered when it has decided."""
    rules.must_bind(actor, company_id)
    if not kinds:
        raise Invalid("credentials-none", _("Name at least one credential."), where="kinds")
    identity.resolve(issuer_did)
    with turn(company_id):
        row = CredentialRequest.objects.create(
            company_id=company_id, role="HOLDER", peer_did=issuer_did, kinds=list(kinds), created_at=clock.now()
        )
        record(actor, company_id, CredentialsAsked(issuer=issuer_did, kinds=", ".join(kinds)))
        _send(row)
    return row


def take_delivery(
    me: identity.Participant, claims: dcp.Claims, document: dcp.DidDocument, message: dcp.CredentialMessage
) -> None:
    """Keep what an issuer delivers, if we asked for it and every credential holds. Raises DcpError, or Missing."""
    assert me.company_id is not None
    if message.holder_pid is None:
        raise dcp.Malformed(dcp.Code.MISSING_FIELD, "is required", where="CredentialMessage.holderPid")
    now = clock.now()
    found = [_check(container, me, document) for container in message.credentials]
    with turn(me.company_id):
        row = (
            CredentialRequest.objects.select_for_update()
            .filter(pk=_pk(message.holder_pid), role="HOLDER", peer_did=claims.issuer)
            .first()
        )
        if row is None:
            raise _unknown()
        row.state, row.reason, row.decided_at = message.status, (message.rejection_reason or "")[:500], now
        row.peer_pid, row.problem = message.issuer_pid[:500], ""
        row.save()
        for credential in found:
            if HeldCredential.objects.filter(jwt=credential.compact).exists():
                continue
            content = credential.credential
            HeldCredential.objects.create(
                company_id=me.company_id,
                issuer=content.issuer,
                types=list(content.types),
                profile=credential.profile,
                jwt=credential.compact,
                valid_from=content.valid_from,
                valid_until=content.valid_until,
                received_at=now,
            )
            record(
                peer(claims.issuer),
                me.company_id,
                CredentialReceived(issuer=content.issuer, kinds=", ".join(content.types)),
            )


def _check(
    container: dcp.CredentialContainer, me: identity.Participant, document: dcp.DidDocument
) -> dcp.VerifiedCredential:
    container.check()
    return dcp.verify_credential(container.payload, document, now=clock.now(), subject=me.did)


def take_offer(me: identity.Participant, claims: dcp.Claims, offer: dcp.CredentialOffer) -> None:
    """Note that an issuer offers credentials; whether to ask for them is for a person to say. Raises DcpError."""
    assert me.company_id is not None
    if offer.issuer != claims.issuer:
        raise dcp.CredentialRefused(dcp.Code.WRONG_ISSUER, "is not who sends it", where="CredentialOfferMessage.issuer")
    kinds = ", ".join(found.credential_type or found.id for found in offer.credentials)
    with transaction.atomic():
        record(peer(claims.issuer), me.company_id, CredentialOffered(issuer=claims.issuer, kinds=kinds[:300]))


# ---- issuer


def take_request(me: identity.Participant, claims: dcp.Claims, message: dcp.CredentialRequest) -> CredentialRequest:
    """Take a holder's request once; what the issuing rooms know is decided at once. Raises DcpError, or Conflict."""
    assert me.company_id is not None
    if len(message.holder_pid) > 500:
        raise dcp.Malformed(dcp.Code.TOO_LARGE, "more than 500 characters", where="CredentialRequestMessage.holderPid")
    with turn(me.company_id):
        issuer.metadata(me).resolve(message)
        known = CredentialRequest.objects.filter(role="ISSUER", peer_did=claims.issuer)
        again = known.filter(peer_pid=message.holder_pid).first()
        if again is not None:
            return again
        if known.filter(state=State.RECEIVED).count() >= MOST_OPEN:
            raise Conflict("too-many-requests", _("Too many requests of this participant wait already."))
        row = CredentialRequest.objects.create(
            company_id=me.company_id,
            role="ISSUER",
            peer_did=claims.issuer,
            peer_pid=message.holder_pid,
            kinds=list(message.credential_ids),
            created_at=clock.now(),
        )
        verdict = issuer.decide(me.company_id, row.kinds, row.peer_did)
        if verdict.agree:
            _issue(system(), me, row)
        elif verdict.agree is False:
            _reject(row, verdict.reason)
    return row


def decide_request(actor: Actor, request_id: UUID, agree: bool, reason: str = "") -> CredentialRequest:
    """Issue, or reject, what waits for a person. Raises Conflict when it was decided before."""
    with held(actor, CredentialRequest, request_id) as row:
        if row.role != "ISSUER" or row.state != State.RECEIVED:
            raise Conflict("request-decided", _("This request was decided already."))
        if agree:
            _issue(actor, identity.own(row.company_id), row)
        else:
            _reject(row, reason)
    return row


def revoke_credential(actor: Actor, credential_id: UUID, reason: str = "") -> IssuedCredential:
    """Set its bit in the status list; verifiers see it when they next read the list."""
    with held(actor, IssuedCredential, credential_id) as row:
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
            record(
                actor, row.company_id, CredentialRevoked(subject=row.subject, kinds=", ".join(row.types), reason=reason)
            )
    return row


def _issue(actor: Actor, me: identity.Participant, row: CredentialRequest) -> None:
    """Sign what was asked for and put the delivery into the outbox."""
    assert me.company_id is not None
    index = IssuedCredential.objects.aggregate(last=Max("status_index"))["last"]
    kid, pair = keys.signing(me.company_id)
    now = clock.now()
    for number, kind in enumerate(issuer.chosen(me.company_id, row.kinds), 0 if index is None else index + 1):
        profile = dcp.Profile(kind.profile)
        claims = dict(kind.claims(row.peer_did))
        credential = dcp.Credential(
            id=f"urn:uuid:{uuid4()}",
            types=kind.types,
            issuer=me.did,
            subject=row.peer_did,
            claims=claims,
            valid_from=now,
            valid_until=now + kind.validity,
            status=(dcp.StatusEntry(issuer.status_url(me, profile), number, profile=profile),),
            contexts=kind.contexts,
        )
        IssuedCredential.objects.create(
            company_id=me.company_id,
            request=row,
            subject=row.peer_did,
            types=list(kind.types),
            claims=claims,
            profile=profile,
            jwt=dcp.sign_credential(credential, pair, profile=profile, fragment=kid),
            status_index=number,
            issued_at=now,
            valid_until=now + kind.validity,
        )
        record(actor, me.company_id, CredentialIssued(subject=row.peer_did, kinds=", ".join(kind.types)))
    row.state, row.decided_at = State.ISSUED, now
    row.save()
    _send(row)


def _reject(row: CredentialRequest, reason: str) -> None:
    row.state, row.reason, row.decided_at = State.REJECTED, reason[:500], clock.now()
    row.save()
    _send(row)


def _send(row: CredentialRequest) -> None:
    outbox.put(row.company_id, HANDLER, f"credentials:{row.pk}", {"request": str(row.pk)})


def answered(request_id: UUID, *, peer_pid: str = "", problem: str = "") -> None:
    """Note what became of our message about a request."""
    with everybody():
        row = CredentialRequest.objects.get(pk=request_id)
        row.problem = problem[:1000]
        if peer_pid and not row.peer_pid:
            row.peer_pid = peer_pid[:500]
        row.save(update_fields=["problem", "peer_pid"])


def _pk(pid: str) -> UUID | None:
    try:
        return UUID(pid.removeprefix("urn:uuid:"))
    except ValueError:
        return None


def _unknown() -> Missing:
    return Missing("request-unknown", _("Nobody here asked for that."))
