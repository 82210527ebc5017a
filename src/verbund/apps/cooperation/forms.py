"""Forms of cooperation: a new Verbund, the clause editor, entries of work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.formats import sanitize_separators
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbund.kit.errors import Problem
from verbund.protocols.register.v1 import Charter, Clause

from . import clauses, light, pagewords
from .clauses import Parameter

DATE_ERROR = {"invalid": gettext_lazy("Write the date like 2027-01-31.")}
DATES = ["%Y-%m-%d", "%d.%m.%Y"]


class NewForm(forms.Form):
    """`role-N` says with which role the N-th participant takes part; empty: not."""

    kind = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose what you want to do together."),
            "invalid_choice": gettext_lazy("Choose what you want to do together."),
        }
    )
    form = forms.ChoiceField(required=False, choices=[(form, form) for form in light.ORDER])
    title = forms.CharField(
        max_length=200, error_messages={"required": gettext_lazy("Give it a name, for example: Steel together.")}
    )
    title_other = forms.CharField(max_length=200, required=False)
    purpose = forms.CharField(
        max_length=2000,
        error_messages={"required": gettext_lazy("Say in one sentence what it is for; members see it first.")},
    )
    purpose_other = forms.CharField(max_length=2000, required=False)
    valid_until = forms.DateField(required=False, input_formats=DATES, error_messages=DATE_ERROR)
    opportunity = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, kinds: list[str], people: list[str]) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(code, code) for code in kinds]  # type: ignore[attr-defined]
        self.people = people
        self.members: list[dict[str, str]] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n, did in enumerate(self.people):
            role = self.data.get(f"role-{n}", "")
            if role in ("member", "coordinator", "companion") and self.data.get(f"did-{n}") == did:
                self.members.append({"did": did, "role": role})
        if not any(m["role"] != "companion" for m in self.members):
            self.add_error(None, _("Choose at least one other member; a companion alone is none."))
        return data


@dataclass(slots=True)
class Field:
    """One value of a clause in the editor."""

    name: str
    id: str
    label: str
    kind: str
    value: Any
    unit: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""


@dataclass(slots=True)
class Row:
    """One clause in the editor."""

    code: str
    title: str
    texts: dict[str, str]
    form: str
    machine: dict[str, bool]
    by: Any
    law: str
    fields: list[Field]
    known: bool
    struck: bool = False
    clause: Clause | None = None

    @property
    def text(self) -> str:
        return self.texts.get(self.form, "")


class ClauseEditor:
    """The clauses of a charter as fields, and what came back as clauses. `errors`: (field id, what to enter)."""

    def __init__(self, base: Charter, names: Mapping[str, str], data: Any = None) -> None:
        self.base, self.names, self.data = base, dict(names), data
        self.errors: list[tuple[str, str]] = []
        self.library = clauses.library()
        self.rows = [self._row(clause) for clause in base.clauses]
        held = {clause.code for clause in base.clauses}
        own = f"{base.kind}:"  # clauses of another kind do not belong here
        self.more = [
            self._new(code)
            for code in self.library.clauses
            if code not in held and (":" not in code or code.startswith(own))
        ]

    # ---- showing

    def _row(self, clause: Clause) -> Row:
        known = self.library.clauses.get(clause.code)
        form = self._said(f"{clause.code}.form", clause.form)
        form = form if form in ("weak", "strong") else clause.form
        texts = {}
        for one in ("weak", "strong"):
            if one == clause.form and pagewords.say(clause.text):
                texts[one] = pagewords.say(clause.text)
            elif known is not None:
                texts[one] = self._rendered(clause.code, one, clause.parameters)
        return Row(
            code=clause.code,
            title=known.title[pagewords.lang()] if known else clause.code,
            texts=texts,
            form=form,
            machine={f: known.enforced[f] == "machine" for f in ("weak", "strong")} if known else {},
            by=pagewords.BY.get(known.by, "") if known else "",
            law=known.law if known else "",
            fields=[self._field(clause, p) for p in known.parameters.values() if _shown(p)] if known else [],
            known=known is not None,
            struck=self._said(f"{clause.code}.strike", "") == "on",
            clause=clause,
        )

    def _new(self, code: str) -> Row:
        known = self.library[code]
        fresh = self._proposed(code, "strong", {})
        return Row(
            code=code,
            title=known.title[pagewords.lang()],
            texts={"strong": pagewords.say(fresh.text) if fresh else ""},
            form=self._said(f"{code}.add", ""),
            machine={f: known.enforced[f] == "machine" for f in ("weak", "strong")},
            by=pagewords.BY.get(known.by, ""),
            law=known.law,
            fields=[],
            known=True,
        )

    def _field(self, clause: Clause, parameter: Parameter) -> Field:
        key = f"{clause.code}.{parameter.name}"
        value = clause.parameters.get(parameter.name)
        if self.data is not None and f"{key}.there" in self.data:
            value = self.data.getlist(key) if parameter.type == "members" else self.data.get(key, "")
        else:
            value = _as_text(parameter, value)
        options: list[tuple[str, str]] = []
        if parameter.type in ("member", "members"):
            options = list(self.names.items())
        elif parameter.type == "boolean":
            options = [("yes", _("yes")), ("no", _("no"))]
        label = parameter.title[pagewords.lang()]
        unit = "%" if parameter.type == "share" else pagewords.amount({"value": "0", "unit": parameter.unit or "1"})[2:]
        unit = "€" if parameter.type == "money" or parameter.unit == "EUR" else unit
        unit = {"d": _("days"), "mo": _("months"), "wk": _("weeks"), "a": _("years"), "h": _("hours")}.get(unit, unit)
        return Field(
            key, f"id-{key.replace('.', '-')}", label[:1].upper() + label[1:], parameter.type, value, unit, options
        )

    def _rendered(self, code: str, form: str, parameters: Mapping[str, Any]) -> str:
        try:
            return clauses.render(code, form, parameters, pagewords.lang(), self.names)
        except (Problem, KeyError):
            return ""

    def _said(self, key: str, default: str) -> str:
        return default if self.data is None else self.data.get(key, "" if key.endswith(("strike", "add")) else default)

    # ---- reading

    def clauses(self) -> list[Clause]:
        """The clauses as the form says them; an untouched clause stays as it is, letter by letter."""
        found: list[Clause] = []
        for row in self.rows:
            assert row.clause is not None
            if row.struck:
                continue
            if not row.known or self.data is None:
                found.append(row.clause)
                continue
            values = dict(row.clause.parameters)
            for one in row.fields:
                if f"{one.name}.there" in self.data:
                    self._take(values, one, self.library[row.code].parameters[one.name.partition(".")[2]])
            if row.form == row.clause.form and values == dict(row.clause.parameters):
                found.append(row.clause)
                continue
            made = self._proposed(row.code, row.form, values)
            if made is not None:
                found.append(made)
        for row in self.more:
            if row.form in ("weak", "strong"):
                made = self._proposed(row.code, row.form, {})
                if made is not None:
                    found.append(made)
        return found

    def _take(self, values: dict[str, Any], one: Field, parameter: Parameter) -> None:
        before = _as_text(parameter, values.get(parameter.name))
        if one.value == before:
            return
        try:
            value = _read(parameter, one.value)
        except (ValueError, InvalidOperation):
            one.error = _example(parameter)
            self.errors.append((one.id, f"{one.label}: {one.error}"))
            return
        if value is None:
            values.pop(parameter.name, None)
        else:
            values[parameter.name] = value

    def _proposed(self, code: str, form: str, values: Mapping[str, Any]) -> Clause | None:
        try:
            return clauses.proposed(code, form, values, self.base.verbund, self.names)
        except (Problem, KeyError) as problem:
            if self.data is not None:
                self.errors.append(("", f"{code}: {problem}"))
            return None

    def frame(self) -> dict[str, Any]:
        """Dates, notice, voting, a new member: what changed of them."""
        found: dict[str, Any] = {}
        if self.data is None:
            return found
        day = self._day("sign_by")
        if day is not None and day != self.base.sign_by.date():
            found["sign_by"] = datetime.combine(day, time(23, 59, 59), get_current_timezone())
        if "valid_until" in self.data:
            until = self._day("valid_until")
            if until != self.base.valid_until and not any(e[0] == "id_valid_until" for e in self.errors):
                found["valid_until"] = until
        notice = self.data.get("notice_days", "")
        if notice and notice != str(self.base.notice_days):
            if notice.isdecimal() and int(notice) <= 3650:
                found["notice_days"] = int(notice)
            else:
                self.errors.append(("id_notice_days", _("Notice: enter a number of days, for example 30.")))
        voting = self.data.get("voting", "")
        if voting in pagewords.VOTING and voting != self.base.voting:
            found["voting"] = voting
        added = self.data.get("member", "")
        if added and added not in self.base.by_did:
            from verbund.apps.dataspace.queries import names_of

            rows = [{"did": m.did, "role": m.role, "name": m.name} for m in self.base.members]
            role = self.data.get("member_role", "member")
            rows.append({"did": added, "role": role if role in ("member", "companion") else "member",
                         "name": names_of([added]).get(added, added)})  # fmt: skip
            found["members"] = rows
        return found

    def _day(self, name: str) -> date | None:
        text = self.data.get(name, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.errors.append((f"id_{name}", _("Write the date like 2027-01-31.")))
            return None


def _shown(parameter: Parameter) -> bool:
    """Values for each member stay as they are; the editor has one field for one value."""
    return parameter.type != "map"


def _as_text(parameter: Parameter, value: Any) -> Any:
    if parameter.type == "members":
        return list(value) if isinstance(value, list) else []
    if value is None or isinstance(value, dict):
        return ""
    if parameter.type == "boolean":
        return "yes" if value else "no"
    if parameter.type == "share":
        return f"{(Decimal(str(value)) * 100).normalize():f}"
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    return str(value)


def _read(parameter: Parameter, text: Any) -> Any:
    """The value as the profile writes it; None for nothing. Raises ValueError or InvalidOperation."""
    kind = parameter.type
    if kind == "members":
        return list(text) or None
    text = str(text).strip()
    if not text:
        return None
    if kind == "boolean":
        return text == "yes"
    if kind == "integer":
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValueError(text)
        return int(text)
    if kind in ("money", "share", "number"):
        number = Decimal(str(sanitize_separators(text)))
        if number < 0 or not number.is_finite() or (kind == "share" and number > 100):
            raise ValueError(text)
        number = number / 100 if kind == "share" else number
        return f"{number:.2f}" if kind == "money" else f"{number.normalize():f}"
    if kind == "date":
        return date.fromisoformat(text).isoformat()
    if kind == "words":
        return [part.strip()[:500] for part in text.split(",") if part.strip()]
    return text[:500]


def _example(parameter: Parameter) -> str:
    return {
        "integer": _("Enter a whole number, for example 30."),
        "money": _("Enter an amount, for example 25000."),
        "share": _("Enter per cent between 0 and 100, for example 50."),
        "number": _("Enter a number, for example 2.5."),
        "date": _("Write the date like 2027-01-31."),
    }.get(parameter.type, _("This does not fit."))


class EntryForm(forms.Form):
    """Contribution, benefit, task, question or outcome; what is needed says `kind`."""

    title = forms.CharField(max_length=300, error_messages={"required": gettext_lazy("Say in a few words what it is.")})
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=4,
        localize=True,
        error_messages={
            "invalid": gettext_lazy("Enter a number, for example 1200."),
            "min_value": gettext_lazy("Enter a number from 0."),
        },
    )
    unit = forms.ChoiceField(required=False, choices=[("EUR", "€"), ("h", "h"), ("d", "d"), ("t", "t"), ("1", "1")])
    due = forms.DateField(required=False, input_formats=DATES, error_messages=DATE_ERROR)
    assignee = forms.ChoiceField(required=False)
    summary = forms.CharField(max_length=2000, required=False)
    public = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, members: list[tuple[str, str]], measures: Any = ()) -> None:
        super().__init__(data)
        self.fields["assignee"].choices = [("", ""), *members]  # type: ignore[attr-defined]
        self.measures = []
        for measure in measures:
            name = f"m-{measure.code}"
            self.fields[name] = forms.DecimalField(
                required=False,
                max_digits=18,
                decimal_places=4,
                localize=True,
                error_messages={"invalid": gettext_lazy("Enter a number, for example 1200.")},
            )
            self.measures.append((measure, name, measure.title(pagewords.lang())))

    def value(self) -> dict[str, str] | None:
        """The amount as the profile writes it; None: unknown."""
        given = self.cleaned_data.get("amount")
        unit = self.cleaned_data.get("unit") or "EUR"
        return None if given is None else _amount(given, unit)

    def measured(self) -> list[dict[str, Any]]:
        """What was measured; what was left open is not said."""
        return [
            {"measure": measure.code, "amount": _amount(self.cleaned_data[name], measure.unit)}
            for measure, name, _label in self.measures
            if self.cleaned_data.get(name) is not None
        ]


def _amount(value: Decimal, unit: str) -> dict[str, str]:
    text = f"{value.normalize():f}"
    return {"value": text, "currency": unit} if re.fullmatch("[A-Z]{3}", unit) else {"value": text, "unit": unit}
