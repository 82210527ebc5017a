"""The files of the example region as each node gets them.

The centre's node hosts its companies; an own node holds its company whole and knows the others by their public
columns only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

REGION = resources.files("verbund.node.demo") / "region"
SOURCE = "region"
PASSWORD = "Havelland-2026"  # noqa: S105 printed by the demo, for its own invented persons
SIGN_FROM = "2025-01-01"
"""The stories of the region reach back to 2025."""
PRIVATE = (
    *("revenue_eur", "revenue_year", "material_cost_eur", "core_question_de", "core_question_en"),
    *("contact_name", "contact_role", "contact_phone", "contact_email", "runs_on", "owner_group"),
)
"""Columns of companies.csv that only the company's own node has."""
OWNED = {
    "sites": "company",
    "competences": "company",
    "resources": "company",
    "relations": "stated_by",
    "opportunities": "company",
}
"""Files whose rows belong to one company, and the column that names it."""
PUBLIC = ("projects", "events", "funding", "essentiality")


def read(name: str) -> list[dict[str, str]]:
    """Rows of a file of the region."""
    with (REGION / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def settings() -> dict[str, Any]:
    """region.json."""
    return json.loads((REGION / "region.json").read_text(encoding="utf-8"))


def stories() -> list[dict[str, Any]]:
    """verbuende.jsonl: the seven Verbünde as scripts."""
    lines = (REGION / "verbuende.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def hosted(node: str) -> set[str]:
    """External ids of the companies a node hosts: the centre's, or one company's own."""
    if node == "zentrum":
        return {row["external_id"] for row in read("companies") if row["hosted"] == "centre"}
    return {node}


def write_for(node: str, folder: Path) -> dict[str, Path]:
    """Write the files a node imports, in the order of import; returns {target: file}."""
    folder.mkdir(parents=True, exist_ok=True)
    mine = hosted(node)
    files = {"companies": _write(folder, "companies", _companies(mine))}
    for name, column in OWNED.items():
        rows = [row for row in read(name) if row[column] in mine]
        if rows:
            files[name] = _write(folder, name, rows)
    if node == "zentrum":
        files |= {name: _write(folder, name, read(name)) for name in PUBLIC}
    persons = [
        row | {"password": PASSWORD, "sign_from": SIGN_FROM if row["may_sign"] == "true" else ""}
        for row in read("persons")
        if row["company"] in mine and (row["role"] != "centre" or node == "zentrum")
    ]
    files["persons"] = _write(folder, "persons", persons)
    return files


def _companies(mine: set[str]) -> list[dict[str, str]]:
    rows = []
    for row in read("companies"):
        if row["external_id"] in mine:
            rows.append({**row, "hosted": "here"})
        else:
            rows.append({**row, "hosted": "listed", "claimed": "false", **dict.fromkeys(PRIVATE, "")})
    return rows


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def contact(language: str = "de") -> Mapping[str, str]:
    """Whom to call, as `node.toml` keeps it."""
    data = settings()
    person = data["contact"]
    return {
        "name": person["name"],
        "phone": person["phone"],
        "place": person["place"],
        "hours_de": person["hours_de"],
        "hours_en": person["hours_en"],
        "operator_de": data["centre"]["operator_de"],
        "operator_en": data["centre"]["operator_en"],
        "cost_de": data["costs_de"],
        "cost_en": data["costs_en"],
        "readers_de": data["who_reads_de"],
        "readers_en": data["who_reads_en"],
    }


Say = Callable[[str], None]
