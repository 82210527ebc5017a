"""Scripts of the operator (`extensions` in node.toml): files of Python that every process of the node loads."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from django.core.exceptions import ImproperlyConfigured


def load(path: Path) -> ModuleType:
    """Run the file once as a module of its own. Raises ImproperlyConfigured naming it when it is missing or fails."""
    name = f"verbund_extension_{path.stem}"
    spec = spec_from_file_location(name, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ImproperlyConfigured(f"extensions: {path} is no file of Python")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ImproperlyConfigured(f"extensions: {path} fails: {type(error).__name__}: {error}") from error
    return module
