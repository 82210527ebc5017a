"""What the steps of the story share: who takes part, and what one step hands to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .nodes import WITHIN, DemoNode, Failed


@dataclass
class Story:
    """What the steps hand to each other."""

    nodes: dict[str, DemoNode]
    did: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    slack: Callable[[], float] = lambda: 0.0
    """Seconds to add to the window of the offered file, for what a test does between the steps."""

    @property
    def centre(self) -> DemoNode:
        return self.nodes["zentrum"]

    def home(self, company: str) -> DemoNode:
        """The node a company of the story lives on."""
        return self.nodes.get(company, self.centre)

    def get(self, company: str, path: str) -> Any:
        return self.home(company).get(company, path)

    def post(self, company: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.home(company).post(company, path, body, **more)

    def until(self, company: str, path: str, good: Callable[[Any], Any], what: str, within: float = WITHIN) -> Any:
        return self.home(company).until(company, path, good, f"{what} at {company}", within)


MEMBERS = ("luchland", "prignitz", "havelmetall")
PROPOSER, PROVIDER, THIRD = MEMBERS
OUTSIDER = "uckerland"


def check(good: Any, what: str) -> None:
    if not good:
        raise Failed(what)
