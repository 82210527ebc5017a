"""Every route of the node, read from the URL table and from the schema of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils import translation

LIBRARY_PREFIX = "konto/"
API = "/api/v1"


@dataclass(frozen=True)
class Route:
    """A route as the table of rights names it.

    `key`: `app:name` of a page, `account_login` of a sign-in page, the pattern of a machine route, `/api/v1/…` of an
    operation. `path`: a template with `{parameter}`. `methods`: known for the API, else empty.
    """

    key: str
    path: str
    kind: str
    params: tuple[str, ...]
    methods: tuple[str, ...] = ()

    def url(self, values: dict[str, object], language: str = "de") -> str:
        """The address with its parameters filled in; English pages lie under /en/."""
        filled = re.sub(r"\{(\w+)\}", lambda m: str(values[m[1]]), self.path)
        return f"/en{filled}" if language == "en" and self.kind == "page" else filled


def _template(pattern: str) -> tuple[str, tuple[str, ...]]:
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.)*\)", r"{\1}", pattern).replace("^", "").replace("$", "")
    text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
    return "/" + text.replace("\\", ""), tuple(re.findall(r"\{(\w+)\}", text))


def _walk(patterns: list[Any], prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), namespace, entry
        else:
            inner = f"{namespace}:{entry.namespace}" if namespace and entry.namespace else entry.namespace or namespace
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern), inner)


def table() -> list[Route]:
    """Pages, machine routes and API operations, each once."""
    found: dict[str, Route] = {}
    pages = {id(p) for entry in _pages() for _path, _ns, p in _walk(entry.url_patterns)}
    with translation.override("de"):
        for pattern, namespace, entry in _walk(get_resolver().url_patterns):
            path, params = _template(pattern)
            if namespace == "api-1" and entry.name not in ("openapi-json", "api-root"):
                continue
            kind = "page" if id(entry) in pages else "machine"
            name = f"{namespace}:{entry.name}" if namespace else str(entry.name)
            key = name if kind == "page" else path
            if key in found:
                raise ValueError(f"two routes are called {key}")
            found[key] = Route(key, path, kind, params)
    for path, methods in schema()["paths"].items():
        params = tuple(re.findall(r"\{(\w+)\}", path))
        known = tuple(m.upper() for m in methods if m in ("get", "post", "put", "patch", "delete"))
        found[path] = Route(path, path, "api", params, known)
    return list(found.values())


def _pages() -> list[Any]:
    """What stands behind the language prefix."""
    from django.urls.resolvers import LocalePrefixPattern

    return [e for e in get_resolver().url_patterns if isinstance(e.pattern, LocalePrefixPattern)]


def schema() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    from verbund.apps.shell.api import api

    return dict(api.get_openapi_schema())
