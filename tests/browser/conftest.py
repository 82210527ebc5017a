"""Two nodes in processes of their own, a real Chromium, persons who are signed in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.node.served import SRC, Served, environment, serving
from tests.support.world import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Filled:
    """A served node and what stands in it."""

    served: Served
    objects: dict[tuple[str, str], str]

    @property
    def url(self) -> str:
        return self.served.url


def fill(home: Path, what: str) -> dict[tuple[str, str], str]:
    env = environment(home)
    env["PYTHONPATH"] = os.pathsep.join((str(SRC), str(SRC.parent)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.node", what], env=env, cwd=SRC.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    return {(kind, variant): value for kind, variant, value in rows if value != "None"}


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The example region with persons in every role."""
    home = tmp_path_factory.mktemp("filled")
    with serving(home, "web") as served:
        yield Filled(served, fill(home, "filled"))


@pytest.fixture(scope="session")
def empty_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A company that has typed no more than name, place and branch."""
    home = tmp_path_factory.mktemp("empty")
    with serving(home, "web") as served:
        yield Filled(served, fill(home, "empty"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium")
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


Open = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def signed_in(chromium: Browser) -> Iterator[Open]:
    """A browser session in a role, kept for the whole run."""
    kept: dict[tuple[Any, ...], BrowserContext] = {}

    def open_as(node: Filled, role: str, scheme: str = "light") -> BrowserContext:
        key = (node.url, role, scheme)
        if key not in kept:
            kept[key] = chromium.new_context(viewport=WIDE, color_scheme=scheme, reduced_motion="reduce")
            if role != "anonymous":
                sign_in(kept[key].new_page(), node.url, role)
        return kept[key]

    yield open_as
    for context in kept.values():
        context.close()


def sign_in(page: Page, url: str, role: str) -> None:
    page.goto(f"{url}/konto/login/")
    page.fill("input[name=login]", f"{role}@verbund.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit], main button.primary")
    page.wait_for_url(lambda address: "/konto/login/" not in address)
    page.close()
