"""The document in one language, ready for page, paper and terminal: texts picked, amounts and levels in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from verbund.kit.interval import Interval

from ..words import day, money, share

WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "certain": "sicher", "likely": "wahrscheinlich", "possible": "möglich", "unknown": "unbekannt",
        "law": "Gesetz", "practice": "Behördenpraxis", "rule_of_thumb": "Faustregel", "arithmetic": "eigene Rechnung",
        "none": "kein Betrag", "a": "im Jahr", "wk": "je Woche", "": "einmalig", "new": "noch keine Erfahrung",
        "never": "nicht berichtet", "often": "häufig", "seldom": "selten", "in": "{}: in {} von {} Verbünden",
        "missing": "{} fehlt oder ist schwach", "enforced": "durchgesetzt", "trust": "nur vertraglich",
        "high": "hoch", "raised": "erhöht", "low": "gering", "same": "unverändert", "falls": "sinkt",
        "rises_slightly": "steigt leicht", "rises": "steigt", "rises_much": "steigt deutlich",
        "proposer": "schlägt vor", "coordinator": "koordiniert", "member": "Mitglied", "companion": "Begleiter",
        "unanimous": "alle entscheiden gemeinsam", "majority": "die Mehrheit entscheidet",
        "two_thirds": "zwei Drittel entscheiden", "before": "vorher", "after": "nachher", "mark": "Warnwert",
        "mended": "mit Abhilfe", "due": "Text ist zur Prüfung fällig", "gain": "Nutzen", "to": "bis",
    },
    "en": {
        "certain": "certain", "likely": "likely", "possible": "possible", "unknown": "unknown",
        "law": "law", "practice": "practice of authorities", "rule_of_thumb": "rule of thumb",
        "arithmetic": "own arithmetic", "none": "no amount", "a": "a year", "wk": "a week", "": "once",
        "new": "no experience yet",
        "never": "not reported", "often": "frequent", "seldom": "rare", "in": "{}: in {} of {} Verbünde",
        "missing": "{} is missing or weak", "enforced": "enforced",
        "trust": "by contract only", "high": "high", "raised": "raised", "low": "low", "same": "unchanged",
        "falls": "falls", "rises_slightly": "rises slightly", "rises": "rises", "rises_much": "rises much",
        "proposer": "proposer", "coordinator": "coordinator", "member": "member", "companion": "companion",
        "unanimous": "all decide together", "majority": "the majority decides", "two_thirds": "two thirds decide",
        "before": "before", "after": "after", "mark": "mark", "mended": "with remedy", "due": "text is due for review",
        "gain": "gain", "to": "to",
    },
}  # fmt: skip
STATUS = {"high": "danger", "raised": "watch", "low": "good", "unknown": "unknown"}


def presented(
    document: Mapping[str, Any], lang: str, frequencies: Mapping[str, tuple[int, int]] | None = None
) -> dict[str, Any]:
    """What a template or a terminal shows, in German or English. `frequencies`: how often an effect was reported."""
    language = "de" if lang.split("-")[0].lower() == "de" else "en"
    w = WORDS[language]

    say = _sayer(language)
    meta = document["meta"]
    return {
        "lang": language,
        "title": say(meta["title"]),
        "member": meta["member"]["name"],
        "kind": meta["kind"],
        "members": meta["members"],
        "version": meta["charter"]["version"],
        "hash": meta["charter"]["hash"],
        "hash_short": f"{meta['charter']['hash'][:4]}…{meta['charter']['hash'][-4:]}",
        "date": day(date.fromisoformat(meta["date"]), language),
        "valid_until": day(date.fromisoformat(meta["valid_until"]), language),
        "sign_by": day(date.fromisoformat(meta["sign_by"]), language),
        "law_as_of": day(date.fromisoformat(meta["law_as_of"]), language),
        "network": meta["network"],
        "stops": [
            {
                **s, "text": say(s["text"]), "why": say(s["why"]), "basis": w.get(s["basis"], ""),
                "check_by": say(s["check_by"]), "source": source(s["source"], say),
            }
            for s in document["stops"]
        ],
        "six": [
            {
                "question": say(q["question"]), "text": say(q["text"]), "certainty": q["certainty"],
                "basis": w.get(q["basis"], "") if q["basis"] else "", "source": say(q["source"]),
            }
            for q in document["six"]
        ],
        "open": [
            {**q, "text": say(q["text"]), "count": len(q["changes"]), "changes": [w.get(c, c) for c in q["changes"]]}
            for q in document["open"]
        ],
        "check_by": [{"who": say(c["who"]), "clauses": ", ".join(c["clauses"])} for c in document["check_by"]],
        "interactions": {
            part: [{**i, "name": say(i["name"]), "text": say(i["text"]), "basis": w.get(i["basis"], "") if i["basis"]
                    else "", "source": source(i["source"], say)} for i in items]
            for part, items in document["interactions"].items()
        },
        "dose": _dose(document["dose"], language, say),
        "effects": [_effect(x, language, say, frequencies or {}) for x in document["effects"]],
        "dependences": [_dependence(d, language, say) for d in document["dependences"]],
        "pair": [
            {"name": say(r["name"]), "join": say(r["join"]), "join_certainty": r["join_certainty"],
             "out": say(r["out"]), "out_certainty": r["out_certainty"]}
            for r in document["pair"]
        ],
        "storage": [
            {**c, "text": say(c["text"]), "words": w[c["enforced"]],
             "status": "good" if c["enforced"] == "enforced" else "watch"}
            for c in document["storage"]
        ],
        "contents": _contents(document["contents"], language, say),
    }  # fmt: skip


def source(text: str | Mapping[str, str], say: Any) -> str:
    """A source in the language of the reader; a kind from outside may give one text for both."""
    return text if isinstance(text, str) else str(say(text))


def amount(value: Mapping[str, float] | None, lang: str) -> str:
    """An interval of euros in words."""
    return "" if value is None else money(Interval(value["low"], value["high"]), lang)


def how_often(code: str, frequencies: Mapping[str, tuple[int, int]], lang: str) -> str:
    """'häufig: in 4 von 14 Verbünden'; no experience yet below five Verbünde of the kind."""
    w = WORDS[lang]
    if not frequencies:
        return w["new"]
    of = next(iter(frequencies.values()))[1]
    n = frequencies.get(code, (0, of))[0]
    word = w["never"] if not n else w["often"] if 4 * n >= of else w["seldom"]
    return w["in"].format(word, n, of)


def _effect(x: Mapping[str, Any], lang: str, say: Any, frequencies: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    w = WORDS[lang]
    title = say(x["title"])
    return {
        "code": x["code"],
        "title": title or say(x["text"]),
        "text": say(x["text"]) if title else "",
        "money": amount(x["money"], lang) if x["money"] is not None else "",
        "money_unit": w[x["money_unit"]] if x["money"] is not None else "",
        "certainty": x["certainty"],
        "frequency": how_often(x["code"], frequencies, lang),
        "cause": x["cause"],
        "missing": w["missing"].format(x["missing"]) if x["missing"] else "",
        "mend": x["mend"],
        "mend_text": say(x["mend_text"]),
        "basis": w.get(x["basis"], ""),
        "source": source(x["source"], say),
        "due": w["due"] if x.get("review_due") else "",
    }


def presented_moves(
    moves: Sequence[Any], lang: str, frequencies: Mapping[str, tuple[int, int]] | None = None
) -> list[dict[str, Any]]:
    """Lines of the report as they stand and as they would: state, old and new in words; new ones last."""
    language = "de" if lang.split("-")[0].lower() == "de" else "en"
    say = _sayer(language)

    def words(x: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return None if x is None else _effect(x, language, say, frequencies or {})

    return [{"state": m.state, "old": words(m.old), "new": words(m.new), "x": words(m.old or m.new)} for m in moves]


def presented_line(before: Mapping[str, Any], after: Mapping[str, Any], lang: str) -> dict[str, str]:
    """One dependence after the charter, as it stands and as it would."""
    language = "de" if lang.split("-")[0].lower() == "de" else "en"
    a, b = (_dependence(d, language, _sayer(language)) for d in (before, after))
    return {"old": a["after"], "new": b["after"], "words": b["words"], "status": b["status"]}


def _sayer(language: str) -> Any:
    def say(texts: Mapping[str, str] | None) -> str:
        return "" if not texts else texts.get(language) or texts.get("de") or next(iter(texts.values()), "")

    return say


def _dependence(d: Mapping[str, Any], lang: str, say: Any) -> dict[str, Any]:
    w = WORDS[lang]
    before, after = Interval(**d["before"]), Interval(**d["after"])
    mended = Interval(**d["mended"]) if d["mended"] else None
    name, mark = say(d["name"]), d["mark"]["value"]
    if d["level"] == "unknown":
        words, status = w["unknown"], "unknown"
    elif d["direction"] == "same":
        words, status = (f"{w['same']} {w['high']}" if d["level"] == "high" else w["same"]), STATUS[d["level"]]
    else:
        words = w["unknown"] if d["direction"] == "unknown" else w[d["direction"]]
        status = "good" if d["direction"] == "falls" else STATUS[d["level"]]
        if d["direction"] != "falls" and status == "good":
            status = "watch"
        if d["level"] == "high":
            words = f"{words}, {w['high']}"
    label = f"{name}: {w['before']} {share(before, lang)}, {w['after']} {share(after, lang)}"
    label += f", {w['mark']} {share(mark, lang)}"
    return {
        "code": d["code"],
        "name": name,
        "before": _short(before, lang),
        "after": _short(after, lang),
        "same": d["direction"] == "same",
        "falls": d["direction"] == "falls",
        "interval": not (before.known and after.known),
        "points": (before.low, before.high, after.low, after.high),
        "mend": mended.high if mended else None,
        "mended": f"{w['mended'][:1].upper()}{w['mended'][1:]} {share(mended, lang)}" if mended else "",
        "mark": mark,
        "mark_words": share(mark, lang),
        "source": w.get(d["mark"]["basis"], ""),
        "status": status,
        "words": words,
        "text": say(d["text"]),
        "clauses": ", ".join(d["clauses"]),
        "label": label,
    }


def _short(value: Interval, lang: str) -> str:
    """65–100 %, for narrow columns."""
    return share(value, lang).replace(" bis " if lang == "de" else " to ", "–")


def _dose(d: Mapping[str, Any], lang: str, say: Any) -> dict[str, Any]:
    return {
        "rows": [
            {"what": say(r["what"]), "clause": r["clause"], "once": amount(r["once"], lang), "yearly":
             amount(r["yearly"], lang)}
            for r in d["rows"]
        ],
        **{key: say(d[key]) for key in ("data", "missed", "stopping", "note")},
    }  # fmt: skip


def _contents(c: Mapping[str, Any], lang: str, say: Any) -> dict[str, Any]:
    w = WORDS[lang]
    until = date.fromisoformat(c["valid_until"]) if c["valid_until"] else None
    form = c.get("form")
    return {
        "members": [{"name": m["name"], "role": w.get(m["role"], m["role"]), "vote": m["vote"]} for m in c["members"]],
        "form": {
            "name": say(form["name"]),
            "who": form["who"],
            "evidence": [say(e) for e in form["evidence"]],
            "status": {"equals": "good", "led": "info"}.get(form["form"], "watch"),
        }
        if form
        else None,
        "voting": w.get(c["voting"], c["voting"]),
        "valid_from": day(date.fromisoformat(c["valid_from"]), lang),
        "valid_until": day(until, lang) if until else "",
        "figures": c["figures"],
        "law_as_of": day(date.fromisoformat(c["law_as_of"]), lang),
        "stale_texts": ", ".join(c["stale_texts"]),
        "missing": [say(m) for m in c["missing"]],
        "kept_because": c["kept_because"],
    }
