"""Pages about people: the second factor."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

AFTER = "after_second_factor"


@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """To the setting up, remembering which page asked for it."""
    after = request.GET.get("next", "")[:500]
    if url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        request.session[AFTER] = after
    return redirect("mfa_activate_totp")
