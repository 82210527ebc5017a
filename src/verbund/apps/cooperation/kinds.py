"""A kind of cooperation is a plug-in: it says what fits, which terms it proposes, which side effects it has, how
its outcome is measured. `cooperation` knows no kind by name.

Built-in kinds register in their `AppConfig.ready`; a kind from outside the package by an entry point of the group
`verbund.kinds` that names a `Kind` (or a callable that returns one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from verbund.apps.core.registry import Registry
from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.protocols.register.v1 import Clause

from .report.model import Case, Effect, Question

GROUP = "verbund.kinds"


@dataclass(frozen=True, slots=True)
class Term:
    """A clause that a kind proposes: code of the clause library, form, parameters."""

    code: str
    form: str = "strong"
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """How an outcome is measured: `unit` UCUM or ISO 4217; `better` is 'more' or 'less'."""

    code: str
    name: Any
    unit: str
    better: str = "more"

    def title(self, lang: str) -> str:
        """Its name in German or English."""
        return str(self.name[lang] if isinstance(self.name, Mapping) else self.name)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of cooperation brings along.

    after: the member's network as it would be under the charter; removing the causing clause gives `before` back.
    reasons: for matching; see `matching.registry`.
    workspace: template of the kind's part of a running Verbund; empty: its measures and each member's share.
    """

    code: str
    name: Any
    noun: Any
    terms: Callable[[], Iterable[Term]]
    effects: tuple[Effect, ...]
    measures: tuple[Measure, ...]
    after: Callable[[Case], Neighbourhood] | None = None
    reasons: Any = None
    workspace: str = ""
    questions: tuple[Question, ...] = ()
    staying_out: Mapping[str, str] = field(default_factory=dict)
    """What staying out means for this kind, German and English."""
    clauses: str = ""
    """Texts of clauses of its own, as TOML in the format of the clause library; every code begins with `<code>:`."""


ClauseMaker = Callable[[Term, str], Clause]
clause_makers: list[ClauseMaker] = []
"""The clause library puts itself here; it writes the standard text of a term, for the Verbund of this urn."""


def clause_of(term: Term, verbund: str = "") -> Clause:
    """The clause that a term stands for; without a library its code, form and parameters alone."""
    if clause_makers:
        return clause_makers[-1](term, verbund)
    return Clause(term.code, term.form, "trust", dict(term.parameters), {})  # type: ignore[arg-type]


_kinds: Registry[Kind] = Registry("kind of cooperation")


def register(kind: Kind) -> Kind:
    return _kinds.register(kind.code, kind)


@cache
def _load_plugins() -> None:
    for point in entry_points(group=GROUP):
        found = point.load()
        kind = found() if callable(found) and not isinstance(found, Kind) else found
        if kind.code not in _kinds:
            _kinds.register(kind.code, kind)


def kind(code: str) -> Kind:
    """The kind with this code; KeyError lists the known ones."""
    _load_plugins()
    return _kinds[code]


def known(code: str) -> bool:
    _load_plugins()
    return code in _kinds


def kind_or_plain(code: str) -> Kind:
    """The kind; for one that is not installed here a plain one without effects of its own."""
    return kind(code) if known(code) else Kind(code, code, code, terms=tuple, effects=(), measures=())


def clause_texts() -> tuple[tuple[str, str], ...]:
    """(kind, TOML) of the kinds that bring clauses of their own."""
    return tuple((k.code, k.clauses) for k in kinds() if k.clauses)


def kinds() -> list[Kind]:
    """All kinds, built-in and plugged in, by code."""
    _load_plugins()
    return [k for _, k in sorted(_kinds.items())]
