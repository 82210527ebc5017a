"""How sign-in behaves here: nobody signs up without an invitation, and what codes are made from lies sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from verbund.apps.core import vault

PURPOSE = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of codes and recovery codes are sealed with the node's vault secret, outside database and backup."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal(text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(base64.b64decode(encrypted_text), PURPOSE).decode()
