"""Secrets at rest: AES-256-GCM under keys derived from the node's vault secret, which lies outside the database.

A sealed value is bound to its purpose (associated data): moved to another row, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from verbund.kit.errors import Conflict

_NONCE = 12


def _derive(info: str) -> bytes:
    secret = settings.NODE.vault_secret.encode()
    return HKDF(SHA256(), 32, salt=b"verbund.vault.v1", info=info.encode()).derive(secret)


def seal(plain: bytes, purpose: str) -> bytes:
    """Nonce and ciphertext."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_derive("seal")).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes | memoryview, purpose: str) -> bytes:
    """The plain text; Conflict when the vault secret is another one or the value was changed."""
    raw = bytes(sealed)
    try:
        return AESGCM(_derive("seal")).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Conflict(
            "vault-locked",
            _("A sealed secret cannot be opened with this node's vault secret."),
            remedy=_("Put back the file secrets/vault_secret that belongs to this database."),
        ) from error


def token(*parts: str) -> str:
    """An access token that can be made again but not guessed, so that none is stored in plain."""
    return hmac.new(_derive("token"), "\x00".join(parts).encode(), hashlib.sha256).hexdigest()
