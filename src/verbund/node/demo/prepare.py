"""Three nodes made ready by the public commands: folders, settings, imports, persons, tokens."""

from __future__ import annotations

import base64
import hmac
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import region
from .nodes import DemoNode, Failed
from .region import Say

PORTS = {"zentrum": 8401, "luchland": 8402, "prignitz": 8403}
STORY_COMPANIES = {
    "zentrum": ("havelmetall", "uckerland"),
    "luchland": ("luchland",),
    "prignitz": ("prignitz",),
}
SCOPES = ("read", "write", "sign", "import")
MARK = "ready.json"
PATIENCE = 10


def nodes(
    folder: Path, base_urls: dict[str, str] | None = None, ports: dict[str, int] | None = None
) -> dict[str, DemoNode]:
    """The three nodes; `base_urls` puts something between them (a recording proxy in tests), `ports` elsewhere."""
    titles = {row["external_id"]: row["name"] for row in region.read("companies")}
    titles["zentrum"] = region.settings()["centre"]["name"]
    return {
        name: DemoNode(
            name=name,
            title=titles[name],
            home=folder / name,
            base_url=(base_urls or {}).get(name, f"http://localhost:{port}"),
            listen=f"127.0.0.1:{port}",
        )
        for name, port in (ports or PORTS).items()
    }


def is_ready(folder: Path) -> bool:
    return (folder / MARK).exists()


def reset(folder: Path) -> None:
    """Forget everything of the demo; refuses a folder that is not the demo's own."""
    if folder.exists():
        strange = {p.name for p in folder.iterdir()} - {*PORTS, MARK, "files"}
        if strange:
            raise Failed(f"{folder} holds other things ({', '.join(sorted(strange)[:3])}); choose another folder.")
        shutil.rmtree(folder)


def prepare(folder: Path, demo: dict[str, DemoNode], say: Say) -> dict[str, int]:
    """Make the nodes and import the region into each; returns rows imported."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:  # two cores
        counts = list(pool.map(lambda node: _one(folder, node), demo.values()))
    total = {key: sum(c[key] for c in counts) for key in ("rows", "quarantined")}
    tokens = {node.name: node.tokens for node in demo.values()}
    (folder / MARK).write_text(json.dumps(tokens))
    say(f"{total['rows']} rows imported into three nodes, {total['quarantined']} set aside")
    return total


def _one(folder: Path, node: DemoNode) -> dict[str, int]:
    node.cli(
        *("init", "--name", node.title, "--base-url", node.base_url),
        *("--listen", node.listen, "--insecure-loopback", "--own-company", node.name),
    )
    with (node.home / "node.toml").open("a", encoding="utf-8") as stream:
        if node.name == "zentrum":
            stream.write("\n[contact]\n")
            stream.writelines(
                f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in region.contact().items()
            )
    rows = quarantined = 0
    files = folder / "files" / node.name
    region.write_for(node.name, files)
    for file, result in node.cli("import-folder", str(files), "--source", region.SOURCE, "--country", "").items():
        rows += result["rows"]
        quarantined += result["quarantined"]
        if result["quarantined"]:
            raise Failed(f"{node.name}: {file}: {json.dumps(result['problems'][:2], ensure_ascii=False)}")
    secrets = _second_factors(node)
    for company in STORY_COMPANIES[node.name]:
        scopes = [part for scope in SCOPES for part in ("--scope", scope)]
        signer = next((p for p in region.read("persons") if p["company"] == company and p["may_sign"] == "true"), None)
        person = ("--person", signer["email"], "--code", code_of(secrets[signer["email"]])) if signer else ()
        node.tokens[company] = node.cli("token", "create", company, "demo", *scopes, *person)["token"]
    return {"rows": rows, "quarantined": quarantined}


def _second_factors(node: DemoNode) -> dict[str, str]:
    """Who may sign gets a second factor; returns {e-mail: secret}, as their telephones would hold it."""
    mine = region.hosted(node.name)
    emails = [p["email"] for p in region.read("persons") if p["company"] in mine and p["may_sign"] == "true"]
    return {row["email"]: row["secret"] for row in node.cli("user", "second-factor", *emails)}


def code_of(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for a secret (RFC 6238: six digits, half a minute, SHA-1)."""
    step = int(time.time() if at is None else at) // 30
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def replay(folder: Path, demo: dict[str, DemoNode], say: Say) -> None:
    """The seven Verbünde of the region, each played to its state of life."""
    file = folder / "files" / "verbuende.jsonl"
    file.write_text((region.REGION / "verbuende.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    report = demo["zentrum"].cli("replay", str(file), "--source", region.SOURCE)
    for name, row in report.items():
        if not row["same_for_all"]:
            raise Failed(f"{name}: its members hold different registers")
    say(f"{len(report)} Verbünde in {sum(row['steps'] for row in report.values())} steps")


def load_tokens(folder: Path, demo: dict[str, DemoNode]) -> None:
    """Tokens of an earlier run."""
    kept = json.loads((folder / MARK).read_text())
    for name, node in demo.items():
        node.tokens.update(kept.get(name, {}))


def introduce(demo: dict[str, DemoNode]) -> None:
    """Every node gets to know the other two and reads their catalogues."""

    def one(node: DemoNode) -> None:
        others = [f"{other.base_url}={other.title}" for other in demo.values() if other is not node]
        result = node.cli("node", "add", *others, "--crawl")
        for _again in range(PATIENCE):  # on a busy machine a neighbour may answer late
            if not result["failed"]:
                break
            result = node.cli("node", "crawl")
        if result["failed"]:
            raise Failed(f"{node.name}: {result['failed']} catalogues could not be read")

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(one, demo.values()))
