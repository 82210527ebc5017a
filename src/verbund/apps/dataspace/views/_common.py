"""What the pages of the data room share: for whom, how many on a page, how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Forbidden, Missing, Problem

from .. import rules

PER_PAGE = 25


def company_of(request: HttpRequest) -> tuple[Actor, UUID]:
    """Who acts, for which company. Raises Missing without one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise rules.missing()
    rules.must_read(actor, actor.company_id)
    return actor, actor.company_id


def page(request: HttpRequest, template: str, tab: str, **context: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context |= {"stop": "work", "tab": tab, "may_bind": actor.may_release(actor.company_id)}
    return render(request, f"dataspace/{template}.html", context)


def paged(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def done(request: HttpRequest, act: Callable[[], Any], said: Any, to: str, back: str, *args: Any) -> HttpResponse:
    """Do it and go to `to`; a refusal is told on the page the person came from (`back`)."""
    try:
        found = act()
    except (Missing, Forbidden):
        raise
    except Problem as problem:
        text = str(problem.message)
        messages.error(request, f"{text} {problem.remedy}" if problem.remedy else text)
        return redirect(back, *args)
    if said:
        messages.info(request, said)
    return redirect(to, found.pk) if hasattr(found, "pk") and to.endswith(("negotiation", "offer")) else redirect(to)
