"""Long work: fetching the bytes of a pull, visiting the catalogues of other nodes, tidying."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from django.db import transaction

from verbund.apps.core.jobs import RetryLater
from verbund.apps.core.models import Company, Node
from verbund.apps.core.registry import Progress
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols.dsp import v2025_1 as dsp

from . import files, http, identity, offers, provider_profiles, recognition, remote, tokens
from .actions import addresses, expiry, transfers
from .models import CatalogEntry, Peer, Transfer

CRAWL_EVERY = timedelta(minutes=10)
TRY_AGAIN, TRIED_FOR = timedelta(seconds=2), timedelta(minutes=30)
EXPIRE_EVERY = timedelta(minutes=5)
MAX_FILE = 256 << 30
SLOWEST, PACE_EVERY = 1024, 30.0  # bytes a second, seconds
_SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_NAME = re.compile(r'filename="([^"\\/\x00-\x1f]{1,200})"')


def fetch(progress: Progress, transfer_id: str) -> dict[str, Any]:
    """Fetch the bytes of a started pull; goes on where an earlier attempt stopped. Raises Unreachable to try again."""
    with everybody():
        transfer = Transfer.objects.select_related("agreement").get(pk=UUID(transfer_id))
    path = files.incoming(transfer.pk)
    if transfer.state != "STARTED":
        path.unlink(missing_ok=True)
        return {"state": transfer.state}
    try:
        size, digest, media_type, name = _download(progress, transfer, path)
    except _Refused as refused:
        path.unlink(missing_ok=True)
        transfers.fetch_failed(transfer.pk, str(refused), final=True)
        return {"refused": str(refused)}
    except http.Unreachable as error:
        transfers.fetch_failed(transfer.pk, str(error), final=False)
        raise
    try:
        transfers.received_file(transfer.pk, path, size, digest, media_type, name)
    except Problem as problem:  # who takes it says that it is not what was agreed
        path.unlink(missing_ok=True)
        transfers.fetch_failed(transfer.pk, str(problem), final=True)
        return {"refused": str(problem)}
    path.unlink(missing_ok=True)
    return {"bytes": size, "sha256": digest}


class _Pace:
    """Ends a download that drips: at least SLOWEST bytes a second, looked at every half minute."""

    def __init__(self) -> None:
        self._since, self._bytes = time.monotonic(), 0

    def took(self, count: int) -> None:
        """Raises Unreachable."""
        self._bytes += count
        seconds = time.monotonic() - self._since
        if seconds >= PACE_EVERY:
            if self._bytes < SLOWEST * seconds:
                raise http.Unreachable("the bytes come too slowly")
            self._since, self._bytes = time.monotonic(), 0


class _Refused(Exception):
    """The provider does not give the data, and asking again would not help."""


def _download(progress: Progress, transfer: Transfer, path: Path) -> tuple[int, str, str, str]:
    address = addresses.peer_address(transfer)
    hosts = recognition.current().hosts(transfer.peer_did)
    have = path.stat().st_size if path.exists() else 0
    headers = {"Authorization": f"Bearer {address['authorization'].removeprefix('Bearer ')}"}
    if have:
        headers["Range"] = f"bytes={have}-"
    url = (
        str(httpx.URL(address["endpoint"]).copy_merge_params(transfer.query)) if transfer.query else address["endpoint"]
    )
    try:
        http.check_url(url, hosts)
    except http.Unreachable as error:  # a provider may name any address; we call only hosts that are its own
        raise _Refused(str(error)) from error
    with http.stream("GET", url, hosts, headers=headers) as response:
        if response.status_code == 416:
            path.unlink(missing_ok=True)
            raise http.Unreachable("the data changed meanwhile; from the beginning")
        if response.status_code not in (200, 206):
            response.read()
            text = _said(response)
            if response.status_code in (400, 401, 403, 404, 410):
                raise _Refused(text)
            raise http.Unreachable(text)
        if response.status_code == 200:
            have = 0
        total = _total(response, have)
        try:
            with path.open("ab" if have else "wb") as file:
                pace = _Pace()
                for chunk in response.iter_bytes(1 << 18):
                    file.write(chunk)
                    have += len(chunk)
                    pace.took(len(chunk))
                    if have > MAX_FILE:
                        raise _Refused(f"more than {MAX_FILE} bytes are not taken")
                    progress(have, total)
        except httpx.HTTPError as error:
            raise http.Unreachable(f"{type(error).__name__}: {error}") from error
        media_type = response.headers.get("content-type", "application/octet-stream").partition(";")[0]
        named = _NAME.search(response.headers.get("content-disposition", ""))
        expected = _SHA256.search(response.headers.get("repr-digest", ""))
    if total is not None and have < total:
        raise http.Unreachable(f"{have} of {total} bytes arrived")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if expected and base64.b64decode(expected[1]).hex() != digest:
        path.unlink(missing_ok=True)
        raise http.Unreachable("the bytes do not have the digest that the provider named")
    return have, digest, media_type, named[1] if named else ""


def _total(response: httpx.Response, have: int) -> int | None:
    if response.status_code == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("content-range", ""))
        if found is None or int(found[1]) != have:
            raise http.Unreachable("the provider answers another range than was asked for")
        return int(found[2])
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() and "content-encoding" not in response.headers else None


def _said(response: httpx.Response) -> str:
    try:
        body = response.json()
        text = str(body.get("detail") or body.get("title") or "") if isinstance(body, dict) else ""
    except (ValueError, RecursionError):
        text = ""
    return f"{response.status_code} {text}".strip()[:500]


def expire(progress: Progress, transfer_id: str = "", turn: str = "") -> dict[str, Any]:
    """End transfers whose time has run out: one, or (as a sweep) all."""
    return {
        "ended": expiry.expire(
            UUID(transfer_id) if transfer_id else None, datetime.fromisoformat(turn) if turn else None
        )
    }


# ---- catalogues of other nodes


def crawl_again(progress: Progress) -> dict[str, Any]:
    """The periodic visit; a node that was added lately and never answered is tried again soon."""
    result = crawl(progress)
    since = clock.now() - TRIED_FOR
    if Node.objects.filter(is_self=False, crawled_at=None, added_at__gt=since).exists():
        raise RetryLater(TRY_AGAIN)
    return result


def crawl(progress: Progress, node_id: str = "") -> dict[str, Any]:
    """Visit the catalogue of every known node (or one), and of each participant that it names."""
    identity.remember_self()
    nodes = list(Node.objects.filter(**({"pk": UUID(node_id)} if node_id else {})).order_by("-is_self", "added_at"))
    seen, failed = 0, 0
    for number, node in enumerate(nodes):
        progress(number, len(nodes), node.name)
        try:
            seen += _crawl_here() if node.is_self else _crawl_node(node)
            Node.objects.filter(pk=node.pk).update(crawled_at=clock.now(), crawl_error="")
        except (Problem, http.Unreachable) as error:
            failed += 1
            Node.objects.filter(pk=node.pk).update(crawl_error=str(error)[:500])
    progress(len(nodes), len(nodes))
    return {"datasets": seen, "nodes": len(nodes), "failed": failed}


def _crawl_here() -> int:
    """Our own companies are read without a call."""
    me = identity.of_node()
    count = 0
    for company in Company.objects.filter(hosting=Company.Hosting.HERE).iterator():
        participant = identity.of_company(company)
        with scoped_to(company.pk):
            datasets = [offers.dataset(participant, entry) for entry in offers.shown(company.pk, me.did)]
        count += _keep(participant.did, datasets)
    return count


def _crawl_node(node: Node) -> int:
    """One node: its catalogue names its participants; each is asked itself."""
    me = identity.of_node()
    did = node.did or ""
    if not did:
        raise remote.Silent("node-without-did", "The node's DID is not known.")
    count = 0
    for page in remote.catalogs(me, did):
        for inner in page.walk():
            who = inner.participant_id
            if who is None or who == did or identity.local(who) is not None:
                continue
            name = inner.extra.get("dct:title", "")
            known, _new = Peer.objects.get_or_create(did=who, defaults={"node": node, "name": str(name)[:300]})
            if known.node_id in (None, node.pk):  # no other node renames a participant
                Peer.objects.filter(pk=known.pk).update(node=node, name=str(name)[:300])
            try:
                found = [d for catalog in remote.catalogs(me, who) for d in catalog.dataset]
            except (Problem, http.Unreachable) as error:
                Peer.objects.filter(did=who).update(last_error=str(error)[:500])
                continue
            count += _keep(who, found)
            _link(who, node, found)
    return count


def _link(did: str, node: Node, datasets: list[dsp.Dataset]) -> None:
    """Who stands behind a participant, by the profile in its catalogue."""
    for found in datasets:
        if found.id.startswith("profile:"):
            provider_profiles.link(did, node, found.extra)
            return


def _keep(did: str, datasets: list[dsp.Dataset]) -> int:
    """Replace what is known of a participant's catalogue."""
    now = clock.now()
    with transaction.atomic():
        for found in datasets:
            CatalogEntry.objects.update_or_create(
                participant_did=did,
                dataset_id=found.id[:500],
                defaults={
                    "title": str(found.extra.get("dct:title", ""))[:300],
                    "offers": [offer.to_json() for offer in found.has_policy],
                    "formats": sorted({d.format for d in found.distribution}),
                    "properties": dict(found.extra),
                    "seen_at": now,
                },
            )
        CatalogEntry.objects.filter(participant_did=did, seen_at__lt=now).delete()
    return len(datasets)


def tidy(progress: Progress) -> dict[str, int]:
    """Forget used tokens that have expired."""
    return {"tokens": tokens.forget_old()}
