"""Persons from a list: who signs in, for which company, with which role, and who may sign.

A password column is for demonstrations and moves from other systems; without it the person is invited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.models import Company, CompanyIdentifier

from . import audit
from .models import Mandate, Membership, Person

ROLES = {
    "owner": "owner",
    "inhaber": "owner",
    "editor": "editor",
    "bearbeiter": "editor",
    "viewer": "viewer",
    "leser": "viewer",
    "centre": "centre",
    "zentrum": "centre",
}

FIELDS = (
    Field("external_id", _("id in the source"), required=True, key=True, max_length=180, synonyms=("id",)),
    Field("company", _("company"), required=True, max_length=180, synonyms=("firma", "unternehmen")),
    Field("name", _("name"), required=True, max_length=200),
    Field("role", _("role"), "choice", required=True, choices=ROLES, synonyms=("rolle",)),
    Field("email", _("e-mail"), required=True, max_length=254, synonyms=("e-mail", "mail"), pattern=r"[^@\s]+@[^@\s]+"),
    Field("may_sign", _("may sign"), "yes-no", synonyms=("zeichnungsberechtigt",)),
    Field("sign_from", _("may sign from"), "date", synonyms=("vollmacht ab",)),
    Field("language", _("language"), "choice", choices={"de": "de", "en": "en"}, synonyms=("sprache",)),
    Field("password", _("password"), max_length=200, synonyms=("passwort",)),
)


def _companies(rows: Sequence[Row], context: Context) -> dict[str, Company]:
    """By id within the same source, else by slug."""
    wanted = {row.values["company"] for row in rows}
    scheme = f"import:{context.source}"[:60]
    found = {c.slug: c for c in Company.objects.filter(slug__in=wanted)}
    for row in CompanyIdentifier.objects.filter(scheme=scheme, value__in=wanted).select_related("company"):
        found[row.value] = row.company
    return found


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: found by e-mail; a role and a mandate once."""
    companies = _companies(rows, context)
    outcomes: list[Outcome] = []
    for row in rows:
        company = companies.get(row.values["company"])
        if company is None:
            outcomes.append([Flaw("unknown-company", context.column("company"), {"value": row.values["company"]})])
            continue
        weak = _weak(row.values["password"], context)
        if weak:
            outcomes.append([Flaw("weak-password", context.column("password"), {"value": weak})])
            continue
        outcomes.append(_one(row.values, company, context))
    return outcomes


def _one(values: dict[str, Any], company: Company, context: Context) -> Outcome:
    email = values["email"].lower()
    first, _space, last = values["name"].partition(" ")
    fields = {
        "first_name": first[:150],
        "last_name": last[:150],
        "language": values["language"] or "de",
        "is_centre": values["role"] == "centre",
    }
    person = Person.objects.filter(email=email).first()
    changed = False
    if person is None:
        outcome: Outcome = "created"
        person = Person(email=email, username=email[:150], **fields)
        person.password = _hashed(values["password"], context)
        person.save()
    else:
        for name, value in fields.items():
            if getattr(person, name) != value:
                setattr(person, name, value)
                changed = True
        if changed:
            person.save(update_fields=list(fields))
        outcome = "updated" if changed else "unchanged"
    role = "owner" if values["role"] == "centre" else values["role"]  # the centre's people run its own company too
    _membership, new = Membership.objects.update_or_create(person=person, company=company, defaults={"role": role})
    if values["may_sign"] and not Mandate.objects.filter(person=person, company=company, revoked_at=None).exists():
        since = values["sign_from"]
        begin = datetime.combine(since, time(), UTC) if since else context.at
        Mandate.objects.create(person=person, company=company, valid_from=begin)
        new = True
    if not company.claimed:
        company.claimed = True
        company.save(update_fields=["claimed"])
    done: Outcome = "updated" if new and outcome == "unchanged" else outcome
    if done != "unchanged":
        event = audit.PersonImported(person.pseudonym, role, bool(values["may_sign"]), done)
        record(Actor(context.actor, "job"), company.pk, event)
    return done


def _weak(password: str | None, context: Context) -> str:
    """What the validators say against a password; each is asked once for a whole list."""
    said: dict[str, str] = context.memory.setdefault("weak", {})
    if password is not None and password not in said:
        try:
            validate_password(password)
        except ValidationError as error:
            said[password] = " ".join(error.messages)
        else:
            said[password] = ""
    return said.get(password or "", "")


def _hashed(password: str | None, context: Context) -> str:
    """Slow on purpose, so the same start password of a whole list is hashed once."""
    known: dict[str | None, str] = context.memory.setdefault("passwords", {})
    if password is None:
        return make_password(None)
    if password not in known:
        known[password] = make_password(password)
    return known[password]


PERSONS = Target("persons", _("persons"), FIELDS, apply, operator=True)
