"""The examples in the docstrings."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["", ".conditions", ".evaluation", ".sentences", ".comparison"])
def test_examples(module: str) -> None:
    found = doctest.testmod(importlib.import_module("verbund.protocols.odrl" + module))
    assert found.attempted
    assert not found.failed
