"""What a company's Verbünde put on the start page and into the navigation: to read and sign, to decide, to do."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.core.today import Panel, Task
from verbund.apps.dataspace.models import DataOffer
from verbund.apps.dataspace.registry import Audience
from verbund.kit import clock

from . import actions, pagewords, queries, rules
from .models import CharterVersion, RegisterEntry, ReportFinding, Verbund

SOON = 3  # days
MOST = 30
SAID = ("assent", "refusal", "withdrawn", "counter_proposal")


def tasks(actor: Actor) -> Iterator[Task]:
    """Versions to read and sign, counter-proposals to decide, tasks of the registers. Four queries."""
    company_id = actor.company_id
    if company_id is None or not actor.may_read(company_id):
        return
    own, today = queries.own_did(company_id), clock.now().date()
    with scoped_to(company_id):
        open_versions = list(
            CharterVersion.objects.filter(
                status__in=("proposed", "counter"), verbund__state__in=("proposed", "in_force")
            )
            .select_related("verbund")
            .order_by("-version")[:MOST]
        )
        mine = RegisterEntry.objects.filter(
            verbund__in={v.verbund_id for v in open_versions}, author_did=own, type__in=SAID
        ).values_list("verbund_id", "jws")
        answered = {(key, _charter(jws)) for key, jws in mine}
        work = list(
            RegisterEntry.objects.filter(type="task", verdict="accepted", verbund__state="in_force")
            .select_related("verbund")
            .order_by("id")
        )
    with scoped_to(company_id):
        open_findings = list(ReportFinding.objects.filter(settled_at=None).select_related("verbund")[:MOST])
    for finding in open_findings:
        yield Task(
            title=pagewords.say(finding.text),
            text=_("%(title)s: talk with the others first, then read the side-effect report again.")
            % {"title": pagewords.title(finding.verbund)},
            url=reverse("cooperation:verbund", args=[finding.verbund.verbund_id]),
            kind=finding.verbund.kind,
            minutes=20,
        )
    for version in open_versions:
        row = version.verbund
        named = any(m["did"] == own for m in version.document["members"])
        if version.status == "proposed" and named and (row.pk, version.hash) not in answered:
            yield _to_sign(row, version, today)
        elif version.status == "counter" and row.proposer_did == own and version.author_did != own:
            yield Task(
                title=_("Decide on a counter-proposal: %(title)s") % {"title": pagewords.title(row)},
                text=pagewords.say(version.reason)
                or _("Read what it changes, then adopt it or answer with a version of your own."),
                url=reverse("cooperation:version", args=[row.verbund_id, version.hash]),
                kind=row.kind,
                minutes=15,
            )
    latest = {(e.verbund_id, e.payload["task"]): e for e in work if e.payload}
    for entry in latest.values():
        told: Any = entry.payload
        if told["state"] in ("open", "doing") and told.get("assignee") in (None, own):
            due = date.fromisoformat(told["due"]) if told.get("due") else None
            yield Task(
                title=pagewords.say(told["title"]),
                text=pagewords.title(entry.verbund),
                url=reverse("cooperation:verbund", args=[entry.verbund.verbund_id]),
                kind=entry.verbund.kind,
                due=due,
                urgent=due is not None and (due - today).days <= SOON,
            )


def _to_sign(row: Verbund, version: CharterVersion, today: date) -> Task:
    due = datetime.fromisoformat(version.document["signBy"]).date()
    return Task(
        title=_("Read and sign: %(title)s") % {"title": pagewords.title(row)},
        text=_("Version %(n)s waits for your company. First the side-effect report, then the signature.")
        % {"n": version.version},
        url=reverse("cooperation:verbund", args=[row.verbund_id]),
        kind=row.kind,
        due=due,
        minutes=20,
        urgent=(due - today).days <= SOON,
    )


def _charter(jws: str) -> str:
    """Under which version an entry of ours was said; it was verified when it was stored."""
    body = jws.split(".")[1]
    found = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return str(found.get("charter", ""))


def panels(actor: Actor) -> Iterator[Panel]:
    """The Verbünde that run."""
    company_id = actor.company_id
    if company_id is None or not actor.may_read(company_id):
        return
    with scoped_to(company_id):
        found = list(Verbund.objects.filter(state__in=("in_force", "disputed"))[:8])
    if found:
        rows = [
            {"v": v, "title": pagewords.title(v), "level": pagewords.STATE[v.state][0],
             "words": pagewords.STATE[v.state][1]}
            for v in found
        ]  # fmt: skip
        yield Panel(_("Running Verbünde"), "cooperation/_panel.html", {"rows": rows}, order=20)


def audiences(actor: Actor, company_id: UUID) -> list[Audience]:
    """The company's Verbünde as groups that files are offered to; only those in force can be chosen."""
    rules.must_read(actor, company_id)
    with scoped_to(company_id):
        found = list(Verbund.objects.exclude(state=Verbund.State.DRAFT))

    def offering(verbund_id: UUID) -> Any:
        def offer(actor: Actor, company_id: UUID, file_id: UUID, title: str, **terms: Any) -> DataOffer:
            return actions.offer_file(actor, company_id, verbund_id, file_id, title, **terms)[0]

        return offer

    return [
        Audience(v.urn, pagewords.title(v), v.kind, offering(v.verbund_id) if v.state == "in_force" else None)
        for v in found
    ]
