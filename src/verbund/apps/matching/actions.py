"""The only writes of matching: opportunities through their states, suggestions, interest on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions as dataspace
from verbund.engines.search import Fit
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from . import audit, queries, rules
from .models import Interest, Match, Opportunity
from .offers import Offer, of_row
from .states import TRANSITIONS

FIELDS = (
    *("kind", "direction", "title_de", "title_en", "text_de", "text_en", "wz_codes", "tags"),
    *("quantity", "unit", "radius_km", "valid_until", "min_partners", "max_partners"),
)
S = Opportunity.State
MIN_SCORE = 0.25
MAX_SUGGESTIONS = 20
MAX_OWN = 20


def draft(actor: Actor, company_id: UUID, values: Mapping[str, Any]) -> Opportunity:
    """A new draft of the company; staff may draft inside a session."""
    if not actor.may_write(company_id):
        raise Missing("company", queries.NOTHING)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise Invalid("unknown-field", _("This field is not known"), where=sorted(unknown)[0])
    with transaction.atomic():
        row = Opportunity(company_id=company_id, **values)
        _check(row)
        row.save()
        record(actor, company_id, audit.OpportunityDrafted(title=str(row), opportunity=str(row.pk)))
    return row


def edit(actor: Actor, pk: UUID, values: Mapping[str, Any]) -> Opportunity:
    """Change a draft or a returned one."""
    row = queries.opportunity(actor, pk)
    if not actor.may_write(row.company_id):
        raise Missing("opportunity", queries.NOTHING)
    if not rules.may_edit(actor, row):
        raise Conflict("published", _("It is published"), remedy=_("Withdraw it and publish a new one."))
    with transaction.atomic():
        for name, value in values.items():
            if name not in FIELDS:
                raise Invalid("unknown-field", _("This field is not known"), where=name)
            setattr(row, name, value)
        _check(row)
        row.save()
        record(actor, row.company_id, audit.OpportunityDrafted(title=str(row), opportunity=str(row.pk)))
    return row


def _check(row: Opportunity) -> None:
    for field in row._meta.concrete_fields:
        if getattr(row, field.attname) is None and not field.null and field.editable:
            raise Invalid("field", _("This field cannot be empty"), where=field.name)
    try:
        row.clean_fields(exclude=["company"])
    except ValidationError as error:
        where, texts = next(iter(error.message_dict.items()))
        raise Invalid("field", texts[0], where=where) from error
    if not (row.title_de or row.title_en):
        raise Invalid("no-title", _("A title is missing"), where="title", remedy=_("Say in one line what you seek."))
    if row.direction not in Opportunity.Direction.values:
        raise Invalid("direction", _("It is a need or an offer"), where="direction")
    if row.min_partners < 1 or row.max_partners < row.min_partners:
        raise Invalid("partners", _("At least one partner, and the most is not below the least"), where="max_partners")
    if row.quantity is not None and row.quantity < 0:
        raise Invalid("quantity", _("A quantity is not negative"), where="quantity")


def _move(actor: Actor, row: Opportunity, new: str, note: str = "") -> Opportunity:
    with turn(row.company_id):
        row = Opportunity.objects.select_for_update().select_related("company").get(pk=row.pk)
        if new not in TRANSITIONS[row.state]:
            raise Conflict(
                "state",
                _("That is not possible now"),
                details={"state": row.state, "possible": sorted(TRANSITIONS[row.state])},
            )
        old, row.state, row.review_note = row.state, new, note
        if new == S.PUBLISHED:
            if row.valid_until < clock.now().date():
                raise Invalid("expired", _("The last day lies in the past"), where="valid_until")
            row.published_at = clock.now()
        row.save(update_fields=["state", "review_note", "published_at"])
        record(
            actor,
            row.company_id,
            audit.OpportunityMoved(title=str(row), opportunity=str(row.pk), old=old, new=new),
        )
    return row


def publish(actor: Actor, pk: UUID, review: bool | None = None) -> Opportunity:
    """Release it: to the centre for review where this node has one, else to everybody."""
    row = queries.opportunity(actor, pk)
    if not actor.may_read(row.company_id):
        raise Missing("opportunity", queries.NOTHING)
    if not rules.may_publish(actor, row):
        raise Forbidden("not-released", _("Only the company itself publishes"))
    if review is None:
        review = _has_centre() and not rules.may_review(actor)
    return _move(actor, row, S.SUBMITTED if review else S.PUBLISHED)


def _has_centre() -> bool:
    from verbund.apps.accounts.models import Person

    return Person.objects.filter(is_centre=True, is_active=True).exists()


def review(actor: Actor, pk: UUID, publish: bool, note: str = "") -> Opportunity:
    """The centre's review: publish, or return with a note."""
    if not rules.may_review(actor):
        raise Missing("opportunity", queries.NOTHING)
    if not publish and not note.strip():
        raise Invalid("note", _("Say why it is returned"), where="note")
    return _move(actor, queries.opportunity(actor, pk), S.PUBLISHED if publish else S.RETURNED, note)


def close(actor: Actor, pk: UUID, fulfilled: bool) -> Opportunity:
    """Fulfilled, or withdrawn."""
    row = queries.opportunity(actor, pk)
    if not rules.may_publish(actor, row):
        raise Missing("opportunity", queries.NOTHING)
    return _move(actor, row, S.FULFILLED if fulfilled else S.WITHDRAWN)


def refresh_matches(actor: Actor, company_id: UUID) -> int:
    """Compute a company's suggestions anew; what was dismissed stays dismissed. Returns how many there are.

    What fits the company's profile, what answers its own published needs and offers, and who seeks the same.
    """
    if not actor.may_write(company_id):
        raise Missing("company", queries.NOTHING)
    asking = replace(copy(actor), company_id=company_id)  # a request hands a lazy actor
    best: dict[UUID, tuple[Offer, Fit, UUID | None]] = {
        o.id: (o, f, None) for o, f in queries.find(asking, limit=200) if f.score >= MIN_SCORE
    }
    published = Opportunity.objects.filter(
        company_id=company_id, state=S.PUBLISHED, valid_until__gte=clock.now().date()
    ).select_related("company")
    for row in published[:MAX_OWN]:
        own_side = of_row(row)
        for o, f in (*queries.answers(asking, own_side), *queries.alike(asking, own_side)):
            if o.id not in best or best[o.id][1].score < f.score:
                best[o.id] = (o, f, row.pk)
    found = sorted(best.values(), key=lambda item: (-item[1].score, str(item[0].id)))[:MAX_SUGGESTIONS]
    now = clock.now()
    with turn(company_id):
        Match.objects.exclude(opportunity_id__in=[o.id for o, _f, _own in found]).exclude(state="dismissed").delete()
        for o, f, own in found:
            Match.objects.update_or_create(
                company_id=company_id,
                opportunity_id=o.id,
                defaults={**_shown(o), "score": f.score, "reasons": queries.stored(f.reasons)}
                | {"own_opportunity_id": own, "computed_at": now},
            )
    return len(found)


def _shown(o: Offer) -> dict[str, Any]:
    names = ("provider_did", "kind", "direction", "title_de", "title_en")
    return {name: getattr(o, name) for name in names}


def dismiss(actor: Actor, company_id: UUID, opportunity_id: UUID) -> None:
    """This suggestion does not fit; it does not come back."""
    if not actor.may_write(company_id):
        raise Missing("company", queries.NOTHING)
    offer = queries.offer(actor, opportunity_id)
    with turn(company_id):
        Match.objects.update_or_create(
            company_id=company_id,
            opportunity_id=offer.id,
            defaults={"state": Match.State.DISMISSED},
            create_defaults={
                **_shown(offer),
                "state": Match.State.DISMISSED,
                "score": 0,
                "computed_at": clock.now(),
            },
        )
        record(
            actor,
            company_id,
            audit.SuggestionDismissed(title=offer.title_de or offer.title_en, opportunity=str(offer.id)),
        )


def express_interest(actor: Actor, company_id: UUID, opportunity_id: UUID, message: str = "") -> Interest:
    """Opt in to somebody's opportunity: ask for the agreement on its `contact` dataset."""
    if not actor.may_release(company_id):
        raise Missing("company", queries.NOTHING)
    offer = queries.offer(actor, opportunity_id)
    mine = Company.objects.get(pk=company_id)
    if offer.provider_did == mine.did:
        raise Conflict("own", _("This is your own"))
    with turn(company_id):
        existing = Interest.objects.filter(opportunity_id=offer.id, mine=False).exclude(state="declined").first()
        if existing:
            return existing
        row = Interest.objects.create(
            company_id=company_id,
            opportunity_id=offer.id,
            title_de=offer.title_de,
            title_en=offer.title_en,
            kind=offer.kind,
            direction=offer.direction,
            mine=False,
            peer_did=offer.provider_did,
            message=message[:2000],
        )
        record(
            actor,
            company_id,
            audit.InterestSent(
                title=offer.title_de or offer.title_en, opportunity=str(offer.id), peer=offer.provider_did
            ),
        )
    negotiation = dataspace.request(actor, company_id, offer.provider_did, f"contact:{offer.id}")
    with scoped_to(company_id):
        Interest.objects.filter(pk=row.pk).update(negotiation_id=negotiation.pk)
    row.negotiation_id = negotiation.pk
    return row


def answer_interest(actor: Actor, company_id: UUID, pk: UUID, consent: bool, reason: str = "") -> Interest:
    """The provider's answer: consent makes the agreement, refusal ends the negotiation."""
    row = queries.interest(actor, company_id, pk)
    if not actor.may_release(company_id):
        raise Forbidden("not-released", _("Only the company itself answers"))
    if not row.mine or row.state != Interest.State.ASKED or row.negotiation_id is None:
        raise Conflict("state", _("There is nothing to answer"))
    if consent:
        dataspace.agree(actor, row.negotiation_id)
    else:
        dataspace.terminate(actor, row.negotiation_id, reason)
    return queries.interest(actor, company_id, pk)
