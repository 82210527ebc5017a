"""Doors for people: who acts for us, inviting, the letter, and coming in with its code."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from verbund.apps.core.actor import Role
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Conflict, Missing, Problem

from . import actions, queries, second_factor
from .forms import AccountForm, CodeForm, InviteForm
from .middleware import SESSION_COMPANY
from .models import Mandate, Membership

CODE = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _missing() -> Missing:
    return Missing("company", _("There is no such company"))


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who acts for the company, who is invited, who of the centre looked in."""
    actor = request.actor
    if actor.company_id is None:
        raise _missing()
    now = clock.now()
    signers = set(
        Mandate.objects.filter(company_id=actor.company_id, revoked_at=None, valid_from__lte=now)
        .exclude(valid_until__lte=now)
        .values_list("person_id", flat=True)
    )
    rows = [
        {"m": m, "signs": m.person_id in signers, "factor": second_factor.held(m.person_id)}
        for m in queries.people(actor, actor.company_id)
    ]
    context = {
        "company": Company.objects.get(pk=actor.company_id),
        "rows": rows,
        "may_invite": actor.role_in(actor.company_id) == Role.OWNER,
        "roles": Membership._meta.get_field("role").choices,
        "invitations": list(queries.invitations(actor, actor.company_id)),
        "sessions": list(queries.staff_sessions(actor, actor.company_id)[:20]),
        "now": now,
        "bare": sum(r["signs"] and not r["factor"] for r in rows),
    }
    return render(request, "accounts/people.html", context)


@login_required
@require_POST
def person(request: HttpRequest, pseudonym: str) -> HttpResponse:
    """An owner changes what a person may: role, signing, or nothing any more."""
    actor = request.actor
    if actor.company_id is None:
        raise _missing()
    found = queries.member(actor, actor.company_id, pseudonym)
    step = request.POST.get("step", "")
    try:
        if step == "mandate":
            actions.give_mandate(actor, actor.company_id, found.person)
        elif step == "revoke":
            for mandate in queries.mandates(actor, actor.company_id).filter(person=found.person, revoked_at=None):
                actions.revoke_mandate(actor, mandate)
        elif step == "end":
            actions.end_role(actor, actor.company_id, found.person)
        else:
            actions.give_role(actor, actor.company_id, found.person, Role(request.POST.get("role", "viewer")))
    except Conflict as error:  # the last owner
        messages.error(request, f"{error.message} {error.remedy}")
    except ValueError:
        messages.error(request, _("There is no such role."))
    else:
        messages.success(request, _("Saved."))
    return redirect("accounts:people")


@login_required
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """The centre's: whom to invite to claim an entry, and whose letters are open."""
    words = request.GET.get("q", "")[:100].replace("\0", "")
    if not request.actor.is_centre:
        raise _missing()
    context = {
        "rows": list(queries.invitations(request.actor, None)[:200]),
        "words": words,
        "found": queries.claimable(request.actor, words) if words else [],
    }
    return render(request, "accounts/invitations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter to print and a text for one's own mail, with a code that is shown once."""
    actor = request.actor
    company = Company.objects.filter(slug=slug).first()
    if company is None or not (queries.may_invite(actor, company.pk) or actor.may_read(company.pk)):
        raise _missing()
    from . import rules

    rules.must_invite(actor, company.pk)
    claims = actor.role_in(company.pk) != Role.OWNER
    form = InviteForm(request.POST or None, initial={"role": "owner" if claims else "editor"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made, code = actions.invite(actor, company.pk, Role(data["role"]), int(data["days"]))
        address = settings.NODE.base_url + reverse("accounts:join")
        context = {
            "company": company,
            "invitation": made,
            "code": code,
            "to": data["to"],
            "address": address,
            "qr": _picture(f"{address}?code={code}"),
            "claims": claims,
            "contact": settings.NODE.contact,
            "words": {n: settings.NODE.contact.get(f"{n}_{(get_language() or 'de')[:2]}", "")
                      for n in ("operator", "cost", "readers", "hours")},
            "today": clock.now(),
        }  # fmt: skip
        return render(request, "accounts/letter.html", context)
    return render(request, "accounts/invite.html", {"company": company, "form": form, "claims": claims})


def _picture(address: str) -> str:
    """A QR code as an address of an image."""
    drawn = get_adapter().build_totp_svg(address).encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = queries.invitation(request.actor, pk)
    actions.revoke_invitation(request.actor, found)
    messages.success(request, _("The invitation is withdrawn; its code opens nothing any more."))
    own = request.actor.role_in(found.company_id) is not None
    return redirect("accounts:people" if own else "accounts:invitations")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40].replace("\0", "")})
    if request.method == "POST" and form.is_valid():
        try:
            queries.invitation_of(form.cleaned_data["code"])
        except Problem as problem:
            form.add_error("code", f"{problem.message} {problem.remedy}")
        else:
            request.session[CODE] = form.cleaned_data["code"]
            return redirect("accounts:accept")
    return render(request, "accounts/join.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """Who invites to what; then come in, signed in or with a new account."""
    code = request.session.get(CODE, "")
    try:
        found = queries.invitation_of(code)
    except Missing:
        request.session.pop(CODE, None)
        return redirect("accounts:join")
    known = request.user.is_authenticated
    form = AccountForm(request.POST or None)
    if request.method == "POST" and (known or form.is_valid()):
        try:
            data: dict[str, Any] = {} if known else form.cleaned_data
            language = (get_language() or "de")[:2]
            person = actions.accept_invitation(code, person=request.user if known else None, language=language, **data)
        except Problem as problem:
            field = problem.where if problem.where in form.fields else None
            form.add_error(field, f"{problem.message} {problem.remedy}".strip())
        else:
            if not known:
                login(request, person, backend=BACKEND)
            request.session.pop(CODE, None)
            request.session[SESSION_COMPANY] = str(found.company_id)
            messages.success(request, _("Welcome to %(company)s.") % {"company": found.company.name})
            return redirect("shell:today")
    return render(request, "accounts/accept.html", {"invitation": found, "form": form, "known": known})
