"""What persons do on allauth's pages is told to the log."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver

from . import actions


@receiver([password_changed, password_reset, password_set])
def _password(sender: Any, user: Any, **_more: Any) -> None:
    actions.note_password(user)


@receiver(authenticator_added)
def _added(sender: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        actions.note_second_factor(user)


@receiver(authenticator_removed)
def _removed(sender: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        actions.note_second_factor(user, removed=True)
