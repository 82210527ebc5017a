"""What the log says of positions."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class PositionKept(AuditEvent):
    event = "position.kept"
    text = _("Position of %(quarter)s kept, %(high)s of six dependences high")
    quarter: str
    high: int
