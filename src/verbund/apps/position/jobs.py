"""Work of position that nobody waits for: the report of each quarter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import system
from verbund.apps.core.models import Company
from verbund.apps.core.registry import Progress

from . import actions

EVERY = timedelta(days=1)
FIRST = timedelta(minutes=2)


def keep(progress: Progress, company: str = "") -> dict[str, Any]:
    """Bring this quarter's report up to date: of one company, or of all that are hosted here."""
    ids = [UUID(company)] if company else list(Company.objects.filter(hosting="here").values_list("pk", flat=True))
    kept = 0
    for done, pk in enumerate(ids, 1):
        kept += actions.keep(system(company_id=pk), pk) is not None
        progress(done, len(ids))
    return {"companies": len(ids), "kept": kept}
