"""Reads of matching; the actor comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import queries as dataspace
from verbund.apps.dataspace.models import Peer
from verbund.apps.ecosystem.models import Competence
from verbund.engines.search import Fit, Index, Profile, Reason, fit
from verbund.kit import clock
from verbund.kit.errors import Missing

from . import rules
from .models import Interest, Match, Opportunity
from .offers import Offer, of_catalog, of_row
from .registry import Side, kind_reasons
from .sentence import gist
from .sides import as_side, profile_of, providers, side_of, sides

NOTHING = _("There is no such need or offer")
MIN_ANSWER = 0.15
MAX_PARTNERS = 5_000
LEAST_OF_BEST = 0.4
"""What shares far fewer words than the best does not fit a sentence."""


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


def fit_of(offer: Offer, provider: Side, asker: Side, similarity: float) -> Fit:
    """How an opportunity fits a company, with the reasons of its kind."""
    basic = fit(profile_of(offer), asker.profile, similarity)
    if offer.kind not in kind_reasons:
        return basic
    extra = tuple(kind_reasons[offer.kind].rule(offer, provider, asker))
    score = basic.score + sum(0.1 * r.weight * (-1 if r.against else 1) for r in extra)
    reasons = sorted((*basic.reasons, *extra), key=lambda r: (r.against, -r.weight, r.code))
    return Fit(max(0.0, min(1.0, score)), tuple(reasons))


def rank(offers: Iterable[Offer], asker: Side, text: str, by_text: bool = False) -> list[tuple[Offer, Fit]]:
    """Opportunities for one side, best first. `by_text`: what shares no word is left out, and words decide."""
    chosen = {o.id: o for o in offers if not asker.did or o.provider_did != asker.did}
    ranked = dict(index_of(tuple((o.id, o.words) for o in chosen.values())).rank(text, limit=len(chosen)))
    if by_text:
        least = LEAST_OF_BEST * max(ranked.values(), default=0.0)
        ranked = {pk: score for pk, score in ranked.items() if score >= least}
    who = providers(chosen.values())
    found = [
        (o, fit_of(o, who[pk], asker, min(1.0, ranked.get(pk, 0.0))))
        for pk, o in chosen.items()
        if not by_text or pk in ranked
    ]
    found.sort(key=lambda pair: (-(ranked[pair[0].id] if by_text else pair[1].score), str(pair[0].id)))
    return found


def find(
    actor: Actor, query: str = "", kind: str = "", direction: str = "", limit: int = 50
) -> list[tuple[Offer, Fit]]:
    """Opportunities that fit a sentence (or, without one, the company acted for), best first."""
    offers = visible(actor, kind, direction)
    asker = asker_of(actor)
    side = asker or Side(did="", name="", profile=Profile(text=query))
    if query:
        side = replace(side, profile=replace(side.profile, text=gist(query)))
    return rank(offers, side, side.profile.text, by_text=bool(query))[:limit]


@lru_cache(maxsize=4)
def index_of(texts: tuple[tuple[UUID, str], ...]) -> Index[UUID]:
    """The index of texts; the last few are kept, since the same are asked for again and again."""
    return Index(texts)


def answers(actor: Actor, offer: Offer, limit: int = 10) -> list[tuple[Offer, Fit]]:
    """What stands on the other side of a need or offer: for a need the offers that meet it, and the reverse."""
    other = "offer" if offer.direction == "need" else "need"
    side = as_side(offer)
    found = rank(visible(actor, direction=other), side, offer.words, by_text=True)
    found.sort(key=lambda pair: (pair[0].kind != offer.kind, -pair[1].score, str(pair[0].id)))
    return [(o, f) for o, f in found if f.score >= MIN_ANSWER][:limit]


def alike(actor: Actor, offer: Offer, limit: int = 10) -> list[tuple[Offer, Fit]]:
    """Who seeks (or offers) the same: many kinds of cooperation begin among equals."""
    found = rank(visible(actor, offer.kind, offer.direction), as_side(offer), offer.words, by_text=True)
    return [(o, f) for o, f in found if f.score >= MIN_ANSWER][:limit]


def partners(actor: Actor, wanted: Profile, limit: int = 10) -> list[tuple[Company, Fit]]:
    """Companies whose public competences fit, best first. Without the company acted for."""
    with_skills = Company.objects.filter(
        Exists(Competence.objects.filter(company=OuterRef("pk"), public=True))
    ).exclude(pk=actor.company_id)[:MAX_PARTNERS]
    rows = {c.pk: c for c in with_skills}
    known = sides(rows.values())
    texts = tuple((pk, side.profile.text) for pk, side in sorted(known.items()))
    ranked = index_of(texts).rank(wanted.text, limit=limit * 3)
    least = LEAST_OF_BEST * max((score for _pk, score in ranked), default=0.0)
    ranked = [(pk, score) for pk, score in ranked if score >= least]
    found = [(rows[pk], fit(wanted, known[pk].profile, score)) for pk, score in ranked]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].name))
    return [(c, f) for c, f in found if any(not r.against and r.code != "near" for r in f.reasons)][:limit]


def wanted(text: str, asker: Side | None, radius_km: int | None = None) -> Profile:
    """A sentence as a profile, seen from where the company acted for is."""
    at = asker.profile if asker else Profile("")
    return Profile(gist(text), (), (), at.latitude, at.longitude, radius_km)


def asker_of(actor: Actor) -> Side | None:
    """The company acted for, by its public profile."""
    if actor.company_id is None:
        return None
    company = Company.objects.filter(pk=actor.company_id).first()
    return side_of(company) if company else None


def dismissed(actor: Actor, company_id: UUID) -> set[UUID]:
    """Opportunities that the company does not want to see again."""
    if not actor.may_read(company_id):
        return set()
    with scoped_to(company_id):
        return set(Match.objects.filter(state="dismissed").values_list("opportunity_id", flat=True))


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


def names(dids: Iterable[str]) -> dict[str, str]:
    """What to call participants on a page; the DID where no name is known."""
    wanted = set(dids)
    found = dict(Peer.objects.filter(did__in=wanted).exclude(name="").values_list("did", "name"))
    found |= dict(Company.objects.filter(did__in=wanted).values_list("did", "name"))
    return {did: found.get(did, did) for did in wanted}
