"""What the made cases say, one line each: figures, clauses, certainty and the German sentence.

After a deliberate change: `python -m tests.apps.cooperation.report.expected` writes the file anew; read its difference.
"""

from __future__ import annotations

from pathlib import Path

from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.report import Case, Line, Stop
from verbund.apps.cooperation.report.build import lines, stops
from verbund.kit.interval import Interval

FILE = Path(__file__).with_name("expected.txt")


def lines_of(case: Case, code: str) -> list[Line]:
    return [x for x in lines(case, kind(case.charter.kind)) if x.code == code]


def stops_of(case: Case, code: str) -> list[Stop]:
    return [x for x in stops(case, kind(case.charter.kind)) if x.code == code]


def said(x: Line) -> str:
    money = f"{_span(x.money)} EUR/{x.money_unit or 'once'}" if x.money is not None else "no amount"
    change = f"{_span(x.before)} > {_span(x.after)} {x.unit}" if x.before or x.after else "no change"
    clauses = f"cause {x.cause or '-'}, missing {x.missing or '-'}, mend {x.mend}, of {'+'.join(sorted(x.clauses))}"
    return (
        f"{x.certainty}; {money}; {change}; {clauses}; asks {x.question or '-'}; {x.text['de']} | {x.mend_text['de']}"
    )


def shown(x: Stop) -> str:
    return f"mend {x.mend}, of {'+'.join(sorted(x.clauses))}; {x.text['de']} | {x.why['de']}"


def _span(value: Interval | None) -> str:
    if value is None:
        return "-"
    return f"{value.low:.6g}" if value.known else f"{value.low:.6g}..{value.high:.6g}"


def all_lines() -> list[str]:
    from .scenarios import SCENARIOS, STOPS

    found = [f"{s.code} {s.name}: {said(x)}" for s in SCENARIOS for x in lines_of(s.shows(), s.code)]
    return found + [f"STOP {s.code} {s.name}: {shown(x)}" for s in STOPS for x in stops_of(s.shows(), s.code)]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    FILE.write_text("\n".join(all_lines()) + "\n", encoding="utf-8")
