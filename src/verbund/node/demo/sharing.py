"""Two steps of the story: a file is offered inside a window of time, and fetched while it is open."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .nodes import Failed
from .telling import OUTSIDER, PROPOSER, PROVIDER, THIRD, Story, check

WINDOW, PACE, LONGEST = 5.0, 8.0, 120.0
"""Seconds in which the offered file may be fetched: at least the first, or so many times what an agreement took."""
SHARED_FILE = Path(__file__).parents[5] / "shared" / "data" / "maintenance" / "ai4i2020.csv"


def offered(s: Story) -> str:
    """A member offers a real file, bound to membership and to a window of some seconds."""
    name, data = shared_file()
    s.seen["sha256"] = hashlib.sha256(data).hexdigest()
    node = s.home(PROVIDER)
    stored = node.call(PROVIDER, "POST", "/files", expect=201, files={"file": (name, data, "text/csv")})
    check(stored["sha256"] == s.seen["sha256"], "the stored file is another")
    s.seen["file"] = stored["id"], name
    seconds = _offer(s, min(LONGEST, max(WINDOW, PACE * s.seen["pace"])) + s.slack())
    return f"{name}, {len(data):,} bytes, {seconds:.0f} s"


def _offer(s: Story, seconds: float) -> float:
    opens, closes = datetime.now(UTC), datetime.now(UTC) + timedelta(seconds=seconds)
    s.seen["closes"], s.seen["window"] = closes, seconds
    file_id, name = s.seen["file"]
    body = {"file_id": file_id, "title": name, "not_before": opens.isoformat(), "not_after": closes.isoformat()}
    s.seen["dataset"] = s.post(PROVIDER, f"/verbuende/{s.seen['verbund']}/files", body)["dataset_id"]
    return seconds


def shared_file() -> tuple[str, bytes]:
    if SHARED_FILE.is_file():
        return SHARED_FILE.name, SHARED_FILE.read_bytes()
    rows = ["machine,temperature_K,speed_rpm,torque_Nm,wear_min,failure"]
    rows += [
        f"F{i % 9},{298 + i % 13},{1300 + i % 400},{30 + i % 35},{i % 240},{int(i % 29 == 0)}" for i in range(10_000)
    ]
    return "maschinenzustaende.csv", ("\n".join(rows) + "\n").encode()


def transferred(s: Story) -> str:
    """Catalogue, negotiation and transfer run between two nodes; the bytes arrive; who may not is refused."""
    for _again in range(4):
        try:
            took, late = _inside(s)
            break
        except Failed:
            if datetime.now(UTC) < s.seen["closes"]:
                raise
            _offer(s, 3 * s.seen["window"])  # the machine was too busy for this window: a longer one
    else:
        raise Failed("even a long window was too short")
    outside = refused(s, OUTSIDER, s.seen["dataset"])
    time.sleep(max(0.0, (s.seen["closes"] - datetime.now(UTC)).total_seconds() + 0.2))
    closed = pull(s, THIRD, late)
    check(closed["state"] == "TERMINATED", f"after the window the transfer is {closed['state']}")
    return f"{took:.1f} s; outsider refused ({outside}), member refused after the window"


def _inside(s: Story) -> tuple[float, str]:
    """While the window is open: one member fetches the file, another reaches an agreement."""
    dataset, begun = s.seen["dataset"], time.monotonic()
    agreement = negotiate(s, PROPOSER, dataset)
    transfer = pull(s, PROPOSER, agreement)
    check(transfer["state"] == "COMPLETED", f"the transfer ended {transfer['state']}: {transfer.get('reason')}")
    check(transfer["sha256"] == s.seen["sha256"], "other bytes arrived than were offered")
    content = s.home(PROPOSER).get(PROPOSER, f"/files/{transfer['file_id']}/content")
    check(hashlib.sha256(content).hexdigest() == s.seen["sha256"], "the received file is another")
    return time.monotonic() - begun, negotiate(s, THIRD, dataset)


def negotiate(s: Story, company: str, dataset: str) -> str:
    """An agreement of a member with the provider; its id."""
    body = {"peer_did": s.did[PROVIDER], "dataset_id": dataset}
    begun = s.post(company, "/negotiations", body)
    done = s.until(
        company,
        f"/negotiations/{begun['id']}",
        lambda n: n if n["state"] in ("FINALIZED", "TERMINATED") else None,
        "the end of the negotiation",
    )
    check(done["state"] == "FINALIZED", f"the negotiation of {company} ended {done['state']}: {done.get('reason')}")
    rows = s.get(company, "/agreements")
    return next(a["id"] for a in rows if a["dataset_id"] == dataset)


def pull(s: Story, company: str, agreement: str) -> dict[str, Any]:
    begun = s.post(company, f"/agreements/{agreement}/pull")
    return s.until(
        company,
        f"/transfers/{begun['id']}",
        lambda t: t if t["state"] in ("COMPLETED", "TERMINATED") else None,
        "the end of the transfer",
    )


def refused(s: Story, company: str, dataset: str) -> str:
    """How the provider refuses who may not."""
    body = {"peer_did": s.did[PROVIDER], "dataset_id": dataset}
    answer = s.home(company).post(company, "/negotiations", body, expect=(404, 403, 409, 201))
    if "state" not in answer:
        return str(answer.get("status", "404"))
    done = s.until(
        company,
        f"/negotiations/{answer['id']}",
        lambda n: n if n["state"] in ("FINALIZED", "TERMINATED") else None,
        "the refusal",
    )
    check(done["state"] == "TERMINATED", f"the outsider's negotiation is {done['state']}")
    return "terminated"
