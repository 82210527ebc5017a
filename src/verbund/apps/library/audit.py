"""What the log says of the library."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class OutcomePublished(AuditEvent):
    event = "library.outcome_published"
    text = _("Outcome “%(title)s” entered in the library")
    title: str
    project: str
    verbund: str
