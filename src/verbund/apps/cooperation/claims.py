"""What a company knows of a peer's memberships, judged from its own merged register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock

from .models import Verbund, VerbundMember


def memberships(company_id: UUID, peer_did: str) -> Mapping[str, Any]:
    """`memberships`: the Verbünde in force (urn:uuid) to which both the company and the peer belong today.

    Nobody is a member while a charter is disputed, outside its days, or when the company itself has left.
    """
    today = clock.now().date()
    with scoped_to(company_id):
        own = VerbundMember.objects.filter(
            verbund=OuterRef("pk"), did=OuterRef("company__did"), state=VerbundMember.State.ACTIVE
        )
        found = Verbund.objects.filter(
            Exists(own),
            Q(valid_from=None) | Q(valid_from__lte=today),
            Q(valid_until=None) | Q(valid_until__gte=today),
            company_id=company_id,
            state=Verbund.State.IN_FORCE,
            members__did=peer_did,
            members__state=VerbundMember.State.ACTIVE,
        )
        return {"memberships": [f"urn:uuid:{pk}" for pk in found.values_list("verbund_id", flat=True)]}
