"""Relations: each row is a statement of one company, private to it unless a release says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.imports.flaws import WORDS
from verbund.apps.core.scoping import everybody
from verbund.kit import clock

from ..models import Relation, Release
from ..rules import RELEASABLE
from . import rows as help
from .profile import WZ
from .rows import ID

WORDS.update(
    {
        "not-an-end": (
            _("Neither end of the relation is the company that states it"),
            _("Name it as giver or taker, or leave out the row."),
        ),
        "same-ends": (_("Both ends are the same company"), _("Correct one of them.")),
    }
)
PURPOSE = "import"
TYPES = {
    **{value: value for value in Relation.Type.values},
    "liefert": "supplies",
    "lieferung": "supplies",
    "plattform": "platform",
    "cloud": "platform",
    "datenzugriff": "data_access",
    "kooperiert": "cooperates",
    "kooperation": "cooperates",
    "besitzt": "owns",
    "beteiligung": "owns",
}
REPLACEABLE = {
    **{value: value for value in Relation.Replaceable.values},
    "ja": "yes",
    "schwer": "hard",
    "nein": "no",
    "unbekannt": "unknown",
}
OWNER = {
    "supplier": "supplier",
    "lieferant": "supplier",
    "customer": "customer",
    "kunde": "customer",
    "unknown": "",
    "unbekannt": "",
}
PLAIN = (
    *("type", "product_de", "product_en", "wz_code", "amount", "share", "period_from", "period_to", "payment_days"),
    *("replaceable", "requalify_weeks", "stock_days", "drawing_owner", "tool_owner", "note"),
)
COLUMNS = {"giver_id": "giver", "taker_id": "taker", "known_since": "stated_on"}


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: a statement is found by company, source and id."""
    owner_of = help.owners(rows, context, "stated_by")
    words = [w for r in rows for w in (r.values["giver"], r.values["taker"], *_audience_words(r))]
    companies = help.Companies(words, context)
    with everybody():  # rows of the operator's file belong to several companies; each is written under its owner
        known = {
            (r.company_id, r.source, r.external_id): r
            for r in Relation.objects.filter(
                company__in={o for o in owner_of if not isinstance(o, Flaw)},
                external_id__in=[row.values["external_id"] for row in rows],
            )
        }
        outcomes: list[Outcome] = []
        for row, owner in zip(rows, owner_of, strict=True):
            outcomes.append(_one(row, owner, companies, known, context))
    help.log(outcomes, owner_of, "relations", context)
    return outcomes


def _audience_words(row: Row) -> list[str]:
    return [w for w in help.several(row.values["released_to"]) if w not in ("centre", "public")]


def _one(row: Row, owner: Any, companies: help.Companies, known: dict[Any, Relation], context: Context) -> Outcome:
    if isinstance(owner, Flaw):
        return [owner]
    flaws: list[Flaw] = help.disordered(
        row.values["period_from"], row.values["period_to"], ("period_from", "period_to"), context
    )
    ends: dict[str, Any] = {}
    for name in ("giver", "taker"):
        word = row.values[name]
        found = companies.find(word, context.column(name)) if word else None
        if isinstance(found, Flaw):
            flaws.append(found)
        ends[f"{name}_id"] = found
    audiences: list[tuple[str, Any]] = []
    for word in help.several(row.values["released_to"]):
        to = None if word in ("centre", "public") else companies.find(word, context.column("released_to"))
        if isinstance(to, Flaw):
            flaws.append(to)
        audiences.append((word, None) if to is None else ("company", to))
    if not flaws and owner not in ends.values():
        flaws.append(Flaw("not-an-end", context.column("giver")))
    if not flaws and ends["giver_id"] == ends["taker_id"]:
        flaws.append(Flaw("same-ends", context.column("taker")))
    if flaws:
        return flaws
    values = {name: row.values[name] for name in PLAIN}
    values["replaceable"] = values["replaceable"] or Relation.Replaceable.UNKNOWN
    values = {**help.fitted(Relation, values), **ends, "others_count": row.values["others_count"]}
    since = row.values["stated_on"]
    values["known_since"] = timezone.make_aware(datetime.combine(since, time())) if since else context.at
    source = row.values["source"] or context.source
    relation = known.get((owner, source, row.values["external_id"]))
    if relation is None:
        relation = Relation(
            company_id=owner,
            source=source,
            external_id=row.values["external_id"],
            provenance=help.origin(row, context),
            **values,
        )
        relation.save(force_insert=True)
        known[owner, source, row.values["external_id"]] = relation
        outcome: Outcome = "created"
    elif changed := help.merge(relation, help.given(context, values, COLUMNS)):
        relation.provenance = help.origin(row, context)
        relation.save(update_fields=[*changed, "provenance"])
        outcome = "updated"
    else:
        outcome = "unchanged"
    if "released_to" in context.columns and _release(relation, audiences) and outcome == "unchanged":
        outcome = "updated"
    return outcome


def _release(relation: Relation, audiences: Sequence[tuple[str, Any]]) -> bool:
    """Releases of this file as the row says them; what it no longer says is revoked. True when something changed."""
    wanted = set(audiences)
    live = {(r.audience, r.to_company_id): r for r in Release.objects.filter(relation=relation, revoked_at=None)}
    gone = [r.pk for key, r in live.items() if key not in wanted and r.purpose == PURPOSE]
    if gone:
        Release.objects.filter(pk__in=gone).update(revoked_at=clock.now())
    missing = wanted - set(live)
    for audience, to in missing:
        Release.objects.create(
            company_id=relation.company_id,
            relation=relation,
            audience=audience,
            to_company_id=to,
            fields=list(RELEASABLE),
            purpose=PURPOSE,
        )
    return bool(gone or missing)


RELATIONS = Target(
    "relations",
    _("Relations"),
    (
        ID,
        Field(
            "stated_by",
            _("stated by"),
            max_length=300,
            help=_("The company that says it; may be left out where you import your own."),
        ),
        Field("stated_on", _("stated on"), "date", synonyms=("stand",)),
        Field("type", _("type"), "choice", required=True, synonyms=("art",), choices=TYPES),
        Field(
            "giver",
            pgettext_lazy("end of a relation", "from"),
            max_length=300,
            synonyms=("from_company", "lieferant", "von", "kreditor"),
            help=_("Who supplies, hosts, grants or owns. Empty: several unnamed ones."),
        ),
        Field(
            "taker",
            pgettext_lazy("end of a relation", "to"),
            max_length=300,
            synonyms=("to_company", "kunde", "an", "debitor"),
        ),
        Field("product_de", _("what, in German"), max_length=200, synonyms=("produkt", "leistung")),
        Field("product_en", _("what, in English"), max_length=200),
        WZ,
        Field("amount", _("amount"), "number", synonyms=("amount_eur", "betrag", "umsatz"), low=0, high=1e13),
        Field("others_count", _("how many unnamed"), "integer", synonyms=("count", "anzahl"), low=0, high=1e6),
        Field("period_from", _("from day"), "date", synonyms=("zeitraum von",)),
        Field("period_to", _("to day"), "date", synonyms=("zeitraum bis",)),
        Field("payment_days", _("days to pay"), "integer", synonyms=("zahlungsziel",), low=0, high=3650),
        Field("replaceable", _("replaceable"), "choice", synonyms=("ersetzbar",), choices=REPLACEABLE),
        Field("requalify_weeks", _("weeks to replace"), "integer", low=0, high=2000),
        Field("stock_days", _("stock lasts, days"), "integer", synonyms=("vorrat tage",), low=0, high=10000),
        Field("drawing_owner", _("drawing belongs to"), "choice", choices=OWNER),
        Field("tool_owner", _("tool belongs to"), "choice", choices=OWNER),
        Field("share", _("share"), "number", synonyms=("anteil",), low=0, high=1),
        Field("source", _("source"), max_length=200, synonyms=("quelle",)),
        Field("released_to", _("released to"), max_length=2000, synonyms=("freigegeben an",)),
        Field("note", _("note"), "long", max_length=5000, synonyms=("bemerkung",)),
    ),
    apply,
    private=True,
)
