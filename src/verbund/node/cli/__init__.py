"""The command line `verbund`."""

from ._root import main, ready

__all__ = ["main", "ready"]
