"""`verbund dsp` says the same as the pages."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner

from tests.support.wire import all_of
from verbund.apps.dataspace.models import Agreement, Transfer
from verbund.node.cli._root import main


def _run(*args: str, **more: Any) -> Any:
    return CliRunner().invoke(main, ["--json", "dsp", *args], **more)


def test_from_catalogue_to_data(wire: Any, provider: Any, consumer: Any, offered: Any) -> None:
    shown = json.loads(_run("catalog", provider.did, "--as", consumer.slug).stdout)
    assert offered.dataset_id in {d["@id"] for d in shown}
    assert json.loads(_run("offers", "--as", provider.slug).stdout)[0]["dataset"] == offered.dataset_id
    assert _run("negotiate", provider.did, offered.dataset_id, "--as", consumer.slug).exit_code == 0
    wire.run()
    agreement = all_of(Agreement, company=consumer)[0]
    assert _run("pull", str(agreement.pk)).exit_code == 0
    wire.run()
    assert all_of(Transfer, company=consumer)[0].state == "COMPLETED"


def test_errors_in_words(wire: Any, provider: Any, consumer: Any) -> None:
    answer = _run("negotiate", provider.did, "file:nothing", "--as", consumer.slug)
    assert answer.exit_code == 1
    assert "dataset-missing" in answer.output
    assert "no company" in _run("offers", "--as", "nobody").output


def test_explain(wire: Any, offered: Any, provider: Any) -> None:
    told = json.loads(_run("explain", "-", input=json.dumps(offered.policy)).stdout)
    assert any("Only for members" in c["text"] for c in told["clauses"])
    assert told["gaps"] == []
    assert "not JSON" in _run("explain", "-", input="{").output
