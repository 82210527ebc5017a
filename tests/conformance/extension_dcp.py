"""Loaded by the node under test for the DCP kit: what it issues, and that it hears members only.

`CONFORMANCE_ISSUER` is the DID of the kit's issuer where the node is the verifier.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import UUID

from verbund.apps.dataspace import identity, issuer, recognition, verification
from verbund.apps.dataspace.issuer import CredentialKind
from verbund.apps.dataspace.registry import Verdict
from verbund.protocols.dcp import v1_0 as dcp

SCOPE = "org.eclipse.dspace.dcp.vc.type:MembershipCredential:read"


class Issued:
    """Two kinds in two profiles, for everybody."""

    def kinds(self, company_id: UUID) -> Iterator[CredentialKind]:
        for profile in dcp.Profile:
            for kind in ("MembershipCredential", "SensitiveDataCredential"):
                yield CredentialKind(
                    f"{kind}-{profile}", (kind,), lambda subject: {}, lambda subject: Verdict(True), profile
                )


class MembersOnly(recognition.SelfIssued):
    """Every caller proves its membership."""

    def caller(self, authorization: str | None, me: identity.Participant) -> recognition.Caller:
        policy = dcp.Policy(me.did, {dcp.ANY_TYPE: {TRUSTED}}, (dcp.Scope.parse(SCOPE),))
        proof = verification.proven(me, authorization, policy)
        return recognition.Caller(proof.did, self.hosts(proof.did))


issuer.issuers.append(Issued())
TRUSTED = os.environ["CONFORMANCE_ISSUER"]
recognition.replace(MembersOnly())
