"""Translations: `python scripts/messages.py make [APP …]|compile|check`.

`make` collects texts into the German file of each (named) app (needs gettext), `compile` writes the `.mo` files (needs
nothing but polib), `check` fails when a text has no German.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "verbund"


def catalogs() -> list[Path]:
    return sorted(SRC.rglob("locale/de/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """Write `.mo` beside every `.po` that is newer."""
    for po in catalogs():
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


def make(only: list[str]) -> None:
    for app in sorted({p.parent for p in SRC.rglob("apps.py")}):
        if only and app.name not in only:
            continue
        (app / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        ignore = [f"--ignore={p.name}/*" for p in app.iterdir() if (p / "apps.py").exists()]
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "de", "--no-wrap", "--no-location", *ignore],
            cwd=app,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            check=True,
        )


def missing() -> list[str]:
    """`file: text` for every text without German, or with a fuzzy one."""
    found = []
    for po in catalogs():
        found += [
            f"{po.relative_to(ROOT)}: {entry.msgid}"
            for entry in polib.pofile(str(po))
            if not entry.obsolete and (not entry.translated() or "fuzzy" in entry.flags)
        ]
    return found


def torn() -> list[str]:
    """Texts with two German forms: all apps are one catalogue to a reader, and one of the two would win."""
    seen: dict[tuple[str | None, str], dict[tuple[str, str], str]] = {}
    for po in catalogs():
        for entry in polib.pofile(str(po)):
            if not entry.obsolete:
                german = (entry.msgstr, str(sorted((entry.msgstr_plural or {}).items())))
                seen.setdefault((entry.msgctxt, entry.msgid), {}).setdefault(german, po.parents[3].name)
    return [
        f"{' and '.join(forms.values())}: “{text}” has two German forms: say it otherwise or give it a context"
        for (_context, text), forms in seen.items()
        if len(forms) > 1
    ]


def main(argv: list[str]) -> int:
    if argv[:1] == ["make"]:
        make(argv[1:])
    elif argv == ["compile"]:
        compile_all()
    elif argv == ["check"]:
        gaps = missing() + torn()
        print("\n".join(gaps) or "every text has its German, and one only")
        return bool(gaps)
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
