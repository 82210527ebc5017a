"""The leaflet's further parts: interactions, dose, joining and staying out, storage, contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from verbund.kit.interval import Interval
from verbund.protocols.register.v1 import Clause

from ..clauses import library, render, value_in_words
from ..words import day, share, span
from .dependences import NAMES, Dependence
from .form import form_of
from .model import Case, Line
from .page_one import gain_words, measure_name
from .reading import (
    amount,
    answered,
    clause,
    other_verbuende,
    own_setting,
    partners,
    said,
    setting,
    short,
    strong,
    voters,
)
from .standing import sales, share_with, statements
from .texts import HOUR_EUR, both
from .wording import codes_due

if TYPE_CHECKING:
    from ..kinds import Kind

STORAGE = ("D1", "D2", "D3", "D4", "D5", "G1", "G2", "W1", "K1", "K2")
"""Clauses that say where data and secrets lie and who reads them."""


def enforcement(c: Clause) -> str:
    """'enforced' by the platform, 'partly' where only the weak form is, else 'trust'. The last never sounds like the
    first: a claim that the library does not know counts as trust.
    """
    known = library().clauses.get(c.code)
    if c.enforced != "machine":
        return "trust"
    return "enforced" if known is not None and known.enforced[c.form] == "machine" else "trust"


def interactions(case: Case) -> dict[str, list[dict[str, Any]]]:
    """With own Verbünde (own knowledge only) and with own contracts and duties."""
    mine: list[dict[str, Any]] = []
    for did, count in other_verbuende(case).items():
        partner = next(m for m in case.members if m.did == did)
        mine.append(
            _item(
                short(partner.name), short(partner.name),
                f"sitzt in {count} {'anderen Verbund' if count == 1 else 'anderen Verbünden'} mit Ihnen. Was hier "
                "gelesen wird, kann dort nützen.",
                f"sits with you in {count} other {'Verbund' if count == 1 else 'Verbünde'}. What is read here may be "
                "of use there.", "D2",
            )
        )  # fmt: skip
    own: list[dict[str, Any]] = []
    for tie in statements(case.before, ["supplies"]):
        member = next((m for m in partners(case) if m.company is not None and m.company == tie.taker), None)
        if tie.giver != case.before.company or member is None:
            continue
        owned = [n for n, o in (("Zeichnung", tie.drawing_owner), ("Werkzeug", tie.tool_owner)) if o == "customer"]
        if owned:
            en = " and ".join({"Zeichnung": "drawing", "Werkzeug": "tool"}[n] for n in owned)
            own.append(
                _item(
                    f"Lieferung an {short(member.name)}", f"Supply to {short(member.name)}",
                    f"{' und '.join(owned)} gehören {short(member.name)}. Was daraus hervorgeht, geben Sie nur mit "
                    "Freigabe weiter.",
                    f"{en[:1].upper()}{en[1:]} belong to {short(member.name)}. What comes of it you pass on only "
                    "with a "
                    "release.", "G1",
                )
            )  # fmt: skip
    if setting(case, "D1", "fields") and said(case, "works_council") is not False and not strong(case, "D5"):
        own.append(
            _item(
                "Betriebsrat", "Works council",
                "Stehen Kürzel von Bedienern in den Daten, braucht es seine Zustimmung.",
                "Where operator codes are in the data its consent is needed.", "D5", "law",
                both("BetrVG § 87(1) Nr. 6", "BetrVG § 87(1) no. 6"),
            )
        )  # fmt: skip
    read = said(case, "policy_read")
    own.append(
        _item(
            "Bank und Versicherung", "Bank and insurance",
            "Nach Ihrer Angabe gedeckt." if read else "Ihre Verträge wurden nicht gelesen.",
            "Covered, as you say." if read else "Your contracts were not read.", "H3",
        )
    )  # fmt: skip
    return {"verbuende": mine, "contracts": own}


def _item(
    de: str, en: str, text_de: str, text_en: str, code: str, basis: str = "", source: str | dict[str, str] = ""
) -> dict[str, Any]:
    return {"name": both(de, en), "text": both(text_de, text_en), "clause": code, "basis": basis, "source": source}


def dose(case: Case) -> dict[str, Any]:
    """Effort as rows with EUR once and a year; data; a missed duty; what happens on stopping."""
    rate = answered(case, "hour_eur", HOUR_EUR) or HOUR_EUR
    rows: list[dict[str, Any]] = []

    def row(de: str, en: str, code: str, once: Interval | None, yearly: Interval | None) -> None:
        rows.append({"what": both(de, en), "clause": code, "once": _eur(once), "yearly": _eur(yearly)})

    if (hours := amount(own_setting(case, "B1", "hours_start"))) is not None:
        row(
            f"{span(hours, 'de')} Stunden bis zum Start",
            f"{span(hours, 'en')} hours until the start",
            "B1",
            hours * rate,
            None,
        )
    if (hours := amount(own_setting(case, "B1", "hours_month"))) is not None:
        row(
            f"{span(hours, 'de')} Stunden im Monat", f"{span(hours, 'en')} hours a month", "B1", None, hours * 12 * rate
        )
    if (paid := amount(own_setting(case, "B1", "money_eur"))) is not None and paid.high > 0:
        row("Geldbeitrag", "money", "B1", paid, None)
    if (days := amount(own_setting(case, "B1", "days_year"))) is not None:
        price = amount(setting(case, "B2", "day_rate_eur"))
        row(f"bis {span(days, 'de')} "
            "Tage Fachkräfte im Jahr", f"up to {span(days, 'en')} days of specialists a year", "B1",
            None, days * price if price is not None else None)  # fmt: skip
    if (weeks := amount(own_setting(case, "B1", "weeks"))) is not None:
        price = amount(setting(case, "B2", "week_eur"))
        row(f"{span(weeks, 'de')} Wochen Ausbildung", f"{span(weeks, 'en')} weeks of training", "B1",
            weeks * price if price is not None else None, None)  # fmt: skip
    if (part := amount(own_setting(case, "B1", "capacity_share"))) is not None:
        row(
            f"{share(part, 'de')} der Kapazität bereithalten",
            f"keep {share(part, 'en')} of capacity ready",
            "B1",
            None,
            None,
        )
    parameters = library()["D1"].parameters
    data = {"de": "", "en": ""}
    for lang in ("de", "en"):
        told = [value_in_words(parameters[n], setting(case, "D1", n), lang) for n in ("fields", "grain", "interval")
                if setting(case, "D1", n)]  # fmt: skip
        delay = setting(case, "D1", "delay_days")
        if told and delay:
            told.append(f"mit {delay} Tagen Verzug" if lang == "de" else f"with {delay} days’ delay")
        data[lang] = ", ".join(told)
    penalty = {
        code: value for code in ("D2", "G2") if (value := amount(setting(case, code, "penalty_eur"))) is not None
    }
    missed = (
        both("Vertragsstrafe nach " + ", ".join(penalty) + ".", "Penalty under " + ", ".join(penalty) + ".")
        if penalty
        else both(
            "Eine versäumte Pflicht kostet nach der Vereinbarung nichts.",
            "A missed duty costs nothing under the charter.",
        )
    )
    takes = setting(case, "L2", "takes", [])
    kept = {
        lang: value_in_words(library()["L2"].parameters["takes"], takes, lang) if takes else "" for lang in ("de", "en")
    }
    stopping = (
        both(f"Sie nehmen mit: {kept['de']}.", f"You take along: {kept['en']}.")
        if takes
        else both("Was Sie mitnehmen, ist nicht geregelt.", "What you take along is not settled.")
    )
    note = (
        both("Stundensatz: Ihre Angabe", "cost of an hour: yours")
        if "hour_eur" in case.answers
        else both(
            f"1 h = {span(HOUR_EUR, 'de')} €, bis Sie Ihren Satz nennen",
            f"1 h = €{span(HOUR_EUR, 'en')} until you say yours",
        )
    )
    return {"rows": rows, "data": data, "missed": missed, "stopping": stopping, "note": note}


def _eur(value: Interval | None) -> dict[str, float] | None:
    return None if value is None else {"low": round(value.low, 2), "high": round(value.high, 2)}


def pair(case: Case, kind: Kind, effects: Sequence[Line], six: Sequence[Dependence]) -> list[dict[str, Any]]:
    """Joining and staying out, line by line; unlike things are never added."""
    rows: list[dict[str, Any]] = []

    def row(name: dict[str, str], joins: dict[str, str], out: dict[str, str], sure: str, sure_out: str) -> None:
        rows.append({"name": name, "join": joins, "join_certainty": sure, "out": out, "out_certainty": sure_out})

    gain = case.answers.get("gain")
    if isinstance(gain, dict) and gain_words(case, "de"):
        base = both(str(gain.get("baseline_de", "")) or "unbekannt", str(gain.get("baseline_en", "")) or "unknown")
        row(
            both(measure_name(case, kind, "de"), measure_name(case, kind, "en")),
            both(gain_words(case, "de"), gain_words(case, "en")),
            both(f"bleibt: {base['de']}", f"stays: {base['en']}"),
            str(gain.get("certainty", "possible")),
            "certain" if gain.get("baseline_de") else "unknown",
        )
    for d in six:
        if d.direction != "same":
            row(
                dict(NAMES[d.code]),
                both(share(d.after, "de"), share(d.after, "en")),
                both(share(d.before, "de"), share(d.before, "en")),
                "certain" if d.after.known else "possible",
                "certain" if d.before.known else "unknown",
            )
    for line in effects:
        if line.code == "V8" and line.after is not None:
            row(
                both("Zeit Ihrer Leute", "Time of your people"),
                both(
                    f"{span(line.after, 'de')} Stunden bis zum ersten Nutzen",
                    f"{span(line.after, 'en')} hours until the first benefit",
                ),
                both(
                    "keine für den Verbund; eine eigene Lösung: unbekannt",
                    "none for the Verbund; an own solution: unknown",
                ),
                line.certainty.value,
                "unknown",
            )
    count = len(voters(case))
    row(
        both("Stimme bei den Regeln", "Say in the rules"),
        both(f"1 von {count}", f"1 of {count}"),
        both("keine; später nur noch beitreten", "none; later only joining"),
        "certain",
        "certain",
    )
    return rows


def storage(case: Case) -> list[dict[str, Any]]:
    """Each clause on data, secrets and models with where it is enforced."""
    who = {m.did: short(m.name) for m in case.members} | {m.did.rpartition(":")[2]: short(m.name) for m in case.members}
    found = []
    for c in sorted((c for c in case.charter.clauses if c.code in STORAGE), key=lambda c: STORAGE.index(c.code)):
        text = dict(c.text)
        for lang in ("de", "en"):
            if not text.get(lang) and c.code in library():
                text[lang] = render(c.code, c.form, c.parameters, lang, who)
        found.append(
            {
                "clause": c.code,
                "form": c.form,
                "text": both(text.get("de", c.code), text.get("en", text.get("de", c.code))),
                "enforced": enforcement(c),
                "odrl": c.odrl is not None,
            }
        )
    return found


def contents(case: Case, effects: Sequence[Line]) -> dict[str, Any]:
    """Members, votes, sources, date of the law, what is missing."""
    votes = setting(case, "E1", "votes", {})
    stale = sorted(c.code for c in case.charter.clauses if c.code in library() and library()[c.code].stale(case.today))
    stale += codes_due({x.code for x in effects}, case.today)
    missing = [
        both(de, en)
        for test, de, en in (
            (not sales(case.before).holdings, "Ihre Kunden und Umsätze", "your customers and sales"),
            (not case.before.released, "Freigaben anderer: bisher keine", "releases of others: none so far"),
            (clause(case, "L4") is None, "eine Regel für Streit (L4)", "a rule for disputes (L4)"),
        )
        if test
    ]
    form = form_of(case)
    customers = [m for m in partners(case) if m.company is not None
                 and share_with(sales(case.before), case.before, m.company).low > 0]  # fmt: skip
    return {
        "members": [
            {
                "name": m.name,
                "role": m.role,
                "customer": m in customers,
                "vote": m.role != "companion",
                "group": m.group,
            }
            for m in case.members
        ],
        "form": {"form": form.form, "name": form.name, "who": form.who, "evidence": list(form.evidence)},
        "voting": case.charter.voting,
        "votes_differ": isinstance(votes, dict) and len({v for v in votes.values() if isinstance(v, int)}) > 1,
        "valid_from": case.charter.valid_from.isoformat(),
        "valid_until": case.charter.valid_until.isoformat() if case.charter.valid_until else None,
        "hash": case.charter.hash,
        "figures": {"own": case.before.own, "released": case.before.released},
        "law_as_of": library().law_as_of.isoformat(),
        "stale_texts": stale,
        "missing": missing,
        "kept_because": "StaRUG § 1",
    }


def until(value: Any, lang: str) -> str:
    """A date of the document in words."""
    from datetime import date

    return day(date.fromisoformat(value), lang)
