"""What insight holds of a company, and how it leaves."""

from verbund.apps.core.personal_data import add, by

from .models import NameRelease


def register() -> None:
    """Called once at start."""
    add(NameRelease, by("company"))
