"""Scripts of the operator: named in node.toml, loaded by every process, loud when they fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from verbund.apps.dataspace import recognition
from verbund.node import config, extensions


def test_extensions_are_files_below_the_nodes_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBUND_HOME", str(tmp_path))
    assert config.load().extensions == ()
    (tmp_path / "node.toml").write_text('extensions = ["rules.py"]\n')
    assert config.load().extensions == (tmp_path / "rules.py",)
    monkeypatch.setenv("VERBUND_EXTENSIONS", "/elsewhere/more.py")
    assert config.load().extensions == (Path("/elsewhere/more.py"),)


def test_extensions_must_be_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBUND_HOME", str(tmp_path))
    (tmp_path / "node.toml").write_text('extensions = "rules.py"\n')
    with pytest.raises(ValueError, match="extensions must be a list"):
        config.load()


def test_a_file_is_loaded_once_and_its_errors_name_it(tmp_path: Path) -> None:
    good = tmp_path / "good.py"
    good.write_text("VALUE = 7\n")
    assert extensions.load(good).VALUE == 7
    with pytest.raises(ImproperlyConfigured, match=r"missing\.py is no file"):
        extensions.load(tmp_path / "missing.py")
    bad = tmp_path / "bad.py"
    bad.write_text("1 / 0\n")
    with pytest.raises(ImproperlyConfigured, match=r"bad\.py fails: ZeroDivisionError"):
        extensions.load(bad)


def test_recognition_is_replaced_on_loopback_only(settings) -> None:
    from dataclasses import replace

    settings.NODE = replace(settings.NODE, insecure_loopback=False)
    with pytest.raises(RuntimeError, match="loopback node only"):
        recognition.replace(recognition.SelfIssued())
