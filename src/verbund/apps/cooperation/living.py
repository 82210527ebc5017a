"""While a Verbund lives: its report computed again each quarter, and what then needs a talk. Plain values in and out;
the job around it is `jobs.recompute`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .report.reading import amount
from .report.texts import both
from .words import money

QUARTER = timedelta(days=91)
ORDER = {"equals": 0, "led": 1, "domination": 2}
SOON = 0.25
"""Years from which a gain registered is held against the one expected."""
TOPICS: Mapping[str, Mapping[str, str]] = {
    "control": both("{who}: neuer Eigentümer", "{who}: new owner"),
    "breach": both("{who} nennt eine gebrochene Zusage", "{who} names a broken promise"),
    "dispute": both("{who} nennt einen Streit", "{who} names a dispute"),
    "left": both("{who} geht", "{who} leaves"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that changed. `code` names it once for a Verbund; `text` in German and English."""

    code: str
    text: Mapping[str, str]


def signs(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    told: Iterable[tuple[str, str, str]] = (),
    gain: Sign | None = None,
) -> list[Sign]:
    """What the report says now and did not say before; `told`: (topic, who, hash) of the register's entries."""
    old = {d["code"]: d for d in before["dependences"]}
    found = []
    for d in after["dependences"]:
        was = old.get(d["code"])
        if d["level"] == "high" and (was is None or was["level"] != "high"):
            mark = round(d["mark"]["value"] * 100)
            found.append(Sign(f"mark:{d['code']}", both(f"{d['name']['de']}: Warnwert {mark} % überschritten",
                                                        f"{d['name']['en']}: above the mark of {mark}%")))  # fmt: skip
    known = {(s["code"], s["mend"]) for s in before["stops"]}
    for s in after["stops"]:
        if (s["code"], s["mend"]) not in known:
            why = {lang: s["why"].get(lang) or s["text"][lang] for lang in ("de", "en")}
            text = both(f"Neues Stoppzeichen: {why['de']}", f"New stop sign: {why['en']}")
            found.append(Sign(f"stop:{s['code']}", text))
    then, now = before["contents"].get("form"), after["contents"].get("form")
    if then and now and ORDER[now["form"]] > ORDER[then["form"]]:
        found.append(Sign(f"form:{now['form']}", both(f"Aus „{then['name']['de']}“ wird „{now['name']['de']}“: "
                                                      f"{now['who']}",
                                                      f"“{then['name']['en']}” becomes “{now['name']['en']}”: "
                                                      f"{now['who']}")))  # fmt: skip
    for topic, who, digest in told:
        if topic in TOPICS:
            text = {lang: said.format(who=who) for lang, said in TOPICS[topic].items()}
            found.append(Sign(f"{topic}:{digest[:12]}", text))
    groups = {m["name"]: m.get("group", "") for m in before["contents"]["members"]}
    for m in after["contents"]["members"]:
        if m["name"] in groups and groups[m["name"]] != m.get("group", ""):
            text = {lang: said.format(who=m["name"]) for lang, said in TOPICS["control"].items()}
            found.append(Sign(f"owner:{m['name'][:60]}", text))
    return found + ([gain] if gain else [])


def gain_apart(expected: Any, registered: Sequence[float], since: date, today: date) -> Sign | None:
    """A sign where the benefits registered in euros a year differ from the gain expected by half or more. None where
    one of them is unknown, or less than a quarter has passed.
    """
    years = (today - since).days / 365.25
    if not isinstance(expected, Mapping) or not str(expected.get("unit", "")).startswith("EUR") or years < SOON:
        return None
    hoped = amount([expected.get("low"), expected.get("high")])
    if hoped is None or hoped.high <= 0 or not registered:
        return None
    year = sum(registered) / years
    if 0.5 * hoped.low < year < 1.5 * hoped.high:
        return None
    from verbund.kit.interval import Interval

    return Sign("gain", both(f"Nutzen: erwartet {money(hoped, 'de', exact=True)} im Jahr, eingetragen "
                             f"{money(Interval.of(round(year)), 'de')}",
                             f"Gain: {money(hoped, 'en', exact=True)} a year expected, "
                             f"{money(Interval.of(round(year)), 'en')} registered"))  # fmt: skip
