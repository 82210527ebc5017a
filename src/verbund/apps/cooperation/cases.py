"""A member's view of a charter as plain values, from what lies on this node."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import system
from verbund.apps.core.models import Company
from verbund.apps.ecosystem import queries as ecosystem
from verbund.apps.ecosystem.models import Competence
from verbund.protocols.register.v1 import Charter

from .report import Case, MemberProfile


def case_of(company_id: UUID, charter: Charter, today: date, answers: Mapping[str, Any] | None = None) -> Case:
    """The company's own relations and those released to it; of the others their public profile."""
    companies = {c.did: c for c in Company.objects.filter(did__in=list(charter.by_did))}
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
                competences=tuple(skills.get(company.pk, ())),
            )
        members.append(profile)
    me = next(profile for profile in members if profile.company == company_id)
    before = ecosystem.neighbourhood(system(company_id=company_id), company_id)
    return Case(me, tuple(members), charter, before, today, dict(answers or {}))
