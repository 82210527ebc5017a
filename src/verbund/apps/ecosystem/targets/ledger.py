"""Balances of debtors and creditors: each account a statement about one partner, private to the company.

A partner is known by VAT id, or by name and place; where that is doubtful the row waits for a person's word. Who is
not listed here is kept under the name or the account that the books give it, and counts for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.imports.flaws import WORDS
from verbund.apps.core.models import Company, CompanyIdentifier
from verbund.apps.core.scoping import scoped_to

from .. import likeness
from ..models import Relation
from . import rows as help

WORDS.update(
    {
        "doubtful-partner": (
            _("“%(value)s” may be: %(names)s"),
            _("Write the short word in brackets to say which it is, or 0 if it is none of them."),
        ),
        "own-account": (_("“%(value)s” is your own company"), _("Leave out the row.")),
        "no-side": (
            _("The account %(value)s is neither a debtor (1 to 6) nor a creditor (7 to 9)"),
            _("Correct the account, or write customer or supplier."),
        ),
    }
)
NONE = "0"
SOURCE = "ledger"
CANDIDATES = 200
SIDES = {
    **dict.fromkeys(("customer", "debitor", "kunde", "d"), "customer"),
    **dict.fromkeys(("supplier", "kreditor", "lieferant", "k"), "supplier"),
}


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: a statement is found by company and account."""
    owner = context.company_id
    if owner is None:
        return [[Flaw("no-company", context.column("account"))] for _row in rows]
    partners = _Partners(rows)
    with scoped_to(owner):
        known = {
            r.external_id: r
            for r in Relation.objects.filter(source=SOURCE, external_id__in=[row.values["account"] for row in rows])
        }
        outcomes = [_one(row, owner, partners, known, context) for row in rows]
    help.log(outcomes, [owner] * len(rows), "ledger", context)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Sum:
    amount: Decimal | None
    note: str


def _one(row: Row, owner: UUID, partners: _Partners, known: dict[str, Relation], context: Context) -> Outcome:
    v = row.values
    side = v["side"] or ("customer" if v["account"][0] in "123456" else "supplier" if v["account"][0] in "789" else "")
    if not side:
        return [Flaw("no-side", context.column("account"), {"value": v["account"]})]
    found = partners.find(row, context)
    if isinstance(found, Flaw):
        return [found]
    if found == owner:
        return [Flaw("own-account", context.column("name"), {"value": str(v["name"] or v["account"])[:80]})]
    total = _sum(v, side)
    if total.amount == 0:
        return "unchanged"  # nothing was traded
    year = v["year"] or context.at.year - 1
    other, own = ("taker_id", "giver_id") if side == "customer" else ("giver_id", "taker_id")
    values = {
        "type": "supplies",
        own: owner,
        other: found,
        "partner": "" if found else v["name"] or _("account %(number)s") % {"number": v["account"]},
        "others_count": None if found else 1,
        "amount": total.amount,
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "note": total.note,
    }
    values["partner"] = str(values["partner"])[:300]
    relation = known.get(v["account"])
    if relation is None:
        relation = Relation(company_id=owner, source=SOURCE, external_id=v["account"], known_since=context.at, **values)
        relation.provenance = {**context.provenance(row), "id": v["account"]}
        relation.save(force_insert=True)
        known[v["account"]] = relation
        return "created"
    if total.amount is None:  # master data alone: what was traded stays known
        for name in ("amount", "period_from", "period_to", "note"):
            values.pop(name)
    if changed := help.merge(relation, values):
        relation.provenance = {**context.provenance(row), "id": v["account"]}
        relation.save(update_fields=[*changed, "provenance"])
        return "updated"
    return "unchanged"


def _sum(v: dict[str, Any], side: str) -> _Sum:
    """What was invoiced in the year: debits of a debtor, credits of a creditor; else the balance. Without the tax."""
    first = v["debit"] if side == "customer" else v["credit"]
    if first is None and v["balance"] is None:
        return _Sum(None, "")
    gross, note = (
        (first, "") if first is not None else (abs(v["balance"]), str(_("balance, not the sales of the year")))
    )
    net = abs(gross) / (1 + (v["vat_rate"] or 0))
    return _Sum(Decimal(net).quantize(Decimal("0.01"), ROUND_HALF_UP), note)


class _Partners:
    """Companies that the rows of a batch may mean: by VAT id, by short word, by the beginning of the name."""

    def __init__(self, rows: Sequence[Row]) -> None:
        values = [row.values for row in rows]
        vats = {v["vat_id"] for v in values if v["vat_id"]}
        words = {v["partner"] for v in values if v["partner"] and v["partner"] != NONE}
        self._vat = dict(
            CompanyIdentifier.objects.filter(scheme="vat", value__in=vats).values_list("value", "company_id")
        )
        self._word = dict(Company.objects.filter(slug__in=words).values_list("slug", "pk"))
        self._slug: dict[UUID, str] = {}
        self._near: dict[str, list[likeness.Known[UUID]]] = {}

    def find(self, row: Row, context: Context) -> UUID | Flaw | None:
        """The company, None for one that is not listed here, or the doubt."""
        v = row.values
        if v["partner"]:
            if v["partner"] == NONE:
                return None
            known = self._word.get(v["partner"])
            return known or Flaw("unknown-company", context.column("partner"), {"value": v["partner"][:80]})
        if v["vat_id"] in self._vat:
            return self._vat[v["vat_id"]]
        if not v["name"]:
            return None
        sure, maybe = likeness.find(v["name"], v["city"] or "", v["postcode"] or "", self._candidates(v["name"]))
        if sure is not None or not maybe:
            return sure
        names = "; ".join(
            f"{c.known.name}{f', {c.known.city}' if c.known.city else ''} [{self._slug[c.known.id]}]" for c in maybe
        )
        column = context.column("partner") if "partner" in context.columns else context.column("name")
        options = [[self._slug[c.known.id], c.known.name, c.known.city, c.share] for c in maybe]
        return Flaw("doubtful-partner", column, {"value": v["name"][:80], "names": names, "options": options})

    def _candidates(self, name: str) -> list[likeness.Known[UUID]]:
        """Listed companies whose name begins as this one does, in either spelling of its umlauts."""
        beginnings = set(_beginnings(name))
        key = "|".join(sorted(beginnings))
        if key not in self._near:
            wanted = Q()
            for word in beginnings:
                wanted |= Q(name__istartswith=word)
            rows = Company.objects.filter(wanted, named=True).order_by("name", "pk") if beginnings else ()
            found = list(rows[:CANDIDATES]) if beginnings else []
            self._slug.update({c.pk: c.slug for c in found})
            self._near[key] = [likeness.Known(c.pk, c.name, c.city, c.postcode) for c in found]
        return self._near[key]


def _beginnings(name: str) -> Iterable[str]:
    """The first four letters as they stand and as other spellings of umlauts have them."""
    words = [w for w in name.replace("-", " ").split() if likeness.bare(w) not in likeness.FORMS]
    if not words:
        return
    first = words[0].casefold()
    for text in (first, likeness.bare(first)):
        plain = text.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
        for one in (text, plain):
            yield from {one[:4], one[:4].capitalize(), one[:4].upper()}


MONEY = {"low": -1e13, "high": 1e13}
LEDGER = Target(
    "ledger",
    _("Debtors and creditors"),
    (
        Field("line", _("line"), "integer"),
        Field(
            "account",
            _("account"),
            required=True,
            key=True,
            pattern=r"\d{4,9}",
            example="10001",
            synonyms=("konto", "kontonummer", "personenkonto"),
        ),
        Field("side", _("debtor or creditor"), "choice", choices=SIDES),
        Field(
            "name",
            _("name"),
            max_length=300,
            synonyms=("name (adressattyp unternehmen)", "beschriftung", "kontobezeichnung"),
        ),
        Field(
            "partner",
            _("company here"),
            max_length=80,
            synonyms=("unternehmen hier",),
            help=_("Its short word, or 0 for one that is not listed here."),
        ),
        Field("vat_id", _("VAT id"), max_length=20, synonyms=("eu-ustid", "ust-idnr.")),
        Field("postcode", _("postcode"), max_length=10, synonyms=("postleitzahl", "plz")),
        Field("city", _("place"), max_length=120, synonyms=("ort",)),
        Field("debit", _("debit of the year"), "number", synonyms=("jahresverkehrszahl soll", "soll"), **MONEY),
        Field("credit", _("credit of the year"), "number", synonyms=("jahresverkehrszahl haben", "haben"), **MONEY),
        Field("balance", _("balance"), "number", synonyms=("saldo",), **MONEY),
        Field("vat_rate", _("VAT in the sums"), "number", low=0, high=1),
        Field("year", _("year"), "integer", synonyms=("jahr", "wirtschaftsjahr"), low=1990, high=2100),
    ),
    apply,
    private=True,
)
