"""One side-effect report of a member and one "what if" of it: twelve members, in regions of three sizes.

The companies are made: 12,703 is the size of the public list of Berlin's companies. Prints
milliseconds of CPU, median of the runs, beside the limits: 1,000 ms and 300 ms.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

SIZES = (2_000, 12_703, 50_000)
RUNS = 9
MEMBERS = 12
CLAUSES = ("Z1 M1 E1 E2 B1 D1 D3 D4 G1 W1 H1 H4 L1 L2 L4").split()  # noqa: SIM905


def main() -> None:
    """Makes a node of its own in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VERBUND_HOME": folder, "VERBUND_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "verbund.node.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        made = 0
        for size in SIZES:
            companies = _companies(made, size)
            made = size
            _measure(size, companies)


def _companies(made: int, size: int) -> list[object]:
    """Companies up to `size`, most with a core competence; the last twelve are the members."""
    from verbund.apps.core.models import Company
    from verbund.apps.ecosystem.models import Competence

    dice = random.Random(made)
    rows = [
        Company(slug=f"c{i}", name=f"Betrieb {i} GmbH", kind="sme", wz_code=f"25.{dice.randrange(11, 99)}",
                did=f"did:web:example.org:p:c{i}", hosting="here" if i % 1000 == 0 else "listed", city="Ort",
                latitude=52.5 + dice.uniform(-1, 1), longitude=13.4 + dice.uniform(-1, 1))
        for i in range(made, size)
    ]  # fmt: skip
    Company.objects.bulk_create(rows, batch_size=500)
    Competence.objects.bulk_create(
        [Competence(company=c, layer="core", name_de="Drehen", wz_code="25.62") for c in rows[::3]], batch_size=500
    )
    return list(Company.objects.filter(slug__in=[f"c{size - 1 - i}" for i in range(MEMBERS)]).order_by("slug"))


def _measure(size: int, companies: list[object]) -> None:
    from verbund.apps.cooperation.cases import case_of
    from verbund.apps.cooperation.clauses import proposed
    from verbund.apps.cooperation.kinds import kind
    from verbund.apps.cooperation.report.build import build
    from verbund.apps.cooperation.report.whatif import Change, applied, compared
    from verbund.protocols.register.v1 import Charter, Member

    me = companies[0]
    _relations(me, companies)
    given = {"D1": {"fields": ["runtime", "scrap"], "grain": "machine", "interval": "live"}, "D3": {"place": ["c1"]},
             "L2": {"takes": ["own_data"]}}  # fmt: skip
    charter = Charter(
        verbund="urn:uuid:11111111-1111-4111-8111-111111111111", version=1, previous=None, kind="data",
        title={"de": "Messung"}, purpose={"de": "Messung"},
        members=tuple(Member(c.did, f"{i:02d}".ljust(43, "A"), "proposer" if not i else "member", c.name)
                      for i, c in enumerate(companies)),
        registrar=me.did, deputy=None, clauses=tuple(proposed(c, "weak", given.get(c)) for c in CLAUSES),
        sign_by=datetime(2026, 11, 27, tzinfo=UTC), valid_from=date(2026, 12, 1), valid_until=None, notice_days=30,
        voting="majority",
    )  # fmt: skip
    kinds = kind("data")

    def report() -> object:
        return build(case_of(me.pk, charter, date(2026, 11, 23)), kinds)

    def what_if() -> object:
        case = case_of(me.pk, charter, date(2026, 11, 23))
        return compared(build(case, kinds), build(applied(case, Change({"D2": "strong", "M2": "strong"})), kinds))

    one, other = _median(report), _median(what_if)
    print(
        f"{size:>7} companies, {MEMBERS} members: report {one:.0f} ms (limit 1,000), what if {other:.0f} ms (limit 300)"
    )


def _relations(me: object, companies: list[object]) -> None:
    from verbund.apps.core.scoping import scoped_to
    from verbund.apps.ecosystem.models import Relation
    from verbund.kit import clock

    with scoped_to(me.pk):
        for i, other in enumerate([*companies[1:], *companies[1:]]):
            giver, taker = (me, other) if i % 2 else (other, me)
            Relation.objects.create(
                company=me, type="supplies", external_id=f"{me.slug}-{i}", giver=giver, taker=taker,
                amount=Decimal(1000 * (i + 1)), known_since=clock.now(), period_from=date(2025, 1, 1),
                period_to=date(2025, 12, 31), replaceable="hard" if i % 3 else "unknown", product_de=f"Ware {i}",
            )  # fmt: skip


def _median(run: Callable[[], object]) -> float:
    run()
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        run()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
    main()
