"""The matrix: role × route × method × own, public, foreign and missing objects, as `table.py` states it."""

from __future__ import annotations

import pytest

from tests.support import routes
from tests.support.routes import Route
from tests.support.world import World

from .asking import agrees, ask, client_for, letter, values, words
from .table import PEER, PEOPLE, ROLES, TABLE, TOKENS, Row

pytestmark = pytest.mark.django_db

ROUTES = {route.key: route for route in routes.table()}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STATED = [(key, method) for key in ROUTES if key in TABLE for method in TABLE[key].methods()]
KEYS = sorted(ROUTES.keys() & TABLE.keys())


def _roles(route: Route) -> tuple[str, ...]:
    return ROLES if route.kind == "api" else PEOPLE


def _case(key: str) -> tuple[Route, Row]:
    return ROUTES[key], TABLE[key]


def test_every_route_states_its_right() -> None:
    unstated = sorted(set(ROUTES) - set(TABLE))
    assert not unstated, f"say in tests/rights/table.py who may use these routes: {unstated}"
    gone = sorted(set(TABLE) - set(ROUTES))
    assert not gone, f"tests/rights/table.py speaks of routes that do not exist (any more): {gone}"


@pytest.mark.parametrize("key", KEYS)
def test_the_table_is_whole(key: str) -> None:
    route, row = _case(key)
    needed = set(route.params)
    assert needed <= set(row.objects), f"{key}: name the objects of {sorted(needed - set(row.objects))} in its row"
    if route.kind == "api":
        stated = set(row.methods())
        assert stated == set(route.methods), f"{key}: the API has {route.methods}, the table states {sorted(stated)}"


@pytest.mark.parametrize(("key", "method"), STATED)
def test_each_role_may_what_the_table_says(key: str, method: str, world: World) -> None:
    route, row = _case(key)
    right = row.methods()[method]
    filled = values(world, row, "own")
    wrong = []
    for role in _roles(route):
        answer = ask(client_for(world, role), world, route, row, method, filled)
        got = letter(answer)
        if not agrees(right[role], got, answer):
            wrong.append(f"{role}: {right[role]} is stated, {got} ({answer.status_code}) came")
    assert not wrong, f"{method} {key}"


@pytest.mark.parametrize("key", [k for k in KEYS if TABLE[k].public])
def test_public_things_are_seen_by_whom_the_table_says(key: str, world: World) -> None:
    route, row = _case(key)
    filled = values(world, row, "public")
    for role in _roles(route):
        answer = ask(client_for(world, role), world, route, row, "GET", filled)
        assert agrees(row.public[role], letter(answer), answer), f"{role}: {answer.status_code}"


@pytest.mark.parametrize(("key", "method"), [c for c in STATED if TABLE[c[0]].objects])
def test_what_one_may_not_see_reads_like_nothing(key: str, method: str, world: World) -> None:
    """404 for another's object has the same body as for one that does not exist."""
    if key == "account_reset_password_from_key":
        return  # a link that does not hold leads to a new one, whether it ever held or not
    route, row = _case(key)
    right = row.methods()[method]
    own, missing = values(world, row, "own"), values(world, row, "missing")
    for role in _roles(route):
        if right[role] not in "yfn" or right is PEER or (role in TOKENS and right[role] == "f"):
            continue  # a token's scope is asked before the object
        client = client_for(world, role)
        nothing = ask(client, world, route, row, method, missing)
        assert nothing.status_code == 404, f"{role}: {nothing.status_code} for what does not exist"
        if right[role] == "n":
            foreign = ask(client, world, route, row, method, own)
            assert words(foreign, own) == words(nothing, missing), role


@pytest.mark.parametrize("key", KEYS)
def test_other_methods_do_not_exist(key: str, world: World) -> None:
    route, row = _case(key)
    filled = values(world, row, "own")
    client = client_for(world, "write_token" if route.kind == "api" else "owner")
    allowed = {m for m in METHODS if m not in row.methods()}
    answers = {m: ask(client, world, route, row, m, filled).status_code for m in allowed}
    fine = {405, *([401] if PEER in row.methods().values() else []), *([] if row.methods() else [404])}
    wrong = {m: status for m, status in answers.items() if status not in fine}
    assert not wrong, "answer 405 to methods a route does not have (require_GET, require_POST, require_http_methods)"


@pytest.mark.parametrize(
    ("key", "method"), [c for c in STATED if c[1] != "GET" and TABLE[c[0]].methods()[c[1]] is not PEER]
)
def test_writes_need_the_token_of_the_form(key: str, method: str, world: World) -> None:
    """Without CSRF token: 403, whoever asks with a session."""
    route, row = _case(key)
    answer = ask(client_for(world, "owner", csrf=True), world, route, row, method, values(world, row, "own"))
    assert answer.status_code == 403


@pytest.mark.parametrize(("key", "method"), [c for c in STATED if c[1] != "GET"])
def test_strangers_to_the_node_write_nothing(key: str, method: str, world: World) -> None:
    """An anonymous write never succeeds, save the steps of signing in and of coming in with a code."""
    route, row = _case(key)
    if key.startswith(("account_", "mfa_")) or key in ("accounts:join", "accounts:accept"):
        return
    assert row.methods()[method]["anonymous"] in "snx"
    answer = ask(client_for(world, "anonymous"), world, route, row, method, values(world, row, "own"))
    assert letter(answer) != "y" or (row.methods()[method] is PEER and answer.status_code == 400)
