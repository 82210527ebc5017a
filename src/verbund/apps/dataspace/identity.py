"""Who takes part: the companies hosted here and the node itself, and every other participant by its DID."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.models import Company, Node
from verbund.kit import clock
from verbund.kit.errors import Missing, Problem
from verbund.protocols.dcp.v1_0 import did as dcp_did
from verbund.protocols.dcp.v1_0.did import DidDocument, ServiceType
from verbund.protocols.dcp.v1_0.didweb import DidWeb
from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.dsp.v2025_1 import version as dsp_version

from . import http, keys
from .fetching import Answered, Fetches
from .models import Peer

FRESH = timedelta(minutes=5)
STALE = timedelta(hours=1)
DSP_PATH = "/dsp/2025-1"
TOKEN_GRACE = timedelta(minutes=10)
CREDENTIAL_GRACE = timedelta(days=400)
_REFETCH = timedelta(seconds=20)
_MAX_DOCUMENT = 256 << 10
_FETCH_WITHIN = {True: 15.0, False: 6.0}  # seconds; for participants known already, and for strangers
_KEPT = 2048
_fetches = Fetches()
_documents: OrderedDict[str, _Kept] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document in memory; `stored`: its participant is written down as a peer."""

    at: datetime
    document: DidDocument
    stored: bool


class Unresolved(Problem):
    """The DID document of a participant cannot be had now."""

    status = 401


@dataclass(frozen=True, slots=True)
class Participant:
    """One who takes part from here. `company_id` None: the node itself."""

    did: str
    name: str
    base: str
    company_id: UUID | None
    slug: str = ""

    @property
    def dsp(self) -> str:
        """Base address of the Dataspace Protocol."""
        return self.base + DSP_PATH

    @property
    def data(self) -> str:
        """Where its data are fetched from and pushed to; a process of its own may serve it."""
        return f"{settings.NODE.data_url or settings.NODE.base_url}/p/{self.slug}/data"


def did_for(*path: str) -> str:
    """The did:web of this node, or of something below it (`did_for("p", slug)`)."""
    parts = urlsplit(settings.NODE.base_url)
    return DidWeb.build(
        parts.hostname or "localhost", *path, port=parts.port, insecure_loopback=settings.NODE.insecure_loopback
    ).did


def of_node() -> Participant:
    """The node as a participant: it shows the catalogue of all its companies and looks at those of others."""
    return Participant(did_for(), settings.NODE.name, settings.NODE.base_url, None)


def of_company(company: Company) -> Participant:
    """A hosted company as a participant; Missing when it is not hosted here."""
    if company.hosting != Company.Hosting.HERE or not company.did:
        raise Missing("participant-missing", _("This company does not take part from this node."))
    return Participant(
        company.did, company.name, f"{settings.NODE.base_url}/p/{company.slug}", company.pk, company.slug
    )


def _rows() -> QuerySet[Company]:
    """Companies with what a participant needs of them and no more: this is read several times for every message."""
    return Company.objects.order_by().only("slug", "did", "name", "hosting")


def by_slug(slug: str) -> Participant:
    """Raises Missing."""
    company = _rows().filter(slug=slug, hosting=Company.Hosting.HERE).first()
    if company is None:
        raise Missing("participant-missing", _("There is no such participant."))
    return of_company(company)


def own(company_id: UUID | None) -> Participant:
    """The participant for a company id, None for the node. Raises Missing."""
    if company_id is None:
        return of_node()
    company = _rows().filter(pk=company_id).first()
    if company is None:
        raise Missing("participant-missing", _("There is no such participant."))
    return of_company(company)


def local(did: str) -> Participant | None:
    """The participant behind a DID, if it is hosted here."""
    here = did_for()
    if did == here:
        return of_node()
    if not did.startswith(f"{here}:"):
        return None
    company = _rows().filter(did=did, hosting=Company.Hosting.HERE).first()
    return None if company is None else of_company(company)


def document(participant: Participant) -> DidDocument:
    """The DID document of one who takes part from here. Makes the first key when there is none."""
    current, retired = keys.published(participant.company_id)
    return DidDocument.build(
        participant.did,
        [(key.kid, keys.public(key)) for key in current],
        [
            (ServiceType.CATALOG_SERVICE, f"{participant.dsp}/catalog"),
            (ServiceType.DATA_SERVICE, participant.base + dsp.VERSION_PATH),
            (ServiceType.CREDENTIAL_SERVICE, f"{participant.base}/dcp"),
            *([(ServiceType.ISSUER_SERVICE, f"{participant.base}/dcp/issuer")] if participant.company_id else []),
            ("DataPlane", participant.data),  # its host may be called too
        ],
        retired=[
            dcp_did.RetiredKey(
                key.kid, keys.public(key), key.retired_at + TOKEN_GRACE, key.retired_at + CREDENTIAL_GRACE
            )
            for key in retired
        ],
        now=clock.now(),
    )


def hosts_of(did: str, found: DidDocument | None = None) -> frozenset[str]:
    """The hosts (with port) that may be called for a participant: its DID's and its services'."""
    web = DidWeb.parse(did, insecure_loopback=settings.NODE.insecure_loopback)
    names = {urlsplit(web.url).netloc.lower()}
    for service in found.services if found else ():
        names.add(urlsplit(service.endpoint).netloc.lower())
    return frozenset(names)


def resolve(did: str, *, fresh: bool = False, stranger: bool = False) -> DidDocument:
    """The DID document of any participant: own ones from the database, others from cache or their address.

    `fresh` asks again unless it was asked seconds ago (an unknown key may be a new one). `stranger`: nothing proves
    yet that the participant wants to be known; fetched within limits and kept in memory only, until `remember`.
    Raises Unresolved, Busy, and Malformed for what is no did:web.
    """
    here = local(did)
    if here is not None:
        return document(here)
    now = clock.now()
    limit = _REFETCH if fresh else FRESH
    kept = _kept(did)
    if kept and timedelta(0) <= now - kept.at < limit:
        return kept.document
    peer = Peer.objects.filter(did=did).first()
    if peer and peer.document and peer.fetched_at and (kept is None or peer.fetched_at > kept.at):
        kept = _Kept(peer.fetched_at, DidDocument.parse(peer.document, did=did), stored=True)
        if timedelta(0) <= now - kept.at < limit:
            _keep(did, kept)
            return kept.document
    known = peer is not None or not stranger
    try:
        found = _fetch(did, known=known)
    except (http.Unreachable, Problem) as error:
        if kept and now - kept.at < STALE and isinstance(error, http.Unreachable):
            return kept.document
        if isinstance(error, Problem) and error.status == 503:
            raise
        raise Unresolved("did-unresolved", _("The DID document cannot be fetched: %(why)s") % {"why": error}) from error
    if known:
        _store(did, now, found)
    _keep(did, _Kept(now, found, stored=known))
    return found


def remember(did: str) -> None:
    """Write down a stranger whose token was verified by the document fetched for it."""
    kept = _kept(did)
    if kept and not kept.stored:
        _store(did, kept.at, kept.document)
        _keep(did, _Kept(kept.at, kept.document, stored=True))


def _kept(did: str) -> _Kept | None:
    with _lock:
        return _documents.get(did)


def _keep(did: str, kept: _Kept) -> None:
    with _lock:
        _documents[did] = kept
        _documents.move_to_end(did)
        while len(_documents) > _KEPT:
            _documents.popitem(last=False)


def _store(did: str, at: datetime, found: DidDocument) -> None:
    values: dict[str, object] = {"document": found.to_dict(), "fetched_at": at, "last_error": ""}
    if base := _catalog_base(found):
        values["dsp_address"] = base
    Peer.objects.update_or_create(did=did, defaults=values)


def _fetch(did: str, *, known: bool) -> DidDocument:
    web = DidWeb.parse(did, insecure_loopback=settings.NODE.insecure_loopback)
    with _fetches.one(did, f"{web.host}:{web.port or 443}", known=known):
        response = http.call(
            "GET",
            web.url,
            hosts_of(did),
            headers={"Accept": "application/did+json, application/json"},
            within=_FETCH_WITHIN[known],
            max_answer=_MAX_DOCUMENT,
        )
        if response.status_code != 200:
            raise Answered(f"{web.url} answers {response.status_code}")
        return DidDocument.parse(response.content, did=did)


def forget_failures() -> None:
    """Ask again at once after failures, for tests and for a person who pressed retry."""
    _fetches.forget()


def forget() -> None:
    """Forget everything that is kept in memory, for tests."""
    _fetches.forget()
    with _lock:
        _documents.clear()


def _catalog_base(found: DidDocument) -> str:
    entries = [{"id": s.id or "#", "type": s.type, "serviceEndpoint": s.endpoint} for s in found.services]
    for service in dsp_version.read_did_services(entries):
        if service.base:
            return service.base
    return ""


def dsp_address(did: str) -> str:
    """Base address of a participant's Dataspace Protocol 2025-1. Raises Unresolved."""
    here = local(did)
    if here is not None:
        return here.dsp
    found = resolve(did)
    base = _catalog_base(found)
    if base:
        return base
    peer = Peer.objects.filter(did=did).first()
    if peer and peer.dsp_address:
        return peer.dsp_address
    base = _ask_version(did, found)
    Peer.objects.filter(did=did).update(dsp_address=base)
    return base


def _ask_version(did: str, found: DidDocument) -> str:
    entries = [{"id": s.id or "#", "type": s.type, "serviceEndpoint": s.endpoint} for s in found.services]
    for service in dsp_version.read_did_services(entries):
        if service.root is None:
            continue
        try:
            response = http.call("GET", dsp_version.version_url(service.root), hosts_of(did, found))
        except http.Unreachable as error:
            raise Unresolved("peer-unreachable", str(error)) from error
        for version in dsp.parse_versions(response.content).find():
            return version.base(service.root)
    raise Unresolved("no-dataspace-protocol", _("The participant publishes no address of Dataspace Protocol 2025-1."))


def remember_self() -> Node:
    """The row of this node itself."""
    return Node.objects.update_or_create(
        is_self=True,
        defaults={"base_url": settings.NODE.base_url, "name": settings.NODE.name, "did": did_for()},
    )[0]
