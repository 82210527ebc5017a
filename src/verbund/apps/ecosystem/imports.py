"""Companies from a register or a list: identity, place, branch, size; own figures where the file has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import own_did, slug_of
from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.models import Company, CompanyIdentifier, OwnershipGroup
from verbund.apps.core.scoping import everybody

from .models import CompanyFigures

COUNTRIES = {"DE": (47.2, 55.1, 5.8, 15.1), "AT": (46.3, 49.1, 9.5, 17.2), "CH": (45.8, 47.9, 5.9, 10.5)}
"""Latitude from, to, longitude from, to."""
NUTS3_OF_CITY = {"Berlin": "DE300", "Hamburg": "DE600"}  # the two states that are one NUTS 3 region each
KINDS = {
    **{value: value for value in Company.Kind.values},
    "kmu": "sme",
    "großunternehmen": "large",
    "start-up": "startup",
    "forschungseinrichtung": "institute",
    "forschungsinstitut": "institute",
    "öffentliche einrichtung": "public",
    "behörde": "public",
    "verband": "association",
    "verein": "association",
    "schule": "school",
    "hochschule": "school",
}
HOSTED = {"centre": "here", "here": "here", "own": "elsewhere", "elsewhere": "elsewhere", "listed": "listed"}
SCHEME = "import:%s"
UNKNOWN_BRANCH = frozenset({"noch unbekannt", "unbekannt"})

FIELDS = (
    Field(
        "external_id",
        _("id in the source"),
        required=True,
        key=True,
        max_length=180,
        synonyms=("id", "opendata_id", "organisation_id", "nummer", "firmen-id", "kundennummer", "mitgliedsnummer"),
        help=_("Stays the same from file to file; a second import changes nothing then."),
    ),
    Field("name", _("name"), max_length=300, synonyms=("firma", "unternehmen", "organisation_name", "company")),
    Field("legal_form", _("legal form"), max_length=60, synonyms=("rechtsform",)),
    Field("kind", _("kind"), "choice", synonyms=("art", "typ", "type"), choices=KINDS),
    Field("vat_id", _("VAT id"), max_length=20, synonyms=("ust-id", "ustid", "umsatzsteuer-id", "vat")),
    Field("street", _("street"), max_length=200, synonyms=("straße", "anschrift", "address")),
    Field("postcode", _("postcode"), max_length=10, synonyms=("plz", "postleitzahl", "zip")),
    Field("city", _("place"), max_length=120, synonyms=("ort", "stadt", "sitz", "town")),
    Field("district", _("district"), max_length=120, synonyms=("ortsteil", "stadtteil", "bezirk")),
    Field("latitude", _("latitude"), "number", synonyms=("breitengrad", "breite", "lat"), low=-90, high=90),
    Field("longitude", _("longitude"), "number", synonyms=("längengrad", "länge", "lon", "lng"), low=-180, high=180),
    Field("country", _("country"), max_length=2, pattern="[A-Z]{2}", example="DE", synonyms=("land", "staat")),
    Field("nuts3", "NUTS 3", max_length=5, pattern=r"[A-Z]{2}[0-9A-Z]{3}", example="DE300"),
    Field(
        "wz_code",
        _("WZ class"),
        synonyms=("wz", "wz2008", "wirtschaftszweig"),
        pattern=r"\d{2}(\.\d{1,2}(\.\d)?)?",
        example="25.62",
    ),
    Field("nace", "NACE", synonyms=("nace_id", "nace-code"), pattern=r"\d{1,5}(\.\d{1,2})?", example="2562"),
    Field("branch", _("branch"), max_length=200, synonyms=("wz_label", "ihk_branch_desc", "branche", "nace_desc")),
    Field(
        "employees",
        _("employees"),
        max_length=60,
        synonyms=("employees_range", "beschäftigte", "mitarbeiter", "mitarbeitende", "size", "größenklasse"),
        help=_("A number or a class such as 10 - 19."),
    ),
    Field("founded", _("founded"), "integer", synonyms=("gründungsjahr", "gegründet"), low=1000, high=2200),
    Field("website", _("website"), "url", max_length=300, synonyms=("homepage", "internet", "url", "web")),
    Field("owner_group", _("ownership group"), max_length=200, synonyms=("konzern", "gruppe", "muttergesellschaft")),
    Field("hosted", _("hosted"), "choice", choices=HOSTED),
    Field("claimed", _("claimed"), "yes-no"),
    Field("summary_de", _("summary in German"), "long", max_length=5000, synonyms=("beschreibung", "kurzprofil")),
    Field("summary_en", _("summary in English"), "long", max_length=5000, synonyms=("description",)),
    Field("revenue", _("revenue"), "number", synonyms=("revenue_eur", "umsatz"), low=0, high=1e13),
    Field("material_cost", _("material cost"), "number", synonyms=("material_cost_eur", "materialaufwand"), low=0),
    Field("revenue_year", _("year of the figures"), "integer", synonyms=("jahr", "year"), low=1990, high=2100),
    Field("core_question_de", _("why customers call (German)"), "long", max_length=2000),
    Field("core_question_en", _("why customers call (English)"), "long", max_length=2000),
)
FIGURES = ("revenue", "material_cost", "core_question_de", "core_question_en")
PLAIN = (
    *("legal_form", "street", "postcode", "city", "nuts3", "wz_code", "nace", "branch"),
    *("founded", "website", "summary_de", "summary_en", "kind"),
)  # one field of the row is one field of the company


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: companies found by id within the source, created or brought up to date."""
    scheme = (SCHEME % context.source)[:60]
    outcomes: list[Outcome] = [[] for _row in rows]
    good: list[tuple[int, Row, dict[str, Any]]] = []
    for position, row in enumerate(rows):
        found = _fields(row, context)
        if isinstance(found, list):
            outcomes[position] = found
        else:
            good.append((position, row, found))
    ids = [row.values["external_id"] for _p, row, _f in good]
    known = {
        i.value: i.company
        for i in CompanyIdentifier.objects.filter(scheme=scheme, value__in=ids).select_related("company")
    }
    by_vat = _by_vat(good)
    groups = _groups(good)
    slugs = _Slugs(good, known)
    owned = _owned_figures(good, known, context)
    new: list[tuple[Company, Row]] = []
    figures: list[tuple[Company, Row]] = []
    for position, row, fields in good:
        key, vat = row.values["external_id"], row.values["vat_id"]
        group = groups.get(row.values["owner_group"])
        company = known.get(key)
        if vat and by_vat.get(vat, company) != company:
            outcomes[position] = [Flaw("duplicate-id", context.column("vat_id"), {"value": vat})]
            continue
        if row.number in owned:
            outcomes[position] = [Flaw("figures-owned", context.column(owned[row.number]))]
            continue
        if company is None:
            company = Company(slug=slugs.free(key, fields, context.source), owner_group=group, **fields)
            company.provenance = context.provenance(row)
            _host(company, row)
            new.append((company, row))
            outcomes[position] = "created"
        else:
            outcomes[position] = _update(
                company, {**fields, "owner_group_id": group.pk if group else None}, row, context
            )
        if any(row.values[name] is not None for name in FIGURES):
            figures.append((company, row))
    Company.objects.bulk_create([company for company, _row in new])
    CompanyIdentifier.objects.bulk_create(
        [CompanyIdentifier(company=company, scheme=scheme, value=row.values["external_id"]) for company, row in new]
        + [
            CompanyIdentifier(company=company, scheme="vat", value=row.values["vat_id"])
            for company, row in new
            if row.values["vat_id"]
        ]
    )
    changed = _write_figures(figures, context)
    for position, row, _fields_of in good:
        if outcomes[position] == "unchanged" and row.number in changed:
            outcomes[position] = "updated"
    return outcomes


def _fields(row: Row, context: Context) -> dict[str, Any] | list[Flaw]:
    """Values of the company's own columns, or what is wrong with the row."""
    v = row.values
    flaws = _place(v, context)
    low, high = size_class(v["employees"])
    if v["employees"] and low is None and not re.search(r"unbek|unkn", v["employees"], re.IGNORECASE):
        flaws.append(
            Flaw(
                "pattern",
                context.column("employees"),
                {"value": v["employees"], "label": str(_("a number of employees")), "example": "10 - 19"},
            )
        )
    if flaws:
        return flaws
    fields = {name: v[name] if v[name] is not None else "" for name in PLAIN}
    fields["kind"] = v["kind"] or Company.Kind.SME
    fields["founded"] = v["founded"]
    fields["nace"] = nace_class(v["nace"] or v["wz_code"] or "")
    fields["nuts3"] = v["nuts3"] or NUTS3_OF_CITY.get(v["city"] or "", "")
    if (v["branch"] or "").casefold() in UNKNOWN_BRANCH:
        fields["branch"] = ""
    fields["latitude"] = None if v["latitude"] is None else float(v["latitude"])
    fields["longitude"] = None if v["longitude"] is None else float(v["longitude"])
    fields["employees_min"], fields["employees_max"] = low, high
    fields["named"] = bool(v["name"])
    fields["name"] = v["name"] or label(fields["branch"], v["district"] or v["city"])
    return fields


def _place(v: Mapping[str, Any], context: Context) -> list[Flaw]:
    lat, lon = v["latitude"], v["longitude"]
    if lat is None and lon is None:
        return []
    if lat is None or lon is None:
        return [Flaw("half-coordinates", context.column("longitude" if lon is None else "latitude"))]
    box = COUNTRIES.get(v["country"] or (v["nuts3"] or "")[:2] or context.country)
    if box is None or _inside(lat, lon, box):
        return []
    code = "swapped-coordinates" if _inside(lon, lat, box) else "outside-country"
    return [Flaw(code, context.column("latitude"), {"value": f"{lat:f}, {lon:f}"})]


def _inside(lat: Decimal, lon: Decimal, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= lat <= box[1] and box[2] <= lon <= box[3]


def label(branch: str, place: str | None) -> str:
    """A readable name for a company whose name the source keeps to itself."""
    what = branch or str(_("Company of unknown branch"))
    return f"{what}, {place}" if place else what


def size_class(text: str | None) -> tuple[int | None, int | None]:
    """Employees from, to: `62`, `1 - 3 Beschäftigte`, `500 und mehr`; unknown is (None, None)."""
    numbers = [int(n.replace(".", "")) for n in re.findall(r"\d{1,3}(?:\.\d{3})+|\d{1,9}", text or "")]
    if not numbers or len(numbers) > 2 or numbers != sorted(numbers) or numbers[-1] > 5_000_000:
        return None, None
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if re.search(r"mehr|über|ab |>|\+|more", text or ""):
        return numbers[0], None
    if re.search(r"weniger|bis|unter|<|less", text or ""):
        return 0, numbers[0]
    return numbers[0], numbers[0]


def nace_class(text: str) -> str:
    """Four digits where there are four, without the dot; a leading zero that a spreadsheet ate is put back."""
    digits = text.replace(".", "")[:4]
    if len(digits) == 3 and "." not in text:
        digits = "0" + digits
    return "" if set(digits) <= {"0"} else digits


def _by_vat(good: Iterable[tuple[int, Row, dict[str, Any]]]) -> dict[str, Company]:
    values = [row.values["vat_id"] for _p, row, _f in good if row.values["vat_id"]]
    if not values:
        return {}
    found = CompanyIdentifier.objects.filter(scheme="vat", value__in=values).select_related("company")
    return {i.value: i.company for i in found}


def _groups(good: Iterable[tuple[int, Row, dict[str, Any]]]) -> dict[str | None, OwnershipGroup]:
    names = {row.values["owner_group"] for _p, row, _f in good if row.values["owner_group"]}
    return {name: OwnershipGroup.objects.get_or_create(name=name)[0] for name in names}


class _Slugs:
    """Short words for addresses: the id where it is one, else from the name, unique over the database."""

    def __init__(self, good: Iterable[tuple[int, Row, dict[str, Any]]], known: Mapping[str, Company]) -> None:
        wanted = {
            self._wish(row.values["external_id"], fields)
            for _p, row, fields in good
            if row.values["external_id"] not in known
        }
        self._taken = set(Company.objects.filter(slug__in=wanted).values_list("slug", flat=True))

    @staticmethod
    def _wish(key: str, fields: Mapping[str, Any]) -> str:
        if re.fullmatch(r"[a-z][a-z0-9-]{1,59}", key):
            return key
        return slug_of(str(fields["name"])) or "company"

    def free(self, key: str, fields: Mapping[str, Any], source: str) -> str:
        wish = self._wish(key, fields)
        if not fields["named"] or wish in self._taken:
            wish = f"{wish}-{sha256(f'{source} {key}'.encode()).hexdigest()[:10]}"
        self._taken.add(wish)
        return wish


def _host(company: Company, row: Row) -> None:
    """Companies hosted here are participants: they get a DID under this node's address."""
    hosting = row.values["hosted"] or Company.Hosting.LISTED
    company.claimed = bool(row.values["claimed"])
    if hosting == Company.Hosting.HERE:
        company.did = own_did(company.slug)
        company.hosting = Company.Hosting.HERE
    else:  # on its own node, which tells its DID itself when it is crawled
        company.hosting = Company.Hosting.LISTED


def _update(company: Company, fields: Mapping[str, Any], row: Row, context: Context) -> Outcome:
    """Change what differs and is given by a column of this file; a claimed company's own words are only completed."""
    derived = {"nace", "nuts3", "employees_min", "employees_max", "named", "name", "branch", "owner_group_id"}
    changed = []
    for name, value in fields.items():
        given = name in context.columns or name in derived
        if company.claimed and getattr(company, name) not in ("", None):
            continue
        if given and value not in ("", None) and getattr(company, name) != value:
            setattr(company, name, value)
            changed.append(name)
    if not changed:
        return "unchanged"
    company.provenance = context.provenance(row)
    company.save(update_fields=[*changed, "provenance", "updated_at"])
    return "updated"


def _owned_figures(
    good: Sequence[tuple[int, Row, dict[str, Any]]], known: Mapping[str, Company], context: Context
) -> dict[int, str]:
    """Row number → first figure by which the row would change what the people of a claimed company keep private."""
    pairs = [(known[r.values["external_id"]], r) for _p, r, _f in good if r.values["external_id"] in known]
    pairs = [(c, r) for c, r in pairs if c.claimed and any(r.values[name] is not None for name in FIGURES)]
    if not pairs:
        return {}
    with everybody():
        held = {(f.company_id, f.year): f for f in CompanyFigures.objects.filter(company__in=[c.pk for c, _r in pairs])}
    found: dict[int, str] = {}
    for company, row in pairs:
        one = held.get((company.pk, row.values["revenue_year"] or context.at.year - 1))
        for name in FIGURES:
            value = row.values[name]
            if value is not None and (one is None or getattr(one, name) != value):
                found.setdefault(row.number, name)
    return found


def _write_figures(pairs: Sequence[tuple[Company, Row]], context: Context) -> set[int]:
    """Own figures of a year; returns the numbers of rows that changed something. Files of the node's operator only."""
    if not pairs:
        return set()
    changed = set()
    with everybody():
        known = {
            (f.company_id, f.year): f
            for f in CompanyFigures.objects.filter(company__in=[company.pk for company, _row in pairs])
        }
        for company, row in pairs:
            year = row.values["revenue_year"] or context.at.year - 1
            one = known.get((company.pk, year)) or CompanyFigures(company=company, year=year)
            values = {name: row.values[name] for name in FIGURES if row.values[name] is not None}
            if one._state.adding or any(getattr(one, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(one, name, value)
                one.provenance = context.provenance(row)
                one.save()
                changed.add(row.number)
    return changed


COMPANIES = Target("companies", _("Companies"), FIELDS, apply)
