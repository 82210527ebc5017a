"""What every page needs: the node, the actor, the company acted for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"node": settings.NODE, "actor": getattr(request, "actor", None)}
