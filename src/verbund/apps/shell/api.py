"""The REST API: one schema, the routers of all apps, the same rules and words as the pages.

An app gives `api.py` with a `router`. Whoever calls is `request.actor`: a token (`Authorization: Bearer vb_…`) or a
signed-in person (with CSRF token). Errors are problem+json (RFC 9457).
"""

from __future__ import annotations

from importlib import import_module, util
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer

from verbund.apps.accounts.tokens import actor_of_token
from verbund.apps.core.actor import Actor
from verbund.apps.core.middleware import problem_json
from verbund.kit.errors import Forbidden, Problem

READING = ("GET", "HEAD", "OPTIONS")
IMPORTS = "/api/v1/import"
MEDIA = "application/problem+json"


class Token(HttpBearer):
    """A company's or person's token with scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_of_token(token)
        if actor.anonymous:
            return None
        scopes = actor.scopes or frozenset()
        if scopes == {"import"} and not request.path.startswith(IMPORTS):
            raise Forbidden(
                "scope", _("This token may only import"), remedy=_("Create one with the scope read or write.")
            )
        wanted = {"write", "sign", "admin"} | ({"import"} if request.path.startswith(IMPORTS) else set())
        if request.method not in READING and not scopes & wanted:
            raise Forbidden("scope", _("This token may only read"), remedy=_("Create one with the scope write."))
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class Session(APIKeyCookie):
    """A person who is signed in; writing needs the CSRF token."""

    param_name = "sessionid"

    def __init__(self) -> None:
        from django.conf import settings

        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        if request.method not in READING:
            refused = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(request, _view, (), {})
            if refused is not None:
                raise Forbidden("csrf", _("The form is too old"), remedy=_("Load the page again."))
        return request.actor  # type: ignore[attr-defined]


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


PROBLEMS = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing here",
    409: "The state does not allow it",
    422: "Some fields are wrong",
    502: "Another participant does not answer",
}
PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "where": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "reason"],
                "properties": {"where": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}


class Api(NinjaAPI):
    """Every operation may answer with a problem; said once here and not at each route. The document is made once."""

    def __init__(self, **kwargs: Any) -> None:
        self._documents: dict[str, OpenAPISchema] = {}
        super().__init__(**kwargs)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        key = repr(sorted(kwargs.items()))
        if key not in self._documents:
            self._documents[key] = self._document(**kwargs)
        return self._documents[key]

    def _document(self, **kwargs: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**kwargs)
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in document["paths"].values():
            for operation in methods.values():
                for status, words in PROBLEMS.items():
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        return document


api = Api(
    title="Verbund",
    version="1",
    description="Companies, positions, opportunities, Verbünde, data: the same as the pages.",
    docs_url=None,
    docs_decorator=require_safe,
    urls_namespace="api-1",
    auth=[Token(), Session()],
)


def _answer(body: dict[str, Any], status: int) -> HttpResponse:
    import json

    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    status = 502 if error.status == 401 else error.status  # another participant did not prove itself, not the caller
    return _answer({**problem_json(error), "status": status}, status)


@api.exception_handler(AuthenticationError)
def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    body = {
        "type": "urn:verbund:problem:sign-in",
        "title": _("Sign in first"),
        "status": 401,
        "detail": _("Send a token of your company: Authorization: Bearer vb_…"),
    }
    answer = _answer(body, 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {"where": ".".join(str(p) for p in e.get("loc", ())[1:]), "reason": str(e.get("msg", ""))} for e in error.errors
    ]
    body = {
        "type": "urn:verbund:problem:invalid",
        "title": _("Some fields are wrong"),
        "status": 422,
        "fields": fields,
    }
    return _answer(body, 422)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer({"type": "urn:verbund:problem:nothing", "title": _("There is nothing here"), "status": 404}, 404)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(
        {"type": "urn:verbund:problem:http", "title": str(error), "status": error.status_code}, error.status_code
    )


def collect() -> NinjaAPI:
    """Add every app's router once, in the order of the journey."""
    for config in apps.get_app_configs():
        if not config.name.startswith("verbund.apps.") or config.name == "verbund.apps.shell":
            continue
        if util.find_spec(f"{config.name}.api") is not None:
            module = import_module(f"{config.name}.api")
            api.add_router("", module.router)
    return api
