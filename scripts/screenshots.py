"""Pictures of all pages: `python scripts/screenshots.py [PART OF A NAME …]` writes to screenshots/.

The example region is served on loopback; each page is taken in German and English, 1280 and 390 px wide, and dark.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main(wanted: list[str]) -> int:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import CHROMIUM, NARROW, WIDE, Filled, fill, sign_in
    from tests.browser.walk import GOES_ON, PAGES, ROLES, addresses
    from tests.node.served import serving
    from tests.rights.table import TABLE

    from scripts import messages

    if CHROMIUM is None:
        print("no Chromium: apt-get install chromium")
        return 1
    messages.compile_all()
    out = ROOT / "screenshots"
    out.mkdir(exist_ok=True)
    taken = 0
    views = (("1280", WIDE, "light"), ("390", NARROW, "light"), ("dark", WIDE, "dark"))
    with tempfile.TemporaryDirectory() as home, serving(Path(home), "web") as served, sync_playwright() as playwright:
        node = Filled(served, fill(Path(home), "filled"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for role in ROLES:
            context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
            page = context.new_page()
            if role != "anonymous":
                sign_in(context.new_page(), node.url, role)
            for key in sorted(PAGES):
                if wanted and not any(part in key for part in wanted):
                    continue
                for language in ("de", "en"):
                    for number, (url, private) in enumerate(addresses(node, PAGES[key], TABLE[key], language)):
                        right = TABLE[key].get if private else TABLE[key].public
                        if right is None or right[role] != "y" or (key, role) in GOES_ON:
                            continue
                        name = f"{key.replace(':', '-')}{f'-{number}' if number else ''}.{role}.{language}"
                        page.set_viewport_size(WIDE)
                        page.goto(url)
                        for suffix, size, scheme in views:
                            page.set_viewport_size(size)
                            page.emulate_media(color_scheme=scheme)
                            page.screenshot(path=out / f"{name}.{suffix}.png", full_page=True)
                            taken += 1
                        page.emulate_media(color_scheme="light")
            context.close()
        browser.close()
    print(f"{taken} pictures in {out.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
