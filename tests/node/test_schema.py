"""A new database is made in one go; it must be what all migrations together would leave."""

import pytest
from django.core.management import call_command
from django.db import connection

from verbund.node.schema import bring_up_to_date

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_both_ways_lead_to_the_same_schema(tmp_path) -> None:
    import os
    import subprocess
    import sys

    if connection.vendor != "sqlite":
        pytest.skip("compares the text of SQLite's schema")
    script = (
        "import django, sys; django.setup()\n"
        "from django.db import connection\n"
        "from django.core.management import call_command\n"
        "from verbund.node.schema import bring_up_to_date\n"
        "call_command('migrate', verbosity=0) if sys.argv[1] == 'all' else bring_up_to_date()\n"
        "rows = connection.cursor().execute('select type, name, sql from sqlite_master order by 1, 2').fetchall()\n"
        "import json; print(json.dumps([r for r in rows if not r[1].startswith('sqlite_')]))\n"
    )
    seen = []
    for way in ("all", "one go"):
        env = {**os.environ, "VERBUND_HOME": str(tmp_path / way), "DJANGO_SETTINGS_MODULE": "verbund.node.settings"}
        env.pop("VERBUND_DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-c", script, way],
            env={**env, "PYTHONPATH": "src"},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.append(_normal(done.stdout))
    assert seen[0] == seen[1]
    assert bring_up_to_date is not None


def _normal(text: str) -> dict[str, set[str]]:
    """Tables by name with their columns and constraints as a set (migrations append columns at the end)."""
    import json
    import re

    found: dict[str, set[str]] = {}  # the last part has lost its bracket
    for kind, name, sql in json.loads(text):
        body = (sql or "")[(sql or "").find("(") + 1 :].rstrip(") ")
        parts = re.split(r", (?=(?:\"|CONSTRAINT|UNIQUE|CHECK|FOREIGN))", body)
        key = re.sub(r"_[0-9a-f]{8}(?=_|$)", "", name)
        found.setdefault(f"{kind} {key}", set()).update(p.strip().rstrip(") ") for p in parts)
    return found
