"""The example region in the database of a test, straight from its files."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import verbund.node
from verbund.apps.core.models import Company, OwnershipGroup
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem.models import CompanyFigures, Competence, Relation, Release, Resource
from verbund.apps.matching.models import Opportunity
from verbund.kit import clock

REGION = Path(verbund.node.__file__).parent / "demo" / "region"
HOSTING = {"centre": "here", "own": "here", "listed": "listed"}


def _rows(name: str) -> list[dict[str, str]]:
    with (REGION / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load(did: str = "did:web:localhost%3A8100:p:{}") -> dict[str, Company]:
    """Companies, figures, profiles, relations with releases, opportunities; returns the companies by their id."""
    groups = {r["owner_group"]: OwnershipGroup(name=r["owner_group"]) for r in _rows("companies.csv")}
    groups.pop("", None)
    OwnershipGroup.objects.bulk_create(groups.values())
    found: dict[str, Company] = {}
    figures = []
    for r in _rows("companies.csv"):
        key = r["external_id"]
        people = int(r["employees"]) if r["employees"] else None
        found[key] = Company(
            slug=key,
            name=r["name"],
            kind=r["kind"],
            hosting=HOSTING[r["hosted"]],
            claimed=r["claimed"] == "true",
            did=did.format(key) if r["hosted"] != "listed" else None,
            owner_group=groups.get(r["owner_group"]),
            city=r["city"],
            nuts3=r["nuts3"],
            latitude=float(r["latitude"]),
            longitude=float(r["longitude"]),
            wz_code=r["wz_code"],
            nace=r["wz_code"].replace(".", "")[:4],
            branch=r["wz_label"],
            employees_min=people,
            employees_max=people,
            summary_de=r["summary_de"],
            summary_en=r["summary_en"],
        )
        if r["revenue_eur"] or r["material_cost_eur"]:
            figures.append(
                CompanyFigures(
                    company=found[key],
                    year=int(r["revenue_year"]),
                    revenue=_number(r["revenue_eur"]),
                    material_cost=_number(r["material_cost_eur"]),
                )
            )
    Company.objects.bulk_create(found.values())
    with everybody():
        CompanyFigures.objects.bulk_create(figures)
        _relations(found)
    Competence.objects.bulk_create(
        Competence(
            company=found[r["company"]],
            layer=r["layer"],
            name_de=r["name_de"],
            name_en=r["name_en"],
            wz_code=r["wz_code"],
            tags=[t for t in r["process_tags"].split(";") if t],
        )
        for r in _rows("competences.csv")
    )
    Resource.objects.bulk_create(
        Resource(
            company=found[r["company"]],
            type=r["type"],
            name_de=r["name_de"],
            name_en=r["name_en"],
            quantity=_number(r["quantity"]),
            unit=r["unit"],
            free_share=_number(r["free_share"]),
        )
        for r in _rows("resources.csv")
    )
    Opportunity.objects.bulk_create(
        Opportunity(
            company=found[r["company"]],
            state="published",
            published_at=clock.now(),
            **{k: r[k] for k in ("kind", "direction", "title_de", "title_en", "text_de", "text_en", "unit")},
            wz_codes=[c for c in r["wz_codes"].split(";") if c],
            tags=[t for t in r["tags"].split(";") if t],
            quantity=_number(r["quantity"]),
            radius_km=int(r["radius_km"]) if r["radius_km"] else None,
            valid_until=date.fromisoformat(r["valid_until"]),
            min_partners=int(r["min_partners"]),
            max_partners=int(r["max_partners"]),
            provenance={"external_id": r["external_id"]},
        )
        for r in _rows("opportunities.csv")
    )
    return found


def _relations(found: dict[str, Company]) -> None:
    rows, releases = [], []
    for r in _rows("relations.csv"):
        relation = Relation(
            company=found[r["stated_by"]],
            external_id=r["external_id"],
            type=r["type"],
            giver=found.get(r["from_company"]),
            taker=found.get(r["to_company"]),
            others_count=int(r["count"]) if r["count"] else None,
            product_de=r["product_de"],
            product_en=r["product_en"],
            wz_code=r["wz_code"],
            amount=_number(r["amount_eur"]),
            share=_number(r["share"]),
            period_from=_day(r["period_from"]),
            period_to=_day(r["period_to"]),
            payment_days=int(r["payment_days"]) if r["payment_days"] else None,
            replaceable=r["replaceable"] or "unknown",
            requalify_weeks=int(r["requalify_weeks"]) if r["requalify_weeks"] else None,
            stock_days=int(r["stock_days"]) if r["stock_days"] else None,
            drawing_owner=r["drawing_owner"],
            tool_owner=r["tool_owner"],
            source=r["source"],
            known_since=clock.now(),
        )
        rows.append(relation)
        for to in filter(None, r["released_to"].split(";")):
            audience: dict[str, Any] = (
                {"audience": to} if to in ("centre", "public") else {"audience": "company", "to_company": found[to]}
            )
            releases.append(
                Release(
                    company=relation.company,
                    relation=relation,
                    fields=["amount", "product_de", "product_en", "wz_code", "replaceable", "share"],
                    purpose="position",
                    **audience,
                )
            )
    Relation.objects.bulk_create(rows)
    Release.objects.bulk_create(releases)
