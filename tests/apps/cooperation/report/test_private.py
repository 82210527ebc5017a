"""What one member keeps to itself cannot be read from another's report, however the proposal is varied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.cases import case_of
from verbund.apps.cooperation.models import SideEffectReport, Verbund, VerbundMember
from verbund.apps.cooperation.report.build import build, canonical, strengthened
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem.models import CompanyFigures, Competence, Relation
from verbund.kit import clock
from verbund.protocols.register.v1 import Charter, Clause, Member

TODAY = date(2026, 11, 22)
D1 = Clause(
    "D1", "weak", "trust", {"fields": ["runtime", "price"], "grain": "machine", "interval": "live"}, {"de": "D1"}
)
B1 = Clause("B1", "weak", "trust", {"hours_month": 4, "capacity_share": "0.2"}, {"de": "B1"})
X1 = Clause("X1", "weak", "trust", {"bundle_share": "0.5"}, {"de": "X1"})
D3 = Clause("D3", "weak", "trust", {"place": ["bert"]}, {"de": "D3"})


def charter(companies: list[Company], kind: str, clauses: tuple[Clause, ...]) -> Charter:
    from datetime import UTC, datetime

    return Charter(
        verbund="urn:uuid:11111111-1111-4111-8111-111111111111", version=1, previous=None, kind=kind,
        title={"de": "Probe"}, purpose={"de": "Probe"},
        members=tuple(Member(c.did, f"{i:02d}".ljust(43, "A"), "proposer" if not i else "member", c.name)
                      for i, c in enumerate(companies)),
        registrar=companies[0].did, deputy=None, clauses=clauses, sign_by=datetime(2026, 11, 27, tzinfo=UTC),
        valid_from=date(2026, 12, 1), valid_until=None, notice_days=30, voting="majority",
    )  # fmt: skip


def reports(me: Company, companies: list[Company]) -> list[bytes]:
    """What `me` sees of the proposal and of every change of it that it may try."""
    found = []
    for kind in kinds.kinds():
        if kind.code == "testing":
            continue
        full = charter(companies, kind.code, (D1, B1, X1, D3))
        tried = [full, charter(companies[:2], kind.code, (D1, B1, X1, D3))]
        for one in tried:
            case = case_of(me.pk, one, TODAY)
            variants = (
                case,
                *(case.without(c.code) for c in one.clauses),
                *(strengthened(case, c) for c in ("D2", "W1", "M2", "L3")),
            )
            found += [canonical(build(variant, kind)) for variant in variants]
    return found


def secrets(company: Company, customer: Company, n: int) -> None:
    """Everything a member keeps to itself: relations, figures, answers, Verbünde, hidden competences."""
    amount = Decimal(1000 * n)
    with scoped_to(company.pk):
        Relation.objects.create(
            company=company, type="supplies", external_id=f"r{n}", giver=company, taker=customer, amount=amount,
            period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), product_de=f"Teil {n}",
            known_since=clock.now(), replaceable="no",
        )  # fmt: skip
        CompanyFigures.objects.update_or_create(
            company=company, year=2025, defaults={"revenue": amount * 3, "material_cost": amount}
        )
        other = Verbund.objects.create(company=company, verbund_id=f"22222222-2222-4222-8222-{n:012d}", kind="data",
                                       title_de="anderer", proposer_did=company.did, state="in_force")  # fmt: skip
        VerbundMember.objects.create(company=company, verbund=other, did=customer.did, name="x", role="member",
                                     state="active")  # fmt: skip
        SideEffectReport.objects.create(
            company=company, verbund=other, charter_hash="a" * 64, hash=f"{n:064d}", document={"n": n},
            answers={"hour_eur": n, "people_able": n}, computed_at=clock.now(), valid_until=clock.now(),
        )  # fmt: skip
    Competence.objects.create(company=company, layer="core", name_de=f"Geheimnis {n}", public=False)


@pytest.mark.django_db
def test_anothers_private_data_change_no_byte(make_company: Any) -> None:
    anna, bert, cleo = (make_company(n) for n in ("anna", "bert", "cleo"))
    companies = [anna, bert, cleo]
    before = reports(anna, companies)
    assert len(set(before)) > 30
    for n, (who, customer) in enumerate([(bert, anna), (bert, cleo), (cleo, anna), (cleo, bert)], 1):
        secrets(who, customer, n)
        assert reports(anna, companies) == before, n


@pytest.mark.django_db
def test_the_same_data_of_ones_own_do_change_it(make_company: Any) -> None:
    """Otherwise the test above would prove nothing."""
    anna, bert, cleo = (make_company(n) for n in ("anna", "bert", "cleo"))
    before = reports(anna, [anna, bert, cleo])
    secrets(anna, bert, 9)
    secrets(anna, bert, 10)
    after = reports(anna, [anna, bert, cleo])
    assert after != before
    assert any("anderen Verb\u00fcnden mit Ihnen".encode() in r for r in after)
