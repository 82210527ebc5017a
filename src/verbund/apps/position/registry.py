"""What higher rooms do for a company that wants to become less dependent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from verbund.apps.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted, in both languages: no partner's name, no amount. `kind`: of cooperation."""

    kind: str
    title_de: str
    title_en: str
    text_de: str
    text_en: str
    wz_codes: Sequence[str] = ()


hand_over: list[Callable[[Actor, UUID, Need], str]] = []
"""Makes a draft of a need for a company and returns where its people read and change it; registered by the room that
keeps needs. The first one is asked."""
