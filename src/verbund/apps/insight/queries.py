"""What the centre sees of its network: public counts, and aggregates of private figures under the disclosure rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem import directory
from verbund.apps.ecosystem.branches import NAMES, group_of
from verbund.apps.ecosystem.models import CompanyFigures, Competence, Relation
from verbund.apps.matching.models import Interest, Opportunity
from verbund.kit import clock
from verbund.kit.errors import Missing

from .disclosure import LEAST, Cell, hidden, safe

KEEP_SECONDS = 60
MOST_THIN = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel. `count` None: too few."""

    title: Any
    count: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class KindRow:
    """Published needs and offers of a kind. None: too few."""

    kind: str
    needs: int | None
    offers: int | None
    companies: int | None


@dataclass(frozen=True, slots=True)
class BranchRow:
    """Means of a branch over the companies that stated it. None: too few, or nobody stated it."""

    name: Any
    behind: int | None
    customer: float | None
    supplier: float | None
    provider: float | None


@dataclass(frozen=True, slots=True)
class Thin:
    """Many rely on few: `takers` companies buy a class of goods from `givers` suppliers."""

    wz_code: str
    name: str
    takers: int
    givers: int


@dataclass(frozen=True, slots=True)
class Overview:
    companies: int
    claimed: int
    steps: list[Step]
    kinds: list[KindRow]
    kinds_hidden: bool
    branches: list[BranchRow]
    thin: list[Thin]
    to_review: int


def overview(actor: Actor) -> Overview:
    """For the centre only; Missing for everybody else. Kept for a minute."""
    if not (actor.is_centre or actor.is_system):
        raise Missing("page", _("There is no such page"))
    found = cache.get_or_set("insight-overview", lambda: _overview(actor), KEEP_SECONDS)
    assert isinstance(found, Overview)
    return found


def _overview(actor: Actor) -> Overview:
    total = directory.total(actor)
    claimed = Company.objects.filter(claimed=True).count()
    kinds = _kinds()
    with everybody():  # aggregates under the disclosure rule
        return Overview(
            companies=total,
            claimed=claimed,
            steps=_funnel(total, claimed),
            kinds=kinds,
            kinds_hidden=any(k.companies is None for k in kinds),
            branches=_branches(),
            thin=_thin(),
            to_review=Opportunity.objects.filter(state=Opportunity.State.SUBMITTED).count(),
        )


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= LEAST else None


def _funnel(total: int, claimed: int) -> list[Step]:
    steps = [
        (_("listed"), total),
        (_("claimed by their people"), claimed),
        (_("say what they can do"), _distinct(Competence.objects.filter(company__claimed=True))),
        (_("stated relations"), _distinct(Relation.objects.all())),
        (_("published a need or an offer"), _distinct(Opportunity.objects.filter(published_at__isnull=False))),
        (_("asked for a conversation"), _distinct(Interest.objects.filter(mine=False))),
        (_("agreed on one"), _distinct(Interest.objects.filter(state=Interest.State.CONSENTED))),
    ]
    found = []
    for number, (title, count) in enumerate(steps):
        shown = count if number < 2 else _shown(count)  # who is listed and claimed is public
        found.append(Step(title, shown, shown / total if shown is not None and total else None))
    return found


def _distinct(rows: Any) -> int:
    return int(rows.order_by().aggregate(n=Count("company", distinct=True))["n"])


def _kinds() -> list[KindRow]:
    rows = (
        Opportunity.objects.filter(state=Opportunity.State.PUBLISHED, valid_until__gte=clock.now().date())
        .order_by()
        .values("kind")
        .annotate(
            needs=Count("id", filter=Q(direction="need")),
            offers=Count("id", filter=Q(direction="offer")),
            behind=Count("company", distinct=True),
        )
    )
    found = {r["kind"]: r for r in rows}
    secret = hidden({kind: Cell(r["behind"]) for kind, r in found.items()})
    return [
        KindRow(kind, None, None, None) if kind in secret else KindRow(kind, r["needs"], r["offers"], r["behind"])
        for kind, r in sorted(found.items(), key=lambda item: -item[1]["behind"])
    ]


def _owner(company: UUID, groups: dict[UUID, Any]) -> Any:
    """Companies of one ownership group count as one."""
    return groups.get(company) or company


def _branches() -> list[BranchRow]:
    figures: dict[UUID, tuple[Decimal | None, Decimal | None]] = {}
    for f in CompanyFigures.objects.order_by("year").values_list("company_id", "revenue", "material_cost"):
        figures[f[0]] = (f[1], f[2])
    largest: dict[str, dict[UUID, Decimal]] = {}
    for side, end, other in (("customer", "giver", "taker"), ("supplier", "taker", "giver")):
        rows = (
            Relation.objects.filter(type="supplies", amount__isnull=False, **{f"{other}__isnull": False})
            .filter(Q(giver_id=F("company_id")) if end == "giver" else Q(taker_id=F("company_id")))
            .order_by()
            .values_list("company_id")
            .annotate(top=Max("amount"))
        )
        largest[side] = dict(rows)
    on_platform = set(
        Relation.objects.filter(type="platform", taker_id=F("company_id")).values_list("company_id", flat=True)
    )
    stated = set(largest["customer"]) | set(largest["supplier"]) | on_platform
    known = {
        c[0]: (group_of(c[1]), c[2])
        for c in Company.objects.filter(pk__in=list(stated)[:20_000]).values_list("pk", "nace", "owner_group_id")
    }
    groups = {pk: owner for pk, (_branch, owner) in known.items() if owner}
    members: dict[str, set[UUID]] = defaultdict(set)
    for pk, (branch, _o) in known.items():
        members[branch].add(pk)
    behind = {b: len({_owner(c, groups) for c in ids}) for b, ids in members.items()}
    secret = hidden({b: Cell(n) for b, n in behind.items()})
    out = []
    for branch, ids in sorted(members.items(), key=lambda item: -behind[item[0]]):
        name = NAMES.get(branch, _("unknown branch"))
        if branch in secret:
            out.append(BranchRow(name, None, None, None, None))
            continue
        owners = {c: _owner(c, groups) for c in ids}
        customer = _mean((owners[c], _ratio(largest["customer"].get(c), figures.get(c, (None, None))[0])) for c in ids)
        supplier = _mean((owners[c], _ratio(largest["supplier"].get(c), figures.get(c, (None, None))[1])) for c in ids)
        lying = len({owners[c] for c in ids & on_platform})
        provider = lying / behind[branch] if safe(Cell(lying)) else None
        out.append(BranchRow(name, behind[branch], customer, supplier, provider))
    return out


def _ratio(part: Decimal | None, whole: Decimal | None) -> float | None:
    return float(min(part / whole, Decimal(1))) if part is not None and whole else None


def _mean(values: Iterable[tuple[Any, float | None]]) -> float | None:
    """Over (owner, figure); each owner counts once. None where fewer than five stated it, or one or two make it."""
    found: dict[Any, list[float]] = defaultdict(list)
    for owner, value in values:
        if value is not None:
            found[owner].append(value)
    known = [mean(own) for own in found.values()]
    return mean(known) if safe(Cell(len(known), known)) else None


def _thin() -> list[Thin]:
    rows = (
        Relation.objects.filter(type="supplies", giver__isnull=False, taker__isnull=False)
        .exclude(wz_code="")
        .order_by()
        .values("wz_code")
        .annotate(takers=Count("taker", distinct=True), givers=Count("giver", distinct=True))
        .filter(takers__gte=LEAST, givers__lte=2)
        .order_by("givers", "-takers")[:MOST_THIN]
    )
    found = list(rows)
    names: dict[str, str] = {}
    for code, branch in (
        Company.objects.filter(wz_code__in=[r["wz_code"] for r in found])
        .exclude(branch="")
        .values_list("wz_code", "branch")
    ):
        names.setdefault(code, branch)
    return [Thin(r["wz_code"], names.get(r["wz_code"], ""), r["takers"], r["givers"]) for r in found]
