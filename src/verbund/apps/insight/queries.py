"""What the centre sees of its network: public counts of now, and what was published of private statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.ecosystem import directory, frozen
from verbund.apps.ecosystem.branches import NAMES
from verbund.apps.ecosystem.queries import NO_COMPANY
from verbund.apps.matching.models import Opportunity
from verbund.engines.disclosure import LEAST
from verbund.kit import clock
from verbund.kit.errors import Missing

from . import publications
from .models import NameRelease

KEEP_SECONDS = 60
STEPS = (
    ("competences", _("say what they can do")),
    ("relations", _("stated relations")),
    ("published", _("published a need or an offer")),
    ("asked", _("asked for a conversation")),
    ("agreed", _("agreed on one")),
)
MEASURES = {
    "customer": _("Largest customer"),
    "supplier": _("Largest supplier"),
    "provider": _("Platform or cloud"),
}
LEVELS = {
    "high": _("from the warning mark on"),
    "low": _("below it"),
    "unknown": _("unknown"),
    "yes": _("uses one"),
    "other": _("states none"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way. `count` None: too few; `about`: rounded down to fives."""

    title: Any
    count: int | None
    share: float | None
    about: bool = True


@dataclass(frozen=True, slots=True)
class KindRow:
    """Published needs and offers of a kind. None: too few."""

    kind: str
    needs: int | None
    offers: int | None
    companies: int | None


@dataclass(frozen=True, slots=True)
class BranchRow:
    """Means of a branch over the companies that stated it, to 5 points. None: too few, or nobody stated it.
    `as_of`: the quarter it describes."""

    name: Any
    behind: int | None
    customer: float | None
    supplier: float | None
    provider: float | None
    as_of: str = ""

    @property
    def nothing(self) -> bool:
        return self.behind is None and self.customer is None and self.supplier is None and self.provider is None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How many companies are at each level of a measure; None: hidden. `branch` empty: all of the region."""

    measure: Any
    branch: Any
    counts: tuple[tuple[Any, int | None], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A systemic company that released its name. `risk`: share of the network's output that falls with it."""

    name: str
    slug: str
    risk: float | None


@dataclass(frozen=True, slots=True)
class Thin:
    """Many rely on few: `takers` companies buy a class of goods from `givers` suppliers. `volume`: euros a year that
    they stated, two digits; None: withheld. `named`: suppliers that released their names."""

    wz_code: str
    name: str
    takers: int
    givers: int
    volume: int | None
    branches: tuple[Any, ...]
    named: tuple[Named, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class Overview:
    """`period`: the quarter whose figures are shown, empty before the first."""

    companies: int
    claimed: int
    steps: list[Step]
    kinds: list[KindRow]
    kinds_hidden: bool
    branches: list[BranchRow]
    levels: list[LevelRow]
    thin: list[Thin]
    to_review: int
    period: str
    frozen_at: datetime | None


def overview(actor: Actor) -> Overview:
    """For the centre only; Missing for everybody else. Kept for a minute, names of companies are not."""
    if not (actor.is_centre or actor.is_system):
        raise Missing("page", _("There is no such page"))
    total = directory.total(actor)
    claimed = cache.get_or_set("insight-claimed", Company.objects.filter(claimed=True).count, KEEP_SECONDS)
    assert isinstance(claimed, int)
    kinds = _kinds()
    found = frozen.published(publications.NAME)
    counts = {(m, b, level): n for m, b, level, n in found.value("levels") or ()}
    with everybody():  # how many wait for the centre's own review
        to_review = Opportunity.objects.filter(state=Opportunity.State.SUBMITTED).count()
    return Overview(
        companies=total,
        claimed=claimed,
        steps=_steps(total, claimed, found),
        kinds=kinds,
        kinds_hidden=any(k.companies is None for k in kinds),
        branches=_branches(found, counts),
        levels=_levels(counts),
        thin=_thin(found),
        to_review=to_review,
        period=found.period,
        frozen_at=found.frozen_at,
    )


def _steps(total: int, claimed: int, found: frozen.Published) -> list[Step]:
    rows = [Step(_("listed"), total, 1.0 if total else None, about=False)]
    rows.append(Step(_("claimed by their people"), claimed, claimed / total if total else None, about=False))
    for key, title in STEPS:
        number = found.value(f"step/{key}")
        rows.append(Step(title, number, number / total if number and total else None))
    return rows


def _kinds() -> list[KindRow]:
    """Of what is published for everybody to read; kinds with few companies behind them are hidden all the same."""
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
    secret = {kind for kind, r in found.items() if r["behind"] < LEAST}
    others = sorted((r["behind"], kind) for kind, r in found.items() if kind not in secret)
    if len(secret) == 1 and others:  # not alone: the sum is about the number of all that published something
        secret.add(others[0][1])
    return [
        KindRow(kind, None, None, None) if kind in secret else KindRow(kind, r["needs"], r["offers"], r["behind"])
        for kind, r in sorted(found.items(), key=lambda item: -item[1]["behind"])
    ]


def _branch(code: str) -> Any:
    return NAMES.get(code, _("unknown branch"))


def _branches(found: frozen.Published, counts: Mapping[tuple[str, str, str], int | None]) -> list[BranchRow]:
    rows = []
    for code, row in found.under("row/").items():
        customer, supplier, provider = (found.value(f"mean/{code}/{m}") for m in ("customer", "supplier", "provider"))
        behind = counts.get(("", code, ""))
        rows.append(BranchRow(_branch(code), behind, customer, supplier, provider, row.as_of))
    return sorted(rows, key=lambda r: (r.nothing, -(r.behind or 0), str(r.name)))


def _levels(counts: Mapping[tuple[str, str, str], int | None]) -> list[LevelRow]:
    """The region first, then branches that show at least one number."""
    rows = []
    for branch in dict.fromkeys(["*", *sorted(b for _m, b, _l in counts)]):
        for measure, title in MEASURES.items():
            names = publications.LEVELS[measure]
            shown = tuple((LEVELS[level], counts.get((measure, branch, level))) for level in names)
            if branch == "*" or any(n for _level, n in shown):
                rows.append(LevelRow(title, "" if branch == "*" else _branch(branch), shown))
    return rows if counts else []


def _named(companies: set[UUID]) -> dict[UUID, Company]:
    """Those of them that let the centre name them now."""
    today = clock.now().date()
    with everybody():  # the centre may see that a release to it is in force
        rows = NameRelease.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), revoked_at=None)
        ids = set(rows.filter(company__in=companies).values_list("company_id", flat=True))
    return {c.pk: c for c in Company.objects.filter(pk__in=ids)}


def _thin(found: frozen.Published) -> list[Thin]:
    rows = found.under("thin/")
    shown = {code: f for code, f in rows.items() if f.value}
    names: dict[str, str] = {}
    known = Company.objects.filter(wz_code__in=list(shown)).exclude(branch="").values_list("wz_code", "branch")
    for code, branch in known:
        names.setdefault(code, branch)
    named = _named({pk for f in shown.values() for pk in f.about})
    out = []
    for code, f in shown.items():
        who = [named[pk] for pk in f.about if pk in named]
        out.append(
            Thin(
                wz_code=code,
                name=names.get(code, ""),
                takers=f.value["takers"],
                givers=f.value["givers"],
                volume=f.value["volume"],
                branches=tuple(_branch(b) for b in f.value["branches"]),
                named=tuple(Named(c.name, c.slug, found.value(f"risk/{c.pk}")) for c in who),
                as_of=f.as_of,
            )
        )
    return out


@dataclass(frozen=True, slots=True)
class Naming:
    """What the centre sees of a company as a bottleneck: the inputs many buy from it, and whether by name."""

    release: NameRelease | None
    thin: list[Thin]
    least: int = LEAST


def naming(actor: Actor, company_id: UUID) -> Naming:
    """For the company's own people; raises Missing."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    found = frozen.published(publications.NAME)
    with scoped_to(company_id):
        release = NameRelease.objects.filter(revoked_at=None).first()
    if release is not None and release.valid_until is not None and release.valid_until < clock.now().date():
        release = None
    mine = {key for key, f in found.under("thin/").items() if company_id in f.about}
    return Naming(release, [t for t in _thin(found) if t.wz_code in mine])
