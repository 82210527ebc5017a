"""Time-based codes (RFC 6238, as authenticator apps show them) of persons: which hold now, and who has one.

Secrets lie with allauth, which asks for them at sign-in; sealed there by `adapter.SecondFactorAdapter`.
"""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from verbund.kit import clock

TOLERANCE = 1
"""Steps before and after now that count: telephones go slow or fast."""


def held(person_id: int | None) -> bool:
    """Whether the person has set up a second factor."""
    if person_id is None:
        return False
    return Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).exists()


def code_at(authenticator: Authenticator, counter: int) -> str:
    """The digits that the person's app shows in this step of time."""
    return format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), counter))


def counter_now() -> int:
    """Number of the step of time that runs now."""
    return int(clock.now().timestamp()) // app_settings.TOTP_PERIOD


def seconds_left() -> int:
    """How long the code of now is shown."""
    return app_settings.TOTP_PERIOD - int(clock.now().timestamp()) % app_settings.TOTP_PERIOD
