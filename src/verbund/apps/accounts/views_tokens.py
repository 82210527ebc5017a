"""The page of tokens for programs: make one, see which there are, end one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from verbund.apps.core.actor import Role
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Invalid, Missing

from . import actions, queries, rules
from .forms import SCOPES, TokenForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens of the company; a new one is shown once."""
    actor = request.actor
    if actor.company_id is None:
        raise Missing("company", _("There is no such company"))
    owns = actor.role_in(actor.company_id) == Role.OWNER
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST":
        rules.must_own(actor, actor.company_id)
        if form.is_valid():
            data = form.cleaned_data
            try:
                _made, secret = actions.create_token(
                    actor, actor.company_id, data["name"], data["scopes"], int(data["days"]), code=data["code"]
                )
                form = TokenForm()
            except (Invalid, Forbidden) as error:
                form.add_error("code" if "sign" in data["scopes"] else None, f"{error.message} {error.remedy}")
    words = dict(SCOPES)
    context = {
        "company": Company.objects.get(pk=actor.company_id),
        "rows": [
            (token, [str(words.get(scope, scope)) for scope in token.scopes])
            for token in queries.tokens(actor, actor.company_id)[:200]
        ],
        "form": form if owns else None,
        "secret": secret,
        "now": clock.now(),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token now."""
    actions.revoke_token(request.actor, queries.token(request.actor, pk).pk)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("accounts:tokens")
