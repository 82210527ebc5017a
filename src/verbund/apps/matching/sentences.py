"""Reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, gettext, gettext_lazy

from .registry import kind_reasons
from .vocabulary import tag

SENTENCES: Mapping[str, Any] = {
    "same-words": gettext_lazy("speaks of the same: %(words)s"),
    "same-class": gettext_lazy("exactly the branch wanted (WZ %(found)s)"),
    "same-group": gettext_lazy("closely related branch (WZ %(found)s, wanted %(wanted)s)"),
    "same-division": gettext_lazy("related branch (WZ %(found)s, wanted %(wanted)s)"),
    "same-tags": gettext_lazy("can do what is asked: %(tags)s"),
    "near": gettext_lazy("%(km)s km away"),
    "too-far": gettext_lazy("%(km)s km away, wanted within %(radius)s km"),
    "place-unknown": gettext_lazy("distance unknown: a place is missing"),
}


def say(code: str, values: Mapping[str, Any], kind: str = "") -> str:
    """One reason as a sentence in the language in force; an unknown code is shown as it is."""
    sentence = SENTENCES.get(code)
    if sentence is None and kind in kind_reasons:
        sentence = kind_reasons[kind].sentences.get(code)
    if sentence is None:
        return code
    shown = {key: _shown(_spoken(value)) for key, value in values.items()}
    if code == "same-tags":
        shown["tags"] = ", ".join(tag(t) for t in values.get("tags", ()))
    if code == "same-words" and not shown["words"]:
        return gettext("speaks of the same things")
    return str(sentence) % shown


def _spoken(value: Any) -> Any:
    """A value by language as the one in force."""
    return value[(get_language() or "de")[:2]] if isinstance(value, Mapping) else value


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    if isinstance(value, float):
        return formats.number_format(round(value), use_l10n=True, force_grouping=True)
    return str(value)
