"""Make the first migrations anew, with constraints and indexes inside the tables they belong to.

Before the first release only: afterwards migrations are history. `python scripts/fold_migrations.py`
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "src" / "verbund" / "apps"


def main() -> None:
    os.environ["VERBUND_HOME"] = tempfile.mkdtemp()
    os.environ["DJANGO_SETTINGS_MODULE"] = "verbund.node.settings"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    labels = []
    for folder in sorted(APPS.rglob("migrations")):
        labels.append(folder.parent.relative_to(APPS).as_posix().replace("/", "_"))
        for file in folder.glob("0*.py"):
            file.unlink()
    subprocess.run([sys.executable, "-m", "django", "makemigrations", *labels], env=env, check=True)
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
    from django.db.migrations.writer import MigrationWriter

    loader = MigrationLoader(None)
    for key, migration in loader.disk_migrations.items():
        if key[0] not in labels:
            continue
        created = {op.name.lower(): op for op in migration.operations if isinstance(op, CreateModel)}
        kept = []
        for op in migration.operations:
            table = created.get(getattr(op, "model_name", "").lower())
            thing = getattr(op, "constraint", None) or getattr(op, "index", None)
            if table is None or not isinstance(op, (AddConstraint, AddIndex)) or not _inside(thing, table):
                kept.append(op)
                continue
            table.options.setdefault("constraints" if isinstance(op, AddConstraint) else "indexes", []).append(thing)
        migration.operations = kept
        migration.initial = True
        writer = MigrationWriter(migration, include_header=False)
        Path(sys.modules[migration.__module__].__file__).write_text(writer.as_string())


def _inside(thing: object, table: object) -> bool:
    """True when every field it names is part of the table from the start."""
    have = {name for name, _field in table.fields} | {f"{name}_id" for name, _field in table.fields} | {"pk"}
    text = repr(thing.deconstruct())
    later = {f.name for f in _model(table)._meta.local_fields} - have
    return not any(repr(name) in text or f"'{name}__" in text for name in later)


def _model(table: object) -> type:
    from django.apps import apps

    return next(m for m in apps.get_models() if m.__name__ == table.name and m.__module__.startswith("verbund"))


if __name__ == "__main__":
    main()
