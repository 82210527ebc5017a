"""Credentials between two companies: asked for, decided, delivered, shown, verified, revoked; over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting, all_of
from verbund.apps.core.models import AuditEntry
from verbund.apps.dataspace import actions, credentials, identity, issuer, tokens, verification
from verbund.apps.dataspace.issuer import CredentialKind
from verbund.apps.dataspace.models import CredentialRequest, HeldCredential, IssuedCredential
from verbund.apps.dataspace.registry import Verdict
from verbund.kit import clock
from verbund.kit.errors import Conflict, Problem
from verbund.protocols.dcp import v1_0 as dcp

pytestmark = pytest.mark.django_db
SCOPE = "org.eclipse.dspace.dcp.vc.type:MembershipCredential:read"


class Memberships:
    """Issues memberships in both profiles as `verdict` says."""

    def __init__(self) -> None:
        self.verdict = Verdict(True)

    def kinds(self, company_id: Any) -> Iterator[CredentialKind]:
        for profile in dcp.Profile:
            yield CredentialKind(
                f"membership-{profile}",
                ("MembershipCredential",),
                lambda subject: {"member": subject},
                lambda subject: self.verdict,
                profile,
            )


@pytest.fixture
def memberships(monkeypatch: pytest.MonkeyPatch) -> Memberships:
    found = Memberships()
    monkeypatch.setattr(issuer, "issuers", [found])
    return found


@pytest.fixture
def ids(provider: Any, memberships: Memberships) -> list[str]:
    return [f"membership-{profile}" for profile in dcp.Profile]


def _post(wire: Wire, path: str, sender: Any, receiver: Any, body: Any) -> httpx.Response:
    headers = tokens.authorization(identity.of_company(sender), receiver.did)
    address = f"{identity.of_company(receiver).base}/dcp/{path}"
    return httpx.Client(transport=wire).post(address, json=body, headers=headers)


def _policy(verifier: Any, trusted: Any) -> dcp.Policy:
    return dcp.Policy(verifier.did, {"MembershipCredential": {trusted.did}}, (dcp.Scope.parse(SCOPE),))


def _show(holder: Any, verifier: Any) -> str:
    me = identity.of_company(holder)
    granted = credentials.access_token(me, verifier.did, [SCOPE])
    return tokens.authorization(me, verifier.did, access_token=granted)["Authorization"]


def test_from_request_to_proof_in_both_profiles(wire, provider, consumer, stranger, ids) -> None:
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    wire.run()
    ours, theirs = (all_of(CredentialRequest, role=role)[0] for role in ("HOLDER", "ISSUER"))
    assert (ours.state, theirs.state) == ("ISSUED", "ISSUED")
    assert (theirs.peer_pid, ours.peer_pid) == (ours.pid, theirs.pid)
    held = all_of(HeldCredential)
    assert {h.profile for h in held} == set(dcp.Profile)
    assert {h.jwt for h in held} == {i.jwt for i in all_of(IssuedCredential)}
    proof = verification.proven(identity.of_company(stranger), _show(consumer, stranger), _policy(stranger, provider))
    assert proof.did == consumer.did
    assert [c.credential.claims["member"] for c in proof.of_type("MembershipCredential")] == [consumer.did] * 2
    events = AuditEntry.objects.filter(company=consumer).values_list("event", flat=True)
    assert {"dataspace.credentials_asked", "dataspace.credential_received"} <= set(events)


def test_a_revoked_credential_proves_nothing(wire, provider, consumer, stranger, ids) -> None:
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids[:1])
    wire.run()
    (issued,) = all_of(IssuedCredential)
    actions.revoke_credential(acting(provider), issued.pk, "left")
    with pytest.raises(dcp.VerificationRefused) as caught:
        verification.proven(identity.of_company(stranger), _show(consumer, stranger), _policy(stranger, provider))
    assert (caught.value.step, caught.value.code) == (dcp.Step.STATUS, dcp.Code.REVOKED)


@pytest.mark.parametrize("wrong", ["untrusted", "missing", "no access token", "somebody else's"])
def test_what_does_not_hold_is_refused(wire, provider, consumer, stranger, ids, wrong) -> None:
    if wrong != "missing":
        actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids[:1])
        wire.run()
    me = identity.of_company(stranger)
    policy = _policy(stranger, stranger if wrong == "untrusted" else provider)
    if wrong == "no access token":
        header = tokens.authorization(identity.of_company(consumer), stranger.did)["Authorization"]
    elif wrong == "somebody else's":
        granted = credentials.access_token(identity.of_company(consumer), stranger.did, [SCOPE])
        header = tokens.authorization(identity.of_company(provider), stranger.did, access_token=granted)[
            "Authorization"
        ]
    else:
        header = _show(consumer, stranger)
    with pytest.raises(Problem):
        verification.proven(me, header, policy)


def test_an_expired_credential_proves_nothing(wire, provider, consumer, stranger, ids) -> None:
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids[:1])
    wire.run()
    with clock.at(clock.now() + timedelta(hours=30)), pytest.raises(dcp.VerificationRefused):
        verification.proven(identity.of_company(stranger), _show(consumer, stranger), _policy(stranger, provider))


def test_a_person_decides_where_the_room_does_not(wire, provider, consumer, memberships, ids) -> None:
    memberships.verdict = Verdict(None)
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    wire.run()
    (waiting,) = all_of(CredentialRequest, role="ISSUER")
    assert waiting.state == "RECEIVED"
    actions.decide_request(acting(provider), waiting.pk, agree=True)
    wire.run()
    assert {r.state for r in all_of(CredentialRequest)} == {"ISSUED"}
    with pytest.raises(Conflict):
        actions.decide_request(acting(provider), waiting.pk, agree=False)


def test_a_no_reaches_the_holder_with_its_reason(wire, provider, consumer, memberships, ids) -> None:
    memberships.verdict = Verdict(False, "not a member")
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    wire.run()
    assert {(r.state, r.reason) for r in all_of(CredentialRequest)} == {("REJECTED", "not a member")}
    assert not all_of(HeldCredential)


def test_a_repeated_request_is_taken_once(wire, provider, consumer, ids) -> None:
    body = dcp.CredentialRequest("urn:uuid:1", tuple(ids)).to_dict()
    first, second = (_post(wire, "issuer/credentials", consumer, provider, body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["location"] == second.headers["location"]
    assert len(all_of(IssuedCredential)) == len(ids)


def test_only_who_asked_learns_the_status(wire, provider, consumer, stranger, ids) -> None:
    body = dcp.CredentialRequest("urn:uuid:1", tuple(ids)).to_dict()
    where = _post(wire, "issuer/credentials", consumer, provider, body).headers["location"]
    client = httpx.Client(transport=wire)
    answer = client.get(where, headers=tokens.authorization(identity.of_company(consumer), provider.did))
    status = dcp.CredentialStatus.parse(answer.content)
    assert (status.holder_pid, status.status) == ("urn:uuid:1", dcp.RequestStatus.ISSUED)
    other = client.get(where, headers=tokens.authorization(identity.of_company(stranger), provider.did))
    assert other.status_code == 404
    assert client.get(where).status_code == 401
    assert (
        client.get(
            where.rpartition("/")[0] + "/x", headers=tokens.authorization(identity.of_company(consumer), provider.did)
        ).status_code
        == 404
    )


def test_metadata_and_status_lists_are_public(wire, provider, ids) -> None:
    client, base = httpx.Client(transport=wire), issuer.address(identity.of_company(provider))
    metadata = dcp.IssuerMetadata.parse(client.get(f"{base}/metadata").content)
    assert (metadata.issuer, [c.id for c in metadata.credentials_supported]) == (provider.did, ids)
    for profile in dcp.Profile:
        answer = client.get(issuer.status_url(identity.of_company(provider), profile))
        proof = dcp.verify_credential(answer.text, identity.document(identity.of_company(provider)), now=clock.now())
        assert len(dcp.StatusList.of(proof).bits) >= dcp.MINIMUM_BITS
    assert client.get(f"{base}/status/other").status_code == 404
    document = identity.document(identity.of_company(provider))
    assert document.service(dcp.ServiceType.ISSUER_SERVICE).endpoint == base


def test_an_unknown_kind_is_refused(wire, provider, consumer, ids) -> None:
    body = dcp.CredentialRequest("urn:uuid:1", ("other",)).to_dict()
    assert _post(wire, "issuer/credentials", consumer, provider, body).status_code == 400


def _delivery(provider: Any, consumer: Any, holder_pid: str, subject: str = "", **fields: Any) -> dict[str, Any]:
    from verbund.apps.dataspace import keys

    kid, pair = keys.signing(provider.pk)
    membership = dcp.RegionMembership("urn:uuid:r", subject or consumer.did)
    credential = membership.credential(
        id="urn:uuid:c", issuer=provider.did, now=clock.now(), validity=timedelta(hours=1)
    )
    compact = dcp.sign_credential(credential, pair, fragment=kid)
    container = dcp.CredentialContainer("MembershipCredential", fields.pop("format", dcp.Profile.VC20), compact)
    message = dcp.CredentialMessage("urn:uuid:i", dcp.RequestStatus.ISSUED, holder_pid, (container,)).to_dict()
    return {**message, **fields}


def test_what_was_asked_for_is_kept_once(wire, provider, consumer, ids) -> None:
    asked = actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    body = _delivery(provider, consumer, asked.pid)
    assert [_post(wire, "credentials", provider, consumer, body).status_code for _ in range(2)] == [200, 200]
    assert len(all_of(HeldCredential)) == 1


def test_a_delivery_with_a_used_token_is_refused(wire, provider, consumer, ids) -> None:
    asked = actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    headers = tokens.authorization(identity.of_company(provider), consumer.did)
    address = f"{identity.of_company(consumer).base}/dcp/credentials"
    body = _delivery(provider, consumer, asked.pid)
    client = httpx.Client(transport=wire)
    assert [client.post(address, json=body, headers=headers).status_code for _ in range(2)] == [200, 401]


def test_a_proof_is_taken_once(wire, provider, consumer, stranger, ids) -> None:
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    wire.run()
    me, header = identity.of_company(stranger), _show(consumer, stranger)
    assert verification.proven(me, header, _policy(stranger, provider)).did == consumer.did
    with pytest.raises(dcp.TokenRefused) as caught:
        verification.proven(me, header, _policy(stranger, provider))
    assert caught.value.code == dcp.Code.REPLAYED


@pytest.mark.parametrize("wrong", ["not asked", "about another", "format", "status", "no pid", "by a stranger"])
def test_other_deliveries_are_refused(wire, provider, consumer, stranger, ids, wrong) -> None:
    asked = actions.request_credentials(acting(consumer), consumer.pk, provider.did, ids)
    changes: dict[str, Any] = {"format": {"format": "VC1_0_JWT"}, "status": {"status": "INVALID"}}.get(wrong, {})
    subject = stranger.did if wrong == "about another" else ""
    pid = "urn:uuid:00000000-0000-4000-8000-000000000000" if wrong == "not asked" else asked.pid
    body = _delivery(provider, consumer, pid, subject, **changes)
    if wrong == "no pid":
        del body["holderPid"]
    sender = stranger if wrong == "by a stranger" else provider
    assert 400 <= _post(wire, "credentials", sender, consumer, body).status_code < 500
    assert not all_of(HeldCredential)


def test_an_offer_is_noted_and_nothing_else(wire, provider, consumer, stranger, ids) -> None:
    offer = dcp.CredentialOffer(provider.did, (dcp.CredentialObject("membership"),)).to_dict()
    assert _post(wire, "offers", provider, consumer, offer).status_code == 200
    assert _post(wire, "offers", stranger, consumer, offer).status_code == 403
    noted = AuditEntry.objects.filter(company=consumer, event="dataspace.credential_offered")
    assert noted.count() == 1
    assert not all_of(CredentialRequest)
