"""The REST API of the ecosystem: companies, their parts, own relations and releases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.kit.errors import Missing

from . import actions, directory, queries
from .directory import Filter, Spot
from .models import Competence, Relation, Resource, Site

router = Router(tags=["ecosystem"])

Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]
Small = Annotated[int, Field(ge=0, le=32_000)]
Amount = Annotated[Decimal, Field(ge=0, lt=10**13)]
Share = Annotated[Decimal, Field(ge=0, le=1)]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _company(request: HttpRequest) -> UUID:
    company_id = _actor(request).company_id
    if company_id is None:
        raise Missing("company", queries.NO_COMPANY)
    return company_id


class CompanyOut(Schema):
    id: UUID
    slug: str
    name: str
    kind: str
    did: str | None
    hosting: str
    claimed: bool
    postcode: str
    city: str
    nuts3: str
    latitude: float | None
    longitude: float | None
    wz_code: str
    nace: str
    branch: str
    employees_min: int | None
    employees_max: int | None
    website: str
    summary_de: str
    summary_en: str


class CompanyLine(CompanyOut):
    km: float | None = None


class CompanyPage(Schema):
    """`after` is given back as the parameter of the next page; `more`: there are more than `count`."""

    items: list[CompanyLine]
    count: int
    more: bool
    after: UUID | None


class SiteOut(Schema):
    id: UUID
    name: str
    street: str
    postcode: str
    city: str
    nuts3: str
    latitude: float | None
    longitude: float | None


class CompetenceOut(Schema):
    id: UUID
    layer: str
    name_de: str
    name_en: str
    wz_code: str
    people: int | None
    tags: list[str]
    public: bool


class ResourceOut(Schema):
    id: UUID
    type: str
    name_de: str
    name_en: str
    quantity: Decimal | None
    unit: str
    free_share: Decimal | None
    available_from: date | None
    available_until: date | None
    price: Decimal | None
    currency: str
    price_unit: str
    bound_until: date | None
    note_de: str
    note_en: str
    public: bool


class ProfileOut(CompanyOut):
    sites: list[SiteOut]
    competences: list[CompetenceOut]
    resources: list[ResourceOut]


@router.get("/companies", response=CompanyPage)
def companies(
    request: HttpRequest,
    name: Text = "",
    branch: Text = "",
    city: Text = "",
    size: Literal["", "1", "10", "50", "250"] = "",
    kind: Text = "",
    km: Annotated[int, Field(ge=0, le=2000)] = 0,
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None,
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None,
    after: UUID | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Companies by name. `km` counts from latitude and longitude, else from the company acted for."""
    actor = _actor(request)
    spot = Spot(latitude, longitude) if latitude is not None and longitude is not None else directory.spot_of(actor)
    wanted = Filter(name, branch, city, size, kind, km, spot)
    found = directory.page(actor, wanted, after, limit)
    items = [{**{n: getattr(line.company, n) for n in CompanyOut.model_fields}, "km": line.km} for line in found.lines]
    return {"items": items, "count": found.count, "more": found.more, "after": found.after}


@router.get("/companies/{slug}", response=ProfileOut)
def company(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A company with its sites, competences and resources; what is not public only for its own people."""
    found = queries.profile(_actor(request), slug)
    own = {n: getattr(found.company, n) for n in CompanyOut.model_fields}
    return {**own, "sites": found.sites, "competences": found.competences, "resources": found.resources}


class ProfileIn(Schema):
    """Only what is given changes."""

    name: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")] | None = None
    legal_form: Text | None = None
    kind: Text | None = None
    street: Text | None = None
    postcode: Text | None = None
    city: Text | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    wz_code: Annotated[str, Field(pattern=r"^(\d{2}(\.\d{1,2}(\.\d)?)?)?$")] | None = None
    branch: Text | None = None
    employees_min: Count | None = None
    employees_max: Count | None = None
    founded: Small | None = None
    website: Text | None = None
    summary_de: Text | None = None
    summary_en: Text | None = None


@router.patch("/companies/{slug}", response=CompanyOut)
def change_company(request: HttpRequest, slug: str, body: ProfileIn) -> Company:
    """Change the public profile of one's own company."""
    found = queries.company(_actor(request), slug)
    return actions.change_profile(_actor(request), found.pk, body.dict(exclude_unset=True))


class SiteIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    street: Text = ""
    postcode: Text = ""
    city: Text = ""
    nuts3: Text = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class CompetenceIn(Schema):
    layer: Literal["core", "complementary", "peripheral"]
    name_de: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    name_en: Text = ""
    wz_code: Text = ""
    people: Count | None = None
    tags: list[Text] = []
    public: bool = True


class ResourceIn(Schema):
    type: Literal[
        "machine", "capacity", "prototype", "demonstrator", "laboratory", "data_set", "training_place", "expertise"
    ]
    name_de: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    name_en: Text = ""
    quantity: Amount | None = None
    unit: Text = ""
    free_share: Share | None = None
    available_from: date | None = None
    available_until: date | None = None
    price: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    price_unit: Text = ""
    bound_until: date | None = None
    note_de: Text = ""
    note_en: Text = ""
    public: bool = True


def _parts(noun: str, model: type[models.Model], body_type: Any, out: Any, words: str) -> None:
    """The four routes of a part of one's own company: list, add, change, delete."""

    def listed(request: HttpRequest) -> Any:
        company_id = _company(request)
        if not _actor(request).may_read(company_id):
            raise Missing("company", queries.NO_COMPANY)
        return list(model._default_manager.filter(company_id=company_id))

    def add(request: HttpRequest, body) -> Any:  # type: ignore[no-untyped-def]
        return Status(201, actions.save_part(_actor(request), _company(request), model, body.dict()))

    def change(request: HttpRequest, pk: UUID, body) -> Any:  # type: ignore[no-untyped-def]
        return actions.save_part(_actor(request), _company(request), model, body.dict(), pk)

    def delete(request: HttpRequest, pk: UUID) -> Any:
        actions.delete_part(_actor(request), _company(request), model, pk)
        return Status(204, None)

    add.__annotations__["body"] = change.__annotations__["body"] = body_type
    names = {listed: "list", add: "add", change: "change", delete: "delete"}
    for function, verb in names.items():
        function.__name__ = f"{verb}_{noun}"
        function.__doc__ = f"{verb.capitalize()} {words} of the company acted for."
    router.get(f"/{noun}", response=list[out])(listed)
    router.post(f"/{noun}", response={201: out})(add)
    router.put(f"/{noun}/{{pk}}", response=out)(change)
    router.delete(f"/{noun}/{{pk}}", response={204: None})(delete)


_parts("sites", Site, SiteIn, SiteOut, "a site")
_parts("competences", Competence, CompetenceIn, CompetenceOut, "a competence")
_parts("resources", Resource, ResourceIn, ResourceOut, "a resource")


class RelationIn(Schema):
    """An own statement. One of giver and taker is the own company; the other may be empty (unnamed ones)."""

    type: Literal["supplies", "platform", "data_access", "cooperates", "owns"]
    giver_id: UUID | None = None
    taker_id: UUID | None = None
    others_count: Count | None = None
    product_de: Text = ""
    product_en: Text = ""
    wz_code: Text = ""
    amount: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    share: Share | None = None
    period_from: date | None = None
    period_to: date | None = None
    payment_days: Small | None = None
    replaceable: Literal["yes", "hard", "no", "unknown"] = "unknown"
    requalify_weeks: Small | None = None
    stock_days: Small | None = None
    drawing_owner: Literal["", "supplier", "customer"] = ""
    tool_owner: Literal["", "supplier", "customer"] = ""
    source: Text = ""
    note: Text = ""


class RelationOut(RelationIn):
    id: UUID
    known_since: datetime


@router.get("/relations", response=list[RelationOut])
def relations(request: HttpRequest) -> list[Relation]:
    """Own statements; others' never stand here."""
    return queries.relations(_actor(request), _company(request))


@router.post("/relations", response={201: RelationOut})
def state_relation(request: HttpRequest, body: RelationIn) -> Any:
    """State a relation."""
    return Status(201, actions.state_relation(_actor(request), _company(request), body.dict()))


@router.put("/relations/{pk}", response=RelationOut)
def restate_relation(request: HttpRequest, pk: UUID, body: RelationIn) -> Relation:
    """State it anew."""
    return actions.state_relation(_actor(request), _company(request), body.dict(), pk)


@router.delete("/relations/{pk}", response={204: None})
def withdraw_relation(request: HttpRequest, pk: UUID) -> Any:
    """Withdraw a statement with its releases."""
    actions.withdraw_relation(_actor(request), _company(request), pk)
    return Status(204, None)


class ReleaseIn(Schema):
    audience: Literal["company", "centre", "public"]
    to_company_id: UUID | None = None
    fields: list[Text] = []
    purpose: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    valid_until: AwareDatetime | None = None


class ReleaseOut(Schema):
    id: UUID
    relation_id: UUID
    audience: str
    to_company_id: UUID | None
    fields: list[str]
    purpose: str
    valid_until: datetime | None
    created_at: datetime


@router.get("/releases", response=list[ReleaseOut])
def releases(request: HttpRequest) -> Any:
    """Own releases in force."""
    return queries.releases(_actor(request), _company(request))


@router.post("/relations/{pk}/releases", response={201: ReleaseOut})
def release(request: HttpRequest, pk: UUID, body: ReleaseIn) -> Any:
    """Let others see chosen fields of a statement."""
    values = body.dict()
    to = values["to_company_id"]
    if to is not None and not Company.objects.filter(pk=to).exists():
        raise Missing("company", queries.NO_COMPANY)
    return Status(201, actions.release(_actor(request), _company(request), pk, **values))


@router.delete("/releases/{pk}", response={204: None})
def revoke(request: HttpRequest, pk: UUID) -> Any:
    """End a release at once."""
    actions.revoke(_actor(request), _company(request), pk)
    return Status(204, None)


from . import ledger_api  # noqa: E402, F401 adds its route to the router
from .interview import api as interview_api  # noqa: E402, F401 adds its routes
