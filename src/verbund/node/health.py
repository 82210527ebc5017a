"""`/healthz`: the process answers. `/readyz`: it can do its work (database reachable, schema up to date)."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_migrated = False


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def _schema_is_current() -> bool:
    global _migrated
    if not _migrated:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    checks = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = "ok"
        checks["schema"] = "ok" if _schema_is_current() else "behind: run verbund serve or verbund init again"
    except DatabaseError as error:
        checks["database"] = type(error).__name__
    good = all(value == "ok" for value in checks.values())
    return JsonResponse({"status": "ok" if good else "failing", **checks}, status=200 if good else 503)
