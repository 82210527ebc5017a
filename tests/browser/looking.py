"""What is wrong with a page, as sentences."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request

from .conftest import NARROW, WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe()


class Watch:
    """Collects what a page says on the console and whom it asks."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.found: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"console: {message.text}")

    def _error(self, error: Error) -> None:
        self.found.append(f"script: {error.message}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.found.append(f"asks another server: {request.url}")


def look(page: Page, watch: Watch, url: str, language: str, *, axe: bool, narrow: bool = True) -> list[str]:
    """Load the address and name everything that is wrong with it."""
    watch.found.clear()
    page.set_viewport_size(WIDE)
    answer = page.goto(url, wait_until="load")
    wrong = []
    if answer is None or answer.status != 200:
        wrong.append(f"status {answer.status if answer else 'none'}")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(f"html lang is not {language}")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} h1")
    if not page.title().strip(" ·").removesuffix("Verbund").strip(" ·"):
        wrong.append("no title")
    wrong += _overflow(page, 1280)
    if axe:
        wrong += violations(page)
    if narrow:
        page.set_viewport_size(NARROW)
        wrong += _overflow(page, 390)
    return wrong + sorted(set(watch.found))


def violations(page: Page, only: list[str] | None = None) -> list[str]:
    """WCAG 2.2 A and AA, or only some rules."""
    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    found = AXE.run(page, options={"runOnly": run, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"axe {v['id']}: {n['html'][:160]} ({(n.get('failureSummary') or '').splitlines()[-1].strip()[:160]})"
        for v in found
        for n in v["nodes"][:3]
    ]


def _overflow(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways: {wide} px at {width} px"] if wide > width else []
