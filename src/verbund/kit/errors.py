"""Errors that a person or a peer can act on.

Problem
├── Invalid      the input is wrong: what, where, how to mend
├── Forbidden    the actor may see the object but not do this
├── Missing      it does not exist for this actor (same words as: does not exist)
└── Conflict     the object's state does not allow it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """Base of all errors that reach a user or peer.

    `code` is a stable kebab-case word, `message` says what is wrong, `where` names the field, row or rule,
    `remedy` says how to mend it. Texts may be lazy translations; they are turned into `str` only when shown.
    """

    status = 400

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        where: str = "",
        remedy: Any = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.where = where
        self.remedy = remedy
        self.details = dict(details or {})

    def __str__(self) -> str:
        parts = [str(self.message)]
        if self.where:
            parts.insert(0, f"{self.where}:")
        if self.remedy:
            parts.append(str(self.remedy))
        return " ".join(parts)


class Invalid(Problem):
    """The input is wrong."""

    status = 422


class Forbidden(Problem):
    """The actor may not do this."""

    status = 403


class Missing(Problem):
    """Nothing there for this actor."""

    status = 404


class Conflict(Problem):
    """The object's state does not allow it."""

    status = 409
