"""Every text a person reads has its German, whole and with the same gaps to fill."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from scripts import messages

GAP = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[sdfr]|%[sdfr]|\{\w*\}")
CATALOGS = messages.catalogs()
APPS = sorted(apps.parent for apps in messages.SRC.rglob("apps.py"))
FILE = Path("locale") / "de" / "LC_MESSAGES" / "django.po"


def gaps(text: str) -> list[str]:
    return sorted(GAP.findall(text))


def current(po: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(po)) if not entry.obsolete]


@pytest.mark.parametrize("po", CATALOGS, ids=lambda po: po.parts[-5])
def test_every_text_has_its_german(po: Path) -> None:
    missing = [e.msgid for e in current(po) if not e.translated() or "fuzzy" in e.flags]
    assert not missing, f"write the German of these in {po.relative_to(messages.ROOT)}"


@pytest.mark.parametrize("po", CATALOGS, ids=lambda po: po.parts[-5])
def test_german_and_english_have_the_same_gaps(po: Path) -> None:
    different = []
    for e in current(po):
        allowed = [gaps(e.msgid)] + ([gaps(e.msgid_plural)] if e.msgid_plural else [])
        different += [
            (e.msgid, text) for text in [e.msgstr, *e.msgstr_plural.values()] if text and gaps(text) not in allowed
        ]
    assert not different


@pytest.mark.parametrize("po", CATALOGS, ids=lambda po: po.parts[-5])
def test_no_exclamation_marks(po: Path) -> None:
    assert not [e.msgid for e in current(po) if "!" in e.msgid + e.msgstr + "".join(e.msgstr_plural.values())]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with all texts collected, as `scripts/messages.py make` does."""
    copy = tmp_path_factory.mktemp("collected")
    skipped = shutil.ignore_patterns("__pycache__", "*.mo", "*.csv", "*.woff2")
    shutil.copytree(messages.ROOT / "src", copy / "src", ignore=skipped)
    (copy / "scripts").mkdir()
    shutil.copy(messages.ROOT / "scripts" / "messages.py", copy / "scripts")
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, copy / "scripts" / "messages.py", "make"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return copy


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
@pytest.mark.parametrize("app", APPS, ids=lambda app: str(app.relative_to(messages.SRC)))
def test_nothing_waits_to_be_collected(app: Path, collected: Path) -> None:
    held = app / FILE
    found = collected / held.relative_to(messages.ROOT)
    known = {(e.msgctxt, e.msgid) for e in current(held)} if held.exists() else set()
    new = [e.msgid for e in current(found) if (e.msgctxt, e.msgid) not in known] if found.exists() else []
    assert not new, f"run `scripts/messages.py make {app.name}` and write the German"
