"""Small cases made to measure: one member, some partners, a few clauses, one network. Everything is a plain value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from verbund.apps.cooperation.report import Case, MemberProfile
from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.protocols.register.v1 import Charter, Clause, Member

TODAY = date(2026, 11, 22)
REVENUE = 1_000_000
PEOPLE = {  # name: kind of company, WZ class
    "me": ("sme", "25.62"),
    "rival": ("sme", "25.62"),
    "other": ("sme", "10.39"),
    "third": ("sme", "31.09"),
    "big": ("large", "27.11"),
    "young": ("startup", "28.99"),
    "lab": ("institute", "72.19"),
    "cloud": ("sme", "63.11"),
    "guide": ("association", "94.11"),
}
CORE = ("core", "Hartdrehen", "25.62")


def uuid(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def did(name: str) -> str:
    return f"did:web:localhost%3A8001:p:{name}"


def member(name: str, role: str = "member", *skills: tuple[str, str, str]) -> MemberProfile:
    kind, wz = PEOPLE[name]
    found = skills or ((CORE,) if name == "me" else ())
    return MemberProfile(did(name), name, role, uuid(name), wz, "DE40", 52.4, 12.5, kind, found)


def sells(to: str | None, amount: float | None, most: float | None = None, **more: Any) -> Tie:
    return Tie("supplies", uuid("me"), uuid(to) if to else None, uuid("me"), product_de=f"an {to}",
               amount=_d(amount), amount_most=_d(most), **more)  # fmt: skip


def buys(of: str | None, amount: float | None, most: float | None = None, **more: Any) -> Tie:
    return Tie("supplies", uuid(of) if of else None, uuid("me"), uuid("me"), product_de=f"von {of}",
               amount=_d(amount), amount_most=_d(most), **more)  # fmt: skip


def runs_at(of: str, share: float, most: float | None = None) -> Tie:
    return Tie("platform", uuid(of), uuid("me"), uuid("me"), share=_d(share), share_most=_d(most))


def _d(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def clause(code: str, parameters: dict[str, Any]) -> Clause:
    """'D1+' strong, 'D1-' weak."""
    form = "strong" if code.endswith("+") else "weak"
    return Clause(code[:-1], form, "trust", parameters, {"de": code})  # type: ignore[arg-type]


def case(
    kind: str,
    clauses: dict[str, dict[str, Any]] | None = None,
    *others: str,
    ties: tuple[Tie, ...] = (),
    role: str = "member",
    skills: tuple[tuple[str, str, str], ...] = (CORE,),
    revenue: int | None = REVENUE,
    me: str = "me",
    elsewhere: dict[str, int] | None = None,
    nearby: Any = None,
    voting: str = "majority",
    notice_days: int = 30,
    **answers: Any,
) -> Case:
    """The report's view of `me` in a Verbund of `kind` with `others` (default: one plain partner)."""
    names = others or ("other",)
    mine = MemberProfile(did(me), me, role, uuid(me), PEOPLE[me][1], "DE40", 52.4, 12.5, PEOPLE[me][0], skills)
    profiles = (mine, *(member(n, "companion" if n == "guide" else "member") for n in names))
    firms = {uuid(n): Firm(uuid(n), n, wz, latitude=52.4, longitude=12.5) for n, (_, wz) in PEOPLE.items()}
    money = None if revenue is None else Decimal(revenue)
    firms[uuid(me)] = Firm(uuid(me), me, PEOPLE[me][1], latitude=52.4, longitude=12.5, revenue=money,
                           material_cost=Decimal(400_000))  # fmt: skip
    charter = Charter(
        verbund=f"urn:uuid:{uuid('verbund')}",
        version=1,
        previous=None,
        kind=kind,
        title={"de": "Probe"},
        purpose={"de": "Probe"},
        members=tuple(
            Member(m.did, f"{i:02d}".ljust(43, "A"), "proposer" if not i else m.role, m.name)
            for i, m in enumerate(profiles)
        ),
        registrar=did(me),
        deputy=None,
        clauses=tuple(clause(code, parameters) for code, parameters in (clauses or {}).items()),
        sign_by=datetime(2026, 11, 27, tzinfo=UTC),
        valid_from=date(2026, 12, 1),
        valid_until=None,
        notice_days=notice_days,
        voting=voting,  # type: ignore[arg-type]
    )
    before = Neighbourhood(uuid(me), firms, ties, own=len(ties), competences={uuid(me): skills})
    told = {did(n): count for n, count in (elsewhere or {}).items()}
    return Case(mine, profiles, charter, before, TODAY, answers, told, nearby)
