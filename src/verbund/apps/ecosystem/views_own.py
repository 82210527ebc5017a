"""Pages on which a company edits what is its own: profile, sites, competences, resources, relations, releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from verbund.apps.core.models import Company
from verbund.kit.errors import Conflict, Invalid, Missing

from . import actions, queries, rules
from .fields import LookForm
from .forms import (
    FIELD_NAMES,
    CompetenceForm,
    ProfileForm,
    RelationForm,
    ReleaseForm,
    ResourceForm,
    SiteForm,
    sentence_of,
)
from .models import Competence, Relation, Resource, Site


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a company that is edited on a page of its own."""

    model: type[models.Model]
    form: type[LookForm]
    title: Any
    lede: Any
    add: Any
    empty: Any
    show: Callable[[Any], Any]


PARTS: dict[str, Part] = {
    "faehigkeiten": Part(
        Competence,
        CompetenceForm,
        gettext_lazy("What you can do"),
        gettext_lazy("Why do customers call you of all companies? What do you buy in? Three to six lines are enough."),
        gettext_lazy("Add a competence"),
        gettext_lazy("No competence yet"),
        lambda c: dict(CompetenceForm.LAYERS)[c.layer],
    ),
    "ressourcen": Part(
        Resource,
        ResourceForm,
        gettext_lazy("What you could share"),
        gettext_lazy("A machine with free hours, a laboratory, a training place, a data set. You decide who gets it."),
        gettext_lazy("Add a resource"),
        gettext_lazy("Nothing to share yet"),
        lambda r: r.get_type_display(),
    ),
    "standorte": Part(
        Site,
        SiteForm,
        gettext_lazy("Where you work"),
        gettext_lazy("Distances and the map are computed from it."),
        gettext_lazy("Add a site"),
        gettext_lazy("No site yet"),
        lambda s: f"{s.postcode} {s.city}".strip(),
    ),
}


def _mine(request: HttpRequest, slug: str) -> Company:
    """The company, where the reader is one of its people (or staff in a session); else as if it did not exist."""
    found = queries.company(request.actor, slug)
    if not request.actor.may_read(found.pk):
        raise Missing("company", queries.NO_COMPANY)
    if request.method == "POST":  # before the form: who may not write is not told what else is wrong
        actions.must_write(request.actor, found.pk)
    return found


def _saved(request: HttpRequest, form: LookForm, act: Callable[[], Any]) -> bool:
    """Run the action; its refusal becomes an error of the form."""
    try:
        act()
    except (Invalid, Conflict) as problem:
        form.add_problem(problem.where, f"{problem.message}. {problem.remedy}".strip())
        return False
    messages.success(request, _("Saved."))
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    company = queries.company(request.actor, slug)
    if not rules.may_edit_profile(request.actor, company):
        raise Missing("company", queries.NO_COMPANY)
    form = ProfileForm(request.POST or None, initial=model_to_dict(company, fields=actions.PROFILE))
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, lambda: actions.change_profile(request.actor, company.pk, form.cleaned_data))
    ):
        return redirect("ecosystem:company", slug=slug)
    context = {"stop": "know", "company": company, "form": form}
    return render(request, "ecosystem/profile.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, slug: str, what: str, pk: UUID | str | None = None) -> HttpResponse:
    """List, and the form for a new entry or (with `pk`) for one that stands there."""
    pk = UUID(str(pk)) if pk else None
    company = _mine(request, slug)
    kind = PARTS[what]
    rows = list(kind.model._default_manager.filter(company=company))
    row = next((r for r in rows if r.pk == pk), None)
    if pk is not None and row is None:
        raise Missing("part", _("There is no such entry"))
    initial = model_to_dict(row, fields=actions.PARTS[kind.model]) if row else None
    form = kind.form(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(
            request, form, lambda: actions.save_part(request.actor, company.pk, kind.model, form.cleaned_data, pk)
        )
    ):
        return redirect("ecosystem:part", slug=slug, what=what)
    context = {
        "stop": "know",
        "company": company,
        "part": kind,
        "what": what,
        "form": form,
        "row": row,
        "rows": [(r, kind.show(r), getattr(r, "public", True)) for r in rows],
        "writable": request.actor.may_write(company.pk),
    }
    return render(request, "ecosystem/part.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def part_delete(request: HttpRequest, slug: str, what: str, pk: str) -> HttpResponse:
    company = _mine(request, slug)
    actions.delete_part(request.actor, company.pk, PARTS[what].model, UUID(pk))
    messages.success(request, _("Deleted."))
    return redirect("ecosystem:part", slug=slug, what=what)


def _initial(row: Relation) -> dict[str, Any]:
    other = row.taker if row.giver_id == row.company_id else row.giver
    values = {name: getattr(row, name) for name in actions.RELATION if not name.endswith("_id")}
    return {**values, "sentence": sentence_of(row), "partner": other.name if other else ""}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: HttpRequest, slug: str, pk: UUID | None = None) -> HttpResponse:
    company = _mine(request, slug)
    rows = queries.relations(request.actor, company.pk)
    row = queries.relation(request.actor, company.pk, pk) if pk else None
    form = RelationForm(request.POST or None, initial=_initial(row) if row else None, company=company)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, lambda: actions.state_relation(request.actor, company.pk, form.values(), pk))
    ):
        return redirect("ecosystem:relations", slug=slug)
    released: dict[UUID, int] = {}
    for one in queries.releases(request.actor, company.pk):
        released[one.relation_id] = released.get(one.relation_id, 0) + 1
    context = {
        "stop": "know",
        "company": company,
        "form": form,
        "row": row,
        "rows": [(r, _other(r), released.get(r.pk, 0)) for r in rows],
        "writable": request.actor.may_write(company.pk),
    }
    return render(request, "ecosystem/relations.html", context, status=422 if form.errors else 200)


def _other(row: Relation) -> str:
    other = row.taker if row.giver_id == row.company_id else row.giver
    if other is not None:
        return other.name
    if row.partner:
        return row.partner
    if row.others_count:
        return _("%(n)s unnamed") % {"n": row.others_count}
    return _("others, unnamed")


@login_required
@require_POST
def relation_delete(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    company = _mine(request, slug)
    actions.withdraw_relation(request.actor, company.pk, pk)
    messages.success(request, _("Deleted."))
    return redirect("ecosystem:relations", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def releases(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who may see a relation; release it, revoke it."""
    company = _mine(request, slug)
    row = queries.relation(request.actor, company.pk, pk)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST":
        actions.must_release(request.actor, company.pk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        until = data["valid_until"]

        def act() -> None:
            actions.release(
                request.actor,
                company.pk,
                pk,
                audience=data["audience"],
                fields=data["fields_"],
                purpose=data["purpose"],
                to_company_id=data.get("to_company_id"),
                valid_until=timezone.make_aware(datetime.combine(until, time(23, 59, 59))) if until else None,
            )

        if _saved(request, form, act):
            return redirect("ecosystem:releases", slug=slug, pk=pk)
    mine = [r for r in queries.releases(request.actor, company.pk) if r.relation_id == pk]
    context = {
        "stop": "know",
        "company": company,
        "row": row,
        "other": _other(row),
        "form": form,
        "releases": [(r, [FIELD_NAMES[f] for f in r.fields if f in FIELD_NAMES]) for r in mine],
        "may_release": rules.may_release(request.actor, company.pk),
    }
    return render(request, "ecosystem/releases.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def release_revoke(request: HttpRequest, slug: str, pk: UUID, release: UUID) -> HttpResponse:
    company = _mine(request, slug)
    actions.revoke(request.actor, company.pk, release)
    messages.success(request, _("Revoked."))
    return redirect(reverse("ecosystem:releases", kwargs={"slug": slug, "pk": pk}))
