"""Who acts: the first argument of every query and action."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Role(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
    CENTRE = "centre"


Via = Literal["page", "api", "command", "job", "dsp"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, token, job or peer, and the company it acts for.

    `roles` maps company id → role. `staff_company` is set while a centre member of staff works in a company's data
    inside a reasoned, time-limited session. Rules live in each app's `rules.py`.
    """

    pseudonym: str
    via: Via
    user_id: int | None = None
    company_id: UUID | None = None
    roles: dict[UUID, Role] = field(default_factory=dict)
    is_centre: bool = False
    is_system: bool = False
    staff_company: UUID | None = None
    peer_did: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def anonymous(self) -> bool:
        return self.user_id is None and not self.is_system and self.peer_did is None and self.company_id is None

    def role_in(self, company_id: UUID | None) -> Role | None:
        return self.roles.get(company_id) if company_id else None

    def may_read(self, company_id: UUID | None) -> bool:
        """Private things of the company: its people, the system, or staff inside a session."""
        if company_id is None:
            return self.is_system or self.is_centre
        return self.is_system or company_id in self.roles or self.staff_company == company_id

    def may_write(self, company_id: UUID | None) -> bool:
        """Owner or editor; staff may draft inside a session."""
        if company_id is None:
            return self.is_system or self.is_centre
        return (
            self.is_system
            or self.roles.get(company_id) in (Role.OWNER, Role.EDITOR)
            or self.staff_company == company_id
        )

    def may_release(self, company_id: UUID | None) -> bool:
        """Publish, opt in, share: the company itself, never staff."""
        return self.is_system or (company_id is not None and self.roles.get(company_id) in (Role.OWNER, Role.EDITOR))


ANONYMOUS = Actor(pseudonym="anonymous", via="page")


def system(via: Via = "job", company_id: UUID | None = None) -> Actor:
    """The node itself: jobs, migrations, the command line of its operator."""
    return Actor(pseudonym="system", via=via, company_id=company_id, is_system=True)


def peer(did: str) -> Actor:
    """A verified participant of another node."""
    return Actor(pseudonym=did, via="dsp", peer_did=did)
