"""Projects and who took part in them, from a list of one's own or a public register of projects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.imports.flaws import WORDS
from verbund.apps.core.models import Company, CompanyIdentifier
from verbund.apps.ecosystem.targets import rows as help

from .models import Project, ProjectMember

WORDS["unknown-project"] = (
    _("There is no project “%(value)s”"),
    _("Import the projects first, then retry this row."),
)
WORDS["no-title"] = (_("The project has no title"), _("Fill in a German or an English title."))
STATES = {
    **{value: value for value in Project.State.values},
    "idee": "idea",
    "läuft": "running",
    "laufend": "running",
    "umgesetzt": "implemented",
    "abgeschlossen": "implemented",
}
TEXTS = (
    *("title_de", "title_en", "purpose_de", "purpose_en", "expected_de", "expected_en", "measured_de", "measured_en"),
    *("lesson_de", "lesson_en", "funding"),
)
SCHEME = "organisation"
SCHOOL = re.compile(r"universit|hochschule|college|school|academy", re.IGNORECASE)
FIRM = re.compile(r"\b(ltd|limited|plc|llp|gmbh|ag|kg|se|inc|s\.?a\.?|b\.?v\.?)\.?$", re.IGNORECASE)
PUBLIC = re.compile(r"council|ministry|ministerium|authority|agency|department|kommune|landkreis|nhs", re.IGNORECASE)


def apply_projects(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: a project is found by source and id; members are companies this node knows."""
    source = context.source[:60]
    known = {
        p.external_id: p
        for p in Project.objects.filter(source=source, external_id__in=[r.values["external_id"] for r in rows])
    }
    companies = help.Companies((w for r in rows for w in help.several(r.values["members"])), context)
    outcomes: list[Outcome] = []
    new: list[Project] = []
    members: list[tuple[Project, list[Any]]] = []
    for row in rows:
        flaws = help.disordered(row.values["started"], row.values["ended"], ("started", "ended"), context)
        if not (row.values["title_de"] or row.values["title_en"]):
            flaws.append(Flaw("no-title", context.column("title_de")))
        found = [companies.find(w, context.column("members")) for w in help.several(row.values["members"])]
        flaws += [f for f in found if isinstance(f, Flaw)]
        if flaws:
            outcomes.append(flaws)
            continue
        values = _values(row, context.at.date())
        one = known.get(row.values["external_id"])
        if one is None:
            one = Project(source=source, external_id=row.values["external_id"], **values)
            one.provenance = context.provenance(row)
            new.append(one)
            outcomes.append("created")
        elif changed := help.merge(one, help.given(context, values) | {"state": values["state"]}):
            one.provenance = context.provenance(row)
            one.save(update_fields=[*changed, "provenance", "updated_at"])
            outcomes.append("updated")
        else:
            outcomes.append("unchanged")
        if found:
            members.append((one, found))
    Project.objects.bulk_create(new)
    _join([(p, c, None) for p, ids in members for c in ids])
    return outcomes


def _values(row: Row, today: date) -> dict[str, Any]:
    v = row.values
    state = v["state"] or _state(v["started"], v["ended"], today)
    return {
        **help.fitted(Project, {name: v[name] for name in (*TEXTS, "grant", "started", "ended")}),
        "kind": v["kind"] or "development",
        "state": state,
    }


def _state(started: date | None, ended: date | None, today: date) -> str:
    if ended and ended < today:
        return Project.State.IMPLEMENTED
    return Project.State.RUNNING if started and started <= today else Project.State.IDEA


def _join(wanted: Sequence[tuple[Project, Any, Any]]) -> set[tuple[Any, Any]]:
    """Enter members that are not there yet; returns the pairs (project, company) that were new or changed."""
    projects = {p.pk for p, _c, _g in wanted}
    there = {(m.project_id, m.company_id): m for m in ProjectMember.objects.filter(project__in=projects)}
    new: dict[tuple[Any, Any], ProjectMember] = {}
    changed = set()
    for project, company, grant in wanted:
        key = (project.pk, company)
        one = there.get(key) or new.get(key)
        if one is None:
            new[key] = ProjectMember(project=project, company_id=company, grant=grant)
            changed.add(key)
        elif grant is not None and one.grant != grant:
            one.grant = grant
            if one.pk:
                one.save(update_fields=["grant"])
            changed.add(key)
    ProjectMember.objects.bulk_create(new.values())
    return changed


def apply_participations(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: organisations become listed companies, and members of projects that are known."""
    projects = {
        p.external_id: p
        for p in Project.objects.filter(external_id__in={r.values["project_id"] for r in rows}).order_by("-pk")
    }
    good = [row for row in rows if row.values["project_id"] in projects]
    companies = _organisations(good, context)
    wanted = [
        (
            projects[row.values["project_id"]],
            companies[row.values["organisation_id"]],
            help.fitted(ProjectMember, {"grant": row.values["grant"]})["grant"],
        )
        for row in good
    ]
    before = {
        (m.project_id, m.company_id) for m in ProjectMember.objects.filter(project__in={p.pk for p, _c, _g in wanted})
    }
    changed = _join(wanted)
    outcomes: list[Outcome] = []
    for row in rows:
        word = row.values["project_id"]
        if word not in projects:
            outcomes.append([Flaw("unknown-project", context.column("project_id"), {"value": word[:80]})])
            continue
        key = (projects[word].pk, companies[row.values["organisation_id"]])
        outcomes.append("unchanged" if key not in changed else "updated" if key in before else "created")
        changed.discard(key)
    return outcomes


def _organisations(rows: Sequence[Row], context: Context) -> dict[str, Any]:
    """Id in the source → company id; missing ones are entered as listed only. Their place is not checked here."""
    ids = {row.values["organisation_id"] for row in rows}
    known = dict(CompanyIdentifier.objects.filter(scheme=SCHEME, value__in=ids).values_list("value", "company_id"))
    new: dict[str, Company] = {}
    for row in rows:
        key = row.values["organisation_id"]
        if key in known or key in new:
            continue
        name = row.values["organisation_name"]
        digest = sha256(f"{SCHEME} {key}".encode()).hexdigest()[:10]
        new[key] = Company(
            slug=f"{slugify(name)[:60].strip('-') or 'organisation'}-{digest}",
            name=name,
            kind=_kind(name),
            hosting=Company.Hosting.LISTED,
            postcode=row.values["postcode"] or "",
            website=row.values["website"] or "",
            provenance=context.provenance(row),
        )
    Company.objects.bulk_create(new.values())
    CompanyIdentifier.objects.bulk_create(
        CompanyIdentifier(company=company, scheme=SCHEME, value=key) for key, company in new.items()
    )
    return {**known, **{key: company.pk for key, company in new.items()}}


def _kind(name: str) -> str:
    """By the words of the name: schools and public bodies are told, everything else is taken for a company."""
    if FIRM.search(name):
        return Company.Kind.SME
    if SCHOOL.search(name):
        return Company.Kind.SCHOOL
    if PUBLIC.search(name):
        return Company.Kind.PUBLIC
    return Company.Kind.INSTITUTE if re.search(r"institut|laborator|research", name, re.IGNORECASE) else "sme"


def _texts(names: Mapping[str, Any], synonyms: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    return tuple(
        Field(name, label, "long", max_length=50_000, synonyms=synonyms.get(name, ())) for name, label in names.items()
    )


PROJECTS = Target(
    "projects",
    _("Projects"),
    (
        Field(
            "external_id",
            _("id in the source"),
            required=True,
            key=True,
            max_length=180,
            synonyms=("project_id", "id", "nummer"),
        ),
        Field("title_de", _("title in German"), max_length=300, synonyms=("titel",)),
        Field("title_en", _("title in English"), max_length=300, synonyms=("title",)),
        Field("kind", _("kind of cooperation"), max_length=40, pattern=r"[a-z_]+", example="development"),
        Field("state", _("state"), "choice", synonyms=("status", "stand"), choices=STATES),
        Field("members", _("members"), max_length=5000, synonyms=("mitglieder",)),
        Field("started", _("start"), "date", synonyms=("start", "beginn")),
        Field("ended", _("end"), "date", synonyms=("end", "ende")),
        *_texts(
            {
                "purpose_de": _("purpose in German"),
                "purpose_en": _("purpose in English"),
                "expected_de": _("expected, in German"),
                "expected_en": _("expected, in English"),
                "measured_de": _("measured, in German"),
                "measured_en": _("measured, in English"),
                "lesson_de": _("lesson in German"),
                "lesson_en": _("lesson in English"),
            },
            {"purpose_de": ("zweck", "ziel"), "purpose_en": ("objective",), "lesson_de": ("lehre",)},
        ),
        Field("funding", _("funding"), max_length=300, synonyms=("förderung",)),
        Field("grant", _("grant"), "number", synonyms=("ec_max_contribution_eur", "fördersumme"), low=0, high=1e11),
    ),
    apply_projects,
)
PARTICIPATIONS = Target(
    "participations",
    _("Participations in projects"),
    (
        Field("project_id", _("id of the project"), required=True, max_length=180),
        Field("organisation_id", _("id of the organisation"), required=True, max_length=180),
        Field("organisation_name", _("name"), required=True, max_length=300, synonyms=("organisation", "name")),
        Field("postcode", _("postcode"), max_length=10, synonyms=("plz",)),
        Field("grant", _("grant"), "number", synonyms=("contribution_eur",), low=0, high=1e11),
        Field("website", _("website"), "url", max_length=300),
    ),
    apply_participations,
)
