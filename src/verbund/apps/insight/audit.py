"""What the log says of the centre's page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class NameReleased(AuditEvent):
    event = "insight.name_released"
    text = _("The centre may name us as a bottleneck, until: %(until)s")
    until: str


@dataclass(frozen=True)
class NameWithdrawn(AuditEvent):
    event = "insight.name_withdrawn"
    text = _("The centre may no longer name us as a bottleneck")
