"""Where later rooms hang what earlier rooms must know of: jobs, outgoing messages, imports, export and erasure.

Every app registers in its `AppConfig.ready`; nothing here imports an app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things; a name is taken once (ValueError), an unknown name is a KeyError that lists the known ones."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def register(self, name: str, item: T) -> T:
        if name in self._items:
            raise ValueError(f"{self.what} {name!r} is registered twice")
        self._items[name] = item
        return item

    def __getitem__(self, name: str) -> T:
        try:
            return self._items[name]
        except KeyError:
            raise KeyError(f"no {self.what} {name!r}; known: {', '.join(sorted(self._items))}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def items(self) -> Iterator[tuple[str, T]]:
        yield from self._items.items()


class Progress(Protocol):
    """Handed to a running job: report, and learn whether to stop."""

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Record progress and renew the lease; raises `jobs.Cancelled` when a person asked for it."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """`run(progress, **args) -> JSON result`; must be safe to run again after kill -9. A periodic one runs for the
    first time `first` after a new node has started."""

    run: Callable[..., Any]
    title: Any = ""
    every: timedelta | None = None
    first: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Send:
    """Outcome of one sending attempt."""

    done: bool
    error: str = ""
    retry_in: timedelta | None = None
    give_up: bool = False


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a model holds of a company: how it is exported and what erasure does."""

    model: str
    export: Callable[[UUID], Iterator[tuple[str, bytes]]]
    erase: Callable[[UUID], int] | None
    retention: str = ""


jobs: Registry[JobKind] = Registry("job")
outbox_handlers: Registry[Callable[[dict[str, Any]], Send]] = Registry("outbox handler")
company_data: Registry[PersonalData] = Registry("company data")
