"""The clause library: every clause of a charter as a text block, weak and strong, German and English.

The texts are data (`texts/*.toml`), read once and checked strictly; see `texts/README.md`.
"""

from ._differences import Difference, differences
from ._library import Library, Parameter, Text, fits, library, load, texts_of_kinds
from ._render import clause_of_term, fitting, odrl, proposed, render, value_in_words

__all__ = [
    "Difference",
    "Library",
    "Parameter",
    "Text",
    "clause_of_term",
    "differences",
    "fits",
    "fitting",
    "library",
    "load",
    "odrl",
    "proposed",
    "render",
    "texts_of_kinds",
    "value_in_words",
]
