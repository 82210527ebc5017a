"""Three nodes made ready by the public commands: folders, settings, imports, persons, tokens."""

from __future__ import annotations

import base64
import hmac
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

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
        counts = list(pool.map(lambda node: _one(folder, node, demo), demo.values()))
    total = {key: sum(c[key] for c in counts) for key in ("rows", "quarantined")}
    say(f"{total['rows']} rows imported into three nodes, {total['quarantined']} set aside")
    return total


def _one(folder: Path, node: DemoNode, demo: dict[str, DemoNode]) -> dict[str, int]:
    files = folder / "files" / node.name
    region.write_for(node.name, files)
    others = [f"{other.base_url}={other.title}" for other in demo.values() if other is not node]
    with node.session() as run:
        run(
            *("init", "--name", node.title, "--base-url", node.base_url),
            *("--listen", node.listen, "--insecure-loopback", "--own-company", node.name),
        )
        imported = run("import-folder", str(files), "--source", region.SOURCE, "--country", "")
        run("node", "add", "--later", *others)
        secrets = {row["email"]: row["secret"] for row in run("user", "second-factor", *_signers(node))}
        for company in STORY_COMPANIES[node.name]:
            node.tokens[company] = run("token", "create", company, "demo", *_powers(company, secrets))["token"]
    if node.name == "zentrum":
        with (node.home / "node.toml").open("a", encoding="utf-8") as stream:
            stream.write("\n[contact]\n")
            stream.writelines(
                f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in region.contact().items()
            )
    rows = quarantined = 0
    for file, result in imported.items():
        rows += result["rows"]
        quarantined += result["quarantined"]
        if result["quarantined"]:
            raise Failed(f"{node.name}: {file}: {json.dumps(result['problems'][:2], ensure_ascii=False)}")
    return {"rows": rows, "quarantined": quarantined}


def _signers(node: DemoNode) -> list[str]:
    """E-mail addresses of who may sign for a company that lives on this node."""
    mine = region.hosted(node.name)
    return [p["email"] for p in region.read("persons") if p["company"] in mine and p["may_sign"] == "true"]


def _powers(company: str, secrets: dict[str, str]) -> list[str]:
    """Options of a token: what it may, and the person it speaks for, with the code that the telephone shows now."""
    options = [part for scope in SCOPES for part in ("--scope", scope)]
    signer = next((p for p in region.read("persons") if p["company"] == company and p["may_sign"] == "true"), None)
    if signer:
        options += ["--person", signer["email"], "--code", code_of(secrets[signer["email"]])]
    return options


def code_of(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for a secret (RFC 6238: six digits, half a minute, SHA-1)."""
    step = int(time.time() if at is None else at) // 30
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def start(demo: dict[str, DemoNode]) -> None:
    """All nodes at once, and wait until each is ready."""
    for node in demo.values():
        node.launch()
    for node in demo.values():
        node.wait_ready()


def replay(folder: Path, demo: dict[str, DemoNode], say: Say) -> None:
    """The seven Verbünde of the region, each played to its state of life."""
    file = folder / "files" / "verbuende.jsonl"
    file.write_text((region.REGION / "verbuende.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    report = demo["zentrum"].cli("replay", str(file), "--source", region.SOURCE)
    for name, row in report.items():
        if not row["same_for_all"]:
            raise Failed(f"{name}: its members hold different registers")
    say(f"{len(report)} Verbünde in {sum(row['steps'] for row in report.values())} steps")


def finish(folder: Path, demo: dict[str, DemoNode]) -> None:
    """Everything stands: the next start takes it as it is. Before this mark a start begins anew."""
    (folder / MARK).write_text(json.dumps({node.name: node.tokens for node in demo.values()}))


def load_tokens(folder: Path, demo: dict[str, DemoNode]) -> None:
    """Tokens of an earlier run."""
    kept = json.loads((folder / MARK).read_text())
    for name, node in demo.items():
        node.tokens.update(kept.get(name, {}))


def introduce(demo: dict[str, DemoNode]) -> None:
    """Every node was told of the other two; wait until it has read their catalogues."""

    def visited(rows: list[dict[str, Any]]) -> bool:
        return all(row["is_self"] or (row["crawled_at"] and not row["crawl_error"]) for row in rows)

    for node in demo.values():
        company = STORY_COMPANIES[node.name][0]
        node.until(company, "/nodes", visited, "the catalogues of the other nodes")
