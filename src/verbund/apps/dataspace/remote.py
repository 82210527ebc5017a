"""What we ask other participants: their catalogue, one dataset, the state of a process. No writes, no transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.kit.errors import Missing, Problem
from verbund.protocols.dsp import v2025_1 as dsp

from . import http, identity, policy, recognition

MAX_PAGES = 1000


class Silent(Problem):
    """The peer did not answer, or not as the protocol says."""

    status = 502


def _ask(me: identity.Participant, peer_did: str, method: str, url: str, json: Any = None) -> Any:
    way = recognition.current()
    hosts = way.hosts(peer_did)
    try:
        return http.call(method, url, hosts, json=json, headers=way.authorization(me, peer_did))
    except http.Unreachable as error:
        raise Silent("peer-unreachable", _("The participant does not answer: %(why)s") % {"why": error}) from error


def dataset(me: identity.Participant, peer_did: str, dataset_id: str) -> dsp.Dataset:
    """One dataset as the peer shows it to us. Raises Missing, or Silent."""
    endpoint = next(e for e in dsp.ENDPOINTS if e.path == "/catalog/datasets/{id}")
    response = _ask(me, peer_did, "GET", endpoint.url(recognition.current().address(peer_did), dataset_id))
    if response.status_code == 404:
        raise Missing(
            "dataset-missing",
            _("The participant shows us no such data."),
            remedy=_("Ask whether the offer still stands, and whether it is meant for you."),
        )
    if response.status_code != 200:
        raise _refused(response)
    return dsp.parse(response.content, dsp.Dataset)


def _refused(response: http.httpx.Response) -> Silent:
    """What the peer said against it, with its code."""
    try:
        body = response.json()
        why = f"{response.status_code} {body.get('code') or body.get('error') or ''}".strip()[:120]
    except (ValueError, RecursionError, AttributeError):
        why = str(response.status_code)
    return Silent("peer-refused", _("The participant answers %(status)s.") % {"status": why})


def dataset_offer(me: identity.Participant, peer_did: str, dataset_id: str) -> dict[str, Any]:
    """The first offer of a dataset whose terms this node understands, else the first. Raises Missing, or Silent."""
    offers = [dict(found.policy) for found in dataset(me, peer_did, dataset_id).has_policy]
    return next((o for o in offers if not _gaps(o)), offers[0])


def _gaps(offer: dict[str, Any]) -> bool:
    from verbund.protocols import odrl

    try:
        return bool(odrl.understood(policy.read(offer)))
    except Problem:
        return True


def catalogs(me: identity.Participant, peer_did: str, address: str = "") -> Iterator[dsp.Catalog]:
    """Every page of a participant's catalogue. Raises Silent."""
    url: str | None = (address or recognition.current().address(peer_did)) + "/catalog/request"
    body = dsp.CatalogRequestMessage().to_json()
    for _page in range(MAX_PAGES):
        if url is None:
            return
        response = _ask(me, peer_did, "POST", url, json=body)
        if response.status_code != 200:
            raise _refused(response)
        yield dsp.catalog.parse_catalog(response.content, max_bytes=http.MAX_ANSWER)[0]
        following = dsp.parse_links(response.headers.get_list("link"), url).next
        url = following if following != url else None


def state_of(me: identity.Participant, peer_did: str, url: str) -> str | None:
    """The state of a process as the peer sees it; None when it does not tell."""
    try:
        response = _ask(me, peer_did, "GET", url)
        if response.status_code != 200:
            return None
        return str(dsp.parse(response.content, (dsp.ContractNegotiation, dsp.TransferProcess)).state)
    except Problem:
        return None
