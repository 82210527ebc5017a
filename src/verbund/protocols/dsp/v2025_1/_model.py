"""Reading and writing objects from their annotations, so that a class is the whole description of a message.

A property is required when its field has no default, repeated when it is a tuple, nested when it is a
`Node`, and a leaf is read by the reader in its `Annotated` type. JSON names are the camel case of the field
names.
"""

from __future__ import annotations

import functools
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from ._jsonld import CONTEXT, PREFIXES, TERMS, every, only
from ._problems import MalformedMessage

MAX_NAME = 2048
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DATE_TIME = re.compile(
    r"-?([1-9]\d{3,}|0\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"T((([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?)|24:00:00(\.0+)?)"
    r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?",
    re.ASCII,
)

Reader = Callable[[Any, str], Any]


def read_text(value: Any, where: str) -> str:
    """Text, also as `{"@value": …}`."""
    value = only(value)
    if not isinstance(value, str):
        raise MalformedMessage(where, "must be text")
    return value


def read_identifier(value: Any, where: str) -> str:
    """A non-empty IRI or name without control characters, also as `{"@id": …}`. Some peers name assets with spaces."""
    value = only(value)
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str):
        value = value["@id"]
    if not isinstance(value, str):
        raise MalformedMessage(where, "must be an identifier")
    if not value or len(value) > MAX_NAME or _CONTROL.search(value):
        raise MalformedMessage(where, f"must be an identifier of 1 to {MAX_NAME} characters, none of them a control")
    return value


def read_pid(value: Any, where: str) -> str:
    """An identifier that becomes a path segment."""
    pid = read_identifier(value, where)
    if pid in (".", "..") or any(character.isspace() for character in pid):
        raise MalformedMessage(where, "cannot be a path segment")
    return pid


def read_known_pid(value: Any, where: str) -> str | None:
    """A pid of an error body; empty where the sender of the error knew none."""
    return None if only(value) == "" else read_pid(value, where)


def read_word(value: Any, where: str) -> str:
    """A word of a vocabulary; a term of the 2025-1 context without its prefix, any other as it is."""
    value = only(value)
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str):
        value = value["@id"]
    if not isinstance(value, str) or not value:
        raise MalformedMessage(where, "must be a word")
    return plain_word(value)


def plain_word(value: str) -> str:
    """`dspace:FINALIZED` and its full IRI as `FINALIZED`; other words unchanged."""
    prefix, colon, rest = value.partition(":")
    iri = PREFIXES[prefix] + rest if colon and prefix in PREFIXES else value
    return TERMS.get(iri, value)


def read_address(value: Any, where: str) -> str:
    """An absolute http or https address without user name."""
    address = read_identifier(value, where)
    try:
        if any(character.isspace() or character == "\\" for character in address):
            raise ValueError(address)  # readers of addresses disagree about these
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise MalformedMessage(where, "must be an absolute http or https address")
    return address


def read_instant(value: Any, where: str) -> str:
    """An xsd:dateTime, kept in its spelling."""
    value = only(value)
    if isinstance(value, Mapping) and "@value" in value:
        value = value["@value"]
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        raise MalformedMessage(where, "must be an xsd:dateTime such as 2025-01-31T12:00:00Z")
    return value


def read_any(value: Any, where: str) -> Any:
    """Anything; `{"@value": x}` as x."""
    return only(value) if isinstance(value, Mapping) else value


Json = Any
Text = Annotated[str, read_text]
Identifier = Annotated[str, read_identifier]
Pid = Annotated[str, read_pid]
KnownPid = Annotated[str | None, read_known_pid]
Word = Annotated[str, read_word]
Address = Annotated[str, read_address]
Value = Annotated[Json, read_any]


@dataclass(frozen=True)
class _Property:
    name: str
    json: str
    reader: Reader
    required: bool
    many: bool


@dataclass(frozen=True, kw_only=True)
class Node:
    """An object of the protocol; `extra` holds the properties the specification does not name."""

    TYPE: ClassVar[str] = ""
    # a property is written as this although it is None, because the schema demands it
    WRITTEN_WHEN_UNKNOWN: ClassVar[Mapping[str, str]] = {}

    id: str | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """The compacted form, as the JSON Schema of the specification demands it."""
        return self._body()

    def _body(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        if self.TYPE:
            found["@type"] = self.TYPE
        if self.id is not None:
            found["@id"] = self.id
        for prop in _properties_of(type(self)):
            value = getattr(self, prop.name)
            if value is None:
                value = self.WRITTEN_WHEN_UNKNOWN.get(prop.json)
            if value is None or (prop.many and not value and not prop.required):
                continue
            found[prop.json] = [_plain(item) for item in value] if prop.many else _plain(value)
        for key, value in self.extra.items():
            found.setdefault(key, value)
        return found

    @classmethod
    def read(cls, value: Any, where: str) -> Self:
        """The object out of its renamed JSON form; raises MalformedMessage."""
        value = only(value)
        if not isinstance(value, Mapping):
            raise MalformedMessage(where or "$", "must be an object")
        at = f"{where}." if where else ""
        cls._check_type(value, at)
        arguments: dict[str, Any] = {}
        identifier = value.get("@id")
        if identifier is not None:
            arguments["id"] = read_identifier(identifier, at + "@id")
        elif cls._needs_id():
            raise MalformedMessage(at + "@id", "is missing")
        properties = _properties_of(cls)
        for prop in properties:
            found = _read_property(prop, value.get(prop.json), at + prop.json)
            if found is not None:
                arguments[prop.name] = found
            elif prop.required:
                raise MalformedMessage(at + prop.json, "is missing")
        known = {"@type", "@id", "@context", *(prop.json for prop in properties)}
        arguments["extra"] = {key: item for key, item in value.items() if key not in known}
        return cls(**arguments)

    @classmethod
    def _check_type(cls, value: Mapping[str, Any], at: str) -> None:
        found = value.get("@type")
        if found is not None and cls.TYPE and cls.TYPE not in every(found):
            raise MalformedMessage(at + "@type", f"must be {cls.TYPE}, not {found}")

    @classmethod
    def _needs_id(cls) -> bool:
        return _required(cls)["id"]


@dataclass(frozen=True, kw_only=True)
class Message(Node):
    """What travels as a body of its own. `context` holds further context addresses, never fetched."""

    context: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {"@context": [CONTEXT, *self.context], **self._body()}


def _plain(value: Any) -> Json:
    if isinstance(value, Node):
        return value._body()
    return value.to_json() if hasattr(value, "to_json") else value


def _read_property(prop: _Property, value: Any, where: str) -> Any:
    if value is None:
        return None
    if not prop.many:
        return prop.reader(value, where)
    items = every(value)
    if len(items) == 1:
        return (prop.reader(items[0], f"{where}[0]"),)
    return tuple(prop.reader(item, f"{where}[{index}]") for index, item in enumerate(items))


def _required(cls: type[Node]) -> Mapping[str, bool]:
    """Field name → whether it has no default."""
    return {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(cls)}


_KNOWN: dict[type[Node], tuple[_Property, ...]] = {}


def _properties_of(cls: type[Node]) -> tuple[_Property, ...]:
    """The properties of a class, worked out once."""
    known = _KNOWN.get(cls)
    if known is None:
        known = _KNOWN[cls] = _properties(cls)
    return known


def _properties(cls: type[Node]) -> tuple[_Property, ...]:
    hints = typing.get_type_hints(cls, include_extras=True)
    found = []
    for name, required in _required(cls).items():
        if name in ("id", "extra", "context"):
            continue
        reader, many = _reader_of(hints[name])
        found.append(_Property(name, _camel(name), reader, required, many))
    return tuple(found)


def _reader_of(hint: Any) -> tuple[Reader, bool]:
    if typing.get_origin(hint) is Annotated:
        return hint.__metadata__[0], False
    if typing.get_origin(hint) is tuple:
        return _reader_of(typing.get_args(hint)[0])[0], True
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [item for item in typing.get_args(hint) if item is not type(None)]
        if len(inner) == 1:
            return _reader_of(inner[0])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return functools.partial(_read_enum, hint), False
    return hint.read, False


def _read_enum(words: type[StrEnum], value: Any, where: str) -> StrEnum:
    word = read_word(value, where)
    if word not in words.__members__:
        raise MalformedMessage(where, f"{word[:60]!r} is none of {', '.join(words)}")
    return words(word)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join("URL" if part == "url" else part.capitalize() for part in rest)
