"""The texts of side effects in force on this node: those shipped, changed by the files its administrator took in."""

from __future__ import annotations

from contextlib import AbstractContextManager

from .report import wording


def in_force() -> AbstractContextManager[None]:
    """Reports built within it speak by the texts in force here."""
    return wording.using(None)
