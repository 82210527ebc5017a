"""Private rows belong to one company; a query that does not say for whom raises `ScopeError`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled
from django_scopes.exceptions import ScopeError

__all__ = ["OwnedModel", "ScopeError", "everybody", "scoped_to"]


class OwnedModel(models.Model):
    """Base of every model whose rows are one company's own."""

    company = models.ForeignKey("core.Company", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(company="company_id")

    class Meta:
        abstract = True


@contextmanager
def scoped_to(company: UUID | Iterable[UUID] | None) -> Iterator[None]:
    """Inside the block owned rows of this company (or these) are visible, no others."""
    ids = [] if company is None else [company] if isinstance(company, UUID) else list(company)
    with scope(company=ids):
        yield


everybody = scopes_disabled
"""Only for code that serves no single company: migrations, export of a node, aggregates under disclosure
rules, protocol endpoints that look an object up by an unguessable id before they check the peer."""
