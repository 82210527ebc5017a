"""Scopes and the presentation query (DCP 1.0, section 5.4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ._json import field as required
from ._json import read_object, strings
from .credentials import Credential
from .errors import Code, Malformed, Unsupported
from .profiles import DCP_CONTEXT

TYPE_ALIAS = "org.eclipse.dspace.dcp.vc.type"
ID_ALIAS = "org.eclipse.dspace.dcp.vc.id"
MAX_MESSAGE_BYTES = 2 * 1024 * 1024
_MAX_SCOPES = 64
_MAX_SCOPE_LENGTH = 1024
# Some connectors add what may be done; presenting is reading, so only these open anything here.
_READING = ("read", "all", "*")
_OPERATIONS = (*_READING, "write")


@dataclass(frozen=True, slots=True)
class Scope:
    """`alias:value`, with an operation where a connector adds one (`…:Member:read`)."""

    alias: str
    value: str
    operation: str = ""

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read a scope. An unknown alias is kept: it opens nothing. Raises `Malformed`."""
        alias, colon, value = text.partition(":")
        if not colon or not alias or not value or len(text) > _MAX_SCOPE_LENGTH or any(c.isspace() for c in text):
            raise Malformed(Code.MALFORMED, "must have the form alias:value", where="scope")
        head, colon, last = value.rpartition(":")
        if colon and head and last in _OPERATIONS:
            return cls(alias, head, last)
        return cls(alias, value)

    @classmethod
    def of_type(cls, kind: str, operation: str = "read") -> Scope:
        """The scope for a credential type, in the form that asks for reading."""
        return cls(TYPE_ALIAS, kind, operation)

    def __str__(self) -> str:
        return ":".join(filter(None, (self.alias, self.value, self.operation)))

    def covers(self, credential: Credential) -> bool:
        """Whether the scope asks for this credential."""
        if self.operation and self.operation not in _READING:
            return False
        if self.alias == TYPE_ALIAS:
            return self.value in credential.types
        return self.alias == ID_ALIAS and self.value == credential.id


@dataclass(frozen=True, slots=True)
class PresentationQuery:
    """What a verifier asks a credential service for."""

    scopes: tuple[Scope, ...]

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> PresentationQuery:
        """Read a PresentationQueryMessage.

        Raises `Malformed` (400) for a wrong form, no or empty scopes, an empty definition, or scope and
        definition together; `Unsupported` (501) for a presentation definition.
        """
        message = read_message(data, "PresentationQueryMessage")
        scope, definition = message.get("scope"), message.get("presentationDefinition")
        what = "PresentationQueryMessage"
        if scope is not None and definition is not None:
            raise Malformed(Code.MALFORMED, "either scope or presentationDefinition, not both", where=what)
        if definition is not None:
            if not isinstance(definition, Mapping) or not definition.get("input_descriptors"):
                raise Malformed(
                    Code.MALFORMED,
                    "must be a presentation definition",
                    where=f"{what}.presentationDefinition",
                )
            raise Unsupported(
                Code.UNSUPPORTED,
                "presentation definitions are not supported",
                where=f"{what}.presentationDefinition",
                remedy="Ask by scope.",
            )
        texts = strings(scope, what=f"{what}.scope", single=False) if scope is not None else ()
        if not texts:
            raise Malformed(Code.MISSING_FIELD, "must name at least one scope", where=f"{what}.scope")
        if len(texts) > _MAX_SCOPES:
            raise Malformed(Code.TOO_LARGE, f"more than {_MAX_SCOPES}", where=f"{what}.scope")
        return cls(tuple(Scope.parse(text) for text in texts))

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON."""
        return message("PresentationQueryMessage", scope=[str(scope) for scope in self.scopes])

    def select(self, held: Iterable[Credential], granted: Iterable[str]) -> list[Credential]:
        """Those of the held credentials that are asked for and that the access token opens.

        `granted` are the scopes of the access token. What exceeds them is left out silently, as specified.
        """
        grants = [Scope.parse(text) for text in granted]
        return [
            credential
            for credential in held
            if any(s.covers(credential) for s in self.scopes) and any(g.covers(credential) for g in grants)
        ]


def message(kind: str, **members: Any) -> dict[str, Any]:
    """A message of this protocol; members that are None are left out."""
    return {"@context": [DCP_CONTEXT], "type": kind, **{k: v for k, v in members.items() if v is not None}}


def read_message(data: str | bytes | Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """A message of the given type, context checked. Raises `Malformed`."""
    if isinstance(data, str | bytes):
        data = read_object(data, what=kind, max_bytes=MAX_MESSAGE_BYTES)
    contexts = data.get("@context")
    if contexts != DCP_CONTEXT and not (isinstance(contexts, list) and DCP_CONTEXT in contexts):
        raise Malformed(Code.WRONG_CONTEXT, f"must contain {DCP_CONTEXT}", where=f"{kind}.@context")
    if required(data, "type", str, what=kind) != kind:
        raise Malformed(Code.WRONG_TYPE, f"must be {kind}", where=f"{kind}.type")
    return data
