"""Other participants: who they are and where they are reached. Public facts, so no company owns the rows."""

from __future__ import annotations

from django.db import models


class Peer(models.Model):
    """A participant by its DID, with its document as last fetched."""

    did = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=300, blank=True)
    node = models.ForeignKey("core.Node", null=True, blank=True, on_delete=models.SET_NULL)
    dsp_address = models.CharField(max_length=500, blank=True, help_text="base of DSP 2025-1, no trailing slash")
    document = models.JSONField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name", "did"]

    def __str__(self) -> str:
        return self.name or self.did


class SeenToken(models.Model):
    """A self-issued ID token that was used; kept until it could not be used anyway."""

    issuer = models.CharField(max_length=400)
    jti = models.CharField(max_length=64, help_text="SHA-256 of the claim")
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "jti"], name="token_used_once")]

    def __str__(self) -> str:
        return self.issuer
