"""Who wants to know what a register says, beyond cooperation itself: later rooms hang in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from verbund.protocols.register.v1 import Charter


@dataclass(frozen=True, slots=True)
class Outcome:
    """A public outcome that a member entered, with the charter in force."""

    company_id: UUID
    verbund_id: UUID
    author: str
    charter: Charter
    payload: Mapping[str, Any]


outcomes: list[Callable[[Outcome], None]] = []
"""Called inside the transaction that keeps the entry, once for every member hosted here. Registered in `ready`."""
