"""Tables of a new database in one go, as all migrations together would leave them.

Playing every migration renders every model many times (seconds); an empty database needs none of that. A test holds
both ways to the same schema.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection


def bring_up_to_date() -> None:
    """Create all tables in an empty database, else apply what is missing; safe to repeat."""
    if not connection.introspection.table_names():
        with connection.schema_editor() as editor:
            for model in apps.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                    if model._meta.auto_created:
                        continue  # made with the model it belongs to
                    editor.create_model(model)
        call_command("migrate", fake=True, verbosity=0, interactive=False)
        return
    call_command("migrate", verbosity=0, interactive=False)
