"""The story from end to end: three nodes, a company that knows, sees, finds, agrees, works and learns.

Ten steps, each checked, each with its figure. What a person does on a page is done here by the REST API with the
company's token; what an operator does, by a command.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from . import region
from .nodes import WITHIN, DemoNode, Failed, host_of_signature
from .sharing import negotiate, offered, refused, transferred
from .telling import MEMBERS, OUTSIDER, PROPOSER, PROVIDER, THIRD, Story, check


def tell(
    nodes: dict[str, DemoNode],
    between: Callable[[int], None] | None = None,
    slack: Callable[[], float] = lambda: 0.0,
) -> Iterator[str]:
    """Run the steps; yields a line for each. `between(n)` is called after step n (tests restart nodes there)."""
    story = Story(nodes, slack=slack)
    for number, step in enumerate(STEPS, 1):
        begun = time.monotonic()
        try:
            figure = step(story)
        except Failed as error:
            raise Failed(f"step {number} ({(step.__doc__ or '').splitlines()[0].rstrip('.')}): {error}") from error
        except httpx.HTTPError as error:
            raise Failed(f"step {number}: {type(error).__name__}: {error}") from error
        yield f"{number:2}. {(step.__doc__ or '').splitlines()[0]} {figure} ({time.monotonic() - begun:.1f} s)"
        if between:
            between(number)


# ---- know


def imported(s: Story) -> str:
    """The region is imported from files."""
    for company in (*MEMBERS, OUTSIDER):
        s.did[company] = s.get(company, "/me")["did"]
    hosts = {did.split(":p:")[0] for did in (s.did[m] for m in MEMBERS)}
    check(len(hosts) == 3, f"the members live on {len(hosts)} nodes, not on three")
    known = s.get(PROPOSER, "/participants")
    here = {p["did"] for p in known}
    check(set(s.did.values()) <= here, "a participant of another node is not known")
    files = len(list(region.REGION.iterdir()))
    return f"{len(known)} participants on three nodes from {files} files"


# ---- see


def position(s: Story) -> str:
    """A company sees its position."""
    found = s.get(THIRD, "/position")
    rows = {d["code"]: d for d in found["dependences"]}
    customer, supplier = rows["customers"], rows["suppliers"]
    check(abs(customer["share"][0] - 0.58) < 0.01, f"largest customer {customer['share']}, 58 % expected")
    check(found["role"] == "extended-workbench", f"the role is {found['role']}")
    named = s.get(THIRD, f"/companies?name={quote(supplier['partner'])}")["items"]
    partner = next(row["id"] for row in named if row["name"] == supplier["partner"])
    fall = s.get(THIRD, f"/position?partner={partner}&weeks=52")["what_if"]
    low, high = fall["own_money_eur"]
    check(0 < low <= high, f"a failure of the largest supplier costs {fall['own_money_eur']}")
    return (
        f"{found['finding']}: {customer['partner']} takes {customer['share'][0]:.0%} of sales; "
        f"without {supplier['partner']} {low:,.0f} € a year fall"
    )


# ---- find


def found_each_other(s: Story) -> str:
    """A need is published, the other side finds it, both see reasons in words."""
    body = {
        "kind": "data",
        "direction": "need",
        "title_de": "Ausfalldaten von Fräszentren gesucht",
        "title_en": "Failure data of milling centres wanted",
        "text_de": "Wir suchen Maschinenzustände mit Ausfallursache von vergleichbaren Fräsmaschinen.",
        "text_en": "We look for machine states with cause of failure from comparable milling machines.",
        "wz_codes": ["28.41"],
        "tags": ["predictive-maintenance", "milling"],
        "radius_km": 200,
        "valid_until": (datetime.now(UTC) + timedelta(days=90)).date().isoformat(),
        "min_partners": 2,
        "max_partners": 5,
    }
    need = s.post(PROPOSER, "/opportunities", body)
    shown = s.post(PROPOSER, f"/opportunities/{need['id']}/publish")
    check(shown["state"] == "published", f"the need is {shown['state']}")
    s.seen["need"] = need["id"]
    counts = {}
    visits = {company: s.post(company, "/catalog/refresh")["job"] for company in (PROVIDER, THIRD)}
    for company, job in visits.items():
        s.until(company, f"/jobs/{job}", lambda j: j["state"] in ("done", "failed"), "the visit of the catalogues")
        s.post(company, "/matches/refresh")
        match = s.until(
            company,
            "/matches",
            lambda rows: next((m for m in rows if m["opportunity"] == need["id"]), None),
            "the need among the suggestions",
        )
        reasons = [r["text"] for r in match["reasons"] if not r["warns"]]
        check(reasons, f"{company} sees no reasons")
        counts[company] = reasons
    s.seen["reasons"] = counts
    return f"“{counts[PROVIDER][0]}” and {len(counts[PROVIDER]) - 1} more reasons at {PROVIDER}"


# ---- agree


def opted_in(s: Story) -> str:
    """Both opt in, a Verbund of three on three nodes is proposed, each sees its own side-effect report."""
    need = s.seen["need"]
    for company in (PROVIDER, THIRD):
        begun = time.monotonic()
        s.post(company, f"/opportunities/{need}/interest")
        asked = s.until(
            PROPOSER,
            "/interests",
            lambda rows, did=s.did[company]: next((i for i in rows if i["peer_did"] == did and i["mine"]), None),
            f"interest of {company}",
        )
        s.post(PROPOSER, f"/interests/{asked['id']}/answer", {"consent": True})
        s.until(
            company,
            "/interests",
            lambda rows: next((i for i in rows if i["opportunity_id"] == need and i["state"] == "consented"), None),
            "consent",
        )
        s.seen["pace"] = max(s.seen.get("pace", 0.0), time.monotonic() - begun)
    body = {
        "kind": "data",
        "title": {"de": "Wartungsdaten Fräsen", "en": "Maintenance data of milling"},
        "purpose": {
            "de": "Ausfälle von Fräszentren früher sehen.",
            "en": "See failures of milling centres earlier.",
        },
        "members": [{"did": s.did[PROVIDER]}, {"did": s.did[THIRD]}],
        "registrar": s.did[PROPOSER],
        "deputy": s.did[PROVIDER],
        "sign_by": (datetime.now(UTC) + timedelta(days=14)).isoformat(timespec="seconds"),
        "valid_until": (datetime.now(UTC) + timedelta(days=365)).date().isoformat(),
        "notice_days": 90,
        "opportunity_ref": need,
    }
    verbund = s.post(PROPOSER, "/verbuende", body)
    s.seen["verbund"] = verbund["id"]
    s.post(PROPOSER, f"/verbuende/{verbund['id']}/propose")
    reports = {}
    for company in MEMBERS:
        charter = s.until(
            company, "/verbuende", lambda rows: next((v for v in rows if v["id"] == verbund["id"]), None), "invitation"
        )
        whole = s.until(company, f"/verbuende/{charter['id']}", lambda v: v["on_table"] and v, "the charter")
        s.seen["charter"] = whole["on_table"]
        reports[company] = _report(s, company, whole["on_table"])
    check(len({r["hash"] for r in reports.values()}) == 3, "reports of different members are the same")
    s.seen["first_reports"] = reports
    lines = {c: len(r["document"].get("effects", r["document"].get("lines", []))) for c, r in reports.items()}
    return f"lines in the reports: {', '.join(f'{c} {n}' for c, n in lines.items())}"


def _report(s: Story, company: str, charter: str) -> dict[str, Any]:
    return s.post(company, f"/verbuende/{s.seen['verbund']}/charters/{charter}/report")


def in_force(s: Story) -> str:
    """The charter is changed by a counter-proposal, signed on every node after its report, and brought into force."""
    vid, first = s.seen["verbund"], s.seen["charter"]
    unseen = s.home(THIRD).post(THIRD, f"/verbuende/{vid}/charters/{'0' * 64}/assent", expect=(404, 409, 403))
    check(unseen["status"] in (404, 409, 403), "a charter that nobody has seen could be signed")
    document = s.get(THIRD, f"/verbuende/{vid}/charters/{first}")["document"]
    clauses = [c for c in document["clauses"] if c["code"] != "L1"]
    changes = {"notice_days": 30, "clauses": clauses, "reason": "Drei Monate sind uns zu lang."}
    draft = s.post(THIRD, f"/verbuende/{vid}/counter-proposals", changes)
    s.until(
        PROPOSER, f"/verbuende/{vid}", lambda v: any(x["hash"] == draft["hash"] for x in v["versions"]), "the draft"
    )
    version = s.post(PROPOSER, f"/verbuende/{vid}/counter-proposals/{draft['hash']}/adopt")
    s.seen["charter"] = version["hash"]
    hashes = {}
    for company in MEMBERS:
        s.until(company, f"/verbuende/{vid}", lambda v: v["on_table"] == version["hash"], "the new version")
        early = s.post(company, f"/verbuende/{vid}/charters/{version['hash']}/assent", {"stop_reason": "x"}, expect=409)
        check("report" in early["type"], f"{company} could sign without its report: {early}")
        report = _report(s, company, version["hash"])
        hashes[company] = report["hash"]
        reason = "Mit dem Zentrum besprochen." if report["document"]["stops"] else ""
        s.post(company, f"/verbuende/{vid}/charters/{version['hash']}/assent", {"stop_reason": reason})
    for company in MEMBERS:
        s.until(company, f"/verbuende/{vid}", lambda v: v["state"] == "in_force", "the charter in force")
    entries = s.get(PROVIDER, f"/verbuende/{vid}/register")["entries"]
    signed = {e["author"]: e["payload"]["report"] for e in entries if e["type"] == "assent" and e["counts"]}
    check(
        all(signed[s.did[c]] == hashes[c] for c in MEMBERS), "a signature does not carry the hash of the report shown"
    )
    kept = {s.did[c] for c in MEMBERS if host_of_signature(entries, s.did[c])}
    check(kept == {s.did[THIRD]}, f"not exactly the guest of the centre's node is marked as one: {kept}")
    return f"version {version['version']}, notice 90 → 30 days, {len(signed)} signatures, 1 marked as by a host"


# ---- work


def without_the_proposer(s: Story) -> str:
    """The proposer's node stops; the others go on and agree; started again, all show the same."""
    vid = s.seen["verbund"]
    s.home(PROPOSER).stop()
    try:
        amount = {"value": "12", "unit": "h"}
        s.post(PROVIDER, f"/verbuende/{vid}/contributions", {"title": {"de": "Daten aufbereitet"}, "amount": amount})
        euros = {"value": "4200.00", "currency": "EUR"}
        s.post(THIRD, f"/verbuende/{vid}/benefits", {"title": {"de": "Zwei Stillstände vermieden"}, "amount": euros})
        digests = _same(s, (PROVIDER, THIRD), 2)
    finally:
        s.home(PROPOSER).start()
    all_three = _same(s, MEMBERS, 2)
    check(digests and all_three, "registers differ")
    return f"register {all_three[:12]} on all three"


def _same(s: Story, companies: tuple[str, ...], work: int) -> str:
    """The register digest, once it is the same everywhere and holds so many entries of work."""
    vid = s.seen["verbund"]
    end = time.monotonic() + WITHIN
    found: dict[str, Any] = {}
    while time.monotonic() < end:
        found = {c: s.get(c, f"/verbuende/{vid}/register") for c in companies}
        enough = all(
            sum(e["type"] in ("contribution", "benefit") for e in r["entries"]) >= work for r in found.values()
        )
        if enough and len({r["digest"] for r in found.values()}) == 1:
            return found[companies[0]]["digest"]
        time.sleep(0.1)
    counts = {c: len(r["entries"]) for c, r in found.items()}
    raise Failed(f"after {WITHIN:.0f} s the registers still differ: {counts}")


# ---- learn


def learnt(s: Story) -> str:
    """The outcome becomes an entry of the project library."""
    vid = s.seen["verbund"]
    body = {
        "title": {"de": "Weniger Stillstände durch gemeinsame Wartungsdaten", "en": "Fewer stops by shared data"},
        "measures": [{"measure": "unplanned_stops", "amount": {"value": "-2", "unit": "1"}}],
        "public": True,
    }
    s.post(PROPOSER, f"/verbuende/{vid}/outcomes", body)
    entry = s.until(
        PROPOSER,
        "/projects",
        lambda rows: next((p for p in rows if "Wartungsdaten" in p["title_de"] and p.get("verbund_id") == vid), None),
        "the entry of the library",
    )
    return f"“{entry['title_de']}”"


def left(s: Story) -> str:
    """A member leaves: its access ends at once, its data go out whole; all logs tell the story and verify."""
    vid = s.seen["verbund"]
    s.post(THIRD, f"/verbuende/{vid}/leave", {"reason": "Maschinen verkauft"})
    own = s.get(THIRD, f"/verbuende/{vid}")
    check(own["state"] == "left", f"the Verbund is {own['state']} for who left it")
    s.until(
        PROVIDER,
        f"/verbuende/{vid}",
        lambda v: next((m for m in v["members"] if m["did"] == s.did[THIRD] and m["state"] == "left"), None),
        "the departure",
    )
    refused = _pull_after_leaving(s)
    archive = s.centre.home / "havelmetall.zip"
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = dict(zip(s.nodes, pool.map(lambda node: _last(node, archive), s.nodes.values()), strict=True))
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as bundle:
        names = bundle.namelist()
        check(any("relation" in n for n in names), "the export holds no relations")
        check(any("register" in n for n in names), "the export holds no register")
    verified = 0
    for node in s.nodes.values():
        chains = answers[node.name]
        broken = [chain for chain in chains if chain["broken_seq"] is not None]
        check(chains and not broken, f"{node.name}: {json.dumps(broken)[:200]}")
        verified += sum(chain["entries"] for chain in chains)
    events = {row["event"] for row in s.get(THIRD, "/log?limit=1000")}
    for needed in ("cooperation.signed", "cooperation.moved", "core.data_exported"):
        check(needed in events, f"the log of {THIRD} does not tell {needed}: {sorted(events)}")
    return f"access {refused}, {len(names)} files exported, {verified} log entries verified on three nodes"


def _last(node: DemoNode, archive: Path) -> Any:
    """The audit chains of a node; at the centre the export of who left before it."""
    with node.session() as run:
        if node.name == "zentrum":
            run("export", "--company", THIRD, str(archive))
        return run("audit", "verify")


def _pull_after_leaving(s: Story) -> str:
    name, data = "nachtrag.csv", b"a,b\n1,2\n"
    stored = s.home(PROVIDER).call(PROVIDER, "POST", "/files", expect=201, files={"file": (name, data, "text/csv")})
    body = {"file_id": stored["id"], "title": name}
    dataset = s.post(PROVIDER, f"/verbuende/{s.seen['verbund']}/files", body)["dataset_id"]
    negotiate(s, PROPOSER, dataset)
    return refused(s, THIRD, dataset)


STEPS: tuple[Callable[[Story], str], ...] = (
    imported,
    position,
    found_each_other,
    opted_in,
    in_force,
    offered,
    transferred,
    without_the_proposer,
    learnt,
    left,
)
