"""A need that another room hands over becomes a draft that the company's people read before anybody else does."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.position.registry import Need
from verbund.kit import clock

from . import actions
from .models import Opportunity

OPEN_FOR = timedelta(days=180)


def draft(actor: Actor, company_id: UUID, need: Need) -> str:
    """Address of the draft; one that was made before and is still a draft is shown again."""
    with scoped_to(company_id):
        row = Opportunity.objects.filter(
            company_id=company_id, state=Opportunity.State.DRAFT, title_de=need.title_de, kind=need.kind
        ).first()
    if row is None:
        row = actions.draft(
            actor,
            company_id,
            {
                "kind": need.kind,
                "direction": "need",
                "title_de": need.title_de,
                "title_en": need.title_en,
                "text_de": need.text_de,
                "text_en": need.text_en,
                "wz_codes": list(need.wz_codes),
                "valid_until": clock.now().date() + OPEN_FOR,
            },
        )
    return reverse("matching:edit", args=[row.pk])
