"""The writes of the ecosystem: profile, sites, competences, resources, statements, releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.core import files
from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.imports import actions as imports
from verbund.apps.core.imports.table import open_table
from verbund.apps.core.models import Company, ImportRun
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from . import audit, ledger, rules
from .models import CompanyFigures, Competence, Relation, Release, Resource, Site
from .queries import NO_COMPANY

PROFILE = (
    *("name", "legal_form", "kind", "street", "postcode", "city", "latitude", "longitude", "wz_code", "branch"),
    *("employees_min", "employees_max", "founded", "website", "summary_de", "summary_en"),
)
PARTS: dict[type[models.Model], tuple[str, ...]] = {
    Site: ("name", "street", "postcode", "city", "nuts3", "latitude", "longitude"),
    Competence: ("layer", "name_de", "name_en", "wz_code", "people", "tags", "public"),
    Resource: (
        *("type", "name_de", "name_en", "quantity", "unit", "free_share", "available_from", "available_until"),
        *("price", "currency", "price_unit", "bound_until", "note_de", "note_en", "public"),
    ),
}
RELATION = (
    *("type", "giver_id", "taker_id", "others_count", "product_de", "product_en", "wz_code", "amount", "currency"),
    *("share", "period_from", "period_to", "payment_days", "replaceable", "requalify_weeks", "stock_days"),
    *("drawing_owner", "tool_owner", "source", "note"),
)
FIGURES = ("revenue", "material_cost", "core_question_de", "core_question_en")
LARGEST_LEDGER = 50_000_000  # bytes
NO_RELATION = _("There is no such relation")
M = TypeVar("M", bound=models.Model)


def must_write(actor: Actor, company_id: UUID) -> None:
    """Raises Missing for strangers, Forbidden for who may read only."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    if not actor.may_write(company_id):
        raise Forbidden("role", _("Your role may only read"), remedy=_("Ask an editor or owner of your company."))


def must_release(actor: Actor, company_id: UUID) -> None:
    """Raises Missing for strangers, Forbidden for who may read only and for staff."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    if not rules.may_release(actor, company_id):
        raise Forbidden("not-released", _("Only the company itself releases"), remedy=_("Ask an owner or editor."))


def _known(values: Mapping[str, Any], fields: Sequence[str], model: type[models.Model]) -> dict[str, Any]:
    """The values as the model takes them: a null empties a text. Raises Invalid for a field that is not known."""
    found = dict(values)
    for name, value in values.items():
        if name not in fields:
            raise Invalid("unknown-field", _("This field is not known"), where=name)
        field = model._meta.get_field(name.removesuffix("_id"))
        if value is None and isinstance(field, models.CharField | models.TextField) and not field.null:
            found[name] = ""
    return found


def _check(row: models.Model) -> None:
    """Lengths, choices, ranges and constraints of the model, as an error that names the field."""
    try:
        row.full_clean(exclude=["company"])
    except ValidationError as error:
        first, messages = next(iter(error.message_dict.items()))
        where = "" if first == "__all__" else first
        raise Invalid(
            "value", " ".join(messages), where=where, remedy=_("Correct the field and save again.")
        ) from error


def change_profile(actor: Actor, company_id: UUID, values: Mapping[str, Any]) -> Company:
    """Change the public profile. The centre may mend an entry that nobody has claimed."""
    company = Company.objects.filter(pk=company_id).first()
    if company is None or not rules.may_edit_profile(actor, company):
        raise Missing("company", NO_COMPANY)
    wanted = _known(values, PROFILE, Company)
    with transaction.atomic():
        changed = [name for name, value in wanted.items() if getattr(company, name) != value]
        if not changed:
            return company
        for name in changed:
            setattr(company, name, wanted[name])
        if "wz_code" in changed:
            company.nace = company.wz_code.replace(".", "")[:4]
            changed.append("nace")
        if "name" in changed:
            company.named = True
            changed.append("named")
        _check(company)
        company.save(update_fields=[*changed, "updated_at"])
        record(actor, company_id, audit.ProfileChanged(fields=", ".join(changed)))
    return company


def state_figures(actor: Actor, company_id: UUID, year: int, values: Mapping[str, Any]) -> CompanyFigures:
    """Own figures of a year; private."""
    must_write(actor, company_id)
    wanted = _known(values, FIGURES, CompanyFigures)
    with turn(company_id):
        row = CompanyFigures.objects.filter(year=year).first() or CompanyFigures(company_id=company_id, year=year)
        for name, value in wanted.items():
            setattr(row, name, value)
        _check(row)
        row.save()
        record(actor, company_id, audit.ProfileChanged(fields=f"figures {year}"))
    return row


def save_part(actor: Actor, company_id: UUID, model: type[M], values: Mapping[str, Any], pk: UUID | None = None) -> M:
    """A new site, competence or resource, or (with `pk`) a changed one. Raises Missing, Forbidden, Invalid."""
    must_write(actor, company_id)
    wanted = _known(values, PARTS[model], model)
    with transaction.atomic():
        if pk is None:
            row = model(company_id=company_id)
        else:
            found = model._default_manager.filter(pk=pk, company_id=company_id).first()
            if found is None:
                raise Missing("part", _("There is no such entry"))
            row = found
        for name, value in wanted.items():
            setattr(row, name, value)
        title = "name" if model is Site else "name_de"
        same = model._default_manager.filter(company_id=company_id, **{title: getattr(row, title)})
        if same.exclude(pk=row.pk).exists():
            raise Invalid(
                "duplicate",
                _("There is an entry of this name already"),
                where=title,
                remedy=_("Change that one, or choose another name."),
            )
        _check(row)
        row.save()
        record(actor, company_id, audit.PartSaved(what=model._meta.model_name or "", name=str(row), id=str(row.pk)))
    return row


def delete_part(actor: Actor, company_id: UUID, model: type[models.Model], pk: UUID) -> None:
    """Remove a site, competence or resource."""
    must_write(actor, company_id)
    with transaction.atomic():
        row = model._default_manager.filter(pk=pk, company_id=company_id).first()
        if row is None:
            raise Missing("part", _("There is no such entry"))
        name = str(row)
        row.delete()
        record(actor, company_id, audit.PartDeleted(what=model._meta.model_name or "", name=name, id=str(pk)))


def state_relation(actor: Actor, company_id: UUID, values: Mapping[str, Any], pk: UUID | None = None) -> Relation:
    """State a relation of the company, or (with `pk`) state it anew. The other end's statement stays as it is."""
    must_write(actor, company_id)
    wanted = _known(values, RELATION, Relation)
    with turn(company_id):
        if pk is None:
            row = Relation(company_id=company_id, external_id=str(uuid4()), known_since=clock.now())
        else:
            found = Relation.objects.filter(pk=pk).first()
            if found is None:
                raise Missing("relation", NO_RELATION)
            row = found
        for name, value in wanted.items():
            setattr(row, name, value)
        row.source = row.source or "own"
        if company_id not in (row.giver_id, row.taker_id):
            raise Invalid("not-an-end", _("One end must be your own company"), where="taker_id")
        if row.giver_id == row.taker_id:
            raise Invalid("same-ends", _("Both ends are the same company"), where="taker_id")
        _check(row)
        row.save()
        event = audit.RelationStated(type=row.type, other=_other(row, company_id), relation=str(row.pk))
        record(actor, company_id, event)
    return row


def _other(row: Relation, company_id: UUID) -> str:
    """The other end by id; names of partners do not go into the chain."""
    end = row.taker_id if row.giver_id == company_id else row.giver_id
    return str(end or "unnamed")


def receive_ledger(
    actor: Actor, company_id: UUID, sources: Sequence[tuple[str, Iterable[bytes]]], options: ledger.Options
) -> ImportRun:
    """Balances of debtors and creditors, from one file or several, as an import in preview (target `ledger`).

    The files as they came are not kept: only accounts, names (unless masked), places, VAT ids and sums go on. Raises
    Missing, Forbidden, Invalid.
    """
    must_write(actor, company_id)
    came = []
    try:
        for name, chunks in sources:
            came.append(files.store(company_id, name, chunks, origin="ledger", largest=LARGEST_LEDGER))
        tables = [open_table(files.path_of(file), file.name) for file in came]
        shape = ledger.normalise(tables, options)
        name = " + ".join(file.name.removesuffix(".csv") for file in came)[:180]
    finally:
        for file in came:
            files.delete(file)
    kept = imports.receive(actor, company_id, ledger.TARGET, f"{name}.csv", [shape])
    return imports.prepare(actor, company_id, ledger.TARGET, kept, source=ledger.TARGET, columns=ledger.SHAPE)


def withdraw_relation(actor: Actor, company_id: UUID, pk: UUID) -> None:
    """Delete a statement with its releases."""
    must_write(actor, company_id)
    with turn(company_id):
        row = Relation.objects.filter(pk=pk).first()
        if row is None:
            raise Missing("relation", NO_RELATION)
        event = audit.RelationWithdrawn(type=row.type, other=_other(row, company_id), relation=str(row.pk))
        row.delete()
        record(actor, company_id, event)


def release(
    actor: Actor,
    company_id: UUID,
    relation_id: UUID,
    *,
    audience: str,
    fields: Sequence[str],
    purpose: str,
    to_company_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> Release:
    """Let others see chosen fields of a statement; revocable. Never by staff."""
    must_release(actor, company_id)
    if audience not in Release.Audience.values:
        raise Invalid("audience", _("Say who may see it"), where="audience")
    if audience == Release.Audience.COMPANY and to_company_id in (None, company_id):
        raise Invalid("audience", _("Choose the company that may see it"), where="to_company")
    unknown = set(fields) - set(rules.RELEASABLE)
    if unknown:
        raise Invalid("fields", _("This field cannot be released"), where=sorted(unknown)[0])
    if not purpose.strip():
        raise Invalid("purpose", _("A purpose is missing"), where="purpose", remedy=_("Say what it may be used for."))
    if valid_until is not None and valid_until <= clock.now():
        raise Invalid("until", _("The last day lies in the past"), where="valid_until")
    to = to_company_id if audience == Release.Audience.COMPANY else None
    with turn(company_id):
        if not Relation.objects.filter(pk=relation_id).exists():
            raise Missing("relation", NO_RELATION)
        same = Release.objects.filter(
            relation_id=relation_id, audience=audience, to_company_id=to, revoked_at=None
        ).first()
        if same is not None:
            raise Conflict("released", _("It is released to them already"), remedy=_("Revoke that release first."))
        row = Release.objects.create(
            company_id=company_id,
            relation_id=relation_id,
            audience=audience,
            to_company_id=to,
            fields=[f for f in rules.RELEASABLE if f in set(fields)],
            purpose=purpose.strip()[:200],
            valid_until=valid_until,
        )
        record(
            actor,
            company_id,
            audit.RelationReleased(
                relation=str(relation_id),
                audience=str(to or audience),
                fields=row.fields,
                purpose=row.purpose,
                until=valid_until.isoformat() if valid_until else "",
            ),
        )
    return row


def revoke(actor: Actor, company_id: UUID, release_id: UUID) -> None:
    """End a release at once."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    if not rules.may_release(actor, company_id):
        raise Forbidden("not-released", _("Only the company itself revokes"), remedy=_("Ask an owner or editor."))
    with turn(company_id):
        row = Release.objects.filter(pk=release_id, revoked_at=None).first()
        if row is None:
            raise Missing("release", _("There is no such release"))
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        event = audit.ReleaseRevoked(relation=str(row.relation_id), audience=str(row.to_company_id or row.audience))
        record(actor, company_id, event)
