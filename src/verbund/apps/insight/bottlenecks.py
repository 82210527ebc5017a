"""Where many rely on few, from what the customers themselves stated: the input and the branch, never the name.

A bottleneck's company is named only with its own release (`NameRelease`); what its failure would cost the network
(ESRI) is kept beside it and shown with the name alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from verbund.apps.core.models import Company
from verbund.apps.ecosystem.branches import group_of
from verbund.apps.ecosystem.frozen import Figure, owners
from verbund.apps.ecosystem.models import Relation
from verbund.apps.position import queries as position
from verbund.engines.cascade import Network, esri
from verbund.engines.disclosure import LEAST, Withheld, against, rounded

MOST = 12
FEW = 2
EPSILON = 1e-3
"""Accuracy of the index where it is shown (Diem et al. 2022: 1e-2 errs by 17 % at the 95th percentile)."""


def figures() -> Iterable[Figure]:
    """`thin/<class>`: {takers, givers, volume, branches}; `risk/<company>`: share of the network's output that falls
    with it. Call with everybody in scope."""
    rows = list(
        Relation.objects.filter(type="supplies", giver__isnull=False, taker_id=F("company_id"))
        .exclude(wz_code="")
        .values_list("wz_code", "giver_id", "taker_id", "amount")
    )
    stands = owners({pk for _code, giver, taker, _a in rows for pk in (giver, taker)})
    by_input: dict[str, list[tuple[UUID, UUID, Decimal | None]]] = defaultdict(list)
    for code, giver, taker, amount in rows:
        by_input[code].append((giver, taker, amount))
    found: list[tuple[int, int, str]] = []
    for code, links in by_input.items():
        takers, givers = {stands[t] for _g, t, _a in links}, {stands[g] for g, _t, _a in links}
        if len(takers) >= LEAST and len(givers) <= FEW:
            found.append((len(givers), -len(takers), code))
    systemic: set[UUID] = set()
    for number, minus, code in sorted(found)[:MOST]:
        links = by_input[code]
        givers = sorted({g for g, _t, _a in links})
        branches = sorted({group_of(n) for n in Company.objects.filter(pk__in=givers).values_list("nace", flat=True)})
        value = {"takers": -minus, "givers": number, "volume": _volume(links, stands), "branches": branches}
        yield Figure(f"thin/{code}", value, {t: stands[t] for _g, t, _a in links}, tuple(givers))
        systemic.update(givers)
    yield from _risks(systemic)


def _volume(links: list[tuple[UUID, UUID, Decimal | None]], stands: dict[UUID, UUID]) -> int | None:
    """Euros a year that hang on it, two digits; None where too few stated them or one makes most of it."""
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    for _giver, taker, amount in links:
        if amount is not None:
            sums[stands[taker]] += amount
    total = sum(sums.values(), Decimal(0))
    if not total or against(len(sums), list(sums.values())) is not Withheld.NO:
        return None
    return round(int(total), 1 - int(math.log10(total)))


def _risks(systemic: set[UUID]) -> Iterable[Figure]:
    if not systemic:
        return
    amounts: dict[tuple[UUID, UUID], list[float]] = defaultdict(list)
    rows = Relation.objects.filter(type="supplies", giver__isnull=False, taker__isnull=False, amount__gt=0)
    for giver, taker, amount in rows.values_list("giver_id", "taker_id", "amount"):
        amounts[giver, taker].append(float(amount))
    firms = sorted({pk for pair in amounts for pk in pair})
    classes = dict(Company.objects.filter(pk__in=firms).values_list("pk", "nace"))
    essential = position.essentials(classes.values())
    network = Network.from_links(
        firms,
        [classes[pk][:4] or str(pk) for pk in firms],
        [(giver, taker, sum(found) / len(found)) for (giver, taker), found in amounts.items()],
        lambda supplier, customer: 1 if (known := essential(supplier, customer)) is None else known,
    )
    everyone = owners(firms)
    for pk in sorted(systemic & set(firms)):
        index = rounded(esri(network, {pk: 1.0}, epsilon=EPSILON).esri)
        yield Figure(f"risk/{pk}", index or None, everyone, (pk,))
