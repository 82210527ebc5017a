"""One row of a company that the actor may bind, locked inside a transaction of that company."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from verbund.apps.core.actions import turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import OwnedModel, everybody

from .. import rules

Row = TypeVar("Row", bound=OwnedModel)


@contextmanager
def held(actor: Actor, model: type[Row], pk: UUID) -> Iterator[Row]:
    """Raises Missing, in the same words for one that is another's; Forbidden for who may read but not bind."""
    with everybody():
        company_id = model.objects.filter(pk=pk).values_list("company_id", flat=True).first()
    if company_id is None:
        raise rules.missing()
    rules.must_bind(actor, company_id)
    with turn(company_id):
        yield model.objects.select_for_update().get(pk=pk)
