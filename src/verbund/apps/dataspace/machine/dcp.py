"""Credential service: a peer that may asks for presentations of the credentials a company holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from verbund.kit.errors import Missing, Problem

from .. import credentials, http, identity, tokens
from ._calls import body_of, me_of, reply


@csrf_exempt
@require_POST
def presentations(request: HttpRequest, slug: str) -> HttpResponse:
    """POST /presentations/query (DCP 1.0, section 5.4)."""
    try:
        me = me_of(slug)
        claims, _document = tokens.verify(request.headers.get("Authorization"), me.did)
        return reply(credentials.present(me, claims, body_of(request)))
    except Missing:
        return reply(_problem("not-found", "There is nothing here, or nothing for you."), 404)
    except http.Unreachable as error:
        return reply(_problem("did-unresolved", str(error)), 401)
    except identity.Unresolved as error:
        return reply(_problem(error.code, str(error)), 401)
    except Problem as error:
        return reply(_problem(str(error.code), str(error)), error.status)


def _problem(code: str, text: str) -> dict[str, Any]:
    return {"error": code, "error_description": text}
