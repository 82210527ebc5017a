"""Schemathesis asks the API what its schema allows and what it does not: it never breaks, and answers as it says."""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import Case, GenerationMode, checks

from tests.support.routes import schema
from tests.support.world import World

from .table import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "8"))  # for each operation and mode: below 90 seconds
OPERATIONS = [(method, path) for path, methods in schema()["paths"].items() for method in methods]
checks.load_all_checks()
KEPT = [
    checks.CHECKS.get_one(name)
    for name in (
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]


@pytest.fixture(scope="module")
def api(world: World) -> schemathesis.BaseSchema:
    from verbund.node.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def ask(case: Case, token: str) -> None:
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=KEPT)
        assert answer.status_code < 500 or answer.status_code == 502, "502: another participant does not answer"
        transaction.set_rollback(True)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_its_word(
    method: str, path: str, mode: GenerationMode, api: schemathesis.BaseSchema, world: World
) -> None:
    """Valid input meets objects that exist; invalid input meets anything."""
    operation = api[path][method.upper()]
    given_ids = {
        name: str(world.value(kind) or world.value(kind, "public")) for name, kind in TABLE[path].objects.items()
    }
    known = {"path_parameters": given_ids} if given_ids and mode is GenerationMode.POSITIVE else {}
    body = schema()["paths"][path][method]
    if mode is GenerationMode.NEGATIVE and not (body.get("parameters") or body.get("requestBody")):
        return

    @seed(1)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode, **known))
    def run(case: Case) -> None:
        ask(case, world.tokens["all"])

    run()


def test_every_schema_has_a_name_of_its_own() -> None:
    """Two classes of one name would silently stand for each other in the document."""
    from importlib import import_module, util

    from django.apps import apps
    from ninja import Schema

    seen: dict[str, str] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("verbund.apps.") or util.find_spec(f"{config.name}.api") is None:
            continue
        module = import_module(f"{config.name}.api")
        for name, item in vars(module).items():
            if isinstance(item, type) and issubclass(item, Schema) and item.__module__ == module.__name__:
                assert name not in seen, f"{name} is a schema in {seen[name]} and in {module.__name__}"
                seen[name] = module.__name__
