"""Errors that a person can act on become pages or problem+json, in the same words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from verbund.kit.errors import Invalid, Problem


class ProblemMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:  # no text has it, and PostgreSQL refuses it
            if request.path.startswith("/api/"):
                return _problem(Invalid("nul", _("The address contains a NUL character"), remedy=_("Leave it out.")))
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Problem):
            return None
        if request.path.startswith("/api/"):
            return _problem(error)
        return render(request, "shell/problem.html", {"problem": error}, status=error.status)


def _problem(error: Problem) -> JsonResponse:
    return JsonResponse(problem_json(error), status=error.status, content_type="application/problem+json")


def problem_json(error: Problem) -> dict[str, object]:
    """RFC 9457 body of an error."""
    body: dict[str, object] = {
        "type": f"urn:verbund:problem:{error.code}",
        "title": str(error.message),
        "status": error.status,
    }
    if error.remedy:
        body["detail"] = str(error.remedy)
    if error.where:
        body["where"] = error.where
    return body | error.details
