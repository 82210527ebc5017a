"""Steps of a story that many tests take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from tests.support.wire import Wire
from verbund.apps.cooperation import actions, queries
from verbund.apps.core import jobs, outbox
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Job
from verbund.kit import clock

X1 = {"code": "X1", "form": "strong", "text": {"de": "Nur mit uns"}}
X9 = {"code": "X9", "form": "strong", "text": {"de": "Auf immer"}}
L1 = {"code": "L1", "form": "strong", "text": {"de": "Kündigung binnen 30 Tagen"}, "parameters": {"noticeDays": 30}}


class World:
    """Companies by name, each with a person who may sign."""

    def __init__(self, wire: Wire, companies: dict[str, Any], signer_of: Callable[..., Actor]) -> None:
        self.wire = wire
        self.companies = companies
        self.signers = {name: signer_of(company) for name, company in companies.items()}
        self.verbund = UUID(int=0)

    def who(self, name: str) -> tuple[Actor, UUID, UUID]:
        """The first three arguments of every action."""
        return self.signers[name], self.companies[name].pk, self.verbund

    def did(self, name: str) -> str:
        return self.companies[name].did

    def run(self) -> None:
        self.wire.run(2000)

    def propose(
        self, clauses: list[Any] | None = None, members: tuple[str, ...] = ("bert", "cleo"), **more: Any
    ) -> str:
        """Anna proposes; returns the charter's hash."""
        actor, company, _ = self.who("anna")
        row = actions.draft(
            actor,
            company,
            kind="testing",
            title={"de": "Prüfverbund", "en": "Testing together"},
            purpose={"de": "Gemeinsam prüfen"},
            members=[{"did": self.did(name)} for name in members],
            clauses=[L1] if clauses is None else clauses,
            **more,
        )
        self.verbund = row.verbund_id
        version = actions.propose(*self.who("anna"))
        self.run()
        return version.hash

    def sign(self, name: str, charter: str, **more: str) -> Any:
        """Read the report, then sign."""
        actions.show_report(*self.who(name), charter)
        return actions.assent(*self.who(name), charter, **more)

    def in_force(self, clauses: list[Any] | None = None, **more: Any) -> str:
        """All three have signed."""
        charter = self.propose(clauses, **more)
        for name in ("anna", "bert", "cleo"):
            self.sign(name, charter)
        self.run()
        return charter

    def state(self, name: str) -> str:
        return queries.verbund(*self.who(name)).state

    def digests(self, *names: str) -> set[str]:
        return {queries.register_digest(*self.who(name)) for name in names or ("anna", "bert", "cleo")}

    def members(self, name: str) -> dict[str, str]:
        return {m.name: m.state for m in queries.members(*self.who(name))}

    def run_while_down(self, *names: str) -> None:
        """Everything due is tried once; the nodes of these companies do not answer."""
        paths = tuple(f"/p/{name}/" for name in names)

        def stopped(request: httpx.Request) -> None:
            if request.url.path.startswith(paths):
                raise httpx.ConnectError("connection refused", request=request)

        self.wire.before = stopped
        own = [self.companies[name].pk for name in names]
        try:
            for _round in range(2000):
                outbox.OutboxMessage.objects.filter(state="waiting", attempts=0).update(not_before=clock.now())
                outbox.OutboxMessage.objects.filter(state="waiting", company_id__in=own).update(
                    not_before=clock.now() + timedelta(days=1)
                )
                Job.objects.filter(state="waiting", attempts=0).update(not_before=clock.now())
                if not outbox.dispatch_due(1) and not jobs.run_due(1):
                    return
        finally:
            self.wire.before = None
        raise AssertionError("still busy")
