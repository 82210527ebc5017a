"""Reads of matching; the actor comes first."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import queries as dataspace
from verbund.apps.ecosystem.models import Competence, Resource
from verbund.engines.search import Fit, Index, Profile, Reason, fit
from verbund.kit import clock
from verbund.kit.errors import Missing

from . import rules
from .models import Interest, Match, Opportunity
from .offers import Offer, of_catalog, of_row
from .registry import Side, kind_reasons

NOTHING = _("There is no such need or offer")


def opportunity(actor: Actor, pk: UUID) -> Opportunity:
    """One row of this node; Missing where the actor may not see it."""
    row = Opportunity.objects.select_related("company").filter(pk=pk).first()
    if row is None or not rules.may_see(actor, row):
        raise Missing("opportunity", NOTHING)
    return row


def own(actor: Actor, company_id: UUID) -> QuerySet[Opportunity]:
    """All of a company's, drafts too."""
    if not actor.may_read(company_id):
        raise Missing("company", NOTHING)
    return Opportunity.objects.filter(company_id=company_id).order_by("-created_at")


def to_review(actor: Actor) -> QuerySet[Opportunity]:
    """What waits for the centre."""
    if not rules.may_review(actor):
        raise Missing("opportunity", NOTHING)
    return (
        Opportunity.objects.filter(state=Opportunity.State.SUBMITTED).select_related("company").order_by("created_at")
    )


def visible(actor: Actor, kind: str = "", direction: str = "") -> list[Offer]:
    """Published here or crawled from other nodes, still valid."""
    today = clock.now().date()
    rows = Opportunity.objects.filter(state="published", valid_until__gte=today).select_related("company")
    found = {r.id: of_row(r) for r in rows}
    entries = dataspace.catalog(actor, prefix="opportunity")
    known = Company.objects.in_bulk([e.participant_did for e in entries], field_name="did")
    for entry in entries:
        offer = of_catalog(entry.dataset_id, entry.participant_did, entry.properties, known.get(entry.participant_did))
        if offer and offer.id not in found and offer.valid_until >= today:
            found[offer.id] = offer
    return [o for o in found.values() if (not kind or o.kind == kind) and (not direction or o.direction == direction)]


def offer(actor: Actor, pk: UUID) -> Offer:
    """One visible opportunity, wherever it was published."""
    row = Opportunity.objects.select_related("company").filter(pk=pk).first()
    if row is not None and rules.may_see(actor, row):
        return of_row(row)
    found = next((o for o in visible(actor) if o.id == pk), None)
    if found is None:
        raise Missing("opportunity", NOTHING)
    return found


def side_of(company: Company, also: Iterable[str] = ()) -> Side:
    """A company by its public profile; `also` adds words, e.g. of an own need."""
    competences = list(Competence.objects.filter(company=company, public=True))
    resources = list(Resource.objects.filter(company=company, public=True))
    text = [company.summary_de, company.summary_en, company.branch, *also]
    tags: list[str] = []
    for c in competences:
        text += [c.name_de, c.name_en]
        tags += c.tags
    for r in resources:
        text += [r.name_de, r.name_en]
    classes = [company.wz_code or company.nace, *(c.wz_code for c in competences)]
    return Side(
        did=company.did or "",
        name=company.name,
        profile=Profile(
            text=" ".join(t for t in text if t),
            classes=tuple(c for c in dict.fromkeys(classes) if c),
            tags=tuple(dict.fromkeys(tags)),
            latitude=company.latitude,
            longitude=company.longitude,
        ),
        wz_code=company.wz_code,
        kind=company.kind,
        competences=tuple((c.layer, c.name_de, c.wz_code) for c in competences),
        resources=tuple((r.type, r.name_de) for r in resources),
    )


def _side_of_provider(offer: Offer) -> Side:
    if offer.company is not None:
        return side_of(offer.company)
    return Side(did=offer.provider_did, name=offer.provider_name, profile=profile_of(offer))


def profile_of(offer: Offer) -> Profile:
    return Profile(
        text=offer.words,
        classes=offer.wz_codes,
        tags=offer.tags,
        latitude=offer.latitude,
        longitude=offer.longitude,
        radius_km=offer.radius_km,
    )


def fit_of(offer: Offer, asker: Side, similarity: float) -> Fit:
    """How an opportunity fits a company, with the reasons of its kind."""
    basic = fit(profile_of(offer), asker.profile, similarity)
    if offer.kind not in kind_reasons:
        return basic
    extra = tuple(kind_reasons[offer.kind].rule(offer, _side_of_provider(offer), asker))
    score = basic.score + sum(0.1 * r.weight * (-1 if r.against else 1) for r in extra)
    reasons = sorted((*basic.reasons, *extra), key=lambda r: (r.against, -r.weight, r.code))
    return Fit(max(0.0, min(1.0, score)), tuple(reasons))


def find(
    actor: Actor, query: str = "", kind: str = "", direction: str = "", limit: int = 50
) -> list[tuple[Offer, Fit]]:
    """Opportunities that fit a sentence (or, without one, the company acted for), best first."""
    asker = _asker(actor)
    offers = [o for o in visible(actor, kind, direction) if asker is None or o.provider_did != asker.did]
    by_id = {o.id: o for o in offers}
    index = Index((o.id, o.words) for o in offers)
    text = query or (asker.profile.text if asker else "")
    ranked = dict(index.rank(text, limit=len(offers)))
    side = asker or Side(did="", name="", profile=Profile(text=query))
    found = []
    for pk, o in by_id.items():
        if query and pk not in ranked:
            continue
        found.append((o, fit_of(o, side, min(1.0, ranked.get(pk, 0.0)))))
    found.sort(key=lambda pair: (-(ranked.get(pair[0].id, 0.0) if query else pair[1].score), str(pair[0].id)))
    return found[:limit]


def _asker(actor: Actor) -> Side | None:
    if actor.company_id is None:
        return None
    company = Company.objects.filter(pk=actor.company_id).first()
    return side_of(company) if company else None


def matches(actor: Actor, company_id: UUID) -> list[Match]:
    """A company's suggestions, best first, without the dismissed."""
    if not actor.may_read(company_id):
        raise Missing("company", NOTHING)
    with scoped_to(company_id):
        return list(Match.objects.exclude(state="dismissed").select_related("own_opportunity").order_by("-score", "id"))


def interests(actor: Actor, company_id: UUID) -> list[Interest]:
    """Interest asked of and by a company."""
    if not actor.may_read(company_id):
        raise Missing("company", NOTHING)
    with scoped_to(company_id):
        return list(Interest.objects.all())


def interest(actor: Actor, company_id: UUID, pk: UUID) -> Interest:
    found = next((i for i in interests(actor, company_id) if i.pk == pk), None)
    if found is None:
        raise Missing("interest", NOTHING)
    return found


def stored(reasons: Iterable[Reason]) -> list[dict[str, object]]:
    """Reasons as JSON."""
    return [
        {"code": r.code, "weight": round(r.weight, 4), "values": dict(r.values), "against": r.against} for r in reasons
    ]
