"""Which pages there are, who looks at them, under which addresses."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rights.table import TABLE, Row
from tests.support import routes
from tests.support.routes import Route

from .conftest import Filled

ROLES = ("owner", "centre", "anonymous")
GOES_ON = {("account_logout", "anonymous"), ("shell:today", "anonymous"), ("shell:today", "centre")} | {
    (key, role) for key in ("account_login", "account_signup", "account_logout") for role in ("owner", "centre")
}
"""A page that leads on to another one for this role; that one is looked at by itself."""
PAGES = {
    r.key: r for r in routes.table() if r.kind == "page" and r.key in TABLE and TABLE[r.key].get and TABLE[r.key].html
}


def addresses(node: Filled, route: Route, row: Row, language: str) -> Iterator[tuple[str, bool]]:
    """Addresses of a page, with whether the object in it is a private one of Havelmetall."""
    variants = ("own", "public") if row.objects else ("own",)
    for variant in variants:
        filled: dict[str, object] = {}
        for parameter, kind in row.objects.items():
            value = kind[1:] if kind.startswith("=") else node.objects.get((kind, variant))
            if value is not None:
                filled[parameter] = value
        if set(filled) == set(row.objects):
            yield node.url + route.url(filled, language), variant == "own"
    if not row.objects:
        for query in row.queries:
            yield f"{node.url}{route.url({}, language)}?{query}", True
