"""The example region as plain values: networks of each company from the files, cases for each Verbund."""

from __future__ import annotations

import csv
import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import verbund
from verbund.apps.cooperation.clauses import library, render
from verbund.apps.cooperation.report import Case, MemberProfile
from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.node.demo.answers import answers_of
from verbund.protocols.register.v1 import Charter, Clause, Member

REGION = Path(verbund.__file__).parent / "node" / "demo" / "region"
TODAY = date(2026, 11, 22)


def uuid(slug: str) -> UUID:
    return uuid5(NAMESPACE_DNS, slug)


def did(slug: str) -> str:
    return f"did:web:localhost%3A8001:p:{slug}"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (REGION / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def verbuende() -> dict[str, dict[str, Any]]:
    with (REGION / "verbuende.jsonl").open(encoding="utf-8") as file:
        return {d["id"]: d for d in map(json.loads, file)}


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _whole(text: str) -> int | None:
    return int(text) if text else None


@cache
def neighbourhood(slug: str) -> Neighbourhood:
    """What the company sees: own statements, and those released to it, to the centre's public, or to everybody."""
    ties, own = [], 0
    for r in rows("relations"):
        mine = r["stated_by"] == slug
        released = {"public", slug} & set(r["released_to"].split(";"))
        if not mine and not released:
            continue
        own += mine
        ties.append(
            Tie(
                type=r["type"],
                giver=uuid(r["from_company"]) if r["from_company"] else None,
                taker=uuid(r["to_company"]) if r["to_company"] else None,
                stated_by=uuid(r["stated_by"]),
                product_de=r["product_de"],
                product_en=r["product_en"],
                wz_code=r["wz_code"],
                amount=_decimal(r["amount_eur"]),
                share=_decimal(r["share"]),
                others_count=_whole(r["count"]),
                payment_days=_whole(r["payment_days"]),
                replaceable=r["replaceable"] or "unknown",
                requalify_weeks=_whole(r["requalify_weeks"]),
                stock_days=_whole(r["stock_days"]),
                drawing_owner=r["drawing_owner"],
                tool_owner=r["tool_owner"],
                source=r["source"],
            )
        )
    ids = {uuid(slug)} | {e for t in ties for e in (t.giver, t.taker) if e}
    firms = {
        uuid(c["external_id"]): Firm(
            id=uuid(c["external_id"]),
            name=c["name"],
            wz_code=c["wz_code"],
            group=c["owner_group"],
            city=c["city"],
            latitude=float(c["latitude"]),
            longitude=float(c["longitude"]),
            revenue=_decimal(c["revenue_eur"]) if c["external_id"] == slug else None,
            material_cost=_decimal(c["material_cost_eur"]) if c["external_id"] == slug else None,
        )
        for c in rows("companies")
        if uuid(c["external_id"]) in ids
    }
    return Neighbourhood(
        company=uuid(slug),
        firms=firms,
        ties=tuple(ties),
        own=own,
        released=len(ties) - own,
        competences={uuid(slug): competences(slug)},
    )


@cache
def competences(slug: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((r["layer"], r["name_de"], r["wz_code"]) for r in rows("competences") if r["company"] == slug)


@cache
def profile(slug: str, role: str) -> MemberProfile:
    c = next(c for c in rows("companies") if c["external_id"] == slug)
    return MemberProfile(
        did=did(slug),
        name=c["name"],
        role=role,
        company=uuid(slug),
        wz_code=c["wz_code"],
        nuts3=c["nuts3"],
        latitude=float(c["latitude"]) if not math.isnan(float(c["latitude"])) else None,
        longitude=float(c["longitude"]),
        kind=c["kind"],
        competences=competences(slug),
    )


def clause(c: dict[str, Any], names: dict[str, str]) -> Clause:
    text = {
        lang: c.get(f"text_{lang}") or render(c["code"], c["form"], c.get("parameters", {}), lang, names)
        for lang in ("de", "en")
    }
    return Clause(c["code"], c["form"], c["enforced"], c.get("parameters", {}), text)


def charter(verbund_id: str, version: int | None = None) -> Charter:
    d = verbuende()[verbund_id]
    found = d["versions"][-1] if version is None else next(v for v in d["versions"] if v["number"] == version)
    names = {m["company"]: profile(m["company"], m["role"]).name for m in d["members"]}
    members = tuple(
        Member(did(m["company"]), f"{i:02d}".ljust(43, "A"), m["role"], names[m["company"]])
        for i, m in enumerate(d["members"])
    )
    return Charter(
        verbund=f"urn:uuid:{uuid(verbund_id)}",
        version=found["number"],
        previous=None if found["number"] == 1 else "0" * 64,
        kind=d["kind"],
        title={"de": d["title_de"], "en": d["title_en"]},
        purpose={"de": d["purpose_de"], "en": d["purpose_en"]},
        members=members,
        registrar=did(d["registrar"]),
        deputy=did(d["deputy"]) if d["deputy"] else None,
        clauses=tuple(clause(c, names) for c in found["clauses"] if c["form"] != "absent"),
        sign_by=datetime(2026, 11, 27, tzinfo=UTC),
        valid_from=date.fromisoformat(d["valid_from"]),
        valid_until=date.fromisoformat(d["valid_until"]) if d["valid_until"] else None,
        notice_days=d["notice_days"],
        voting=d["voting"],
    )


def answers(verbund_id: str, slug: str) -> dict[str, Any]:
    """What the member answered, as the demo replays it."""
    return answers_of(verbuende()[verbund_id], slug, did)


def case(verbund_id: str, slug: str, version: int | None = None, **more: Any) -> Case:
    d = verbuende()[verbund_id]
    members = tuple(profile(m["company"], m["role"]) for m in d["members"])
    return Case(
        member=next(m for m in members if m.did == did(slug)),
        members=members,
        charter=charter(verbund_id, version),
        before=neighbourhood(slug),
        today=TODAY,
        answers={**answers(verbund_id, slug), **more},
    )


def all_cases() -> list[tuple[str, str]]:
    return [(v, m["company"]) for v, d in verbuende().items() for m in d["members"] if m["role"] != "companion"]


assert library()  # fails here, with file and field, when a text is wrong
