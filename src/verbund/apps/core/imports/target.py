"""What can be imported: a target says its fields and applies rows; rooms register theirs in `import_targets`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from verbund.apps.core.registry import Registry

from .flaws import Flaw

FieldType = Literal["text", "long", "number", "integer", "date", "yes-no", "choice", "url"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row. `synonyms` are header names, in the order of preference; `choices` maps word → value."""

    name: str
    label: Any
    type: FieldType = "text"
    required: bool = False
    key: bool = False
    synonyms: Sequence[str] = ()
    help: Any = ""
    max_length: int = 0
    pattern: str = ""
    example: str = ""
    low: float | None = None
    high: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row whose cells were read: `values` maps field name → value (None: empty). `raw` is the row of the file."""

    number: int
    values: dict[str, Any]
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """What `apply` needs to know of the run. `country` is the ISO code that places must lie in; empty: anywhere."""

    run_id: UUID
    source: str
    company_id: UUID | None
    actor: str
    at: datetime
    file: str
    mapping: str
    columns: Mapping[str, str]
    country: str = "DE"
    memory: dict[str, Any] = field(default_factory=dict)

    def provenance(self, row: Row) -> dict[str, Any]:
        """Where an object's values come from; kept on the object."""
        return {
            "file": self.file,
            "row": row.number,
            "mapping": self.mapping,
            "at": self.at.isoformat(),
            "by": self.actor,
            "source": self.source,
            "run": str(self.run_id),
        }

    def column(self, name: str) -> str:
        """The file's word for a field."""
        return self.columns.get(name, name)


Outcome = Literal["created", "updated", "unchanged"] | list[Flaw]


@dataclass(frozen=True, slots=True)
class Target:
    """`apply(rows, context)` runs inside a transaction and returns one outcome per row, in order.

    It must be idempotent by the key field: applied twice, the second time says "unchanged". Flaws refuse a row; then
    nothing of it is written. `private`: rows belong to the company that imports. `operator`: rows give rights, so only
    the node's operator imports them, by command.
    """

    name: str
    title: Any
    fields: Sequence[Field]
    apply: Callable[[Sequence[Row], Context], Sequence[Outcome]]
    private: bool = False
    operator: bool = False

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    @property
    def key(self) -> str:
        return next((f.name for f in self.fields if f.key), "")


import_targets: Registry[Target] = Registry("import target")
