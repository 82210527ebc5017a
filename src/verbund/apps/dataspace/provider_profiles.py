"""The public profile of a company as a dataset `profile:<slug>`, and what a crawled one tells us.

A crawled profile links a participant to the company this node lists (same VAT id, else same name and postcode), or
enters a new one that is hosted elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from verbund.apps.core.models import Company, CompanyIdentifier, Node
from verbund.apps.ecosystem.models import Competence
from verbund.protocols.odrl import Policy, confidential_offer

from .registry import Body, DatasetEntry, Verdict

NS = "https://w3id.org/verbund/profile#"
TEXTS = {
    "name": 300,
    "kind": 12,
    "legalForm": 60,
    "city": 120,
    "postcode": 10,
    "nuts3": 5,
    "wz": 8,
    "nace": 5,
    "branch": 200,
    "vat": 20,
    "summaryDe": 2000,
    "summaryEn": 2000,
}
MAX_COMPETENCES = 50


def properties(company: Company) -> dict[str, Any]:
    """What everybody may know of a company that takes part."""
    vat = company.identifiers.filter(scheme="vat").values_list("value", flat=True).first() or ""
    competences = Competence.objects.filter(company=company, public=True)[:MAX_COMPETENCES]
    return {
        f"{NS}name": company.name,
        f"{NS}kind": company.kind,
        f"{NS}legalForm": company.legal_form,
        f"{NS}city": company.city,
        f"{NS}postcode": company.postcode,
        f"{NS}nuts3": company.nuts3,
        f"{NS}wz": company.wz_code,
        f"{NS}nace": company.nace,
        f"{NS}branch": company.branch,
        f"{NS}vat": vat,
        f"{NS}latitude": str(company.latitude) if company.latitude is not None else None,
        f"{NS}longitude": str(company.longitude) if company.longitude is not None else None,
        f"{NS}summaryDe": company.summary_de,
        f"{NS}summaryEn": company.summary_en,
        f"{NS}competences": [json.dumps([c.layer, c.name_de, c.name_en, c.wz_code]) for c in competences],
    }


class ProfileProvider:
    """Everybody may read it; agreed without asking."""

    def list(self, company_id: UUID, peer_did: str) -> Iterator[DatasetEntry]:
        company = Company.objects.get(pk=company_id)
        yield self._entry(company)

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        company = Company.objects.filter(pk=company_id, slug=dataset_id.partition(":")[2]).first()
        return self._entry(company) if company else None

    def _entry(self, company: Company) -> DatasetEntry:
        dataset_id = f"profile:{company.slug}"
        offer: Policy = confidential_offer(offer_id=f"urn:verbund:offer:{dataset_id}")
        return DatasetEntry(dataset_id, company.name, dict(offer.to_json()), properties(company))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        return Body.of(json.dumps(properties(Company.objects.get(pk=company_id))).encode())

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        return None


def _text(props: Mapping[str, Any], name: str) -> str:
    value = props.get(f"{NS}{name}")
    return value.strip()[: TEXTS[name]] if isinstance(value, str) else ""


def _degree(props: Mapping[str, Any], name: str, most: float) -> float | None:
    try:
        value = float(props.get(f"{NS}{name}"))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return value if -most <= value <= most else None


def link(did: str, node: Node | None, props: Mapping[str, Any]) -> Company | None:
    """The company behind a crawled profile, found or entered. Identity of companies hosted here never changes."""
    name = _text(props, "name")
    if not name:
        return None
    with transaction.atomic():
        company = Company.objects.filter(did=did).first() or _listed(props, name)
        if company is not None and company.hosting == Company.Hosting.HERE:
            return company
        if company is None:
            company = Company(slug=_slug(name), name=name, claimed=True)
        company.did, company.node, company.hosting, company.claimed = did, node, Company.Hosting.ELSEWHERE, True
        company.kind = _text(props, "kind") if _text(props, "kind") in Company.Kind.values else company.kind
        company.latitude = _degree(props, "latitude", 90) or company.latitude
        company.longitude = _degree(props, "longitude", 180) or company.longitude
        for field, key in (
            ("legal_form", "legalForm"),
            ("city", "city"),
            ("postcode", "postcode"),
            ("nuts3", "nuts3"),
            ("wz_code", "wz"),
            ("nace", "nace"),
            ("branch", "branch"),
            ("summary_de", "summaryDe"),
            ("summary_en", "summaryEn"),
        ):
            if _text(props, key):
                setattr(company, field, _text(props, key))
        company.save()
        _competences(company, props)
    return company


def _listed(props: Mapping[str, Any], name: str) -> Company | None:
    """A company that this node lists without a DID: same VAT id, else same name and postcode."""
    vat = _text(props, "vat")
    if vat:
        found = CompanyIdentifier.objects.filter(scheme="vat", value=vat, company__did=None).select_related("company")
        if row := found.first():
            return row.company
    postcode = _text(props, "postcode")
    return Company.objects.filter(name=name, postcode=postcode, did=None).first() if postcode else None


def _slug(name: str) -> str:
    base = slugify(name)[:70] or "participant"
    slug, number = base, 2
    while Company.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


def _competences(company: Company, props: Mapping[str, Any]) -> None:
    found = props.get(f"{NS}competences")
    rows = found if isinstance(found, list) else [found] if found else []
    for row in rows[:MAX_COMPETENCES]:
        try:
            layer, name_de, name_en, wz_code = json.loads(row)
        except (TypeError, ValueError, RecursionError):
            continue
        parts = (layer, name_de, name_en, wz_code)
        if layer in Competence.Layer.values and all(isinstance(p, str) for p in parts) and name_de:
            Competence.objects.update_or_create(
                company=company,
                name_de=name_de[:200],
                defaults={"layer": layer, "name_en": name_en[:200], "wz_code": wz_code[:8]},
            )
