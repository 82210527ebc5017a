"""The REST API of the data space: what a company offers, negotiates, fetches, and who had access."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Invalid, Missing
from verbund.protocols.dcp.v1_0.errors import DcpError

from . import actions, queries, recognition, rules

router = Router(tags=["dataspace"])
MOST = 1000


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _company(request: HttpRequest) -> UUID:
    company_id = _actor(request).company_id
    if company_id is None:
        raise Missing("company", _("There is no such company"))
    return company_id


def _page(limit: int, offset: int) -> slice:
    start = max(0, min(offset, 2**31))
    return slice(start, start + max(1, min(limit, MOST)))


class ParticipantOut(Schema):
    did: str
    name: str
    here: bool
    node: str


@router.get("/participants", response=list[ParticipantOut])
def participants(request: HttpRequest) -> list[queries.ParticipantRow]:
    """Every participant this node knows."""
    return queries.participants(_actor(request))


class EntryOut(Schema):
    participant_did: str
    dataset_id: str
    title: str
    offers: list[Any]
    formats: list[str]
    properties: dict[str, Any]
    seen_at: datetime


@router.get("/catalog", response=list[EntryOut])
def catalog(request: HttpRequest, did: str = "", prefix: str = "", limit: int = 100, offset: int = 0) -> Any:
    """What the catalogues of others showed when they were last visited."""
    return queries.catalog(_actor(request), did or None, prefix or None)[_page(limit, offset)]


class CatalogVisitOut(Schema):
    job: UUID


@router.post("/catalog/refresh", response={202: CatalogVisitOut})
def refresh_catalog(request: HttpRequest) -> Any:
    """Visit the catalogues of the known nodes now; `/jobs/<job>` tells when it is done."""
    job = actions.refresh_catalogs(_actor(request), _company(request))
    return Status(202, {"job": job.pk})


class NegotiationOut(Schema):
    id: UUID
    role: str
    state: str
    peer_did: str
    dataset_id: str
    offer: dict[str, Any]
    reason: str
    problem: str
    waits_for_person: bool
    created_at: datetime
    updated_at: datetime


class RequestIn(Schema):
    peer_did: str
    dataset_id: str
    offer: dict[str, Any] | None = None


class ReasonIn(Schema):
    reason: str = ""


@router.get("/negotiations", response=list[NegotiationOut])
def negotiations(request: HttpRequest, limit: int = 100, offset: int = 0) -> Any:
    """The negotiations of the company acted for, latest first."""
    return queries.negotiations(_actor(request), _company(request))[_page(limit, offset)]


@router.post("/negotiations", response={201: NegotiationOut})
def request_agreement(request: HttpRequest, body: RequestIn) -> Any:
    """Ask a provider for an agreement on a dataset."""
    _check_did(body.peer_did)
    return Status(201, actions.request(_actor(request), _company(request), body.peer_did, body.dataset_id, body.offer))


@router.post("/negotiations/offers", response={201: NegotiationOut})
def offer_agreement(request: HttpRequest, body: RequestIn) -> Any:
    """Offer a dataset of ours to a peer."""
    _check_did(body.peer_did)
    return Status(201, actions.offer(_actor(request), _company(request), body.peer_did, body.dataset_id))


def _check_did(did: str) -> None:
    try:
        recognition.current().check_name(did)
    except DcpError as error:
        raise Invalid("did", str(error), where="peer_did", remedy=_("Write did:web:host:p:name.")) from error


@router.get("/negotiations/{negotiation_id}", response=NegotiationOut)
def negotiation(request: HttpRequest, negotiation_id: UUID) -> Any:
    """One negotiation."""
    return queries.negotiation(_actor(request), negotiation_id)


class MessageOut(Schema):
    direction: str
    type: str
    message_id: str
    body: dict[str, Any]
    status: int | None
    error: str
    attempts: int
    at: datetime


@router.get("/negotiations/{negotiation_id}/messages", response=list[MessageOut])
def messages(request: HttpRequest, negotiation_id: UUID) -> Any:
    """Every message of the negotiation and of the transfers under its agreement."""
    return queries.timeline(_actor(request), negotiation_id)[:MOST]


@router.post("/negotiations/{negotiation_id}/accept", response=NegotiationOut)
def accept(request: HttpRequest, negotiation_id: UUID) -> Any:
    """Accept what was offered to us."""
    return actions.accept(_actor(request), negotiation_id)


@router.post("/negotiations/{negotiation_id}/agree", response=NegotiationOut)
def agree(request: HttpRequest, negotiation_id: UUID) -> Any:
    """Agree to what was asked of us."""
    return actions.agree(_actor(request), negotiation_id)


@router.post("/negotiations/{negotiation_id}/terminate", response=NegotiationOut)
def terminate(request: HttpRequest, negotiation_id: UUID, body: ReasonIn) -> Any:
    """End a negotiation."""
    return actions.terminate(_actor(request), negotiation_id, body.reason)


@router.post("/negotiations/{negotiation_id}/retry", response=NegotiationOut)
def retry(request: HttpRequest, negotiation_id: UUID) -> Any:
    """Send again at once what could not be delivered."""
    actions.retry(_actor(request), negotiation_id)
    return queries.negotiation(_actor(request), negotiation_id)


class AgreementOut(Schema):
    id: UUID
    agreement_id: str
    role: str
    peer_did: str
    dataset_id: str
    policy: dict[str, Any]
    agreed_at: datetime
    finalized_at: datetime | None


@router.get("/agreements", response=list[AgreementOut])
def agreements(request: HttpRequest, limit: int = 100, offset: int = 0) -> Any:
    """The agreements in force of the company acted for."""
    return queries.agreements(_actor(request), _company(request))[_page(limit, offset)]


class TransferOut(Schema):
    id: UUID
    role: str
    state: str
    format: str
    peer_did: str
    dataset_id: str
    agreement_id: UUID
    bytes_done: int
    size: int | None
    sha256: str
    media_type: str
    file_id: UUID | None
    reason: str
    problem: str
    created_at: datetime


class PullIn(Schema):
    query: dict[str, str] = {}


@router.get("/transfers", response=list[TransferOut])
def transfers(request: HttpRequest, limit: int = 100, offset: int = 0) -> Any:
    """The transfers of the company acted for, latest first."""
    return queries.transfers(_actor(request), _company(request))[_page(limit, offset)]


@router.get("/transfers/{transfer_id}", response=TransferOut)
def transfer(request: HttpRequest, transfer_id: UUID) -> Any:
    """One transfer."""
    return queries.transfer(_actor(request), transfer_id)


@router.post("/agreements/{agreement_id}/pull", response={201: TransferOut})
def pull(request: HttpRequest, agreement_id: UUID, body: PullIn) -> Any:
    """Fetch the data of an agreement; a job does it once the provider has started the transfer."""
    return Status(201, actions.pull(_actor(request), agreement_id, body.query))


@router.post("/agreements/{agreement_id}/subscribe", response={201: TransferOut})
def subscribe(request: HttpRequest, agreement_id: UUID) -> Any:
    """Have everything to come pushed to us."""
    return Status(201, actions.subscribe(_actor(request), agreement_id))


@router.post("/transfers/{transfer_id}/terminate", response=TransferOut)
def end_transfer(request: HttpRequest, transfer_id: UUID, body: ReasonIn) -> Any:
    """End a transfer."""
    return actions.end_transfer(_actor(request), transfer_id, body.reason)


@router.post("/transfers/{transfer_id}/suspend", response=TransferOut)
def suspend_transfer(request: HttpRequest, transfer_id: UUID, body: ReasonIn) -> Any:
    """Pause a running transfer; nothing flows until it is resumed."""
    return actions.suspend_transfer(_actor(request), transfer_id, body.reason)


@router.post("/transfers/{transfer_id}/resume", response=TransferOut)
def resume_transfer(request: HttpRequest, transfer_id: UUID) -> Any:
    """Let a transfer go on that the company acted for paused."""
    return actions.resume_transfer(_actor(request), transfer_id)


class OfferOut(Schema):
    id: UUID
    dataset_id: str
    title: str
    file_id: UUID
    verbund_id: str
    policy: dict[str, Any]
    created_at: datetime
    withdrawn_at: datetime | None


class OfferIn(Schema):
    file_id: UUID
    title: str
    verbund_id: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    policy: dict[str, Any] | None = None
    description: str = ""


@router.get("/data-offers", response=list[OfferOut])
def data_offers(request: HttpRequest, limit: int = 100, offset: int = 0) -> Any:
    """The files that the company acted for offers or offered."""
    return queries.offers(_actor(request), _company(request))[_page(limit, offset)]


@router.post("/data-offers", response={201: OfferOut})
def offer_file(request: HttpRequest, body: OfferIn) -> Any:
    """Offer a stored file to the members of a Verbund, or under a policy of one's own."""
    for name in ("not_before", "not_after"):
        moment = getattr(body, name)
        if moment is not None and moment.tzinfo is None:
            raise Invalid("time-zone", _("A time needs a time zone."), where=name, remedy=_("Write …T12:00:00Z."))
    return Status(
        201,
        actions.offer_file(
            _actor(request),
            _company(request),
            body.file_id,
            body.title,
            verbund_id=body.verbund_id,
            not_before=body.not_before,
            not_after=body.not_after,
            policy_body=body.policy,
            description=body.description,
        ),
    )


@router.post("/data-offers/{offer_id}/withdraw", response=OfferOut)
def withdraw_offer(request: HttpRequest, offer_id: UUID) -> Any:
    """Offer it no longer."""
    return actions.withdraw_offer(_actor(request), offer_id)


class AccessOut(Schema):
    at: datetime
    role: str
    peer_did: str
    dataset_id: str
    agreement: str
    outcome: str
    reason: str
    bytes: int
    sha256: str


@router.get("/accesses", response=list[AccessOut])
def accesses(request: HttpRequest, limit: int = 100, offset: int = 0) -> Any:
    """Who had access to what on which contract, and what we fetched, latest first."""
    rows = queries.accesses(_actor(request), _company(request))[_page(limit, offset)]
    return [{**vars(row), "agreement": row.agreement.agreement_id} for row in rows]


class KeyOut(Schema):
    kid: str
    algorithm: str
    thumbprint: str
    public_jwk: dict[str, Any]
    state: str
    created_at: datetime
    retired_at: datetime | None


@router.get("/keys", response=list[KeyOut])
def keys(request: HttpRequest) -> Any:
    """The signing keys of the company acted for, public halves."""
    return queries.keys(_actor(request), _company(request))


@router.post("/keys/rotate", response={201: KeyOut})
def rotate_key(request: HttpRequest) -> Any:
    """A new key; the old one stays published for verification only."""
    return Status(201, actions.rotate_key(_actor(request), _company(request)))


class NodeIn(Schema):
    base_url: str
    name: str = ""


class NodeOut(Schema):
    id: UUID
    base_url: str
    name: str
    did: str | None
    is_self: bool
    crawled_at: datetime | None
    crawl_error: str


@router.get("/nodes", response=list[NodeOut])
def nodes(request: HttpRequest) -> Any:
    """The nodes whose catalogues are visited."""
    return queries.nodes(_actor(request))


@router.post("/nodes", response={201: NodeOut})
def add_node(request: HttpRequest, body: NodeIn) -> Any:
    """Get to know another node; for who runs this one."""
    rules.must_run_node(_actor(request))
    return Status(201, actions.add_node(_actor(request), body.base_url, body.name))
