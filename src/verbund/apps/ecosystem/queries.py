"""Reads of the ecosystem; the actor comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company, CompanyIdentifier, ImportRun
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.kit.errors import Missing

from .models import CompanyFigures, Competence, Relation, Release, Resource, Site
from .neighbourhood import Firm, Neighbourhood, Tie

NO_COMPANY = _("There is no such company")
LEDGER = "ledger"
"""Import target and source of statements that come from the balances of debtors and creditors."""


def companies(actor: Actor) -> QuerySet[Company]:
    """All companies; name, place and branch are public to whoever uses this node."""
    return Company.objects.all()


def company(actor: Actor, slug: str) -> Company:
    """One company by slug; raises Missing."""
    found = Company.objects.select_related("owner_group", "node").filter(slug=slug).first()
    if found is None:
        raise Missing("company", NO_COMPANY)
    return found


def acting_for(actor: Actor) -> UUID:
    """The company that somebody acts for; Missing without one."""
    if actor.company_id is None:
        raise Missing("company", NO_COMPANY)
    return actor.company_id


def find_partner(word: str) -> tuple[UUID | None, list[str]]:
    """The company somebody names (exact name, slug or VAT id), else up to five names that begin alike."""
    if not word:
        return None, []
    exact = Company.objects.filter(Q(name=word) | Q(slug=word.lower()))
    ids = set(exact.values_list("pk", flat=True)[:2])
    ids |= set(CompanyIdentifier.objects.filter(scheme="vat", value=word).values_list("company_id", flat=True))
    if len(ids) == 1:
        return ids.pop(), []
    first = word.split()[0]
    near = Company.objects.filter(name__gte=first, name__lt=first + "\uffff").order_by("name", "id")
    return None, list(near.values_list("name", flat=True)[:5])


@dataclass(frozen=True, slots=True)
class Profile:
    """A company as this reader may see it; `own`: with what is not public."""

    company: Company
    own: bool
    sites: list[Site]
    competences: list[Competence]
    resources: list[Resource]

    def layer(self, name: str) -> list[Competence]:
        return [c for c in self.competences if c.layer == name]


def profile(actor: Actor, slug: str) -> Profile:
    """A company with its sites, competences and resources; raises Missing. Four queries."""
    found = company(actor, slug)
    own = actor.may_read(found.pk)
    competences = Competence.objects.filter(company=found)
    resources = Resource.objects.filter(company=found)
    if not own:
        competences, resources = competences.filter(public=True), resources.filter(public=True)
    return Profile(found, own, list(Site.objects.filter(company=found)), list(competences), list(resources))


def relation(actor: Actor, company_id: UUID, pk: UUID) -> Relation:
    """One own statement; Missing for who may not read it."""
    found = next((r for r in relations(actor, company_id) if r.pk == pk), None)
    if found is None:
        raise Missing("relation", _("There is no such relation"))
    return found


def releases(actor: Actor, company_id: UUID) -> list[Release]:
    """Own releases in force."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        rows = Release.objects.filter(revoked_at=None).select_related("to_company").order_by("created_at", "id")
        return list(rows)


def relations(actor: Actor, company_id: UUID) -> list[Relation]:
    """Own statements of a company; Missing for who may not read them."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        return list(Relation.objects.select_related("giver", "taker").order_by("type", "-amount", "id"))


def figures(actor: Actor, company_id: UUID) -> CompanyFigures | None:
    """Latest own figures."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        return CompanyFigures.objects.order_by("-year").first()


def _released_to(company_id: UUID) -> list[tuple[Relation, set[str]]]:
    """Statements of others that this company may see, with the released fields."""
    now = clock.now()
    with everybody():
        releases = (
            Release.objects.filter(
                Q(audience="public") | Q(audience="company", to_company_id=company_id),
                Q(valid_until=None) | Q(valid_until__gt=now),
                revoked_at=None,
            )
            .exclude(company_id=company_id)
            .select_related("relation__giver", "relation__taker")
        )
        return [(r.relation, set(r.fields)) for r in releases]


def _tie(relation: Relation, fields: set[str] | None) -> Tie:
    """A statement as plain values; `fields` None: all of them (own), else only the released ones."""

    def shown(name: str, empty: object = None) -> object:
        return getattr(relation, name) if fields is None or name in fields else empty

    return Tie(
        type=relation.type,
        giver=relation.giver_id,
        taker=relation.taker_id,
        stated_by=relation.company_id,
        product_de=relation.product_de,
        product_en=relation.product_en,
        wz_code=relation.wz_code,
        amount=shown("amount"),
        share=shown("share"),
        others_count=shown("others_count"),
        payment_days=shown("payment_days"),
        replaceable=shown("replaceable", "unknown"),
        requalify_weeks=shown("requalify_weeks"),
        stock_days=shown("stock_days"),
        drawing_owner=shown("drawing_owner", ""),
        tool_owner=shown("tool_owner", ""),
        source=relation.source if fields is None else "",
        partner=relation.partner if fields is None else "",
    )


def _firms(ids: Iterable[UUID], own: UUID, own_figures: CompanyFigures | None) -> dict[UUID, Firm]:
    rows = Company.objects.filter(pk__in=list(ids)).select_related("owner_group")
    found = {}
    for row in rows:
        mine = own_figures if row.pk == own else None
        found[row.pk] = Firm(
            id=row.pk,
            name=row.name,
            wz_code=row.wz_code,
            nace=row.nace,
            group=row.owner_group.name if row.owner_group else "",
            city=row.city,
            latitude=row.latitude,
            longitude=row.longitude,
            employees=row.employees_max if row.employees_max is not None else row.employees_min,
            revenue=mine.revenue if mine else None,
            material_cost=mine.material_cost if mine else None,
        )
    return found


def neighbourhood(actor: Actor, company_id: UUID) -> Neighbourhood:
    """Own statements plus releases of others, within a handful of queries. Missing for who may not read it."""
    mine = relations(actor, company_id)
    others = _released_to(company_id)
    own_figures = figures(actor, company_id)
    ties = [_tie(r, None) for r in mine] + [_tie(r, f) for r, f in others]
    ids = {company_id} | {end for t in ties for end in (t.giver, t.taker) if end}
    competences: dict[UUID, list[tuple[str, str, str]]] = {}
    for c in Competence.objects.filter(company_id__in=ids, public=True):
        competences.setdefault(c.company_id, []).append((c.layer, c.name_de, c.wz_code))
    return Neighbourhood(
        company=company_id,
        firms=_firms(ids, company_id, own_figures),
        ties=tuple(ties),
        own=len(mine),
        released=len(others),
        competences={k: tuple(v) for k, v in competences.items()},
        books=any(t.source == LEDGER for t in ties) and _whole_books(company_id),
    )


def _whole_books(company_id: UUID) -> bool:
    """Whether nothing of the balances that were read in last is set aside."""
    runs = ImportRun.objects.filter(company_id=company_id, target=LEDGER, state=ImportRun.State.DONE)
    last = runs.order_by("-created_at").first()
    return last is not None and last.quarantined_count == 0


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest partner of the books' last year on one side, and its share of all that is listed there."""

    name: str
    share: float
    of: int


def largest(actor: Actor, company_id: UUID) -> dict[str, Largest]:
    """By side, customer and supplier, from the statements of the ledger; Missing for who may not read them."""
    sums: dict[str, dict[str, float]] = {"customer": {}, "supplier": {}}
    for r in relations(actor, company_id):
        if r.source == LEDGER and r.amount:
            side, other = ("customer", r.taker) if r.giver_id == company_id else ("supplier", r.giver)
            name = other.name if other else r.partner
            sums[side][name] = sums[side].get(name, 0.0) + float(r.amount)
    return {
        side: Largest(name := max(found, key=lambda n: found[n]), found[name] / sum(found.values()), len(found))
        for side, found in sums.items()
        if found
    }
