"""The whole report of one member on one charter, as an ordered JSON document (canonical form and hash by RFC 8785).

Nothing of another member's private data goes in: a case holds public profiles, the charter, and the member's own
network and answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import rfc8785

from verbund.kit.interval import Interval

from ..clauses import fitting, library, proposed, render
from ..kinds import Kind
from . import competition, general, page_one, parts, wording
from .dependences import MARKS, NAMES, Dependence, dependences
from .model import Case, Certainty, Effect, Line, Question, Stop
from .reading import partners

PROFILE = "verbund-report/1"
VALID_DAYS = 30
_ORDER = {Certainty.CERTAIN: 0, Certainty.LIKELY: 1, Certainty.POSSIBLE: 2, Certainty.UNKNOWN: 3}


def all_effects(kind: Kind) -> tuple[Effect, ...]:
    """The effects of every Verbund and those of the kind."""
    return (*general.EFFECTS, *competition.EFFECTS, *kind.effects)


def questions_of(kind: Kind) -> dict[str, Question]:
    """What a report of this kind may ask, by code."""
    return {q.code: q for q in (*general.QUESTIONS, *page_one.QUESTIONS, *kind.questions)}


def lines(case: Case, kind: Kind) -> tuple[Line, ...]:
    """All effects on this member: by money at stake, then by certainty."""
    found = [line for effect in all_effects(kind) for line in effect.rule(case)]
    return tuple(
        sorted(found, key=lambda x: (-(x.money.high if x.money else -1.0), _ORDER[x.certainty], x.code, x.text["de"]))
    )


def stops(case: Case, kind: Kind) -> tuple[Stop, ...]:
    """All stop signs, those of the kind first."""
    effects = (*kind.effects, *competition.EFFECTS, *general.EFFECTS)
    found = [stop for effect in effects if effect.stops for stop in effect.stops(case)]
    return tuple({(s.code, s.mend, s.text["de"]): s for s in found}.values())


def strengthened(case: Case, code: str, usual: Mapping[str, Any] | None = None) -> Case:
    """The case with one clause in its strong form, parameters that fit kept, defaults added (to a clause that stands
    none for each member)."""
    old = case.charter.clause(code)
    if code not in library():
        return case
    kept = fitting(code, old.parameters) if old else {}
    defaults = proposed(code, "strong").parameters
    merged = {
        **defaults,
        **(usual or {}),
        **{k: v for k, v in kept.items() if v is not False and k not in ("grain", "interval")},
    }
    better = proposed(code, "strong", merged, case.charter.verbund)
    if old is not None:  # what each member puts in is theirs to say
        known = library()[code].parameters
        stands = {k: v for k, v in better.parameters.items() if k in kept or k not in known or not known[k].per_member}
        text = {lang: render(code, "strong", stands, lang) for lang in ("de", "en")}
        better = replace(better, parameters=stands, text=text)
    clauses = tuple(better if c.code == code else c for c in case.charter.clauses)
    if old is None:
        clauses = (*clauses, better)
    return case.under(clauses)


def build(case: Case, kind: Kind) -> dict[str, Any]:
    """The document, valid for 30 days from `case.today`. Pure: the same case gives the same bytes."""
    effects, signs = lines(case, kind), stops(case, kind)
    six = dependences(case, kind.after, strengthened)
    charter = case.charter
    return {
        "profile": PROFILE,
        "meta": {
            "verbund": charter.verbund,
            "title": dict(charter.title),
            "kind": charter.kind,
            "charter": {"hash": charter.hash, "version": charter.version, "form": charter.form},
            "member": {"did": case.member.did, "name": case.member.name},
            "members": len([m for m in case.members if m.role != "companion"]),
            "date": case.today.isoformat(),
            "valid_until": (case.today + timedelta(days=VALID_DAYS)).isoformat(),
            "sign_by": charter.sign_by.date().isoformat(),
            "network": {"own": case.before.own, "released": case.before.released},
            "law_as_of": library().law_as_of.isoformat(),
        },
        "stops": [_stop(s) for s in signs],
        "six": page_one.six(case, kind, effects, six),
        "open": questions(case, kind, effects),
        "check_by": page_one.check_by(effects, signs),
        "interactions": parts.interactions(case),
        "dose": parts.dose(case),
        "effects": [_line(x, bool(wording.codes_due({x.code}, case.today))) for x in effects],
        "dependences": [_dependence(d) for d in six],
        "pair": parts.pair(case, kind, effects, six),
        "storage": parts.storage(case),
        "contents": parts.contents(case, effects),
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """JCS bytes."""
    return rfc8785.dumps(dict(document))


def report_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, hexadecimal: what a signature names."""
    return hashlib.sha256(canonical(document)).hexdigest()


def questions(case: Case, kind: Kind, effects: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Open questions with the lines each would change: most lines first, then most euros undecided. A question
    answered is not asked again.
    """
    known = questions_of(kind)
    wanted: dict[str, list[str]] = {}
    stake: dict[str, float] = {}
    for line in effects:
        if line.question and line.question not in case.answers:
            wanted.setdefault(line.question, []).append(line.code)
            stake[line.question] = stake.get(line.question, 0.0) + (line.money.width if line.money else 0.0)
    for effect in all_effects(kind):
        for code in effect.asks(case) if effect.asks else ():
            if code not in case.answers:
                wanted.setdefault(code, []).append(effect.code)
    if "gain" not in case.answers:
        wanted.setdefault("gain", []).append("gain")
    return [
        {
            "code": code,
            "text": dict(known[code].text) if code in known else {"de": code, "en": code},
            "answer": known[code].answer if code in known else "text",
            "unit": known[code].unit if code in known else "",
            "changes": changes,
            "options": [{"did": m.did, "name": m.name} for m in partners(case)]
            if code in known and known[code].answer == "members"
            else [],
        }
        for code, changes in sorted(wanted.items(), key=lambda p: (-len(p[1]), -stake.get(p[0], 0.0), p[0]))
    ]


def span(value: Interval | None) -> dict[str, float] | None:
    """An interval in the document."""
    return None if value is None else {"low": round(value.low, 6), "high": round(value.high, 6)}


def _source(source: str | Mapping[str, str]) -> str | dict[str, str]:
    return source if isinstance(source, str) else dict(source)


def _line(line: Line, due: bool) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": dict(line.title),
        "text": dict(line.text),
        "money": span(line.money),
        "money_unit": line.money_unit,
        "certainty": line.certainty.value,
        "frequency": None,
        "cause": line.cause,
        "missing": line.missing,
        "clauses": sorted(line.clauses),
        "mend": line.mend,
        "mend_text": dict(line.mend_text),
        "basis": line.basis.value,
        "source": _source(line.source),
        "before": span(line.before),
        "after": span(line.after),
        "unit": line.unit,
        "question": line.question,
        "inputs": list(line.inputs),
        "review_due": due,
        "check_by": dict(line.check_by),
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "code": stop.code,
        "text": dict(stop.text),
        "why": dict(stop.why),
        "mend": stop.mend,
        "basis": stop.basis.value,
        "source": _source(stop.source),
        "check_by": dict(stop.check_by),
    }


def _dependence(d: Dependence) -> dict[str, Any]:
    mark = MARKS[d.code]
    return {
        "code": d.code,
        "name": dict(NAMES[d.code]),
        "before": span(d.before),
        "after": span(d.after),
        "mended": span(d.mended),
        "hhi": {"before": span(d.hhi_before), "after": span(d.hhi_after)},
        "at_stake": span(d.at_stake) if d.at_stake is not None and d.at_stake.high < 1e11 else None,
        "mark": {"value": mark.value, "basis": mark.basis, "source": mark.source},
        "level": d.level,
        "direction": d.direction,
        "clauses": list(d.clauses),
        "text": dict(d.text),
    }
