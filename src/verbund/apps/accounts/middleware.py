"""Every request knows its actor: `request.actor`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from verbund.apps.core.actor import ANONYMOUS, Actor

from .queries import actor_of

SESSION_COMPANY = "company"


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return ANONYMOUS
    chosen = request.session.get(SESSION_COMPANY)
    return actor_of(request.user, "page", UUID(chosen) if chosen else None)


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)
