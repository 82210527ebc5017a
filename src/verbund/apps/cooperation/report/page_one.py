"""Page one: six questions, six answers, each with certainty and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from verbund.kit.interval import Interval

from ..clauses import library, value_in_words
from ..words import money, number, share, span
from .dependences import NAMES, Dependence
from .model import Case, Line, Question, Stop
from .reading import amount, clause, competitors, names, own_setting, partners, setting, short, strong
from .texts import both

if TYPE_CHECKING:
    from ..kinds import Kind

QUESTIONS = (
    Question("gain", both("Was soll der Verbund Ihnen im Jahr bringen, und worauf beruht die Zahl?",
                          "What should the Verbund bring you a year, and what does the figure rest on?"), "gain"),
    Question("staying_out", both("Was täten Sie ohne diesen Verbund?", "What would you do without this Verbund?"),
             "text"),
)  # fmt: skip


def six(case: Case, kind: Kind, effects: Sequence[Line], dependences: Sequence[Dependence]) -> list[dict[str, Any]]:
    """The six answers, in the order of the leaflet."""
    return [
        _gain(case, kind),
        _cost(case),
        _freer(dependences),
        _leave(case),
        _fails(case, effects),
        _without(case, kind),
    ]


def _answer(
    question: dict[str, str],
    text: dict[str, str],
    certainty: str,
    basis: str = "",
    source: dict[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "question": question,
        "text": text,
        "certainty": certainty,
        "basis": basis,
        "source": source or both("", ""),
    }


def gain_words(case: Case, lang: str) -> str:
    """The expected gain with its unit, '' where nothing is known."""
    gain = case.answers.get("gain")
    if not isinstance(gain, dict):
        return ""
    value = amount([gain.get("low"), gain.get("high")]) or amount(gain.get("low"))
    if value is None:
        return ""
    unit = str(gain.get("unit", ""))
    if unit.startswith("EUR"):
        return money(value, lang, exact=True)
    word = {
        "de": {"h/a": " Stunden im Jahr", "%": " %", "d": " Tage", "1": ""},
        "en": {"h/a": " hours a year", "%": "%", "d": " days", "1": ""},
    }[lang].get(unit, f" {unit}")
    return f"{span(value, lang, None)}{word}"


def measure_name(case: Case, kind: Kind, lang: str) -> str:
    """What the gain is measured in, in the words of the kind."""
    gain = case.answers.get("gain")
    code = str(gain.get("measure", "")) if isinstance(gain, dict) else ""
    for measure in kind.measures:
        if measure.code == code:
            return str(measure.name[lang] if isinstance(measure.name, dict) else measure.name)
    return {"price": both("Ersparnis", "saving")}.get(code, both(code, code))[lang].replace("_", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gain(case: Case, kind: Kind) -> dict[str, Any]:
    question = both("Habe ich etwas davon, ab wann?", "What do I gain, from when?")
    gain = case.answers.get("gain")
    if not isinstance(gain, dict) or not gain_words(case, "de"):
        return _answer(
            question,
            both(
                "Unbekannt: Ohne eine Ausgangszahl von Ihnen versprechen wir nichts.",
                "Unknown: without a baseline of yours we promise nothing.",
            ),
            "unknown",
            "arithmetic",
            both("noch keine Erfahrung aus anderen Verbünden", "no experience from other Verbünde yet"),
        )
    yearly_de = " im Jahr" if str(gain.get("unit", "")).startswith("EUR") else ""
    yearly_en = " a year" if yearly_de else ""
    month = gain.get("from_month")
    from_de = f", ab Monat {month}" if month else ""
    from_en = f", from month {month}" if month else ""
    base_de, base_en = str(gain.get("baseline_de", "")), str(gain.get("baseline_en", ""))
    return _answer(
        question,
        both(
            f"{_capital(measure_name(case, kind, 'de'))}: {gain_words(case, 'de')}{yearly_de}{from_de}.",
            f"{_capital(measure_name(case, kind, 'en'))}: {gain_words(case, 'en')}{yearly_en}{from_en}.",
        ),
        str(gain.get("certainty", "possible")),
        "arithmetic",
        both(
            "; ".join(x for x in (base_de or "ohne Ausgangszahl", "noch keine Erfahrung aus anderen Verbünden") if x),
            "; ".join(x for x in (base_en or "no baseline", "no experience from other Verbünde yet") if x),
        ),
    )


def _cost(case: Case) -> dict[str, Any]:
    parts: dict[str, list[str]] = {"de": [], "en": []}
    start, month = amount(own_setting(case, "B1", "hours_start")), amount(own_setting(case, "B1", "hours_month"))
    paid = amount(own_setting(case, "B1", "money_eur"))
    days, weeks = amount(own_setting(case, "B1", "days_year")), amount(own_setting(case, "B1", "weeks"))
    capacity = amount(own_setting(case, "B1", "capacity_share"))
    for lang, w in (
        ("de", ("{} Stunden bis zum Start", "{} Stunden im Monat", "bis {} Tage "
                                                                   "Fachkräfte im Jahr", "{} Wochen Ausbildung",
                "{} der Kapazität", "Daten: ")),
        ("en", ("{} hours until the start", "{} hours a month", "up to {} days of specialists a year",
                "{} weeks of training", "{} of capacity", "data: ")),
    ):  # fmt: skip
        found = parts[lang]
        for value, words in ((start, w[0]), (month, w[1]), (days, w[2]), (weeks, w[3])):
            if value is not None:
                found.append(words.format(span(value, lang)))
        if paid is not None and paid.high > 0:
            found.append(money(paid, lang, exact=True))
        if capacity is not None:
            found.append(w[4].format(share(capacity, lang)))
        fields = setting(case, "D1", "fields")
        if fields:
            parameter = library()["D1"].parameters
            said = [value_in_words(parameter[n], setting(case, "D1", n), lang) for n in ("fields", "grain", "interval")
                    if setting(case, "D1", n)]  # fmt: skip
            found.append(w[5] + ", ".join(said))
    if not parts["de"]:
        return _answer(
            both("Was kostet es mich?", "What does it cost me?"),
            both("Dazu steht nichts in der Vereinbarung.", "The charter says nothing about it."),
            "unknown",
            source=both("Klausel B1 fehlt", "clause B1 missing"),
        )
    return _answer(
        both("Was kostet es mich?", "What does it cost me?"),
        both(*("; ".join(parts[lang]) + "." for lang in ("de", "en"))),
        "certain",
        "arithmetic",
        both("Klauseln B1, D1", "clauses B1, D1"),
    )


def _freer(found: Sequence[Dependence]) -> dict[str, Any]:
    de, en = [], []
    for d in found:
        name_de, name_en = NAMES[d.code]["de"], NAMES[d.code]["en"]
        if d.code == "data" and d.direction != "same":
            de.append(d.text["de"].rstrip("."))
            en.append(d.text["en"].rstrip("."))
        elif d.direction == "unknown":
            de.append(f"{name_de}: {share(d.after, 'de')}, unbekannt")
            en.append(f"{name_en}: {share(d.after, 'en')}, unknown")
        elif d.direction != "same":
            de.append(f"{name_de}: von {share(d.before, 'de')} auf {share(d.after, 'de')}")
            en.append(f"{name_en}: from {share(d.before, 'en')} to {share(d.after, 'en')}")
    still = [d for d in found if d.direction == "same" and d.level == "high"]
    for d in still:
        de.append(f"{NAMES[d.code]['de']}: unverändert {share(d.after, 'de')} (hoch)")
        en.append(f"{NAMES[d.code]['en']}: unchanged {share(d.after, 'en')} (high)")
    freer = [d for d in found if d.direction == "falls"]
    if freer:
        de.append("Freier werden Sie bei: " + ", ".join(NAMES[d.code]["de"] for d in freer))
        en.append("You become freer in: " + ", ".join(NAMES[d.code]["en"] for d in freer))
    else:
        de.append("Freier werden Sie durch diesen Verbund nicht")
        en.append("This Verbund does not make you freer")
    text = both(". ".join(de) + ".", ". ".join(en) + ".")
    certain = all(d.after.known for d in found if d.direction != "same")
    return _answer(
        both("Wovon werde ich abhängiger, wovon freier?", "What makes me more dependent, what freer?"),
        text,
        "certain" if certain else "possible",
        "rule_of_thumb",
        both("hoch ab 30 % bei einem Kunden", "high from 30% with one customer"),
    )


def enforced_count(case: Case) -> tuple[int, int]:
    """(enforced by the platform, on trust) among the clauses on data, secrecy, wall and models."""
    from .parts import STORAGE, enforcement

    found = [enforcement(c) for c in case.charter.clauses if c.code in STORAGE]
    return sum(e == "enforced" for e in found), sum(e != "enforced" for e in found)


def _rest(count: int) -> str:
    return "beruht" if count == 1 else "beruhen"


def _rests(count: int) -> str:
    return "rests" if count == 1 else "rest"


def _leave(case: Case) -> dict[str, Any]:
    notice = amount(setting(case, "L1", "notice_months"))
    machine, trust = enforced_count(case)
    kept_de = (
        f" Was andere kopiert haben, bleibt dort; {trust} von {machine + trust} Auflagen {_rest(trust)} auf Vertrauen."
        if machine + trust
        else ""
    )
    kept_en = (
        f" What others have copied stays there; {trust} of {machine + trust} terms {_rests(trust)} on trust."
        if machine + trust
        else ""
    )
    if setting(case, "D1", "fields") is None:
        kept_de = f" {trust} von {machine + trust} Auflagen {_rest(trust)} auf Vertrauen." if machine + trust else ""
        kept_en = f" {trust} of {machine + trust} terms {_rests(trust)} on trust." if machine + trust else ""
    if clause(case, "L1") is None:
        days = case.charter.notice_days
        de, en = f"Mit {days} Tagen Frist; mehr ist nicht geregelt.", f"With {days} days’ notice; no more is settled."
    elif notice is not None and notice.high == 0:
        to_de = value_in_words(library()["L1"].parameters["to"], setting(case, "L1", "to", "month_end"), "de")
        to_en = value_in_words(library()["L1"].parameters["to"], setting(case, "L1", "to", "month_end"), "en")
        de, en = f"Jederzeit zum {to_de}.", f"At any time, to the {to_en}."
    else:
        value = notice or Interval(0, 12)
        de = f"Mit {span(value, 'de')} {'Monat' if value.high == 1 else 'Monaten'} Frist."
        en = f"With {span(value, 'en')} {'month' if value.high == 1 else 'months'}’ notice."
    if clause(case, "L2") is None:
        de, en = de + " Was Sie mitnehmen, ist nicht geregelt.", en + " What you take along is not settled."
    return _answer(
        both("Wie komme ich heraus, was bleibt zurück?", "How do I get out, what stays behind?"),
        both(de + kept_de, en + kept_en),
        "certain" if clause(case, "L1") and clause(case, "L2") else "likely",
        "",
        both("Klauseln L1, L2, D4", "clauses L1, L2, D4"),
    )


def _fails(case: Case, effects: Sequence[Line]) -> dict[str, Any]:
    de, en = [], []
    fails = [x for x in effects if x.code in ("V6", "PR5") and x.money]
    if fails:
        de.append(fails[0].text["de"].split(". ")[0].rstrip("."))
        en.append(fails[0].text["en"].split(". ")[0].rstrip("."))
    else:
        de.append("Fällt ein Partner aus, verlieren Sie nach Ihren Angaben keinen Umsatz")
        en.append("If a partner fails you lose no revenue by what you told us")
    if strong(case, "M2"):
        days = setting(case, "M2", "report_days", 14)
        de.append(f"Ein Verkauf wird binnen {days} Tagen gemeldet")
        en.append(f"A sale is reported within {days} days")
    else:
        de.append("Ein Verkauf ist nicht geregelt: Der Käufer sitzt am nächsten Tag mit am Tisch")
        en.append("A sale is not settled: the buyer sits at the table the next day")
    rivals = competitors(case)
    if rivals:
        de.append(f"Vermutlich Wettbewerber ist schon heute: {names(rivals, 'de')}")
        en.append(f"Probably a competitor already: {names(rivals, 'en')}")
    return _answer(
        both(
            "Was, wenn ein Partner ausfällt, verkauft oder Wettbewerber wird?",
            "What if a partner fails, is sold or becomes a competitor?",
        ),
        both(". ".join(de) + ".", ". ".join(en) + "."),
        "possible",
        "arithmetic",
        both("Klauseln L3, M2, W1", "clauses L3, M2, W1"),
    )


def _without(case: Case, kind: Kind) -> dict[str, Any]:
    own = case.answers.get("staying_out")
    stay = dict(kind.staying_out) or both("Alles bleibt, wie es ist.", "Everything stays as it is.")
    large = [m for m in partners(case) if m.kind == "large"]
    if case.charter.kind == "data" and large:
        stay = both(
            f"{short(large[0].name)} wird die Daten vermutlich einzeln verlangen; dann verhandeln Sie allein.",
            f"{short(large[0].name)} will probably ask for the data one by one; then you negotiate alone.",
        )
    gain = case.answers.get("gain")
    base = both(
        str(gain.get("baseline_de", "")) if isinstance(gain, dict) else "",
        str(gain.get("baseline_en", "")) if isinstance(gain, dict) else "",
    )
    if base["de"]:
        stay = both(f"{stay['de']} Es bleibt: {base['de']}.", f"{stay['en']} It stays: {base['en']}.")
    if isinstance(own, str) and own.strip():
        stay = both(f"{stay['de']} Ihre Angabe: {own}", f"{stay['en']} Your own words: {own}")
    return _answer(
        both("Was, wenn ich nicht mitmache?", "What if I do not take part?"),
        stay,
        "likely" if base["de"] else "possible",
        "rule_of_thumb",
        both("Art der Zusammenarbeit", "kind of cooperation"),
    )


def check_by(effects: Sequence[Line], signs: Sequence[Stop]) -> list[dict[str, Any]]:
    """Who should look at which clauses."""
    found: dict[tuple[str, str], list[str]] = {}
    for item in (*signs, *effects):
        if item.check_by:
            key = (item.check_by["de"], item.check_by["en"])
            codes = found.setdefault(key, [])
            if item.mend and item.mend not in codes:
                codes.append(item.mend)
    return [{"who": both(*key), "clauses": codes} for key, codes in found.items()]


def percent(value: float, lang: str) -> str:
    """58 %."""
    return f"{number(round(value * 100), lang)} %"
