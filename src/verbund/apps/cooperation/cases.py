"""A member's view of a charter as plain values, from what lies on this node."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from verbund.apps.core.actor import system
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import queries as ecosystem
from verbund.apps.ecosystem.models import Competence
from verbund.engines.search import Profile, distance_km
from verbund.kit.interval import Interval
from verbund.protocols.register.v1 import Charter

from .models import VerbundMember
from .report import Case, MemberProfile

NEAR_KM = 60.0


def case_of(company_id: UUID, charter: Charter, today: date, answers: Mapping[str, Any] | None = None) -> Case:
    """The company's own relations and those released to it; of the others their public profile."""
    companies = {c.did: c for c in Company.objects.filter(did__in=list(charter.by_did)).select_related("owner_group")}
    skills: dict[UUID, list[tuple[str, str, str]]] = {}
    for c in Competence.objects.filter(company__in=list(companies.values()), public=True).order_by("pk"):
        skills.setdefault(c.company_id, []).append((c.layer, c.name_de, c.wz_code))
    members = []
    for member in charter.members:
        company = companies.get(member.did)
        profile = MemberProfile(did=member.did, name=member.name, role=member.role)
        if company is not None:
            profile = MemberProfile(
                did=member.did,
                name=member.name,
                role=member.role,
                company=company.pk,
                wz_code=company.wz_code,
                nuts3=company.nuts3,
                latitude=company.latitude,
                longitude=company.longitude,
                kind=company.kind,
                group=company.owner_group.name if company.owner_group else "",
                competences=tuple(skills.get(company.pk, ())),
            )
        members.append(profile)
    me = next(profile for profile in members if profile.company == company_id)
    before = ecosystem.neighbourhood(system(company_id=company_id), company_id)
    return Case(
        me,
        tuple(members),
        charter,
        before,
        today,
        dict(answers or {}),
        elsewhere=_elsewhere(company_id, charter),
        nearby=_nearby(me),
    )


def _elsewhere(company_id: UUID, charter: Charter) -> dict[str, int]:
    """In how many other living Verbünde of this company each partner sits, as its own register says."""
    own = UUID(charter.verbund.removeprefix("urn:uuid:"))
    with scoped_to(company_id):
        rows = (
            VerbundMember.objects.filter(verbund__state__in=("in_force", "disputed"), state="active")
            .filter(did__in=list(charter.by_did))
            .exclude(verbund__verbund_id=own)
            .values("did")
            .annotate(n=Count("verbund"))
        )
        return {row["did"]: row["n"] for row in rows}


def _nearby(me: MemberProfile) -> Interval | None:
    """Companies within `NEAR_KM`, the member included, that name its first core competence in public (same class, or
    the same name where it has none). None where the member names no core competence or no place.
    """
    core = next(((name, wz) for layer, name, wz in me.competences if layer == "core"), None)
    if core is None or me.latitude is None or me.longitude is None:
        return None
    same = Competence.objects.filter(public=True)
    same = same.filter(wz_code=core[1]) if core[1] else same.filter(name_de=core[0])
    rows = same.exclude(company__latitude=None).values_list(
        "company_id", "company__latitude", "company__longitude"
    )  # fmt: skip
    here = Profile("", latitude=me.latitude, longitude=me.longitude)
    away = {pk: distance_km(here, Profile("", latitude=lat, longitude=lon)) for pk, lat, lon in rows}
    found = {pk for pk, km in away.items() if km is not None and km <= NEAR_KM}
    return Interval.of(len(found | {me.company}))
