"""The seven Verbünde of the example region: scripts that can be replayed, step by step."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.node.test_region_files import KINDS, REGION, companies, table
from verbund.protocols.register.v1 import Charter, Clause, KeySigner, Member
from verbund.protocols.register.v1.schemas import validate

CLAUSES = {"Z": 1, "M": 2, "E": 2, "B": 2, "D": 5, "G": 2, "W": 1, "R": 3, "X": 2, "H": 4, "L": 4, "T": 1, "K": 3}
CODES = {f"{letter}{number + 1}" for letter, count in CLAUSES.items() for number in range(count)}


@cache
def verbuende() -> dict[str, dict[str, Any]]:
    lines = (REGION / "verbuende.jsonl").read_text(encoding="utf-8").splitlines()
    return {v["id"]: v for v in map(json.loads, lines)}


IDS = [
    "maschinendaten-havel",
    "greifer-losgroesse-1",
    "titandraht",
    "drehen-haerten-nord",
    "simulation-auf-zeit",
    "mechatronik-barnim",
    "vorausschauende-wartung",
]


def test_each_kind_has_one_verbund() -> None:
    assert list(verbuende()) == IDS
    assert {v["kind"] for v in verbuende().values()} == KINDS


@pytest.mark.parametrize("key", IDS)
def test_a_charter_follows_from_what_was_proposed(key: str) -> None:
    v = verbuende()[key]
    versions = {x["number"]: {c["code"]: c for c in x["clauses"]} for x in v["versions"]}
    for x in v["versions"]:
        codes = [c["code"] for c in x["clauses"]]
        assert len(set(codes)) == len(codes)
        assert set(codes) <= CODES
        assert {c["form"] for c in x["clauses"]} <= {"weak", "strong", "absent"}
        assert all(set(c) == {"code", "form"} for c in x["clauses"] if c["form"] == "absent")
        assert all(("text_de" in c) == ("text_en" in c) for c in x["clauses"])
    pending: dict[str, dict[str, Any]] = {}
    for step in v["story"]:
        if step["step"] == "counter_proposal":
            pending = versions[step["base"]] | {c["code"]: c for c in step["changes"]}
        if step["step"] == "adopted":
            assert versions[step["version"]] == pending, f"version {step['version']} is not what was asked for"


@pytest.mark.parametrize("key", IDS)
def test_the_story_can_be_replayed(key: str) -> None:
    v = verbuende()[key]
    members = {m["company"]: m["role"] for m in v["members"]}
    voting = {k for k, role in members.items() if role != "companion"}
    (votes,) = [c["parameters"]["votes"] for c in v["versions"][-1]["clauses"] if c["code"] == "E1"]
    assert set(votes) == voting
    assert set(members) <= set(companies())
    assert [s["date"] for s in v["story"]] == sorted(s["date"] for s in v["story"])
    seen: set[tuple[str, int]] = set()
    assents: set[tuple[str, int]] = set()
    proposed: set[int] = set()
    in_force = 0
    for step in v["story"]:
        assert step["by"] in members
        name, who, version = step["step"], step["by"], step.get("version", 0)
        if name in ("propose", "adopted"):
            assert who == v["proposer"]
            proposed.add(version)
        elif name == "report_seen":
            assert version in proposed
            seen.add((who, version))
        elif name == "assent":
            assert (who, version) in seen, "nobody signs before having seen the report"
            assents.add((who, version))
        elif name == "effective":
            assert {k for k, n in assents if n == version} == voting
            in_force = version
        elif name in ("contribution", "benefit", "left", "outcome", "ended"):
            assert in_force
    assert bool(in_force) == (v["state"] in ("in_force", "ended"))
    assert (v["story"][-1]["step"] == "ended") == (v["state"] == "ended")


def test_what_the_seven_show() -> None:
    v = verbuende()
    forms = {k: {c["code"]: c["form"] for c in x["versions"][-1]["clauses"]} for k, x in v.items()}
    assert forms["maschinendaten-havel"]["D2"] == "absent", "the counter-proposal is still open"
    assert forms["maschinendaten-havel"]["D1"] == "strong"
    assert forms["greifer-losgroesse-1"]["R2"] == "strong"
    assert forms["greifer-losgroesse-1"]["L3"] == "weak", "the source code is not in escrow yet"
    (votes,) = [c for c in v["greifer-losgroesse-1"]["versions"][-1]["clauses"] if c["code"] == "E1"]
    assert votes["parameters"]["votes"]["teltow"] == 2
    assert forms["titandraht"]["W1"] == "strong"
    assert not [s for s in v["titandraht"]["story"] if s["step"] == "assent"]
    facts = v["drehen-haerten-nord"]["facts"]
    sold = Decimal(companies()["havelmetall"]["revenue_eur"]) * Decimal(facts["share_now"])
    planned = sold / (Decimal(companies()["havelmetall"]["revenue_eur"]) + 1540000)
    assert planned == pytest.approx(Decimal(facts["share_planned"]), abs=Decimal("0.005"))
    days = [
        int(s["amount"]["value"])
        for s in v["simulation-auf-zeit"]["story"]
        if s["step"] == "contribution" and s.get("partner") == "havelmetall"
    ]
    assert sum(days) == 46
    (task,) = [s for s in v["mechatronik-barnim"]["story"] if s["step"] == "task"]
    assert sum(task["substitutes"].values()) == 22
    assert len(task["substitutes"]) == 3
    left = [s["by"] for s in v["vorausschauende-wartung"]["story"] if s["step"] == "left"]
    assert left == ["spreewerk"]
    assert sum(s["step"] == "side_effect" for s in v["vorausschauende-wartung"]["story"]) == 2


def test_stories_point_at_real_opportunities_and_projects() -> None:
    opportunities = {r["external_id"] for r in table("opportunities.csv")}
    projects = {r["external_id"] for r in table("projects.csv")}
    for v in verbuende().values():
        for step in v["story"]:
            assert step.get("opportunity") in {None, *opportunities}
            assert step.get("project") in {None, *projects}


def texts(row: dict[str, Any], stem: str) -> dict[str, str]:
    return {language: row[f"{stem}_{language}"] for language in ("de", "en") if f"{stem}_{language}" in row}


def did(company: str) -> str:
    return f"did:web:{company}.example"


@pytest.mark.parametrize("key", IDS)
def test_every_version_is_a_charter_of_the_profile(key: str) -> None:
    v = verbuende()[key]
    members = tuple(
        Member(
            did(m["company"]),
            KeySigner(f"{did(m['company'])}#k", Ed25519PrivateKey.generate()).thumbprint,
            m["role"],
            companies()[m["company"]]["name"],
        )
        for m in v["members"]
    )
    for version in v["versions"]:
        clauses = tuple(
            Clause(c["code"], c["form"], c["enforced"], c["parameters"], texts(c, "text"))
            for c in version["clauses"]
            if c["form"] != "absent"
        )
        charter = Charter(
            verbund="urn:uuid:6f1b7a52-7d0c-4f0e-9a4b-2f7c3c1d5e60",
            version=1,
            previous=None,
            kind=v["kind"],
            title=texts(v, "title"),
            purpose=texts(v, "purpose"),
            members=members,
            registrar=did(v["registrar"]),
            deputy=did(v["deputy"]),
            clauses=clauses,
            voting=v["voting"],
            sign_by=datetime(2026, 12, 31, tzinfo=UTC),
            valid_from=date.fromisoformat(v["valid_from"]),
            valid_until=date.fromisoformat(v["valid_until"]),
            notice_days=v["notice_days"],
        )
        assert len(charter.hash) == 64
        assert {m.did for m in charter.voters} == {did(m["company"]) for m in v["members"] if m["role"] != "companion"}


@pytest.mark.parametrize("key", IDS)
def test_work_fits_the_register(key: str) -> None:
    task = "urn:uuid:6f1b7a52-7d0c-4f0e-9a4b-2f7c3c1d5e60"
    for step in verbuende()[key]["story"]:
        name = step["step"]
        if name in ("contribution", "benefit"):
            payload: dict[str, Any] = {"title": texts(step, "title"), "amount": step["amount"]}
        elif name == "task":
            payload = {
                "task": task,
                "title": texts(step, "title"),
                "state": "open",
                "due": step["due"],
                "assignee": did(step["assignee"]),
            }
        elif name == "notice":
            payload = {"topic": step["topic"], "text": texts(step, "text")}
        elif name == "left":
            payload = {"reason": texts(step, "reason"), "lastDay": step["last_day"]}
        elif name == "outcome":
            payload = {
                "title": texts(step, "title"),
                "summary": {},
                "measures": step["measures"],
                "public": step["public"],
            }
        else:
            continue
        validate(f"payload:{name}", payload, name)
