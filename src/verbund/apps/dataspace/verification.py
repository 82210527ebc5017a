"""What a peer can prove: its presentations asked for, everything they name fetched, then judged in one pure step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols.dcp import v1_0 as dcp

from . import http, identity, tokens


class Unproven(Problem):
    """What was to be fetched for a proof cannot be had."""

    status = 401


def proven(me: identity.Participant, authorization: str | None, policy: dcp.Policy) -> dcp.Verified:
    """Who calls, and the credentials that it proves (DCP 1.0, sections 4.3.3, 5.4.3). Raises Problem.

    The token must carry an access token for the caller's credential service.
    """
    claims, document = tokens.verify(authorization, me.did)
    if claims.access_token is None:
        raise dcp.TokenRefused(dcp.Code.MISSING_FIELD, "an access token is needed", where="ID token.token")
    try:
        response = _query(me, claims, document, policy)
        now = clock.now()
        documents = {claims.issuer: document}
        for did in dcp.issuers_named(response, policy):
            documents[did] = identity.resolve(did)
        needed = dcp.resources_named(response, documents, policy, now=now)
        hosts = frozenset().union(*(identity.hosts_of(did, found) for did, found in documents.items()))
        evidence = dcp.Evidence(
            dcp.tokens.bearer(authorization),
            documents,
            response,
            {url: _fetch(url, hosts).strip() for url in needed.status_lists},
            {url: _schema(url, hosts) for url in needed.schemas},
        )
    except http.Unreachable as error:
        raise Unproven("proof-unreachable", str(error)) from error
    return dcp.verify_participant(evidence, policy, now=now)


def _query(me: identity.Participant, claims: dcp.Claims, document: dcp.DidDocument, policy: dcp.Policy) -> bytes:
    address = document.service(dcp.ServiceType.CREDENTIAL_SERVICE).endpoint.rstrip("/")
    response = http.call(
        "POST",
        f"{address}/presentations/query",
        identity.hosts_of(claims.issuer, document),
        json=dcp.PresentationQuery(policy.scopes).to_dict(),
        headers=tokens.authorization(me, claims.issuer, access_token=claims.access_token),
    )
    if response.status_code != 200:
        raise Unproven("presentation-refused", f"The credential service answers {response.status_code}.")
    return response.content


def _fetch(url: str, hosts: frozenset[str]) -> str:
    response = http.call("GET", url, hosts, headers={"Accept": "application/vc+jwt, application/json"})
    if response.status_code != 200:
        raise Unproven("proof-missing", f"{url[:200]} answers {response.status_code}")
    return response.text


def _schema(url: str, hosts: frozenset[str]) -> Mapping[str, Any]:
    from verbund.protocols.dsp.v2025_1 import _json

    found = _json.loads(_fetch(url, hosts))
    if not isinstance(found, dict):
        raise Unproven("schema-malformed", f"{url[:200]} is no JSON Schema")
    return found
