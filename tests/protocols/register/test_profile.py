"""The published profile: schemas and vectors are what the code does, and the document names every type and state."""

from __future__ import annotations

import doctest
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rfc8785
from jsonschema import Draft202012Validator

from verbund.protocols.register import v1

FOLDER = Path(__file__).parents[3] / "docs" / "verbund-profile"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verbund_profile_generate", FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _vector(name: str) -> Any:
    return json.loads((FOLDER / "vectors" / name).read_text(encoding="utf-8"))


def test_the_published_files_are_what_the_generator_writes() -> None:
    generator = _generator()
    built = generator.build()
    found = {str(path.relative_to(FOLDER)) for folder in ("vectors", "schemas") for path in (FOLDER / folder).iterdir()}
    assert found == set(built)
    for path, document in built.items():
        assert (FOLDER / path).read_text(encoding="utf-8") == generator.text(document), path


def test_the_charter_vector_holds() -> None:
    vector = _vector("charter.json")
    terms = v1.parse_charter(json.dumps(vector["document"]))
    assert rfc8785.dumps(vector["document"]).decode() == vector["jcs"]
    assert (terms.hash, terms.dataset_id) == (vector["sha256"], vector["dataset"])


def test_the_register_vector_holds_for_entries_read_from_the_file() -> None:
    vector, keys = _vector("register.json"), _vector("keys.json")["keys"]
    first, second = (v1.parse_charter(document) for document in vector["charters"])
    register = v1.Register(first, keys.get)
    register.add_charter(second)
    for wire in reversed(vector["entries"]):
        register.add(v1.parse_entry(wire))
    shows = vector["shows"]
    assert [entry.hash for entry in register.entries()] == shows["order"] == vector["hashes"]
    assert register.heads() == shows["heads"]
    assert register.state().current == shows["current"] == second.hash
    assert {d: str(m.state) for d, m in register.state().members.items()} == shows["members"]


@pytest.mark.parametrize("lie", _vector("lies.json"), ids=lambda lie: lie["name"])
def test_each_lie_of_the_vectors_is_named(lie: dict[str, Any]) -> None:
    vector, keys = _vector("register.json"), _vector("keys.json")["keys"]
    first, second = (v1.parse_charter(document) for document in vector["charters"])
    register = v1.Register(first, keys.get)
    register.add_charter(second)
    for found, wire in zip(vector["hashes"], vector["entries"], strict=True):
        if found in lie["holds"]:
            assert register.add(v1.parse_entry(wire)).outcome is v1.Outcome.ACCEPTED
    verdict = register.add(v1.parse_entry(lie["entry"]))
    assert (str(verdict.outcome), verdict.code, verdict.kept) == (lie["outcome"], lie["code"], lie["kept"])
    assert verdict.outcome is not v1.Outcome.ACCEPTED


def test_the_schemas_are_valid_and_accept_the_vectors() -> None:
    schemas = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in (FOLDER / "schemas").iterdir()}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    vector = _vector("register.json")
    for document in vector["charters"]:
        Draft202012Validator(schemas["charter.schema.json"]).validate(document)
    for wire in vector["entries"]:
        Draft202012Validator(schemas["entry.schema.json"]).validate(wire)


def test_the_document_names_every_type_outcome_and_state() -> None:
    text = (FOLDER.parent / "verbund-profile.md").read_text(encoding="utf-8")
    for name in (*v1.EntryType, *v1.Outcome, *v1.CharterState, *v1.Act):
        assert f"`{name}`" in text, name


def test_the_example_of_the_package_runs() -> None:
    assert doctest.testmod(v1).failed == 0
