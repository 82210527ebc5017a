"""Balances of debtors and creditors as bookkeeping exports them, brought into one shape.

Read are: master data in DATEV format (EXTF or DTVF, category 16, `Debitoren/Kreditoren`; developer.datev.de), lists of
sums and balances (one row per account) and lists of open items (several), as CSV with semicolons or as xlsx. Only the
account, the name, the place, the VAT id and the sums go on: bank details, telephone numbers and the like are left
behind before anything is stored. Accounts of persons have one digit more than those of the general ledger; the first
digit 1 to 6 is a debtor, 7 to 9 a creditor.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from verbund.apps.core.imports import Field
from verbund.apps.core.imports.mapping import bare
from verbund.apps.core.imports.table import RawRow, Table
from verbund.apps.core.imports.values import Bad, decimal_mark, parse
from verbund.kit.errors import Invalid

COLUMNS: Mapping[str, Sequence[str]] = {
    "account": ("Konto", "Kontonummer", "Konto-Nr.", "Kontonr", "Kto", "Kto-Nr.", "Personenkonto", "account"),
    "name": (
        *("Name (Adressattyp Unternehmen)", "Kontobezeichnung", "Kontobeschriftung", "Beschriftung", "Bezeichnung"),
        *("Kontoname", "Name", "Firma", "Debitor", "Kreditor", "Kunde", "Lieferant"),
    ),
    "short": ("Name (Adressattyp keine Angabe)", "Kurzbezeichnung"),
    "country": ("EU-Land",),
    "vat_id": ("EU-UStID", "USt-IdNr.", "USt-ID", "UStID", "vat_id"),
    "postcode": ("Postleitzahl", "PLZ", "postcode"),
    "city": ("Ort", "Stadt", "city"),
    "debit": (
        *("Jahresverkehrszahl Soll", "Jahresverkehrszahlen Soll", "JVZ Soll", "Soll kumuliert", "Soll_Kumuliert"),
        *("Kum. Werte Soll", "Umsatz Soll", "Sollbetrag", "Betrag Soll", "Saldo Soll", "Soll", "debit"),
    ),
    "credit": (
        *("Jahresverkehrszahl Haben", "Jahresverkehrszahlen Haben", "JVZ Haben", "Haben kumuliert", "Haben_Kumuliert"),
        *("Kum. Werte Haben", "Umsatz Haben", "Habenbetrag", "Betrag Haben", "Saldo Haben", "Haben", "credit"),
    ),
    "balance": ("Saldo", "Endsaldo", "Offener Betrag", "balance"),
    "item": ("Rechnungsnummer", "Rechnungs-Nr.", "Rechnungsnr", "Belegnummer", "Belegfeld 1", "OP-Nummer"),
}
"""What we read, by the names that columns have in these files; earlier names win."""
SHAPE = {
    "line": "Zeile", "account": "Konto", "side": "Art", "name": "Name", "partner": "Unternehmen hier",
    "vat_id": "USt-IdNr.", "postcode": "PLZ", "city": "Ort", "debit": "Soll", "credit": "Haben", "balance": "Saldo",
    "vat_rate": "USt-Satz", "year": "Jahr",
}  # fmt: skip
"""Field of the import target → column of what we make, in the words of the books."""
SUMS = re.compile(r"\s*(summe|gesamt|total|übertrag|zwischensumme|saldo\b)", re.IGNORECASE)
TARGET = "ledger"
NUMBER = Field("number", "", "number")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Options:
    """`mask`: partners are kept by the number of their account alone. `vat_rate`: share of tax in the sums, 0.19 where
    they hold 19 %. `year`: which one they are of. `side`: customer or supplier where the file holds one kind alone."""

    year: int
    mask: bool = False
    vat_rate: Decimal = Decimal("0.19")
    side: str = ""


@dataclass(slots=True)
class Account:
    """An account as the files say it; `cells` are still text, so that what is wrong is told with its `line`.
    `broken`: one of its open items holds no number, so their sum is not known."""

    number: str
    line: int
    cells: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def normalise(tables: Sequence[Table], options: Options) -> bytes:
    """One CSV in the columns of `SHAPE`, a row per account, for the import target `ledger`.

    Several files of the same accounts add up to more knowledge: names from one, sums from the other. Raises Invalid
    where no file has a column with account numbers, or one has too many rows.
    """
    accounts: dict[str, Account] = {}
    strange: list[Account] = []
    length = 0
    for table in tables:
        columns = _columns(table.header)
        if "account" not in columns:
            raise Invalid(
                "ledger-account",
                _("No column holds account numbers."),
                where=", ".join(table.header[:6]),
                remedy=_("Export debtors and creditors with the column “Konto”, one row per account."),
            )
        length = length or _general_length(table.shape)
        for account in _accounts(table, columns):
            if not account.number.isdigit():
                strange.append(account)
                continue
            known = accounts.setdefault(account.number, account)
            if known is not account:
                _merge(known, account)
    personal = length + 1 if length else max((len(n) for n in accounts), default=5)
    out = io.StringIO()
    write = csv.writer(out, delimiter=";")
    write.writerow(SHAPE.values())
    for account in sorted([*accounts.values(), *strange], key=lambda a: a.line):
        row = _row(account, personal, options)
        if row is not None:
            write.writerow(row)
    return out.getvalue().encode()


def _merge(known: Account, more: Account) -> None:
    """What another file knows of an account: what was empty, the longer name; its line where the sums stand."""
    if not any(known.cells.get(name) for name in ("debit", "credit", "balance")):
        known.line = more.line
    for name, text in more.cells.items():
        before = known.cells.get(name, "")
        if not before or (name == "name" and len(text) > len(before)):
            known.cells[name] = text


def _columns(header: Sequence[str]) -> dict[str, str]:
    known = {bare(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    for name, words in COLUMNS.items():
        column = next((known[bare(w)] for w in words if bare(w) in known), None)
        if column is not None and column not in found.values():
            found[name] = column
    return found


def _general_length(shape: Mapping[str, Any]) -> int:
    """Digits of a general ledger account, field 14 of the head of a DATEV file; 0 where nothing says it."""
    for row in shape.get("above", ()):
        if row and row[0] in ("EXTF", "DTVF") and len(row) > 13 and row[13].isdigit():
            return min(8, max(4, int(row[13])))
    return 0


def _accounts(table: Table, columns: Mapping[str, str]) -> Iterator[Account]:
    """One per account; open items of an account are added up. What cannot be added is handed on as it stands."""
    people = [c for c in table.header if "natürl. Person" in c]
    mark = {
        name: decimal_mark(
            (r.cells.get(columns[name]) for r in islice(table.rows(), 1000)), table.shape.get("delimiter", ";")
        )
        for name in ("debit", "credit", "balance")
        if name in columns
    }
    items: dict[str, Account] = {}
    before = 1 + len(table.shape.get("above", ()))  # lines of the file down to the names of the columns
    for raw in _limited(table.rows()):
        cells = {name: _text(raw, column) for name, column in columns.items()}
        if not cells.get("name"):
            person = " ".join(reversed([t for t in (_text(raw, c) for c in people) if t]))
            cells["name"] = person or cells.get("short", "")
        number = re.sub(r"[\s.]", "", cells["account"]).removesuffix(",00")
        if not number.isdigit() and (SUMS.match(cells["account"] or cells["name"]) or not any(cells.values())):
            continue  # the line below the rows
        for name in ("debit", "credit", "balance"):
            cells[name] = re.sub(r"(?<=\d)\s*[SH]$", "", cells.get(name, ""))
        account = Account(number, raw.number + before, cells)
        if "item" not in columns or not number.isdigit():
            yield account
        elif number in items:
            _add(items[number], account, mark)
        else:
            items[number] = account
            _add(account, Account(number, account.line, dict(cells)), mark, first=True)
    yield from items.values()


def _limited(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    for row in rows:
        if row.number > MOST_ROWS:
            raise Invalid(
                "file-rows",
                _("The file has more than %(limit)s rows.") % {"limit": MOST_ROWS},
                remedy=_("Export balances per account, not single postings."),
            )
        yield row


def _text(raw: RawRow, column: str) -> str:
    cell = raw.cells.get(column)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())[:300]


def _add(total: Account, item: Account, mark: Mapping[str, str], first: bool = False) -> None:
    """Add an open item to its account; one that holds no number makes the whole account wait for a correction."""
    if total.broken:
        return
    sums: dict[str, str] = {}
    for name, sign in mark.items():
        text = item.cells[name]
        try:
            more = parse(NUMBER, text or None, sign) or Decimal(0)
        except Bad:
            total.cells, total.line, total.broken = {**total.cells, name: text}, item.line, True
            return
        before = Decimal(0) if first else parse(NUMBER, total.cells[name] or None, ",") or Decimal(0)
        sums[name] = f"{before + more:f}".replace(".", ",")
    total.cells = {**total.cells, **sums}


def _row(account: Account, personal: int, options: Options) -> list[str] | None:
    """The account in the columns of `SHAPE`; None for an account of the general ledger."""
    number, cells = account.number, account.cells
    side = options.side
    if number.isdigit():
        if len(number) != personal and not side:
            return None
        side = side or ("customer" if number[0] in "123456" else "supplier" if number[0] in "789" else "")
        if not side:
            return None
    vat = re.sub(r"[\s.-]", "", cells.get("vat_id", "")).upper()
    if vat and not vat[:2].isalpha():
        vat = cells.get("country", "").upper()[:2] + vat
    known = {"name": cells.get("name", ""), "vat_id": vat, "postcode": cells.get("postcode", "")}
    known["city"] = cells.get("city", "")
    if options.mask:
        known = dict.fromkeys(known, "")
    values = {
        **{name: cells.get(name, "") for name in ("debit", "credit", "balance")},
        **known,
        "line": str(account.line),
        "account": number,
        "side": side,
        "partner": "",
        "vat_rate": f"{options.vat_rate:f}",
        "year": str(options.year),
    }
    return [values[name] for name in SHAPE]
