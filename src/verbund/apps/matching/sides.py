"""Companies as sides of a match, from what they say of themselves in public; many in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from verbund.apps.core.models import Company
from verbund.apps.ecosystem.models import Competence, Resource
from verbund.engines.search import Profile

from .offers import Offer
from .registry import Side


def sides(companies: Iterable[Company]) -> dict[UUID, Side]:
    """Company id → side; two queries whatever the number."""
    rows = {c.pk: c for c in companies}
    competences: dict[UUID, list[Competence]] = {}
    for c in Competence.objects.filter(company_id__in=rows, public=True):
        competences.setdefault(c.company_id, []).append(c)
    resources: dict[UUID, list[Resource]] = {}
    for r in Resource.objects.filter(company_id__in=rows, public=True):
        resources.setdefault(r.company_id, []).append(r)
    return {pk: _side(row, competences.get(pk, ()), resources.get(pk, ())) for pk, row in rows.items()}


def side_of(company: Company) -> Side:
    return sides([company])[company.pk]


def _side(company: Company, competences: Sequence[Competence], resources: Sequence[Resource]) -> Side:
    described = (*competences, *resources)
    german = [company.summary_de, company.branch, *(d.name_de for d in described)]
    english = [company.summary_en, *(d.name_en for d in described)]
    tags = [t for c in competences for t in c.tags]
    classes = [company.wz_code or company.nace, *(c.wz_code for c in competences)]
    return Side(
        did=company.did or "",
        name=company.name,
        profile=Profile(
            text=" ".join(t for t in (*german, *english) if t),
            spoken={"de": " ".join(german), "en": " ".join(english)},
            classes=tuple(c for c in dict.fromkeys(classes) if c),
            tags=tuple(dict.fromkeys(tags)),
            latitude=company.latitude,
            longitude=company.longitude,
        ),
        wz_code=company.wz_code,
        kind=company.kind,
        competences=tuple((c.layer, _both(c), c.wz_code) for c in competences),
        resources=tuple((r.type, _both(r)) for r in resources),
    )


def _both(thing: Competence | Resource) -> dict[str, str]:
    return {"de": thing.name_de or thing.name_en, "en": thing.name_en or thing.name_de}


def profile_of(offer: Offer) -> Profile:
    """An opportunity as the profile that is wanted."""
    return Profile(
        text=offer.words,
        spoken=offer.spoken,
        classes=offer.wz_codes,
        tags=offer.tags,
        latitude=offer.latitude,
        longitude=offer.longitude,
        radius_km=offer.radius_km,
    )


def as_side(offer: Offer) -> Side:
    """An own need or offer as the side that asks: what it says counts, not the whole company."""
    return Side(did=offer.provider_did, name=offer.provider_name, profile=profile_of(offer), quantity=offer.quantity)


def providers(offers: Iterable[Offer]) -> dict[UUID, Side]:
    """Offer id → who published it."""
    offers = list(offers)
    known = sides({o.company.pk: o.company for o in offers if o.company is not None}.values())
    return {
        o.id: known[o.company.pk]
        if o.company is not None
        else Side(did=o.provider_did, name=o.provider_name, profile=profile_of(o))
        for o in offers
    }
