"""Requests in a role, and what came of them as a letter of the table."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.support import routes
from tests.support.routes import Route
from tests.support.world import World

from .table import TOKENS, Row

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
FILE = "a file"
FORMATS = {
    "uuid": "11111111-2222-4333-8444-555555555555",
    "date-time": "2027-01-01T12:00:00Z",
    "date": "2027-01-01",
    "email": "a@verbund.example",
    "uri": "https://a.verbund.example/",
    "binary": FILE,
}


def client_for(world: World, role: str, *, csrf: bool = False) -> Client:
    """A fresh client in a role; persons are signed in."""
    headers = {"Authorization": f"Bearer {world.tokens[role]}"} if role in TOKENS else {}
    client = Client(enforce_csrf_checks=csrf, headers=headers, raise_request_exception=False)
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def sign_in(world: World) -> None:
    """A session for every person, made once."""
    for role, person in world.persons.items():
        client = Client()
        client.force_login(person)
        world.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value


def values(world: World, row: Row, variant: str) -> dict[str, object] | None:
    """What is put into the address; None when an object has no such variant."""
    found = {}
    for parameter, kind in row.objects.items():
        if kind.startswith("="):
            found[parameter] = kind[1:]
            continue
        value = world.value(kind, variant)
        if value is None:
            value = world.value(kind, "public") if variant == "own" else world.value(kind)
            if value is None:
                return None
        found[parameter] = value
    return found


def ask(client: Client, world: World, route: Route, row: Row, method: str, filled: dict[str, object]) -> HttpResponse:
    """One request; what it writes is taken back."""
    kwargs: dict[str, Any] = {}
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        body = _named(world, dict(row.body.get(method, {})))
        if route.kind == "api":
            kwargs = _api_body(route, method, body)
        elif method == "POST":
            kwargs = {"data": body}
    block = transaction.atomic()
    block._from_testcase = True  # the code under test may call out and open durable transactions
    with block:
        answer = getattr(client, method.lower())(route.url(filled), **kwargs)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def _named(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Names in braces stand for things of the world."""
    known = {"{company}": str(world.company.pk), "{peer}": world.companies["barnim"].did}
    return {
        key: known.get(value) or str(world.value(value[1:-1])) if _is_name(value) else value
        for key, value in body.items()
    }


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{") and value.endswith("}")


def _api_body(route: Route, method: str, given: dict[str, Any]) -> dict[str, Any]:
    document = routes.schema()
    content = document["paths"][route.path].get(method.lower(), {}).get("requestBody", {}).get("content", {})
    if "application/json" in content:
        made = example(content["application/json"]["schema"], document)
        return {"data": {**made, **given}, "content_type": "application/json"}
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        if kind in content:
            made = {**example(content[kind]["schema"], document), **given}
            return {"data": {k: SimpleUploadedFile("werte.csv", b"a;b\n") if v == FILE else v for k, v in made.items()}}
    return {"data": given, "content_type": "application/json"} if given else {}


def example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """A smallest value that a schema allows: what is required, nothing more."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document["components"]["schemas"][name], document)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example(schema[choice][0], document)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        wanted = schema.get("required", [])
        return {name: example(schema["properties"][name], document) for name in wanted}
    if kind == "array":
        return [example(schema["items"], document) for _ in range(schema.get("minItems", 0))]
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
    return {}


def letter(answer: HttpResponse) -> str:
    """What came of it: y, s, n, f as in the table; 405, 500 … as they are."""
    status = answer.status_code
    if status == 401 or (status in (302, 303) and "/konto/login/" in answer.headers.get("Location", "")):
        return "s"
    if status in (403, 404):
        return "f" if status == 403 else "n"
    if status in (400, 409, 422, 502):
        return "y"  # the right was given; the input, the state or another participant was not right
    return "y" if status < 400 else str(status)


def agrees(wanted: str, got: str, answer: HttpResponse) -> bool:
    if wanted == "x":
        return 400 <= answer.status_code < 500
    return got in "fn" if wanted == "d" else wanted == got


def words(answer: HttpResponse, filled: dict[str, object]) -> str:
    """A body without what differs by the address that was asked for."""
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    for value in sorted(map(str, filled.values()), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(value)}\b", "…", text) if len(value) > 3 else text.replace(f"/{value}/", "/…/")
    return CSRF.sub("", UUIDS.sub("…", text))
