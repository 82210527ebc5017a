"""The examples in the engines' docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ["cascade", "cascade._esri", "cascade._intervals", "cascade._sweep", "standing", "standing._role"]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    found = doctest.testmod(importlib.import_module(f"verbund.engines.{name}"))
    assert found.attempted
    assert not found.failed
