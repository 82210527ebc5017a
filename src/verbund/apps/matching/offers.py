"""An opportunity as plain values, whether it is ours, a neighbour's or crawled from another node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from verbund.apps.core.models import Company

from .models import Opportunity

NS = "https://w3id.org/verbund/opportunity#"
MAX_TEXT = 5_000


@dataclass(frozen=True, slots=True)
class Offer:
    """A published opportunity as anybody may see it. `company` is a row of ours where the provider is known here."""

    id: UUID
    provider_did: str
    provider_name: str
    kind: str
    direction: str
    title_de: str
    title_en: str
    text_de: str
    text_en: str
    wz_codes: tuple[str, ...]
    tags: tuple[str, ...]
    quantity: Decimal | None
    unit: str
    radius_km: int | None
    valid_until: date
    min_partners: int
    max_partners: int
    latitude: float | None
    longitude: float | None
    city: str
    company: Company | None = None
    local: Opportunity | None = None

    @property
    def words(self) -> str:
        return " ".join((self.title_de, self.title_en, self.text_de, self.text_en, " ".join(self.tags)))

    @property
    def spoken(self) -> dict[str, str]:
        return {"de": f"{self.title_de} {self.text_de}", "en": f"{self.title_en} {self.text_en}"}


def of_row(row: Opportunity) -> Offer:
    """A row of this node."""
    company = row.company
    return Offer(
        id=row.id,
        provider_did=company.did or "",
        provider_name=company.name,
        kind=row.kind,
        direction=row.direction,
        title_de=row.title_de,
        title_en=row.title_en,
        text_de=row.text_de,
        text_en=row.text_en,
        wz_codes=tuple(row.wz_codes),
        tags=tuple(row.tags),
        quantity=row.quantity,
        unit=row.unit,
        radius_km=row.radius_km,
        valid_until=row.valid_until,
        min_partners=row.min_partners,
        max_partners=row.max_partners,
        latitude=company.latitude,
        longitude=company.longitude,
        city=company.city,
        company=company,
        local=row,
    )


def properties(row: Opportunity) -> dict[str, Any]:
    """What the catalogue entry says beside title and policy."""
    offer = of_row(row)
    return {
        f"{NS}kind": offer.kind,
        f"{NS}direction": offer.direction,
        f"{NS}titleDe": offer.title_de,
        f"{NS}titleEn": offer.title_en,
        f"{NS}textDe": offer.text_de,
        f"{NS}textEn": offer.text_en,
        f"{NS}classes": list(offer.wz_codes),
        f"{NS}tags": list(offer.tags),
        f"{NS}quantity": str(offer.quantity) if offer.quantity is not None else None,
        f"{NS}unit": offer.unit,
        f"{NS}radiusKm": offer.radius_km,
        f"{NS}validUntil": offer.valid_until.isoformat(),
        f"{NS}minPartners": offer.min_partners,
        f"{NS}maxPartners": offer.max_partners,
        f"{NS}latitude": str(offer.latitude) if offer.latitude is not None else None,
        f"{NS}longitude": str(offer.longitude) if offer.longitude is not None else None,
        f"{NS}city": offer.city,
        f"{NS}provider": offer.provider_name,
    }


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _many(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value] if value else []
    return tuple(_text(v)[:100] for v in items[:50] if isinstance(v, str))


def _number(value: Any, low: float, high: float) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if low <= found <= high else None


def of_catalog(dataset_id: str, provider_did: str, props: Mapping[str, Any], company: Company | None) -> Offer | None:
    """A crawled entry; None where it is not one of ours to read (foreign shapes are left out, never guessed)."""

    def get(name: str) -> Any:
        return props.get(f"{NS}{name}")

    try:
        found = UUID(dataset_id.partition(":")[2])
        until = date.fromisoformat(_text(get("validUntil")))
        quantity = Decimal(_text(get("quantity"))) if get("quantity") else None
    except (ValueError, InvalidOperation):
        return None
    if get("direction") not in ("need", "offer") or (quantity is not None and not quantity.is_finite()):
        return None
    radius = _number(get("radiusKm"), 0, 20_000)
    return Offer(
        id=found,
        provider_did=provider_did,
        provider_name=company.name if company else _text(get("provider"))[:300] or provider_did,
        kind=_text(get("kind"))[:40],
        direction=get("direction"),
        title_de=_text(get("titleDe"))[:200],
        title_en=_text(get("titleEn"))[:200],
        text_de=_text(get("textDe")),
        text_en=_text(get("textEn")),
        wz_codes=_many(get("classes")),
        tags=_many(get("tags")),
        quantity=quantity,
        unit=_text(get("unit"))[:20],
        radius_km=int(radius) if radius is not None else None,
        valid_until=until,
        min_partners=int(_number(get("minPartners"), 1, 1000) or 1),
        max_partners=int(_number(get("maxPartners"), 1, 1000) or 1),
        latitude=_number(get("latitude"), -90, 90),
        longitude=_number(get("longitude"), -180, 180),
        city=_text(get("city"))[:120],
        company=company,
    )
