"""Every page of the URL table in a real browser: both languages, both widths, in every role that may see it."""

from __future__ import annotations

import pytest

from tests.rights.table import TABLE
from tests.support import routes

from .conftest import NARROW, Filled, Open
from .looking import Watch, look, violations
from .walk import GOES_ON, PAGES, ROLES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIMPLE = sorted(key for key, route in PAGES.items() if not route.params)


def test_every_page_has_a_row() -> None:
    unknown = sorted(r.key for r in routes.table() if r.kind == "page" and r.key not in TABLE)
    assert not unknown, f"add these pages to tests/rights/table.py (objects name an example in its address): {unknown}"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("key", sorted(PAGES))
def test_page(key: str, language: str, node: Filled, signed_in: Open) -> None:
    route, row = PAGES[key], TABLE[key]
    wrong, seen = [], set()
    for role in ROLES:
        for url, private in addresses(node, route, row, language):
            right = row.get if private else row.public
            if right is None or right[role] != "y" or (key, role) in GOES_ON:
                continue
            page = signed_in(node, role).new_page()
            watch = Watch(page, node.url)
            found = look(page, watch, url, language, axe=url not in seen)
            wrong += [f"{role} {url.removeprefix(node.url)}: {words}" for words in found]
            seen.add(url)
            page.close()
    if not seen:
        pytest.skip("no role and object to look at it with")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_page_in_the_dark(key: str, node: Filled, signed_in: Open) -> None:
    """Contrast in the dark colour scheme."""
    route, row = PAGES[key], TABLE[key]
    for role in ROLES:
        for url, private in addresses(node, route, row, "de"):
            right = row.get if private else row.public
            if right is None or right[role] != "y" or (key, role) in GOES_ON:
                continue
            page = signed_in(node, role, "dark").new_page()
            page.goto(url)
            found = violations(page, only=["color-contrast"])
            page.close()
            assert not found, "\n".join([url, *found])
            return
    pytest.skip("no role and object to look at it with")


@pytest.mark.parametrize("key", SIMPLE)
def test_page_with_nothing_in_it(key: str, empty_node: Filled, signed_in: Open) -> None:
    """A company that has typed name, place and branch only."""
    route, row = PAGES[key], TABLE[key]
    if row.get is None or row.get["owner"] != "y" or (key, "owner") in GOES_ON:
        pytest.skip("not for the owner of a company")
    page = signed_in(empty_node, "owner").new_page()
    watch = Watch(page, empty_node.url)
    wrong = look(page, watch, empty_node.url + route.url({}, "de"), "de", axe=True)
    page.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_does_not_exist_says_so_in_the_look(language: str, node: Filled, signed_in: Open) -> None:
    page = signed_in(node, "owner").new_page()
    answer = page.goto(f"{node.url}{'/en' if language == 'en' else ''}/gibt-es-nicht/")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert not violations(page)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
