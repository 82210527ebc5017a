"""The report in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from .present import WORDS, presented

WIDTH = 88
HEADS = {
    "de": ("Beipackzettel", "Nur für", "Stand", "gültig bis", "STOPP", "Noch offen", "Prüfen lassen durch",
           "Nebenwirkungen", "Abhilfe", "Sechs Abhängigkeiten, vorher und nachher", "Aufbewahrung",
           "Vereinbarung, Fassung", "Wechselwirkungen", "Dosis", "Mitmachen und nicht mitmachen", "mit", "ohne",
           "Fehlt", "Recht Stand", "zur Prüfung fällig", "Beträge werden nicht zusammengezählt."),
    "en": ("Side-effect report", "Only for", "As of", "valid until", "STOP", "Still open", "Have it checked by",
           "Side effects", "Remedy", "Six dependences, before and after", "Storage", "Charter, version",
           "Interactions", "Dose", "Joining and staying out", "with", "without", "Missing", "Law as of",
           "due for review", "Amounts are not added up."),
}  # fmt: skip


def as_text(document: Mapping[str, Any], lang: str) -> str:
    """Plain lines, at most 88 wide."""
    r = presented(document, lang)
    h, w = HEADS[r["lang"]], WORDS[r["lang"]]
    out: list[str] = [
        f"{h[0]}: {r['title']}",
        f"{h[1]} {r['member']}. {h[11]} {r['version']}. {h[2]} {r['date']}, {h[3]} {r['valid_until']}.",
        "",
    ]

    def put(text: str, indent: str = "  ", first: str | None = None) -> None:
        out.extend(textwrap.wrap(text, WIDTH, initial_indent=first if first is not None else indent,
                                 subsequent_indent=indent, break_long_words=False))  # fmt: skip

    for stop in r["stops"][:3]:
        put(f"{h[4]}: {stop['text']} {stop['why']} ({stop['mend']}; {stop['basis']}, {stop['source']})", "      ", "")
        out.append("")
    for q in r["six"]:
        out.append(q["question"])
        put(f"{q['text']} ({w[q['certainty']]})")
    if r["open"]:
        out += ["", h[5]]
        for q in r["open"]:
            put(q["text"], "    ", "  - ")
    if r["check_by"]:
        put(f"{h[6]}: " + "; ".join(f"{c['who']} ({c['clauses']})" for c in r["check_by"]), "  ", "")
    found = [*r["interactions"]["verbuende"], *r["interactions"]["contracts"]]
    out += ["", h[12]] if found else []
    for i in found:
        put(f"{i['name']}: {i['text']}", "    ", "  - ")
    out += ["", h[13]]
    for row in r["dose"]["rows"]:
        sums = [row["once"] and f"{row['once']} {w['']}", row["yearly"] and f"{row['yearly']} {w['a']}"]
        put(": ".join(x for x in (row["what"], ", ".join(s for s in sums if s)) if x), "    ", "  - ")
    put(f"{r['dose']['missed']} {r['dose']['stopping']} {r['dose']['note']}")
    out += ["", f"{h[7]}. {h[20]}"]
    for x in r["effects"]:
        put(f"{x['money'] or w['none']}{' ' + x['money_unit'] if x['money'] else ''} · {w[x['certainty']]} · "
            f"{x['code']}"
            f"{' · ' + (x['cause'] or x['missing']) if x['cause'] or x['missing'] else ''}", "  ", "  ")  # fmt: skip
        put(f"{x['title']}. {x['text']}".strip(), "    ")
        put(f"{h[8]} {x['mend']}: {x['mend_text']} ({x['basis']}: {x['source']})", "    ")
    out += ["", h[9]]
    for d in r["dependences"]:
        put(f"{d['name']:<22}{d['before']:>12} > {d['after']:<14}{d['words']}", "    ", "  ")
    out += ["", h[14]]
    for p in r["pair"]:
        put(f"{p['name']}: {h[15]} {p['join']}; {h[16]} {p['out']}", "    ", "  - ")
    out += ["", h[10]]
    for c in r["storage"]:
        put(f"{c['clause']} {c['words']}: {c['text']}", "    ", "  ")
    c = r["contents"]
    out.append("")
    put(", ".join(f"{m['name']} ({m['role']})" for m in c["members"]) + f"; {c['voting']}.", "  ", "")
    if c["missing"]:
        put(f"{h[17]}: {'; '.join(c['missing'])}.", "  ", "")
    put(f"{h[18]} {c['law_as_of']}" + (f"; {h[19]}: {c['stale_texts']}" if c["stale_texts"] else "") + ".", "  ", "")
    return "\n".join(out) + "\n"
