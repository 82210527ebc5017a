"""Pages of the house itself: today, search, account, log, help, law."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.accounts.middleware import SESSION_COMPANY
from verbund.apps.core import audit, today
from verbund.apps.core.models import AuditEntry
from verbund.apps.dataspace import queries as dataspace
from verbund.kit import clock
from verbund.kit.errors import Missing


@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if actor.company_id is None:
        try:
            return redirect("insight:centre" if actor.is_centre else "position:first")
        except NoReverseMatch:
            return render(request, "shell/today.html", {"stop": "today", "now": clock.now()})
    context = {
        "stop": "today",
        "now": clock.now(),
        "tasks": today.collect_tasks(actor),
        "panels": today.collect_panels(actor),
    }
    return render(request, "shell/today.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The sentence search leads to the opportunities, where words are understood."""
    query = request.GET.get("q", "")[:300]
    try:
        url = reverse("matching:find")
    except NoReverseMatch:
        url = reverse("shell:today")
    return redirect(f"{url}?{request.GET.urlencode()}" if query else url)


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Switch the company the person acts for."""
    try:
        chosen = UUID(request.POST.get("company", ""))
    except ValueError:
        chosen = None
    if chosen is None or not request.actor.may_read(chosen):
        raise Missing("company", _("There is no such company"))
    request.session[SESSION_COMPANY] = str(chosen)
    return redirect("shell:today")


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/account.html", {"stop": ""})


DID = re.compile(r"did:web:[A-Za-z0-9._:%-]+[A-Za-z0-9]")
HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
"""A SHA-256; its beginning is enough to tell two apart, the exported log has it whole."""


class _Names:
    """Participants by name instead of their DID, where the name is known; hashes by their beginning."""

    def __init__(self, dids: set[str]) -> None:
        self.names = dataspace.names_of(dids) if dids else {}

    def put_into(self, text: str) -> str:
        return HASH.sub(r"\1", DID.sub(lambda found: self.names.get(found[0], found[0]), text))


def _actor(pseudonym: str, own: str) -> str:
    """Oneself and the node in words; empty for others."""
    return _("you") if pseudonym == own else _("this node") if pseudonym == "system" else ""


@login_required
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Who saw and did what, for the company acted for."""
    company_id = request.actor.company_id
    if company_id is None:
        raise Missing("company", _("There is no such company"))
    entries = AuditEntry.objects.filter(company_id=company_id).select_related("payload").order_by("-seq")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    said = [(e, audit.describe(e.event, e.payload.data if hasattr(e, "payload") else {})) for e in page]
    named = _Names({did for e, text in said for did in DID.findall(f"{text} {e.actor}")})
    rows = [
        {
            "entry": e,
            "text": named.put_into(text),
            "who": _actor(e.actor, request.actor.pseudonym) or named.put_into(e.actor),
        }
        for e, text in said
    ]
    return render(request, "shell/log.html", {"rows": rows, "page": page})


@require_GET
def plain(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)
