"""A node with something in it: the example region, persons in every role, one object of every kind.

Havelmetall is the company everything is about. `objects` names what a route may be asked for; a maker that is not
there yet is added to `MAKERS`. Used by the tests of rights, the browser tests and the screenshots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import verbund.node

REGION = Path(verbund.node.__file__).parent / "demo" / "region"
FILES = (
    *("companies", "figures", "sites", "competences", "resources", "relations"),
    *("opportunities", "projects", "events", "funding"),
)
PASSWORD = "ein langes Passwort"  # nosec
NOTHING = UUID("00000000-0000-4000-8000-000000000000")
PERSONS = {
    "viewer": ("havelmetall", "viewer"),
    "editor": ("havelmetall", "editor"),
    "owner": ("havelmetall", "owner"),
    "stranger": ("flaeming", "owner"),
    "partner": ("barnim", "owner"),
    "centre": ("", "centre"),
    "session": ("", "centre"),
    "newcomer": ("", ""),
}


@dataclass
class World:
    companies: dict[str, Any]
    persons: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def company(self) -> Any:
        return self.companies["havelmetall"]

    def value(self, kind: str, variant: str = "own") -> Any | None:
        """What stands in the address for an object: Havelmetall's own, a public one, or one that is not there.

        None where this kind of object has no such variant. Raises KeyError with words for an unknown kind.
        """
        from .makers import MAKERS

        if kind not in MAKERS:
            raise KeyError(f"no object {kind!r}: add how one is made to MAKERS in tests/support/makers.py")
        if variant == "missing":
            own = self.value(kind) or self.value(kind, "public")
            return NOTHING if isinstance(own, UUID) else 999_999_999 if isinstance(own, int) else "gibt-es-nicht"
        if (kind, variant) not in self.made:
            self.made[kind, variant] = MAKERS[kind](self, variant)
        return self.made[kind, variant]


def build(*, region: bool = True) -> World:
    """Fill the database of this process; `region=False`: one fresh company that has typed name, place and branch."""
    from verbund.apps.core.models import Company
    from verbund.apps.core.scoping import everybody

    with everybody():
        if region:
            import_region()
        companies = {c.slug: c for c in Company.objects.all()}
        for slug in {company for company, _role in PERSONS.values() if company} - set(companies):
            companies[slug] = _company(slug)
        world = World(companies, {})
        for role, (slug, what) in PERSONS.items():
            world.persons[role] = _person(role, companies.get(slug), what)
        _grants(world)
        if region:
            from .makers import MAKERS

            for kind in MAKERS:
                for variant in ("own", "public"):
                    world.value(kind, variant)
    return world


def import_region() -> None:
    """The example region by the import that everybody uses, as far as there are targets."""
    from verbund.apps.core.actor import system
    from verbund.apps.core.imports import actions, import_targets

    for target in FILES:
        path = REGION / f"{target}.csv"
        if target not in import_targets or not path.exists():
            continue
        with path.open("rb") as stream:
            stored = actions.receive(system(), None, target, path.name, [stream.read()])
        run = actions.run_now(system(), actions.prepare(system(), None, target, stored, source="region").pk)
        if run.quarantined_count:
            first = run.quarantine.first()
            raise ValueError(f"{path.name} row {first.row}: {first.problems}")


def _company(slug: str) -> Any:
    from verbund.apps.core.models import Company

    return Company.objects.create(
        slug=slug,
        name=f"{slug.title()} GmbH",
        hosting=Company.Hosting.HERE,
        claimed=True,
        did=f"did:web:localhost%3A8100:p:{slug}",
        city="Brandenburg an der Havel",
        wz_code="25.62",
        nace="2562",
        branch="Mechanik a. n. g.",
        latitude=52.41,
        longitude=12.55,
    )


def _person(role: str, company: Any, what: str) -> Any:
    from verbund.apps.accounts.models import Membership, Person

    person = Person.objects.create_user(
        f"{role}@verbund.example", PASSWORD, first_name=role.title(), last_name="Beispiel", is_centre=what == "centre"
    )
    if company:
        Membership.objects.create(person=person, company=company, role=what)
    return person


def _grants(world: World) -> None:
    """What some may see beyond their own: staff in a session, tokens, a release to the partner."""
    from verbund.apps.accounts.models import ApiToken, StaffSession
    from verbund.apps.accounts.tokens import SCOPES, hash_of, new_token
    from verbund.kit import clock

    StaffSession.objects.create(
        person=world.persons["session"],
        company=world.company,
        reason="Frage zur Lage, telefonisch",
        expires_at=clock.now() + timedelta(hours=8),
    )
    scopes_of = {"read_token": ["read"], "write_token": ["read", "write"], "all": list(SCOPES)}
    for role, scopes in scopes_of.items():
        world.tokens[role] = new_token()
        ApiToken.objects.create(company=world.company, name=role, token_hash=hash_of(world.tokens[role]), scopes=scopes)
