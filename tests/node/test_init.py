"""`verbund init` again keeps what stands in node.toml."""

from __future__ import annotations

import tomllib

from verbund.node.cli.run import _write_settings
from verbund.node.config import CONTACT
from verbund.node.demo import region


def test_settings_and_contact_survive_a_second_init(tmp_path) -> None:
    file = tmp_path / "node.toml"
    file.write_text('name = "Alt"\nthreads = 8\n\n[contact]\nname = "Jana \\"JR\\" Reetz"\nphone = "030 23125 142"\n')
    _write_settings(tmp_path, {"name": "Neu", "listen": None, "insecure_loopback": True})
    assert tomllib.loads(file.read_text()) == {
        "name": "Neu",
        "threads": 8,
        "insecure_loopback": True,
        "contact": {"name": 'Jana "JR" Reetz', "phone": "030 23125 142"},
    }


def test_the_contact_of_the_example_region_is_understood() -> None:
    assert set(region.contact()) <= CONTACT
