"""A first exchange on the running nodes: a sample is offered, two companies fetch it, one asks once too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from verbund.protocols import odrl
from verbund.protocols.odrl import vocabulary as v

from . import sharing
from .nodes import DemoNode
from .region import Say
from .telling import PROPOSER, PROVIDER, THIRD, Story

ROWS, DAYS = 200, 90
TITLE = f"Muster: {ROWS} Zeilen Maschinenzustände von Fräszentren"
DESCRIPTION = (
    "Temperatur, Drehzahl, Drehmoment, Verschleiß und Ausfallart, ein Auszug zum Ansehen. "
    "Der ganze Datensatz ist Mitgliedern eines Verbunds vorbehalten."
)


def exchanged(nodes: dict[str, DemoNode], say: Say) -> None:
    """The data rooms of three companies get an offer, agreements, transfers and an access log that tells of them."""
    s = Story(nodes)
    for company in (PROPOSER, PROVIDER, THIRD):
        s.did[company] = s.get(company, "/me")["did"]
    dataset = _offer(s)
    for company in (PROPOSER, THIRD):
        agreement = sharing.negotiate(s, company, dataset)
        for _time in range(2 if company == THIRD else 1):
            sharing.pull(s, company, agreement)
    say(f"a sample of {ROWS} rows offered by {PROVIDER}, fetched by {PROPOSER} and {THIRD} under an agreement each")


def _offer(s: Story) -> str:
    name, data = sharing.shared_file()
    sample = b"\n".join(data.splitlines()[: ROWS + 1]) + b"\n"
    node = s.home(PROVIDER)
    stored = node.call(PROVIDER, "POST", "/files", expect=201, files={"file": (f"muster-{name}", sample, "text/csv")})
    body: dict[str, Any] = {"file_id": stored["id"], "title": TITLE, "description": DESCRIPTION, "policy": _terms()}
    return str(s.post(PROVIDER, "/data-offers", body)["dataset_id"])


def _terms() -> dict[str, Any]:
    """Once per agreement and within three months, not passed on, no training, deleted after 30 days."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=DAYS)
    policy = odrl.Policy(
        odrl.Kind.OFFER,
        "offer",
        permissions=(odrl.Rule(v.USE, odrl.conditions(not_after=until, uses=1)),),
        prohibitions=(odrl.Rule(v.DISTRIBUTE), odrl.Rule(v.TRAIN)),
        obligations=(
            odrl.Duty(v.DELETE, (odrl.Constraint(v.ELAPSED_TIME, odrl.Operator.LTEQ, "P30D"),)),
            odrl.Duty(v.LOG),
        ),
    )
    return {k: value for k, value in policy.to_json().items() if k != "@id"}
